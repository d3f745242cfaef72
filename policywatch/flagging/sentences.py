"""Where sentences and lines end: the stretches that context and `near` count by."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_END = re.compile(r"[。！？；!?;\n\t]|\.(?=\s)")
_LINE = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Stretches:
    """A text cut at its ends; each stretch is a span of characters."""

    ends: tuple[int, ...]
    length: int

    def number(self, at: int) -> int:
        """Return the number of the stretch that holds a character."""
        return bisect_right(self.ends, at)

    def span(self, at: int) -> tuple[int, int]:
        """Return the span of the stretch that holds a character, its end mark left out."""
        number = self.number(at)
        start = self.ends[number - 1] if number else 0
        end = self.ends[number] - 1 if number < len(self.ends) else self.length
        return start, max(start, end)


def cut_sentences(text: str) -> Stretches:
    """Return the sentences of a text; a line or table cell ends one, too."""
    return Stretches(tuple(found.end() for found in _END.finditer(text)), len(text))


def cut_lines(text: str) -> Stretches:
    """Return the lines of a text: its blocks (paragraphs, items, table rows)."""
    return Stretches(tuple(found.end() for found in _LINE.finditer(text)), len(text))


def count_within(positions: list[int], start: int, end: int) -> int:
    """Return how many sorted positions lie from `start` up to `end`."""
    return bisect_left(positions, end) - bisect_left(positions, start)
