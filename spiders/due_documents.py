"""Which documents are to be fetched: those never seen first, then those due to be checked."""

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models import Document, DocumentState, Snapshot
from policywatch.catalogue.sources import SourceDeclaration
from spiders.doubt import doubted_documents
from spiders.fetched import DueDocument, KnownPayload

LATEST_EARLY = timedelta(hours=6)


class DueDocuments:
    """A source's due documents, each told of at most once."""

    def __init__(self, declaration: SourceDeclaration, started_at: datetime) -> None:
        self._source_id = declaration.id
        early = min(declaration.every / 2, LATEST_EARLY)
        self._before = started_at + early
        # Nothing is put off for longer: the clock was wrong when that was done.
        quorum = timedelta(days=declaration.gone_after.days)
        longest = max(declaration.recheck, declaration.every, quorum)
        self._after = started_at + longest + LATEST_EARLY
        self._asked: dict[bool, int] = {True: 0, False: 0}

    def next(self, session: Session, limit: int, now: datetime) -> list[DueDocument]:
        """Return the next ones, unseen ones first."""
        due: list[DueDocument] = []
        for unseen in (True, False):
            rows = session.execute(self._due(unseen, limit - len(due), now)).all()
            known = () if unseen else [document.id for document, _ in rows]
            doubted = doubted_documents(session, self._source_id, known, now) if known else set()
            for document, snapshot in rows:
                self._asked[unseen] = document.id
                due.append(_due_document(document, snapshot, anew=document.id in doubted))
            if len(due) >= limit:
                break
        return due

    def _due(self, unseen: bool, limit: int, now: datetime) -> Select[Document, Snapshot]:
        state = Document.state
        seen_or_not = state == DocumentState.LISTED if unseen else state != DocumentState.LISTED
        # New documents were listed after the run began: they are due whatever the clock says.
        latest = max(now, self._before) if unseen else self._before
        return (
            select(Document, Snapshot)
            .outerjoin(Snapshot, Document.snapshot_id == Snapshot.id)
            .where(Document.source_id == self._source_id, seen_or_not)
            .where(or_(Document.next_check_at <= latest, Document.next_check_at > self._after))
            .where(Document.id > self._asked[unseen])
            .order_by(Document.id)
            .limit(limit)
        )


def _due_document(document: Document, snapshot: Snapshot | None, *, anew: bool) -> DueDocument:
    known = None
    if snapshot is not None:
        known = KnownPayload(
            snapshot.id, snapshot.sha256, snapshot.wire_sha256, snapshot.url, snapshot.fetched_at
        )
    return DueDocument(
        id=document.id,
        url=document.url,
        kind=document.kind,
        etag=document.etag if known else None,
        last_modified=document.last_modified if known else None,
        known=known,
        anew=anew,
    )
