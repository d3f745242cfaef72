"""Names in Latin letters in disguise: other endings, plurals, slips, digits for letters, pinyin.

The text's words become codes: one for each word that names are made of, whatever its number or
spelling (Talents, talent, Ta1ent, Talnet), one for all words that say plan. Sequences of codes are
found by an automaton of their own, so the cost does not grow with the ways to write a name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase, digits

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.automaton import Automaton
from policywatch.flagging.characters.likeness import spellings
from policywatch.flagging.characters.wade_giles import wade_giles
from policywatch.flagging.disguises.latin.words import (
    ABBREVIATED,
    CUT,
    PERSONS,
    PLANS,
    abbreviations,
    is_near,
    read_as,
    shortened,
    sound_in_english,
    undoubled,
)
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import (
    MAX_STEM,
    Entry,
    Kind,
    Strength,
    doubtful,
    is_han,
    stem_and_tail,
    strength_of,
)
from policywatch.flagging.names.inflections import singular

# The ones of these with slips are no other words, as expect for expert, protect for project are.
_SLIPPING = frozenset(("scholar", "program", "programme", "professor", "initiative"))
# Words of their own, and no slips: a processor is no professor.
_NO_SLIPS = frozenset((
    "processor", "programmer", "programmed", "string", "sensor", "finding", "founding", "loading",
    "raising", "leaving", "leaking", "thorough", "though", "sprint", "warren",
))  # fmt: skip
MIN_LETTERS = 5
MIN_WORD_TO_SLIP = 6
MIN_NAME_TO_SLIP = 8
MIN_REVERSED = 4
MIN_LONG_NAME = 12
# One slip in so many letters makes no other name of a name: Thousand Tallents Plan.
MIN_SURE_SLIP = 16
MIN_UNDOUBLED = 4
MIN_WORD_TO_ABBREVIATE = 5
MAX_WORD = 30
MAX_CACHED = 200_000
FIRST_CODE = 0x10000
_WORD = re.compile(r"[a-z0-9]+")
_ONLY_WORDS = bytes(code if chr(code) in ascii_lowercase + digits else 32 for code in range(256))
_BETWEEN = re.compile(r"[a-z0-9 ]+")
_SIGNED_BETWEEN = re.compile(r"[a-z0-9 !@$]+")
_NUMBERS = {"100": "hundred", "1000": "thousand", "1k": "thousand"}
_SIGNS_FOR_LETTERS = re.compile(r"[a-z0-9][!@$]+[a-z]|[a-z][!@$]+[a-z0-9]")
_SIGNED_WORD = re.compile(r"[a-z0-9!@$]*[a-z0-9@$]")
# Thousand.Talents.Plan
_STOPPED = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)+")
_GOES_ON = re.compile(r"[/@_:-]|\.[a-z]")
_ZEROS = str.maketrans("ol", "01")
# English words that sound like a stem.
_SOUND_ALIKE = frozenset(("boxing", "human", "common", "coming", "cousin"))
_BEFORE_IN_CHINESE = re.compile("[\u4e00-\u9fff、。][ (]{0,2}$")
_AFTER_IN_CHINESE = re.compile("[ )]{0,2}[\u4e00-\u9fff、。]")
_IN_ADDRESS = frozenset("./@_:-")
_ADDRESS_BEFORE = re.compile("[./@_-]$|[a-z0-9]:$")
_OTHER = "\x00"
_PLAN, _PERSON, _TALENT, _CALLED = "\x01", "\x02", "\x03", "\x04"
_CALLING = frozenset(("called", "dubbed", "codenamed", "nicknamed", "named", "as"))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text: its code, and how it differs from the word that is meant."""

    code: str
    form: str = ""


_STRANGE = _Word(_OTHER)


