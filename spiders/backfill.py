"""Backfill: page through a source's list as far back as asked, under its host's lease.

It is a crawl run of its own: as polite, as bounded and as safe to kill as any other. Where it ends
early, by whatever cause, the next one for the same day goes on at the page that it read last.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import CrawlRun, Gap, Outcome, Source, read_session
from policywatch.catalogue.sources import Family
from policywatch.settings import Settings
from policywatch.work import Progress
from spiders.collect import CrawlError, DueHost, Totals, crawl_host, host_lease


@dataclass(frozen=True, slots=True)
class Backfilled:
    """What came of a backfill; `done` says that it got as far back as asked."""

    source: str
    since: str | None
    done: bool
    pages: int
    listed: int
    new: int
    fetched: int
    gaps_closed: int
    gaps_open: int
    outcome: str
    detail: str


def backfill(
    engine: Engine,
    settings: Settings,
    source_id: str,
    since: str | None,
    *,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Backfilled:
    """Read a source's list back to the day `since`; to the first open gap's, or the end, without.

    Raises:
        CrawlError: there is no such source, it cannot be paged, its host is being crawled, or the
            crawl broke off; the message says what to do.
    """
    with read_session(engine) as session:
        source = session.get(Source, source_id)
        if source is None or not source.enabled:
            raise CrawlError(f"no enabled source is called {source_id}: see `sources list`")
        if source.family == Family.PAGE:
            raise CrawlError(f"{source_id} is one page: there is nothing behind it")
        since = since or _first_gap(session, source_id)
        last_id = session.scalar(select(func.max(CrawlRun.id))) or 0
        host = source.host
    with host_lease(engine, host, now) as keep:
        if keep is None:
            raise CrawlError(f"another crawl has {host}: try again when it has ended")
        job = {"sources": [source_id], "is_backfill": True, "since": since}
        before = _newest(engine, source_id)
        while True:
            crawl_host(
                settings,
                DueHost(host, (source_id,)),
                keep,
                threading.Event(),
                Totals(),
                progress,
                job,
            )
            run = _newest(engine, source_id)
            if run is None or run.finished_at is None or (before and before.id == run.id):
                raise CrawlError(f"the backfill of {source_id} broke off: start it again")
            if not _goes_on(before, run):
                return _result(engine, run, last_id)
            before = run


def _first_gap(session: Session, source_id: str) -> str | None:
    firsts = session.scalars(
        select(Gap.first).where(Gap.source_id == source_id, Gap.closed_at.is_(None))
    ).all()
    return min((one[:10] for one in firsts if one), default=None) if all(firsts) else None


def _newest(engine: Engine, source_id: str) -> CrawlRun | None:
    with read_session(engine) as session:
        return session.scalars(
            select(CrawlRun)
            .where(CrawlRun.source_id == source_id, CrawlRun.is_backfill)
            .order_by(CrawlRun.id.desc())
            .limit(1)
        ).one_or_none()


def _goes_on(before: CrawlRun | None, run: CrawlRun) -> bool:
    """Whether a run ended well, has further to go, and came further than the one before."""
    if run.outcome is not Outcome.OK or run.reached_page is None:
        return False
    was = before.reached_page if before and before.since == run.since else None
    return run.reached_page > (was or 0)


def _result(engine: Engine, run: CrawlRun, last_id: int) -> Backfilled:
    with read_session(engine) as session:
        mine = (CrawlRun.source_id == run.source_id, CrawlRun.is_backfill, CrawlRun.id > last_id)
        sums = session.execute(
            select(
                *(func.sum(getattr(CrawlRun, n)) for n in ("pages", "listed", "new", "fetched"))
            ).where(*mine)
        ).one()
        ids = select(CrawlRun.id).where(*mine)
        closed = select(func.count()).where(Gap.closed_by.in_(ids))
        opened = select(func.count()).where(Gap.source_id == run.source_id, Gap.closed_at.is_(None))
        pages, listed, new, fetched = (int(n or 0) for n in sums)
        return Backfilled(
            source=run.source_id,
            since=run.since,
            done=run.outcome is Outcome.OK and run.reached_page is None,
            pages=pages,
            listed=listed,
            new=new,
            fetched=fetched,
            gaps_closed=session.scalar(closed) or 0,
            gaps_open=session.scalar(opened) or 0,
            outcome=run.outcome.value if run.outcome else "",
            detail=run.detail,
        )
