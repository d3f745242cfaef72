"""Build the table of ordinary words.

`python -m policywatch.flagging.characters.ordinary_words_table FILE`

Source: the dictionary of jieba (MIT licence), FILE is its dict.txt: a word, how often it was seen,
and its part of speech a line.
"""

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from policywatch.flagging.characters.ordinary_words import TABLE_FILE

WORDS = 30_000
# Names of persons, places and institutions are no ordinary words.
NAMES = frozenset(("nr", "ns", "nt", "nrt", "nrfg"))
LONGEST = 4
# Words that were seen less were mostly never seen, but taken from lists.
LEAST_SEEN = 4
_HAN = re.compile("[\u4e00-\u9fff]+")


class Word(NamedTuple):
    """A word of the dictionary, how often it was seen, and its part of speech."""

    word: str
    seen: int
    part: str


def words_of(dictionary: Path) -> list[Word]:
    """Return the words of Han of a dictionary."""
    lines = (line.split() for line in dictionary.read_text("utf-8").splitlines())
    return [Word(word, int(seen), part) for word, seen, part in lines if _HAN.fullmatch(word)]


def frequent_pairs(words: list[Word]) -> list[str]:
    """Return the words of two characters that are seen most often, in order of their code."""
    pairs = [(-one.seen, one.word) for one in words
             if len(one.word) == 2 and one.part not in NAMES]  # fmt: skip
    return sorted(word for _, word in sorted(pairs)[:WORDS])


def parts(words: list[Word]) -> Iterator[str]:
    """Yield two characters that stand side by side in a word or a name of up to LONGEST."""
    for one in words:
        if len(one.word) <= LONGEST and one.seen >= LEAST_SEEN:
            yield from map("".join, pairwise(one.word))


def _codes(pairs: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.uint16]]:
    return np.array([[*map(ord, pair)] for pair in pairs], np.uint16)


if __name__ == "__main__":
    known = words_of(Path(sys.argv[1]))
    frequent = frequent_pairs(known)
    others = sorted(set(parts(known)) - set(frequent))
    np.savez_compressed(TABLE_FILE, words=_codes(frequent), parts=_codes(others))
