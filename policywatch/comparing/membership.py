"""Links to the rows of copy groups and their members."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, aliased

from models import CopyGroup, CopyKind, CopyLink, CopyMember, Document, Signature
from policywatch.comparing.grouping import Group, Item, Pair, form_groups
from policywatch.comparing.likeness import Likeness, LikenessKind, Print, measure

logger = logging.getLogger(__name__)

# Where more texts than this hang together they are not grouped anew: whoever comes is put beside
# its first neighbour.
MAX_LINKED = 3_000
IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands: whose copy it is, in which cluster, how, and by what share."""

    original_id: int
    cluster_id: int
    kind: CopyKind
    overlap: float

    def of_equal(self) -> "Place":
        """Return the place of a document of equal text."""
        return replace(self, kind=CopyKind.EXACT) if self.kind is CopyKind.ORIGINAL else self


Places = dict[int, Place | None]


class Membership:
    """Works out the groups that some documents touch, in the caller's transaction.

    `print_of` gives the text of a document, where shares must be measured; `changed` has another
    text than before, so what was measured of it holds no more.
    """

    def __init__(
        self,
        session: Session,
        print_of: Callable[[int], Print | None],
        changed: int,
        now: datetime,
    ) -> None:
        self._session = session
        self._print_of = print_of
        self._changed = changed
        self._now = now
        self._before: Places = {}
        self._after: Places = {}

    def moved(self) -> set[int]:
        """Return the documents whose original, or kind of copy, is another than before."""
        return {
            document_id
            for document_id, place in self._after.items()
            if _standing(place) != _standing(self._before[document_id])
        }

    def settle(self, touched: set[int]) -> None:
        """Work out anew the groups of all that hangs together with the touched documents."""
        places: Places = dict.fromkeys(touched)
        seen: set[int] = set()
        for start in sorted(self._standing_for(touched)):
            if start in seen:
                continue
            linked, pairs = self._linked_with(start)
            seen |= linked
            if len(linked) >= MAX_LINKED:
                places |= self._place_beside_neighbours(touched & linked)
                continue
            equal = self._equal(linked)
            places |= dict.fromkeys(linked)
            for group in form_groups(self._items(linked), pairs, equal):
                places |= self._places(group, equal)
        self._write(places)

    def join_equal(self, document_id: int, standing: int) -> None:
        """Put a document beside the one whose equal text stands for both."""
        place = self._stored([standing]).get(standing)
        places: Places = {}
        if place is None:
            place = places[standing] = Place(standing, standing, CopyKind.ORIGINAL, 1.0)
        places[document_id] = place.of_equal()
        self._write(places)

    def _standing_for(self, documents: set[int]) -> set[int]:
        """Return who stands for the documents' texts; a document may have none any more."""
        found: set[int] = set()
        for ids in _chunks(documents):
            keys = select(Signature.text_key).where(Signature.document_id.in_(ids))
            standing = select(Signature.document_id).where(
                Signature.text_key.in_(keys), Signature.indexed
            )
            found.update(self._session.scalars(standing))
        return found

    def _linked_with(self, start: int) -> tuple[set[int], list[Pair]]:
        """Return what hangs together with a document, and what is known of the pairs in it."""
        found, edge = {start}, [start]
        pairs: dict[tuple[int, int], Likeness] = {}
        while edge and len(found) < MAX_LINKED:
            at_once, edge = edge[:IDS_AT_ONCE], edge[IDS_AT_ONCE:]
            links = select(CopyLink).where(CopyLink.document_id.in_(at_once))
            for link in self._session.scalars(links):
                pair = (link.document_id, link.other_id)
                pairs[min(pair), max(pair)] = Likeness(LikenessKind(link.kind), link.overlap)
                if link.kind is not CopyKind.TEMPLATE and link.other_id not in found:
                    found.add(link.other_id)
                    edge.append(link.other_id)
        inside = {pair: likeness for pair, likeness in pairs.items() if found.issuperset(pair)}
        return found, [(*pair, likeness) for pair, likeness in sorted(inside.items())]

    def _items(self, documents: set[int]) -> dict[int, Item]:
        items: dict[int, Item] = {}
        for ids in _chunks(documents):
            rows = self._session.execute(
                select(Signature, Document.first_seen_at, Document.url)
                .join(Document, Document.id == Signature.document_id)
                .where(Signature.document_id.in_(ids))
            )
            for signature, seen, url in rows:
                order = (signature.appeared_at, seen, url)
                items[signature.document_id] = Item(order, signature.shingles, signature.text_key)
        return items

    def _equal(self, documents: set[int]) -> dict[int, list[int]]:
        """Return the documents that others stand for, by who stands for them."""
        stands = aliased(Signature)
        equal: dict[int, list[int]] = defaultdict(list)
        for ids in _chunks(documents):
            rows = self._session.execute(
                select(stands.document_id, Signature.document_id)
                .join(Signature, Signature.text_key == stands.text_key)
                .where(stands.document_id.in_(ids), Signature.indexed.is_(False))
            )
            for standing, other in rows:
                equal[standing].append(other)
        return equal

    def _places(self, group: Group, equal: dict[int, list[int]]) -> Places:
        original = group.original
        rows = self._session.execute(
            select(CopyLink.other_id, CopyLink.kind, CopyLink.overlap).where(
                CopyLink.document_id == original, CopyLink.kind != CopyKind.TEMPLATE
            )
        )
        linked = {other: (kind, overlap) for other, kind, overlap in rows}
        stored = self._stored([member for cluster in group.clusters for member in cluster])
        places: Places = {}
        for cluster in group.clusters:
            for member in cluster:
                if member == original:
                    kind, overlap = CopyKind.ORIGINAL, 1.0
                elif member in linked:
                    kind, overlap = linked[member]
                else:
                    kind, overlap = self._measured(original, member, cluster[0], stored.get(member))
                place = places[member] = Place(original, cluster[0], kind, overlap)
                places |= dict.fromkeys(equal.get(member, ()), place.of_equal())
        return places

    def _measured(
        self, original: int, member: int, head: int, stored: Place | None
    ) -> tuple[CopyKind, float]:
        """Return how a member is a copy of an original that it is linked with through others."""
        is_near = head == original
        if (
            stored is not None
            and stored.original_id == original
            and (stored.cluster_id == original) == is_near
            and stored.kind is not CopyKind.ORIGINAL
            and self._changed not in (original, member)
        ):
            return stored.kind, stored.overlap
        prints = (self._print_of(original), self._print_of(member))
        if prints[0] is None or prints[1] is None:
            return CopyKind.NEAR, 0.0
        found = measure(
            prints[0], prints[1], LikenessKind.NEAR if is_near else LikenessKind.EXCERPT
        )
        return CopyKind(found.kind), found.overlap

    def _place_beside_neighbours(self, touched: set[int]) -> Places:
        logger.warning("more than %d texts hang together: not grouped anew", MAX_LINKED)
        places: Places = {}
        for document_id in sorted(touched):
            mine = select(CopyLink.other_id).where(CopyLink.document_id == document_id)
            neighbours = self._session.scalars(mine.order_by(CopyLink.other_id).limit(IDS_AT_ONCE))
            stored = self._stored([document_id, *neighbours])
            beside = stored.pop(document_id, None) or next(iter(stored.values()), None)
            if beside is not None and beside.original_id != document_id:
                kind, overlap = self._measured(
                    beside.original_id, document_id, beside.cluster_id, None
                )
                places[document_id] = replace(beside, kind=kind, overlap=overlap)
            elif beside is not None:
                places[document_id] = beside
        return places

    def _stored(self, documents: Iterable[int]) -> dict[int, Place]:
        places: dict[int, Place] = {}
        for ids in _chunks(documents):
            rows = self._session.execute(
                select(CopyMember, CopyGroup.original_id)
                .join(CopyGroup, CopyGroup.id == CopyMember.group_id)
                .where(CopyMember.document_id.in_(ids))
                .execution_options(populate_existing=True)
            )
            for member, original in rows:
                places[member.document_id] = Place(
                    original, member.cluster_id, member.kind, member.overlap
                )
        return places

    def _write(self, places: Places) -> None:
        before = self._stored(places)
        for document_id, place in places.items():
            self._before.setdefault(document_id, before.get(document_id))
            self._after[document_id] = place
        changed = {i: place for i, place in places.items() if place != before.get(i)}
        left = self._remove({i for i in changed if i in before})
        groups = self._groups({place.original_id for place in changed.values() if place})
        rows = [
            {
                "document_id": document_id,
                "group_id": groups[place.original_id],
                "cluster_id": place.cluster_id,
                "kind": place.kind,
                "overlap": place.overlap,
                "joined_at": self._now,
            }
            for document_id, place in sorted(changed.items())
            if place is not None
        ]
        if rows:
            self._session.execute(insert(CopyMember), rows)
        self._end_empty(left)

    def _remove(self, documents: set[int]) -> set[int]:
        """Take documents out of their groups; return these."""
        left: set[int] = set()
        for ids in _chunks(documents):
            mine = CopyMember.document_id.in_(ids)
            left.update(self._session.scalars(select(CopyMember.group_id).where(mine)))
            self._session.execute(delete(CopyMember).where(mine))
        return left

    def _groups(self, originals: set[int]) -> dict[int, int]:
        """Return the groups of originals, made where they have none."""
        groups: dict[int, int] = {}
        for ids in _chunks(originals):
            rows = self._session.execute(
                select(CopyGroup.original_id, CopyGroup.id).where(CopyGroup.original_id.in_(ids))
            )
            groups |= dict(rows.all())
        for original in sorted(originals - groups.keys()):
            group = CopyGroup(original_id=original, created_at=self._now)
            self._session.add(group)
            self._session.flush()
            groups[original] = group.id
        return groups

    def _end_empty(self, groups: set[int]) -> None:
        for ids in _chunks(groups):
            kept = select(CopyMember.group_id).where(CopyMember.group_id.in_(ids))
            self._session.execute(
                delete(CopyGroup).where(CopyGroup.id.in_(ids), CopyGroup.id.not_in(kept))
            )


def _standing(place: Place | None) -> tuple[int, CopyKind] | None:
    return (place.original_id, place.kind) if place else None


def _chunks(documents: Iterable[int]) -> Iterator[list[int]]:
    ids = sorted(documents)
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
