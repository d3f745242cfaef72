"""The ordinary Chinese words of two characters, which a name in disguise may be confused with."""

from functools import cache
from pathlib import Path

import numpy as np

TABLE_FILE = Path(__file__).with_name("ordinary_words.npz")


def is_ordinary(pair: str) -> bool:
    """Whether two characters are a frequent word: 组建, 提名; no name of a person or place."""
    return pair in _pairs("words")


def stands_in_a_word(pair: str) -> bool:
    """Whether two characters stand side by side in some word or name: 齐鸣, 湾人 of 台湾人."""
    return pair in _pairs("words") or pair in _pairs("parts")


@cache
def _pairs(table: str) -> frozenset[str]:
    with np.load(TABLE_FILE) as stored:
        codes = stored[table].tolist()
    return frozenset(f"{first:c}{second:c}" for first, second in codes)
