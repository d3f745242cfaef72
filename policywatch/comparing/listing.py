"""What a list no longer shows to whether it was taken off, or made room for what is newer.

A list shows its newest items, so what is no longer on it says something only while older ones
are: of those several, as a few may be pinned. Lists that could not be read well never count.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models import (
    GOOD_OUTCOMES,
    Change,
    ChangeKind,
    CrawlRun,
    Document,
    Outcome,
    Source,
    list_last_read,
)
from policywatch.work import StageCounts

# Its quorum: a source that declares an earlier one for what is gone has that.
UNLISTED_CHECKS = 3
UNLISTED_DAYS = 1
MIN_OLDER = 3
# The families whose lists stand in the order of time even where they tell no dates.
IN_ORDER = ("list", "script-list", "api-list", "feed")


def write_unlisted(session: Session, document_id: int, counts: StageCounts) -> None:
    """Record that a document was taken off its list, once and by quorum."""
    document = session.get_one(Document, document_id)
    if document.last_listed_at is None or document.parent_id is not None:
        return
    source = session.get_one(Source, document.source_id)
    checks = _checks(session, document, source)
    declared = source.declaration.get("gone_after") or {}
    enough = min(UNLISTED_CHECKS, int(declared.get("checks", UNLISTED_CHECKS)))
    long_enough = timedelta(days=min(UNLISTED_DAYS, float(declared.get("days", UNLISTED_DAYS))))
    if len(checks) < enough or checks[-1] - checks[0] < long_enough:
        return
    older = _older_listed(session, document, source)
    if older < MIN_OLDER or _is_told(session, document):
        return
    days = (checks[-1] - checks[0]).days
    observed = (
        f"not listed on {len(checks)} of {len(checks)} checks over {days} days, "
        f"while {older} older items were"
    )
    session.add(
        Change(
            document_id=document.id,
            version_id=document.version_id,
            kind=ChangeKind.LIST_ITEM_VANISHED,
            at=checks[-1],
            detail={
                "observed": observed,
                "checks": len(checks),
                "days": days,
                "older_items": older,
                "since": checks[0].isoformat(),
                "last_listed": document.last_listed_at.isoformat(),
                "list": source.url,
            },
        )
    )
    counts.add("changes")
    counts.add("vanished from lists")


def _checks(session: Session, document: Document, source: Source) -> list[datetime]:
    """Return when the list was read well without the document, since it last showed it.

    A list that is said to be unmodified is as it was: it counts after one that was read.
    """
    runs = session.execute(
        select(CrawlRun.started_at, CrawlRun.outcome)
        .where(CrawlRun.source_id == source.id, CrawlRun.started_at > document.last_listed_at)
        .where(CrawlRun.finished_at.is_not(None), CrawlRun.outcome.in_(GOOD_OUTCOMES))
        .where(CrawlRun.declaration_sha256 == source.declaration_sha256)
        .order_by(CrawlRun.started_at)
    ).all()
    first = next((n for n, (_, outcome) in enumerate(runs) if outcome is Outcome.OK), len(runs))
    return [at for at, _ in runs[first:]]


def _older_listed(session: Session, document: Document, source: Source) -> int:
    """Return how many items older than a document the list showed when last read."""
    last_read = session.scalar(
        list_last_read(source.id, CrawlRun.declaration_sha256 == source.declaration_sha256)
    )
    older = _is_older(document, source)
    if last_read is None or older is None:
        return 0
    found = session.scalar(
        select(func.count())
        .select_from(Document)
        .where(Document.source_id == source.id, Document.parent_id.is_(None))
        .where(Document.last_listed_at >= last_read, older)
    )
    return found or 0


def _is_older(document: Document, source: Source) -> ColumnElement[bool] | None:
    """Return what holds of older items; None where the list tells no order."""
    if document.listed_date:
        return Document.listed_date < document.listed_date
    if source.family not in IN_ORDER or document.run_id is None:
        return None
    # Within a run the newest come first; a later run lists what is newer.
    same_run = and_(Document.run_id == document.run_id, Document.id > document.id)
    return or_(Document.run_id < document.run_id, same_run)


def _is_told(session: Session, document: Document) -> bool:
    told = select(Change.id).where(
        Change.document_id == document.id,
        Change.kind == ChangeKind.LIST_ITEM_VANISHED,
        Change.at > document.last_listed_at,
    )
    return session.scalar(told.limit(1)) is not None
