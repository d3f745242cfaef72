"""Names of Han characters in disguise: by sound, look, slip, pinyin and initials.

A disguised name is looked for before the words that programmes' names end in (计划, 人才 and what
else the listed names end in), which the automaton finds in passing. From there a walk back over
text and names at once ends after a character or two where nothing is meant; so the cost grows with
those words, hardly with the number of names. False alarms are measured: docs/benchmarks.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.folding import fold_name
from policywatch.flagging.likeness import look_alikes, readings, spellings
from policywatch.flagging.names import (
    INITIALS_TAILS,
    MAX_STEM,
    TAILS,
    Entry,
    Kind,
    doubtful,
    is_han,
    is_initials,
    stem_and_tail,
)

TAKEN_ON = ("计划", "人才", "工程", "项目", "引才", "专项")
"""Words that any stem is looked for before: 启名人才 is meant for 启明, too."""
MIN_CHARS = 4
MIN_CORE_TO_SLIP = 4
MAX_SPELLED = 4
MAX_PARTLY = 3
MAX_SAME_INITIALS = 3
MAX_STEPS = 200
MAX_LETTERS = 30
REACH = 5
MAX_CACHED = 200_000
# What is left of a name without these tells it from its neighbours: 浦江 of 浦江人才计划.
_GENERIC = (*TAILS, "精英", "领军", "创新", "创业", "引进", "特聘", "教授", "团队", "博士", "奖励")
# They sound like many a name's character, and belong to the sentence around.
_FUNCTION_WORDS = frozenset("的了在是和与及或还也对为把被向从而且其他此该各每个并将已由于至有")
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿双")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_RETROFLEX = re.compile(r"^([zcs])h")
_LEAF = ""
WHOLE = -1

Guess = tuple[Entry, int]
"""A name that may be meant, and where it begins."""
Trie = dict[str, Any]  # Any: a trie holds tries, and at _LEAF a list of entries


@dataclass(slots=True)
class _Stems:
    """Stems by their characters, the last one first, and by their pinyin."""

    trie: Trie = field(default_factory=dict)
    spelled: dict[str, list[Entry]] = field(default_factory=dict)


@dataclass(slots=True)
class _Tail:
    """The names that end in one word, without it."""

    own: "_Stems"
    stems: list["_Stems"] = field(default_factory=list)
    initials: bool = False
    slips: dict[str, list[tuple[int, str, Entry]]] = field(default_factory=dict)
    near: dict[int, set[str]] = field(default_factory=dict)
    longest: int = 0
    first: dict[str, list[tuple[Trie, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A pattern of the automaton that a name may end in: its tail, and how that is written."""

    tail: _Tail
    form: str = ""


