"""The parts of a page as columns: what each holds, what holds it, and which is frame."""

import numpy as np
from numpy.typing import NDArray

from policywatch.reading.structure import DATA_TABLE, Part, Structure

Numbers = NDArray[np.float64]
Whole = NDArray[np.int_]
Flags = NDArray[np.bool_]
WEAK_FRAME = 0.3
SURE_FRAME = 0.8
SHARE_TO_DESCEND = 0.65
SHARE_TO_DESCEND_NAMED = 0.4
LINKED_SHARE = 0.7
LINKED_CHARS = 20
LITTLE = 0.2
# What stays where it is in a text: the steps of the walk down end above these.
LEAVES = frozenset((DATA_TABLE, "p", "li", "blockquote", "h1", "h2", "h3", "pre", "dl", "ul", "ol"))


class Skeleton:
    """Of each part: the worth, characters, linked characters and pieces in it, whether it is
    `framed`, the worth `left` without what is, and whether it is `inside` the chosen part, the
    innermost that still holds most of the text. The parts in a part are those after it, up to its
    `end`."""

    def __init__(
        self, structure: Structure, at: Whole, worth: Numbers, size: Numbers, linked: Numbers
    ) -> None:
        self.parts = structure.parts
        self.parent = [part.parent for part in self.parts]
        self.end = self._find_ends()
        self._at = at
        self.worth = self._summed(worth)
        self.size = self._summed(size)
        self.linked = self._summed(linked)
        self.count = self._summed(None)
        self.framed = self._find_frames()
        self.is_framed = np.array(self.framed)
        self.left = self._summed(np.where(self.is_framed[at], 0.0, worth))
        self.chosen = self._descend() if self.left[0] > 0 else 0
        self.inside = np.zeros(len(self.parts), bool)
        self.inside[self.chosen : self.end[self.chosen]] = True

    def _find_ends(self) -> Whole:
        """Return for each part the index after the last part in it."""
        parent = self.parent
        end = list(range(1, len(parent) + 1))
        for index in range(len(parent) - 1, 0, -1):
            above = parent[index]
            if end[above] < end[index]:
                end[above] = end[index]
        return np.array(end)

    def _summed(self, values: Numbers | None) -> Numbers:
        """Return for each part the sum over the pieces in it and in the parts in it (how many
        these are, without values)."""
        count = len(self.parent)
        upto = np.zeros(count + 1)
        np.cumsum(np.bincount(self._at, weights=values, minlength=count), out=upto[1:])
        sums: Numbers = upto[self.end] - upto[:-1]
        return sums

    def _find_frames(self) -> list[bool]:
        """Return which parts are frame: by name, or because they are mostly links.

        Names lie: a body of class "has-sidebar" or a form called "search" may hold everything.
        """
        worth, linked, size = self.worth.tolist(), self.linked.tolist(), self.size.tolist()
        total = worth[0]
        framed = [False] * len(self.parts)
        for index in range(1, len(framed)):
            part = self.parts[index]
            framed[index] = (
                framed[part.parent]
                or (part.framed and worth[index] <= _most(part) * total)
                or (
                    linked[index] > LINKED_CHARS
                    and linked[index] > LINKED_SHARE * size[index]
                    and worth[index] < LITTLE * total
                )
            )
        return framed

    def _descend(self) -> int:
        """Return the innermost part that still holds most of the text."""
        parts, left = self.parts, self.left.tolist()
        best: dict[int, int] = {}
        for index in range(1, len(parts)):
            parent = self.parent[index]
            if left[index] > left[best.get(parent, index)] or parent not in best:
                best[parent] = index
        at = 0
        while (child := best.get(at)) is not None and parts[child].tag not in LEAVES:
            enough = SHARE_TO_DESCEND * left[at]
            if parts[child].named:
                enough = SHARE_TO_DESCEND_NAMED * left[0]
            if left[child] <= 0 or left[child] < enough:
                break
            at = child
        return at

    def columns(self) -> list[Whole | Flags]:
        """Return for each part: frames, named parts, items and quotes from the root down to it;
        whether inside; steps out from the chosen part's line, steps up that line, depth."""
        parts = self.parts
        named = np.array([part.named for part in parts])
        items = np.array([part.tag == "li" for part in parts])
        quotes = np.array([part.tag == "blockquote" for part in parts])
        marked = np.array([part.framed for part in parts])
        line: list[int] = []
        at = self.chosen
        while at >= 0:
            line.append(at)
            at = self.parent[at]
        is_line = np.zeros(len(parts), bool)
        is_line[line] = True
        up = len(line) - self._above(is_line)
        depth = self._above(np.ones(len(parts), bool))
        out = self._above(~is_line)
        counts = [self._above(flags) for flags in (marked, named, items, quotes)]
        return [*counts, self.inside, out, up, depth]

    def _above(self, flags: Flags) -> Whole:
        """Return for each part how many parts from the root down to it are flagged."""
        count = len(flags)
        closed = np.bincount(self.end[flags], minlength=count + 1)[:count]
        above: Whole = np.cumsum(flags - closed)
        return above


def _most(part: Part) -> float:
    """Return the share of a page's text up to which a part's frame name is believed."""
    return SURE_FRAME if part.surely else WEAK_FRAME
