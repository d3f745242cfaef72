"""DOC files (Word 97 to 2003, and WPS, which writes the same) to pieces.

Source: [MS-DOC] Word (.doc) Binary File Format: the FIB, the piece table (Clx), and the characters
that mark paragraphs, cells, rows and fields.
"""

import re
import struct
from bisect import bisect
from collections.abc import Iterator

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.compound import Compound, needs_password
from policywatch.reading.attachments.tables import table_pieces
from policywatch.reading.attachments.word import PAGE_NUMBER
from policywatch.reading.structure import MAX_CHARS, Piece, tidy

MAGIC = 0xA5EC
WORD_97 = 0x00C1  # the oldest nFib whose piece table stands where it is looked for
ENCRYPTED = 0x0100
SECOND_TABLE = 0x0200
CLX_AT = 0x01A2
MAX_PIECES_OF_TEXT = 200_000
CELL, PARAGRAPH, PAGE, LINE = "\x07", "\r", "\x0c", "\x0b"
FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
ROW = "\x1d"  # ours: stands for the mark that ends a row
HEADINGS = "".join(map(chr, range(0xFDD1, 0xFDDA)))  # ours: end headings of levels 1 to 9
SPLIT = re.compile(f"([\r\x07\x0b\x0c{ROW}{HEADINGS}])")
ENDS_ROW = b"\x17\x24\x01"  # sprmPFTtp
IN_TABLE = b"\x16\x24\x01"  # sprmPFInTable
PAPX_AT = 0x0102
MAX_PROPERTY_PAGES = 50_000
NOT_SHOWN = re.compile("[\x01\x02\x03\x04\x05\x08\x13\x14\x15\x1f]")


def read_doc(compound: Compound) -> Attachment:
    """Return a Word 97 document's text: its paragraphs, tables as rows, notes and headers."""
    stream = compound.read("WordDocument")
    if len(stream) < CLX_AT + 8:
        return unreadable(ProblemKind.DAMAGED, "the Word file's text is cut off")
    magic, version = struct.unpack_from("<HH", stream)
    (flags,) = struct.unpack_from("<H", stream, 0x0A)
    if flags & ENCRYPTED:
        return needs_password("Word file")
    if magic != MAGIC or version < WORD_97:
        problem = "written by a Word older than 97: needs LibreOffice"
        return Attachment([], "", ProblemKind.UNSUPPORTED, problem, lacked=("libreoffice",))
    table = compound.read("1Table" if flags & SECOND_TABLE else "0Table")
    text, whole = _text(stream, table)
    # The parts of the text by their length in characters: main, notes, headers, …
    lengths = [max(0, n) for n in struct.unpack_from("<8i", stream, 0x4C)]
    main, footnotes, headers = lengths[0], lengths[1], lengths[2]
    if not text.strip():
        return unreadable(ProblemKind.DAMAGED, "the Word file's text cannot be found")
    shown = Attachment(title=compound.title())
    pieces = list(_pieces(text[:main] if main else text, 0))
    at = main + footnotes
    tops = list(dict.fromkeys(_paragraphs(text[at : at + headers])))
    lines = [line for line in tops if not PAGE_NUMBER.fullmatch(line)]
    pieces = [Piece(BlockKind.PARAGRAPH, line, 0) for line in lines] + pieces
    tables = 1 + max((piece.table for piece in pieces if piece.table is not None), default=-1)
    pieces += _pieces(text[main:at], tables)
    boxes = text[at + headers + sum(lengths[3:6]) :]
    pieces += [Piece(BlockKind.PARAGRAPH, line, 0) for line in _paragraphs(boxes)]
    if whole:
        return Attachment(pieces, shown.title)
    problem = "parts of the Word file's text are missing"
    return Attachment(pieces, shown.title, ProblemKind.PARTLY_READ, problem)


