"""
### Crawl: fetch what is due

Every minute the hosts with due sources are listed and crawled, all sources of a host in one task.
A lease in the store keeps a second crawl off a host; the pool `crawl` bounds how many run at once.

**When a task fails**: a source that used to yield yields nothing (its log and
`policywatch status` say which and why), or some fetches could not be kept. What came is kept,
and passed on all the same.
"""

from datetime import UTC, datetime

from airflow.sdk import TriggerRule, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from pipeline_command import policywatch
from pipeline_schedule import COLLECTED, CRAWL_EVERY, POOL, RETRIES


@dag(
    schedule=CRAWL_EVERY,
    start_date=datetime(2024, 1, 1, tzinfo=UTC),
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
        return [due["host"] for due in policywatch("collect", "--due-hosts")["hosts"]]

    @task(pool=POOL, map_index_template="{{ host }}")
    def collect(host: str) -> dict[str, int]:
        get_current_context()["host"] = host
        return policywatch("collect", "--host", host)

    @task(outlets=[COLLECTED], trigger_rule=TriggerRule.ALL_DONE, retries=0)
    def pass_on() -> dict[str, int]:
        waiting = policywatch("backlog")
        if not any(waiting.values()):
            raise AirflowSkipException("nothing new to read, compare, flag or tell")
        return waiting

    collect.expand(host=find_due_hosts()) >> pass_on()


crawl()
