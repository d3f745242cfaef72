"""When a source is due again: by how often it changes; after failures soon, then ever later."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import GOOD_OUTCOMES, CrawlRun, Outcome
from policywatch.catalogue.cadence import due_after, interval_of, record_of
from policywatch.catalogue.sources import Family, SourceDeclaration
from spiders.history import good_runs

FIRST_RETRY = timedelta(minutes=30)
MAX_DOUBLINGS = 8
MAX_VISITS = 60


def next_due(
    session: Session, run: CrawlRun, declared: SourceDeclaration, *, all_done: bool, now: datetime
) -> datetime:
    """Return when a source is due again after a run; `all_done`: no due document was left."""
    outcome = run.outcome or Outcome.PROTOCOL
    if outcome not in GOOD_OUTCOMES or not all_done:
        wait = _wait(session, declared, outcome)
        return declared.quiet.end_of(now + wait, declared.timezone) or now + wait
    interval = declared.every
    if declared.adaptive:
        interval = interval_of(declared.bounds, record_of(_visits(session, declared)))
    due = due_after(declared.id, run.started_at, interval, declared.quiet, declared.timezone)
    return max(due, now)


def _visits(session: Session, declared: SourceDeclaration) -> list[tuple[datetime, bool]]:
    """Return the newest good runs, the oldest first, and whether each found something new."""
    runs = session.execute(
        select(CrawlRun.started_at, CrawlRun.new, CrawlRun.fetched, CrawlRun.unchanged)
        .where(*good_runs(declared.id), CrawlRun.is_backfill.is_(False))
        .order_by(CrawlRun.id.desc())
        .limit(MAX_VISITS)
    ).all()
    # A watched page lists itself, always; what is new of it is what it says.
    is_page = declared.family is Family.PAGE
    return [
        (at, fetched > unchanged if is_page else new > 0)
        for at, new, fetched, unchanged in reversed(runs)
    ]


def _wait(session: Session, declared: SourceDeclaration, outcome: Outcome) -> timedelta:
    """Return the time to the next run: after failures soon, then ever later."""
    every = declared.every
    if outcome in GOOD_OUTCOMES:
        return min(every, timedelta(minutes=1))
    newest = select(func.max(CrawlRun.id)).where(*good_runs(declared.id)).scalar_subquery()
    failed = session.scalar(
        select(func.count())
        .select_from(CrawlRun)
        .where(
            CrawlRun.source_id == declared.id,
            CrawlRun.finished_at.is_not(None),
            CrawlRun.is_backfill.is_(False),
            CrawlRun.id > func.coalesce(newest, 0),
        )
    )
    longer: int = 2 ** min(failed or 0, MAX_DOUBLINGS)
    return min(every, FIRST_RETRY * longer)
