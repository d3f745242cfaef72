"""All names of all programmes and terms in one automaton: folded text to raw hits."""

import re
from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar
from weakref import WeakValueDictionary

from policywatch.catalogue.watchlists import Watchlists
from policywatch.errors import CatalogueError
from policywatch.flagging.automaton import Automaton
from policywatch.flagging.disguises import (
    Anchor,
    Disguises,
    PartedNames,
    Shown,
    ShownNames,
    Spelling,
)
from policywatch.flagging.folding import Folded, fold_name
from policywatch.flagging.names.entries import (
    HAN,
    Entry,
    Kind,
    is_han,
    may_be_disguised,
)
from policywatch.flagging.names.hits import Hit, unlisted
from policywatch.flagging.names.precedence import Precedence
from policywatch.flagging.names.watched import entries_of

MAX_HITS = 50_000
MIN_LETTERS_TO_JOIN = 8
CHUNK_CHARS = 20_000
_SPACE = re.compile(" ")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
# A year, a round or a number of people written onto letters is no part of their word: QM2期, QM3人.
_YEAR_BEHIND = re.compile(
    "(?<=[a-z])(?:20[12][0-9](?![a-z0-9])|[0-9]{1,3}(?=[年批期届轮名位]|人(?!间)))"
)
_YEAR_BEFORE = re.compile("(?<![a-z0-9])(?:20[12][0-9]|1[5-9]|2[0-9])(?=[a-z])")
_Named = TypeVar("_Named", Hit, Shown)
# Half the time of a named tuple's own way: a page has dozens of hits.
_made = tuple.__new__


class Found(NamedTuple):
    """What was found, each kind in order of the ends; `searched` is how far was looked.

    `company` are the words that say in which sense a name is meant, and its other senses.
    """

    names: list[Hit]
    terms: list[Hit]
    company: list[Hit]
    searched: int

    @property
    def hits(self) -> list[Hit]:
        """All that was found."""
        return [*self.names, *self.terms, *self.company]


class _Told(NamedTuple):
    """The hits of a text as they are found; `guesses` are names in disguise."""

    names: list[Hit]
    guesses: list[Hit]
    terms: list[Hit]
    company: list[Hit]

    @property
    def number(self) -> int:
        return sum(map(len, self))


@dataclass(slots=True)
class _Pattern:
    """What a folded name without its spaces stands for.

    `entries` by how it is written with them; `joined` are those of names so long that they count
    with any spaces: ThousandTalents, Q M 计划. `plain` are those of a name of Han alone, inside
    which no space can stand.
    """

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    joined: list[Entry] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    latin_start: bool = False
    latin_end: bool = False
    plain: list[Entry] | None = None


