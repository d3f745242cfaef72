"""A document's text to its copy group.

Among documents that are alike, those first seen lead: taken in the order in which they were first
seen, a document joins the earliest leader that it is a copy of, or leads itself. A document that
comes late, changes its text or leaves makes only those settle again whom it touches, so that the
groups come out the same whatever order the documents arrive in.
"""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from sqlalchemy import bindparam, delete, func, insert, select, union_all
from sqlalchemy.orm import Session

from models import Band, CopyGroup, CopyKind, CopyMember, Document, Reading, Signature, Version
from policywatch.comparing.boilerplate import without_boilerplate
from policywatch.comparing.particulars import Particulars, find_particulars, tell_other_things
from policywatch.comparing.signature import (
    BANDS,
    MIN_CHARS,
    Hashes,
    bands,
    fold_lines,
    minhash,
    overlap,
    shingles,
    text_key,
)

NEAR_JACCARD = 0.5
EXCERPT_CONTAINMENT = 0.8
EXCERPT_SHINGLES = 200
# An estimate from 128 permutations is off by 0.04 on average: these are five times that below.
MIN_ESTIMATE = 0.3
MIN_CONTAINED_ESTIMATE = 0.5
MIN_EXACT_CHARS = 16
HOT_BUCKET = 65
MAX_VERIFIED = 50
MAX_SETTLED = 500

_BUCKETS = union_all(
    *(
        select(
            select(Band.number, Band.document_id)
            .where(Band.number == number, Band.hash == bindparam(f"hash_{number}"))
            .order_by(Band.document_id)
            .limit(HOT_BUCKET)
            .subquery()
        )
        for number in range(BANDS)
    )
)

Order = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class _Prints:
    """What is compared of a document's current text."""

    document_id: int
    order: Order
    version_id: int
    key: str
    chars: int
    whole_chars: int
    hashes: Hashes
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class _Place:
    """Whom a document is a copy of, how, and by what share."""

    leader_id: int
    kind: CopyKind
    overlap: float


def overlap_kind(
    one: Hashes, other: Hashes, particulars: tuple[Particulars, Particulars]
) -> tuple[CopyKind, float] | None:
    """Return how two texts are copies, and their common share (0-1), or None if they are not."""
    found = overlap(one, other)
    if found.jaccard >= NEAR_JACCARD:
        kind, share = CopyKind.NEAR, found.jaccard
    elif found.containment >= EXCERPT_CONTAINMENT and found.shared >= EXCERPT_SHINGLES:
        kind, share = CopyKind.EXCERPT, found.containment
    else:
        return None
    return None if tell_other_things(*particulars) else (kind, share)


def place_document(session: Session, document: Document, now: datetime) -> set[int]:
    """Put a document whose current version is new (or lost) into its copy group.

    Returns the ids of the documents whose place changed.
    """
    return _Settling(session, now).place(document)


