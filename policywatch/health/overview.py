"""What the store holds, per source and in all: for the status command and the review app."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import (
    CrawlRun,
    Document,
    Fetch,
    Finding,
    FindingState,
    Gap,
    Message,
    MessageState,
    Reading,
    Source,
    SourceState,
    Stage,
    StageRun,
    Subscription,
    Version,
    Work,
)
from policywatch.coverage import without_text
from policywatch.health.causes import hint
from policywatch.health.overdue import overdue_sources, sources_with_rests
from policywatch.standstill import standstills

NOT_SENT = (MessageState.QUEUED, MessageState.DEFERRED, MessageState.SENDING)
MAIL_WAITS = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source as ops sees it."""

    id: str
    name: str
    publisher: str
    url: str
    state: str
    reason: str
    since: datetime
    due_at: datetime
    last_run_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    last_outcome: str | None
    gap: str | None
    documents: int
    open_findings: int
    unreadable: int
    hint: str = ""


def source_health(session: Session, now: datetime) -> list[SourceHealth]:
    """Return every source with its state, failing ones first.

    What nobody crawls any more is failing from that moment on: nobody may come to write it down.
    """
    rested = sources_with_rests(session)
    late = overdue_sources(rested, now)
    documents = _count_by(session, Document.source_id, Document.id)
    findings = dict(
        session.execute(
            select(Document.source_id, func.count())
            .join(Finding, Finding.document_id == Document.id)
            .where(Finding.state == FindingState.OPEN)
            .group_by(Document.source_id)
        ).all()
    )
    unreadable = dict(session.execute(_unreadable_by_source()).all())
    newest = (
        select(func.max(CrawlRun.id))
        .where(CrawlRun.finished_at.is_not(None), CrawlRun.is_backfill.is_(False))
        .group_by(CrawlRun.source_id)
    )
    gaps = open_gaps(session)
    runs = {
        run.source_id: run
        for run in session.scalars(select(CrawlRun).where(CrawlRun.id.in_(newest)))
    }
    order = [SourceState.FAILING, SourceState.NEW, SourceState.QUIET, SourceState.WORKING]
    sources = sorted(
        (source for source, _ in rested),
        key=lambda s: (s.id not in late, order.index(s.state) if s.state in order else 9, s.id),
    )
    told = []
    for source in sources:
        run = runs.get(source.id)
        state, reason, advice = source.state, source.state_reason, source.state_advice
        if source.id in late:
            state, (reason, advice) = SourceState.FAILING, late[source.id]
        told.append(
            SourceHealth(
                id=source.id,
                name=source.name,
                publisher=source.publisher,
                url=source.url,
                state=state.value,
                reason=reason,
                since=source.due_at if source.id in late else source.state_since,
                due_at=source.due_at,
                last_run_at=source.last_run_at,
                last_ok_at=source.last_ok_at,
                last_new_at=source.last_new_at,
                last_outcome=run.outcome.value if run and run.outcome else None,
                gap=" · ".join(say_gap(gap) for gap in gaps.get(source.id, ())) or None,
                documents=documents.get(source.id, 0),
                open_findings=findings.get(source.id, 0),
                unreadable=unreadable.get(source.id, 0),
                hint=advice or hint(run.outcome if run else None),
            )
        )
    return told


def status(session: Session, now: datetime) -> dict[str, Any]:
    """Return counts of all that the store holds and of what is still to be done."""
    backlog = _count_by(session, Work.stage, Work.subject, Work.parked.is_(False))
    came_of = func.coalesce(Fetch.read_outcome, Fetch.outcome)
    recent = Fetch.at >= now - timedelta(days=1)
    last_runs = session.execute(
        select(StageRun.stage, func.max(StageRun.started_at)).group_by(StageRun.stage)
    )
    return {
        "sources": source_states(session, now),
        "documents": session.scalar(select(func.count()).select_from(Document)) or 0,
        "versions": session.scalar(select(func.count()).select_from(Version)) or 0,
        "findings": _count_by(session, Finding.state, Finding.id),
        "mails": _count_by(session, Message.state, Message.id),
        "failed_mails": session.scalar(_mails(MessageState.FAILED)) or 0,
        "unknown_mails": session.scalar(
            _mails(MessageState.UNKNOWN).where(Message.created_at >= now - timedelta(days=7))
        )
        or 0,
        "mailed_to": _subscribers(session),
        "waiting_mails": _waiting_mails(session, now),
        "backlog": {stage.value: backlog.get(stage.value, 0) for stage in Stage},
        "parked": _errors(session, Work.parked.is_(True)),
        "retried": _errors(session, Work.parked.is_(False), Work.error != ""),
        "still": [
            {"stage": one.stage, "pieces": one.pieces, "since": one.since.isoformat()}
            for one in standstills(session, now)
        ],
        "gaps": [
            {"source": source_id, "from": gap.first, "to": gap.last}
            for source_id, gaps in open_gaps(session).items()
            for gap in gaps
        ],
        "unreadable": sum(n for _, n in session.execute(_unreadable_by_source())),
        "fetches_24h": _count_by(session, came_of, Fetch.id, recent),
        "last_run": {stage: at.isoformat() for stage, at in last_runs},
    }


