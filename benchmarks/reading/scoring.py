"""Precision and recall of a text over shingles of four tokens.

The metric is that of scrapinghub/article-extraction-benchmark: shingles are counted, each page
weighs the same, F1 is that of the mean precision and the mean recall. Its tokens are words
(`\\w+`); where a text is Chinese each character is one, since a word there is a whole clause.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WORDS = re.compile(r"\w+")
CHARACTERS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+")
SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall (0-1) of one page, or the means of several."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def shingles(text: str, *, by_character: bool) -> Counter[tuple[str, ...]]:
    """Return how often each run of four tokens stands in a text."""
    tokens = (CHARACTERS if by_character else WORDS).findall(text)
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1)))


def score(found: str, true: str, *, by_character: bool) -> Score:
    """Return how much of what was found is true, and how much of the truth was found."""
    ours = shingles(found, by_character=by_character)
    theirs = shingles(true, by_character=by_character)
    shared = sum((ours & theirs).values())
    if shared == sum(ours.values()) == sum(theirs.values()):
        return Score(1.0, 1.0)
    return Score(shared / sum(ours.values()), shared / sum(theirs.values()))


def mean(scores: Sequence[Score]) -> Score:
    """Return the mean precision and recall of some pages."""
    count = max(1, len(scores))
    return Score(sum(s.precision for s in scores) / count, sum(s.recall for s in scores) / count)
