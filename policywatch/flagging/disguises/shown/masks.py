"""Names some of whose letters or characters marks hide: K**peng, Th*usand T*lents, 海外优○.

Of letters the words that names are made of are asked which of them fit. A character hidden before a
word like 计划 is found elsewhere, with those that only sound or look like it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.likeness import spellings
from policywatch.flagging.disguises.rewritings.readings import Reading, Shown
from policywatch.flagging.disguises.rewritings.ways import MAX_PLACES, instead
from policywatch.flagging.folding import MASKS, fold_name
from policywatch.flagging.names.entries import (
    MAX_STEM,
    Entry,
    Kind,
    is_han,
    stem_and_tail,
    strength_of,
)

MIN_WORD = 4
MAX_MEANT = 6
MAX_RUN = 6
MIN_NAME, MAX_NAME = 4, 8
# A hyphen or a full stop alone hides nothing.
_MARKS = "*_#•○●×…—"
_HIDING = rf"(?:[{_MARKS}]++|-{{2,}}+|\.{{2,}}+)"
_STARRED = rf"[A-Za-z]+(?:{_HIDING}[A-Za-z]*+){{1,6}}"
_MASKED = re.compile(rf"(?<![A-Za-z*]){_STARRED}(?: \(?{_STARRED}){{0,5}}(?![A-Za-z*])")
_MARK_BEHIND_LETTER = re.compile(
    rf"[{_MARKS}.-](?<=[A-Za-z].)(?:(?<=[{_MARKS}])|(?<=-)-|(?<=\.)\.)"
)
_WORD_BEFORE = re.compile(r"[A-Za-z]{1,20}$")
_STARS = re.compile(rf"[{_MARKS}.-]+")
MANY_STARS = 3
"""So many marks before a letter are not counted: T*****ts."""
REACH = 48
_WORDS = re.compile(r"[a-z]+")
_MARK_IN_HAN = re.compile(rf"[{MASKS}](?:(?<=[\u4e00-\u9fff].)|(?=[\u4e00-\u9fff]))")
_HIDDEN = "\0"


class Masks:
    """The names of a release with some of them hidden; made when the first mark is met."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._programmes = tuple(programmes)

    def readings(self, text: str) -> list[Reading]:
        """Return how words with marks in them read by the words that they may be."""
        places = islice(_masked(text), MAX_PLACES)
        return [reading for place in places for reading in self._read(text, place)]

    def _read(self, text: str, place: re.Match[str]) -> Iterator[Reading]:
        for words in islice(self._fitting(place[0].lower().replace("(", "").split(" ")), MAX_MEANT):
            yield instead(text, place, " ".join(words), REACH)

    def _fitting(self, masked: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the words of names that fit some with marks in them, as they follow one another.

        Of one alone most letters must stand there.
        """
        alone = masked[0]
        if len(masked) == 1 and sum(map(str.isalpha, alone)) * 2 <= len(alone):
            return
        length = 0 if _may_be_longer(alone) else len(alone)
        known = self._runs.get((len(masked), alone[0], length))
        if not known:
            return
        fits = [_fit_for(word) for word in masked]
        for words in known:
            if all(fit(word) for fit, word in zip(fits, words, strict=True)):
                yield words

    def find(self, text: str) -> Iterator[Shown]:
        """Yield the names of Han of which a mark hides one character."""
        for mark in islice(_MARK_IN_HAN.finditer(text), MAX_PLACES):
            at = mark.start()
            for start in range(max(0, at - MAX_NAME + 1), at + 1):
                for end in range(max(at + 1, start + MIN_NAME), start + MAX_NAME + 1):
                    written = text[start:at] + _HIDDEN + text[at + 1 : end]
                    for entry in self._hidden.get(written, ()) if end <= len(text) else ():
                        yield Shown(entry, start, end)

    @cached_property
    def _runs(self) -> dict[tuple[int, str, int], list[tuple[str, ...]]]:
        """Words of names that follow one another.

        By how many they are, the first letter, and the length of the first, or 0 for any length.
        """
        runs: set[tuple[str, ...]] = set()
        for programme in self._programmes:
            for name in (*programme.en, *programme.short, *programme.stems):
                words = _WORDS.findall(fold_name(name))
                runs.update((word,) for word in words if len(word) >= MIN_WORD)
                for at in range(len(words)):
                    ends = range(at + 2, min(len(words), at + MAX_RUN) + 1)
                    runs.update(tuple(words[at:end]) for end in ends)
            for name in (*programme.zh, *programme.stems):
                stem = stem_and_tail(fold_name(name))[0]
                if is_han(stem) and len(stem) <= MAX_STEM:
                    runs.update(("".join(spelled),) for spelled in spellings(stem)[:2])
        ordered: defaultdict[tuple[int, str, int], list[tuple[str, ...]]] = defaultdict(list)
        for run in sorted(runs):
            for length in (0, len(run[0])):
                ordered[len(run), run[0][0], length].append(run)
        return dict(ordered)

    @cached_property
    def _hidden(self) -> dict[str, list[Entry]]:
        hidden: defaultdict[str, list[Entry]] = defaultdict(list)
        listed = {name for programme in self._programmes for name in programme.zh}
        for programme in self._programmes:
            for name in programme.zh:
                if not (is_han(name) and MIN_NAME <= len(name) <= MAX_NAME):
                    continue
                strength = strength_of(programme, name)
                for at in range(len(name)):
                    written = name[:at] + _HIDDEN + name[at + 1 :]
                    # **千人计划**: what is emphasised stands there in full.
                    if written.strip(_HIDDEN) in listed:
                        continue
                    entry = Entry(Kind.PROGRAMME, programme.id, name, "masked", strength)
                    hidden[written].append(entry)
        return dict(hidden)


def _masked(text: str) -> Iterator[re.Match[str]]:
    """Yield words with marks in them, side by side; sought by the marks, which are rare."""
    end = 0
    for mark in _MARK_BEHIND_LETTER.finditer(text):
        if mark.start() < end:
            continue
        word = _WORD_BEFORE.search(text, max(end, mark.start() - 20), mark.start())
        if word and (found := _MASKED.match(text, word.start())):
            end = found.end()
            yield found


def _fit_for(masked: str) -> Callable[[str], object]:
    """Return what tells whether a word is one with marks in it.

    Most have their marks counted: to compare letters costs less than to make an expression.
    """
    if _may_be_longer(masked):
        return re.compile(_STARS.sub(_letters_for, masked)).fullmatch
    letters = [(at, char) for at, char in enumerate(masked) if char.isalpha()]
    return lambda word: len(word) == len(masked) and all(word[at] == char for at, char in letters)


def _may_be_longer(word: str) -> bool:
    return any(_is_uncounted(stars) for stars in _STARS.finditer(word))


def _letters_for(stars: re.Match[str]) -> str:
    return "[a-z]{2,}" if _is_uncounted(stars) else f"[a-z]{{{len(stars[0])}}}"


def _is_uncounted(stars: re.Match[str]) -> bool:
    """Whether so many marks stand before a letter that nobody counted them."""
    return len(stars[0]) >= MANY_STARS and stars.end() < len(stars.string)
