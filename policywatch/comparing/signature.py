"""A text to what the search for copies needs: its shingles, their MinHash, and its bands.

The hash functions are our own and fixed, because their values are stored: `SHINGLE_CHARS`,
the constants and the golden test belong together. Shingles are runs of four letters, digits or
Han of the folded text.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

SHINGLE_CHARS = 4
PERMUTATIONS = 128
BANDS = 32
ROWS = PERMUTATIONS // BANDS
# Below this only equal texts are copies: a few shared phrases would make any two alike.
MIN_CHARS = 100
MAX_CHARS = 2_000_000

Hashes = npt.NDArray[np.uint64]

_NOT_WORD = re.compile(r"[\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def fold_lines(text: str) -> list[str]:
    """Return each line's letters, digits and Han, simplified, in one case and width."""
    plain = unicodedata.normalize("NFKC", _SURROGATE.sub("", text[:MAX_CHARS])).casefold()
    simple = plain if plain.isascii() else str(_simplifier().convert(plain))
    return [_NOT_WORD.sub("", line) for line in simple.split("\n")]


def fold(text: str) -> str:
    """Return the whole text's letters, digits and Han, simplified, in one case and width."""
    return "".join(fold_lines(text))


def text_key(folded: str) -> str:
    """Return the hash by which equal texts are found."""
    return hashlib.sha256(folded.encode()).hexdigest()


def shingles(folded: str) -> Hashes:
    """Return the distinct hashes of a folded text's shingles, sorted."""
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - SHINGLE_CHARS + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    hashed = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE_CHARS):
        hashed = hashed * _MULTIPLIER + codes[offset : offset + count]
    return np.unique(_mix(hashed))


def minhash(hashes: Hashes) -> npt.NDArray[np.uint32]:
    """Return the least of each permutation's values over the shingles (128 numbers)."""
    factors, offsets = _permutations()
    least = np.empty(PERMUTATIONS, dtype=np.uint32)
    for number in range(PERMUTATIONS):
        values = hashes * factors[number] + offsets[number]
        least[number] = np.uint32(values.min() >> np.uint64(32))
    return least


def bands(signature: npt.NDArray[np.uint32]) -> list[int]:
    """Return the 32-bit hash of each band of a MinHash."""
    rows = signature.reshape(BANDS, ROWS).astype(np.uint64)
    hashed = np.zeros(BANDS, dtype=np.uint64)
    for row in range(ROWS):
        hashed = _mix(hashed * _MULTIPLIER + rows[:, row])
    return [int(value) for value in hashed >> np.uint64(32)]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two sets of shingles share: of both, and of the smaller (0-1 each)."""

    jaccard: float
    containment: float
    shared: int


def overlap(one: Hashes, other: Hashes) -> Overlap:
    """Return what two texts have in common, exactly."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    smaller = min(len(one), len(other))
    union = len(one) + len(other) - shared
    return Overlap(shared / union if union else 0.0, shared / smaller if smaller else 0.0, shared)


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    numbers = _mix(np.arange(1, 2 * PERMUTATIONS + 1, dtype=np.uint64) * _MULTIPLIER)
    return numbers[:PERMUTATIONS] | np.uint64(1), numbers[PERMUTATIONS:]


def _mix(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(30))) * _MIX
    return values ^ (values >> np.uint64(27))
