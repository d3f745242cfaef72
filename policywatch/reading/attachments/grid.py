"""The ruled tables of a page: from its lines to cells, merged ones too.

A page's horizontal and vertical rules that touch make a grid; where a wall between two fields of
the grid is missing, the fields are one cell. Open sides (many tables have no outer border) are
closed by the ends of the rules that cross them.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from policywatch.reading.attachments.tables import Span

MAX_RULES = 1_500
MAX_FIELDS = 40_000
SNAP = 2.5  # points within which rules are one, and touch
LEAST_SIDE = 5.0  # points: less is no column and no row


class Rule(NamedTuple):
    """A line on a page, in points from its top left: at y from x to x, or at x from y to y."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Grid:
    """A table's columns (`xs`) and rows (`ys`) by their borders, and its merged cells.

    `owner[row][column]` is the first field (row, column) of the cell that a field belongs to.
    """

    xs: list[float]
    ys: list[float]
    owner: list[list[tuple[int, int]]]
    spans: list[Span]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell at a point of the page, None outside the table."""
        row, column = _place(self.ys, y), _place(self.xs, x)
        return None if row is None or column is None else self.owner[row][column]


def find_grids(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> list[Grid]:
    """Return the ruled tables of a page, top first: at least two cells each."""
    if len(horizontals) > MAX_RULES or len(verticals) > MAX_RULES:
        return []
    across, down = _merged(horizontals), _merged(verticals)
    grids = [grid for group in _touching(across, down) if (grid := _grid(*group))]
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules with those that lie on one another or end to end made one."""
    merged: list[Rule] = []
    level: list[Rule] = []
    for rule in [*sorted(rules), Rule(float("inf"), 0, 0)]:
        if level and rule.at - level[0].at > SNAP:
            at = sum(r.at for r in level) / len(level)
            start, end = None, 0.0
            for piece in sorted(level, key=lambda r: r.start):
                if start is not None and piece.start <= end + SNAP:
                    end = max(end, piece.end)
                    continue
                if start is not None:
                    merged.append(Rule(at, start, end))
                start, end = piece.start, piece.end
            if start is not None:
                merged.append(Rule(at, start, end))
            level = []
        level.append(rule)
    return [rule for rule in merged if rule.end - rule.start >= LEAST_SIDE]


def _touching(across: list[Rule], down: list[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Yield the groups of rules that touch each other."""
    parent = list(range(len(across) + len(down)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if _crosses(h, v):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n in range(len(parent)):
        group = groups.setdefault(root(n), ([], []))
        if n < len(across):
            group[0].append(across[n])
        else:
            group[1].append(down[n - len(across)])
    yield from groups.values()


def _crosses(h: Rule, v: Rule) -> bool:
    return h.start - SNAP <= v.at <= h.end + SNAP and v.start - SNAP <= h.at <= v.end + SNAP


def _borders(rules: list[Rule], others: list[Rule]) -> list[float]:
    """Return where the fields begin and end: at the rules, and where rules across them end."""
    ends = [min(r.start for r in others), max(r.end for r in others)] if others else []
    found: list[float] = []
    for at in sorted([*(r.at for r in rules), *ends]):
        if not found or at - found[-1] > LEAST_SIDE:
            found.append(at)
    return found


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    if len(across) < 2 or not down:
        return None
    xs, ys = _borders(down, across), _borders(across, down)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or not 2 <= rows * columns <= MAX_FIELDS:
        return None
    owner = [[(r, c) for c in range(columns)] for r in range(rows)]
    walls_down = _walls(down, xs, ys)
    walls_across = _walls(across, ys, xs)
    spans = []
    for r in range(rows):
        for c in range(columns):
            if owner[r][c] != (r, c):
                continue
            right = c + 1
            while right < columns and not walls_down[right][r] and owner[r][right] == (r, right):
                right += 1
            below = r + 1
            while below < rows and not any(walls_across[below][c:right]):
                below += 1
            for n in range(r, below):
                owner[n][c:right] = [(r, c)] * (right - c)
            if (below - r, right - c) != (1, 1):
                spans.append(Span(r, c, below - r, right - c))
    cells = {cell for row in owner for cell in row}
    return Grid(xs, ys, owner, spans) if len(cells) > 1 else None


def _walls(rules: list[Rule], borders: list[float], along: list[float]) -> list[list[bool]]:
    """Return of each border whether a rule stands there, field by field along it."""
    found = []
    for border in borders:
        near = [r for r in rules if abs(r.at - border) <= LEAST_SIDE]
        middles = [(start + end) / 2 for start, end in pairwise(along)]
        found.append([any(r.start <= m <= r.end for r in near) for m in middles])
    return found


def _place(borders: list[float], at: float) -> int | None:
    """Return in which field between borders a coordinate lies."""
    if not borders[0] - SNAP <= at <= borders[-1] + SNAP:
        return None
    return min(max(bisect(borders, at) - 1, 0), len(borders) - 2)
