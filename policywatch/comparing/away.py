"""Whether a source was there at all when a document of it was not found.

A server that moved, or one page that stands in for all, answers for every document as if it were
taken down. That is a fault of the source, told as such; of its documents it says nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models import (
    GOOD_OUTCOMES,
    NOT_FOUND_STATUS,
    CrawlRun,
    Document,
    Fetch,
    Outcome,
    Purpose,
    Reading,
    Source,
    list_last_read,
)
from policywatch.catalogue.sources import Family
from policywatch.documents import THERE, ProblemKind

# So many documents that the list goes on to show, and no other, were not found.
SHOWN_AND_LOST = 3
# A document that was there so soon afterwards shows that its source was.
SOON = timedelta(days=1)
CHUNK = 500


def runs_without_source(
    session: Session, source_id: str, checked: Mapping[int, datetime]
) -> set[int]:
    """Return in which runs a source was not there, of those that checked a document at a time.

    In such a run no document was there, nor soon afterwards, and the list could not be had, or
    showed documents that were not there, or one page stood in for several. A page that is watched
    alone is all that its source has: when it is not there, that is told.
    """
    if session.get_one(Source, source_id).family == Family.PAGE:
        return set()
    away: set[int] = set()
    ids = sorted(checked)
    for start in range(0, len(ids), CHUNK):
        suspected = _without_documents(session, ids[start : start + CHUNK])
        at_fault = _without_list(session, suspected) | _lost_what_is_shown(
            session, source_id, suspected
        )
        away |= {run for run in at_fault if not _was_there_soon(session, source_id, checked[run])}
    return away


def _was_there() -> ColumnElement[bool]:
    """A fetch that brought a document, or said that it is as it was: its text was read."""
    read = exists().where(
        Reading.snapshot_id == Fetch.snapshot_id,
        or_(Reading.usable, Reading.problem_kind.in_(THERE)),
    )
    return and_(Fetch.document_id.is_not(None), Fetch.outcome.in_(GOOD_OUTCOMES), read)


def _without_documents(session: Session, runs: Iterable[int]) -> set[int]:
    asked = set(runs)
    one_was = exists().where(Fetch.run_id == CrawlRun.id, _was_there())
    there = select(CrawlRun.id).where(CrawlRun.id.in_(asked), one_was)
    return asked - set(session.scalars(there))


def _without_list(session: Session, runs: set[int]) -> set[int]:
    """Return the runs that asked for their list, and got no page of it."""
    pages = select(Fetch.run_id, Fetch.outcome).where(
        Fetch.run_id.in_(runs), Fetch.purpose == Purpose.LIST
    )
    rows = session.execute(pages.distinct()).all() if runs else []
    had = {run for run, outcome in rows if not outcome.is_failure}
    return {run for run, _ in rows if run is not None} - had


def _lost_what_is_shown(session: Session, source_id: str, runs: set[int]) -> set[int]:
    """Return the runs in which documents were lost that are shown, or one page stood in for all."""
    if not runs:
        return set()
    last_read = list_last_read(source_id, CrawlRun.is_backfill.is_(False)).scalar_subquery()
    lost = or_(
        Fetch.status.in_(NOT_FOUND_STATUS),
        Fetch.outcome == Outcome.SOFT_404,
        Fetch.read_outcome == Outcome.SOFT_404,
    )
    shown = (
        select(Fetch.run_id)
        .join(Document, Document.id == Fetch.document_id)
        .where(Fetch.run_id.in_(runs), lost, Document.last_listed_at >= last_read)
        .group_by(Fetch.run_id)
        .having(func.count(Document.id.distinct()) >= SHOWN_AND_LOST)
    )
    stood_in = (
        select(Fetch.run_id)
        .join(Reading, Reading.snapshot_id == Fetch.snapshot_id)
        .where(Fetch.run_id.in_(runs), Reading.problem_kind == ProblemKind.STAND_IN)
    )
    found = [*session.scalars(shown), *session.scalars(stood_in)]
    return {run for run in found if run is not None}


def _was_there_soon(session: Session, source_id: str, at: datetime) -> bool:
    soon = select(Fetch.id).where(
        Fetch.source_id == source_id, Fetch.at > at, Fetch.at <= at + SOON, _was_there()
    )
    return session.scalar(soon.limit(1)) is not None
