"""Two sequences to what they have in common, in order: sentences, rows or words, in bounded time.

A stretch is aligned by Indel, which finds the longest common subsequence in n·m/64 steps. A long
one is first cut at what stands once in both and in one order, as patience diff does (Cohen 2006):
so a few edits in a megabyte of text cost what they touch.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

# Items of both sides multiplied: of one stretch (0.03 s and 12 MB), and of all of two sequences.
MAX_PAIRS = 100_000_000
MAX_ALL_PAIRS = 2_000_000_000
MAX_CUTS = 4


@dataclass(slots=True)
class Budget:
    """What may still be spent on comparing."""

    left: int

    def spend(self, cost: int) -> bool:
        """Take the cost if it is there; say whether it was."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


@dataclass(frozen=True, slots=True)
class Run:
    """Items `old` of one sequence against items `new` of the other; `equal` ones are the same."""

    equal: bool
    old: slice
    new: slice


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Run]:
    """Give the runs of equal items and, between them, what stands on one side or on both.

    Where there is too much to compare, a stretch is given as unequal though it has equal items.
    """
    ids: dict[Hashable, int] = {}
    old = [ids.setdefault(item, len(ids)) for item in before]
    new = [ids.setdefault(item, len(ids)) for item in after]
    i = j = length = 0
    for at, beside, more in (
        *_common(old, new, Budget(MAX_ALL_PAIRS), MAX_CUTS),
        (len(old), len(new), 0),
    ):
        if (at, beside) == (i + length, j + length) and more:
            length += more
            continue
        if length:
            yield Run(True, slice(i, i + length), slice(j, j + length))
        if (at, beside) != (i + length, j + length):
            yield Run(False, slice(i + length, at), slice(j + length, beside))
        i, j, length = at, beside, more


def count_equal(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Return how many items two sequences have in common from their start."""
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return number
    return min(len(one), len(other))


Block = tuple[int, int, int]


def _common(old: list[int], new: list[int], budget: Budget, cuts: int) -> Iterator[Block]:
    """Give the blocks that both have in common: where in one, where in the other, how long."""
    head = count_equal(old, new)
    tail = count_equal(old[head:][::-1], new[head:][::-1])
    yield 0, 0, head
    i, j = head, head
    old_end, new_end = len(old) - tail, len(new) - tail
    pairs = (old_end - head) * (new_end - head)
    if pairs <= MAX_PAIRS and budget.spend(pairs):
        for code in Indel.opcodes(old[head:old_end], new[head:new_end]):
            if code.tag == "equal":
                length = code.src_end - code.src_start
                yield head + code.src_start, head + code.dest_start, length
    elif cuts:
        for at, beside in (*_cuts(old, new, head, old_end, new_end), (old_end, new_end)):
            for one, other, length in _common(old[i:at], new[j:beside], budget, cuts - 1):
                yield i + one, j + other, length
            i, j = at, beside
    yield old_end, new_end, tail


def _cuts(
    old: list[int], new: list[int], start: int, old_end: int, new_end: int
) -> list[tuple[int, int]]:
    """Return where the items stand that both have once, as many as stand in one order."""
    once = [Counter(old[start:old_end]), Counter(new[start:new_end])]
    at = {item: i for i, item in enumerate(new[start:new_end], start) if once[1][item] == 1}
    pairs = [
        (i, at[item])
        for i, item in enumerate(old[start:old_end], start)
        if once[0][item] == 1 and item in at
    ]
    ends: list[int] = []  # the least last place of a rising sequence of each length
    last: list[int] = []  # which pair that is
    before: list[int] = []  # and which pair comes before each
    for number, (_, beside) in enumerate(pairs):
        length = bisect_left(ends, beside)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [beside]
        last[length : length + 1] = [number]
    cuts: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        cuts.append(pairs[number])
        number = before[number]
    return cuts[::-1]
