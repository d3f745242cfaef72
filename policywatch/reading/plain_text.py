"""Plain text to pieces: a paragraph a line, and rows where lines beside each other have tabs."""

from collections.abc import Iterator
from itertools import groupby

from policywatch.documents import CELL_SEPARATOR, BlockKind
from policywatch.reading.structure import Piece, tidy
from policywatch.reading.tables import MAX_ROW_CELLS, mark_header


def read_lines(text: str) -> list[Piece]:
    """Return the lines that hold something; two rows or more below each other are a table."""
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
