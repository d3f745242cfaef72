"""A text to its particulars: the numbers, years and names that tell two uses of a template apart.

A particular is compared where it stands: two texts that give another value in the same words
("给予__万元资助") say another thing, while a number that only one of them has says nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from policywatch.comparing.signature import to_simplified

PLACES_FILE = Path(__file__).with_name("places.txt")
# Names rarely change in a copy; of numbers an edit may change a few.
MIN_AGREEMENT = 0.5
MIN_NAMES_AGREEMENT = 0.67
# So many words (or Han) before a value and after it make the place where it stands.
BEFORE, AFTER = 3, 2
# In a short text each particular counts; a long one may share a stray one.
SHORT_CHARS = 400


class Particular(StrEnum):
    """What kind of value a particular is."""

    YEAR = "year"
    AMOUNT = "amount"
    NUMBER = "number"
    PLACE = "place"
    NAME = "name"


_HAN_DIGITS = "零〇○一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟"
_HAN_NUMBER = f"[{_HAN_DIGITS}]{{1,12}}"
# Han that are no digits, so that runs of them need not be looked at one by one.
_DIGIT_CODES = sorted(ord(digit) for digit in _HAN_DIGITS if 0x3400 <= ord(digit) < 0xA000)
_OTHER_HAN = "".join(
    f"{chr(before + 1)}-{chr(after - 1)}"
    for before, after in pairwise([0x33FF, *_DIGIT_CODES, 0xA000])
    if after - before > 1
)
# A single Han number counts before these only: 一个方面, 两项措施 and 三是 are style, not figures.
_UNIT = "(?:周?岁|名|人|号|批|期|届|年|月|日)"
_MONEY = r"(?:[万亿]\s?[美欧日港]?元?|[美欧日港]?元|millions?\b|billions?\b)"
_DIGITS = "[0-9]{1,15}(?:[,.][0-9]{1,15}){0,4}"
_TOKEN = re.compile(
    r"(?P<year>(?<![0-9])(?:19|20)[0-9]{2}(?![0-9]))"
    rf"|(?P<amount>[$€£¥]\s?{_DIGITS}(?:\s?{_MONEY})?|(?:{_DIGITS}|{_HAN_NUMBER})\s?{_MONEY})"
    rf"|(?P<listing>(?<![^\n])[（(]?(?:[0-9]{{1,2}}(?:[.．](?![0-9])|[、)）])|{_HAN_NUMBER}[、)）]))"
    rf"|(?P<number>{_DIGITS}|{_HAN_NUMBER}(?={_UNIT}))"
    r"|(?P<end>\n)"
    rf"|(?P<run>[{_OTHER_HAN}]{{1,400}})"
    r"|(?P<han>[\u3400-\u9fff])"
    r"|(?P<word>[^\W\d_\u3400-\u9fff]{1,40})"
)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
# Which of several in a row a notice is: 2023年度第二批, 第3期.
_TURN = re.compile(rf"第\s?([0-9]{{1,3}}|{_HAN_NUMBER})\s?(?:批|轮|期|届|次)")
_FIRST = frozenset("1")
_LINE_END = "\n"
_SENTENCE_ENDS = ".!?:\n\"“‘('•"
_PLACE_END = re.compile("|".join(("省", "市", "县", "区", "州", "镇", "大学", "学院", "自治")))
# Ends of 我市, 全省, 各县, 直辖市, 在省…: words beside the suffix that are no name of a place.
_NO_NAME = frozenset("我全本各该每地城都省市县区级副跨外境国属辖和及与在到由为于对是的等园新社校")

MIN_DIFFERENT = {
    Particular.YEAR: 2,
    Particular.AMOUNT: 2,
    Particular.PLACE: 2,
    Particular.NAME: 3,
}

Slot = tuple[Particular, str, str]
Slots = dict[Slot, dict[str, int]]
_DATE_ENDS = ("月", "日")


@dataclass(frozen=True, slots=True)
class Particulars:
    """The values of a text by the words around them, and the years that its title names.

    `title_turns` are which of several in a row its title says that it is, `turns` which of them
    are named anywhere.
    """

    slots: Slots
    title_years: frozenset[str]
    is_short: bool
    title_turns: frozenset[str] = frozenset()
    turns: frozenset[str] = frozenset()


def find_particulars(text: str, title: str = "") -> Particulars:
    """Return the particulars of a text and its title."""
    plain = to_simplified(f"{title}\n{text}")
    units: list[str] = []
    values: list[tuple[int, Particular, str]] = []
    for word, kind in _words(plain):
        if kind is not None:
            values.append((len(units), kind, word))
        units.append(word.casefold() if kind is None else f"<{kind.value}>")
    slots: Slots = {}
    for at, kind, value in values:
        before = " ".join(units[max(0, at - BEFORE) : at]).rpartition(_LINE_END)[2]
        after = " ".join(units[at + 1 : at + 1 + AFTER]).partition(_LINE_END)[0]
        counts = slots.setdefault((kind, before, after), {})
        counts[value] = counts.get(value, 0) + 1
    years = frozenset(_YEAR.findall(to_simplified(title)))
    turns = _turns(to_simplified(title))
    return Particulars(slots, years, len(text) < SHORT_CHARS, turns, _turns(plain))


def _turns(plain: str) -> frozenset[str]:
    return frozenset(_arabic(number) for number in _TURN.findall(plain))


def _arabic(number: str) -> str:
    """Return a number below a hundred in Arabic digits, another as it is written."""
    tens, ten, ones = number.partition("十")
    digits = {han: str(value) for value, han in enumerate("〇一二三四五六七八九")} | {"": ""}
    if number.isdigit() or tens not in digits or ones not in digits:
        return number.lstrip("0") or number
    return (digits[tens] or "1") + (digits[ones] or "0") if ten else digits[tens]


def without_frame(whole: Particulars, inner: Particulars) -> Particulars:
    """Return a text's particulars without the names and dates that only its frame has.

    `inner` are those of the text in the frame. Amounts and other figures count wherever they are.
    """
    slots = {slot: values for slot, values in whole.slots.items() if _is_figure(slot)}
    return replace(whole, slots=slots | inner.slots)


def _is_figure(slot: Slot) -> bool:
    kind, _, after = slot
    return kind is Particular.AMOUNT or (kind is Particular.NUMBER and after[:1] not in _DATE_ENDS)


def tell_other_things(one: Particulars, other: Particulars) -> str | None:
    """Return what tells two alike texts apart as two uses of a template; None if nothing does.

    They are told apart by a kind of particular of which most differ where both texts have the
    same words around it, or by the years that their titles name.
    """
    same, both = _agreement(one.slots, other.slots)
    for kind, number in MIN_DIFFERENT.items():
        is_name = kind in (Particular.PLACE, Particular.NAME)
        agreement = MIN_NAMES_AGREEMENT if is_name else MIN_AGREEMENT
        differ = both[kind] - same[kind]
        if differ >= number and same[kind] < agreement * both[kind]:
            return f"another {kind.value}"
    titled = one.title_years and other.title_years and not both[Particular.YEAR]
    if titled and not one.title_years & other.title_years:
        return "another year"
    if _are_other_turns(one, other) or _are_other_turns(other, one):
        return "another turn"
    numeric = (Particular.AMOUNT, Particular.NUMBER, Particular.YEAR)
    stated = sum(both[kind] for kind in numeric)
    least = 1 if one.is_short or other.is_short else 2
    if stated >= least and sum(same[kind] for kind in numeric) < MIN_AGREEMENT * stated:
        return "other numbers"
    return None


def _are_other_turns(one: Particulars, other: Particulars) -> bool:
    """Return whether a title says which of several in a row its notice is, and the other notice
    says that it is another, or, that being no first one, nothing."""
    if other.title_turns:
        return bool(one.title_turns) and not one.title_turns & other.title_turns
    return bool(one.title_turns - _FIRST) and not one.title_turns & other.turns


def _agreement(one: Slots, other: Slots) -> tuple[Counter[Particular], Counter[Particular]]:
    """Return, by kind, in how many places both give the same value, and how many both have."""
    same: Counter[Particular] = Counter()
    both: Counter[Particular] = Counter()
    for slot in one.keys() & other.keys():
        mine, theirs = one[slot], other[slot]
        if mine == theirs:
            in_both = in_same = sum(mine.values())
        else:
            in_both = min(sum(mine.values()), sum(theirs.values()))
            in_same = sum(min(count, theirs.get(value, 0)) for value, count in mine.items())
        both[slot[0]] += in_both
        same[slot[0]] += in_same
    return same, both


def _words(plain: str) -> Iterator[tuple[str, Particular | None]]:
    """Give a text's words and Han one by one, each with the kind of value that it is, if one."""
    until = 0
    starts = _place_starts()
    ends = {match.start() for match in _PLACE_END.finditer(plain)}
    for match in _TOKEN.finditer(plain):
        start, kind = match.start(), str(match.lastgroup)
        if start < until and kind != "run":
            continue
        if kind in ("run", "han"):
            at, end = max(start, until), match.end()
            while at < end:
                name = plain[at : at + 2]
                length = 0
                if name in starts or at + 2 in ends:
                    length = _place_length(plain, at, ends)
                if length:
                    yield plain[at : at + length], Particular.PLACE
                    at += length
                else:
                    yield plain[at], None
                    at += 1
            until = max(at, until)
        elif kind == "end":
            yield _LINE_END, None
        elif kind == "listing":
            continue
        elif kind == "word":
            yield match.group(), Particular.NAME if _is_name(plain, match) else None
        else:
            yield match.group().replace(" ", ""), Particular(kind)


def _place_length(plain: str, start: int, ends: set[int]) -> int:
    """Return how many Han from `start` name a place; 0 if none do. `ends`: where 市, 县, … are."""
    for length in (4, 3, 2):
        if plain[start : start + length] in _places():
            return length
    name = plain[start : start + 2]
    if start + 2 in ends and name[-1] not in _NO_NAME and name.isalpha():
        return 2
    return 0


def _is_name(plain: str, match: re.Match[str]) -> bool:
    """Whether a word begins with a capital though no sentence does with it."""
    if not match.group()[0].isupper() or len(match.group()) == 1:
        return False
    before = plain[max(0, match.start() - 3) : match.start()].rstrip(" \t")
    return bool(before) and before[-1] not in _SENTENCE_ENDS


@cache
def _place_starts() -> frozenset[str]:
    return frozenset(name[:2] for name in _places())


@cache
def _places() -> frozenset[str]:
    lines = PLACES_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
