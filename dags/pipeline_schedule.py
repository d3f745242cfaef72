"""When the DAGs run, how wide they map, and how they are joined; from the settings."""

import os
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Asset, TriggerRule, task
from airflow.sdk.exceptions import AirflowSkipException

from pipeline_command import policywatch
from policywatch.settings import Settings

SETTINGS = Settings.from_environment(os.environ)
CRAWL_EVERY = timedelta(seconds=SETTINGS.crawl_every)
SHARDS = [f"{number}/{SETTINGS.shards}" for number in range(SETTINGS.shards)]
POOL = "crawl"

RETRIES = {
    "retries": 3,
    "retry_delay": timedelta(seconds=5),
    "retry_exponential_backoff": 3.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=6),
}

# For what runs once a day: a store that is away for hours must not cost the day.
RETRIES_OF_A_DAY = RETRIES | {
    "retries": 8,
    "retry_delay": timedelta(seconds=30),
    "max_retry_delay": timedelta(hours=1),
}

COLLECTED = Asset("policywatch://collected")
READ = Asset("policywatch://read")
COMPARED = Asset("policywatch://compared")
FLAGGED = Asset("policywatch://flagged")


def pass_on(work: Any, asset: Asset) -> None:
    """Let the next stage see what work that failed did get done, while the run stays failed.

    Work that succeeds announces its asset itself. `pass_on` starts only when some failed;
    `verdict` fails with it and costs nothing: Airflow starts no process for it.
    """

    @task(task_id="pass_on", outlets=[asset], trigger_rule=TriggerRule.ONE_FAILED)
    def announce() -> dict[str, int]:
        waiting = policywatch("backlog")
        if not any(waiting.values()):
            raise AirflowSkipException("nothing was left for the next stage")
        return waiting

    verdict = EmptyOperator(task_id="verdict", trigger_rule=TriggerRule.NONE_FAILED)
    work >> [announce(), verdict]
