"""The names of a release as they are arranged to be recognised in disguise."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.latin_letters import MAX_LETTERS, partly_initials
from policywatch.flagging.characters.likeness import readings, spellings
from policywatch.flagging.characters.numerals import counted_people, digits_in_han, han_in_digits
from policywatch.flagging.characters.ordinary_words import is_ordinary
from policywatch.flagging.disguises.han.meant_characters import LEAF, MeantCharacters, Trie
from policywatch.flagging.disguises.han.slips import MIN_CORE_TO_SLIP, core_of, let_slip
from policywatch.flagging.disguises.han.stems import Stems, Tail
from policywatch.flagging.disguises.latin.words import PERSONS, PLANS
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import (
    INITIALS_TAILS,
    MAX_STEM,
    Entry,
    Strength,
    cut_place,
    doubtful,
    guessed,
    is_han,
    is_initials,
    stem_and_tail,
    strength_of,
)
from policywatch.flagging.names.variants import likely_spellings

TAKEN_ON = (
    "计划", "人才", "工程", "项目", "引才", "专项", "行动", "专家", "团队", "申报", "人选", "入选",
)  # fmt: skip
"""Words that any stem is looked for before: 启名人才 is meant for 启明, too."""
_SAID_INSTEAD = frozenset(("项目", "专项"))
"""Of these that are said of any programme: a stem as it is counts before them, 孔雀项目."""
MIN_CHARS = 4
MIN_ENGLISH = 5
MAX_WORDS = 2
MAX_SPELLED = 4
MAX_SAME_INITIALS = 6
ALONE = 4
"""So many initials are no others', wherever they stand."""
# Words that a programme's name ends in and few other phrases do.
_OF_PLANS = frozenset(("计划", "工程", "行动", "专项", "学者", "英才", "人才", "引才"))
_OF_PLACES = frozenset(("river", "mountain", "lake"))
_UNTOLD = frozenset(("china", "national", "talent", "eastern", "oriental", "hundred", "overseas"))
# Before an English word for a plan, and among capitals, these are no initials of a programme.
_ABBREVIATIONS = frozenset(
    ("ai", "ba", "bs", "cs", "dl", "eu", "hk", "hr", "ip", "it", "jd", "ma", "md", "ml", "mp", "ms",
     "ngo", "pc", "phd", "pi", "pm", "pr", "qa", "rd", "sh", "sz", "tv", "uk", "un", "us", "vr")
)  # fmt: skip
_INITIALS_NAME = re.compile(r"([A-Z]{2,4})[\u4e00-\u9fff]{2}")
_DIGIT = re.compile(r"\d")
# 国家级 says of anything how high it stands, and alone means no programme.
_LEVEL = "级"


