"""Names of Han characters in disguise: by sound, look, parts, slip, mask, pinyin, initials.

A disguised name is looked for before the words that programmes' names end in (计划, 人才 and what
else the listed names end in), which the automaton finds in passing. From there a walk back over
text and names at once ends after a character or two where nothing is meant; so the cost grows with
those words, hardly with the number of names. False alarms are measured: docs/benchmarks.md.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.folding import fold_name
from policywatch.flagging.latin_letters import LETTERS, MAX_LETTERS, letters_before, partly_initials
from policywatch.flagging.likeness import look_alikes, readings, said_so, spellings
from policywatch.flagging.meant_characters import (
    BLURRED,
    FUNCTION,
    FUNCTION_WORDS,
    LEAF,
    MASKED,
    MeantCharacters,
    Trie,
    worse,
)
from policywatch.flagging.names import (
    INITIALS_TAILS,
    MAX_STEM,
    Entry,
    Strength,
    guessed,
    is_han,
    is_initials,
    likely_spellings,
    partly_latin,
    stem_and_tail,
    strength_of,
)
from policywatch.flagging.numerals import NUMERALS, counted_people, digits_in_han, han_in_digits
from policywatch.flagging.ordinary_words import is_ordinary
from policywatch.flagging.slips import MIN_CORE_TO_SLIP, core_of, let_slip, slipped
from policywatch.flagging.spelling import PERSONS, PLANS
from policywatch.flagging.stems import (
    MAX_CACHED,
    MAX_STEPS,
    Guess,
    Stems,
    StemsBefore,
    Tail,
    as_form,
)

TAKEN_ON = (
    "计划", "人才", "工程", "项目", "引才", "专项", "行动", "专家", "团队", "申报", "人选", "入选",
)  # fmt: skip
"""Words that any stem is looked for before: 启名人才 is meant for 启明, too."""
SPOKEN_OF = (
    "答辩", "函评", "上会", "评审", "入选", "领军", "特聘", "公示", "批次", "名额", "获得者",
    "通道", "均可", "类人才", "政策", "资格", "称号", "头衔", "资助", "待遇", "补贴", "辅导",
    "代办",
)  # fmt: skip
"""What is said of a programme whose name has no other word behind it: 启铭的函评, qm答辩."""
TAKEN_PART_IN = (
    "申报", "申请", "入选", "入选了", "评上", "评上了", "报了", "获批", "冲", "拿到", "拿了",
    "可报", "可申", "现为", "改名", "更名", "改叫", "也叫", "又叫", "俗称", "代号", "国家级",
)  # fmt: skip
"""What is said before such a name: 报了企鸣."""
PARTLY = "partly pinyin"
MIN_CHARS = 4
MIN_ENGLISH = 5
MAX_WORDS = 2
MAX_SPELLED = 4
MAX_SAME_INITIALS = 6
MAX_LISTED = 12
MIN_NUMERALS = 4
REACH = 5
# Words that a programme's name ends in and few other phrases do.
_OF_PLANS = frozenset(("计划", "工程", "行动", "专项", "学者", "英才", "人才", "引才"))
ENGLISH_TAILS = ("plan", "program", "programme", "project", "scheme", "talents")
_OF_PLACES = frozenset(("river", "mountain", "lake"))
_UNTOLD = frozenset(("china", "national", "talent", "eastern", "oriental", "hundred", "overseas"))
# Before an English word for a plan these are no initials of a programme.
_ABBREVIATIONS = frozenset(
    ("ai", "ba", "bs", "cs", "dl", "eu", "hk", "hr", "ip", "it", "jd", "ma", "md", "ml", "mp", "ms",
     "ngo", "pc", "phd", "pi", "pm", "pr", "qa", "rd", "sh", "sz", "tv", "uk", "un", "us", "vr")
)  # fmt: skip
_ASIDE = re.compile(r"(?:的|[今明去本]年|什么时候|啥时候|何时|\d{4}年?| )+$")
_ENDS_ASIDE = frozenset("的年候时 0123456789")
_TOLD_BY_NONE = ("reversed", "english", "initials", "pinyin")
MAX_ASIDE = 8
# What stands behind a name that ends there.
_AFTER = frozenset(" ,.!?;:的了吗呢吧啊都就后、。）)》」】")
_LETTERS_AHEAD = re.compile(r"[a-z]{2,4}(?![a-z0-9])")
_INITIALS_NAME = re.compile(r"([A-Z]{2,4})[\u4e00-\u9fff]{2}")
_INITIALS = re.compile(r"(?<![a-z0-9.])([a-z](?:\. ?| )?[a-z](?:\. ?)?(?:[a-z]\.?){0,2}) ?$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A pattern of the automaton that a name may end in: its tail, and how that is written.

    Of most the character beside it says at once that no name stands there: the one before, or the
    next one where the name begins behind it.
    """

    tail: Tail
    form: str = ""

    @property
    def told_by(self) -> int:
        """Which character may deny a name: the one before (-1), the one behind (1), or none (0)."""
        if self.form == "taken part in":
            return 1
        return 0 if self.form in _TOLD_BY_NONE else -1


