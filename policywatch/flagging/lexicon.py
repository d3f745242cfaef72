"""All names of all programmes and terms in one automaton: folded text to raw hits."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import ahocorasick_rs

from policywatch.catalogue.watchlists import Programme, Watchlists
from policywatch.errors import CatalogueError
from policywatch.flagging.folding import fold, fold_name, spell, syllables_of

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_INITIALS_NAME = re.compile(r"[A-Z]{1,3}[^\W_A-Za-z0-9]{2}$")
MIN_HOMOPHONE_CHARS = 4
MIN_LOOK_ALIKE_CHARS = 5
TAILS = ("计划", "工程", "行动", "项目", "专项", "人才", "学者", "英才")
PINYIN_TAILS = {
    "计划": "ji hua", "工程": "gong cheng", "行动": "xing dong", "人才": "ren cai",
}  # fmt: skip
ENGLISH_TAILS = ("plan", "program", "programme", "project", "scheme", "initiative", "plans",
                 "programs", "programmes", "action", "scholar", "award", "expert")  # fmt: skip
INITIALS_TAILS = ("计划", "人才", "项目", "工程", "引才", "专家", "行动")
NUMERALS = {"百": ("100",), "千": ("1000", "1k", "一千"), "万": ("10000", "1万", "一万")}
MIN_LATIN_NAME = 5
DIGIT_LOOKS = {"i": "1", "o": "0", "l": "1"}
# Characters that are taken for each other at a glance, or typed for each other to hide a name.
HAN_LOOKS = {"启": "后户", "明": "朋眀", "千": "干", "人": "入", "火": "伙", "炬": "矩", "鹏": "朋"}


class Kind(StrEnum):
    """What a pattern of the automaton is there for."""

    PROGRAMME = "programme"
    TERM = "term"
    BLOCK = "block"  # another sense of a programme's name
    TERM_BLOCK = "term-block"  # a phrase that only happens to hold a term
    CONTEXT = "context"  # a programme's own words that resolve it
    TALENT = "talent"
    AGAINST = "against"
    PLACE = "place"  # a word of China: speaks for a name in Latin letters


class Strength(StrEnum):
    """CERTAIN counts by itself unless spoken against; WEAK only where talent is spoken of.

    OWN counts only near words of the programme's own context.
    """

    CERTAIN = "certain"
    WEAK = "weak"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pattern means: a name of a target, in a form."""

    kind: Kind
    target_id: str
    name: str
    form: str = "exact"
    strength: Strength = Strength.CERTAIN


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found at `start:end` of the folded text."""

    entry: Entry
    start: int
    end: int


class Lexicon:
    """The automata of a release; built once, then only read."""

    def __init__(self, watchlists: Watchlists) -> None:
        self._entries: dict[str, list[Entry]] = {}
        problems: list[str] = []
        for programme in watchlists.programmes:
            for entry in _programme_entries(programme):
                if programme.needs_context and entry.strength is Strength.WEAK:
                    entry = replace(entry, strength=Strength.OWN)
                self._add(entry, problems)
        for term in watchlists.terms:
            for name in (*term.zh, *term.en, *(_plural(name) for name in term.en)):
                self._add(Entry(Kind.TERM, term.id, name), problems)
            for phrase in term.unless:
                self._add(Entry(Kind.TERM_BLOCK, term.id, phrase), problems)
        for kind, words in (
            (Kind.TALENT, watchlists.context.talent),
            (Kind.AGAINST, watchlists.context.against),
            (Kind.PLACE, watchlists.context.place),
        ):
            for word in words:
                self._add(Entry(kind, "", word), problems)
        if problems:
            raise CatalogueError(problems)
        self._patterns = list(self._entries)
        self._automaton = _automaton(self._patterns)
        self._homophones = _homophone_patterns(watchlists.programmes)
        self._homophone_keys = list(self._homophones)
        self._homophone_automaton = _automaton(self._homophone_keys)

    def _add(self, entry: Entry, problems: list[str]) -> None:
        folded = fold_name(entry.name) if entry.form != "pinyin" else entry.name
        if not folded:
            problems.append(
                f"{entry.kind} {entry.target_id}: the name {entry.name!r} is only marks"
            )
            return
        entries = self._entries.setdefault(folded, [])
        if not any((e.kind, e.target_id) == (entry.kind, entry.target_id) for e in entries):
            entries.append(entry)

    def hits(self, folded: str) -> Iterator[Hit]:
        """Yield every entry found in a folded text, in order of where it ends."""
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            pattern = self._patterns[index]
            if not _stands_free(folded, pattern, start, end):
                continue
            for entry in self._entries[pattern]:
                yield Hit(entry, start, end)

    def homophones(self, folded: str) -> Iterator[Hit]:
        """Yield names written with other characters of the same sound (启名计划)."""
        if not self._homophone_keys or not HAN.search(folded):
            return
        sounds = syllables_of(folded)
        found = self._homophone_automaton.find_matches_as_indexes(sounds, overlapping=True)
        for index, start, end in found:
            entry = self._homophones[self._homophone_keys[index]]
            name = fold_name(entry.name)
            written = folded[start:end]
            if written != name and written[-2:] == name[-2:] and written[0] not in "的了在是":
                yield Hit(entry, start, end)


def _automaton(patterns: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        patterns,
        matchkind=ahocorasick_rs.MatchKind.Standard,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        store_patterns=False,
    )


def _stands_free(text: str, pattern: str, start: int, end: int) -> bool:
    """Whether a Latin edge of a match does not continue in Latin letters or digits."""
    if _is_latin(pattern[0]) and start > 0 and _is_latin(text[start - 1]):
        return False
    return not (_is_latin(pattern[-1]) and end < len(text) and _is_latin(text[end]))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _programme_entries(programme: Programme) -> Iterator[Entry]:
    weak = set(programme.weak)
    for name in (*programme.zh, *programme.en):
        strength = Strength.WEAK if name in weak else Strength.CERTAIN
        yield Entry(Kind.PROGRAMME, programme.id, name, "exact", strength)
    for name in programme.short:
        yield Entry(Kind.PROGRAMME, programme.id, name, "short", Strength.WEAK)
    for name in programme.stems:
        yield Entry(Kind.PROGRAMME, programme.id, name, "stem", Strength.WEAK)
    for name in (*programme.en, *programme.short):
        yield from _digits_for_letters(programme.id, name)
    for name in programme.zh:
        yield from _look_alikes(programme.id, name)
        yield from _numerals(programme, name)
        yield from _pinyin(programme, name)
    for name in (*programme.en, *programme.short, *programme.stems):
        yield from _english_variants(programme, name)
    for name in programme.short:
        yield from _initials(programme, name)
    for name in programme.weak:
        yield from _placed(programme, name)
    for phrase in programme.unless:
        yield Entry(Kind.BLOCK, programme.id, phrase)
    for word in programme.context:
        yield Entry(Kind.CONTEXT, programme.id, word)


def _placed(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield a doubtful name behind its place, where it is certain: 深圳市孔雀计划."""
    province = 3 if programme.place.startswith(("黑龙江", "内蒙古")) else 2
    for place in filter(None, (programme.place[:province], programme.place[province:])):
        if name.isascii():
            city = "".join(spell(fold_name(place))).capitalize()
            written = [f"{city} {name}", f"{city}'s {name}"] if city else []
        else:
            written = [f"{place}{suffix}{name}" for suffix in ("", "市", "省")]
        for variant in written:
            yield Entry(Kind.PROGRAMME, programme.id, variant, "placed")


