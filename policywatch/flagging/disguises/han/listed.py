"""Names in one list with a title that no programme is confused with: 杰青3人、泰山5人."""

import re
from collections.abc import Iterator

from policywatch.flagging.disguises.han.stems import Guess, Tail
from policywatch.flagging.disguises.han.talk import Talk

MAX_ITEMS = 8
MAX_ITEM = 16
_NUMBERS_OF_PEOPLE = ("千人", "万人")
"""Before these may stand their place, which is no name: 青海千人."""
_PARTED = "(?:[0-9]{1,4}[余多]?[人名位]?)?(?P<mark>[、,和与及跟或]|以及)? ?"
_SO_MANY = "(?:[0-9一二两三四五六七八九十]{1,3}[个名位])?"
_NEXT = re.compile(f"{_PARTED}{_SO_MANY}")
_LAST = re.compile(f"{_PARTED}{_SO_MANY}$")
_ITEM = re.compile(r"[^、,。;!?0-9\n]{1,10}")
_LAST_ITEM = re.compile(r"(?<=[、,])[^、,。;!?0-9\n]{1,10}$")


class Lists:
    """The stems of a release where titles are listed; reads them as they are spoken of."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def beside(self, tail: Tail, text: str, start: int, end: int) -> Iterator[Guess]:
        """Yield the names in one list with a title: 杰青3人、泰山5人, 千人/长江/杰青.

        Marks other than commas are gone from a folded text.
        """
        needs_mark = text[start:end] in _NUMBERS_OF_PEOPLE
        yield from self._behind(tail, text, end, needs_mark)
        yield from self._before(tail, text, start, needs_mark)

    def _behind(self, tail: Tail, text: str, at: int, needs_mark: bool) -> Iterator[Guess]:
        for _ in range(MAX_ITEMS):
            parted = _NEXT.match(text, at)
            if parted is None or (needs_mark and not parted["mark"]):
                return
            at = parted.end()
            names = list(self._talk.begun(tail, text, at, at))
            yield from names
            item = None if names or not parted["mark"] else _ITEM.match(text, at)
            if not (names or item):
                return
            at = max((stop for _, _, stop in names), default=item.end() if item else at)

    def _before(self, tail: Tail, text: str, at: int, needs_mark: bool) -> Iterator[Guess]:
        for _ in range(MAX_ITEMS):
            parted = _LAST.search(text, max(0, at - MAX_ITEM), at)
            if parted is None or not parted.start() or (needs_mark and not parted["mark"]):
                return
            at = parted.start()
            names = list(self._talk.ended(tail, text, at))
            yield from names
            item = None
            if not names and parted["mark"]:
                item = _LAST_ITEM.search(text, max(0, at - MAX_ITEM), at)
            if not (names or item):
                return
            at = min((begin for _, begin, _ in names), default=item.start() if item else at)