class Spelling:
    """The Latin names of a release as sequences of words; built once, then only read."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._codes = dict.fromkeys(PLANS, _PLAN) | dict.fromkeys(PERSONS, _PERSON)
        self._codes |= dict.fromkeys(_CALLING, _CALLED) | {"talent": _TALENT, "elite": _TALENT}
        self._sounds: dict[str, str] = {}
        self._spelled: dict[str, set[str]] = defaultdict(set)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        self._abbreviated: dict[str, _Word] = {}
        self._undoubled: dict[str, str] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._alone: set[str] = set()
        programmes = tuple(programmes)
        self._places = " ".join(programme.place for programme in programmes)
        for programme in programmes:
            for name in (*programme.en, *programme.short, *programme.stems):
                self._add_name(programme, name)
        for programme in programmes:
            for name in (*programme.zh, *programme.stems):
                self._add_pinyin(programme, name)
        for word in sorted(self._codes.keys() - (PLANS | PERSONS | _CALLING) | _SLIPPING):
            if len(word) >= MIN_WORD_TO_SLIP:
                for short in shortened(word):
                    self._shortened[short].append(word)
        for word in sorted(self._codes.keys() - _CALLING):
            if len(word) >= MIN_WORD_TO_ABBREVIATE:
                for short, form in abbreviations(word):
                    self._abbreviated.setdefault(short, _Word(self._codes[word], form))
            if len(single := undoubled(word)) >= MIN_UNDOUBLED:
                self._undoubled.setdefault(single, self._codes[word])
        self._patterns = list(self._entries)
        self._automaton = Automaton(self._patterns)
        self._known: dict[bytes, _Word] = {}

    def find(self, text: str) -> Iterator[tuple[Entry, int, int]]:
        """Yield names in folded text that are written otherwise than listed, with their span."""
        if not self._patterns:
            return
        # A byte a character, and for all but letters and digits a space.
        words = text.encode("ascii", "replace").translate(_ONLY_WORDS).split()
        yield from self._find(text, words, _WORD, _BETWEEN)
        if any(map(text.__contains__, "!@$")) and _SIGNS_FOR_LETTERS.search(text):
            signed = [word.encode("ascii") for word in _SIGNED_WORD.findall(text)]
            yield from self._find(text, signed, _SIGNED_WORD, _SIGNED_BETWEEN)

    def _find(
        self, text: str, words: list[bytes], word: re.Pattern[str], between: re.Pattern[str]
    ) -> Iterator[tuple[Entry, int, int]]:
        if not words:
            return
        known = [self._known.get(one) or self._recognise(one) for one in words]
        found = self._automaton.find("".join([one.code for one in known]))
        if not found:
            return
        places = [match.span() for match in word.finditer(text)]
        for index, first, end in found:
            first += known[first].code == _CALLED
            start, stop = places[first][0], places[end - 1][1]
            words_meant = known[first:end]
            shown = text[start:stop]
            if any(one.form == CUT for one in words_meant):
                shown = _without_stops(text, places[first:end], words_meant)
            if not between.fullmatch(shown) and not _is_stopped(text, start, stop):
                continue
            forms = [one.form for one in words_meant if one.form]
            if self._patterns[index] in self._alone and not (
                {*forms} <= {"look-alike"} and _is_in_chinese(text, start, stop)
            ):
                continue
            for entry in self._as_spelled(index, text[start:stop]):
                if meant := _as_written(entry, text[start:stop], forms):
                    yield meant, start, stop

    def _as_spelled(self, index: int, written: str) -> Iterable[Entry]:
        """Return the entries of a pattern; of those in pinyin the ones spelled so, if any is."""
        entries = self._entries[self._patterns[index]]
        if all(entry.form != "pinyin" for entry in entries):
            return entries
        letters = written.replace(" ", "")
        spelled = [
            entry
            for entry in entries
            if entry.form != "pinyin"
            or any(map(letters.startswith, self._spelled[entry.target_id]))
        ]
        return spelled or [replace(entry, form="homophone") for entry in entries]

    def _add_name(self, programme: Programme, name: str) -> None:
        words = _WORD.findall(fold_name(name))
        letters = sum(map(len, words))
        if letters < MIN_LETTERS or not _BETWEEN.fullmatch(fold_name(name)):
            return
        strength = strength_of(programme, name)
        entry = Entry(Kind.PROGRAMME, programme.id, name, "variant", strength)
        self._note([self._code(word) for word in words], entry)
        last = singular(words[-1])
        head = words[:-1] if last in PLANS | PERSONS and len(words) > 1 else words
        self._with_endings([self._code(word) for word in head], entry, len(words) > 1)
        if head != words and len(head) > 1 and singular(head[-1]) == "talent":
            self._note(
                [self._code(word) for word in head], replace(entry, strength=doubtful(programme))
            )

    def _add_pinyin(self, programme: Programme, name: str) -> None:
        """Note the stem of a Chinese name before an English word for a plan: Qihang Talent Plan."""
        folded = fold_name(name)
        stem = stem_and_tail(folded)[0]
        if not is_han(stem) or not 2 <= len(stem) <= MAX_STEM:
            return
        entry = Entry(Kind.PROGRAMME, programme.id, name, "pinyin", doubtful(programme))
        for syllables in spellings(stem)[:2]:
            joined = "".join(syllables)
            if len(joined) < MIN_LETTERS:
                continue
            self._spelled[programme.id].add(joined)
            self._add_romanised(syllables, entry)
            for words in ((joined,), syllables):
                sounds = [self._sound(word) for word in words]
                exact = [self._codes.setdefault(*word) for word in zip(words, sounds, strict=True)]
                if stem not in self._places and "".join(exact) not in self._entries:
                    self._alone.add("".join(exact))
                    self._note(exact, entry)
                for head in (exact, sounds):
                    self._with_endings(head, entry, False)
                    self._note([_CALLED, *head], entry)

    def _add_romanised(self, syllables: tuple[str, ...], entry: Entry) -> None:
        """Note a stem as Wade and Giles write it, marks left out or not: Min-chiang Scholar."""
        romanised = " ".join(map(wade_giles, syllables))
        bare = fold_name(romanised.replace("'", ""))
        self._spelled[entry.target_id].add(bare.replace(" ", ""))
        for written in dict.fromkeys((bare, bare.replace(" ", ""), fold_name(romanised))):
            if written.replace(" ", "") != "".join(syllables) or "'" in romanised:
                codes = [
                    self._codes.setdefault(word, self._next_code()) for word in written.split()
                ]
                self._with_endings(codes, entry, False)

    def _sound(self, word: str) -> str:
        """Return the code of all words that sound like one in pinyin; vowels alone tell nothing."""
        sound = sound_in_english(word)
        return self._sounds.setdefault(sound if sound.strip("aiu") else word, self._next_code())

    def _with_endings(self, head: list[str], entry: Entry, is_long: bool) -> None:
        for ending in (_PLAN, _PERSON, _TALENT + _PLAN, _TALENT):
            if ending != _TALENT or not is_long:
                self._note([*head, *ending], entry)

    def _code(self, word: str) -> str:
        word = _NUMBERS.get(word, singular(word))
        return self._codes.setdefault(word, self._next_code())

    def _next_code(self) -> str:
        """Return a code that no word and no sound has yet."""
        return chr(FIRST_CODE + len(self._codes) + len(self._sounds))

    def _note(self, codes: list[str], entry: Entry) -> None:
        entries = self._entries.setdefault("".join(codes), [])
        if all(known.target_id != entry.target_id for known in entries):
            entries.append(entry)

    def _recognise(self, word: bytes) -> _Word:
        found = self._read(word.decode("ascii"))
        if len(self._known) < MAX_CACHED and len(word) <= MAX_WORD:
            self._known[word] = found
        return found

    def _read(self, word: str) -> _Word:
        """Return what a word of a text is taken for."""
        if len(word) > MAX_WORD:
            return _STRANGE
        plain = _NUMBERS.get(word, singular(word))
        if code := self._codes.get(plain):
            return _Word(code)
        if code := self._codes.get(_NUMBERS.get(word.translate(_ZEROS), "")):
            return _Word(code, "look-alike")
        for letters in read_as(word):
            if letters.isalpha() and (code := self._codes.get(singular(letters))):
                return _Word(code, "look-alike")
        if len(word) >= MIN_REVERSED and (code := self._codes.get(singular(word[::-1]))):
            return _Word(code, "reversed")
        if len(plain) >= MIN_WORD_TO_SLIP - 1:
            slip = self._read_slip(plain)
            if slip is not _STRANGE:
                return slip
        if (single := undoubled(plain)) != plain and (code := self._undoubled.get(single)):
            return _Word(code, "typo")
        if abbreviated := self._abbreviated.get(word):
            return abbreviated
        sound = sound_in_english(word) if word.isalpha() and word not in _SOUND_ALIKE else ""
        code = self._sounds.get(sound) if sound.strip("aiu") else None
        return _Word(code, "homophone") if code else _STRANGE

    def _read_slip(self, word: str) -> _Word:
        """Return the word that one letter more, less, wrong or swapped was meant for.

        Of words for a plan or person only those that no other word is near: expect is no expert.
        """
        for short in (word, *shortened(word)) if word not in _NO_SLIPS else ():
            for meant in (short, *self._shortened.get(short, ())):
                if meant in self._codes and len(meant) >= MIN_WORD_TO_SLIP and is_near(word, meant):
                    return _Word(self._codes[meant], "typo")
        return _STRANGE


def _is_in_chinese(text: str, start: int, end: int) -> bool:
    """Whether words of Latin letters stand in a Chinese sentence, and in no address."""
    if _ADDRESS_BEFORE.search(text, max(0, start - 2), start) or text[end : end + 1] in _IN_ADDRESS:
        return False
    before = _BEFORE_IN_CHINESE.search(text, max(0, start - 3), start)
    return (before or _AFTER_IN_CHINESE.match(text, end)) is not None


def _is_stopped(text: str, start: int, end: int) -> bool:
    """Whether full stops stand between words for spaces, and not in an address."""
    if not _STOPPED.fullmatch(text, start, end) or _GOES_ON.match(text, end):
        return False
    return not start or text[start - 1] not in _IN_ADDRESS


def _without_stops(text: str, places: Sequence[tuple[int, int]], words: Sequence[_Word]) -> str:
    """Return the text of some words without the full stops behind those that are cut short.

    Nothing if one of these has none: sail is no sailing.
    """
    parts: list[str] = []
    ahead = [start for start, _ in places[1:]] + [places[-1][1]]
    for (first, end), following, word in zip(places, ahead, words, strict=True):
        if word.form == CUT and text[end : end + 1] != ".":
            return ""
        parts += text[first:end], text[end + (word.form == CUT) : following]
    return "".join(parts)


def _as_written(entry: Entry, written: str, forms: list[str]) -> Entry | None:
    """Return the entry in the form that was found; None where listed so, or too doubtful."""
    if not forms:
        return None if written == fold_name(entry.name) else entry
    letters = sum(char.isalpha() for char in written)
    if "typo" in forms and (len(forms) > 1 or letters < MIN_NAME_TO_SLIP):
        return None
    form = "variant" if forms[0] in (ABBREVIATED, CUT) else forms[0]
    strength = entry.strength
    # Digits for letters are no slip: a long name is meant as it is listed, and nothing else by two.
    if set(forms) == {"look-alike"} and letters >= MIN_LONG_NAME:
        strength = Strength.CERTAIN if len(forms) > 1 else strength
    elif strength is Strength.CERTAIN and not (forms == ["typo"] and letters >= MIN_SURE_SLIP):
        strength = Strength.WEAK
    return replace(entry, form=form, strength=strength)
