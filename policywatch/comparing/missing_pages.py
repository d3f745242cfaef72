"""An answer under status 200 to whether it is the host's page for what is not there.

A redirect to the front page is told by collecting, the words of such a page by reading; here the
answer is held against what else the host answered.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Document, Fetch, Reading, Snapshot, Source, Version

# So many other documents of the host had texts of their own, and came to have this one.
TURNED_ALIKE = 2


def find_missing_page(
    session: Session, document: Document, reading: Reading, snapshot: Snapshot
) -> str | None:
    """Return how it is known that a reading's page says that nothing is there; None: it is not."""
    host = select(Source.host).where(Source.id == document.source_id).scalar_subquery()
    nothing_at = session.scalar(
        select(Fetch.url)
        .join(Source, Source.id == Fetch.source_id)
        .where(Fetch.body_sha256 == snapshot.sha256, Source.host == host)
        .order_by(Fetch.id)
        .limit(1)
    )
    if nothing_at is not None:
        return f"the same page as at {nothing_at}, where nothing is"
    if document.version_id is None or not reading.text:
        return None
    if session.get_one(Version, document.version_id).text_sha256 == reading.text_sha256:
        return None
    other, earlier = aliased(Version), aliased(Version)
    had_their_own = (
        select(earlier.id)
        .where(earlier.document_id == other.document_id, earlier.number < other.number)
        .where(earlier.text_sha256 != reading.text_sha256)
        .exists()
    )
    alike = session.scalar(
        select(func.count(other.document_id.distinct()))
        .join(Document, Document.id == other.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(other.text_sha256 == reading.text_sha256, Source.host == host)
        .where(Document.id != document.id, Document.version_id == other.id, had_their_own)
    )
    if alike is not None and alike >= TURNED_ALIKE:
        return f"the same text as {alike} other pages of the host that had texts of their own"
    return None
