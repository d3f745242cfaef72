"""Messages into the outbox: each with a key that lets nothing be told twice."""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Cadence,
    Document,
    Finding,
    FindingState,
    Message,
    MessageFinding,
    MessageState,
    Source,
    SourceState,
    Subscription,
    Transition,
)
from policywatch.alerting.letters import Letter, item_of, write_alert, write_digest, write_ops
from policywatch.alerting.subscriptions import active, wants
from policywatch.coverage import coverage
from policywatch.settings import Settings

TOLD_STATES = (FindingState.OPEN, FindingState.RELEVANT)
PERIODS = {Cadence.DAILY: timedelta(days=1), Cadence.WEEKLY: timedelta(weeks=1)}
EPOCH = datetime(2024, 1, 1, 6, tzinfo=UTC)  # a Monday, 06:00: where periods begin


def queue_instant(session: Session, finding_id: int, settings: Settings, now: datetime) -> int:
    """Queue the mails that a finding causes; return how many. Findings of a version share one."""
    finding = session.get(Finding, finding_id)
    if finding is None or finding.state not in TOLD_STATES:
        return 0
    source = session.scalars(
        select(Source).join(Document).where(Document.id == finding.document_id)
    ).one()
    queued = 0
    for subscription in active(session, ops=False, cadences=[Cadence.INSTANT]):
        if not wants(subscription, finding, source) or _is_told(session, subscription, finding):
            continue
        together = [
            other
            for other in _of_version(session, finding)
            if wants(subscription, other, source) and not _is_told(session, subscription, other)
        ]
        letter = write_alert(subscription, item_of(session, together, settings), settings)
        key = f"{subscription.id}:finding:{min(other.id for other in together)}"
        _put(session, subscription, key, letter, together, settings, now)
        queued += 1
    return queued


def _of_version(session: Session, finding: Finding) -> list[Finding]:
    query = select(Finding).where(
        Finding.version_id == finding.version_id, Finding.state.in_(TOLD_STATES)
    )
    return list(session.scalars(query.order_by(Finding.score.desc(), Finding.id)))


def _is_told(session: Session, subscription: Subscription, finding: Finding) -> bool:
    told = (
        select(MessageFinding.finding_id)
        .join(Message, Message.id == MessageFinding.message_id)
        .where(MessageFinding.finding_id == finding.id, Message.subscription_id == subscription.id)
    )
    return session.scalar(told.limit(1)) is not None


def queue_digests(session: Session, settings: Settings, now: datetime) -> int:
    """Queue the digest of each period that has ended; a quiet one is told, too."""
    queued = 0
    for subscription in active(session, ops=False, cadences=list(PERIODS)):
        length = PERIODS[subscription.cadence]
        until = EPOCH + ((now - EPOCH) // length) * length
        key = f"{subscription.id}:{subscription.cadence.value}:{until:%Y-%m-%d}"
        if until <= subscription.created_at or _has_key(session, key):
            continue
        since = max(until - length, subscription.created_at)
        findings = _of_period(session, subscription, since, until)
        by_document: dict[int, list[Finding]] = {}
        for finding in findings:
            by_document.setdefault(finding.document_id, []).append(finding)
        items = [item_of(session, group, settings) for group in by_document.values()]
        letter = write_digest(subscription, items, coverage(session, since, until), settings)
        _put(session, subscription, key, letter, findings, settings, now)
        queued += 1
    return queued


def _of_period(
    session: Session, subscription: Subscription, since: datetime, until: datetime
) -> list[Finding]:
    rows = session.execute(
        select(Finding, Source)
        .join(Document, Document.id == Finding.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Finding.at >= since, Finding.at < until, Finding.state.in_(TOLD_STATES))
        .order_by(Finding.score.desc(), Finding.id)
    )
    return [finding for finding, source in rows if wants(subscription, finding, source)]


def queue_ops(session: Session, settings: Settings, now: datetime) -> int:
    """Queue the mails of sources that began to fail or recovered: one for those of one moment."""
    queued = 0
    for subscription in active(session, ops=True, cadences=list(Cadence)):
        rows = session.execute(
            select(Transition, Source)
            .join(Source, Source.id == Transition.source_id)
            .where(Transition.at >= subscription.created_at)
            .where(
                (Transition.after == SourceState.FAILING)
                | (Transition.before == SourceState.FAILING)
            )
            .order_by(Transition.at, Transition.id)
        )
        moments: dict[datetime, list[tuple[Transition, Source]]] = {}
        for transition, source in rows:
            moments.setdefault(transition.at, []).append((transition, source))
        for at, transitions in moments.items():
            key = f"{subscription.id}:transitions:{at.isoformat()}"
            if not _has_key(session, key):
                letter = write_ops(subscription, transitions, settings)
                _put(session, subscription, key, letter, [], settings, now)
                queued += 1
    return queued


def _has_key(session: Session, key: str) -> bool:
    return session.scalar(select(Message.id).where(Message.key == key)) is not None


def _put(
    session: Session,
    subscription: Subscription,
    key: str,
    letter: Letter,
    findings: list[Finding],
    settings: Settings,
    now: datetime,
) -> None:
    """Add a message; its Message-ID follows from its key, so that it is fixed before sending."""
    name = hashlib.sha256(f"{settings.instance}:{key}".encode()).hexdigest()[:32]
    message = Message(
        key=key,
        message_id=f"<{name}@{_domain(settings.mail_from)}>",
        subscription_id=subscription.id,
        recipient=subscription.recipient,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        state=MessageState.QUEUED,
        not_before=now,
        created_at=now,
    )
    session.add(message)
    session.flush()
    session.add_all(
        MessageFinding(message_id=message.id, finding_id=finding.id) for finding in findings
    )


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip("> ") or "localhost"
