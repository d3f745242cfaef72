"""A copy group to the way that a policy took: level by level, where it was seen first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import CopyGroup, CopyKind, CopyMember, Document, Reading, Signature, Source, Version
from policywatch.errors import PolicywatchError

# From the top of the state down; then who is beside it.
LEVELS = (
    "national", "ministry", "province", "city", "county",
    "university", "company", "media", "job-board",
)  # fmt: skip


class NoSuchDocumentError(PolicywatchError):
    """No document has that id or address."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A document on the way. `first_of_level` says that no other of its level came before.

    `appeared_at` is the day that the page states, if that was before we first saw it.
    """

    document_id: int
    url: str
    title: str
    level: str
    place: str
    publisher: str
    appeared_at: datetime
    first_seen_at: datetime
    kind: CopyKind
    overlap: float
    first_of_level: bool


def find_document(session: Session, named: str) -> int:
    """Return the id of the document that an id or an address names.

    Raises:
        NoSuchDocumentError: there is none.
    """
    is_named = Document.url == named
    if named.isascii() and named.isdigit() and len(named) < 19:
        is_named = or_(is_named, Document.id == int(named))
    found = session.scalar(select(Document.id).where(is_named).order_by(Document.id).limit(1))
    if found is None:
        raise NoSuchDocumentError(
            f"no document is {named!r}: give its id (as in the review app's addresses) or its "
            "full address"
        )
    return found


def follow(session: Session, document_id: int) -> list[Stop]:
    """Return the copies of a document in the order in which they appeared; none: no copies."""
    group = select(CopyMember.group_id).where(CopyMember.document_id == document_id)
    rows = session.execute(
        select(Document, CopyMember, Source, Signature.appeared_at, Reading.title)
        .join(CopyMember, CopyMember.document_id == Document.id)
        .join(CopyGroup, CopyGroup.id == CopyMember.group_id)
        .join(Source, Source.id == Document.source_id)
        .join(Signature, Signature.document_id == Document.id)
        .join(Version, Version.id == Document.version_id)
        .join(Reading, Reading.id == Version.reading_id)
        .where(CopyMember.group_id.in_(group))
        .order_by(Signature.appeared_at, Document.first_seen_at, Document.url)
    ).all()
    stops: list[Stop] = []
    seen: set[str] = set()
    for document, member, source, appeared_at, title in rows:
        stops.append(
            Stop(
                document.id,
                document.url,
                title or document.listed_title,
                source.level,
                source.place,
                source.publisher,
                appeared_at,
                document.first_seen_at,
                member.kind,
                member.overlap,
                source.level not in seen,
            )
        )
        seen.add(source.level)
    return stops


def first_of_each_level(stops: list[Stop]) -> list[Stop]:
    """Return the first stop of each level, from the nation down."""
    firsts = [stop for stop in stops if stop.first_of_level]
    rank = {level: number for number, level in enumerate(LEVELS)}
    return sorted(firsts, key=lambda stop: rank.get(stop.level, len(rank)))
