"""A document's text to its copy group.

Documents are linked where one was verified to be a copy of the other; groups are what the links
and the order of appearance make of them (`grouping`), worked out anew for all that a document's
arrival, edit or loss touches. A link depends on its two texts alone (`likeness`), so the groups
come out the same whatever order the documents arrive in.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from models import CopyKind, CopyLink, CopyMember, Document, Reading, Signature, Version
from policywatch.comparing.appearance import appeared_at
from policywatch.comparing.fingerprints import (
    add_fingerprints,
    find_candidates,
    print_keys,
    remove_fingerprints,
)
from policywatch.comparing.likeness import MIN_EXACT_CHARS, LikenessKind, Print, liken
from policywatch.comparing.membership import Membership
from policywatch.comparing.signature import SCHEME

# A cluster of near copies is joined through one of its members: so many are tried, and so many
# links made by those who lost one.
TRIED_IN_CLUSTER = 6
# Those who were linked to a text that left look for other links; few texts have so many.
MAX_LOOKING_AGAIN = 200

# Statements are made once: making one costs as much as SQLite takes to answer it.
_TEXT = (
    select(
        Version.id.label("version_id"),
        Reading.text,
        Reading.title,
        Reading.published,
        Document.listed_title,
        Document.first_seen_at,
        Document.url,
    )
    .select_from(Document)
    .join(Version, Version.id == Document.version_id)
    .join(Reading, Reading.id == Version.reading_id)
    .where(Document.id == bindparam("of"))
)
_STANDING = select(Signature).where(Signature.text_key == bindparam("key"), Signature.indexed)
_FIRST_EQUAL = (
    select(Signature.document_id)
    .join(Document, Document.id == Signature.document_id)
    .where(Signature.text_key == bindparam("key"))
    .order_by(Signature.appeared_at, Document.first_seen_at, Document.url)
    .limit(1)
)
_SIGN = insert(Signature)
_LINKED = select(CopyLink.other_id, CopyLink.kind).where(CopyLink.document_id == bindparam("of"))
_CLUSTERS = select(CopyMember.document_id, CopyMember.cluster_id).where(
    CopyMember.document_id.in_(bindparam("of", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Text:
    """A document's current text, as it is compared."""

    document_id: int
    version_id: int
    appeared_at: datetime
    print_: Print


def place_document(
    session: Session, document: Document, now: datetime, print_: Print | None = None
) -> set[int]:
    """Put a document whose current version is new (or lost) among its copies.

    `print_` is that of its text, where it was made before. Returns the ids of the documents
    whose place changed.
    """
    placing = _Placing(session)
    placing.leave(document.id)
    text = read_text(session, document.id, print_)
    equal: int | None = None
    if text is not None and len(text.print_.folded) >= MIN_EXACT_CHARS:
        equal = placing.arrive(text)
    membership = Membership(session, lambda other: _print_of(placing.text(other)), document.id, now)
    if not placing.is_alone:
        membership.settle(placing.touched)
    if equal is not None:
        membership.join_equal(document.id, equal)
    return membership.moved()


def read_text(session: Session, document_id: int, print_: Print | None = None) -> Text | None:
    """Return a document's current text; None where it has none."""
    row = session.execute(_TEXT, {"of": document_id}).one_or_none()
    if row is None:
        return None
    at = appeared_at(row.published, row.first_seen_at)
    print_ = print_ or Print(row.text, row.title or row.listed_title, host_of(row.url))
    return Text(document_id, row.version_id, at, print_)


def signature_of(print_: Print) -> tuple[str, bytes, bytes]:
    """Return what is stored of a print: its text's key, MinHash and marks; these are empty where
    it is too short to be near anything."""
    if not print_keys(print_):
        return print_.key, b"", b""
    return print_.key, print_.minhash.astype("<u4").tobytes(), print_.marks.astype("<u4").tobytes()


