"""What characters mean in English, a word each: 炬 torch, 聚 assemble, 晖 sunshine."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

TABLE_FILE = Path(__file__).with_name("glosses.npz")


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    with np.load(TABLE_FILE) as stored:
        lines = map(str.split, str(stored["glosses"]).split("\n"))
    return {char: frozenset(words) for char, *words in lines}


def glosses(char: str) -> frozenset[str]:
    """Return the English words for a folded Han character, in small letters."""
    return _table().get(char, frozenset())


def meant_by(word: str) -> Sequence[str]:
    """Return the folded Han characters that an English word in small letters is a meaning of."""
    return _characters().get(word, ())


@lru_cache(maxsize=1)
def _characters() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for char, words in _table().items():
        for word in words:
            found[word].append(char)
    return dict(found)
