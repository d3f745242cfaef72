"""A way from Airflow's side bar to the review app."""

import os

from airflow.plugins_manager import AirflowPlugin

from policywatch.settings import Settings


class ReviewLinkPlugin(AirflowPlugin):
    """Adds the entry."""

    name = "policywatch"
    external_views = [  # noqa: RUF012 (Airflow reads a plain class attribute)
        {
            "name": "Findings",
            "href": Settings.from_environment(os.environ).review_address,
            "destination": "nav",
            "category": "browse",
        }
    ]
