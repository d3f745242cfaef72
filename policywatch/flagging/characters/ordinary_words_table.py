"""Build the table of ordinary words.

`python -m policywatch.flagging.characters.ordinary_words_table FILE`

Source: the dictionary of jieba (MIT licence), FILE is its dict.txt: a word, how often it was seen,
and its part of speech a line.
"""

import sys
from pathlib import Path

import numpy as np

from policywatch.flagging.characters.ordinary_words import TABLE_FILE

WORDS = 30_000
# Names of persons, places and institutions are no ordinary words.
NAMES = frozenset(("nr", "ns", "nt", "nrt", "nrfg"))


def frequent_pairs(dictionary: Path) -> list[str]:
    """Return the words of two characters that are seen most often, in order of their code."""
    lines = (line.split() for line in dictionary.read_text("utf-8").splitlines())
    pairs = [
        (-int(seen), word)
        for word, seen, part in lines
        if len(word) == 2 and part not in NAMES and all("\u4e00" <= c <= "\u9fff" for c in word)
    ]
    return sorted(word for _, word in sorted(pairs)[:WORDS])


if __name__ == "__main__":
    codes = [[*map(ord, word)] for word in frequent_pairs(Path(sys.argv[1]))]
    np.savez_compressed(TABLE_FILE, words=np.array(codes, np.uint16))
