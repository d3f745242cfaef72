"""Which Han characters are taken for each other: by their sound, by their look."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

import numpy as np

TABLE_FILE = Path(__file__).with_name("likeness.npz")
MAX_SPELLINGS = 8
MAX_CACHED = 1 << 16


@dataclass(frozen=True, slots=True)
class _Table:
    readings: dict[str, tuple[str, ...]]
    looks: dict[str, frozenset[str]]
    parts: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _table() -> _Table:
    readings: dict[str, list[str]] = defaultdict(list)
    looks: dict[str, set[str]] = defaultdict(set)
    with np.load(TABLE_FILE) as stored:
        spellings = str(stored["spellings"]).split()
        chars, codes = stored["sound_chars"].tolist(), stored["sound_codes"].tolist()
        for char, code in zip(chars, codes, strict=True):
            readings[chr(char)].append(spellings[code])
        ones, others = stored["look_chars"].tolist(), stored["look_others"].tolist()
        for one, other in zip(ones, others, strict=True):
            looks[chr(one)].add(chr(other))
            looks[chr(other)].add(chr(one))
        parted = map(str.split, str(stored["parts"]).split("\n"))
        parts = {char: tuple(ways) for char, *ways in parted}
    made_of = {way: char for char, ways in parts.items() for way in ways}
    for char, ways in parts.items():
        joined = [written for way in ways for written in _joined(way, made_of)]
        parts[char] = tuple(dict.fromkeys((*ways, *joined)))
    return _Table(
        {char: tuple(found) for char, found in readings.items()},
        {char: frozenset(found) for char, found in looks.items()},
        parts,
    )


def _joined(parts: str, made_of: Mapping[str, str]) -> Iterator[str]:
    """Yield three parts as two, two of them written as the character that they make: 江鸟."""
    if len(parts) == 3:
        first, last = made_of.get(parts[:2]), made_of.get(parts[1:])
        if first is not None:
            yield first + parts[2]
        if last is not None:
            yield parts[0] + last


def readings(char: str) -> tuple[str, ...]:
    """Return the toneless pinyin readings of a folded Han character, the usual one first."""
    return _table().readings.get(char, ())


def sound_of(written: str) -> str:
    """Return folded characters in toneless pinyin as they are usually read, `?` for others."""
    said = _table().readings
    return "".join([said[char][0] if char in said else "?" for char in written])


def said_so(syllable: str) -> Sequence[str]:
    """Return the folded Han characters of which a toneless syllable is the usual reading."""
    return _usual_sounds().get(syllable, ())


@lru_cache(maxsize=1)
def _usual_sounds() -> dict[str, list[str]]:
    sounds: dict[str, list[str]] = defaultdict(list)
    for char, said in _table().readings.items():
        sounds[said[0]].append(char)
    return sounds


def look_alikes(char: str) -> frozenset[str]:
    """Return the folded Han characters that a folded one is taken for at a glance."""
    return _table().looks.get(char, frozenset())


def partings(char: str) -> tuple[str, ...]:
    """Return the ways to write a folded character as its parts, side by side: 户口 for 启."""
    return _table().parts.get(char, ())


@lru_cache(maxsize=MAX_CACHED)
def _typed(char: str) -> list[str]:
    """Return the readings of a character as they are typed."""
    said = readings(char)
    return [s for one in said for s in dict.fromkeys((one, one.replace("v", "u")))]


def spellings(name: str) -> list[tuple[str, ...]]:
    """Return the ways to spell a folded name in toneless pinyin, a syllable each character.

    The likeliest first, at most MAX_SPELLINGS; none if some character has no reading. What is
    spelled with ü is also typed with u and v.
    """
    syllables = [_typed(char) for char in name]
    if not all(syllables):
        return []
    return list(islice(product(*syllables), MAX_SPELLINGS))
