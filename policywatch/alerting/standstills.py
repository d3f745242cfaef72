"""Stages that stand still, told to ops."""

from datetime import datetime

from sqlalchemy import Engine

from models import read_session, write_session
from policywatch.alerting.letters import write_standstill
from policywatch.alerting.outbox import put_out
from policywatch.alerting.subscriptions import standing_subscriptions
from policywatch.settings import Settings
from policywatch.standstill import standstills
from policywatch.work import StageCounts


def write_standstill_mails(
    engine: Engine, settings: Settings, counts: StageCounts, now: datetime
) -> None:
    """Tell ops once a day of each stage that stands still."""
    with read_session(engine) as session:
        still = standstills(session, now)
    if not still:
        return
    with write_session(engine) as session:
        for subscription in standing_subscriptions(session, ops=True):
            for one in still:
                letter = write_standstill(one, subscription, settings)
                key = f"still:{subscription.id}:{one.stage}:{now:%Y-%m-%d}"
                if put_out(session, key, letter, subscription, settings, now):
                    counts.add("mails")
