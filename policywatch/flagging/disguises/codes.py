"""Initials that stand alone in Chinese: 川内TFEM的项目, 那几届qnqr, 上次聊的q/m.

Four letters are no others' initials; of fewer, in small letters or with a mark between them, only
those count that a programme is listed with.
"""

import re
from collections.abc import Iterator
from itertools import islice

from policywatch.flagging.disguises.name_index import NameIndex
from policywatch.flagging.disguises.rewritings import MAX_PLACES
from policywatch.flagging.disguises.shown_readings import Shown
from policywatch.flagging.names.entries import HAN

LETTERS = 4
REACH = 8
_CAPITALS = re.compile(r"[A-Z](?<![A-Za-z].)[A-Z]{3}(?![A-Za-z])")
# Right behind a character of Han or before one, and part of no address.
_SMALL_OR_MARKED = re.compile(
    r"[A-Za-z](?<![A-Za-z0-9_@./&=-].)"
    r"(?:(?<=[a-z])[a-z]{1,3}(?![A-Za-z0-9_@/&=-]|\.[a-z])"
    r"|(?P<mark>[/|*·•_+~-])[A-Za-z](?![A-Za-z0-9_@./&=|*·•_+~-]))"
)
_HAN_BEHIND = re.compile(rf"[ ”’」』]?{HAN.pattern}")
_HAN_BEFORE = re.compile(rf"{HAN.pattern}[ “‘「『]?$")


class Codes:
    """The initials of a release that count alone; built once, then only read."""

    def __init__(self, known: NameIndex) -> None:
        self._known = known
        self._has_long = known.has_initials(LETTERS)

    def find(self, text: str, *, has_capitals: bool) -> Iterator[Shown]:
        """Yield the names that initials of a text as shown may stand for."""
        if self._has_long and has_capitals:
            for code in islice(_CAPITALS.finditer(text), MAX_PLACES):
                if HAN.search(text, max(0, code.start() - REACH), code.end() + REACH):
                    yield from self._meant(code, code[0].lower())
        for code in islice(_SMALL_OR_MARKED.finditer(text), MAX_PLACES):
            letters = (code[0][0] + code[0][-1]).lower() if code["mark"] else code[0]
            is_long = len(letters) == LETTERS
            if (is_long or self._known.is_listed(letters)) and _is_in_chinese(text, code):
                yield from self._meant(code, letters)

    def _meant(self, code: re.Match[str], letters: str) -> Iterator[Shown]:
        for entry in self._known.of_lone_initials(letters):
            yield Shown(entry, *code.span())


def _is_in_chinese(text: str, code: re.Match[str]) -> bool:
    before = _HAN_BEFORE.search(text, max(0, code.start() - 2), code.start())
    return (before or _HAN_BEHIND.match(text, code.end())) is not None
