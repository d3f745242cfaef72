"""What is told by period: digests, the sign of life, and the states of the sources for ops."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from models import (
    Cadence,
    DigestItem,
    Finding,
    FindingState,
    Message,
    MessageTransition,
    Source,
    SourceState,
    Subscription,
    Transition,
    read_session,
    write_session,
)
from policywatch.alerting.letters import (
    MAX_LISTED,
    StateChange,
    write_digest,
    write_state_changes,
)
from policywatch.alerting.outbox import put_out
from policywatch.alerting.story import tell
from policywatch.alerting.subscriptions import standing_subscriptions
from policywatch.coverage import coverage
from policywatch.settings import Settings
from policywatch.work import StageCounts

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
TOLD_FOR = timedelta(days=30)
STILL_TOLD = (FindingState.OPEN, FindingState.RELEVANT)


def period_start(cadence: Cadence, now: datetime) -> datetime:
    """Return when the running period began: midnight UTC, of Monday for a week."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday()) if cadence is Cadence.WEEKLY else midnight


def write_digests(engine: Engine, settings: Settings, counts: StageCounts, now: datetime) -> None:
    """Write the digest of each subscription whose last period is over.

    A digest is also the sign of life: it comes when nothing was found, and says so. Who is told
    at once gets one a week, and one the next day for what went over the day's limit.
    """
    with read_session(engine) as session:
        due = [s.id for s in _standing(session) if _is_due(session, s, now)]
    for subscription_id in due:
        with write_session(engine) as session:
            locked = select(Subscription).where(Subscription.id == subscription_id)
            subscription = session.scalar(locked.with_for_update())
            if subscription is not None and subscription.ended_at is None:
                _write_digest(session, subscription, settings, counts, now)


def _standing(session: Session) -> list[Subscription]:
    return list(
        session.scalars(
            select(Subscription).where(Subscription.ended_at.is_(None)).order_by(Subscription.id)
        )
    )


def _cadence(session: Session, subscription: Subscription) -> Cadence:
    if subscription.cadence is not Cadence.INSTANT:
        return subscription.cadence
    waiting = select(DigestItem.finding_id).where(DigestItem.subscription_id == subscription.id)
    return Cadence.WEEKLY if session.scalar(waiting.limit(1)) is None else Cadence.DAILY


def _key(subscription: Subscription, cadence: Cadence, now: datetime) -> str:
    return f"digest:{subscription.id}:{cadence.value}:{period_start(cadence, now):%Y-%m-%d}"


def _is_due(session: Session, subscription: Subscription, now: datetime) -> bool:
    cadence = _cadence(session, subscription)
    if subscription.created_at >= period_start(cadence, now):
        return False
    key = _key(subscription, cadence, now)
    return session.scalar(select(Message.id).where(Message.key == key)) is None


def _write_digest(
    session: Session,
    subscription: Subscription,
    settings: Settings,
    counts: StageCounts,
    now: datetime,
) -> None:
    if not _is_due(session, subscription, now):
        return
    cadence = _cadence(session, subscription)
    waiting = (
        select(Finding.id)
        .join(DigestItem, DigestItem.finding_id == Finding.id)
        .where(DigestItem.subscription_id == subscription.id, Finding.state.in_(STILL_TOLD))
        .order_by(Finding.score.desc(), Finding.id)
    )
    told = session.scalars(waiting).all()
    listed = select(Finding).where(Finding.id.in_(told[:MAX_LISTED]))
    findings = session.scalars(listed.order_by(Finding.score.desc(), Finding.id)).all()
    since = max(now - (WEEK if cadence is Cadence.WEEKLY else DAY), subscription.created_at)
    mails = (
        select(func.count())
        .select_from(Message)
        .where(Message.subscription_id == subscription.id, Message.created_at >= since)
    )
    letter = write_digest(
        tell(session, findings, settings),
        len(told) - len(findings),
        session.scalar(mails) or 0,
        coverage(session, since, now),
        subscription,
        settings,
    )
    key = _key(subscription, cadence, now)
    if put_out(session, key, letter, subscription, settings, now, findings=told):
        session.execute(delete(DigestItem).where(DigestItem.subscription_id == subscription.id))
        counts.add("mails")


def write_state_mails(
    engine: Engine, settings: Settings, counts: StageCounts, now: datetime
) -> None:
    """Tell ops once of each source that began to fail or recovered.

    What was judged at one moment comes in one mail: a broken line fails all sources at once.
    """
    with read_session(engine) as session:
        subscriptions = [s for s in _standing(session) if s.ops]
        if not any(_untold(session, s, now) for s in subscriptions):
            return
    with write_session(engine) as session:
        for subscription in standing_subscriptions(session, ops=True):
            moments: dict[datetime, list[tuple[Transition, Source]]] = {}
            for one in _untold(session, subscription, now):
                moments.setdefault(one[0].at, []).append(one)
            for group in moments.values():
                letter = write_state_changes(
                    [_state_change(*one) for one in group], subscription, settings
                )
                ids = [transition.id for transition, _ in group]
                key = f"transition:{subscription.id}:{min(ids)}"
                put_out(session, key, letter, subscription, settings, now, transitions=ids)
                counts.add("mails")


def _untold(
    session: Session, subscription: Subscription, now: datetime
) -> list[tuple[Transition, Source]]:
    told = (
        select(MessageTransition.transition_id)
        .join(Message, Message.id == MessageTransition.message_id)
        .where(Message.subscription_id == subscription.id)
        .where(MessageTransition.transition_id == Transition.id)
    )
    since = max(subscription.created_at, now - TOLD_FOR)
    # That a new source begins to work is what everybody expects.
    expected = (SourceState.WORKING, SourceState.QUIET)
    rows = session.execute(
        select(Transition, Source)
        .join(Source, Source.id == Transition.source_id)
        .where(Transition.at >= since, ~told.exists())
        .where((Transition.before != SourceState.NEW) | Transition.after.not_in(expected))
    )
    # Sorted here: a query sorted by the key is answered by going through all that there ever were.
    return sorted(((transition, source) for transition, source in rows), key=lambda row: row[0].id)


def _state_change(transition: Transition, source: Source) -> StateChange:
    return StateChange(
        name=source.name,
        publisher=source.publisher,
        source=source.id,
        before=transition.before.value,
        after=transition.after.value,
        reason=transition.reason,
        advice=transition.advice,
        sample=transition.sample,
        at=f"{transition.at:%Y-%m-%d %H:%M}",
        url=source.url,
    )