def _english_variants(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield a name with its last word in another number or of the same sense (Plan, Scheme)."""
    head, _, last = name.rpartition(" ")
    is_weak = name in programme.weak or name in programme.short or name in programme.stems
    strength = Strength.WEAK if is_weak else Strength.CERTAIN
    written = []
    if head and last.lower() in ENGLISH_TAILS:
        written = [f"{head} {tail}" for tail in ENGLISH_TAILS]
    elif len(name) >= MIN_LATIN_NAME and name.isascii():
        written = [f"{name} {tail}" for tail in ENGLISH_TAILS]
        if head and last.lower().endswith("s") and not last.lower().endswith("ss"):
            written.append(name[:-1])
    for variant in written:
        yield Entry(Kind.PROGRAMME, programme.id, variant, "variant", strength)


def _plural(name: str) -> str:
    """Return an English phrase with its last word in the plural, by spelling alone."""
    if name.endswith(("s", "ing", "ed")) or not name[-1:].isalpha():
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("ch", "sh", "x", "z")) else "s")


def _initials(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield initials before a word for a programme: HJ人才, QM项目."""
    if is_initials(name):
        for tail in INITIALS_TAILS:
            yield Entry(Kind.PROGRAMME, programme.id, name + tail, "initials", Strength.WEAK)
            yield Entry(
                Kind.PROGRAMME, programme.id, " ".join(name) + tail, "initials", Strength.WEAK
            )


def is_initials(name: str) -> bool:
    """Whether a name is only a few Latin capitals: alone it counts in capitals only."""
    return 2 <= len(name) <= 4 and name.isascii() and name.isalpha() and name.isupper()


def _digits_for_letters(programme_id: str, name: str) -> Iterator[Entry]:
    """Yield a one-word name with one letter written as the digit that looks like it (Q1ming)."""
    folded = fold_name(name)
    if len(folded) < MIN_LOOK_ALIKE_CHARS or " " in folded:
        return
    for at, char in enumerate(folded):
        if char in DIGIT_LOOKS:
            written = folded[:at] + DIGIT_LOOKS[char] + folded[at + 1 :]
            yield Entry(Kind.PROGRAMME, programme_id, written, "look-alike", Strength.WEAK)


def _look_alikes(programme_id: str, name: str) -> Iterator[Entry]:
    folded = fold_name(name)
    if len(folded) < MIN_HOMOPHONE_CHARS or not folded.endswith(TAILS):
        return
    for at, char in enumerate(folded[:-2]):
        for look in HAN_LOOKS.get(char, ""):
            written = folded[:at] + look + folded[at + 1 :]
            yield Entry(Kind.PROGRAMME, programme_id, written, "look-alike", Strength.WEAK)


def _numerals(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield 千人计划 as 1000人计划 and 1k人计划."""
    strength = Strength.WEAK if name in programme.weak else Strength.CERTAIN
    for numeral, digits in NUMERALS.items():
        if f"{numeral}人" in name:
            for written in digits:
                shown = name.replace(f"{numeral}人", f"{written}人")
                yield Entry(Kind.PROGRAMME, programme.id, shown, "numerals", strength)


def _pinyin(programme: Programme, name: str) -> Iterator[Entry]:
    """Yield 启明计划 as qiming jihua, qi ming ji hua and qimingjihua."""
    tail = next((tail for tail in PINYIN_TAILS if name.endswith(tail)), None)
    stem = name.removesuffix(tail) if tail else ""
    words = spell(fold_name(stem))
    if tail is None or not 2 <= len(words) <= 4:
        return
    tail_words = PINYIN_TAILS[tail].split()
    for written in (
        " ".join(words + tail_words),
        "".join(words) + " " + "".join(tail_words),
        "".join(words + tail_words),
        "".join(words) + tail,
        " ".join(words) + tail,
    ):
        yield Entry(Kind.PROGRAMME, programme.id, written, "pinyin", Strength.CERTAIN)


def _homophone_patterns(programmes: Iterable[Programme]) -> dict[str, Entry]:
    patterns: dict[str, Entry] = {}
    for programme in programmes:
        for name in programme.zh:
            folded = fold_name(name)
            if len(folded) < MIN_HOMOPHONE_CHARS or not folded.endswith(TAILS):
                continue
            if not all(HAN.match(char) for char in folded):
                continue
            entry = Entry(Kind.PROGRAMME, programme.id, name, "homophone", Strength.WEAK)
            patterns.setdefault(syllables_of(folded), entry)
    return patterns


def name_form(shown: str, entry: Entry) -> str:
    """Say how a name was written where it was found: exact, traditional, spaced, …"""
    if entry.form != "exact":
        return entry.form
    name = entry.name
    if shown == name:
        return _listed_form(name)
    if shown.lower() == name.lower():
        return "case"
    if any(unicodedata.category(char) in ("Cf", "Mn") for char in shown):
        return "zero-width"
    if re.sub(r"[\W_]", "", shown).lower() == re.sub(r"[\W_]", "", name).lower():
        return "spaced"
    if unicodedata.normalize("NFKC", shown) != shown:
        return "full-width"
    if name.isascii() and not HAN.search(shown) and not shown.isascii():
        return "look-alike"
    if HAN.search(shown) and fold(shown).text != shown.lower():
        return "traditional"
    return "variant"


def _listed_form(name: str) -> str:
    """Name the forms that the watchlists list themselves: QM计划, 🔥炬计划."""
    if any(unicodedata.category(char) == "So" for char in name):
        return "emoji"
    return "initials" if _INITIALS_NAME.match(name) else "exact"
