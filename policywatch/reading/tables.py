"""Tables of data to rows of cells, each cell in its column."""

import re

from lxml import etree

from policywatch.documents import CELL_SEPARATOR, BlockKind
from policywatch.reading.structure import INLINE, SKIPPED, Piece, is_file, strings_of, tidy

MAX_CELL_CHARS = 1_500
MAX_ROW_CELLS = 2_000
MAX_SPAN = 200
DIGITS = re.compile(r"\d{1,4}")
FIGURE = re.compile(r"\d")
OUTER_TAGS = ("table", "tr", "td", "th", "p", "div", "li", "h1", "h2", "h3", "ul")


def data_tables(root: etree._Element) -> set[etree._Element]:
    """Return the tables that hold data: rows of several short cells, and no table inside."""
    found: set[etree._Element] = set()
    open_tables: list[tuple[etree._Element, list[int], list[int]]] = []
    nested: set[etree._Element] = set()
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=OUTER_TAGS):
        tag = element.tag
        if event == "start":
            if tag == "table":
                nested.update(entry[0] for entry in open_tables[-1:])
                open_tables.append((element, [], [0]))
            elif open_tables:
                rows, blocks = open_tables[-1][1:]
                if tag == "tr":
                    rows.append(0)
                elif tag in ("td", "th"):
                    if rows:
                        rows[-1] += 1
                else:
                    blocks[0] += 1
        elif tag == "table" and open_tables:
            table, rows, blocks = open_tables.pop()
            cells = sum(rows)
            wide = sum(1 for row in rows if row > 1)
            if table not in nested and wide >= 2 and blocks[0] <= 3 * cells + 6 and cells >= 4:
                found.add(table)
    return found


class TableReader:
    """Reads the rows of one table: what spans rows or columns leaves empty cells behind it."""

    def __init__(self, at: int, number: int) -> None:
        self.at = at
        self.number = number
        self.hanging: dict[int, int] = {}

    def read(self, element: etree._Element) -> Piece | None:
        """Return a row or caption as a piece; None if it is empty."""
        if element.tag == "caption":
            text = tidy(strings_of(element))
            kind = BlockKind.CAPTION
            return Piece(kind, text, self.at, table=self.number) if text else None
        return self._read_row(element)

    def _read_row(self, element: etree._Element) -> Piece | None:
        cells: list[str] = []
        linked = heads = own = 0
        hanging, self.hanging = self.hanging, {}
        for cell in element:
            if cell.tag not in ("td", "th"):
                continue
            if len(cells) >= MAX_ROW_CELLS:
                break
            self._pass_hanging(cells, hanging)
            heads += cell.tag == "th"
            own += 1
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            if deep > 1:
                self.hanging.update((len(cells) + i, deep - 1) for i in range(wide))
            cells.append(cell_text(cell))
            cells.extend([""] * (wide - 1))
            if cell.find(".//a") is not None:
                linked += sum(
                    len(strings_of(link).strip()) for link in cell.iter("a") if not is_file(link)
                )
        self._pass_hanging(cells, hanging)
        while cells and not cells[-1] and len(cells) > own:
            cells.pop()
        if not any(cells):
            return None
        parent = element.getparent()
        return Piece(
            BlockKind.ROW,
            CELL_SEPARATOR.join(cells).strip(" "),
            self.at,
            table=self.number,
            header=(parent is not None and parent.tag == "thead") or 1 < own == heads,
            linked=linked,
            cells=tuple(cells),
        )

    def _pass_hanging(self, cells: list[str], hanging: dict[int, int]) -> None:
        """Leave columns empty that a cell of an earlier row reaches down into."""
        while len(cells) < MAX_ROW_CELLS and (left := hanging.pop(len(cells), 0)):
            if left > 1:
                self.hanging[len(cells)] = left - 1
            cells.append("")


def _span(cell: etree._Element, name: str) -> int:
    found = DIGITS.match((cell.get(name) or "").strip())
    return min(MAX_SPAN, max(1, int(found[0]))) if found else 1


def cell_text(cell: etree._Element) -> str:
    """Return a cell's text on one line; what stands in blocks of its own is set apart."""
    if not len(cell):
        return tidy(cell.text or "")
    texts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if not isinstance(tag, str) or tag in SKIPPED:
                continue
            if tag not in INLINE and texts:
                texts.append(" \N{NULL}")
            texts.append(element.text or "")
        elif element is not cell:
            texts.append(element.tail or "")
    joined = "".join(texts)
    return tidy(" ".join(tidy(part) for part in joined.split("\N{NULL}")))


def mark_header(rows: list[Piece]) -> None:
    """Mark the first full row as header if it has no figures and the next one has."""
    data = [row for row in rows if row.kind == BlockKind.ROW]
    if any(row.header for row in data):
        return
    wide = [row for row in data if len([c for c in row.cells if c]) > 1]
    if len(wide) < 2:
        return
    first, second = wide[0], wide[1]
    if not any(FIGURE.search(c) for c in first.cells) and any(
        FIGURE.search(c) for c in second.cells
    ):
        first.header = True
