"""Names some of whose letters or characters marks hide: K**peng, Th*usand T*lents, 海外优○.

Of letters the words that names are made of are asked which of them fit. A character hidden before a
word like 计划 is found elsewhere, with those that only sound or look like it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.likeness import spellings
from policywatch.flagging.disguises.rewritings import MAX_PLACES, instead
from policywatch.flagging.disguises.shown_readings import Reading, Shown
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
_STARRED = r"[A-Za-z]+\*{1,12}[A-Za-z]+(?:\*{1,4}[A-Za-z]+)?"
_MASKED = re.compile(rf"(?<![A-Za-z*]){_STARRED}(?: \(?{_STARRED}){{0,5}}(?![A-Za-z*])")
_STARS = re.compile(r"\*+")
MANY_STARS = 3
"""So many stars are not counted: T*****ts."""
_WORDS = re.compile(r"[a-z]+")
_MARK_IN_HAN = re.compile(rf"[{MASKS}](?:(?<=[\u4e00-\u9fff].)|(?=[\u4e00-\u9fff]))")
_HIDDEN = "\0"


class Masks:
    """The names of a release with some of them hidden; made when the first mark is met."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._programmes = tuple(programmes)

    def readings(self, text: str) -> list[Reading]:
        """Return how words with marks in them read by the words that they may be."""
        if "*" not in text:
            return []
        places = islice(_MASKED.finditer(text), MAX_PLACES)
        return [reading for place in places for reading in self._read(text, place)]

    def _read(self, text: str, place: re.Match[str]) -> Iterator[Reading]:
        for words in islice(self._fitting(place[0].lower().replace("(", "").split(" ")), MAX_MEANT):
            yield instead(text, place, " ".join(words))

    def _fitting(self, masked: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the words of names that fit some with marks in them, as they follow one another.

        Of one alone most letters must stand there.
        """
        alone = masked[0]
        if len(masked) == 1 and sum(map(str.isalpha, alone)) <= alone.count("*"):
            return
        shapes = [re.compile(_STARS.sub(_letters_for, word)) for word in masked]
        for words in self._runs[len(masked), alone[0]]:
            if all(shape.fullmatch(word) for shape, word in zip(shapes, words, strict=True)):
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
    def _runs(self) -> defaultdict[tuple[int, str], list[tuple[str, ...]]]:
        """Words of names that follow one another, by how many they are, and their first letter."""
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
        ordered: defaultdict[tuple[int, str], list[tuple[str, ...]]] = defaultdict(list)
        for run in sorted(runs):
            ordered[len(run), run[0][0]].append(run)
        return ordered

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


def _letters_for(stars: re.Match[str]) -> str:
    number = len(stars[0])
    return f"[a-z]{{{number}}}" if number < MANY_STARS else "[a-z]{2,}"