class _Settling:
    """One document's arrival and all that it moves, within the caller's transaction."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._prints: dict[int, _Prints | None] = {}
        self._waiting: list[tuple[Order, int]] = []
        self._queued: set[int] = set()
        self._before: dict[int, tuple[int, CopyKind] | None] = {}

    def place(self, document: Document) -> set[int]:
        self._leave(document.id)
        prints = self._print(document.id)
        if prints is not None and prints.whole_chars >= MIN_EXACT_CHARS:
            self._sign(prints)
            self._push([document.id])
        settled = 0
        while self._waiting and settled < MAX_SETTLED:
            _, document_id = heapq.heappop(self._waiting)
            self._queued.discard(document_id)
            self._settle(document_id)
            settled += 1
        return {i for i, before in self._before.items() if self._standing(i) != before}

    def _leave(self, document_id: int) -> None:
        """Take a document's former text out; whoever was placed by it settles anew."""
        session = self._session
        former = session.get(Signature, document_id)
        if former is None:
            return
        session.execute(delete(Band).where(Band.document_id == document_id))
        session.execute(delete(Signature).where(Signature.document_id == document_id))
        session.expunge(former)
        orphans = self._dissolve(document_id)
        self._unplace(document_id)
        twin = self._earliest_twin(former.text_key)
        self._push([*orphans, *([twin] if twin is not None else [])])

    def _sign(self, prints: _Prints) -> None:
        signature = minhash(prints.hashes) if len(prints.hashes) else np.empty(0, np.uint32)
        self._session.execute(
            insert(Signature).values(
                document_id=prints.document_id,
                version_id=prints.version_id,
                text_key=prints.key,
                shingles=len(prints.hashes),
                minhash=signature.astype("<u4").tobytes(),
            )
        )

    def _settle(self, document_id: int) -> None:
        own = self._print(document_id)
        if own is None or self._session.get(Signature, document_id) is None:
            return
        twins = self._twins(own)
        if twins and twins[0] != document_id:
            self._settle_twin(document_id, twins[0])
            return
        related = self._related(own)
        earlier = [
            (other.order, place)
            for other, place in related
            if other.order < own.order and self._leader(other.document_id) is None
        ]
        before = self._leader(document_id)
        if earlier:
            self._push(self._dissolve(document_id))
            self._join(document_id, min(earlier, key=lambda pair: pair[0])[1])
        elif before is not None:
            self._unplace(document_id)
        leads = not earlier
        touched = [
            other.document_id
            for other, _ in related
            if leads and other.order > own.order and self._led_later(other.document_id, own)
        ]
        leader = self._leader(document_id) or document_id
        strayed = [twin for twin in twins[1:] if self._leader(twin) != leader]
        self._push([*touched, *strayed])

    def _settle_twin(self, document_id: int, first: int) -> None:
        """Place a document with its first-seen equal: only that one stands in the bands."""
        self._session.execute(delete(Band).where(Band.document_id == document_id))
        self._push(self._dissolve(document_id))
        place = self._session.get(CopyMember, first)
        if place is None or place.kind is CopyKind.ORIGINAL:
            self._join(document_id, _Place(first, CopyKind.EXACT, 1.0))
            return
        leader = self._leader(first)
        if leader is not None:
            self._join(document_id, _Place(leader, place.kind, place.overlap))

    def _led_later(self, document_id: int, own: _Prints) -> bool:
        """Whether a document leads, or is led by one that was first seen after `own`."""
        leader = self._leader(document_id)
        if leader is None:
            return True
        order = self._order(leader)
        return order is not None and order > own.order

    def _related(self, own: _Prints) -> list[tuple[_Prints, _Place]]:
        """Return the verified copies of a text among those in the bands, and put it there."""
        if own.chars < MIN_CHARS:
            return []
        signature = minhash(own.hashes)
        hashes = bands(signature)
        found: list[tuple[_Prints, _Place]] = []
        candidates = self._candidates(own, hashes)
        for other_id in self._promising(own, signature, candidates):
            other = self._print(other_id)
            if other is None or other.key == own.key:
                continue
            both = (own.particulars, other.particulars)
            how = overlap_kind(own.hashes, other.hashes, both)
            if how is not None:
                found.append((other, _Place(other_id, *how)))
        banded = select(Band.document_id).where(Band.document_id == own.document_id).limit(1)
        if self._session.scalar(banded) is None:
            rows = [
                {"number": number, "hash": value, "document_id": own.document_id}
                for number, value in enumerate(hashes)
            ]
            self._session.execute(insert(Band), rows)
        return found

    def _candidates(self, own: _Prints, hashes: list[int]) -> list[int]:
        """Return the documents that share most bands, or who leads them.

        A bucket that is full is shared by many: it counts only together with another band.
        """
        rows = self._session.execute(
            _BUCKETS, {f"hash_{number}": value for number, value in enumerate(hashes)}
        ).all()
        sizes = Counter(number for number, _ in rows)
        shared = Counter(document_id for _, document_id in rows)
        alone = {document_id for number, document_id in rows if sizes[number] < HOT_BUCKET}
        shared.pop(own.document_id, None)
        likely = [
            document_id
            for document_id, count in sorted(shared.items(), key=lambda item: (-item[1], item[0]))
            if count > 1 or document_id in alone
        ][:MAX_VERIFIED]
        return self._with_leaders(own, likely)

    def _with_leaders(self, own: _Prints, likely: list[int]) -> list[int]:
        """Return the candidates that matter: leaders, and those first seen after `own`.

        An earlier copy of something stands for its leader, which alone can be joined; so a
        family of hundreds costs one comparison.
        """
        rows = self._session.execute(
            select(Document.id, Document.first_seen_at, Document.url, CopyGroup.original_id)
            .outerjoin(CopyMember, CopyMember.document_id == Document.id)
            .outerjoin(CopyGroup, CopyGroup.id == CopyMember.group_id)
            .where(Document.id.in_(likely))
        ).all()
        found: set[int] = set()
        for document_id, first_seen_at, url, leader in rows:
            if leader is not None:
                found.add(leader)
            if leader is None or (first_seen_at, url) > own.order:
                found.add(document_id)
        return sorted(found - {own.document_id})

    def _promising(
        self, own: _Prints, signature: npt.NDArray[np.uint32], candidates: list[int]
    ) -> list[int]:
        """Drop the candidates whose stored MinHash says that they are far from any threshold."""
        rows = self._session.execute(
            select(Signature.document_id, Signature.shingles, Signature.minhash).where(
                Signature.document_id.in_(candidates)
            )
        ).all()
        kept = []
        for document_id, count, stored in sorted(rows, key=lambda row: row[0]):
            other = np.frombuffer(stored, dtype="<u4")
            if len(other) != len(signature):
                continue
            jaccard = float((other == signature).mean())
            shared = jaccard / (1 + jaccard) * (count + len(own.hashes))
            contained = shared / max(1, min(count, len(own.hashes)))
            if jaccard >= MIN_ESTIMATE or contained >= MIN_CONTAINED_ESTIMATE:
                kept.append(document_id)
        return kept

    def _print(self, document_id: int) -> _Prints | None:
        if document_id not in self._prints:
            self._prints[document_id] = read_prints(self._session, document_id)
        return self._prints[document_id]

    def _order(self, document_id: int) -> Order | None:
        row = self._session.execute(
            select(Document.first_seen_at, Document.url).where(Document.id == document_id)
        ).one_or_none()
        return (row[0], row[1]) if row else None

    def _twins(self, own: _Prints) -> list[int]:
        """Return the documents of equal text, first seen first."""
        return list(
            self._session.scalars(
                select(Document.id)
                .join(Signature, Signature.document_id == Document.id)
                .where(Signature.text_key == own.key)
                .order_by(Document.first_seen_at, Document.url)
                .limit(MAX_SETTLED)
            )
        )

    def _earliest_twin(self, key: str) -> int | None:
        return self._session.scalar(
            select(Document.id)
            .join(Signature, Signature.document_id == Document.id)
            .where(Signature.text_key == key)
            .order_by(Document.first_seen_at, Document.url)
            .limit(1)
        )

    def _leader(self, document_id: int) -> int | None:
        """Return whose copy a document is; None where it leads or stands alone."""
        leader = self._session.scalar(
            select(CopyGroup.original_id)
            .join(CopyMember, CopyMember.group_id == CopyGroup.id)
            .where(CopyMember.document_id == document_id)
        )
        return None if leader == document_id else leader

    def _standing(self, document_id: int) -> tuple[int, CopyKind] | None:
        row = self._session.execute(
            select(CopyGroup.original_id, CopyMember.kind)
            .join(CopyMember, CopyMember.group_id == CopyGroup.id)
            .where(CopyMember.document_id == document_id)
        ).one_or_none()
        return (row[0], row[1]) if row else None

    def _touch(self, document_id: int) -> None:
        """Remember where a document stood before anything moved it."""
        if document_id not in self._before:
            self._before[document_id] = self._standing(document_id)

    def _push(self, document_ids: Iterable[int]) -> None:
        for document_id in document_ids:
            order = self._order(document_id)
            if order is not None and document_id not in self._queued:
                self._queued.add(document_id)
                heapq.heappush(self._waiting, (order, document_id))

    def _join(self, document_id: int, place: _Place) -> None:
        session = self._session
        group = session.scalar(select(CopyGroup).where(CopyGroup.original_id == place.leader_id))
        member = session.get(CopyMember, document_id)
        if member and group and member.group_id == group.id:
            self._touch(document_id)
            member.kind, member.overlap = place.kind, place.overlap
            session.flush()
            return
        self._unplace(document_id)
        if group is None:
            group = CopyGroup(original_id=place.leader_id, created_at=self._now)
            session.add(group)
            session.flush()
            self._add(place.leader_id, group.id, CopyKind.ORIGINAL, 1.0)
        self._add(document_id, group.id, place.kind, place.overlap)

    def _add(self, document_id: int, group_id: int, kind: CopyKind, share: float) -> None:
        self._touch(document_id)
        self._session.add(
            CopyMember(
                document_id=document_id,
                group_id=group_id,
                kind=kind,
                overlap=share,
                joined_at=self._now,
            )
        )
        self._session.flush()

    def _unplace(self, document_id: int) -> None:
        """Take a copy out of its group; a group with its original alone is none."""
        session = self._session
        member = session.get(CopyMember, document_id)
        if member is None:
            return
        self._touch(document_id)
        group_id = member.group_id
        session.delete(member)
        session.flush()
        left = select(func.count()).select_from(CopyMember).where(CopyMember.group_id == group_id)
        if (session.scalar(left) or 0) <= 1:
            for last in session.scalars(select(CopyMember).where(CopyMember.group_id == group_id)):
                self._touch(last.document_id)
                session.delete(last)
            session.flush()
            session.execute(delete(CopyGroup).where(CopyGroup.id == group_id))

    def _dissolve(self, document_id: int) -> list[int]:
        """End the group that a document leads; return those who must settle anew."""
        session = self._session
        group = session.scalar(select(CopyGroup).where(CopyGroup.original_id == document_id))
        if group is None:
            return []
        members = session.scalars(select(CopyMember).where(CopyMember.group_id == group.id)).all()
        for member in members:
            self._touch(member.document_id)
            session.delete(member)
        session.flush()
        session.delete(group)
        session.flush()
        ids = [member.document_id for member in members]
        return [member_id for member_id in ids if member_id != document_id]


def read_prints(session: Session, document_id: int) -> _Prints | None:
    """Return what is compared of a document's current text; None where it has none."""
    row = session.execute(
        select(
            Document.source_id,
            Document.first_seen_at,
            Document.url,
            Version.id,
            Reading.text,
        )
        .join(Version, Version.id == Document.version_id)
        .join(Reading, Reading.id == Version.reading_id)
        .where(Document.id == document_id)
    ).one_or_none()
    if row is None:
        return None
    source_id, first_seen_at, url, version_id, text = row
    folded = fold_lines(text)
    whole = "".join(folded)
    own = without_boilerplate(session, source_id, folded)
    return _Prints(
        document_id,
        (first_seen_at, url),
        version_id,
        text_key(whole),
        len(own),
        len(whole),
        shingles(own),
        find_particulars(text),
    )
