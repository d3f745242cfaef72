"""How far a document has come: one without findings may not have been read, or searched, so far."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Document, Judgement, Reading


class Progress(StrEnum):
    """What has been done to a document's newest bytes; the values are keys of texts."""

    UNREAD = "not read yet"
    UNREADABLE = "cannot be read"
    UNSEARCHED = "not searched yet"
    SEARCHED = "searched"


def progress_of(session: Session, document_ids: Sequence[int]) -> dict[int, Progress]:
    """Return how far each of some documents has come."""
    read = set(
        session.scalars(select(Reading.document_id).where(Reading.document_id.in_(document_ids)))
    )
    searched = select(Judgement).where(Judgement.version_id == Document.version_id).exists()
    rows = session.execute(
        select(Document.id, Document.version_id, searched).where(Document.id.in_(document_ids))
    )
    found = {}
    for document_id, version_id, is_searched in rows:
        if document_id not in read:
            found[document_id] = Progress.UNREAD
        elif is_searched:
            found[document_id] = Progress.SEARCHED
        else:
            found[document_id] = Progress.UNSEARCHED if version_id else Progress.UNREADABLE
    return found