def host_of(url: str) -> str:
    """Return the host of an address, "" where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _print_of(text: Text | None) -> Print | None:
    return text.print_ if text else None


class _Placing:
    """What one document's arrival does to signatures and links, in the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[int, Text | None] = {}
        self._is_new = True
        self._broken: set[int] = set()
        self.touched: set[int] = set()

    @property
    def is_alone(self) -> bool:
        """Whether a document that is new came, and is linked with none: no group is touched."""
        return self._is_new and len(self.touched) == 1

    def text(self, document_id: int) -> Text | None:
        """Return a document's text; each is read once."""
        if document_id not in self._texts:
            self._texts[document_id] = read_text(self._session, document_id)
        return self._texts[document_id]

    def leave(self, document_id: int) -> None:
        """Take a document's former text out; its heir and its neighbours link up anew."""
        former = self._session.get(Signature, document_id)
        if former is None:
            return
        self._is_new = False
        self.touched.add(document_id)
        self._session.delete(former)
        self._session.flush()
        if not former.indexed:
            first = self._first_equal(former.text_key)
            self.touched.update([first] if first is not None else [])
            return
        neighbours = self._unlink(former)
        heir = self._first_equal(former.text_key)
        if heir is not None:
            self._set_indexed(heir)
            self._sign_as_indexed(heir)
            self._index(heir)
        for neighbour in neighbours:
            self._link(neighbour, links=TRIED_IN_CLUSTER)

    def arrive(self, text: Text) -> int | None:
        """Sign a text and link it; or return the document whose equal text stands for it."""
        self._texts[text.document_id] = text
        print_ = text.print_
        key, minhash, marks = signature_of(print_)
        standing = self._session.scalar(_STANDING, {"key": key})
        signature = {
            "document_id": text.document_id,
            "version_id": text.version_id,
            "scheme": SCHEME,
            "text_key": key,
            "indexed": standing is None,
            "appeared_at": text.appeared_at,
            "shingles": len(print_.hashes),
            "minhash": minhash,
            "marks": marks,
        }
        self._session.execute(_SIGN, signature)
        if standing is not None and standing.document_id == self._first_equal(print_.key):
            return standing.document_id
        neighbours: list[int] = []
        if standing is not None:
            standing.indexed = False
            self._session.flush()
            self._set_indexed(text.document_id)
            self.touched.add(standing.document_id)
            neighbours = self._unlink(standing)
        self._index(text.document_id)
        for neighbour in neighbours:
            self._link(neighbour, links=TRIED_IN_CLUSTER)
        return None

    def _first_equal(self, key: str) -> int | None:
        """Return the first to appear of the documents whose text has that key."""
        return self._session.scalar(_FIRST_EQUAL, {"key": key})

    def _set_indexed(self, document_id: int) -> None:
        mine = Signature.document_id == document_id
        self._session.execute(update(Signature).where(mine).values(indexed=True))

    def _sign_as_indexed(self, document_id: int) -> None:
        """Store the MinHash and marks that a text comes into the index by: it may have been signed
        by an earlier scheme, and what is stored is what it is taken out by."""
        text = self.text(document_id)
        if text is not None:
            _, minhash, marks = signature_of(text.print_)
            mine = update(Signature).where(Signature.document_id == document_id)
            self._session.execute(mine.values(minhash=minhash, marks=marks))

    def _index(self, document_id: int) -> None:
        """Let a document stand for its text: in the index, and linked."""
        text = self.text(document_id)
        if text is None:
            return
        self.touched.add(document_id)
        self._link(document_id)
        add_fingerprints(self._session, document_id, print_keys(text.print_))

    def _unlink(self, former: Signature) -> list[int]:
        """Take a text from the index and from its neighbours; return these."""
        remove_fingerprints(self._session, former)
        self._broken.update(self._clusters([former.document_id]).values())
        mine = CopyLink.document_id == former.document_id
        others = sorted(self._session.scalars(select(CopyLink.other_id).where(mine)))
        theirs = and_(CopyLink.document_id.in_(others), CopyLink.other_id == former.document_id)
        self._session.execute(delete(CopyLink).where(or_(mine, theirs)))
        self.touched.update(others)
        return others[:MAX_LOOKING_AGAIN]

    def _link(self, document_id: int, links: int = 1) -> None:
        """Link a document with those that it is a copy of, at most so often with a cluster."""
        own = self.text(document_id)
        if own is None:
            return
        candidates = find_candidates(self._session, document_id, own.print_)
        if not candidates:
            return
        clusters = self._clusters(candidates)
        known = self._linked(document_id)
        tried: Counter[int] = Counter()
        near = Counter(
            clusters.get(other, other) for other, kind in known.items() if kind is CopyKind.NEAR
        )
        for other_id in candidates:
            cluster = clusters.get(other_id, other_id)
            if other_id in known or near[cluster] >= links or tried[cluster] >= TRIED_IN_CLUSTER:
                continue
            other = self.text(other_id)
            if other is None or other.print_.key == own.print_.key:
                continue
            tried[cluster] += 1
            found = liken(own.print_, other.print_)
            if found is not None:
                near[cluster] += found.kind is LikenessKind.NEAR
                self._write_link(document_id, other_id, CopyKind(found.kind), found.overlap)

    def _write_link(self, one: int, other: int, kind: CopyKind, overlap: float) -> None:
        rows = [
            {"document_id": a, "other_id": b, "kind": kind, "overlap": overlap}
            for a, b in ((one, other), (other, one))
        ]
        self._session.execute(insert(CopyLink), rows)
        if kind is not CopyKind.TEMPLATE:
            self.touched.add(other)

    def _linked(self, document_id: int) -> dict[int, CopyKind]:
        return dict(self._session.execute(_LINKED, {"of": document_id}).all())

    def _clusters(self, documents: list[int]) -> dict[int, int]:
        """Return the clusters that documents were last found to be in; one alone has none.

        A cluster that lost a text may have hung together by it: its members count as alone.
        """
        rows = self._session.execute(_CLUSTERS, {"of": documents})
        return {document: cluster for document, cluster in rows if cluster not in self._broken}
