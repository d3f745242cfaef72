"""Names that pictures stand in for: 🦚计划 for 孔雀计划, 🔥 Plan, 千👤计划.

A picture is read as each word that it is called by (`pictures_table`) and that names are made of;
what then is a name, and needs the picture to be one, is meant. That is asked of the few characters
around a picture only, so texts without pictures cost no more than a look for them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice, product
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.folding import PICTURES, fold, fold_name
from policywatch.flagging.likeness import readings
from policywatch.flagging.names import MAX_STEM, Entry, Kind, guessed, is_han, stem_and_tail

TABLE_FILE = Path(__file__).with_name("pictures.npz")
REACH = 16
MAX_PICTURES = 60
MAX_READINGS = 24
MAX_TOGETHER = 4
MAX_SAME_PICTURE = 3
BESIDE = 2
_PICTURE = f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in PICTURES)}]"
_PICTURES = re.compile(
    f"{_PICTURE}[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
    f"(?:[\u200d/、+&和与 ]?{_PICTURE}[\ufe0e\ufe0f]*)*"
)
_SUFFIXES = frozenset("子头儿")
_BETWEEN = frozenset("/、+&和与 ")
_JOINERS = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")


class Shown(NamedTuple):
    """A name that only the text as shown tells, at `start:end` of the text as shown."""

    entry: Entry
    start: int
    end: int


class _Read(NamedTuple):
    """A few characters with a picture read as words, which stand at `start:stop` of them.

    They begin at `first` of the text as shown, where the pictures are `longer` than the words.
    """

    text: str
    start: int
    stop: int
    first: int
    longer: int


class FindNames(Protocol):
    """What finds the names of a folded text: each with its span."""

    def __call__(self, folded: str) -> Iterable[tuple[Entry, int, int]]:
        """Return them, in any order."""


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    with np.load(TABLE_FILE) as stored:
        pictures = map(chr, stored["pictures"].tolist())
        lines = str(stored["words"]).split("\n")
    return {p: tuple(line.split()) for p, line in zip(pictures, lines, strict=True)}


def words_for(picture: str) -> tuple[str, ...]:
    """Return the folded words that a picture is called by or hints at."""
    return _table().get(picture, ())


class Pictures:
    """What pictures may stand for in the names of a release; built once, then only read."""

    def __init__(self, programmes: Iterable[Programme], find: FindNames) -> None:
        self._find_names = find
        self._programmes = {programme.id: programme for programme in programmes}
        self._alphabet: set[str] = set()
        self._words: set[str] = set()
        self._sounds: set[str] = set()
        self._stems: dict[str, dict[str, set[str]]] = {}
        for programme in self._programmes.values():
            for name in (*programme.zh, *programme.stems):
                self._add(programme, fold_name(name))
            for name in (*programme.en, *programme.short, *programme.stems):
                self._words.update(fold_name(name).split())

        self._sounds.update(r for char in self._alphabet for r in readings(char)[:1])

    def find(self, text: str, begin: int = 0) -> list[Shown]:
        """Return the names with pictures in them of a text as shown, in its order."""
        names = (shown for shown, is_told in self._shown(text, begin) if is_told)
        return list(dict.fromkeys(names))

    def may_find(self, text: str) -> bool:
        """Whether names with pictures in them stand in a text, were others told beside them."""
        return any(True for _ in self._shown(text))

    def _shown(self, text: str, begin: int = 0) -> Iterator[tuple[Shown, bool]]:
        if text.isascii():
            return
        places = [
            place
            for pictures in islice(_PICTURES.finditer(text, begin), MAX_PICTURES)
            for place in self._read(text, *pictures.span())
        ]
        if places:
            yield from self._named(places)

    def _add(self, programme: Programme, folded: str) -> None:
        self._alphabet.update(folded)
        stem, _ = stem_and_tail(folded)
        if is_han(stem) and 2 <= len(stem) <= MAX_STEM - 1:
            for char in stem:
                self._stems.setdefault(char, {}).setdefault(stem, set()).add(programme.id)

    def _read(self, text: str, start: int, end: int) -> Iterator[_Read]:
        """Yield what is around pictures at a place, with each of the words they may stand for."""
        first = max(text.rfind("\n", max(0, start - REACH), start) + 1, start - REACH, 0)
        after = text.find("\n", end, end + REACH)
        last = min(after if after >= 0 else end + REACH, len(text))
        before, rest = text[first:start], text[end:last]
        shown = _JOINERS.sub("", text[start:end])
        for written in self._readings(shown):
            begin, stop = len(before), len(before) + len(written)
            longer = (end - start) - len(written)
            yield _Read(f"{before}{written}{rest}", begin, stop, first, longer)

    def _named(self, places: Sequence[_Read]) -> Iterator[tuple[Shown, bool]]:
        """Yield the names that need pictures to be read as words, and whether each is told.

        All are looked for at once.
        """
        folded = fold("\n".join([place.text for place in places]))
        begins = [0, *accumulate(len(place.text) + 1 for place in places)]
        found: dict[int, list[tuple[Entry, int, int]]] = {}
        for entry, low, high in self._find_names(folded.text):
            if entry.kind is Kind.PROGRAMME:
                begin, end = folded.span(low, high)
                number = bisect_right(begins, begin) - 1
                placed = (entry, begin - begins[number], end - begins[number])
                found.setdefault(number, []).append(placed)
        for number, names in sorted(found.items()):
            _, start, stop, first, longer = places[number]
            for entry, low, high in names:
                if low <= start and stop <= high:
                    meant = guessed(self._programmes[entry.target_id], entry.name, "emoji")
                    shown = Shown(meant, first + low, first + high + longer)
                    yield shown, _is_told(entry, low, high, names)

    def _readings(self, pictures: str) -> Iterator[str]:
        """Yield what pictures side by side may be read as: each a word, or one a whole stem."""
        pictures = pictures[-MAX_TOGETHER:]
        known = [self._known(char) or ([char] if char in _BETWEEN else []) for char in pictures]
        if all(known):
            yield from map("".join, islice(product(*known), MAX_READINGS))
        stems = [
            [*self._stems_for(char)] or ([char] if char in _BETWEEN else []) for char in pictures
        ]
        if all(stems):
            yield from map("".join, islice(product(*stems), MAX_READINGS))
        for words, whole in zip(known, stems, strict=True) if len(pictures) > 1 else ():
            yield from (*words, *whole)

    def _known(self, picture: str) -> list[str]:
        """Return the words for a picture that names are made of."""
        known = [
            word
            for word in words_for(picture)
            if (word in self._words if word.isascii() else self._alphabet.issuperset(word))
        ]
        chars = [char for word in known if not word.isascii() and len(word) > 1 for char in word]
        return list(dict.fromkeys(known + chars + [*self._sounding(picture)]))

    def _sounding(self, picture: str) -> Iterator[str]:
        """Yield the characters that a picture is called by and that sound as names do: 🍊 橘."""
        for word in words_for(picture):
            char = word[0] if len(word) == 2 and word[1] in _SUFFIXES else word
            is_new = len(char) == 1 and char not in self._alphabet
            if is_new and not self._sounds.isdisjoint(readings(char)[:1]):
                yield char

    def _stems_for(self, picture: str) -> Iterator[str]:
        """Yield the stems that hold a character that a picture stands for, if they are few."""
        for word in words_for(picture):
            stems = self._stems.get(word, {}) if len(word) == 1 else {}
            if len(stems) <= MAX_SAME_PICTURE:
                yield from stems


def _is_told(entry: Entry, low: int, high: int, placed: list[tuple[Entry, int, int]]) -> bool:
    """Whether a name tells that a picture is one: it is in full, or stands beside another's.

    A flame beside a stem is decoration; in 启明/🔥 it is a name.
    """
    if entry.form not in ("stem", "short"):
        return True
    return any(
        other.target_id != entry.target_id
        and (0 < low - end <= BESIDE or 0 < start - high <= BESIDE)
        for other, start, end in placed
    )
