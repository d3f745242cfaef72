"""A batch of fetches into the store: few statements, in the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from models import (
    GOOD_OUTCOMES,
    NOT_FOUND_STATUS,
    Document,
    DocumentState,
    Fetch,
    Outcome,
    Purpose,
    Snapshot,
    Stage,
    queue,
)
from policywatch.catalogue.sources import SourceDeclaration

if TYPE_CHECKING:
    from spiders.fetched import Fetched, RunCounts


_SAME_NAME = (
    *("document_id", "purpose", "url", "final_url", "at", "elapsed_ms", "status", "outcome"),
    *("detail", "robots_allowed", "robots_sha256", "tls_verified", "etag", "last_modified"),
    *("wire_sha256", "body_sha256"),
)
_KEPT = ("state", "snapshot_id", "last_seen_at", "etag", "last_modified", "next_check_at")
_documents = Document.__table__
_update_documents = (
    update(_documents)  # type: ignore[arg-type]  # a declared table is a Table
    .where(_documents.c.id == bindparam("document"))
    .values({name: bindparam(f"new_{name}") for name in _KEPT})
)
Place = tuple[str, int]


@dataclass(slots=True)
class _Standing:
    """A document as it stands in the store, and as the batch leaves it."""

    id: int
    state: DocumentState
    snapshot_id: int | None
    last_seen_at: datetime | None
    etag: str | None
    last_modified: str | None
    next_check_at: datetime | None
    sha256: str | None
    place: Place | None = None  # of a snapshot that this batch brings

    def row(self) -> dict[str, Any]:
        """Return the parameters that bring the store up to this."""
        return {"document": self.id} | {f"new_{name}": getattr(self, name) for name in _KEPT}


@dataclass(slots=True)
class Batch:
    """Fetches of one run that go into the store together.

    Reads what is known of their documents by one statement, works out what becomes of them, and
    writes each table by one statement: row by row through the ORM, writing cost twice as much as
    fetching.
    """

    run_id: int
    declaration: SourceDeclaration
    vantage: str
    counts: "RunCounts"
    _documents: dict[int, _Standing] = field(default_factory=dict)
    _fetches: list[tuple["Fetched", _Standing | None, bool]] = field(default_factory=list)
    _snapshots: dict[Place, dict[str, Any]] = field(default_factory=dict)
    _absence: list[int] = field(default_factory=list)

    def write(
        self,
        session: Session,
        fetches: Sequence["Fetched"],
        list_attachments: Callable[["Fetched", int], None],
        now: datetime,
    ) -> None:
        """Write the fetches with all that they cause; `list_attachments` does those of a page."""
        self._documents = _standing(session, {f.document_id for f in fetches if f.document_id})
        for fetched in fetches:
            self._take(fetched)
        ids = self._insert_snapshots(session)
        for document in self._documents.values():
            if document.place is not None:
                document.snapshot_id = ids[document.place]
        self._insert_fetches(session, ids)
        if self._documents:
            rows = [self._documents[key].row() for key in sorted(self._documents)]
            session.connection().execute(_update_documents, rows)
        queue(session, Stage.READ, ids.values(), now)
        queue(session, Stage.ABSENCE, self._absence, now)
        for fetched in fetches:
            if fetched.document_id is not None and fetched.attachments:
                list_attachments(fetched, fetched.document_id)

    def _take(self, fetched: "Fetched") -> None:
        """Work out what a fetch makes of its document."""
        if fetched.document_id is None:
            self.counts.pages += fetched.purpose is Purpose.LIST
            self._fetches.append((fetched, None, False))
            return
        document = self._documents[fetched.document_id]
        is_good = fetched.outcome in GOOD_OUTCOMES
        self.counts.fetched += 1
        if is_good:
            self._take_seen(document, fetched)
        else:
            self.counts.failed += 1
            self._take_unseen(document, fetched)
        self._fetches.append((fetched, document, is_good))

    def _take_seen(self, document: _Standing, fetched: "Fetched") -> None:
        payload = fetched.payload
        if payload is None or document.sha256 == payload.sha256:
            self.counts.unchanged += 1
        else:
            document.place, row = _snapshot(document, fetched)
            document.sha256 = payload.sha256
            self._snapshots[document.place] = row
        if document.state in (DocumentState.MISSING, DocumentState.GONE):
            self._absence.append(document.id)
        elif document.state is DocumentState.LISTED:
            document.state = DocumentState.LIVE
        document.last_seen_at = fetched.at
        document.etag = fetched.etag or (document.etag if payload is None else None)
        document.last_modified = fetched.last_modified or (
            document.last_modified if payload is None else None
        )
        document.next_check_at = fetched.at + self.declaration.recheck

    def _take_unseen(self, document: _Standing, fetched: "Fetched") -> None:
        recheck, every = self.declaration.recheck, self.declaration.every
        is_not_found = fetched.status in NOT_FOUND_STATUS or fetched.outcome is Outcome.SOFT_404
        if not is_not_found:
            document.next_check_at = fetched.at + min(recheck, every)
            return
        quorum = self.declaration.gone_after
        often = timedelta(days=quorum.days) / max(quorum.checks - 1, 1)
        if document.sha256 is not None:
            self._absence.append(document.id)
        waits = document.state is not DocumentState.GONE and often < recheck
        document.next_check_at = fetched.at + (max(often, every) if waits else recheck)

    def _insert_snapshots(self, session: Session) -> dict[Place, int]:
        if not self._snapshots:
            return {}
        made = session.execute(
            insert(Snapshot).returning(Snapshot.id, Snapshot.warc_file, Snapshot.warc_offset),
            list(self._snapshots.values()),
        )
        return {(warc_file, offset): id_ for id_, warc_file, offset in made}

    def _insert_fetches(self, session: Session, ids: dict[Place, int]) -> None:
        rows = [
            {
                "run_id": self.run_id,
                "source_id": self.declaration.id,
                "vantage": self.vantage,
                "snapshot_id": self._snapshot_of(fetched, document, ids) if is_good else None,
                "warc_file": fetched.place.warc_file if fetched.place else None,
                "warc_offset": fetched.place.offset if fetched.place else None,
                "warc_length": fetched.place.length if fetched.place else None,
                "warc_sha256": fetched.place.sha256 if fetched.place else None,
            }
            | {name: getattr(fetched, name) for name in _SAME_NAME}
            for fetched, document, is_good in self._fetches
        ]
        session.execute(insert(Fetch), rows)

    def _snapshot_of(
        self, fetched: "Fetched", document: _Standing | None, ids: dict[Place, int]
    ) -> int | None:
        """Return the snapshot that a fetch brought, or confirmed."""
        place = fetched.place
        brought = ids.get((place.warc_file, place.offset)) if place else None
        return brought or (document.snapshot_id if document else None)


def is_postgresql(session: Session) -> bool:
    """Return whether the store is one of PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def _standing(session: Session, ids: Iterable[int]) -> dict[int, _Standing]:
    """Return documents with the hash of their newest snapshot; locks them where rows lock."""
    columns = (Document.id, *(getattr(Document, name) for name in _KEPT), Snapshot.sha256)
    query = (
        select(*columns)
        .outerjoin(Snapshot, Document.snapshot_id == Snapshot.id)
        .where(Document.id.in_(ids))
        .order_by(Document.id)
        .with_for_update(of=Document)
    )
    names = ("id", *_KEPT, "sha256")
    rows = session.execute(query) if ids else ()
    return {row[0]: _Standing(**dict(zip(names, row, strict=True))) for row in rows}


def _snapshot(document: _Standing, fetched: "Fetched") -> tuple[Place, dict[str, Any]]:
    place, payload = fetched.place, fetched.payload
    if place is None or payload is None:
        raise ValueError(f"a body without a place in the archive: {fetched.url}")
    return (place.warc_file, place.offset), {
        "document_id": document.id,
        "url": fetched.final_url or fetched.url,
        "fetched_at": fetched.at,
        "content_type": payload.content_type,
        "sha256": payload.sha256,
        "wire_sha256": payload.wire_sha256,
        "size": payload.size,
        "warc_file": place.warc_file,
        "warc_offset": place.offset,
    }
