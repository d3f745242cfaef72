"""What the words of a text say of its bringing in talent: learnt weights that a person can read.

A log-linear model over words and pairs of words (`wording.yaml`), each counted once, fitted beside
the signs of the rule that asks for it (`benchmarks/flagging/wording.py`). Of a long text the
stretch that speaks most of it counts, less what the best of so many would reach by chance.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from policywatch.catalogue.yaml_file import load_yaml
from policywatch.flagging.automaton import Automaton

WORDS_FILE = Path(__file__).with_name("wording.yaml")
STRETCH = 200
"""Characters of folded text; two of them are looked at together."""
WHOLE = 3
"""A text of fewer stretches is looked at as a whole."""
CHANCE = 4.0
"""Points that a text loses for each e-fold number of places where the best could lie."""
MAX_STRETCHES = 500


class Words(BaseModel):
    """Words and pairs of words, folded, with the points that each adds or takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[Annotated[str, Field(min_length=2)], Annotated[float, Field(ge=-30, le=30)]]


class Word(NamedTuple):
    """A word where it stands first, in folded characters, and what it adds."""

    word: str
    points: float
    start: int
    end: int


class Weighed(NamedTuple):
    """What the words of a text add in all, and where those that decided stand first, by number."""

    points: float = 0.0
    found: Mapping[int, tuple[int, int]] = MappingProxyType({})


class Wording:
    """Weighs the words of texts; built once, then only read."""

    def __init__(self, words: Words) -> None:
        self._words = list(words.words)
        self._points = list(words.words.values())
        self._is_latin = [word[0].isascii() for word in self._words]
        self._automaton = Automaton(self._words)

    def weigh(self, folded: str) -> Weighed:
        """Return what the words of a folded text speak for; linear in the text."""
        number_of = min(len(folded) // STRETCH + 1, MAX_STRETCHES)
        stretches: list[dict[int, tuple[int, int]]] = [{} for _ in range(number_of)]
        is_latin = self._is_latin
        for number, start, end in self._automaton.find(folded[: MAX_STRETCHES * STRETCH]):
            stretch = stretches[start // STRETCH]
            if number in stretch or (is_latin[number] and not _stands_alone(folded, start, end)):
                continue
            stretch[number] = start, end
        points = self._points.__getitem__
        if number_of <= WHOLE:
            joined = _joined(stretches)
            return Weighed(sum(map(points, joined)), joined)
        pairs = [second | first for first, second in pairwise(stretches)]
        sums = [sum(map(points, pair)) for pair in pairs]
        most = max(sums)
        return Weighed(most - CHANCE * math.log(len(pairs)), pairs[sums.index(most)])

    def told(self, weighed: Weighed) -> Iterator[Word]:
        """Yield the words that decided, those that say most first."""
        points, found = self._points, weighed.found
        for number in sorted(found, key=lambda one: (-abs(points[one]), found[one][0])):
            yield Word(self._words[number], points[number], *found[number])


def _joined(stretches: Sequence[dict[int, tuple[int, int]]]) -> dict[int, tuple[int, int]]:
    """Return the words of stretches, each where it stands first."""
    joined: dict[int, tuple[int, int]] = {}
    for stretch in reversed(stretches):
        joined.update(stretch)
    return joined


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether a Latin word is no part of a longer one."""
    if start and (before := folded[start - 1]).isascii() and before.isalnum():
        return False
    after = folded[end : end + 1]
    return not (after.isascii() and after.isalnum())


@lru_cache(maxsize=1)
def wording() -> Wording:
    """Return the shipped words."""
    return Wording(load_words())


def load_words(path: Path = WORDS_FILE) -> Words:
    """Return words from a file; raises a CatalogueError that tells where it is wrong."""
    return load_yaml(path, Words)