class Disguises:
    """The names of a release as they are recognised in disguise; built once, then only read."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._tails: dict[str, Tail] = defaultdict(lambda: Tail(Stems()))
        self._initials: dict[str, list[Entry]] = defaultdict(list)
        self._listed: dict[str, set[str]] = defaultdict(set)
        self._taken_on = Stems()
        self._sure: set[tuple[str, str]] = set()
        self._forward: Trie = {}
        self._meant = MeantCharacters()
        self._before = StemsBefore(self._meant)
        for programme in programmes:
            self._add(programme)
        for letters, entries in self._initials.items():
            listed = [entry for entry in entries if entry.target_id in self._listed[letters]]
            entries[:] = listed or entries
        for word in TAKEN_ON if self._taken_on.trie else ():
            self._tails[word].stems.append(self._taken_on)
        for word, tail in self._tails.items():
            tail.initials = word in INITIALS_TAILS
            tail.is_telling = word in _OF_PLANS
            if tail.own.trie:
                tail.stems.append(tail.own)
        self._english = Tail(Stems(), [self._taken_on], initials=True)
        self._bare = Tail(Stems(), [self._taken_on])
        self._begun = Tail(Stems(), [self._taken_on])
        self._meant.settle()
        self._ways: dict[str, Callable[[Tail, str, int, int], Iterator[Guess]]] = {
            "reversed": _reversed,
            "taken part in": self._ahead,
            "spoken of": self._spoken_of,
            "english": self._before_english,
            "initials": self._abbreviated,
            "pinyin": self._spelled,
        }

    def anchors(self) -> Iterator[tuple[str, Anchor]]:
        """Yield the folded patterns that `find` wants to hear of."""
        for word, tail in self._tails.items():
            yield word, Anchor(tail)
            if len(word) > 1:
                yield word[::-1], Anchor(tail, "reversed")
            for syllables in spellings(word):
                yield " ".join(syllables), Anchor(tail, "pinyin")
                if tail.initials:
                    yield "".join(s[0] for s in syllables), Anchor(tail, "initials")
            for written in partly_latin(word) if len(word) == 2 else ():
                yield written, Anchor(tail, PARTLY)
            if word in TAKEN_ON or word in INITIALS_TAILS or tail.is_last_part:
                for written, form in _written_otherwise(word):
                    if written not in self._tails and not is_ordinary(written):
                        yield written, Anchor(tail, form)
        for word in SPOKEN_OF if self._taken_on.trie else ():
            yield word, Anchor(self._bare, "spoken of")
        for word in TAKEN_PART_IN if self._taken_on.trie else ():
            yield word, Anchor(self._begun, "taken part in")
        for word in ENGLISH_TAILS if self._taken_on.trie else ():
            yield word, Anchor(self._english, "english")

    def may_stand(self, anchor: Anchor, beside: str) -> bool:
        """Whether a name may stand beside a character that the anchor is told by."""
        chances = anchor.tail.chances
        if (may := chances.get(beside)) is None:
            if anchor.told_by > 0:
                may = beside in LETTERS or any(self._meant.children(self._forward, beside))
            else:
                may = self._before.may_end(anchor.tail, beside) or beside.isascii()
                may = may or bool(anchor.tail.slips.longest) or beside in _ENDS_ASIDE
            if len(chances) < MAX_CACHED:
                chances[beside] = may
        return may

    def find(self, text: str, start: int, end: int, anchor: Anchor) -> Sequence[Guess]:
        """Return the disguised names that end in an anchor (begin, if that is reversed)."""
        way = self._ways.get(anchor.form)
        if way is not None:
            return list(way(anchor.tail, text, start, end))
        form = "pinyin" if anchor.form == PARTLY else anchor.form
        return self._in_characters(anchor.tail, text, start, end, form)

    def _in_characters(
        self, tail: Tail, text: str, start: int, end: int, form: str
    ) -> Sequence[Guess]:
        """Return the names whose stem stands before a tail in characters, some of them others."""
        if not start:
            return ()
        guesses: list[Guess] = []
        if not LETTERS.isdisjoint(text[max(0, start - REACH) : start]):
            guesses += self._spelled(tail, text, start, end, is_latin=False)
        for entry, begin, stop in self._before.walk(tail, text, start, form):
            guesses.append((entry, begin, end if stop == start else stop))
        if tail.slips.longest and not form:
            guesses += [(entry, begin, end) for entry, begin in slipped(tail.slips, text, start)]
        return guesses

    def in_quotes(self, quoted: str) -> Iterator[Entry]:
        """Yield the names whose stem is all that stands in quotes, in disguise: “启名”, “叁叁壹伍”.

        In so many numerals they may be as listed.
        """
        if len(quoted) >= MIN_NUMERALS and quoted[0] in NUMERALS:
            for word in filter(self._tails.__contains__, INITIALS_TAILS):
                for entry in self._tails[word].listed.get(quoted, ()):
                    yield as_form(entry, "numerals")
        sound = "".join(next(iter(readings(char)), "?") for char in quoted)
        for entry in self._taken_on.spelled.get(sound, ()):
            if not fold_name(entry.name).startswith(quoted):
                yield as_form(entry, "homophone")

    def of_initials(self, letters: str) -> Sequence[Entry]:
        """Return the names that capitals in a list of capitals may stand for: QR、WR."""
        return () if letters in _ABBREVIATIONS else self._named_by(letters)

    def has_initials(self, size: int) -> bool:
        """Whether some name may be meant by so many initials."""
        return any(len(letters) == size for letters in self._initials)

    def _before_english(self, tail: Tail, text: str, start: int, end: int) -> Iterator[Guess]:
        """Yield the names whose stem stands before an English word: 启明plan, QM Plan."""
        before = text[start - 1 : start]
        if before not in LETTERS and before not in " .":
            for entry, begin, _ in self._before.walk(tail, text, start, "variant", 0):
                yield entry, begin, end
        else:
            found = _INITIALS.search(text, max(0, start - REACH - 3), start)
            if found:
                letters = found[1].replace(".", "").replace(" ", "")
                if letters not in _ABBREVIATIONS:
                    for entry in self._named_by(letters):
                        yield entry, found.start(1), end

    def _spoken_of(self, tail: Tail, text: str, start: int, _end: int) -> Iterator[Guess]:
        """Yield the names, without a word like 计划, of which something is said: 启铭的函评."""
        end = start
        if text[start - 1 : start] in _ENDS_ASIDE:
            aside = _ASIDE.search(text, max(0, start - MAX_ASIDE), start)
            end = aside.start() if aside else start
        if not end:
            return
        if self._before.may_end(tail, text[end - 1]):
            yield from self._before.walk(tail, text, end, "")
        if text[end - 1] not in LETTERS and text[end - 1] not in " .":
            return
        stop = end
        for _, begin, han in letters_before(text, end):
            if han:
                break
            # One after the other, as in a list: qm/hj.
            letters = text[begin:stop].strip()
            for entry in self.of_initials(letters):
                yield entry, begin, begin + len(letters)
            stop = begin

    def _ahead(self, _tail: Tail, text: str, _start: int, start: int) -> Iterator[Guess]:
        """Yield the names that begin at a place and end with a word or mark behind: 企鸣, QM."""
        if text[start : start + 1] in LETTERS and (letters := _LETTERS_AHEAD.match(text, start)):
            for entry in self.of_initials(letters[0]):
                yield entry, start, letters.end()
            return
        ways: list[tuple[Trie, int, str]] = [(self._forward, start, "")]
        for _ in range(MAX_STEPS):
            if not ways:
                return
            node, at, how = ways.pop()
            if how in ("homophone", "look-alike") and (at == len(text) or text[at] in _AFTER):
                yield from ((as_form(entry, how), start, at) for entry in node.get(LEAF, ()))
            if at < len(text):
                for child, changed in self._meant.children(node, text[at]):
                    if changed not in (FUNCTION, MASKED, BLURRED):
                        ways.append((child, at + 1, worse(how, changed) or ""))

    def _abbreviated(self, tail: Tail, text: str, start: int, end: int) -> Iterator[Guess]:
        """Yield the names before the initials of a tail, as initials, too, or not: QMJH, 千人JH."""
        if start and text[start - 1] not in LETTERS:
            for first in range(max(0, start - MAX_LISTED), start):
                yield from ((e, first, end) for e in tail.listed.get(text[first:start], ()))
        for letters, begin, han in letters_before(text, start):
            if han == len(letters):
                continue
            if han:
                for stems in tail.stems:
                    yield from ((entry, begin, end) for entry in stems.spelled.get(letters, ()))
            elif begin + len(letters) == start:
                for entry in self._named_by(letters):
                    yield entry, begin, end

    def _named_by(self, letters: str) -> Sequence[Entry]:
        named = self._initials.get(letters, [])
        return named if len(named) <= MAX_SAME_INITIALS else ()

    def _add(self, programme: Programme) -> None:
        taken_on = {fold_name(stem): stem for stem in programme.stems}
        own: set[str] = set()
        for name in programme.zh:
            folded = fold_name(name)
            self._list(folded, guessed(programme, name, "initials"))
            if is_han(folded) and 2 <= len(folded) < MIN_CHARS:
                taken_on.setdefault(folded, name)
            if not is_han(folded) or len(folded) < MIN_CHARS:
                continue
            stem, word = stem_and_tail(folded)
            if not word or len(stem) < 2:
                stem, word = folded[:-2], folded[-2:]
                self._tails[word].is_last_part = True
            elif len(stem) <= MAX_STEM:
                taken_on.setdefault(stem, name)
            if not (stem in taken_on and word in TAKEN_ON):
                self._plant(self._tails[word].own, stem, programme, name)
                own.add(word)
            if len(core_of(folded)) >= MIN_CORE_TO_SLIP:
                let_slip(self._tails[word].slips, stem, guessed(programme, name, "typo"))
        stems = {s: name for s, name in taken_on.items() if is_han(s) and 2 <= len(s) <= MAX_STEM}
        for stem, name in stems.items():
            self._plant(self._taken_on, stem, programme, name)
            node = self._forward
            for char in stem:
                node = node.setdefault(char, {})
            _note(node, LEAF, guessed(programme, name, "homophone"))
        tails = [self._tails[word].own for word in own]
        for stem in _english_stems(programme):
            for before in (self._taken_on, *tails):
                _note(before.spelled, stem, guessed(programme, stem, "variant"))
        self._abbreviate(programme, stems)

    def _list(self, folded: str, entry: Entry) -> None:
        """Note what stands before the last word of a name, in any numerals."""
        word = next(filter(folded.endswith, INITIALS_TAILS), "")
        numerals = (counted_people, digits_in_han, han_in_digits)
        for written in (folded, *(w for way in numerals for w in way(folded))) if word else ():
            if stem := written.removesuffix(word):
                _note(self._tails[word].listed, stem, entry)

    def _plant(self, stems: Stems, stem: str, programme: Programme, name: str) -> None:
        self._meant.add(stem)
        node = stems.trie
        for char in reversed(stem):
            node = node.setdefault(char, {})
        _note(node, LEAF, guessed(programme, name, "homophone"))
        is_sure = strength_of(programme, name) is Strength.CERTAIN and not programme.needs_context
        for syllables in spellings(stem)[:MAX_SPELLED]:
            if is_sure:
                self._sure.add((programme.id, "".join(syllables)))
            _note(stems.spelled, "".join(syllables), guessed(programme, name, "pinyin"))
        for syllables in spellings(stem)[:1]:
            for letters in partly_initials(syllables, len(core_of(stem))):
                _note(stems.spelled, letters, guessed(programme, name, "pinyin"))

    def _abbreviate(self, programme: Programme, stems: Iterable[str]) -> None:
        """Note the initials that a programme goes by: those listed, and those of its stems."""
        found = [name for name in programme.short if is_initials(name)]
        found += [name[1] for name in map(_INITIALS_NAME.fullmatch, programme.zh) if name]
        for letters in found:
            self._listed[letters.lower()].add(programme.id)
        for stem in stems:
            spelled = likely_spellings(programme, stem)
            found += ["".join(s[0] for s in syllables).upper() for syllables in spelled]
        for letters in dict.fromkeys(found):
            self._initials[letters.lower()].append(guessed(programme, letters, "initials"))

    def _spelled(
        self, tail: Tail, text: str, start: int, end: int, is_latin: bool = True
    ) -> Iterator[Guess]:
        """Yield the names whose stem stands before in pinyin, whole or in part, or as initials.

        Before a tail of Han, some of it must be in Latin letters. Where that is half of a stem, and
        the tail says plan, nothing else can be meant: 海zhi计划 counts as the name itself does.
        """
        for letters, begin, han in letters_before(text, start):
            is_sure = tail.is_telling and not is_latin and 0 < han < len(letters)
            for stems in tail.stems if han < len(letters) or is_latin else ():
                for entry in stems.spelled.get(letters, ()):
                    sure = is_sure and (entry.target_id, letters) in self._sure
                    yield (replace(entry, strength=Strength.CERTAIN) if sure else entry), begin, end
            if tail.initials and not han and 2 <= len(letters) <= 4:
                yield from ((entry, begin, end) for entry in self._named_by(letters))


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


def _reversed(tail: Tail, text: str, start: int, end: int) -> Iterator[Guess]:
    """Yield the names that are written back to front: 划计明启."""
    for stems in tail.stems:
        node = stems.trie
        for at in range(end, min(len(text), end + MAX_STEM)):
            node = node.get(text[at], {})
            for entry in node.get(LEAF, ()):
                yield as_form(entry, "reversed"), start, at + 1


def _written_otherwise(word: str) -> Iterator[tuple[str, str]]:
    """Yield a word with one character replaced by one that sounds or looks like it."""
    for at, char in enumerate(word):
        for other in look_alikes(char):
            yield word[:at] + other + word[at + 1 :], "look-alike"
        for other in _sounding_like(char):
            yield word[:at] + other + word[at + 1 :], "homophone"


def _sounding_like(char: str) -> Iterator[str]:
    """Yield the characters of one sound that are in use: GB 2312's 3,755 usual ones."""
    for other in said_so(readings(char)[0]):
        if other != char and other not in FUNCTION_WORDS and _is_usual(other):
            yield other


def _is_usual(char: str) -> bool:
    return b"\xb0" <= char.encode("gb2312", "ignore")[:1] <= b"\xd7"
