"""Glyphs and rules at places on pages (PDF, OFD) to paragraphs, headings and tables.

The order of the glyphs in the file is kept: programs write columns and boxes one after the other.
What lies in a ruled table, or in columns of figures, becomes its rows.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from policywatch.documents import BlockKind
from policywatch.reading.attachments.grid import MAX_RULES, Grid, Rule, find_grids
from policywatch.reading.attachments.tables import Span, is_figure, table_pieces
from policywatch.reading.attachments.word import PAGE_NUMBER
from policywatch.reading.structure import Piece, tidy

ENDS_SENTENCE = re.compile(r"[。！？；：.!?:;]$")
BEGINS_BLOCK = re.compile(
    r"第[一二三四五六七八九十百\d]{1,4}[章节条]|附件|附表|"
    r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、]|\d{1,2}[.．](?!\d)|"
    r"单位[:：]|[-•●·■◆]|\d{4}年\d{1,2}月\d{1,2}日$"
)
FIRST_HAN = "\u2e80"
MARGIN = 0.1  # of the page's height, above and below, where headers and footers stand
WIDE_GAP = 1.2  # of a glyph's height: more is a gap between columns
HEADING_SIZE = 1.2  # of the size of most glyphs
NOTE_SIZE = 0.9  # of the same, where a note stands at the foot of a page
THIN_INDENT = 6.0  # points that the rule above notes may stand off the text's edge
NOTE_FROM = 0.6  # of the page's height
MAX_HEADING_CHARS = 120


class Glyph(NamedTuple):
    """A character (or a few) and its box on the page, in points from the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Sheet:
    """A page: its lines of glyphs in the file's order, and its rules."""

    number: int
    width: float
    height: float
    lines: list[list[Glyph]] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    glyphs: list[Glyph]
    indent: float = 0.0
    is_full: bool = False
    height: float = 0.0  # of its top, as a share of the page's, from the top


@dataclass(slots=True)
class _Table:
    rows: list[list[str]]
    pages: list[int]
    spans: list[Span]
    left: float
    right: float


def read_sheets(sheets: Sequence[Sheet]) -> list[Piece]:
    """Return what stands on pages; what goes on over a page's end goes on here, too."""
    pages = [list(_parts(sheet)) for sheet in sheets]
    repeated = _repeated_lines(sheets, pages)
    body = _body_size(pages)
    pieces: list[Piece] = []
    paragraph: list[_Line] = []
    notes: list[_Line] = []
    table: _Table | None = None
    tables = 0

    def end_paragraph() -> None:
        if paragraph:
            pieces.append(_as_piece(paragraph, body))
            paragraph.clear()
        # A note at the foot of a page does not stand in the paragraph that goes on over it.
        pieces.extend(_as_piece([note], body) for note in notes)
        notes.clear()

    def end_table() -> None:
        nonlocal table, tables
        if table is not None:
            pieces.extend(table_pieces(table.rows, tables, table.pages, table.spans))
            tables += 1
            table = None

    for sheet, parts in zip(sheets, pages, strict=True):
        _measure_edges(parts, body, sheet.height)
        for part in parts:
            if isinstance(part, _Table):
                end_paragraph()
                if table is not None and not _goes_on_as_table(table, part):
                    end_table()
                table = part if table is None else _joined_tables(table, part)
                continue
            if _is_margin(part, sheet, repeated):
                continue
            end_table()
            if _is_note(part, sheet, body):
                notes.append(part)
                continue
            if paragraph and not _goes_on(paragraph, part, body):
                end_paragraph()
            paragraph.append(part)
    end_paragraph()
    end_table()
    return [piece for piece in pieces if piece.text]


def _parts(sheet: Sheet) -> Iterator["_Line | _Table"]:
    """Yield a page's lines and tables, a table where its first glyph stands in the file."""
    grids = find_grids(sheet.horizontals, sheet.verticals)
    inside: list[dict[tuple[int, int], list[list[Glyph]]]] = [{} for _ in grids]
    order: list[_Line | int] = []
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
            if written and _same_line(written[-1][-1], glyph):
                written[-1].append(glyph)
            else:
                written.append([glyph])
        if any(not glyph.text.isspace() for glyph in rest):
            order.append(_line(rest, sheet.number))
    lines = [part for part in order if isinstance(part, _Line)]
    if not _has_columns(lines, sheet.width):
        # Without columns, what stands higher comes first, whenever it was written.
        lines = _from_top(lines)
        tables = sorted({part for part in order if isinstance(part, int)})
        tops = [(line.top, line) for line in lines] + [(grids[n].ys[0], n) for n in tables]
        order = [part for _, part in sorted(tops, key=lambda pair: pair[0])]
    loose: list[_Line] = []
    for part in order:
        if isinstance(part, _Line):
            loose.append(part)
            continue
        yield from _loose_tables(loose, sheet.number)
        loose = []
        yield from _grid_parts(grids[part], inside[part], sheet.number)
    yield from _loose_tables(loose, sheet.number)


