"""Initials that stand alone: 川内TFEM的项目, 那几届qnqr, 上次聊的q/m, the window for q.m. and h.j.

In Chinese, four letters are no others' initials; of fewer, in small letters or with a mark between
them, only those count that a programme is listed with. In English these must be two, one behind the
other.
"""

import re
from collections.abc import Iterator
from itertools import islice

from policywatch.flagging.disguises.han.name_index import ALONE, NameIndex
from policywatch.flagging.disguises.rewritings.readings import Shown
from policywatch.flagging.disguises.rewritings.ways import MAX_PLACES
from policywatch.flagging.names.entries import HAN
from policywatch.flagging.seeking import matches_from

REACH = 8
_CAPITALS = re.compile(r"[A-Z](?<![A-Za-z].)[A-Z]{3}(?![A-Za-z])")
# Right behind a character of Han or before one, and part of no address.
_SMALL_OR_MARKED = re.compile(
    r"[A-Za-z](?<![A-Za-z0-9_@./&=-].)"
    r"(?:(?<=[a-z])[a-z]{1,3}(?:(?=_(?:20\d\d_)?[\u4e00-\u9fff])|(?![A-Za-z0-9_@/&=-]|\.[a-z]))"
    r"|(?P<mark>[/|*·•_+~-])[A-Za-z](?![A-Za-z0-9_@./&=|*·•_+~-])"
    r"|(?P<dot>\.)[A-Za-z]\.?(?![A-Za-z0-9_@./&=|*·•_+~-]))"
)
_PAIR = re.compile(
    r"([./])(?<![A-Za-z0-9_./&-][A-Za-z].)(?<=[A-Za-z].)([A-Za-z])\b\1?"
    r"(?: ?(?:[,/&+]|and|or|vs\.?) ?|, (?:and|or) )(([A-Za-z])\1([A-Za-z])\b(?!\1[A-Za-z0-9])\1?)"
)
_HAN_BEHIND = re.compile(rf"(?:[ ”’」』]|_(?:20\d\d_)?)?{HAN.pattern}")
_HAN_BEFORE = re.compile(rf"{HAN.pattern}[ “‘「『]?$")


class Codes:
    """The initials of a release that count alone; built once, then only read."""

    def __init__(self, known: NameIndex) -> None:
        self._known = known
        self._has_long = known.has_initials(ALONE)

    def find(self, text: str, *, has_capitals: bool) -> Iterator[Shown]:
        """Yield the names that initials of a text as shown may stand for."""
        if self._has_long and has_capitals:
            for code in islice(_CAPITALS.finditer(text), MAX_PLACES):
                if HAN.search(text, max(0, code.start() - REACH), code.end() + REACH):
                    yield from self._meant(code, code[0].lower())
        for code in islice(_SMALL_OR_MARKED.finditer(text), MAX_PLACES):
            marked = code["mark"] or code["dot"]
            letters = (code[0][0] + code[0][2]).lower() if marked else code[0]
            is_long = len(letters) == ALONE
            if (is_long or self._known.is_listed(letters)) and _is_in_chinese(text, code):
                yield from self._meant(code, letters)

    def find_pairs(self, text: str) -> Iterator[Shown]:
        """Yield the names that two initials with marks may stand for, one behind the other."""
        for pair in islice(matches_from("./", _PAIR, text), MAX_PLACES):
            first, start = f"{text[pair.start() - 1]}{pair[2]}".lower(), pair.start() - 1
            second = f"{pair[4]}{pair[5]}".lower()
            if first != second and self._known.is_listed(first) and self._known.is_listed(second):
                for entry in self._known.of_lone_initials(first):
                    yield Shown(entry, start, pair.end(2))
                for entry in self._known.of_lone_initials(second):
                    yield Shown(entry, pair.start(3), pair.end(5))

    def _meant(self, code: re.Match[str], letters: str) -> Iterator[Shown]:
        for entry in self._known.of_lone_initials(letters):
            yield Shown(entry, *code.span())


def _is_in_chinese(text: str, code: re.Match[str]) -> bool:
    before = _HAN_BEFORE.search(text, max(0, code.start() - 2), code.start())
    return (before or _HAN_BEHIND.match(text, code.end())) is not None
