"""Numbers in table cells: what they are stands in the head of the column or above the table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from policywatch.documents import BLOCK_SEPARATOR, CELL_SEPARATOR, Block, BlockKind, FoundFact
from policywatch.flagging.facts.cells import Sum, sums_in
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.rates import load_rates
from policywatch.flagging.facts.reading import HEAD_ENDS, Head, Reading
from policywatch.flagging.facts.table_people import people_under
from policywatch.flagging.facts.table_units import (
    FIGURE,
    MONEY,
    SCALE,
    Unit,
    place_in_figures,
    places_in_figures,
    unit_before,
    unit_in,
    unit_stated_in,
    without_unit,
)
from policywatch.flagging.facts.wording import basis_in

_NUMBER = re.compile(
    r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15})(?:\.[0-9]{1,6})?(?P<percent> ?%)?"
)
_VALUE = re.compile(r"[0-9]")
_IS_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NO_MONEY = re.compile(
    r"人数|人次|名|年份|年度(?<![0-9]年度)$|序号|编号|代码|编码|比例|比重|%|增长|增减率|数量|电话"
    r"|面积|年龄|岁|手机|传真|(?:备注|说明|联系方式|批次|页码)$"
    r"|排名|期限"
    r"|户数|个数|家数|日期|时间|邮编|no\.|number|rank|year$"
)
# What a cell of more than a number is a sum under, where only the whole table has a unit.
_OF_MONEY = re.compile(
    r"补助|配套|资助|经费|奖|补贴|津贴|资金|金额|额度|薪|费|预算|投入|支持|安家|待遇|标准|支出|收入"
    r"|salary|funding|grant|subsidy|allowance|budget|amount"
)
_NO_MONEY_ROW = re.compile(
    r"(?:人数|人次|数量|个数|比例|面积|户数|家数|[(](?:人|名|个|%|次|户|家|人次|项)[)])$"
)
_SECOND_HEAD = re.compile(
    rf"\(?(?:{SCALE})?(?:{MONEY})\)?|(?:预算|决算|执行|调整)数?|小计|人数|金额|名额|比例|增减额"
    rf"|增减率?"
)
_CORNER = re.compile(r"(?:项目|科目|类别|名称|指标|年[份度]|单位|层次|内容|用途|类型)")
"""How a first column is headed whose unit is that of all: 项目（万元）."""
_CHANGE = re.compile(r"增长率?|增减率?|增幅|同比|变动|[较比]上年|change|growth")
_MOST_MONEY = 10**14
"""More is no sum but a number of another kind: of a telephone, an account."""
_REACH = 3
"""How many blocks before a table may state its unit."""
_MAX_HEAD = 40
_MAX_LATIN_HEAD = 80
_MAX_LABEL = 80


@dataclass(slots=True)
class _Table:
    number: int | None
    unit: Unit | None
    columns: list[str] = field(default_factory=list)
    full: list[str] = field(default_factory=list)
    begun: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.start + len(self.text)


def rows_in(text: str) -> list[Block]:
    """Return the blocks of a text of which nothing is known: lines with tabs are rows of tables."""
    blocks: list[Block] = []
    at = table = 0
    for line in text.split(BLOCK_SEPARATOR):
        if CELL_SEPARATOR in line:
            blocks.append(Block(BlockKind.ROW, at, at + len(line), table=table))
        else:
            table += 1
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(line)))
        at += len(line) + 1
    return blocks


class Tables(NamedTuple):
    """What tables say: facts of bare numbers in cells, heads of all other cells.

    `units` are the places of units in figures (10,000 yuan), which state no sum themselves.
    """

    facts: list[FoundFact]
    heads: list[Head]
    units: list[tuple[int, int]]


def read_tables(reading: Reading, blocks: Sequence[Block]) -> Tables:
    """Return what the tables of a text say.

    `about` names the row, the note the column. A row with fewer cells than columns is read as
    one that goes on under merged cells on its left; where a table's heads are merged so that no
    column can be told, only a unit stated for the whole table counts.
    """
    facts: list[FoundFact] = []
    heads: list[Head] = []
    units = places_in_figures(reading) if reading.mentions("unit") else []
    table: _Table | None = None
    for place, block in enumerate(blocks):
        if block.kind is not BlockKind.ROW:
            if table is not None and block.kind is not BlockKind.CAPTION:
                table = None
            continue
        cells = list(_cells(reading, block))
        if table is None or table.number != block.table:
            table = _Table(
                block.table, unit_before(reading, blocks[max(0, place - _REACH) : place])
            )
        if not table.begun and (stated := unit_stated_in(reading, block)):
            table.unit = stated
        if _is_head(block, cells, table):
            _add_heads(table, cells)
            units += _units_in_figures(cells)
            continue
        if sum(bool(cell.text) for cell in cells) > 1:
            table.begun = True
        facts += _read_row(reading, table, cells)
        heads += _heads_of(table, cells)
        if len(cells) == len(table.columns):
            table.full = [cell.text for cell in cells]
    return Tables(facts, heads, units)


def _units_in_figures(cells: Sequence[_Cell]) -> Iterator[tuple[int, int]]:
    """Yield the places of units in figures in heads of columns: Salary (10,000 RMB)."""
    for cell in cells:
        if place := place_in_figures(cell.text):
            yield cell.start + place[0], cell.start + place[1]


def _is_head(block: Block, cells: list[_Cell], table: _Table) -> bool:
    """Say whether a row names columns: it is marked so, or it opens a table without figures.

    Below another head, only where it speaks of sums and the like, or goes on under a merged cell.
    """
    if block.header:
        return True
    if table.begun or sum(bool(cell.text) for cell in cells) < 2:
        return False
    numbers = [cell.text for cell in cells if _NUMBER.fullmatch(cell.text)]
    if numbers:
        return all(_IS_YEAR.fullmatch(number) for number in numbers) and not table.columns
    if any(FIGURE.search(without_unit(cell.text)) for cell in cells):
        return False
    if not table.columns or not cells[0].text:
        return True
    return any(_SECOND_HEAD.fullmatch(cell.text) for cell in cells)


def _add_heads(table: _Table, cells: list[_Cell]) -> None:
    """Take a row of heads; one below another is joined to it, each head to those it spans."""
    texts = [cell.text[: _longest_head(cell.text)] for cell in cells]
    if texts and not texts[0]:
        texts += [""] * (len(table.columns) - len(texts))
    if sum(map(bool, table.columns)) > 1 and len(texts) >= len(table.columns):
        table.columns = _spread(table.columns, texts)
    if len(texts) == len(table.columns):
        texts = [
            upper if lower in ("", upper) else f"{upper} {lower}"
            for upper, lower in zip(table.columns, texts, strict=True)
        ]
    elif table.columns and len(texts) < len(table.columns):
        return
    table.columns = texts
    if table.unit is None and texts and _CORNER.match(texts[0]):
        table.unit = unit_in(texts[0])


def _longest_head(words: str) -> int:
    return _MAX_LATIN_HEAD if words.isascii() else _MAX_HEAD


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """Put what stands in a merged head over all columns that it spans: the next are empty there."""
    spread = upper + [""] * (len(lower) - len(upper))
    for place in range(1, len(spread)):
        if not spread[place] and lower[place]:
            spread[place] = spread[place - 1]
    return spread


def _cells(reading: Reading, block: Block) -> Iterator[_Cell]:
    """Yield each cell's bare text and where that starts."""
    at = block.start
    for cell in reading.plain[block.start : block.end].split(CELL_SEPARATOR):
        yield _Cell(cell.strip(" "), at + len(cell) - len(cell.lstrip(" ")))
        at += len(cell) + 1