class Lexicon:
    """The automata of a release; built once, then only read."""

    def __init__(self, watchlists: Watchlists) -> None:
        self._patterns: dict[str, _Pattern] = {}
        problems: list[str] = []
        for entry in entries_of(watchlists):
            self._add(entry, problems)
        if problems:
            raise CatalogueError(problems)
        self._precedence = Precedence(watchlists.programmes)
        hidden = tuple(filter(may_be_disguised, watchlists.programmes))
        self._disguises = Disguises(hidden)
        for written, anchor in self._disguises.anchors():
            self._pattern(written).anchors.append(anchor)
        self._spelling = Spelling(hidden)
        self._parted = PartedNames(hidden)
        self._longest = max(map(len, self._patterns), default=0)
        self._by_number = list(self._patterns.values())
        for bare, pattern in self._patterns.items():
            if is_han(bare):
                pattern.plain = pattern.entries.get(bare, [])
        self._simple = [_sorted(pattern) for pattern in self._by_number]
        self._automaton = Automaton(list(self._patterns))
        self._shown = ShownNames(
            watchlists.programmes, self._disguises, lambda folded: self.find(folded).names
        )

    def __len__(self) -> int:
        """Return how many patterns are searched for in one pass."""
        return len(self._patterns)

    def find(self, folded: str) -> Found:
        """Return every entry found in a folded text, however it is written, up to MAX_HITS."""
        bare = folded.replace(" ", "")
        spaces = _spaces(folded) if len(bare) < len(folded) else []
        told = _Told([], [], [], [])
        searched = 0
        while searched < len(bare) and told.number <= MAX_HITS:
            chunk = bare[searched : searched + CHUNK_CHARS + self._longest]
            self._search(folded, chunk, searched, spaces, told)
            searched += CHUNK_CHARS
        searched = min(searched, len(bare))
        end = len(folded) if searched == len(bare) else _place(searched, spaces)
        searched_text = folded[:end]
        guesses = [
            *told.guesses,
            *(Hit(*one) for one in self._spelling.find(searched_text)),
            *(Hit(*one) for one in self._parted.find(searched_text)),
        ]
        names = self._likeliest_first([*told.names, *unlisted(guesses, told.names)], folded)
        return Found(names, told.terms, told.company, end)

    def find_shown(self, text: str, folded: Folded) -> list[Shown]:
        """Return the names that only a text as shown tells: with pictures in them, or in quotes."""
        return self._likeliest_first(self._shown.find(text, folded.seen), folded.text)

    def may_show(self, text: str) -> bool:
        """Whether a text as shown may tell a name that its folded form does not.

        Whatever `find_shown` tells of these names in any release is among what is seen here.
        """
        return self._shown.may_find(text)

    def _likeliest_first(self, names: list[_Named], folded: str) -> list[_Named]:
        """Return the names with those first that are meant where several are found at one place."""
        if len(names) < 2 or len({(one.start, one.end) for one in names}) == len(names):
            return names
        order = self._precedence.order({name.entry.target_id for name in names}, folded)
        rank = {target_id: at for at, target_id in enumerate(order)}
        return sorted(names, key=lambda name: rank[name.entry.target_id])

    def _search(self, folded: str, chunk: str, offset: int, spaces: list[int], told: _Told) -> None:
        """Search what begins in the first CHUNK_CHARS of a chunk that begins at an offset."""
        simple = self._simple
        tell_term, tell_company = told.terms.append, told.company.append
        for number, start, end in self._automaton.find(chunk):
            if start >= CHUNK_CHARS:
                continue
            start += offset
            end += offset
            if spaces:
                start += bisect_right(spaces, start)
                end += bisect_right(spaces, end - 1)
            entries = simple[number]
            if entries is None:
                self._tell(self._by_number[number], folded, start, end, told)
                continue
            for entry in entries[0]:
                tell_term(_made(Hit, (entry, start, end)))
            for entry in entries[1]:
                tell_company(_made(Hit, (entry, start, end)))

    def _tell(self, pattern: _Pattern, folded: str, start: int, end: int, told: _Told) -> None:
        """Tell what a pattern stands for that more must be asked of than where it is."""
        if pattern.latin_end and _runs_on(folded, end):
            return
        disguises = self._disguises
        for anchor in pattern.anchors:
            if disguises.may_stand(anchor, folded, start, end):
                for guess in disguises.find(folded, start, end, anchor):
                    told.guesses.append(Hit(*guess))
        entries: Sequence[Entry] | None = pattern.plain
        if entries is None:
            if pattern.latin_start and start and _runs_into(folded, start):
                return
            entries = pattern.entries.get(folded[start:end], pattern.joined)
        for entry in entries:
            kind = entry.kind
            if kind is Kind.PROGRAMME:
                told.names.append(_made(Hit, (entry, start, end)))
            elif kind is Kind.TERM or kind is Kind.TERM_BLOCK:
                told.terms.append(_made(Hit, (entry, start, end)))
            else:
                told.company.append(_made(Hit, (entry, start, end)))

    def _pattern(self, written: str) -> _Pattern:
        bare = written.replace(" ", "")
        pattern = self._patterns.get(bare)
        if pattern is None:
            pattern = _Pattern(latin_start=bare[0] in _LATIN, latin_end=bare[-1] in _LATIN)
            self._patterns[bare] = pattern
        return pattern

    def _add(self, entry: Entry, problems: list[str]) -> None:
        folded = fold_name(entry.name)
        if not folded:
            problems.append(
                f"{entry.kind} {entry.target_id}: the name {entry.name!r} is only marks"
            )
            return
        pattern = self._pattern(folded)
        entries = pattern.entries.setdefault(folded, [])
        for e in entries:
            if e.target_id == entry.target_id and e.kind is entry.kind:
                return
        entries.append(entry)
        if entry.kind is Kind.PROGRAMME and (
            HAN.search(folded) or sum(map(str.isalpha, folded)) >= MIN_LETTERS_TO_JOIN
        ):
            pattern.joined.append(entry)


_IN_USE: WeakValueDictionary[Hashable, Lexicon] = WeakValueDictionary()


def lexicon_of(watchlists: Watchlists) -> Lexicon:
    """Return the lexicon of a release: releases that look for the same names share one in use.

    To build one for the shipped watchlists takes half a second.
    """
    names = (watchlists.programmes, watchlists.terms, watchlists.context)
    lexicon = _IN_USE.get(names)
    if lexicon is None:
        lexicon = _IN_USE[names] = Lexicon(watchlists)
    return lexicon


def _sorted(pattern: _Pattern) -> tuple[tuple[Entry, ...], tuple[Entry, ...]] | None:
    """Return the terms and the company of a pattern; None where more is to be asked or told."""
    if pattern.anchors or pattern.plain is None:
        return None
    if any(entry.kind is Kind.PROGRAMME for entry in pattern.plain):
        return None
    terms = tuple(e for e in pattern.plain if e.kind in (Kind.TERM, Kind.TERM_BLOCK))
    return terms, tuple(e for e in pattern.plain if e not in terms)


def _runs_on(folded: str, end: int) -> bool:
    """Whether a word goes on behind a place."""
    return folded[end : end + 1] in _LATIN and not _YEAR_BEHIND.match(folded, end)


def _runs_into(folded: str, start: int) -> bool:
    """Whether a word has begun before a place."""
    return folded[start - 1] in _LATIN and not _YEAR_BEFORE.match(folded, max(0, start - 4))


def _spaces(folded: str) -> list[int]:
    """Return, for each space, the number of characters before it that are none."""
    places = [match.start() for match in _SPACE.finditer(folded)]
    return [place - number for number, place in enumerate(places)]


def _place(bare: int, spaces: list[int]) -> int:
    """Return where a character of the text without spaces stands in the text with them."""
    return bare + bisect_right(spaces, bare)
