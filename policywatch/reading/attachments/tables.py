"""The cells of a table, in whatever file, to rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policywatch.documents import CELL_SEPARATOR, BlockKind
from policywatch.reading.structure import Piece

MAX_HEADER_ROWS = 4
MAX_LABEL_CHARS = 60
MAX_SPREAD = 200_000
_FIGURE = re.compile(r"[-+−]?[\d,.]*\d\s?%?")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Span:
    """A merged cell: its first row and column, and how many rows and columns it covers."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


def is_figure(cell: str) -> bool:
    """Return whether a cell holds a figure and nothing else; a year alone names a column."""
    return bool(_FIGURE.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def table_pieces(
    rows: Sequence[Sequence[str]],
    table: int,
    pages: int | Sequence[int] = 0,
    spans: Sequence[Span] = (),
) -> list[Piece]:
    """Return the rows of a table that hold something, its header marked.

    All full rows get the same number of cells. What stands in a merged cell names all the rows,
    and above the first figures all the columns, that it covers: it is repeated there, unless it
    is a figure, which counts once. `pages` is the page of all the rows, or of each.
    """
    grid = [list(row) for row in rows]
    _spread(grid, spans)
    lengths = [max((n for n, cell in enumerate(row, 1) if cell), default=0) for row in grid]
    width = max((n for n, row in zip(lengths, grid, strict=True) if _is_full(row)), default=1)
    headers = _header_rows(grid)
    pieces = []
    for number, (row, length) in enumerate(zip(grid, lengths, strict=True)):
        if not length:
            continue
        cells = row[:length]
        if length > 1:
            cells += [""] * (width - length)
        text = CELL_SEPARATOR.join(cells)
        header = number in headers
        page = pages if isinstance(pages, int) else pages[number]
        pieces.append(
            Piece(BlockKind.ROW, text, page, table=table, header=header, cells=tuple(cells))
        )
    return pieces


def _spread(grid: list[list[str]], spans: Sequence[Span]) -> None:
    """Repeat the labels in merged cells: downwards, and above the first figures sideways."""
    first_figures = next(
        (n for n, row in enumerate(grid) if any(is_figure(cell) for cell in row)), len(grid)
    )
    spread = 0
    for span in spans:
        if spread > MAX_SPREAD:
            return
        if not (0 <= span.row < len(grid) and 0 <= span.column < len(grid[span.row])):
            continue
        label = grid[span.row][span.column]
        if not label or len(label) > MAX_LABEL_CHARS or is_figure(label):
            continue
        others = sum(1 for cell in grid[span.row] if cell)
        sideways = span.columns if span.row < first_figures and others > 1 else 1
        for row in grid[span.row : span.row + span.rows]:
            spread += sideways
            row += [""] * (span.column + sideways - len(row))
            for column in range(span.column, span.column + sideways):
                row[column] = row[column] or label


def _header_rows(grid: list[list[str]]) -> set[int]:
    """Return the full rows above the first with digits; none where there is no such row below."""
    found: set[int] = set()
    last = None
    for number, row in enumerate(grid):
        if not _is_full(row):
            continue
        digits = any(map(_has_digits, row))
        if any(map(is_figure, row)) or (found and digits):
            names = found or ({last} if last is not None else set())
            return names if len(names) <= MAX_HEADER_ROWS else set()
        if not digits:
            found.add(number)
        last = number
    return set()


def _is_full(row: Sequence[str]) -> bool:
    """Return whether more than one cell of a row holds something."""
    return sum(1 for cell in row if cell) > 1


def _has_digits(cell: str) -> bool:
    """Return whether a cell holds digits besides those of a year, which may name a column."""
    return bool(re.search(r"\d", re.sub(r"(?:19|20)\d\d年?", "", cell)))
