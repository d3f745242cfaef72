"""Tables on a page, ruled or in columns of figures, and the lines that lie in none."""

from collections.abc import Iterator
from dataclasses import dataclass

from policywatch.reading.attachments.grid import Grid, find_grids
from policywatch.reading.attachments.lines import (
    Glyph,
    Line,
    Sheet,
    from_top,
    has_columns,
    is_blank,
    joined,
    line_of,
    same_line,
    spaced,
)
from policywatch.reading.attachments.tables import Span, is_figure
from policywatch.reading.structure import tidy

WIDE_GAP = 1.2  # of a glyph's height: more is a gap between columns


@dataclass(slots=True)
class Table:
    """A table's rows, each with its page, between the left and right edge (in points)."""

    rows: list[list[str]]
    pages: list[int]
    spans: list[Span]
    left: float
    right: float


def parts_of(sheet: Sheet) -> Iterator["Line | Table"]:
    """Yield a page's lines and tables, a table where its first glyph stands in the file."""
    grids = find_grids(sheet.horizontals, sheet.verticals)
    inside: list[dict[tuple[int, int], list[list[Glyph]]]] = [{} for _ in grids]
    order: list[Line | int] = []
    for glyphs in sheet.lines:
        rest: list[Glyph] = []
        for glyph in glyphs:
            place = _place(grids, glyph)
            if place is None:
                rest.append(glyph)
                continue
            number, cell = place
            if not inside[number]:
                order.append(number)
            written = inside[number].setdefault(cell, [])
            if written and same_line(written[-1][-1], glyph):
                written[-1].append(glyph)
            else:
                written.append([glyph])
        if any(not glyph.text.isspace() for glyph in rest):
            order.append(line_of(rest, sheet.number))
    lines = [part for part in order if isinstance(part, Line)]
    if not has_columns(lines, sheet.width):
        # Without columns, what stands higher comes first, whenever it was written.
        lines = from_top(lines)
        tables = sorted({part for part in order if isinstance(part, int)})
        tops = [(line.top, line) for line in lines] + [(grids[n].ys[0], n) for n in tables]
        order = [part for _, part in sorted(tops, key=lambda pair: pair[0])]
    loose: list[Line] = []
    for part in order:
        if isinstance(part, Line):
            loose.append(part)
            continue
        yield from _loose_tables(loose, sheet.number)
        loose = []
        yield from _grid_parts(grids[part], inside[part], sheet.number)
    yield from _loose_tables(loose, sheet.number)


def _place(grids: list[Grid], glyph: Glyph) -> tuple[int, tuple[int, int]] | None:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    for number, grid in enumerate(grids):
        cell = grid.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _grid_parts(
    grid: Grid, inside: dict[tuple[int, int], list[list[Glyph]]], page: int
) -> Iterator["Line | Table"]:
    """Yield a grid's table; the lines of what is but a box around a text."""
    if len(inside) < 2:
        for lines in inside.values():
            yield from (line_of(line, page) for line in lines if not is_blank(line))
        return
    rows = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for (row, column), lines in inside.items():
        rows[row][column] = _cell_text(lines)
    yield Table(rows, [page] * len(rows), grid.spans, grid.xs[0], grid.xs[-1])


def _cell_text(lines: list[list[Glyph]]) -> str:
    return joined(spaced(line) for line in lines if not is_blank(line))


def _loose_tables(lines: list[Line], page: int) -> Iterator["Line | Table"]:
    """Yield lines, and as tables the runs of three and more that stand in columns of figures."""
    run: list[tuple[Line, list[list[Glyph]]]] = []
    for line in lines:
        cells = list(_segments(line))
        if len(cells) > 1:
            run.append((line, cells))
            continue
        yield from _run_parts(run, page)
        run = []
        yield line
    yield from _run_parts(run, page)


def _segments(line: Line) -> Iterator[list[Glyph]]:
    """Yield the parts of a line between its wide gaps."""
    part: list[Glyph] = []
    last: Glyph | None = None
    for glyph in line.glyphs:
        if not glyph.text.isspace():
            if last is not None and glyph.left - last.right > WIDE_GAP * line.size:
                yield part
                part = []
            last = glyph
        if last is not None:
            part.append(glyph)
    if part:
        yield part


def _run_parts(run: list[tuple[Line, list[list[Glyph]]]], page: int) -> Iterator["Line | Table"]:
    rows = _aligned(run) if len(run) > 2 else None
    if rows is None:
        yield from (line for line, _ in run)
        return
    left = min(line.left for line, _ in run)
    yield Table(rows, [page] * len(rows), [], left, max(line.right for line, _ in run))


def _aligned(run: list[tuple[Line, list[list[Glyph]]]]) -> list[list[str]] | None:
    """Return the rows of lines whose parts stand below each other; None where they are prose."""
    spans = sorted((cell[0].left, cell[-1].right) for _, cells in run for cell in cells)
    columns: list[list[float]] = []
    for left, right in spans:
        if columns and left <= columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], right)
        else:
            columns.append([left, right])
    if len(columns) < 2:
        return None
    rows = []
    for _, cells in run:
        row = [""] * len(columns)
        for cell in cells:
            at = next(n for n, column in enumerate(columns) if cell[0].left <= column[1])
            row[at] = f"{row[at]} {tidy(spaced(cell))}".strip()
        rows.append(row)
    below = rows if any(map(is_figure, rows[0][1:])) else rows[1:]
    figures = [is_figure(cell) for row in below for cell in row[1:] if cell]
    return rows if figures and sum(figures) >= 0.4 * len(figures) else None


def goes_on_as_table(table: Table, other: Table) -> bool:
    """Whether a table on the next page goes on with one: as wide, in as many columns."""
    near = abs(table.left - other.left) < 12 and abs(table.right - other.right) < 12
    same = len(table.rows[0]) == len(other.rows[0])
    return near and same and table.pages[-1] + 1 == other.pages[0]


def joined_tables(table: Table, other: Table) -> Table:
    """Return two parts of a table as one, the header that the second repeats left out."""
    repeated = 0
    while (
        repeated < min(len(other.rows), len(table.rows), 4)
        and other.rows[repeated] == table.rows[repeated]
        and not any(map(is_figure, other.rows[repeated]))
    ):
        repeated += 1
    offset = len(table.rows) - repeated
    table.spans += [
        Span(span.row + offset, span.column, span.rows, span.columns)
        for span in other.spans
        if span.row >= repeated
    ]
    table.rows += other.rows[repeated:]
    table.pages += other.pages[repeated:]
    return table
