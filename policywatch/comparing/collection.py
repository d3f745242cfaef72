"""Texts at hand, as the files of a folder, to their copy groups: no store, the same rules.

Texts are taken up in the order of their keys, so that who is linked with whom depends on the texts
alone: neither on their names nor on when they appeared. A text is held against the most promising
of those that share a band or a mark with it: of a template used by thousands, not against each.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from models import CopyKind
from policywatch.comparing.copies import TRIED_IN_CLUSTER
from policywatch.comparing.fingerprints import (
    MAX_CANDIDATES,
    MAX_COUNTED,
    print_keys,
    promise,
)
from policywatch.comparing.grouping import Group, Item, Pair, form_groups
from policywatch.comparing.likeness import (
    MIN_EXACT_CHARS,
    LikenessKind,
    Print,
    liken,
    measure,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A text that is held against others: its name, when it appeared, and what is compared."""

    name: str
    appeared_at: datetime
    print_: Print


@dataclass(frozen=True, slots=True)
class GroupedText:
    """A member of a group; `overlap` is the share of text in common with the original (0-1)."""

    name: str
    kind: CopyKind
    overlap: float


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Copies in the order in which they appeared, the original first."""

    members: tuple[GroupedText, ...]

    @property
    def kind(self) -> CopyKind:
        """The loosest way in which a member is a copy: excerpt, near, or else exact."""
        kinds = {member.kind for member in self.members}
        return next(
            (kind for kind in (CopyKind.EXCERPT, CopyKind.NEAR) if kind in kinds), CopyKind.EXACT
        )

    @property
    def overlap(self) -> float:
        """The least overlap of a member with the original."""
        return min(member.overlap for member in self.members)


def group_texts(
    texts: Sequence[Held], progress: Callable[[int, int], None] | None = None
) -> list[TextGroup]:
    """Return the copy groups of texts, those of the first to appear first.

    `progress` is told how many texts have been held against the others, and how many there are.
    """
    equal = _by_key(texts)
    standing = [equal[key][0] for key in sorted(equal)]
    items = {
        number: Item(
            _order(texts[number]), len(texts[number].print_.hashes), texts[number].print_.key
        )
        for number in standing
    }
    others = {numbers[0]: numbers[1:] for numbers in equal.values() if len(numbers) > 1}
    groups = form_groups(items, _pairs(texts, standing, progress), others)
    formed = [_describe(texts, group, others) for group in groups]
    order = {text.name: _order(text) for text in texts}
    return sorted(formed, key=lambda group: order[group.members[0].name])


def _order(text: Held) -> tuple[datetime, str]:
    return text.appeared_at, text.name


def _by_key(texts: Sequence[Held]) -> dict[str, list[int]]:
    """Return the texts of each key, the first to appear first; the shortest have none."""
    equal: dict[str, list[int]] = defaultdict(list)
    for number in sorted(range(len(texts)), key=lambda number: _order(texts[number])):
        if len(texts[number].print_.folded) >= MIN_EXACT_CHARS:
            equal[texts[number].print_.key].append(number)
    return equal


def _pairs(
    texts: Sequence[Held],
    standing: Sequence[int],
    progress: Callable[[int, int], None] | None,
) -> Iterator[Pair]:
    """Give the verified pairs; of a large cluster of near copies no more than hold it together."""
    having: dict[int, list[int]] = defaultdict(list)
    cluster = {number: number for number in standing}
    for done, number in enumerate(standing, start=1):
        own = texts[number].print_
        keys = print_keys(own)
        tried: Counter[int] = Counter()
        for other in _candidates(texts, own, [having[key] for key in keys]):
            if tried[cluster[other]] >= TRIED_IN_CLUSTER:
                continue
            tried[cluster[other]] += 1
            found = liken(own, texts[other].print_)
            if found is not None:
                yield other, number, found
            if found is not None and found.kind is LikenessKind.NEAR:
                cluster[number] = cluster[other]
        for key in keys:
            having[key].append(number)
        if progress is not None:
            progress(done, len(standing))


def _candidates(
    texts: Sequence[Held], own: Print, sharing: Iterable[Sequence[int]]
) -> Sequence[int]:
    """Return who may be a copy of a text, of all that share its keys, the most promising first."""
    shared = Counter(chain.from_iterable(sharing))
    key = {other: texts[other].print_.key for other in shared}
    likely = sorted(shared, key=lambda other: (-shared[other], key[other]))[:MAX_COUNTED]
    scores = {other: promise(own, texts[other].print_) for other in likely}
    promising = [(-score, key[other], other) for other, score in scores.items() if score]
    return [other for _, _, other in sorted(promising)[:MAX_CANDIDATES]]


def _describe(texts: Sequence[Held], group: Group, others: dict[int, list[int]]) -> TextGroup:
    original = group.original
    members: list[tuple[int, GroupedText]] = []
    for cluster in group.clusters:
        otherwise = LikenessKind.NEAR if cluster[0] == original else LikenessKind.EXCERPT
        for number in cluster:
            kind, overlap = CopyKind.ORIGINAL, 1.0
            if number != original:
                found = measure(texts[original].print_, texts[number].print_, otherwise)
                kind, overlap = CopyKind(found.kind), found.overlap
            members.append((number, GroupedText(texts[number].name, kind, overlap)))
            kind = CopyKind.EXACT if number == original else kind
            members += [
                (other, GroupedText(texts[other].name, kind, overlap))
                for other in others.get(number, ())
            ]
    members.sort(key=lambda pair: _order(texts[pair[0]]))
    return TextGroup(tuple(member for _, member in members))
