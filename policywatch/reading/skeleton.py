"""The parts of a page as columns: what each holds, what holds it, and which is frame."""

from collections.abc import Sequence

from policywatch.reading.structure import DATA_TABLE, Part, Structure

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
    innermost that still holds most of the text."""

    def __init__(self, structure: Structure, worth: Sequence[float]) -> None:
        parts, pieces = structure.parts, structure.pieces
        self.parts = parts
        self.parent = [part.parent for part in parts]
        at = [piece.at for piece in pieces]
        self.worth = self._summed(at, worth)
        self.size = self._summed(at, [len(piece.text) for piece in pieces])
        self.linked = self._summed(at, [piece.linked for piece in pieces])
        self.count = self._summed(at, [1] * len(at))
        self.framed = self._find_frames()
        left = [0.0 if self.framed[a] else w for a, w in zip(at, worth, strict=True)]
        self.left = self._summed(at, left)
        self.chosen = self._descend() if self.left[0] > 0 else 0
        self.inside = [False] * len(parts)
        self.inside[self.chosen] = True
        for index in range(self.chosen + 1, len(parts)):
            self.inside[index] = self.inside[self.parent[index]]

    def _summed(self, at: Sequence[int], values: Sequence[float]) -> list[float]:
        """Return for each part the sum over the pieces in it and in the parts in it."""
        sums = [0.0] * len(self.parent)
        for index, value in zip(at, values, strict=True):
            sums[index] += value
        parent = self.parent
        for index in range(len(sums) - 1, 0, -1):
            if value := sums[index]:
                sums[parent[index]] += value
        return sums

    def _find_frames(self) -> list[bool]:
        """Return which parts are frame: by name, or because they are mostly links.

        Names lie: a body of class "has-sidebar" or a form called "search" may hold everything.
        """
        total, worth, linked, size = self.worth[0], self.worth, self.linked, self.size
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
        parts, left = self.parts, self.left
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

    def columns(self) -> list[Sequence[float]]:
        """Return for each part: frames, named parts, items and quotes from the root down to it;
        whether inside; steps out from the chosen part's line, steps up that line, depth."""
        count = len(self.parts)
        frames, named, items, quotes, out, up, depth = ([0] * count for _ in range(7))
        line: dict[int, int] = {}
        at = self.chosen
        while at >= 0:
            line[at] = len(line)
            at = self.parent[at]
        for index, part in enumerate(self.parts):
            above = max(0, part.parent)
            frames[index] = frames[above] + part.framed
            named[index] = named[above] + part.named
            items[index] = items[above] + (part.tag == "li")
            quotes[index] = quotes[above] + (part.tag == "blockquote")
            depth[index] = depth[above] + 1
            steps = line.get(index)
            out[index] = out[above] + 1 if steps is None else 0
            up[index] = up[above] if steps is None else steps
        return [frames, named, items, quotes, self.inside, out, up, depth]


def _most(part: Part) -> float:
    """Return the share of a page's text up to which a part's frame name is believed."""
    return SURE_FRAME if part.surely else WEAK_FRAME
