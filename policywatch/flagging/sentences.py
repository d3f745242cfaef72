"""Where sentences and lines end: the stretches that context and `near` count by."""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

# One class of characters first: an alternative would be tried at every character.
_END = re.compile(r"[。！？；!?;\n\t.](?:(?<!\.)|(?=\s))")


class Stretches:
    """A text cut at its ends, once someone asks; each stretch is a span of characters.

    `begin` is where the text proper begins: what is before it is the title.
    """

    def __init__(self, text: str, cut: Callable[[str], list[int]], begin: int = 0) -> None:
        self._text = text
        self._cut = cut
        self._ends: list[int] | None = None
        self.begin = begin

    @property
    def ends(self) -> list[int]:
        """Where each stretch but the last ends, the character that ends it included."""
        if self._ends is None:
            self._ends = self._cut(self._text)
        return self._ends

    def number(self, at: int) -> int:
        """Return the number of the stretch that holds a character of the text proper."""
        return bisect_right(self.ends, at + self.begin)

    def span(self, at: int) -> tuple[int, int]:
        """Return the span of the stretch that holds a character (the title counts, too)."""
        number = bisect_right(self.ends, at)
        start = self.ends[number - 1] if number else 0
        end = self.ends[number] - 1 if number < len(self.ends) else len(self._text)
        return start, max(start, end)


def cut_sentences(text: str, begin: int = 0) -> Stretches:
    """Return the sentences of a text; a line or table cell ends one, too."""
    return Stretches(text, _ends_of_sentences, begin)


def cut_lines(text: str) -> Stretches:
    """Return the lines of a text: its blocks (paragraphs, items, table rows)."""
    return Stretches(text, _ends_of_lines)


def _ends_of_sentences(text: str) -> list[int]:
    return [found.end() for found in _END.finditer(text)]


def _ends_of_lines(text: str) -> list[int]:
    lengths = [len(line) + 1 for line in text.split("\n")]
    return list(accumulate(lengths[:-1]))
