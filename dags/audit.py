"""
### Audit: queue what is lacking

Every night at 02:30 UTC, what any stage lacks for the current version of its tool is queued: after
an upgrade of the extractor, an edit of the watchlists, or an accident. The next runs of the
stages do it.

**When it fails**: a watchlist file is wrong (the log says where), or the store could not be reached
for four hours; it is tried again, ever later, until then.
"""

from airflow.sdk import CronTriggerTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from pipeline_command import policywatch
from pipeline_schedule import COLLECTED, RETRIES_OF_A_DAY


@dag(
    schedule=CronTriggerTimetable("30 2 * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES_OF_A_DAY,
    doc_md=__doc__,
    tags=["policywatch"],
)
def audit() -> None:
    """Queue what is lacking."""

    @task(outlets=[COLLECTED])
    def queue_what_is_lacking() -> dict[str, int]:
        queued = policywatch("audit")
        if not any(queued.values()):
            raise AirflowSkipException("nothing is lacking")
        return queued

    queue_what_is_lacking()


audit()