def _errors(session: Session, *which: ColumnElement[bool]) -> list[dict[str, Any]]:
    return [
        {"stage": work.stage.value, "subject": work.subject, "error": work.error}
        for work in session.scalars(select(Work).where(*which).limit(100))
    ]


def _mails(*states: MessageState) -> Any:
    """Select how many mails in some states there are that somebody still waits for."""
    return select(func.count()).select_from(Message).where(*_awaited(*states))


def _awaited(*states: MessageState) -> tuple[ColumnElement[bool], ...]:
    ended = select(Subscription.id).where(Subscription.ended_at.is_not(None))
    to_someone = Message.subscription_id.is_(None) | Message.subscription_id.not_in(ended)
    return Message.state.in_(states), to_someone


def _subscribers(session: Session) -> dict[str, int]:
    """Return to how many what is found, and the sources' health, is mailed."""
    standing = _count_by(
        session, Subscription.ops, Subscription.id, Subscription.ended_at.is_(None)
    )
    return {"of findings": standing.get("False", 0), "of health": standing.get("True", 0)}


def _waiting_mails(session: Session, now: datetime) -> dict[str, Any]:
    """Return how many mails wait for so long that no server merely asked for patience, and why."""
    late = (*_awaited(*NOT_SENT), Message.created_at <= now - MAIL_WAITS)
    number = session.scalar(select(func.count()).select_from(Message).where(*late)) or 0
    if not number:
        return {}
    told = select(Message.error).where(*late, Message.error != "").order_by(Message.id.desc())
    since = session.scalar(select(func.min(Message.created_at)).where(*late))
    return {
        "number": number,
        "since": since.isoformat() if since else "",
        "error": session.scalar(told.limit(1)) or "",
    }


def _count_by(
    session: Session,
    by: ColumnElement[Any] | InstrumentedAttribute[Any],
    counted: InstrumentedAttribute[Any],
    *where: ColumnElement[bool],
) -> dict[str, int]:
    rows = session.execute(select(by, func.count(counted)).where(*where).group_by(by))
    return {str(getattr(value, "value", value)): number for value, number in rows}


def _unreadable_by_source() -> Any:
    """Select how many of each source's documents have an unreadable newest reading."""
    newest = select(func.max(Reading.id)).group_by(Reading.document_id)
    return (
        select(Document.source_id, func.count())
        .join(Reading, Reading.document_id == Document.id)
        .where(without_text(), Reading.id.in_(newest))
        .group_by(Document.source_id)
    )


def source_states(session: Session, now: datetime) -> dict[str, int]:
    """Return how many sources are in each state, failing where nobody crawls them any more."""
    states = state_by_source(session, now)
    return dict(sorted(Counter(state.value for state in states.values()).items()))


def state_by_source(session: Session, now: datetime) -> dict[str, SourceState]:
    """Return the state of each source, failing where nobody crawls it any more."""
    rested = sources_with_rests(session)
    off = SourceState.DISABLED
    states = {source.id: source.state if source.enabled else off for source, _ in rested}
    return states | dict.fromkeys(overdue_sources(rested, now), SourceState.FAILING)


def open_gaps(session: Session) -> dict[str, list[Gap]]:
    """Return the possible gaps of each enabled source that nothing has filled so far."""
    rows = session.scalars(
        select(Gap)
        .join(Source, Source.id == Gap.source_id)
        .where(Gap.closed_at.is_(None), Source.enabled)
        .order_by(Gap.id)
    )
    found: dict[str, list[Gap]] = {}
    for gap in rows:
        found.setdefault(gap.source_id, []).append(gap)
    return found


def say_gap(gap: Gap) -> str:
    """Return a gap's days in words."""
    return f"{gap.first or '?'} to {gap.last or '?'}"
