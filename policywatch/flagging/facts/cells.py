"""What a cell under a unit of money says besides one number: a range, a bound, several sums."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,9})(?:\.[0-9]{1,6})?"
_SUM = (
    r"(?P<up_to>不(?:得)?超过|最高|至多|上限|≤|<=)?(?P<at_least>不(?:得)?[低少]于|最低|至少|起|≥|>=)?"
    rf" ?(?P<low>{_NUMBER})(?: ?(?:-{{1,2}}|至) ?(?P<high>{_NUMBER}))?"
    r" ?(?P<more>以上|起|\+)?(?P<most>以[内下])?(?:左右)?"
)
_ITEM = rf"(?:[a-z\u4e00-\u9fff]{{1,8}}:)? ?{_SUM}(?: ?\([^()0-9]{{1,12}}\))?"
_UNNAMED = re.compile(r"\?P<[a-z_]+>").sub("?:", _ITEM)
_CELL = re.compile(rf"{_UNNAMED}(?:[ 、,;/]{{1,3}}{_UNNAMED}){{0,5}}")
_ONE = re.compile(_ITEM)
_LONGEST = 80


class Sum(NamedTuple):
    """A sum in a cell, before its unit: at `start`-`end` of the cell, with the bound it is."""

    low: Decimal
    high: Decimal
    bound: str
    start: int
    end: int


def sums_in(cell: str) -> Iterator[Sum]:
    """Yield the sums of a cell that holds nothing else: 80-120, 不低于50, 25(工) 15(文)."""
    if len(cell) > _LONGEST or not _CELL.fullmatch(cell):
        return
    for found in _ONE.finditer(cell):
        low = Decimal(found["low"].replace(",", ""))
        high = Decimal(found["high"].replace(",", "")) if found["high"] else low
        if high < low:
            return
        bound = "up-to" if found["up_to"] or found["most"] else ""
        bound = "at-least" if found["at_least"] or found["more"] else bound
        end = found.end("high") if found["high"] else found.end("low")
        yield Sum(low, high, bound, found.start("low"), end)
