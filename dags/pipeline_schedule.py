"""How often the DAGs run and how wide they map; from the environment, parsed as the DAGs are."""

import os
from datetime import timedelta

from airflow.sdk import Asset

CRAWL_EVERY = timedelta(seconds=int(os.environ.get("POLICYWATCH_CRAWL_EVERY", "60")))
SHARDS = int(os.environ.get("POLICYWATCH_SHARDS", "1"))
POOL = "crawl"

RETRIES = {
    "retries": 2,
    "retry_delay": timedelta(seconds=20),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
}

COLLECTED = Asset("policywatch://collected")
READ = Asset("policywatch://read")
COMPARED = Asset("policywatch://compared")
FLAGGED = Asset("policywatch://flagged")
