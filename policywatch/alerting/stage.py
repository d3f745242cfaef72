"""Findings and source states to mail: written to the outbox first, then sent from there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import (
    Cadence,
    DigestItem,
    Document,
    Finding,
    FindingState,
    Message,
    MessageFinding,
    Source,
    Stage,
    Subscription,
    Version,
    VersionKind,
    Work,
)
from policywatch.alerting.digests import write_digests, write_state_mails
from policywatch.alerting.gaps import write_gap_mails
from policywatch.alerting.letters import write_alert
from policywatch.alerting.outbox import put_out
from policywatch.alerting.sending import send_waiting
from policywatch.alerting.standstills import write_standstill_mails
from policywatch.alerting.story import Story, tell
from policywatch.alerting.subscriptions import is_wanted, standing_subscriptions
from policywatch.settings import Settings
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through

MAX_INSTANT_A_DAY = 50
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _News:
    """A finding and those of the same version that wait with it, with their stories."""

    findings: Sequence[Finding]
    stories: dict[int, Story]
    source: Source
    technical: bool


def alert(
    engine: Engine,
    settings: Settings,
    *,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Turn findings, periods and source states into messages, and send what is due.

    Each thing is told once to each subscription, however often this is killed and run again.

    Raises:
        SettingsError: the SMTP URL cannot be used.
    """

    def compute(session: Session, finding_id: int) -> _News | None:
        return _gather(session, finding_id, settings)

    def write(session: Session, finding_id: int, news: _News | None, counts: StageCounts) -> None:
        if news is None:
            return
        for subscription in standing_subscriptions(session, ops=False):
            _tell(session, subscription, news, settings, counts, now())

    counts = work_through(
        engine, Stage.ALERT, compute, write, shard=shard, limit=limit, progress=progress, now=now
    )
    write_state_mails(engine, settings, counts, now())
    write_gap_mails(engine, settings, counts, now())
    write_standstill_mails(engine, settings, counts, now())
    write_digests(engine, settings, counts, now())
    send_waiting(engine, settings, counts, now, limit=limit, progress=progress)
    return counts


def _gather(session: Session, finding_id: int, settings: Settings) -> _News | None:
    """Return a finding with its siblings that wait too; None where it is no longer open."""
    finding = session.get(Finding, finding_id)
    if finding is None or finding.state is not FindingState.OPEN:
        return None
    waiting = select(Work.subject).where(Work.stage == Stage.ALERT)
    findings = session.scalars(
        select(Finding)
        .where(Finding.version_id == finding.version_id, Finding.state == FindingState.OPEN)
        .where(Finding.id.in_(waiting))
        .order_by(Finding.score.desc(), Finding.id)
    ).all()
    document = session.get_one(Document, finding.document_id)
    version = session.get_one(Version, finding.version_id)
    stories = tell(session, findings, settings)
    return _News(
        findings=findings,
        stories={story.finding_id: story for story in stories},
        source=session.get_one(Source, document.source_id),
        technical=version.kind is VersionKind.TECHNICAL,
    )


def _tell(
    session: Session,
    subscription: Subscription,
    news: _News,
    settings: Settings,
    counts: StageCounts,
    now: datetime,
) -> None:
    """Write what a subscription wants and was not told: a mail, or items of its next digest."""
    wanted = [f for f in news.findings if is_wanted(subscription.wanted, f, news.source)]
    told = _told(session, subscription, wanted, technical=news.technical)
    untold = [finding for finding in wanted if finding.id not in told]
    if not untold:
        return
    earlier = _instant_today(session, subscription, now)
    if subscription.cadence is not Cadence.INSTANT or earlier >= MAX_INSTANT_A_DAY:
        session.add_all(
            DigestItem(subscription_id=subscription.id, finding_id=f.id, at=now) for f in untold
        )
        session.flush()
        counts.add("for a digest", len(untold))
        return
    last = MAX_INSTANT_A_DAY if earlier + 1 == MAX_INSTANT_A_DAY else None
    letter = write_alert([news.stories[f.id] for f in untold], subscription, settings, limit=last)
    ids = [finding.id for finding in untold]
    key = f"finding:{subscription.id}:{min(ids)}"
    if put_out(session, key, letter, subscription, settings, now, findings=ids):
        counts.add("mails")


def _told(
    session: Session, subscription: Subscription, findings: Sequence[Finding], *, technical: bool
) -> set[int]:
    """Return which findings the subscription was told of, or will be by its next digest.

    What only our own reader made new is told if the page's earlier versions did not tell it.
    """
    ids = [finding.id for finding in findings]
    told = set(
        session.scalars(
            select(MessageFinding.finding_id)
            .join(Message, Message.id == MessageFinding.message_id)
            .where(Message.subscription_id == subscription.id, MessageFinding.finding_id.in_(ids))
        )
    )
    told |= set(
        session.scalars(
            select(DigestItem.finding_id).where(
                DigestItem.subscription_id == subscription.id, DigestItem.finding_id.in_(ids)
            )
        )
    )
    if technical:
        known = set(
            session.scalars(
                select(Finding.evidence_key)
                .join(MessageFinding, MessageFinding.finding_id == Finding.id)
                .join(Message, Message.id == MessageFinding.message_id)
                .where(Message.subscription_id == subscription.id)
                .where(Finding.evidence_key.in_([f.evidence_key for f in findings]))
            )
        )
        told |= {finding.id for finding in findings if finding.evidence_key in known}
    return told


def _instant_today(session: Session, subscription: Subscription, now: datetime) -> int:
    instant = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.subscription_id == subscription.id,
            Message.created_at > now - DAY,
            Message.key.startswith(f"finding:{subscription.id}:"),
        )
    )
    return session.scalar(instant) or 0