def _columns_of(table: _Table, cells: list[_Cell]) -> list[str]:
    """Return the head of each cell; "" where it cannot be told."""
    missing = len(table.columns) - len(cells)
    if missing == 0 or (0 < missing < len(table.columns) - 1 and table.full):
        return table.columns[missing:]
    return [""] * len(cells)


def _label(reading: Reading, table: _Table, cells: list[_Cell]) -> str:
    """Return what a row is about: its first cell that is no number, under the merged ones."""
    missing = len(table.columns) - len(cells)
    above = [text for text in table.full[: max(0, missing)] if not _NUMBER.fullmatch(text)]
    own = next((c for c in cells if c.text and not _NUMBER.fullmatch(c.text)), None)
    words = reading.shown[own.span[0] : own.span[1]] if own else ""
    return " ".join(filter(None, (*above, words)))[:_MAX_LABEL]


def _read_row(reading: Reading, table: _Table, cells: list[_Cell]) -> Iterator[FoundFact]:
    columns = _columns_of(table, cells)
    label = _label(reading, table, cells)
    if _NO_MONEY_ROW.search(label.replace("（", "(").replace("）", ")")):
        return
    row_unit = unit_in(label.lower().replace("（", "(").replace("）", ")"))
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        number = _NUMBER.fullmatch(cell.text)
        if number is None:
            told = (unit_in(column) or row_unit) if cell.text and place else None
            if told is None and place and _OF_MONEY.search(f"{column} {label}"):
                told = table.unit
            if told and not _NO_MONEY.search(column):
                for part in sums_in(cell.text):
                    yield _amount(reading, cell, part, told, column, label)
            continue
        value = Decimal(cell.text.replace(",", "").rstrip("% "))
        if (number["percent"] or "%" in column) and _CHANGE.search(column):
            yield reading.fact(
                "percent", cell.span, shown(value), shown(value),
                unit="%", basis="change", notes=[column], about=label,
            )  # fmt: skip
            continue
        if number["percent"] or value < 0:
            continue
        if (meant := people_under(column, table.columns, value)) and "." not in cell.text:
            yield _people(reading, cell, meant, column, label)
            continue
        own = unit_in(column) or row_unit
        unit = own or table.unit
        if unit is None or (not own and (_NO_MONEY.search(column) or place == 0)):
            continue
        if value * unit.scale > _MOST_MONEY:
            continue
        whole = Sum(value, value, "", 0, len(cell.text))
        yield _amount(reading, cell, whole, unit, column, label)


