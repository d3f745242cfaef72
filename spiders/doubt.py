"""What has been the same for so long that it is asked for anew, without a condition.

A server that answers 304 to whatever is asked conditionally, or a cache that keeps a page for ever,
looks like a source that publishes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Subquery, func, select, text
from sqlalchemy.orm import Session, aliased

from models import GOOD_OUTCOMES, Fetch, Outcome
from spiders.known_pages import MAX_LOOKED_AT, NOT_MODIFIED

# A page of a list is doubted after so many crawls, over a day at least.
SAME_CRAWLS = 20
SAME_FOR = timedelta(days=1)
# A document is doubted after so many checks, over a month at least.
SAME_CHECKS = 3
SAME_DOCUMENT_FOR = timedelta(days=30)
# How the fetch of a doubted page is marked.
ASKED_ANEW = "asked for anew, as it had been the same for long"
WAS_NOT_SAME = "it had been said to be the same, and was not"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Whether a page is to be asked for anew now, or always: what is said of it was wrong."""

    due: bool = False
    always: bool = False


def doubt_list_page(session: Session, source_id: str, url: str, now: datetime) -> Doubt:
    """Return the doubt that the newest fetches of a page of a list speak for."""
    if is_often_wrong(session, source_id):
        return Doubt(always=True)
    recent = _recent(source_id)
    newest = session.execute(
        select(recent)
        .where(recent.c.url == url, recent.c.outcome.in_(GOOD_OUTCOMES))
        .order_by(recent.c.id.desc())
        .limit(SAME_CRAWLS)
    ).all()
    if len(newest) < SAME_CRAWLS or now - newest[-1].at < SAME_FOR:
        return Doubt()
    whole = {row.wire_sha256 for row in newest if row.status != NOT_MODIFIED}
    asked_anew = any(row.detail == ASKED_ANEW for row in newest)
    return Doubt(due=not asked_anew and len(whole) <= 1 and None not in whole)


def is_often_wrong(session: Session, source_id: str) -> bool:
    """Return whether a source's server said lately that a page was the same, when it was not."""
    recent = _recent(source_id)
    wrong = select(recent.c.id).where(recent.c.detail == WAS_NOT_SAME)
    return session.scalar(wrong.limit(1)) is not None


def _recent(source_id: str) -> Subquery:
    return (
        select(Fetch.id, Fetch.url, Fetch.outcome, Fetch.status, Fetch.detail)
        .add_columns(Fetch.at, Fetch.wire_sha256)
        # As the index says it.
        .where(Fetch.source_id == source_id, text("purpose = 'list'"))
        .order_by(Fetch.id.desc())
        .limit(MAX_LOOKED_AT)
        .subquery()
    )


def doubted_documents(
    session: Session, source_id: str, documents: Iterable[int], now: datetime
) -> set[int]:
    """Return which documents have been said to be unmodified for so long that they are doubted.

    All are whose server is wrong about it.
    """
    documents = list(documents)
    if is_often_wrong(session, source_id):
        return set(documents)
    whole = (
        select(Fetch.document_id, func.max(Fetch.at).label("at"))
        .where(Fetch.document_id.in_(documents), Fetch.outcome == Outcome.OK)
        .group_by(Fetch.document_id)
        .having(func.max(Fetch.at) < now - SAME_DOCUMENT_FOR)
        .subquery()
    )
    since = aliased(Fetch)
    rows = session.scalars(
        select(whole.c.document_id)
        .join(since, since.document_id == whole.c.document_id)
        .where(since.at > whole.c.at, since.outcome == Outcome.NOT_MODIFIED)
        .group_by(whole.c.document_id)
        .having(func.count() >= SAME_CHECKS)
    )
    return {document_id for document_id in rows if document_id is not None}