def _has_columns(lines: list[_Line], width: float) -> bool:
    """Return whether long lines stand side by side."""
    wide = sorted((li for li in lines if li.right - li.left > 0.3 * width), key=lambda li: li.top)
    for number, line in enumerate(wide):
        for other in wide[number + 1 : number + 6]:
            level = other.top < (line.top + line.bottom) / 2
            if level and (other.left > line.right or line.left > other.right):
                return True
    return False


def _from_top(lines: list[_Line]) -> list[_Line]:
    """Return lines from the top down, the pieces of one line put together."""
    merged: list[_Line] = []
    for line in sorted(lines, key=lambda li: (li.top + li.bottom, li.left)):
        last = merged[-1] if merged else None
        middle = (line.top + line.bottom) / 2
        if last is None or not last.top < middle < last.bottom or _overlap(last, line):
            merged.append(line)
            continue
        glyphs = last.glyphs + line.glyphs
        merged[-1] = _line(sorted(glyphs, key=lambda glyph: glyph.left), line.page)
    return merged


def _overlap(one: _Line, other: _Line) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > one.size


def _place(grids: list[Grid], glyph: Glyph) -> tuple[int, tuple[int, int]] | None:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    for number, grid in enumerate(grids):
        cell = grid.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _same_line(one: Glyph, other: Glyph) -> bool:
    middle = (other.top + other.bottom) / 2
    return one.top <= middle <= one.bottom and other.left > one.left - 1


def _line(glyphs: list[Glyph], page: int) -> _Line:
    solid = [glyph for glyph in glyphs if not glyph.text.isspace()]
    return _Line(
        text=tidy(_spaced(glyphs)),
        page=page,
        left=min(glyph.left for glyph in solid),
        top=min(glyph.top for glyph in solid),
        right=max(glyph.right for glyph in solid),
        bottom=max(glyph.bottom for glyph in solid),
        size=median(glyph.bottom - glyph.top for glyph in solid),
        glyphs=glyphs,
    )


def _spaced(glyphs: Sequence[Glyph]) -> str:
    """Return the text of glyphs on one line, with a space where there is a gap.

    Programs set Latin letters and digits a little apart from Chinese: that is no space.
    """
    texts: list[str] = []
    last: Glyph | None = None
    parted = False
    for glyph in glyphs:
        if glyph.text.isspace():
            parted = True
            continue
        if last is not None:
            gap = (glyph.left - last.right) / max(1.0, glyph.bottom - glyph.top)
            chinese = last.text >= FIRST_HAN or glyph.text >= FIRST_HAN
            if gap > 0.5 or (parted and not (chinese and gap < 0.45)):
                texts.append(" ")
        texts.append(glyph.text)
        last, parted = glyph, False
    return "".join(texts)


def _grid_parts(
    grid: Grid, inside: dict[tuple[int, int], list[list[Glyph]]], page: int
) -> Iterator["_Line | _Table"]:
    """Yield a grid's table; the lines of what is but a box around a text."""
    if len(inside) < 2:
        for lines in inside.values():
            yield from (_line(line, page) for line in lines if not _is_blank(line))
        return
    rows = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for (row, column), lines in inside.items():
        rows[row][column] = _cell_text(lines)
    yield _Table(rows, [page] * len(rows), grid.spans, grid.xs[0], grid.xs[-1])


def _is_blank(line: list[Glyph]) -> bool:
    return all(glyph.text.isspace() for glyph in line)


def _cell_text(lines: list[list[Glyph]]) -> str:
    return _joined(_spaced(line) for line in lines if not _is_blank(line))


def _joined(lines: Iterable[str]) -> str:
    """Return wrapped lines as one, with a space only between Latin words."""
    text = ""
    for line in map(tidy, lines):
        chinese = not text or not line or text[-1] >= FIRST_HAN or line[0] >= FIRST_HAN
        text += line if chinese else f" {line}"
    return text


def _loose_tables(lines: list[_Line], page: int) -> Iterator["_Line | _Table"]:
    """Yield lines, and as tables the runs of three and more that stand in columns of figures."""
    run: list[tuple[_Line, list[list[Glyph]]]] = []
    for line in lines:
        cells = list(_segments(line))
        if len(cells) > 1:
            run.append((line, cells))
            continue
        yield from _run_parts(run, page)
        run = []
        yield line
    yield from _run_parts(run, page)


def _segments(line: _Line) -> Iterator[list[Glyph]]:
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


def _run_parts(run: list[tuple[_Line, list[list[Glyph]]]], page: int) -> Iterator["_Line | _Table"]:
    rows = _aligned(run) if len(run) > 2 else None
    if rows is None:
        yield from (line for line, _ in run)
        return
    left = min(line.left for line, _ in run)
    yield _Table(rows, [page] * len(rows), [], left, max(line.right for line, _ in run))


