"""Plain text to pieces: a paragraph a line, and rows where lines beside each other have tabs, or
where all the text is a table of values between commas (CSV)."""

import csv
from collections.abc import Iterator
from itertools import groupby, islice

from policywatch.documents import CELL_SEPARATOR, BlockKind
from policywatch.reading.structure import Piece, tidy
from policywatch.reading.tables import MAX_ROW_CELLS, mark_header

MIN_CSV_ROWS = 3
MIN_COMMAS = 4
JUDGED_CSV_ROWS = 200
SHARE_OF_WIDTH = 0.9


def read_lines(text: str) -> list[Piece]:
    """Return the lines that hold something; two rows or more below each other are a table."""
    if table := [_row(cells, 0) for cells in _csv_rows(text)]:
        mark_header(table)
        return table
    pieces: list[Piece] = []
    tables = 0
    for is_row, run in groupby(_cells_of_lines(text), key=lambda cells: len(cells) > 1):
        lines = list(run)
        if not is_row or len(lines) == 1:
            texts = (" ".join(filter(None, cells)) for cells in lines)
            pieces += [Piece(BlockKind.PARAGRAPH, words, 0) for words in texts]
            continue
        rows = [_row(cells, tables) for cells in lines]
        mark_header(rows)
        pieces += rows
        tables += 1
    return pieces


def _csv_rows(text: str) -> list[list[str]]:
    """Return the rows of a text that is a table in CSV: nearly all have as many cells as the most;
    none of another text."""
    for mark in ",;":
        try:
            lines = csv.reader(text.splitlines(keepends=True), delimiter=mark)
            first = [row for row in islice(lines, JUDGED_CSV_ROWS) if any(row)]
            widths = [len(row) for row in first]
            usual = max(set(widths), key=widths.count, default=1)
            alike = widths.count(usual) >= SHARE_OF_WIDTH * len(widths)
            many = len(first) >= MIN_CSV_ROWS and len(first) * (usual - 1) >= MIN_COMMAS
            if alike and many:
                rows = [*first, *(row for row in lines if any(row))]
                return [[tidy(cell) for cell in row[:MAX_ROW_CELLS]] for row in rows]
        except csv.Error:
            continue
    return []


def _cells_of_lines(text: str) -> Iterator[list[str]]:
    """Yield the cells of each line that holds something: one where no tab parts its words."""
    for line in text.splitlines():
        if CELL_SEPARATOR not in line:
            if words := tidy(line):
                yield [words]
            continue
        cells = [tidy(cell) for cell in line.split(CELL_SEPARATOR, MAX_ROW_CELLS)]
        held = sum(map(bool, cells))
        if held:
            yield cells if held > 1 else [cell for cell in cells if cell]


def _row(cells: list[str], table: int) -> Piece:
    words = CELL_SEPARATOR.join(cells).strip(" ")
    return Piece(BlockKind.ROW, words, 0, table=table, cells=tuple(cells))