def _amount(
    reading: Reading, cell: _Cell, part: Sum, unit: Unit, column: str, label: str
) -> FoundFact:
    low, high = part.low * unit.scale, part.high * unit.scale
    basis = part.bound or basis_in(column, unit.rest)
    notes = [
        f"{unit.name} from the table", column, load_rates().in_cny(unit.currency, low, high)
    ]  # fmt: skip
    return reading.fact(
        "amount", (cell.start + part.start, cell.start + part.end),
        None if basis == "up-to" and low == high else shown(low),
        None if basis == "at-least" and low == high else shown(high),
        unit=unit.currency, basis=basis, notes=notes, about=label,
    )  # fmt: skip


def _people(
    reading: Reading, cell: _Cell, meant: tuple[str, str], column: str, label: str
) -> FoundFact:
    kind, basis = meant
    number = shown(Decimal(cell.text.replace(",", "")))
    return reading.fact(
        kind, cell.span, number, number,
        unit="persons", basis=basis, notes=[column], about=label,
    )  # fmt: skip


def _heads_of(table: _Table, cells: list[_Cell]) -> Iterator[Head]:
    """Yield what stands over and before each cell that holds more than a number."""
    columns = _columns_of(table, cells)
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        if len(cell.text) < 2 or _NUMBER.fullmatch(cell.text):
            continue
        near = cells[place - 1].text if place and not table.columns else ""
        if near and (_VALUE.search(near) or near == "面议"):
            near = ""
        first = cells[0].text if place and not near else ""
        words = " ".join(w for w in (column, first, near) if w and len(w) <= _longest_head(w))
        if words:
            yield Head(cell.start, cell.start + len(cell.text), words + HEAD_ENDS)
