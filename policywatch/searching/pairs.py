"""Texts to the pairs of characters that stand in them, packed, and the places of a pair again.

A character stands for all that a search holds for it; white space stands for nothing, but each pair
tells how much of it is between its two. So a word stands where its pairs follow each other: exactly
there, whatever its length, and no text needs to be read again.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from policywatch.flagging.folding import simplified
from policywatch.searching.words import FIRST_HAN, FULL_WIDTH, LAST_HAN

BUCKETS = 4096
BARRIER = "\x00"  # stands between texts; nobody can search for it
ALONE = 0
"""In place of a pair's second character: the first one stands somewhere in a text."""
CLOSE, SPACED, FAR = 0, 1, 2  # no white space, one character of it, more
_CODE_BITS, _GAP_BITS = 21, 2
_PAIR_BITS = 2 * _CODE_BITS
_SPREAD = 0x9E3779B97F4A7C15  # an odd number whose multiples look random
_HIGH = 64 - BUCKETS.bit_length() + 1

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Number = TypeVar("Number", np.uint32, np.uint64)


@lru_cache(maxsize=1)
def kinds() -> npt.NDArray[np.uint32]:
    """Return for each code point what it stands for: a code point, or 0 for white space."""
    table = np.arange(0x110000, dtype=np.uint32)
    for code in range(ord("!"), ord("~") + 1):
        table[[code, code + FULL_WIDTH]] = ord(chr(code).lower())
    han = "".join(map(chr, range(FIRST_HAN, LAST_HAN + 1)))
    table[FIRST_HAN : LAST_HAN + 1] = _codes(simplified(han))
    table[[code for code in range(0x3001) if chr(code).isspace()]] = 0
    table[ord(BARRIER)] = len(table)
    return table


@lru_cache(maxsize=4096)
def chars_of(kind: int) -> frozenset[str]:
    """Return all characters that are of a kind."""
    return frozenset(map(chr, np.flatnonzero(kinds() == kind).tolist()))


def bucket_of(first: int, second: int) -> int:
    """Return the bucket that a pair is kept in."""
    pair = first << _CODE_BITS | second
    return (pair * _SPREAD & (1 << 64) - 1) >> _HIGH


@dataclass(frozen=True, slots=True)
class Packed:
    """The pairs of some texts by their buckets, and the places where the texts begin.

    Places count the characters that are no white space. The last start is where all ends.
    """

    buckets: dict[int, bytes]
    starts: Places


def pack(texts: Sequence[str]) -> Packed:
    """Return the pairs of texts, one text after the other."""
    found = kinds()[_codes(BARRIER.join([*texts, ""]))]
    at = found.nonzero()[0]
    chars = found[at].astype(np.uint64)
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    starts = at.searchsorted(begins)
    gaps = np.minimum(np.diff(at) - 1, FAR).astype(np.uint64)
    pairs = chars[:-1] << _u(_CODE_BITS + _GAP_BITS) | chars[1:] << _u(_GAP_BITS) | gaps
    text_of = np.arange(len(texts), dtype=np.uint64).repeat(np.diff(starts))
    first_in_text = np.unique(chars << _u(64 - _CODE_BITS) | text_of, return_index=True)[1]
    alone = chars[first_in_text] << _u(_CODE_BITS + _GAP_BITS)
    keys = np.concatenate([pairs, alone])
    places = np.concatenate([np.arange(len(pairs)), first_in_text])
    return Packed(dict(_pack_buckets(keys, places)), starts)


def _pack_buckets(keys: Numbers, places: Places) -> Iterator[tuple[int, bytes]]:
    buckets = (keys >> _u(_GAP_BITS)) * _u(_SPREAD) >> _u(_HIGH)
    order = np.argsort(buckets << _u(_PAIR_BITS + _GAP_BITS) | keys, kind="stable")
    keys, places, buckets = keys[order], places[order], buckets[order]
    firsts = np.append(True, keys[1:] != keys[:-1]).nonzero()[0]
    counts = np.diff(firsts, append=len(keys)).astype(np.uint32)
    steps = np.diff(places, prepend=0)
    steps[firsts] = places[firsts]
    steps = steps.astype(np.uint32)
    keys, buckets_of_keys = keys[firsts], buckets[firsts]
    edges = np.arange(BUCKETS + 1, dtype=np.uint64)
    of_keys = buckets_of_keys.searchsorted(edges).tolist()
    of_places = buckets.searchsorted(edges).tolist()
    for bucket in np.unique(buckets_of_keys).tolist():
        first, last = of_keys[bucket : bucket + 2]
        of_bucket = slice(*of_places[bucket : bucket + 2])
        columns = (keys[first:last], counts[first:last], steps[of_bucket])
        packed = zlib.compress(b"".join(map(_to_planes, columns)), 1)
        yield bucket, (last - first).to_bytes(4, "little") + packed


def places_of(packed: bytes, first: int, second: int, nearest: int, furthest: int) -> Places:
    """Return where a pair begins whose characters are so near (CLOSE to FAR), in no order."""
    number = int.from_bytes(packed[:4], "little")
    planes = np.frombuffer(zlib.decompress(memoryview(packed)[4:]), np.uint8)
    keys = _from_planes(planes[: 8 * number], np.uint64)
    pair = (first << _CODE_BITS | second) << _GAP_BITS
    low = int(keys.searchsorted(_u(pair | nearest)))
    high = int(keys.searchsorted(_u(pair | furthest), "right"))
    if low == high:
        return np.empty(0, np.int64)
    counts = _from_planes(planes[8 * number : 12 * number], np.uint32)
    steps = _from_planes(planes[12 * number :], np.uint32)
    ends = [0, *counts[:high].cumsum().tolist()][low:]
    return np.concatenate([steps[a:b].cumsum(dtype=np.int64) for a, b in pairwise(ends)])


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _to_planes(numbers: Any) -> bytes:
    """Return numbers as bytes, all lowest ones first: what is alike lies together."""
    return bytes(numbers.view(np.uint8).reshape(len(numbers), -1).T.tobytes())


def _from_planes(planes: npt.NDArray[np.uint8], kind: type[Number]) -> npt.NDArray[Number]:
    size = np.dtype(kind).itemsize
    return np.ascontiguousarray(planes.reshape(size, -1).T).view(kind).ravel()


def _u(number: int) -> np.uint64:
    return np.uint64(number)
