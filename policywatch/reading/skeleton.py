"""The parts of a page as columns: what each holds, what holds it, and which is frame."""

import numpy as np
from numpy.typing import NDArray

from policywatch.reading.structure import COUNT_BITS, DATA_TABLE, Structure

Numbers = NDArray[np.float64]
Whole = NDArray[np.int_]
WEAK_FRAME = 0.3
SURE_FRAME = 0.8
SHARE_TO_DESCEND = 0.65
SHARE_TO_DESCEND_NAMED = 0.4
LINKED_SHARE = 0.7
LINKED_CHARS = 20
LITTLE = 0.2
# The fields of a part's count of what is above it: frames, named parts, items, quotes, all parts.
ABOVE = np.array([field * COUNT_BITS for field in (1, 2, 3, 4, 0)])
# What stays where it is in a text: the steps of the walk down end above these.
LEAVES = frozenset((DATA_TABLE, "p", "li", "blockquote", "h1", "h2", "h3", "pre", "dl", "ul", "ol"))


class Skeleton:
    """Of each part: the worth, characters, linked characters and pieces in it, whether it is
    `framed`, and the worth `left` without what is. `chosen` is the innermost part that still holds
    most of the text."""

    def __init__(
        self, structure: Structure, at: Whole, worth: Numbers, size: Numbers, linked: Numbers
    ) -> None:
        self.parts = structure.parts
        self._first = np.array(self.parts.first)
        self._upto = np.array(self.parts.upto)
        self.worth, self.size, self.linked = self._summed(np.stack((worth, size, linked)))
        self.count = self._upto - self._first
        self.is_framed = np.array(self._find_frames())
        self.left = self._summed(np.where(self.is_framed[at], 0.0, worth))
        self.chosen = self._descend() if self.left[0] > 0 else 0

    def _summed(self, values: Numbers) -> Numbers:
        """Return for each part the sum over the pieces in it and in the parts in it."""
        upto = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
        np.cumsum(values, axis=-1, out=upto[..., 1:])
        sums: Numbers = upto.take(self._upto, axis=-1) - upto.take(self._first, axis=-1)
        return sums

    def _find_frames(self) -> list[bool]:
        """Return which parts are frame: by name, or because they are mostly links.

        Names lie: a body of class "has-sidebar" or a form called "search" may hold everything.
        """
        worth, linked, size = self.worth.tolist(), self.linked.tolist(), self.size.tolist()
        by_name, surely = self.parts.framed, self.parts.surely
        little, most, most_surely = (share * worth[0] for share in (LITTLE, WEAK_FRAME, SURE_FRAME))
        framed = [False] * len(worth)
        for index, above in enumerate(self.parts.parent[1:], 1):
            framed[index] = (
                framed[above]
                or (by_name[index] and worth[index] <= (most_surely if surely[index] else most))
                or (
                    linked[index] > LINKED_CHARS
                    and linked[index] > LINKED_SHARE * size[index]
                    and worth[index] < little
                )
            )
        return framed

    def _descend(self) -> int:
        """Return the innermost part that still holds most of the text."""
        parts, left = self.parts, self.left.tolist()
        best = [0] * len(left)  # of each part the first child that holds most
        for index, above in enumerate(parts.parent[1:], 1):
            if not best[above] or left[index] > left[best[above]]:
                best[above] = index
        at = 0
        while (child := best[at]) and parts.tag[child] not in LEAVES:
            enough = SHARE_TO_DESCEND * left[at]
            if parts.named[child]:
                enough = SHARE_TO_DESCEND_NAMED * left[0]
            if left[child] <= 0 or left[child] < enough:
                break
            at = child
        return at

    def above(self, at: Whole) -> Whole:
        """Return of the parts in which pieces stand how many there are from the root down to each:
        frames, named parts, items and quotes, all."""
        packed = np.array(self.parts.above)[at]
        counts: Whole = (packed >> ABOVE[:, None]) & ((1 << COUNT_BITS) - 1)
        return counts

    def on_the_line(self, count: int) -> tuple[int, Whole]:
        """Return how many parts there are from the root down to the chosen one, and for each of so
        many pieces how many of these hold it."""
        parts = self.parts
        changes = np.zeros(count + 1, int)
        length, at = 0, self.chosen
        while at >= 0:
            changes[parts.first[at]] += 1
            changes[parts.upto[at]] -= 1
            length += 1
            at = parts.parent[at]
        return length, np.cumsum(changes[:-1])
