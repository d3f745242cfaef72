"""Text cut into pieces for showing, each with what stands there; marks may overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at `start:end` of a text: its class for the page, and what to say of it."""

    start: int
    end: int
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks; the template escapes it."""

    text: str
    kinds: tuple[str, ...] = ()
    label: str = ""


def cut(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> list[Piece]:
    """Return `text[start:end]` in pieces; the pieces together are that text, exactly."""
    end = len(text) if end is None else min(end, len(text))
    inside = [m for m in marks if m.start < end and start < m.end and m.start < m.end]
    edges = {start, end}
    for mark in inside:
        edges.update((max(mark.start, start), min(mark.end, end)))
    ordered = sorted(edges)
    opening = sorted(inside, key=lambda mark: mark.start)
    pieces: list[Piece] = []
    active: list[Mark] = []
    next_mark = 0
    for first, last in pairwise(ordered):
        while next_mark < len(opening) and opening[next_mark].start <= first:
            active.append(opening[next_mark])
            next_mark += 1
        active = [mark for mark in active if mark.end > first]
        kinds = tuple(dict.fromkeys(mark.kind for mark in active))
        label = "; ".join(dict.fromkeys(mark.label for mark in active))
        pieces.append(Piece(text[first:last], kinds, label))
    return pieces


def excerpt(text: str, marks: Sequence[Mark], around: int = 60) -> list[Piece]:
    """Return the words round the first mark, with what is marked in them."""
    if not marks:
        return [Piece(text[: 2 * around] + ("…" if len(text) > 2 * around else ""))]
    first = min(marks, key=lambda mark: mark.start)
    start, end = max(0, first.start - around), min(len(text), first.end + 2 * around)
    line = text.rfind("\n", start, first.start)
    start = line + 1 if line >= 0 else start
    pieces = cut(text, marks, start, end)
    if start > 0 and line < 0:
        pieces.insert(0, Piece("…"))
    if end < len(text):
        pieces.append(Piece("…"))
    return pieces
