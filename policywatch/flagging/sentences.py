"""Where sentences and lines end: the stretches that context and `near` count by."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

# One class of characters first: an alternative would be tried at every character.
_END = re.compile(r"[。！？；!?;\n\t.](?:(?<!\.)|(?=\s))")


@dataclass(frozen=True, slots=True)
class Stretches:
    """A text cut at its ends; each stretch is a span of characters.

    `begin` is where the text proper begins: what is before it is the title.
    """

    ends: tuple[int, ...]
    length: int
    begin: int = 0

    def number(self, at: int) -> int:
        """Return the number of the stretch that holds a character of the text proper."""
        return bisect_right(self.ends, at + self.begin)

    def span(self, at: int) -> tuple[int, int]:
        """Return the span of the stretch that holds a character (the title counts, too)."""
        number = bisect_right(self.ends, at)
        start = self.ends[number - 1] if number else 0
        end = self.ends[number] - 1 if number < len(self.ends) else self.length
        return start, max(start, end)


def cut_sentences(text: str, begin: int = 0) -> Stretches:
    """Return the sentences of a text; a line or table cell ends one, too."""
    return Stretches(tuple([found.end() for found in _END.finditer(text)]), len(text), begin)


def cut_lines(text: str) -> Stretches:
    """Return the lines of a text: its blocks (paragraphs, items, table rows)."""
    lengths = [len(line) + 1 for line in text.split("\n")]
    return Stretches(tuple(accumulate(lengths[:-1])), len(text))
