"""Stems of names before the words that names end in: read back from there over the text.

A walk over text and names at once ends after a character or two where nothing is meant.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policywatch.flagging.characters.likeness import sound_of
from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.disguises.han.meant_characters import (
    BY_SOUND,
    FUNCTION,
    LEAF,
    PARTS_CHARS,
    MeantCharacters,
    Trie,
    counts_people,
    worse,
)
from policywatch.flagging.disguises.han.slips import Slips
from policywatch.flagging.names.entries import MAX_STEM, Entry, Strength

MAX_STEPS = 200
MAX_LINKS = 3
MAX_CACHED = 200_000
MAX_KNOWN = 20_000
_LISTED = frozenset("、和与及")

Guess = tuple[Entry, int, int]
"""A name that may be meant, where it begins and where it ends."""
_Stem = tuple[Entry | None, int]


@dataclass(slots=True)
class Stems:
    """Stems by their characters, the last one first, and by their pinyin."""

    trie: Trie = field(default_factory=dict)
    spelled: dict[str, list[Entry]] = field(default_factory=dict)


@dataclass(slots=True)
class Tail:
    """The names that end in one word, without it; `is_last_part`: that is no word for a plan.

    `listed` are those as listed, in any numerals: what stands before the word's initials, 千人JH.
    `takes_plain`: an undisguised stem counts before it, as a stem; `asks_more`: none that is a
    plain word. `chances` remembers beside which characters a name may stand.
    """

    own: Stems
    stems: list[Stems] = field(default_factory=list)
    initials: bool = False
    is_telling: bool = False
    is_last_part: bool = False
    takes_plain: bool = False
    asks_more: bool = False
    slips: Slips = field(default_factory=Slips)
    first: dict[str, list[tuple[Trie, str]]] = field(default_factory=dict)
    listed: dict[str, list[Entry]] = field(default_factory=dict)
    chances: dict[str, bool] = field(default_factory=dict)
    known: dict[str, dict[str, list[_Stem]]] = field(default_factory=lambda: defaultdict(dict))


class StemsBefore:
    """Reads the stems that stand before a tail in characters, some of them others."""

    def __init__(
        self,
        meant: MeantCharacters,
        doubtful: Mapping[str, Strength],
        plain_words: Container[tuple[str, str]],
    ) -> None:
        self._meant = meant
        self._doubtful = doubtful
        self._plain_words = plain_words

    def may_end(self, tail: Tail, last: str) -> bool:
        """Whether some stem, or a part of its last character, may end in a character."""
        return bool(self._begin(tail, last)) or last in self._meant.ends_of_parts

    def _begin(self, tail: Tail, last: str) -> list[tuple[Trie, str]]:
        """Return where walks begin for the character before a tail, and remember it."""
        if (begun := tail.first.get(last)) is not None:
            return begun
        begun = [step for stems in tail.stems for step in self._meant.children(stems.trie, last)]
        if len(tail.first) < MAX_CACHED:
            tail.first[last] = begun
        return begun

    def walk(
        self, tail: Tail, text: str, end: int, form: str, links: int = MAX_LINKS
    ) -> Iterator[Guess]:
        """Yield the names whose stem stands before in characters that sound or look alike.

        What is written like the name itself counts only before a tail that is not (`form`). Before
        a name others may be listed: 起名、火具计划.
        """
        begins = set()
        for entry, length in self._before(tail, text, end, form):
            first = text[max(0, end - length - 1) : end - length + 1]
            # 提名奖人选: what stands before a word of no plan begins inside another word.
            doubtful = entry is not None and entry.form != "stem" and not tail.is_telling
            if doubtful and is_ordinary(first):
                continue
            begins.add(end - length)
            if entry is not None:
                yield entry, end - length, end
        for begin in begins if links else ():
            before = begin - 1 if begin > 1 and text[begin - 1] in _LISTED else begin
            if before:
                yield from self.walk(tail, text, before, "", links - 1)

    def _before(self, tail: Tail, text: str, end: int, form: str) -> Sequence[_Stem]:
        """Return the stems that end at a place, with their lengths; no entry where undisguised.

        The same few characters stand before a tail again and again, most often in vain: what comes
        of them is remembered by all that was looked at.
        """
        known = tail.known[form]
        for first in range(end - 2, max(end - MAX_STEM - 2, 0), -1):
            if (found := known.get(text[first:end])) is not None:
                return found
        found = []
        looked_at = end - 1
        last = text[end - 1]
        ways = []
        for node, how in self._begin(tail, last):
            # 日前将申报: a word that sounds so may begin a name, right before a noun it is itself.
            if how != FUNCTION and (now := worse(form, how)) is not None:
                ways.append((node, end - 1, now, not how, not how))
        if last in self._meant.ends_of_parts:
            looked_at = end - PARTS_CHARS
            for stems in tail.stems:
                ways += self._joined(stems.trie, text, end, form)
        for _ in range(MAX_STEPS):
            if not ways:
                break
            node, start, how, kept, whole = ways.pop()
            looked_at = min(looked_at, start - 1)
            if LEAF in node and _stands_alone(text, start) and (kept or how in BY_SOUND):
                # 组建团队 sounds nearly like 珠江团队: an ordinary word must sound just so.
                written = text[start:end]
                if how == "look-alike" and counts_people(written):
                    continue
                doubtful = bool(how) and not whole and is_ordinary(written)
                if doubtful and not (tail.is_telling and _sounds_so(tail, written)):
                    continue
                told = "homophone" if how in BY_SOUND else how
                for entry in node[LEAF]:
                    meant = as_form(entry, told) if how else self.plain(entry, tail)
                    found.append((meant, end - start))
            if start:
                for child, changed in self._meant.children(node, text[start - 1]):
                    if (now := worse(how, changed)) is not None:
                        same = not changed
                        ways.append((child, start - 1, now, kept or same, whole and same))
                if text[start - 1] in self._meant.ends_of_parts:
                    looked_at = min(looked_at, start - PARTS_CHARS)
                    ways += self._joined(node, text, start, how)
        if looked_at > 0:
            if len(known) >= MAX_KNOWN:
                known.clear()
            known[text[looked_at:end]] = found
        return found

    def plain(self, entry: Entry, tail: Tail) -> Entry | None:
        """Return what stands for an undisguised stem before a tail, if it counts there."""
        if not tail.takes_plain:
            return None
        if tail.asks_more and (entry.target_id, entry.name) in self._plain_words:
            return None
        return replace(entry, form="stem", strength=self._doubtful[entry.target_id])

    def _joined(
        self, node: Trie, text: str, end: int, how: str
    ) -> Iterator[tuple[Trie, int, str, bool, bool]]:
        """Yield the ways on from a node over a character in its parts."""
        if (now := worse(how, "look-alike")) is not None:
            for child, size in self._meant.in_parts(node, text, end):
                yield child, end - size, now, True, False


def _sounds_so(tail: Tail, written: str) -> bool:
    """Whether a stem of a tail is said as some characters are."""
    letters = sound_of(written)
    return any(letters in stems.spelled for stems in tail.stems)


def as_form(entry: Entry, form: str) -> Entry:
    """Return what stands for a name that is written in a form."""
    if entry.form == form:
        return entry
    return Entry(entry.kind, entry.target_id, entry.name, form, entry.strength)


def _stands_alone(text: str, start: int) -> bool:
    """Whether no Latin word or number goes on into what begins at a place."""
    first = text[start]
    return not (
        start
        and first.isascii()
        and first.isalnum()
        and text[start - 1].isascii()
        and text[start - 1].isalnum()
    )
