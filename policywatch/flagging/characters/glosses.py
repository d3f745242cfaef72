"""What characters mean in English, a word each: 炬 torch, 聚 assemble, 晖 sunshine."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

TABLE_FILE = Path(__file__).with_name("glosses.npz")


def meant_by(word: str) -> Sequence[str]:
    """Return the folded Han characters that an English word in small letters is a meaning of."""
    return _characters().get(word, ())


@lru_cache(maxsize=1)
def _characters() -> dict[str, list[str]]:
    with np.load(TABLE_FILE) as stored:
        lines = map(str.split, str(stored["glosses"]).split("\n"))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for char, *words in lines:
        for word in words:
            found[word].append(char)
    return dict(found)
