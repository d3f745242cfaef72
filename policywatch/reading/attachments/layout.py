"""Glyphs and rules at places on pages (PDF, OFD) to paragraphs, headings and tables.

The order of the glyphs in the file is kept: programs write columns and boxes one after the other.
What lies in a ruled table, or in columns of figures, becomes its rows.
"""

import re
from collections import Counter
from collections.abc import Sequence

from policywatch.documents import BlockKind
from policywatch.reading.attachments.lines import Line, Sheet, joined
from policywatch.reading.attachments.margins import NOTE_FROM, is_margin, is_note, repeated_lines
from policywatch.reading.attachments.page_tables import (
    Table,
    goes_on_as_table,
    joined_tables,
    parts_of,
)
from policywatch.reading.attachments.tables import table_pieces
from policywatch.reading.structure import Piece

ENDS_SENTENCE = re.compile(r"[。！？；：.!?:;]$")
BEGINS_BLOCK = re.compile(
    r"第[一二三四五六七八九十百\d]{1,4}[章节条]|附件|附表|"
    r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、]|\d{1,2}[.．](?!\d)|"
    r"单位[:：]|[-•●·■◆]|\d{4}年\d{1,2}月\d{1,2}日$"
)
HEADING_SIZE = 1.2  # of the size of most glyphs
MAX_HEADING_CHARS = 120


def read_sheets(sheets: Sequence[Sheet]) -> list[Piece]:
    """Return what stands on pages; what goes on over a page's end goes on here, too."""
    pages = [list(parts_of(sheet)) for sheet in sheets]
    repeated = repeated_lines(sheets, pages)
    body = _body_size(pages)
    pieces: list[Piece] = []
    paragraph: list[Line] = []
    notes: list[Line] = []
    table: Table | None = None
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
            if isinstance(part, Table):
                end_paragraph()
                if table is not None and not goes_on_as_table(table, part):
                    end_table()
                table = part if table is None else joined_tables(table, part)
                continue
            if is_margin(part, sheet, repeated):
                continue
            end_table()
            if is_note(part, sheet, body):
                notes.append(part)
                continue
            if paragraph and not _goes_on(paragraph, part, body):
                end_paragraph()
            paragraph.append(part)
    end_paragraph()
    end_table()
    return [piece for piece in pieces if piece.text]


def _body_size(pages: Sequence[Sequence["Line | Table"]]) -> float:
    """Return the height of most glyphs in lines, in points."""
    sizes: Counter[float] = Counter()
    for parts in pages:
        for part in parts:
            if isinstance(part, Line):
                sizes[round(part.size, 1)] += len(part.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _measure_edges(parts: Sequence["Line | Table"], body: float, height: float) -> None:
    """Tell each line how far it stands in and down, and whether it reaches the right edge."""
    lines = [part for part in parts if isinstance(part, Line)]
    usual = [line for line in lines if abs(line.size - body) < 0.15 * body] or lines
    lefts = sorted(line.left for line in usual)
    rights = sorted(line.right for line in usual)
    for line in lines:
        line.height = line.top / max(1.0, height)
        line.indent = line.left - lefts[len(lefts) // 10]
        line.is_full = line.right > rights[-1 - len(rights) // 20] - 2.2 * line.size


def _goes_on(paragraph: list[Line], line: Line, body: float) -> bool:
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


def _as_piece(lines: list[Line], body: float) -> Piece:
    text = joined(line.text for line in lines)
    large = all(line.size >= HEADING_SIZE * body for line in lines)
    if large and len(text) <= MAX_HEADING_CHARS:
        return Piece(BlockKind.HEADING, text, lines[0].page, level=1)
    return Piece(BlockKind.PARAGRAPH, text, lines[0].page)
