"""Verified pairs to copy groups: a function of who is linked and of the texts.

Who is in a group with whom does not depend on who appeared first; who is its original does.

Near copies hang together however long the chain, unless it would tie two uses of a template. An
excerpt hangs on one text that holds it, the one that holds most of it: two texts that quote the
same passage are no copies of each other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policywatch.comparing.likeness import Likeness, LikenessKind

Order = tuple[Any, ...]
Pair = tuple[int, int, Likeness]


@dataclass(frozen=True, slots=True)
class Item:
    """A document that may be in a group: its place in the order of appearance, size and text."""

    order: Order
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """The clusters of a group as their first members appeared, and so the original first."""

    clusters: tuple[tuple[int, ...], ...]

    @property
    def original(self) -> int:
        """The member that appeared first."""
        return self.clusters[0][0]


def form_groups(
    items: Mapping[int, Item], pairs: Iterable[Pair], equal: Collection[int] = ()
) -> list[Group]:
    """Return the groups of the documents in `items`, members in the order of appearance.

    Who is alone is in no group, unless in `equal`: those that stand for others of equal text.
    """
    head, excerpts = _clusters(items, pairs)
    members: dict[int, list[int]] = defaultdict(list)
    for document in sorted(items, key=lambda document: items[document].order):
        members[head[document]].append(document)
    holder = _holders(items, head, members, excerpts)
    groups: dict[int, list[int]] = defaultdict(list)
    for cluster in members:  # in the order of their heads
        root = cluster
        while root in holder:
            root = holder[root]
        groups[root].append(cluster)
    return [
        Group(tuple(tuple(members[cluster]) for cluster in clusters))
        for clusters in groups.values()
        if len(clusters) > 1 or len(members[clusters[0]]) > 1 or clusters[0] in equal
    ]


def _clusters(
    items: Mapping[int, Item], pairs: Iterable[Pair]
) -> tuple[dict[int, int], list[Pair]]:
    """Return each document's cluster of near copies, named by its head, and the excerpts.

    The nearest are joined first; two clusters with uses of one template in them are not joined.
    """
    head = {document: document for document in items}
    apart: dict[int, set[int]] = defaultdict(set)
    near: list[tuple[float, list[str], int, int]] = []
    excerpts: list[Pair] = []

    def order(document: int) -> Order:
        return items[document].order

    def find(document: int) -> int:
        while head[document] != document:
            head[document] = head[head[document]]
            document = head[document]
        return document

    for one, other, likeness in pairs:
        if likeness.kind is LikenessKind.TEMPLATE:
            apart[one].add(other)
            apart[other].add(one)
        elif likeness.kind is LikenessKind.EXCERPT:
            excerpts.append((one, other, likeness))
        else:
            keys = sorted((items[one].key, items[other].key))
            near.append((-likeness.overlap, keys, one, other))
    for _, _, one, other in sorted(near):
        first, second = sorted((find(one), find(other)), key=order)
        if first != second and all(find(stranger) != second for stranger in apart[first]):
            head[second] = first
            apart[first] |= apart.pop(second, set())
    return {document: find(document) for document in items}, excerpts


def _holders(
    items: Mapping[int, Item],
    head: Mapping[int, int],
    members: Mapping[int, list[int]],
    excerpts: Iterable[Pair],
) -> dict[int, int]:
    """Return, for each cluster that is an excerpt, the cluster that holds most of it.

    Of several that hold as much it is the one with most copies. A holder has a longer text than any
    of the excerpt's cluster: so there is no circle.
    """
    size = {cluster: max(items[member].size for member in own) for cluster, own in members.items()}
    held: dict[int, dict[int, float]] = defaultdict(dict)

    def size_then_key(document: int) -> tuple[int, str]:
        return items[document].size, items[document].key

    for one, other, likeness in excerpts:
        inner, outer = (head[document] for document in sorted((one, other), key=size_then_key))
        if size[inner] < size[outer]:
            held[inner][outer] = max(likeness.overlap, held[inner].get(outer, 0.0))
    return {
        inner: min(
            shares,
            key=lambda cluster: (
                -shares[cluster],
                -len(members[cluster]),
                min(items[member].key for member in members[cluster]),
            ),
        )
        for inner, shares in held.items()
    }