class Disguises:
    """The names of a release as they are recognised in disguise; built once, then only read."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._tails: dict[str, _Tail] = defaultdict(lambda: _Tail(_Stems()))
        self._initials: dict[str, list[Entry]] = defaultdict(list)
        self._listed: dict[str, set[str]] = defaultdict(set)
        self._taken_on = _Stems()
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._alike: dict[str, dict[str, str]] = {}
        self._alphabet: set[str] = set()
        for programme in programmes:
            self._add(programme)
        for letters, entries in self._initials.items():
            listed = [entry for entry in entries if entry.target_id in self._listed[letters]]
            entries[:] = listed or entries
        for word in TAKEN_ON if self._taken_on.trie else ():
            self._tails[word].stems.append(self._taken_on)
        for word, tail in self._tails.items():
            tail.initials = word in INITIALS_TAILS
            if tail.own.trie:
                tail.stems.append(tail.own)
        for char in self._alphabet:
            for reading in readings(char):
                self._by_sound[_blurred(reading)].add(char)

    def anchors(self) -> Iterator[tuple[str, Anchor]]:
        """Yield the folded patterns that `find` wants to hear of."""
        for word, tail in self._tails.items():
            yield word, Anchor(tail)
            for syllables in spellings(word):
                yield " ".join(syllables), Anchor(tail, "pinyin")
            if word in TAKEN_ON:
                for written, form in _written_otherwise(word):
                    yield written, Anchor(tail, form)

    def find(self, text: str, start: int, anchor: Anchor) -> Sequence[Guess]:
        """Return the disguised names that end in an anchor, each with where it begins."""
        if not start:
            return ()
        tail = anchor.tail
        if anchor.form == "pinyin":
            return list(self._spelled(tail, text, start, is_latin=True))
        guesses: list[Guess] = []
        if not _LETTERS.isdisjoint(text[max(0, start - REACH) : start]):
            guesses += self._spelled(tail, text, start, is_latin=False)
        last = text[start - 1]
        begun = tail.first.get(last)
        if begun is None:
            begun = self._begin(tail, last)
        if begun:
            guesses += self._walk(begun, text, start, anchor.form)
        if tail.longest and not anchor.form:
            guesses += _slipped(tail, text, start)
        return guesses

    def _add(self, programme: Programme) -> None:
        taken_on = {fold_name(stem): stem for stem in programme.stems}
        for name in programme.zh:
            folded = fold_name(name)
            if not is_han(folded) or len(folded) < MIN_CHARS:
                continue
            stem, word = stem_and_tail(folded)
            if not word or len(stem) < 2:
                stem, word = folded[:-2], folded[-2:]
            elif len(stem) <= MAX_STEM:
                taken_on.setdefault(stem, name)
            if not (stem in taken_on and word in TAKEN_ON):
                self._plant(self._tails[word].own, stem, programme, name)
            if len(_core(folded)) >= MIN_CORE_TO_SLIP:
                _let_slip(self._tails[word], stem, _guess(programme, name, "typo"))
        stems = {s: name for s, name in taken_on.items() if is_han(s) and 2 <= len(s) <= MAX_STEM}
        for stem, name in stems.items():
            self._plant(self._taken_on, stem, programme, name)
        self._abbreviate(programme, stems)

    def _plant(self, stems: _Stems, stem: str, programme: Programme, name: str) -> None:
        self._alphabet.update(stem)
        node = stems.trie
        for char in reversed(stem):
            node = node.setdefault(char, {})
        _note(node, _LEAF, _guess(programme, name, "homophone"))
        for syllables in spellings(stem)[:MAX_SPELLED]:
            _note(stems.spelled, "".join(syllables), _guess(programme, name, "pinyin"))
        for syllables in spellings(stem)[:1]:
            for letters in _partly_initials(syllables, len(_core(stem))):
                _note(stems.spelled, letters, _guess(programme, name, "pinyin"))

    def _abbreviate(self, programme: Programme, stems: Iterable[str]) -> None:
        """Note the initials that a programme goes by: those listed, and those of its stems."""
        found = [name for name in programme.short if is_initials(name)]
        for letters in found:
            self._listed[letters.lower()].add(programme.id)
        for stem in stems:
            found += ["".join(s[0] for s in syllables).upper() for syllables in spellings(stem)[:1]]
        for letters in dict.fromkeys(found):
            self._initials[letters.lower()].append(_guess(programme, letters, "initials"))

    def _spelled(self, tail: _Tail, text: str, end: int, is_latin: bool) -> Iterator[Guess]:
        """Yield the names whose stem stands before in pinyin, whole or in part, or as initials.

        Before a tail of Han, some of it must be in Latin letters.
        """
        for letters, start, han in _letters_before(text, end):
            for stems in tail.stems if han < len(letters) or is_latin else ():
                yield from ((entry, start) for entry in stems.spelled.get(letters, ()))
            if tail.initials and not han and 2 <= len(letters) <= 4:
                named = self._initials.get(letters, [])
                if len(named) <= MAX_SAME_INITIALS:
                    yield from ((entry, start) for entry in named)

    def _begin(self, tail: _Tail, last: str) -> list[tuple[Trie, str]]:
        """Return where walks begin for the character before a tail, and remember it."""
        begun = [step for stems in tail.stems for step in self._steps(stems.trie, last)]
        if len(tail.first) < MAX_CACHED:
            tail.first[last] = begun
        return begun

    def _walk(
        self, begun: list[tuple[Trie, str]], text: str, end: int, form: str
    ) -> Iterator[Guess]:
        """Yield the names whose stem stands before in characters that sound or look alike."""
        ways = [(node, end - 1, _worse(form, how)) for node, how in begun]
        for _ in range(MAX_STEPS):
            if not ways:
                return
            node, start, how = ways.pop()
            if how and _LEAF in node:
                yield from ((_as(entry, how), start) for entry in node[_LEAF])
            if start:
                for child, changed in self._steps(node, text[start - 1]):
                    ways.append((child, start - 1, _worse(how, changed)))

    def _steps(self, node: Trie, char: str) -> list[tuple[Trie, str]]:
        """Return the children of a node that a character may be meant for, and how so."""
        steps = [(node[char], "")] if char in node else []
        alike = self._alike.get(char)
        if alike is None:
            alike = self._find_alike(char)
            if len(self._alike) < MAX_CACHED:
                self._alike[char] = alike
        if alike:
            steps += [(node[meant], alike[meant]) for meant in node.keys() & alike.keys()]
        return steps

    def _find_alike(self, char: str) -> dict[str, str]:
        """Return the characters of names that one is written for, each with the form it is."""
        if char in _FUNCTION_WORDS:
            return {}
        found = dict.fromkeys(look_alikes(char) & self._alphabet, "look-alike")
        for reading in readings(char):
            found |= dict.fromkeys(self._by_sound.get(_blurred(reading), ()), "homophone")
        found.pop(char, None)
        return found


def _blurred(syllable: str) -> str:
    """Return a syllable as many speakers say it: zh, ch, sh as z, c, s, and ng as n."""
    return _RETROFLEX.sub(r"\1", syllable).removesuffix("g")


def _guess(programme: Programme, name: str, form: str) -> Entry:
    return Entry(Kind.PROGRAMME, programme.id, name, form, doubtful(programme))


def _note(entries: dict[str, Any], key: str, entry: Entry) -> None:
    """Add an entry, once for each programme."""
    noted = entries.setdefault(key, [])
    if all(known.target_id != entry.target_id for known in noted):
        noted.append(entry)


def _as(entry: Entry, form: str) -> Entry:
    if entry.form == form:
        return entry
    return Entry(entry.kind, entry.target_id, entry.name, form, entry.strength)


def _worse(one: str, other: str) -> str:
    return "homophone" if "homophone" in (one, other) else one or other


def _core(folded: str) -> str:
    """Return what tells a name from others of its kind, without the generic words at its end."""
    core = folded
    while word := next((word for word in _GENERIC if core.endswith(word)), ""):
        core = core.removesuffix(word)
    return core


def _partly_initials(syllables: tuple[str, ...], core: int) -> Iterator[str]:
    """Yield spellings with some syllables cut to their initial: 启M计划, Q明计划, QM人才计划.

    Of a long stem that is its core alone.
    """
    numbers = range(len(syllables))
    cuts = [cut for size in numbers[1:] for cut in combinations(numbers, size)]
    if len(syllables) > MAX_PARTLY:
        cuts = [tuple(range(core))] if 2 <= core < len(syllables) else []
    for cut in cuts:
        yield "".join(s[0] if number in cut else s for number, s in enumerate(syllables))


def _written_otherwise(word: str) -> Iterator[tuple[str, str]]:
    """Yield a word with one character replaced by one that sounds or looks like it."""
    for at, char in enumerate(word):
        for other in look_alikes(char):
            yield word[:at] + other + word[at + 1 :], "look-alike"
        for other in _sounding_like(char):
            yield word[:at] + other + word[at + 1 :], "homophone"


@cache
def _sounding_like(char: str) -> tuple[str, ...]:
    """Return all characters of one sound; of the few that the words of TAKEN_ON are made of."""
    usual = readings(char)[0]
    others = (chr(code) for code in range(0x4E00, 0xA000))
    return tuple(
        other
        for other in others
        if other != char and other not in _FUNCTION_WORDS and readings(other)[:1] == (usual,)
    )


def _let_slip(tail: _Tail, stem: str, entry: Entry) -> None:
    """Note a long name by what is left of its stem without any one character."""
    tail.longest = max(tail.longest, len(stem))
    for at, char in enumerate(stem):
        distance = len(stem) - at
        for near in (distance - 1, distance, distance + 1):
            tail.near.setdefault(near, set()).add(char)
        if at and char not in _NUMERALS:
            tail.slips.setdefault(stem[:at] + stem[at + 1 :], []).append((at, stem, entry))
    tail.slips.setdefault(stem, []).append((WHOLE, stem, entry))


def _slipped(tail: _Tail, text: str, end: int) -> list[Guess]:
    """Return the long names that stand before with one character wrong, missing, doubled, swapped.

    The characters of the text are compared with those that names have at their distance from the
    end, give or take one: after two strangers nothing can be meant any more.
    """
    guesses: list[Guess] = []
    strangers = 0
    for distance in range(1, min(tail.longest + 1, end) + 1):
        char = text[end - distance]
        if char not in tail.near[distance]:
            strangers += 1
            if strangers > 1 or not char.isalnum():
                break
        if distance >= MIN_CORE_TO_SLIP - 1:
            start = end - distance
            guesses += [(entry, start) for entry in _slips_of(tail, text[start:end])]
    return guesses


def _slips_of(tail: _Tail, written: str) -> Iterator[Entry]:
    for missing, _, entry in tail.slips.get(written, ()):
        if missing != WHOLE:
            yield entry
    for at in range(len(written)):
        rest = written[:at] + written[at + 1 :]
        for missing, stem, entry in tail.slips.get(rest, ()):
            if _is_slip(written, stem, at, missing):
                yield entry


def _is_slip(written: str, stem: str, at: int, missing: int) -> bool:
    """Whether the stem is written with a character wrong, one too many, or two swapped."""
    if missing == WHOLE:
        return at > 0
    if written == stem:
        return False
    if missing == at:
        return written[at] not in _NUMERALS
    return abs(missing - at) == 1 and sorted(written) == sorted(stem)


def _letters_before(text: str, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the Latin letters (Han in pinyin) from each beginning of a word up to a place.

    Each with where it begins, and how many of its letters spell Han. Single spaces are passed over,
    and the dots of initials.
    """
    letters = ""
    start, han = end, 0
    while start and len(letters) < MAX_LETTERS:
        char = text[start - 1]
        if char in _LETTERS:
            letters = char + letters
        elif char == " " or (char == "." and _ends_initial(text, start - 1)):
            start -= 1
            continue
        elif spelled := readings(char):
            letters, han = spelled[0] + letters, han + len(spelled[0])
        else:
            return
        start -= 1
        if char not in _LETTERS or not start or text[start - 1] not in _LETTERS:
            if start and text[start - 1].isdigit():
                return
            yield letters, start, han


def _ends_initial(text: str, at: int) -> bool:
    """Whether one letter stands alone before a place."""
    return at > 0 and text[at - 1] in _LETTERS and (at < 2 or text[at - 2] not in _LETTERS)
