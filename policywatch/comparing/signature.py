"""A text to what the search for copies needs: shingles, MinHash with bands, and marks.

The hash functions are our own and fixed, because their values are stored: the constants, the
widths and the golden test belong together (`SCHEME` names them in the store).

A shingle is four Han, or the twelve letters that say about as much: with four letters any long
English text would hold most of any other. MinHash finds texts that are alike as wholes, however
small the edits between them (Broder 1997; bands as in Leskovec et al., Mining of Massive Datasets,
ch. 3). Marks find a text inside a longer one: of each run of `MARK_WINDOW` places one is chosen by
its hash alone, so that two texts that share a passage of 60 Han or 80 letters share a mark of it
(winnowing: Schleimer, Wilkerson, Aiken, SIGMOD 2003). A text of few runs has more marks, so
that a notice of thirty Han is found with a heading and a signature around it.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

SCHEME = 3
HAN_WIDTH = 3
SHINGLE_WIDTH = 4 * HAN_WIDTH
PERMUTATIONS = 128
BANDS = 32
ROWS = PERMUTATIONS // BANDS
MARK_WIDTH = 10 * HAN_WIDTH
MARK_WINDOW = 48
SHORT_RUNS = 64
SHORT_WINDOW = 8
MAX_MARKS = 16_384
MAX_CHARS = 2_000_000
AT_ONCE = 30_000  # values of permutations that fit the processor's cache

Hashes = npt.NDArray[np.uint64]
Signature = npt.NDArray[np.uint32]

_FIRST_WIDE = 0x2E80  # CJK radicals; Han, kana and Hangul come after, alphabets before
_NOT_WORD = re.compile(r"[\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def to_simplified(text: str) -> str:
    """Return a text's first `MAX_CHARS` in one width and script, lone surrogates left out."""
    plain = unicodedata.normalize("NFKC", _SURROGATE.sub("", text[:MAX_CHARS]))
    return plain if plain.isascii() else str(_simplifier().convert(plain))


def fold_lines(text: str) -> list[str]:
    """Return each line's letters, digits and Han, simplified, in one case and width."""
    return [_NOT_WORD.sub("", line) for line in to_simplified(text).casefold().split("\n")]


def fold(text: str) -> str:
    """Return the whole text's letters, digits and Han, simplified, in one case and width."""
    return "".join(fold_lines(text))


def text_key(folded: str) -> str:
    """Return the hash by which equal texts are found."""
    return hashlib.sha256(folded.encode()).hexdigest()


def width(folded: str) -> int:
    """Return how much a folded text says: a letter counts as one, a Han as `HAN_WIDTH`."""
    return len(folded) + (HAN_WIDTH - 1) * sum(ord(char) >= _FIRST_WIDE for char in folded)


def shingles(folded: str) -> Hashes:
    """Return the distinct hashes of a folded text's shingles, sorted."""
    return np.unique(_runs(folded, SHINGLE_WIDTH))


def marks(folded: str) -> Signature:
    """Return the marks of a folded text's passages (32 bits each), distinct and sorted.

    Of a very long text only the least `MAX_MARKS` are kept: the same ones of equal passages.
    """
    hashed = _runs(folded, MARK_WIDTH)
    window = MARK_WINDOW if len(hashed) > SHORT_RUNS else SHORT_WINDOW
    if len(hashed) > window:
        windows = np.lib.stride_tricks.sliding_window_view(hashed, window)
        hashed = hashed[np.unique(np.argmin(windows, axis=1) + np.arange(len(windows)))]
    elif len(hashed):
        hashed = hashed.min(keepdims=True)
    return np.unique((hashed >> np.uint64(32)).astype(np.uint32))[:MAX_MARKS]


def minhash(hashes: Hashes) -> Signature:
    """Return the least of each permutation's values over the shingles (128 numbers)."""
    factors, offsets = _permutations()
    least = np.empty(PERMUTATIONS, dtype=np.uint64)
    at_once = max(1, min(PERMUTATIONS, AT_ONCE // len(hashes)))
    for start in range(0, PERMUTATIONS, at_once):
        some = slice(start, start + at_once)
        values = np.multiply.outer(factors[some], hashes)
        values += offsets[some, np.newaxis]
        values.min(axis=1, out=least[some])
    return (least >> np.uint64(32)).astype(np.uint32)


def bands(signature: Signature) -> list[int]:
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


def _runs(folded: str, width: int) -> Hashes:
    """Return the hash of the run of `width` that begins at each place, where there is one.

    With S(i) the sum of code · M^-j over j < i, a run from s to e hashes to (S(e) - S(s)) · M^s,
    all modulo 2^64: the same wherever the run stands.
    """
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    widths = np.where(codes >= _FIRST_WIDE, HAN_WIDTH, 1)
    reached = np.concatenate(([0], np.cumsum(widths)))
    ends = np.searchsorted(reached, reached[:-1] + width)
    ends = ends[ends <= len(codes)]
    starts = np.arange(len(ends))
    ones = np.ones(1, dtype=np.uint64)
    back = np.concatenate((ones, np.full(len(codes), _INVERSE)))
    forth = np.concatenate((ones, np.full(len(codes), _MULTIPLIER)))
    weighed = codes * np.multiply.accumulate(back)[:-1]
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(weighed, dtype=np.uint64)))
    hashed = (sums[ends] - sums[starts]) * np.multiply.accumulate(forth)[starts]
    return _mix(_mix(hashed))


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
