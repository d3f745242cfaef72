"""
### Read, compare, flag, alert

Each runs when the one before has passed something on, and does all the work that stands in the
store, in as many shards as `POLICYWATCH_SHARDS` says. `alert` also runs every ten minutes: mails
that were put off, digests, and the news of failing sources do not wait for a finding.

**When a task fails**: single pieces of work failed; the rest is done. The log and
`policywatch status` show the errors. They are tried again by themselves, eight times.
"""

from datetime import UTC, datetime

from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, CronTriggerTimetable, task

from pipeline_command import policywatch
from pipeline_schedule import COLLECTED, COMPARED, FLAGGED, READ, RETRIES, SHARDS

START = datetime(2024, 1, 1, tzinfo=UTC)
TEN_MINUTES = CronTriggerTimetable("*/10 * * * *", timezone="UTC")


def make_stage(name: str, after: Asset | AssetOrTimeSchedule, passes_on: Asset | None) -> DAG:
    """Return the DAG of one stage."""
    with DAG(
        name,
        schedule=after if isinstance(after, AssetOrTimeSchedule) else [after],
        start_date=START,
        catchup=False,
        max_active_runs=1,
        default_args=RETRIES,
        doc_md=__doc__,
        tags=["policywatch"],
    ) as dag:

        @task(task_id=name, outlets=[passes_on] if passes_on else [])
        def work(shard: str) -> dict[str, int]:
            return policywatch(name, "--shard", shard)

        work.expand(shard=[f"{number}/{SHARDS}" for number in range(SHARDS)])
    return dag


read = make_stage("read", COLLECTED, READ)
compare = make_stage("compare", READ, COMPARED)
flag = make_stage("flag", COMPARED, FLAGGED)
alert = make_stage("alert", AssetOrTimeSchedule(timetable=TEN_MINUTES, assets=[FLAGGED]), None)
