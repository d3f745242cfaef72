"""Numbers in table cells, whose unit stands in the header or caption: 单位：万元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policywatch.documents import CELL_SEPARATOR, Block, BlockKind, FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.reading import Reading

_UNIT = r"(?P<unit>[百千十]?万元|亿元|千元|百元|元|rmb million|cny million|million yuan)"
_STATED = re.compile(rf"(?:单位|unit) ?[:：] ?(?:人民币)? ?{_UNIT}")
_COLUMN = re.compile(rf"[(（/](?:单位[:：]|人民币)?{_UNIT}")
_UNITS = {
    "元": 1, "百元": 100, "千元": 1000, "万元": 10**4, "十万元": 10**5, "百万元": 10**6,
    "千万元": 10**7, "亿元": 10**8, "rmb million": 10**6, "cny million": 10**6,
    "million yuan": 10**6,
}  # fmt: skip
_NUMBER = re.compile(
    r"-?[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,6})?|-?[0-9]{1,15}(?:\.[0-9]{1,6})?"
)
_NO_MONEY = re.compile(
    r"人数|人次|名|年份|年度$|序号|编号|代码|科目编码|比例|比重|%|增长|增减率|数量|电话|面积|年龄|岁|排名|期限|no\."
)
_NO_MONEY_ROW = re.compile(r"(?:人数|人次|数量|个数|比例|面积|[(（](?:人|名|个|%|次|户|家)[)）])$")
_CHANGE = re.compile(r"增长率?|增减率?|增幅|同比|变动率|change")
_REACH = 3
"""How many blocks before a table may state its unit."""


@dataclass(slots=True)
class _Table:
    number: int | None
    unit: str
    columns: list[str]


def read_tables(reading: Reading, blocks: Sequence[Block]) -> list[FoundFact]:
    """Return the amounts and changes of all tables; `about` names the row, the note the column."""
    if not any(block.kind is BlockKind.ROW for block in blocks):
        return []
    facts: list[FoundFact] = []
    table: _Table | None = None
    for place, block in enumerate(blocks):
        if block.kind is not BlockKind.ROW:
            if table is not None and block.kind is not BlockKind.CAPTION:
                table = None
            continue
        cells = list(_cells(reading, block))
        if table is None or table.number != block.table:
            table = _Table(
                block.table, _unit_before(reading, blocks[max(0, place - _REACH) : place]), []
            )
            if not block.header and not any(_NUMBER.fullmatch(cell) for cell, _ in cells):
                table.columns = [cell for cell, _ in cells]
        if block.header:
            table.columns = [cell for cell, _ in cells]
        if stated := _STATED.search(reading.plain, block.start, block.end):
            table.unit = stated["unit"]
        facts += _read_row(reading, table, cells)
    return facts


def _unit_before(reading: Reading, blocks: Sequence[Block]) -> str:
    """Return the unit stated in the blocks before a table that are no other table's rows."""
    for block in reversed(blocks):
        if block.kind is BlockKind.ROW:
            break
        if block.end - block.start < 200 and (
            found := _STATED.search(reading.plain, block.start, block.end)
        ):
            return found["unit"]
    return ""


def _cells(reading: Reading, block: Block) -> Iterator[tuple[str, int]]:
    """Yield each cell's bare text and where that starts."""
    at = block.start
    for cell in reading.plain[block.start : block.end].split(CELL_SEPARATOR):
        yield cell.strip(" "), at + len(cell) - len(cell.lstrip(" "))
        at += len(cell) + 1


def _read_row(reading: Reading, table: _Table, cells: list[tuple[str, int]]) -> Iterator[FoundFact]:
    label = next(
        (
            reading.shown[at : at + len(cell)]
            for cell, at in cells
            if cell and not _NUMBER.fullmatch(cell)
        ),
        "",
    )
    if _NO_MONEY_ROW.search(label):
        return
    aligned = len(table.columns) == len(cells)
    for place, (cell, at) in enumerate(cells):
        if not _NUMBER.fullmatch(cell):
            continue
        column = table.columns[place] if aligned else ""
        value, span = Decimal(cell.replace(",", "")), (at, at + len(cell))
        if _CHANGE.search(column) and "%" in column:
            yield reading.fact(
                "percent", span, shown(value), shown(value),
                unit="%", basis="change", note=column[:80], about=label[:80],
            )  # fmt: skip
            continue
        named = _COLUMN.search(column)
        unit = named["unit"] if named else table.unit
        if not unit or (not named and _NO_MONEY.search(column)) or value < 0:
            continue
        if not named and place == 0:
            continue
        amount = shown(value * _UNITS[unit])
        note = f"{unit} from the table; {column[:80]}".rstrip("; ")
        yield reading.fact("amount", span, amount, amount, unit="CNY", note=note, about=label[:80])
