"""Chinese names put into English word by word: Spring Sunshine Plan for 春晖计划.

Machines translate so, and who is in haste; each does it otherwise, so no list has these names.
Before an English word for a plan or person the words are read back, each as a character of a stem
that it is a meaning of, or as some in pinyin: Zijin Hill Heroes. All characters must be told, and
one at least by its meaning.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.glosses import meant_by
from policywatch.flagging.characters.likeness import said_so
from policywatch.flagging.disguises.han.meant_characters import LEAF, Trie
from policywatch.flagging.disguises.rewritings.readings import Shown
from policywatch.flagging.disguises.rewritings.ways import MAX_PLACES
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import (
    Entry,
    bare_stem,
    cut_place,
    guessed,
    is_han,
    stem_and_tail,
)
from policywatch.flagging.names.inflections import singular

MIN_CHARS, MAX_CHARS = 2, 5
MAX_WORDS = 8
MAX_SYLLABLE = 6
REACH = 80
# What names end in, as it is translated; some words stand before it that tell nothing.
_TAIL = re.compile(
    r"[Pp](?:lans?|rogram(?:me)?s?|rojects?|rizes?)\b|[Ss](?:chemes?|cholars?)\b|[Ii](?:nitiative|tem)s?\b"
    r"|[Aa](?:ction|ward)s?\b|[Ee](?:ngineering|lites?)\b|[Tt]alents?\b|[Hh]ero(?:es)?\b|[Ll]earners?\b"
)
_GENERIC = frozenset((
    "talent", "talented", "person", "people", "elite", "hero", "heroe", "leading", "lead",
    "outstanding", "scholar", "learner", "prize", "award", "innovation", "innovative", "young",
    "youth", "introduction", "import", "expert", "overseas", "top", "level", "high", "plan",
    "engineering", "project", "entrepreneurship", "entrepreneur", "innovate",
))  # fmt: skip
_FILLERS = frozenset(("of", "the", "and", "to"))
_WORD = re.compile(r"[A-Za-z]+")
_ENDS = re.compile(r"[.;:!?\n|(]")
_OPENS = frozenset("\"“'‘«")


class Translations:
    """The names of a release by what their characters mean; made when the first is looked for."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._programmes = tuple(programmes)

    def find(self, text: str) -> Iterator[Shown]:
        """Yield the names that a text as shown has in translation."""
        for tail in islice(_TAIL.finditer(text), MAX_PLACES):
            words = _words_before(text, tail.start())
            for at in range(len(words)):
                found = list(self._named(text, words[at:], tail.end()))
                yield from found
                if found or singular(words[at][0].lower()) not in _GENERIC:
                    break

    def _named(self, text: str, words: list[re.Match[str]], end: int) -> Iterator[Shown]:
        """Yield the names that the first of some words end, read back."""
        lower = [word[0].lower() for word in words]
        for entries, used in self._walk(self._stems, lower, 0, is_glossed=False):
            if used > 1 and _is_name(text, words[:used]):
                yield from (Shown(entry, words[used - 1].start(), end) for entry in entries)

    def _walk(
        self, node: Trie, words: list[str], at: int, *, is_glossed: bool
    ) -> Iterator[tuple[list[Entry], int]]:
        """Yield the entries that words from a place on tell, with how many words they are."""
        if LEAF in node and is_glossed:
            yield node[LEAF], at
        while at and at < len(words) and words[at] in _FILLERS:
            at += 1
        if at == len(words):
            return
        word = words[at]
        for char in dict.fromkeys(c for meant in _bare(word) for c in meant_by(meant) if c in node):
            yield from self._walk(node[char], words, at + 1, is_glossed=True)
        for child in _spelled(node, word):
            yield from self._walk(child, words, at + 1, is_glossed=is_glossed)

    @cached_property
    def _stems(self) -> Trie:
        """Stems of names by their characters, the last one first."""
        root: Trie = {}
        for programme in self._programmes:
            places = tuple(filter(None, cut_place(programme.place)))
            noted: dict[str, str] = {}
            for name in (*programme.zh, *programme.stems):
                stem = bare_stem(fold_name(name))
                # Of 珠海英才计划 its place is no name.
                stem = stem_and_tail(fold_name(name))[0] if stem in places else stem
                noted.setdefault(stem, name)
            for stem, name in noted.items():
                if is_han(stem) and MIN_CHARS <= len(stem) <= MAX_CHARS and stem not in places:
                    node = root
                    for char in reversed(stem):
                        node = node.setdefault(char, {})
                    node.setdefault(LEAF, []).append(guessed(programme, name, "translated"))
        return root


def _words_before(text: str, end: int) -> list[re.Match[str]]:
    """Return the words of a sentence before a place, the last one first."""
    first = max(0, end - REACH)
    for stop in _ENDS.finditer(text, first, end):
        first = stop.end()
    return [*_WORD.finditer(text, first, end)][: -MAX_WORDS - 1 : -1]


def _bare(word: str) -> tuple[str, ...]:
    """Return a word as it is, in the singular, and without the ending of a verb."""
    return word, singular(word), word.removesuffix("ing"), word.removesuffix("ed")


def _spelled(node: Trie, word: str) -> Iterator[Trie]:
    """Yield where a word in pinyin leads, that of one character or of some."""
    for size in range(1, min(len(word), MAX_SYLLABLE) + 1):
        for char in said_so(word[-size:]):
            if char in node:
                if size == len(word):
                    yield node[char]
                else:
                    yield from _spelled(node[char], word[:-size])


def _is_name(text: str, words: list[re.Match[str]]) -> bool:
    """Whether words are written as a name: in capitals, or from quotes on."""
    first = words[-1].start()
    if first and text[first - 1] in _OPENS:
        return True
    return all(word[0][0].isupper() or word[0] in _FILLERS for word in words)
