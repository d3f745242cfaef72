"""
### Crawl: fetch what is due

Every `POLICYWATCH_CRAWL_EVERY` seconds the hosts with due sources are listed and crawled, all
sources of a host in one task. A lease in the store keeps a second crawl off a host; the pool
`crawl` bounds how many run at once.

**When a task fails**: a source that used to yield yields nothing (its log and
`policywatch status` say which and why), or some fetches could not be kept. What came is kept,
and passed on all the same. It is not tried again before the source is due again: a second try
that finds nothing due would hide the first. A crash is tried again at once.
"""

from typing import Any

from airflow.sdk import dag, get_current_context, task

from pipeline_command import policywatch
from pipeline_schedule import COLLECTED, CRAWL_EVERY, POOL, RETRIES, pass_on

# Airflow maps over 1024 at most; the next run takes the rest.
HOSTS_PER_RUN = 1000


@dag(
    schedule=CRAWL_EVERY,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    doc_md=__doc__,
    tags=["policywatch"],
)
def crawl() -> None:
    """Fetch what is due."""

    @task
    def find_due_hosts() -> list[str]:
        due = policywatch("collect", "--due-hosts")["hosts"]
        return [one["host"] for one in due[:HOSTS_PER_RUN]]

    @task(pool=POOL, map_index_template="{{ host }}", outlets=[COLLECTED])
    def collect(host: str, *, outlet_events: Any) -> dict[str, int]:
        get_current_context()["host"] = host
        counts = policywatch("collect", "--host", host)
        outlet_events[COLLECTED].extra = {"host": host, **counts}
        return counts

    pass_on(collect.expand(host=find_due_hosts()), COLLECTED)


crawl()
