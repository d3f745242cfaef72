"""An answer under status 200 to whether it is the host's page for what is not there.

A redirect to the front page is told by collecting, the words of such a page by reading; here the
answer is held against what else the host answered, and that of a page that is watched alone against
what it said before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from models import Document, DocumentKind, Fetch, Reading, Snapshot, Source, Version
from policywatch.catalogue.sources import Family
from policywatch.comparing.standing_in import find_wall
from policywatch.documents import ProblemKind

# So many other documents of the host had texts of their own, and came to have this one. One of the
# same source is enough for a page that keeps nothing of what it said.
TURNED_ALIKE = 2
# Of the readings and snapshots that hold the same, so many of the newest are looked at.
MAX_LOOKED_AT = 500
PAGE_EXTRACTOR = "text/"
FEW_WORDS_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class NoDocument:
    """Why a page's text is not that of its document."""

    kind: ProblemKind
    problem: str


def find_missing_page(
    session: Session,
    document: Document,
    reading: Reading,
    snapshot: Snapshot,
    *,
    keeps_nothing: bool,
) -> NoDocument | None:
    """Return how it is known that a reading's page is not its document's; None: it may well be.

    `keeps_nothing` says that nearly all that the document said before is not in it.
    """
    host, family = session.execute(
        select(Source.host, Source.family).where(Source.id == document.source_id)
    ).one()
    nothing_at = session.scalar(
        select(Fetch.url)
        .join(Source, Source.id == Fetch.source_id)
        .where(Fetch.body_sha256 == snapshot.sha256, Source.host == host)
        .order_by(Fetch.id)
        .limit(1)
    )
    if nothing_at is not None:
        told = f"the same page as at {nothing_at}, where nothing is"
        return NoDocument(ProblemKind.SOFT_404, told)
    if not reading.text:
        return None
    current = session.get(Version, document.version_id) if document.version_id else None
    if current is not None and current.text_sha256 == reading.text_sha256:
        return None
    if keeps_nothing and current is not None and _is_page_for_file(document, current, reading):
        return NoDocument(ProblemKind.STAND_IN, "a page in the place of a file, and nothing of it")
    if keeps_nothing and current is not None and family == Family.PAGE:
        # No other document could come to the same, by which one of a list is told.
        wall = find_wall(current.reading.text, reading.title, reading.text)
        if wall is not None:
            return NoDocument(ProblemKind.ERROR_PAGE, f"{wall} in the place of the page")
    own = current.text_sha256 if current is not None else None
    alike = _turned_alike(session, host, reading, snapshot, own)
    is_page = document.kind is DocumentKind.PAGE
    if is_page and keeps_nothing and document.source_id in alike.values():
        return NoDocument(
            ProblemKind.STAND_IN, "the same text as another page that had one of its own"
        )
    # What is new may say what is said elsewhere on its host.
    of_these = [s for s in alike.values() if current is not None or s == document.source_id]
    if len(of_these) < TURNED_ALIKE:
        return None
    return NoDocument(
        ProblemKind.STAND_IN, "the same text as other pages of the host that had texts of their own"
    )


def _is_page_for_file(document: Document, current: Version, reading: Reading) -> bool:
    """Whether a few words of a page came where a file was: a sign-in, a consent, an error.

    A file that was replaced is a file, or says more.
    """
    if document.kind is not DocumentKind.ATTACHMENT or len(reading.text) > FEW_WORDS_CHARS:
        return False
    was_file = not current.reading.extractor.startswith(PAGE_EXTRACTOR)
    return was_file and reading.extractor.startswith(PAGE_EXTRACTOR)


def _turned_alike(
    session: Session, host: str, reading: Reading, snapshot: Snapshot, own: str | None
) -> dict[int, str]:
    """Return some of the documents of a host that turned to a reading's text, with their sources.

    That they did is known as soon as they were read, or brought the same bytes: whichever of them
    is compared first, none is told as an edit. One that said before what this document did, `own`,
    is its copy, and was edited as it was.
    """
    of_this = Reading.document_id != reading.document_id
    read = select(Reading.id, Reading.document_id).where(
        Reading.text_sha256 == reading.text_sha256, of_this
    )
    same_text = read.order_by(Reading.id.desc()).limit(MAX_LOOKED_AT).subquery()
    later = aliased(Reading)
    read_since = exists().where(
        later.document_id == same_text.c.document_id, later.id > same_text.c.id
    )
    brought = select(Snapshot.id, Snapshot.document_id).where(
        Snapshot.sha256 == snapshot.sha256, Snapshot.document_id != reading.document_id
    )
    same_bytes = brought.order_by(Snapshot.id.desc()).limit(MAX_LOOKED_AT).subquery()
    queries: Iterable[Select[int, str]] = (
        select(Document.id, Document.source_id)
        .join(same_text, same_text.c.document_id == Document.id)
        .where(~read_since),
        select(Document.id, Document.source_id).join(
            same_bytes, same_bytes.c.id == Document.snapshot_id
        ),
    )
    before = (
        select(Version.text_sha256)
        .where(Version.document_id == Document.id, Version.text_sha256 != reading.text_sha256)
        .order_by(Version.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    turned: dict[int, str] = {}
    for query in queries:
        of_host = query.join(Source, Source.id == Document.source_id).where(Source.host == host)
        had_their_own = of_host.where(before.is_not(None) if own is None else before != own)
        rows = session.execute(had_their_own.distinct().limit(TURNED_ALIKE))
        turned |= {row.id: row.source_id for row in rows}
    return turned
