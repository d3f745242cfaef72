"""Where hits stand in the text as shown."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from policywatch.flagging.folding import Folded
from policywatch.flagging.names.entries import HIDDEN, Entry, is_han, is_initials
from policywatch.flagging.names.forms import GUESSED
from policywatch.flagging.names.hits import Hit

NAME_REACH = 120
MAX_AROUND = 200
OPENING = "“「『《【"
_QUOTED_FROM_INSIDE = re.compile(f"[^{OPENING}]+[{OPENING}][^”」』》】]+")
_BETWEEN = frozenset("*＊·•_~|^")
_SOME = "某"
_MASKS = frozenset("*＊×✕✖□■○●◯〇?？_＿#＃@xXｘＸ某")


class Place(NamedTuple):
    """What was found, with its span in the text as shown."""

    entry: Entry
    start: int
    end: int


def places_of(text: str, folded: Folded, hits: list[Hit]) -> Iterator[Place]:
    """Yield where hits stand in the text, in its order, a longer one before those it holds."""
    span = folded.span
    places = []
    for number, (entry, first, last) in enumerate(hits):
        start, end = span(first, last)
        form = entry.form
        if form == "exact":
            places.append((start, -end, False, number))
        elif is_written_so(text, entry, start, end):
            places.append((start, -end, form in GUESSED, number))
    places.sort()
    made = tuple.__new__  # in half the time of a named tuple's own way
    return (made(Place, (hits[number][0], start, -end)) for start, end, _, number in places)


def in_order(place: Place) -> tuple[int, int, bool]:
    """Return a key that sorts places as `places_of` yields them."""
    return place.start, -place.end, place.entry.form in GUESSED


# 8733-3315, 3315.20, No.3315: a number that is another one's.
_IN_NUMBER = re.compile(r"^[\d,.:/#*+-]\d|\d[\d,.:/%-]$")


def is_written_so(text: str, entry: Entry, start: int, end: int) -> bool:
    """Whether a name of a few capitals (QM, QMs) is in capitals, a masked one behind a mark.

    What is only like a name does not begin before the quotes that it ends in: 申请“千计划”.
    """
    if entry.form in GUESSED and _QUOTED_FROM_INSIDE.fullmatch(text, start, end):
        return False
    if entry.form == "masked":
        if text[end - 1] == _SOME and is_han(text[end : end + 1]):
            return False  # 赣南某高校
        # 新晋🪷学者: what hides something behind 晋 hides nothing before it.
        is_first = entry.name[0] == HIDDEN
        around = text[max(0, start - 2) : start] if is_first else text[start:end]
        is_marked = any(c in _MASKS or unicodedata.category(c) == "So" for c in around)
        return is_marked or (is_first and start > 0 and text[start - 1] in OPENING)
    if entry.form == "initials":
        if entry.name.isascii() and len(entry.name) == len("Q M") and entry.name[1] in " .":
            between = text[start + 1 : end - 1]
            is_marked = between in _BETWEEN or (between == "." and is_han(text[start - 1 : start]))
            is_marked = is_marked or not text[start:end].isascii()  # Ⓠ Ⓜ
            return is_marked and text[start:end].isupper()
        return _has_capitals(text[start:end])
    if entry.form == "numerals":
        if entry.name.isdecimal():
            return _IN_NUMBER.search(text[max(0, start - 1) : end + 1]) is None
        # 在中国“1000人计划”: what is short for it (国千) has no people behind it.
        return "人" in entry.name or not text.startswith("人", end)
    if entry.form != "short" or not is_initials(entry.name.removesuffix("s")):
        return True
    shown = unicodedata.normalize("NFKC", text[start:end])
    return shown.isupper() if is_initials(entry.name) else shown[:-1].isupper()


def _has_capitals(shown: str) -> bool:
    """Whether initials before a Latin word are capitals: QM Plan; qmjh, qm计划, 111jh are, too."""
    initials = unicodedata.normalize("NFKC", shown)
    if "(" in initials and initials[0].islower():
        return False  # ft (人才新政)
    if not initials.isascii() or initials.isalpha():
        return True
    first = initials.replace("Talent", "talent").partition(" talent")[0]
    first = first.rstrip("abcdefghijklmnopqrstuvwxyz")
    return first.isupper() or initials.isupper() or not any(map(str.isalpha, first))