def _text(stream: bytes, table: bytes) -> tuple[str, bool]:
    """Return the text that the piece table puts together, and whether all of it is there.

    The mark that ends a row is given as ROW, that which ends a heading as one of HEADINGS.
    """
    start, size = struct.unpack_from("<II", stream, CLX_AT)
    clx = table[start : start + size]
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:  # properties of pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        return "", False
    (length,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + length]
    count = min((len(plc) - 4) // 12, MAX_PIECES_OF_TEXT)
    if count < 1:
        return "", False
    places = struct.unpack_from(f"<{count + 1}I", plc)
    marks = _Marks(stream, table)
    parts: list[str] = []
    whole = len(plc) >= length
    room = MAX_CHARS
    for number in range(count):
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
        wanted = min(max(0, places[number + 1] - places[number]), room)
        narrow = bool(place & 0x40000000)
        begin = (place & 0x3FFFFFFF) // 2 if narrow else place & 0x3FFFFFFF
        raw = stream[begin : begin + (wanted if narrow else 2 * wanted)]
        whole = whole and len(raw) == (wanted if narrow else 2 * wanted)
        part = raw.decode("cp1252" if narrow else "utf-16-le", "replace")
        parts.append(marks.applied(part, begin, 1 if narrow else 2))
        room -= wanted
        if room <= 0:
            break
    text = "".join(parts)
    return (text if ROW in text else _rows_guessed(text)), whole


def _rows_guessed(text: str) -> str:
    """Return text whose paragraphs have lost their properties: two cell marks end a row."""
    return text.replace(CELL + CELL, CELL + ROW)


class _Marks:
    """Which places in the stream end a row, or a heading: by the properties of paragraphs."""

    def __init__(self, stream: bytes, table: bytes) -> None:
        self._starts: list[int] = []
        self._marks: list[str] = []
        start, size = struct.unpack_from("<II", stream, PAPX_AT)
        plc = table[start : start + size]
        count = min((len(plc) - 4) // 8, MAX_PROPERTY_PAGES)
        for number in range(count):
            (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)
            self._add(stream[512 * page : 512 * page + 512])

    def _add(self, page: bytes) -> None:
        if len(page) < 512:
            return
        runs = page[511]
        if 4 * (runs + 1) + 13 * runs > 511:
            return
        starts = struct.unpack_from(f"<{runs + 1}I", page)
        for number in range(runs):
            at = 2 * page[4 * (runs + 1) + 13 * number]
            mark = ""
            if 0 < at < 510:
                begin = at + 1 if page[at] else at + 2
                style = struct.unpack_from("<H", page, begin)[0] if begin < 510 else 0
                properties = page[begin + 2 : begin + 2 + 2 * (page[at] or page[at + 1])]
                if ENDS_ROW in properties:
                    mark = ROW
                elif IN_TABLE in properties:
                    mark = LINE
                elif 1 <= style <= len(HEADINGS):
                    mark = HEADINGS[style - 1]
            self._starts.append(starts[number])
            self._marks.append(mark)

    def applied(self, part: str, begin: int, width: int) -> str:
        """Return a part of the text, which begins at a place of the stream, with its marks."""
        if not self._starts:
            return part
        marked = list(part)
        for match in re.finditer("[\r\x07]", part):
            run = bisect(self._starts, begin + width * match.start()) - 1
            mark = self._marks[run] if run >= 0 else ""
            if mark and (mark == ROW) == (match[0] == CELL):  # a cell's own mark stays
                marked[match.start()] = mark
        return "".join(marked)


def _paragraphs(text: str) -> Iterator[str]:
    for line in SPLIT.split(_bare(text))[::2]:
        if tidied := tidy(line):
            yield tidied


def _bare(text: str) -> str:
    """Return text with fields replaced by what they show."""
    for _ in range(5):
        text, replaced = FIELD.subn(lambda match: match[1] or "", text)
        if not replaced:
            break
    return NOT_SHOWN.sub("", text.replace("\x1e", "-").replace("\xa0", " "))


def _pieces(text: str, tables: int) -> Iterator[Piece]:
    """Yield paragraphs, and as rows what stands between cell marks."""
    rows: list[list[str]] = []
    row: list[str] = []
    lines: list[str] = []
    parts = SPLIT.split(_bare(text))
    for line, mark in zip(parts[::2], [*parts[1::2], PARAGRAPH], strict=True):
        if tidied := tidy(line):
            lines.append(tidied)
        if mark == CELL:
            row.append(" ".join(lines))
            lines = []
        elif mark == ROW:
            rows.append(row)
            row = []
        elif mark != LINE and not row and lines:
            if rows:
                yield from table_pieces(rows, tables)
                tables += 1
                rows = []
            level = HEADINGS.find(mark) + 1
            kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
            yield from (Piece(kind, shown, 0, level=min(level, 6)) for shown in lines)
            lines = []
    if row:
        rows.append(row)
    if rows:
        yield from table_pieces(rows, tables)