class NameIndex:
    """Names by their stems, the words behind these, and initials; built once, then only read.

    `tails` are the words that names end in, `taken_on` the stems that are looked for before any of
    TAKEN_ON; `forward` holds these from their first character. `doubtful` tells what a programme's
    names count that do not count by themselves, `plain_words` which names (by programme) have a
    stem that is a word in use, or their place: 武汉 says nothing of talents.
    """

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self.tails: dict[str, Tail] = defaultdict(lambda: Tail(Stems()))
        self.taken_on = Stems()
        self.forward: Trie = {}
        self.meant = MeantCharacters()
        self._initials: dict[str, list[Entry]] = defaultdict(list)
        self._listed: dict[str, set[str]] = defaultdict(set)
        self._sure: set[tuple[str, str]] = set()
        self.doubtful: dict[str, Strength] = {}
        self.plain_words: set[tuple[str, str]] = set()
        for programme in programmes:
            self._add(programme)
        for letters, entries in self._initials.items():
            listed = [
                entry for entry in entries if entry.target_id in self._listed.get(letters, ())
            ]
            entries[:] = listed or entries
        for word in TAKEN_ON if self.taken_on.trie else ():
            self.tails[word].stems.append(self.taken_on)
        for word, tail in self.tails.items():
            tail.initials = word in INITIALS_TAILS
            tail.is_telling = word in _OF_PLANS
            tail.takes_plain = tail.asks_more = word in _SAID_INSTEAD
            if tail.own.trie:
                tail.stems.append(tail.own)
        self.meant.settle()

    def of_initials(self, letters: str) -> Sequence[Entry]:
        """Return the names that initials may stand for; none where they stand for too many."""
        named = self._initials.get(letters, [])
        return named if len(named) <= MAX_SAME_INITIALS else ()

    def of_lone_initials(self, letters: str) -> Sequence[Entry]:
        """Return the names that initials may stand for where no word for a plan says that."""
        return () if letters in _ABBREVIATIONS else self.of_initials(letters)

    def is_listed(self, letters: str) -> bool:
        """Whether a programme is listed with these initials, written so in small letters."""
        return bool(self._listed.get(letters))

    def stems_as(self, written: str) -> Sequence[Entry]:
        """Return the names whose stem is written so."""
        node = self.forward
        for char in written:
            if char not in node:
                return ()
            node = node[char]
        entries: Sequence[Entry] = node.get(LEAF, ())
        return entries

    def has_initials(self, size: int) -> bool:
        """Whether some name may be meant by so many initials."""
        return any(len(letters) == size for letters in self._initials)

    def is_sure(self, entry: Entry, letters: str) -> bool:
        """Whether a name that is said so is a certain one: nothing else bears it."""
        return (entry.target_id, letters) in self._sure

    def _add(self, programme: Programme) -> None:
        self.doubtful[programme.id] = doubtful(programme)
        taken_on = {fold_name(stem): stem for stem in programme.stems}
        own: set[str] = set()
        for name in programme.zh:
            folded = fold_name(name)
            self._list(folded, guessed(programme, name, "initials"))
            if not is_han(folded):
                self._let_slip_beside_digits(programme, name, folded)
                continue
            if len(folded) < MIN_CHARS:
                if len(folded) >= 2:
                    taken_on.setdefault(folded, name)
                continue
            stem, word = stem_and_tail(folded)
            if not word or len(stem) < 2:
                stem, word = folded[:-2], folded[-2:]
                self.tails[word].is_last_part = True
            elif len(stem) <= MAX_STEM and not stem.endswith(_LEVEL):
                taken_on.setdefault(stem, name)
            if not (stem in taken_on and word in TAKEN_ON):
                self._plant(self.tails[word].own, stem, programme, name)
                own.add(word)
            if len(core_of(folded)) >= MIN_CORE_TO_SLIP:
                let_slip(self.tails[word].slips, stem, guessed(programme, name, "typo"))
        places = tuple(filter(None, cut_place(programme.place)))
        stems = {s: name for s, name in taken_on.items() if is_han(s) and 2 <= len(s) <= MAX_STEM}
        for stem, name in stems.items():
            self._plant(self.taken_on, stem, programme, name)
            if is_ordinary(stem) or stem.startswith(places):
                self.plain_words.add((programme.id, name))
            node = self.forward
            for char in stem:
                node = node.setdefault(char, {})
            _note(node, LEAF, guessed(programme, name, "homophone"))
        tails = [self.tails[word].own for word in own]
        for stem in _english_stems(programme):
            for before in (self.taken_on, *tails):
                _note(before.spelled, stem, guessed(programme, stem, "variant"))
        self._abbreviate(programme, stems)

    def _let_slip_beside_digits(self, programme: Programme, name: str, folded: str) -> None:
        """Note a name with digits in it, for slips in its characters."""
        stem, word = stem_and_tail(folded)
        if is_han(_DIGIT.sub("", folded)) and word and len(core_of(folded)) >= MIN_CORE_TO_SLIP:
            let_slip(self.tails[word].slips, stem, guessed(programme, name, "typo"))

    def _list(self, folded: str, entry: Entry) -> None:
        """Note what stands before the last word of a name, in any numerals."""
        word = next(filter(folded.endswith, INITIALS_TAILS), "")
        numerals = (counted_people, digits_in_han, han_in_digits)
        for written in (folded, *(w for way in numerals for w in way(folded))) if word else ():
            if stem := written.removesuffix(word):
                _note(self.tails[word].listed, stem, entry)

    def _plant(self, stems: Stems, stem: str, programme: Programme, name: str) -> None:
        self.meant.add(stem)
        node = stems.trie
        for char in reversed(stem):
            node = node.setdefault(char, {})
        _note(node, LEAF, guessed(programme, name, "homophone"))
        is_sure = strength_of(programme, name) is Strength.CERTAIN and not programme.needs_context
        for syllables in spellings(stem)[:MAX_SPELLED]:
            if is_sure:
                self._sure.add((programme.id, "".join(syllables)))
            _note(stems.spelled, "".join(syllables), guessed(programme, name, "pinyin"))
        for syllables in likely_spellings(programme, stem)[:2]:
            usual = tuple(readings(char)[0] for char in stem)
            for letters in partly_initials(syllables, usual, len(core_of(stem))):
                if is_sure:
                    self._sure.add((programme.id, letters))
                _note(stems.spelled, letters, guessed(programme, name, "pinyin"))

    def _abbreviate(self, programme: Programme, stems: Iterable[str]) -> None:
        """Note the initials that a programme goes by: those listed, and those of its stems."""
        found = [name for name in programme.short if is_initials(name)]
        found += [name[1] for name in map(_INITIALS_NAME.fullmatch, programme.zh) if name]
        for letters in found:
            self._listed[letters.lower()].add(programme.id)
        # Of others so many would be a journal's, as JSSC is.
        found += _behind_their_place(programme, found)
        for stem in stems:
            spelled = likely_spellings(programme, stem)
            found += ["".join(s[0] for s in syllables).upper() for syllables in spelled]
        for letters in dict.fromkeys(found):
            self._initials[letters.lower()].append(guessed(programme, letters, "initials"))


def _behind_their_place(programme: Programme, initials: Iterable[str]) -> list[str]:
    """Return initials behind those of the programme's place, where they are four: ZJKP."""
    places = [spellings(fold_name(place))[:1] for place in cut_place(programme.place) if place]
    letters = ["".join(s[0] for s in syllables).upper() for one in places for syllables in one]
    return [place + own for place in letters for own in initials if len(place + own) == ALONE]


def _english_stems(programme: Programme) -> Iterator[str]:
    """Yield what stands in English names before words for a plan or person: Yangtze学者.

    Nothing that is only a place, or a word that tells nothing.
    """
    place = "".join(next(iter(spellings(fold_name(programme.place))), ()))
    for name in programme.en:
        words = fold_name(name).split()
        while words and words[-1].removesuffix("s") in (*PLANS, *PERSONS, "talent"):
            words.pop()
        if not words or words[0] in _UNTOLD or words[0] in place or len(words) > MAX_WORDS:
            continue
        short = words[:-1] if words[-1] in _OF_PLACES else words
        for stem in dict.fromkeys(("".join(words), "".join(short))):
            if MIN_ENGLISH <= len(stem) <= MAX_LETTERS and stem.isascii() and stem.isalpha():
                yield stem


def _note(entries: dict[str, Any], key: str, entry: Entry) -> None:
    """Add an entry, once for each programme."""
    noted = entries.setdefault(key, [])
    if all(known.target_id != entry.target_id for known in noted):
        noted.append(entry)
