"""What a list shows into the store: new items as documents, known ones as still listed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import (
    GOOD_OUTCOMES,
    CrawlRun,
    Document,
    DocumentKind,
    DocumentState,
    Finding,
    index_anew,
)
from policywatch.catalogue.sources import Family, SourceDeclaration
from spiders.items import ListedItem
from spiders.list_end import Known
from spiders.storing import is_postgresql
from spiders.urls import is_attachment

DATED_BY_CHANGE = (Family.SITEMAP, Family.FEED)
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Listed:
    """What was known of items, by the hash of each one's address, and how many are new."""

    known: dict[str, Known]
    new: int


def list_items(
    session: Session,
    items: Sequence[ListedItem],
    declaration: SourceDeclaration,
    *,
    run_id: int,
    now: datetime,
    parent_id: int | None = None,
) -> Listed:
    """Store items of a list, or the files that a page links to; say what was known of each."""
    kind = DocumentKind.PAGE if parent_id is None else DocumentKind.ATTACHMENT
    by_hash = {url_hash(item.url): item for item in items}
    query = (
        select(Document, CrawlRun)
        .outerjoin(CrawlRun, Document.run_id == CrawlRun.id)
        .where(Document.url_sha256.in_(by_hash))
    )
    known: dict[str, Known] = {}
    for document, run in session.execute(query):
        good = run is None or (run.finished_at is not None and run.outcome in GOOD_OUTCOMES)
        known[document.url_sha256] = Known(good, document.listed_date)
        if not good and document.source_id == declaration.id:
            document.run_id = run_id
        if parent_id is None:
            _list_again(session, document, by_hash[document.url_sha256], declaration, now)
    fresh = [
        {
            "source_id": declaration.id,
            "parent_id": parent_id,
            "run_id": run_id,
            "kind": DocumentKind.ATTACHMENT if is_attachment(item.url) else kind,
            "url": item.url,
            "url_sha256": sha256,
            "listed_title": item.title,
            "listed_date": item.date,
            "state": DocumentState.LISTED,
            "first_seen_at": now,
            "last_listed_at": now if parent_id is None else None,
            "next_check_at": now,
            "not_found_count": 0,
        }
        for sha256, item in by_hash.items()
        if sha256 not in known
    ]
    if fresh:
        insert = postgresql.insert if is_postgresql(session) else sqlite.insert
        session.execute(insert(Document).on_conflict_do_nothing(), fresh)
    return Listed({sha256: known.get(sha256, Known()) for sha256 in by_hash}, len(fresh))


def _list_again(
    session: Session,
    document: Document,
    item: ListedItem,
    declaration: SourceDeclaration,
    now: datetime,
) -> None:
    document.last_listed_at = now
    if declaration.family is Family.PAGE:
        document.next_check_at = now
    if item.title and not document.listed_title:
        document.listed_title = item.title
        index_anew(session, Finding.document_id == document.id)
    if not item.date or item.date <= (document.listed_date or ""):
        return
    # A sitemap's date is that of the last change. That of a list is the document's own: it
    # stays as first seen, so that a list whose dates are misread can be told.
    is_change = declaration.family in DATED_BY_CHANGE
    if declaration.family is Family.SITEMAP and document.listed_date:
        document.next_check_at = now
    if is_change or not document.listed_date:
        document.listed_date = item.date


def url_hash(url: str) -> str:
    """Return the hash that a document is found by."""
    return hashlib.sha256(url.encode()).hexdigest()
