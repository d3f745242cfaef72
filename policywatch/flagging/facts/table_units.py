"""In which unit the numbers of a table are: stated before it, in it, or in the head of a column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from policywatch.documents import Block, BlockKind
from policywatch.flagging.facts.currencies import CURRENCIES
from policywatch.flagging.facts.numbers import SCALES
from policywatch.flagging.facts.reading import Reading

MONEY = "元|人民币|美元|欧元|英镑|日元|港元|港币|澳门元|新台币|新加坡元|加元|澳元|韩元|瑞士法郎"
SCALE = "[百千十]?万|[百千十]?亿|千|百"
_UNIT = (
    rf"(?P<unit>(?P<lead>人民币|新台币|港币|澳门币)?(?P<scale>{SCALE})?(?P<money>{MONEY})(?!素)"
    r"|(?P<code>rmb|cny|usd|eur|hkd)[ /]?(?P<scale2>million|thousand|billion|mn|m|k|10?,?000)?"
    r"(?![a-z0-9,])"
    r"|×?(?P<scale3>million|thousand|billion|10?,?000) (?P<code2>yuan|rmb|usd|dollars|us dollars))"
)
_STATED = re.compile(
    rf"(?:(?:单位|units?|in) ?[:为]? ?\(?(?:人民币(?! ?[\n\t)]|$))? ?|(?:^"
    rf"|(?<=\n))\((?=[^()\n]{{1,6}}\) ?(?:\n|$))){_UNIT}"
)
_OF_COLUMN = re.compile(
    rf"(?:[(/\[【, ](?:(?:金额)?单位:|人民币|in )?|(?=[^元]{{1,6}}元$)[^万亿千百元]*){_UNIT}"
)
FIGURE = re.compile(r"[0-9]{1,3}(?![0-9]*年)")
"""Figures that are no year's."""
_MAX_BLOCK = 200
"""Characters of a block that may state a unit; a longer one speaks of other sums, too."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What one is worth: 万元 is 10,000 CNY. `rest` is what follows it in the head: /人·年."""

    name: str
    scale: Decimal
    currency: str
    rest: str = ""


def places_in_figures(reading: Reading) -> list[tuple[int, int]]:
    """Return the places of units in figures that are stated for a whole table."""
    found = (stated.span("unit") for stated in _STATED.finditer(reading.plain))
    return [(start, end) for start, end in found if FIGURE.search(reading.plain, start, end)]


def unit_before(reading: Reading, blocks: Sequence[Block]) -> Unit | None:
    """Return the unit stated in the blocks before a table that are no other table's rows."""
    for block in reversed(blocks):
        if block.kind is BlockKind.ROW:
            break
        if block.end - block.start < _MAX_BLOCK and (unit := unit_stated_in(reading, block)):
            return unit
    return None


def unit_stated_in(reading: Reading, block: Block) -> Unit | None:
    """Return the unit that a block states for a whole table: 单位：万元."""
    found = _STATED.search(reading.plain, block.start, block.end)
    return _unit(found) if found else None


def place_in_figures(head: str) -> tuple[int, int] | None:
    """Return where a head states a unit in figures: Salary (10,000 RMB)."""
    found = _OF_COLUMN.search(head) if FIGURE.search(head) else None
    return found.span("unit") if found else None


def without_unit(head: str) -> str:
    """Return a head without the units that it states."""
    return _OF_COLUMN.sub("", head)


def _unit(found: re.Match[str]) -> Unit:
    named = found["lead"] or found["money"] or found["code"] or found["code2"]
    scale = found["scale"] or found["scale2"] or found["scale3"]
    return Unit(
        found["unit"],
        _scale(scale) if scale else Decimal(1),
        CURRENCIES.get(named, "CNY"),
        found.string[found.end() : found.end() + 8],
    )


def _scale(written: str) -> Decimal:
    """Return what a scale is worth: 万, million, and in English heads 10,000 yuan."""
    return Decimal(written.replace(",", "")) if written[0].isdecimal() else SCALES[written]


@lru_cache(maxsize=1024)
def unit_in(head: str) -> Unit | None:
    """Return the unit that the head of a column or row states for what is under it."""
    found = _OF_COLUMN.search(head)
    return _unit(found) if found else None