def _aligned(run: list[tuple[_Line, list[list[Glyph]]]]) -> list[list[str]] | None:
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
            row[at] = f"{row[at]} {tidy(_spaced(cell))}".strip()
        rows.append(row)
    below = rows if any(map(is_figure, rows[0][1:])) else rows[1:]
    figures = [is_figure(cell) for row in below for cell in row[1:] if cell]
    return rows if figures and sum(figures) >= 0.4 * len(figures) else None


def _repeated_lines(
    sheets: Sequence[Sheet], pages: Sequence[Sequence["_Line | _Table"]]
) -> dict[str, int]:
    """Return the lines in the margins of most pages, and the page that each stands on first."""
    seen: Counter[str] = Counter()
    first: dict[str, int] = {}
    for sheet, parts in zip(sheets, pages, strict=True):
        keys = {
            _margin_key(part.text)
            for part in parts
            if isinstance(part, _Line) and _in_margin(part, sheet)
        }
        seen.update(keys)
        for key in keys:
            first.setdefault(key, sheet.number)
    least = max(2, len(sheets) / 2)
    return {key: first[key] for key, number in seen.items() if number >= least}


def _margin_key(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _in_margin(line: _Line, sheet: Sheet) -> bool:
    return line.bottom < MARGIN * sheet.height or line.top > (1 - MARGIN) * sheet.height


def _is_margin(line: _Line, sheet: Sheet, repeated: dict[str, int]) -> bool:
    """Return whether a line is a page's number, or a header or footer that an earlier page has."""
    if not _in_margin(line, sheet):
        return False
    if PAGE_NUMBER.fullmatch(line.text):
        return True
    first = repeated.get(_margin_key(line.text))
    return first is not None and first != sheet.number


def _is_note(line: _Line, sheet: Sheet, body: float) -> bool:
    """Return whether a line is a note at the foot of a page: small, or below a short rule."""
    if line.top < NOTE_FROM * sheet.height:
        return False
    return line.size < NOTE_SIZE * body or any(
        rule.at <= line.top
        and rule.at > NOTE_FROM * sheet.height
        and abs(rule.start - (line.left - line.indent)) < THIN_INDENT
        and 0.1 < (rule.end - rule.start) / sheet.width < 0.4
        for rule in sheet.horizontals[:MAX_RULES]
    )


def _body_size(pages: Sequence[Sequence["_Line | _Table"]]) -> float:
    """Return the height of most glyphs in lines, in points."""
    sizes: Counter[float] = Counter()
    for parts in pages:
        for part in parts:
            if isinstance(part, _Line):
                sizes[round(part.size, 1)] += len(part.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _measure_edges(parts: Sequence["_Line | _Table"], body: float, height: float) -> None:
    """Tell each line how far it stands in and down, and whether it reaches the right edge."""
    lines = [part for part in parts if isinstance(part, _Line)]
    usual = [line for line in lines if abs(line.size - body) < 0.15 * body] or lines
    lefts = sorted(line.left for line in usual)
    rights = sorted(line.right for line in usual)
    for line in lines:
        line.height = line.top / max(1.0, height)
        line.indent = line.left - lefts[len(lefts) // 10]
        line.is_full = line.right > rights[-1 - len(rights) // 20] - 2.2 * line.size


def _goes_on(paragraph: list[_Line], line: _Line, body: float) -> bool:
    """Return whether a line goes on with the paragraph before it."""
    last = paragraph[-1]
    same_page = last.page == line.page
    if max(last.size, line.size) > 1.1 * min(last.size, line.size):
        return False
    if line.size >= HEADING_SIZE * body:
        return same_page and line.top - last.bottom < line.size
    if BEGINS_BLOCK.match(line.text) and (ENDS_SENTENCE.search(last.text) or len(last.text) < 12):
        return False
    if same_page and not -0.5 * line.size < line.top - last.bottom < 2.2 * line.size:
        return False
    if not last.is_full:
        return False
    if not same_page and (
        ENDS_SENTENCE.search(last.text) or last.height < NOTE_FROM or line.height > 1 - NOTE_FROM
    ):
        return False
    # The first line of a paragraph may be indented, those after it stand below each other.
    if len(paragraph) == 1 or not same_page:
        return line.indent < 0.8 * line.size or abs(line.indent - last.indent) < 0.2 * line.size
    return abs(line.indent - last.indent) < 0.8 * line.size


def _as_piece(lines: list[_Line], body: float) -> Piece:
    text = _joined(line.text for line in lines)
    large = all(line.size >= HEADING_SIZE * body for line in lines)
    if large and len(text) <= MAX_HEADING_CHARS:
        return Piece(BlockKind.HEADING, text, lines[0].page, level=1)
    return Piece(BlockKind.PARAGRAPH, text, lines[0].page)


def _goes_on_as_table(table: _Table, other: _Table) -> bool:
    near = abs(table.left - other.left) < 12 and abs(table.right - other.right) < 12
    same = len(table.rows[0]) == len(other.rows[0])
    return near and same and table.pages[-1] + 1 == other.pages[0]


def _joined_tables(table: _Table, other: _Table) -> _Table:
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
