"""Places of a text as shown, read otherwise than they stand there: to the names they then tell."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

from policywatch.flagging.folding import fold
from policywatch.flagging.names.entries import Entry, Kind

REACH = 16


class Shown(NamedTuple):
    """A name that only a text as shown tells, at `start:end` of the text as shown."""

    entry: Entry
    start: int
    end: int


class Reading(NamedTuple):
    """A few characters some of which are read otherwise: those at `start:stop` of `text`.

    Or left out, where that is empty. They begin at `first` of the text as shown, which is
    `longer` there than as it is read.
    """

    text: str
    start: int
    stop: int
    first: int
    longer: int


class Told(NamedTuple):
    """A name that a reading tells, with all names in that reading, by their spans in its text."""

    shown: Shown
    text: str
    low: int
    high: int
    beside: Sequence[tuple[Entry, int, int]]


class FindNames(Protocol):
    """What finds the names of a folded text: each with its span."""

    def __call__(self, folded: str) -> Iterable[tuple[Entry, int, int]]:
        """Return them, in any order."""


def around(text: str, start: int, end: int, reach: int = REACH) -> tuple[int, str, str]:
    """Return where what is looked at around a place begins, and what of its line is before, after.

    At most `reach` characters each way.
    """
    first = max(text.rfind("\n", max(0, start - reach), start) + 1, start - reach, 0)
    after = text.find("\n", end, end + reach)
    last = min(after if after >= 0 else end + reach, len(text))
    return first, text[first:start], text[end:last]


def read_as(text: str, start: int, end: int, meant: str, reach: int = REACH) -> Reading:
    """Return how a text reads with what is meant at a place."""
    first, before, after = around(text, start, end, reach)
    stop = len(before) + len(meant)
    return Reading(f"{before}{meant}{after}", len(before), stop, first, end - start - len(meant))


def names_told(readings: Sequence[Reading], find: FindNames) -> Iterator[Told]:
    """Yield the names that need what is read otherwise; all are looked for at once."""
    if not readings:
        return
    folded = fold("\n".join([reading.text for reading in readings]))
    begins = [0, *accumulate(len(reading.text) + 1 for reading in readings)]
    found: dict[int, list[tuple[Entry, int, int]]] = {}
    for entry, low, high in find(folded.text):
        if entry.kind is Kind.PROGRAMME:
            begin, end = folded.span(low, high)
            number = bisect_right(begins, begin) - 1
            placed = (entry, begin - begins[number], end - begins[number])
            found.setdefault(number, []).append(placed)
    for number, names in sorted(found.items()):
        text, start, stop, first, longer = readings[number]
        for entry, low, high in names:
            if (low <= start and stop <= high) if start < stop else (low < start < high):
                yield Told(Shown(entry, first + low, first + high + longer), text, low, high, names)
