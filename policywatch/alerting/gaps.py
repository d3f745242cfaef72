"""Possible gaps told to ops, each once."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Gap, Message, Source, Subscription, read_session, write_session
from policywatch.alerting.letters import write_gap
from policywatch.alerting.outbox import put_out
from policywatch.alerting.subscriptions import standing_subscriptions
from policywatch.settings import Settings
from policywatch.work import StageCounts

TOLD_FOR = timedelta(days=30)
PASSES_WITHIN = timedelta(days=1)


def write_gap_mails(engine: Engine, settings: Settings, counts: StageCounts, now: datetime) -> None:
    """Tell ops once of each possible gap.

    One that a failed run left is not told before a day is over: the next good run closes it.
    """
    with read_session(engine) as session:
        if not _to_tell(session, now):
            return
    with write_session(engine) as session:
        for subscription in standing_subscriptions(session, ops=True):
            for gap, source in _to_tell(session, now):
                if gap.noticed_at < subscription.created_at:
                    continue
                key = f"gap:{subscription.id}:{gap.id}"
                if session.scalar(select(Message.id).where(Message.key == key)) is None:
                    _tell(session, key, gap, source, subscription, settings, now)
                    counts.add("mails")


def _to_tell(session: Session, now: datetime) -> list[tuple[Gap, Source]]:
    rows = session.execute(
        select(Gap, Source)
        .join(Source, Source.id == Gap.source_id)
        .where(Gap.closed_at.is_(None), Gap.noticed_at >= now - TOLD_FOR, Source.enabled)
        .where(~Gap.passing | (Gap.noticed_at <= now - PASSES_WITHIN))
    )
    # Sorted here: a query sorted by the key is answered by going through all that there ever were.
    return sorted(((gap, source) for gap, source in rows), key=lambda row: row[0].id)


def _tell(
    session: Session,
    key: str,
    gap: Gap,
    source: Source,
    subscription: Subscription,
    settings: Settings,
    now: datetime,
) -> None:
    days = f"{gap.first or '?'} – {gap.last or '?'}"
    command = f"policywatch backfill {source.id}"
    letter = write_gap(
        source.name, source.publisher, source.id, days, gap.reason, command, subscription, settings
    )
    put_out(session, key, letter, subscription, settings, now)
