"""
### Read, compare, flag, alert

Each runs when the one before has passed something on, and every ten minutes for what was put off
(for `alert`: digests, mails to be sent again, the news of failing sources). It does all the work
that stands in the store, in as many shards as `POLICYWATCH_SHARDS` says. A task that found
nothing to do is shown as skipped, and starts nothing further.

**When a task fails**: single pieces of work failed; the rest is done and passed on. The log and
`policywatch status` show the errors. They are tried again by themselves, eight times.
"""

from typing import Any

from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from pipeline_command import policywatch
from pipeline_schedule import COLLECTED, COMPARED, FLAGGED, READ, RETRIES, SHARDS, pass_on


def make_stage(name: str, after: Asset, passes_on: Asset | None, minutes: str) -> DAG:
    """Return the DAG of one stage."""
    now_and_then = CronTriggerTimetable(f"{minutes} * * * *", timezone="UTC")
    with DAG(
        name,
        schedule=AssetOrTimeSchedule(timetable=now_and_then, assets=[after]),
        catchup=False,
        max_active_runs=1,
        default_args=RETRIES,
        doc_md=__doc__,
        tags=["policywatch"],
    ) as dag:

        @task(task_id=name, outlets=[passes_on] if passes_on else [])
        def work(shard: str, *, outlet_events: Any) -> dict[str, int]:
            counts = policywatch(name, "--shard", shard)
            if not counts["done"]:
                raise AirflowSkipException("there was nothing to do")
            if passes_on:
                outlet_events[passes_on].extra = counts
            return counts

        done = work.expand(shard=SHARDS)
        if passes_on:
            pass_on(done, passes_on)
    return dag


read = make_stage("read", COLLECTED, READ, "3-59/10")
compare = make_stage("compare", READ, COMPARED, "5-59/10")
flag = make_stage("flag", COMPARED, FLAGGED, "7-59/10")
alert = make_stage("alert", FLAGGED, None, "9-59/10")
