"""Names that pictures stand in for: 🦚计划 for 孔雀计划, 🔥 Plan, 千👤计划.

A picture is read as each word that it is called by (`pictures_table`) and that names are made of;
what then is a name, and needs the picture to be one, is meant. That is asked of the few characters
around a picture only, so texts without pictures cost no more than a look for them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

import numpy as np

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.glosses import meant_by
from policywatch.flagging.characters.likeness import readings
from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.disguises.han.talk import ASIDE, SPOKEN_OF, TAKEN_PART_IN
from policywatch.flagging.disguises.rewritings.readings import (
    FindNames,
    Reading,
    Shown,
    Told,
    names_told,
    read_as,
)
from policywatch.flagging.disguises.shown.coded_pictures import coded_pictures
from policywatch.flagging.folding import ONE_PICTURE, fold_name
from policywatch.flagging.names.entries import MAX_STEM, guessed, is_han, stem_and_tail
from policywatch.flagging.names.forms import GUESSED

TABLE_FILE = Path(__file__).with_name("pictures.npz")
MAX_PICTURES = 60
MAX_READINGS = 24
MAX_TOGETHER = 4
MAX_SAME_PICTURE = 3
MAX_SAME_MEANING = 6
BESIDE = 2
_ASKED_FOR = ("申报", "申请", "报名", "窗口")
"""Said behind a name with a picture in it, too; behind a stem in full these are said of much."""
_PICTURES = re.compile(
    f"{ONE_PICTURE}[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
    f"(?:[\u200d/、+&和与 ]?{ONE_PICTURE}[\ufe0e\ufe0f]*)*"
)
_SO_MANY = {2: "双", 3: "三"}  # 🐉🐉
_SUFFIXES = frozenset("子头儿")
_BETWEEN = frozenset("/、+&和与 ")
_SEQUENCES = {"🐦\u200d🔥": "凤凰"}  # pictures that joined are another one
# A person joined to a school or a microscope: 👨‍🏫, as scholars are drawn.
_SCHOLAR = re.compile("[\U0001f468\U0001f469\U0001f9d1][\U0001f3fb-\U0001f3ff]?\u200d[🏫🔬🎓]")
_JOINERS = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    with np.load(TABLE_FILE) as stored:
        pictures = map(chr, stored["pictures"].tolist())
        lines = str(stored["words"]).split("\n")
    return {p: tuple(line.split()) for p, line in zip(pictures, lines, strict=True)}


def words_for(picture: str) -> tuple[str, ...]:
    """Return the folded words that a picture is called by or hints at."""
    return _table().get(picture, ())


@lru_cache(maxsize=1)
def _called() -> dict[str, str]:
    """Return the picture that each word calls: of several the one that it is the first word of."""
    ranked = sorted(
        (rank, picture, word)
        for picture, words in _table().items()
        for rank, word in enumerate(words)
    )
    return {word: picture for _, picture, word in reversed(ranked)}


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

    def find(self, text: str) -> list[Shown]:
        """Return the names with pictures in them of a text as shown, in its order."""
        told = [(shown, is_plain) for shown, is_told, is_plain in self._shown(text) if is_told]
        plain = {shown[1:] for shown, is_plain in told if is_plain}
        # 🟢千 is 青千, and no 国千 that only looks like 圆千.
        kept = (shown for shown, is_plain in told if is_plain or shown[1:] not in plain)
        return list(dict.fromkeys(kept))

    def may_find(self, text: str) -> bool:
        """Whether names with pictures in them stand in a text, were others told beside them."""
        return any(True for _ in self._shown(text))

    def _shown(self, text: str) -> Iterator[tuple[Shown, bool, bool]]:
        """Yield names, each with whether it needs a picture, and whether it is one as listed.

        What a picture is called by comes first, then what else a character of the word means.
        """
        pictures = [
            *(
                (*found.span(), found[0])
                for found in islice(_PICTURES.finditer(text), MAX_PICTURES)
            ),
            *coded_pictures(text, _called(), MAX_PICTURES),
        ]
        for read, is_called in (
            (self._readings, True), (self._wholes, False), (self._meant, False),
        ):  # fmt: skip
            places = [place for found in pictures for place in _read(text, *found, read)]
            for told in names_told(places, self._find_names):
                entry = told.shown.entry
                if entry.form in GUESSED and not _keeps_some(entry.name, told):
                    continue
                meant = guessed(self._programmes[entry.target_id], entry.name, "emoji")
                is_plain = is_called and entry.form not in GUESSED
                is_alone = _PICTURES.fullmatch(text, *told.shown[1:]) is not None
                is_told = _tells_picture(told, is_alone=is_alone)
                yield told.shown._replace(entry=meant), is_told, is_plain

    def _add(self, programme: Programme, folded: str) -> None:
        self._alphabet.update(folded)
        stem, _ = stem_and_tail(folded)
        if is_han(stem) and 2 <= len(stem) <= MAX_STEM - 1:
            for char in stem:
                self._stems.setdefault(char, {}).setdefault(stem, set()).add(programme.id)

    def _readings(self, pictures: str) -> Iterator[str]:
        """Yield what pictures side by side may be read as, each a word."""
        pictures = pictures[-MAX_TOGETHER:]
        if all(digits := [_digit_of(char) for char in pictures]):
            yield "".join(digits)
        known = [self._known(char) or _itself(char) for char in pictures]
        if all(known):
            yield from map("".join, islice(product(*known), MAX_READINGS))
        if len(set(pictures)) == 1 and len(pictures) in _SO_MANY:
            yield from (_SO_MANY[len(pictures)] + word for word in known[0] if len(word) == 1)

    def _wholes(self, pictures: str) -> Iterator[str]:
        """Yield what pictures side by side may be read as: one a whole stem, or all one word."""
        pictures = pictures[-MAX_TOGETHER:]
        stems = [[*self._stems_for(char)] or _itself(char) for char in pictures]
        if all(stems):
            yield from map("".join, islice(product(*stems), MAX_READINGS))
        for char, whole in zip(pictures, stems, strict=True) if len(pictures) > 1 else ():
            yield from (*(self._known(char) or _itself(char)), *whole)

    def _meant(self, picture: str) -> Iterator[str]:
        """Yield the characters that mean what one picture is called by in English: 🥬 green, 绿."""
        for word in words_for(picture) if len(picture) == 1 else ():
            meaning = [char for char in meant_by(word) if char in self._alphabet]
            if len(meaning) <= MAX_SAME_MEANING:
                yield from meaning

    def _known(self, picture: str) -> list[str]:
        """Return the words for a picture that names are made of."""
        known = [
            word
            for word in words_for(picture)
            if (word in self._words if word.isascii() else self._alphabet.issuperset(word))
        ]
        chars = [char for word in known if not word.isascii() and len(word) > 1 for char in word]
        return list(dict.fromkeys([*known, *chars, *self._sounding(picture)]))

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


def _read(
    text: str, start: int, end: int, shown: str, readings_of: Callable[[str], Iterable[str]]
) -> Iterator[Reading]:
    """Yield what is around pictures at a place, with each of the words they may stand for."""
    for sequence, word in _SEQUENCES.items():
        shown = shown.replace(sequence, word)
    shown = _SCHOLAR.sub("🎓", shown)
    for written in readings_of(_JOINERS.sub("", shown)):
        yield read_as(text, start, end, written)


def _digit_of(picture: str) -> str:
    """Return the digit that a picture shows, as a clock or a die does; nothing if it shows none."""
    return next(filter(str.isdecimal, words_for(picture)), "")


def _itself(char: str) -> list[str]:
    """Return one of the characters that pictures are read from as a word; none if it is one."""
    return [char] if _is_word(char) else []


def _is_word(char: str) -> bool:
    """Whether one of the characters that pictures are read from is no picture itself."""
    return char in _BETWEEN or is_han(char)


def _keeps_some(name: str, told: Told) -> bool:
    """Whether what a picture is read beside keeps a character of a guessed name: 🔥矩, no 🔴火."""
    stem, _ = stem_and_tail(fold_name(name))
    return not is_han(stem) or not set(stem).isdisjoint(told.text[told.low : told.high])


def _tells_picture(told: Told, *, is_alone: bool) -> bool:
    """Whether a name tells that a picture is one: it is in full, spoken of, or beside another's.

    A flame beside a stem is decoration; in 启明/🔥 it is a name, and in 🔥🔥答辩, 报了启🌟. So is
    any picture that nothing is written beside (`is_alone`): 🍵 is no 春茶.
    """
    named = told.shown.entry
    if named.form not in ("stem", "short") and not is_alone:
        return True
    before, after = told.text[: told.low].rstrip(), told.text[told.high :].lstrip()
    if aside := ASIDE.match(after):
        after = after[aside.end() :]
    if after.startswith((*SPOKEN_OF, *_ASKED_FOR)) or before.endswith(TAKEN_PART_IN):
        return not is_ordinary(before[-1:] + told.text[told.low])
    return any(
        other.target_id != named.target_id
        and (0 < told.low - end <= BESIDE or 0 < start - told.high <= BESIDE)
        for other, start, end in told.beside
    )
