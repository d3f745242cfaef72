"""Sources that nobody crawls any more: told from the clock, as no run is left to tell it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import HostPace, Source, SourceState
from policywatch.catalogue.cadence import QuietHours
from policywatch.catalogue.sources import SourceDeclaration
from policywatch.catalogue.waits import OVERDUE_FACTOR, expected_every, longest_wait

OVERDUE_AT_LEAST = timedelta(hours=1)
SEE_SCHEDULER = "look whether Airflow runs, or crawl it by hand: `policywatch collect --source ID`"
SEE_CLOCK = "crawl it by hand: `policywatch collect --source ID`"
_TIMEZONE = str(SourceDeclaration.model_fields["timezone"].default)


Why = tuple[str, str]


def overdue(source: Source, rests_until: datetime | None, now: datetime) -> Why | None:
    """Return that an enabled source is not crawled as it should be, and what to try; else None.

    Quiet hours of its own, and a rest that its host asked for, are no fault of whoever crawls.
    """
    every = expected_every(source.declaration)
    if source.due_at - now > longest_wait(source.declaration):
        return f"it is not due before {source.due_at:%Y-%m-%d}: the clock was wrong once", SEE_CLOCK
    due = max(source.due_at, rests_until) if rests_until else source.due_at
    if now - _expected(source, due) <= max(every * OVERDUE_FACTOR, OVERDUE_AT_LEAST):
        return None
    if source.last_run_at is None:
        return "no run has finished since it was added: the scheduler may be down", SEE_SCHEDULER
    told = f"{source.last_run_at:%Y-%m-%d %H:%M} UTC"
    return f"not crawled since {told}: the scheduler may be down", SEE_SCHEDULER


def sources_with_rests(session: Session) -> list[tuple[Source, datetime | None]]:
    """Return all sources, each with the time until which its host asked for rest, if it did."""
    rested = select(Source, HostPace.rest_until).outerjoin(HostPace, HostPace.host == Source.host)
    return [(source, until) for source, until in session.execute(rested)]


def overdue_sources(
    sources: Iterable[tuple[Source, datetime | None]], now: datetime
) -> dict[str, Why]:
    """Return which sources are overdue that are enabled and not failing so far, and why."""
    told = {
        source.id: overdue(source, rests_until, now)
        for source, rests_until in sources
        if source.enabled and source.state is not SourceState.FAILING
    }
    return {source_id: why for source_id, why in told.items() if why is not None}


def _expected(source: Source, due: datetime) -> datetime:
    """Return the moment from which the time without a run counts: one `every` before it is due."""
    quiet = QuietHours.parse(str(source.declaration.get("quiet_hours", "")))
    due = quiet.end_of(due, str(source.declaration.get("timezone", _TIMEZONE))) or due
    known = [due if source.last_run_at is None else due - expected_every(source.declaration)]
    if source.last_run_at is not None:
        known.append(source.last_run_at)
    if source.state is SourceState.NEW:
        known.append(source.state_since)  # enabled again, it may have runs of long ago
    return max(known)
