"""What was looked at in a period and what was not: so that "no hits" never hides "no data"."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models import CrawlRun, Fetch, Gap, Outcome, Reading, Source, SourceState, Work
from policywatch.documents import ProblemKind
from policywatch.standstill import Standstill, standstills

# A page of which no more than the title was read is usable, and no more seen than another.
_WITHOUT_TEXT = (
    Reading.usable.is_(False),
    and_(Reading.usable.is_(True), Reading.problem_kind == ProblemKind.BOILERPLATE_ONLY),
)
BLOCKED = (Outcome.BLOCKED_ROBOTS, Outcome.BLOCKED_WAF, Outcome.RATE_LIMITED)


@dataclass(frozen=True, slots=True)
class UnseenSource:
    """A source of which something was not seen, and why."""

    id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a period's findings rest on; times are aware UTC.

    `sources` are those enabled; `fetched` finished a run with data in the period. `failing`
    brought no data at all; `blocked` had exchanges refused by robots.txt, a challenge page or a
    rate limit; `stale` are due or were last asked for in vain, not failing, and had no run with
    data; `never` have no run yet;
    `gaps` may have passed over items, and nothing has filled them so far. `unreadable` counts
    documents fetched whose text could not be read. `still` are the stages that do nothing of what
    waits for them, `parked` counts the pieces of work that failed too often.
    """

    since: datetime
    until: datetime
    sources: int
    fetched: int
    failing: tuple[UnseenSource, ...]
    blocked: tuple[UnseenSource, ...]
    stale: tuple[UnseenSource, ...]
    never: tuple[UnseenSource, ...]
    gaps: tuple[UnseenSource, ...]
    unreadable: int
    still: tuple[Standstill, ...] = ()
    parked: int = 0

    @property
    def complete(self) -> bool:
        """Whether everything that is watched was seen."""
        lists = (self.failing, self.blocked, self.stale, self.never, self.gaps, self.still)
        return self.unreadable == 0 and self.parked == 0 and not any(lists)


def without_text() -> ColumnElement[bool]:
    """Which readings hold no text, whether or not a title is flagged of them."""
    return or_(*_WITHOUT_TEXT)


def coverage(session: Session, since: datetime, now: datetime) -> Coverage:
    """Return what was and was not seen from `since` until `now`, in a handful of queries."""
    sources = session.scalars(select(Source).where(Source.enabled).order_by(Source.id)).all()
    runs = session.execute(
        select(CrawlRun.source_id, CrawlRun.outcome).where(
            CrawlRun.finished_at >= since,
            CrawlRun.finished_at <= now,
            CrawlRun.is_backfill.is_(False),
        )
    ).all()
    good = {r.source_id for r in runs if r.outcome is not None and not r.outcome.is_failure}
    gaps = session.scalars(
        select(Gap)
        .where(Gap.noticed_at <= now, Gap.closed_at.is_(None) | (Gap.closed_at > now))
        .order_by(Gap.source_id, Gap.id)
    ).all()
    failing, never, stale = [], [], []
    for source in sources:
        if source.state is SourceState.FAILING:
            failing.append(UnseenSource(source.id, source.name, source.state_reason))
        elif source.last_run_at is None and source.id not in good:
            never.append(UnseenSource(source.id, source.name, "not fetched yet"))
        elif source.id not in good and (source.due_at <= now or _was_in_vain(source)):
            told = f"{source.last_ok_at:%Y-%m-%d %H:%M} UTC" if source.last_ok_at else "never"
            stale.append(UnseenSource(source.id, source.name, f"last data: {told}"))
    names = {source.id: source.name for source in sources}
    return Coverage(
        since=since,
        until=now,
        sources=len(sources),
        fetched=len(good & names.keys()),
        failing=tuple(failing),
        blocked=_blocked(session, names, since, now),
        stale=tuple(stale),
        never=tuple(never),
        gaps=tuple(
            UnseenSource(
                gap.source_id,
                names[gap.source_id],
                f"possible gap from {gap.first or '?'} to {gap.last or '?'}",
            )
            for gap in gaps
            if gap.source_id in names
        ),
        unreadable=_unreadable(session, since, now),
        still=standstills(session, now),
        parked=session.scalar(select(func.count()).select_from(Work).where(Work.parked)) or 0,
    )


def _was_in_vain(source: Source) -> bool:
    """Whether the last run brought no data: it may be long until the next, at its host's wish."""
    run, ok = source.last_run_at, source.last_ok_at
    return run is not None and (ok is None or ok < run)


def _blocked(
    session: Session, names: dict[str, str], since: datetime, now: datetime
) -> tuple[UnseenSource, ...]:
    # A challenge may be told only when the page is read.
    came_of = func.coalesce(Fetch.read_outcome, Fetch.outcome)
    rows = session.execute(
        select(Fetch.source_id, came_of, func.count())
        .where(
            Fetch.source_id.in_(list(names)),
            Fetch.at >= since,
            Fetch.at <= now,
            came_of.in_(BLOCKED),
        )
        .group_by(Fetch.source_id, came_of)
        .order_by(Fetch.source_id, came_of)
    ).all()
    told: dict[str, list[str]] = {}
    for source_id, outcome, count in rows:
        told.setdefault(source_id, []).append(f"{outcome.value}: {count}")
    return tuple(UnseenSource(i, names[i], ", ".join(what)) for i, what in told.items())


def _unreadable(session: Session, since: datetime, now: datetime) -> int:
    # The time is asked of either kind by itself: each is then found by its index.
    count = select(func.count(func.distinct(Reading.document_id))).where(
        or_(*(and_(w, Reading.at >= since, Reading.at <= now) for w in _WITHOUT_TEXT))
    )
    return session.scalar(count) or 0
