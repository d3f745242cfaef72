"""Office documents as one XML file, as many sites' programs write them and call them .doc and .xls:
Word 2003 and 2007, and Excel 2003."""

from lxml import etree

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.package import local_name, parse_xml
from policywatch.reading.attachments.tables import Span, table_pieces
from policywatch.reading.attachments.word import WORD, read_flat
from policywatch.reading.structure import MAX_CELLS, Piece, strings_of, tidy

WORD_2003 = "{http://schemas.microsoft.com/office/word/2003/wordml}"
SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
MAX_COLUMNS = 500
MAX_EMPTY_ROWS = 1_000


def read_word_xml(body: bytes) -> Attachment:
    """Return a Word document's text: headers, footers and notes stand where the file has them."""
    root, whole = parse_xml(body)
    if root is None:
        return unreadable(ProblemKind.DAMAGED, "a Word document in XML that is no proper XML")
    space = WORD_2003 if next(root.iter(f"{WORD_2003}p"), None) is not None else WORD
    pieces, cut = read_flat(root, space)
    return _attachment(pieces, whole=whole, cut=cut)


def read_sheet_xml(body: bytes) -> Attachment:
    """Return a workbook's sheets, each a heading and its rows."""
    root, whole = parse_xml(body)
    if root is None:
        return unreadable(ProblemKind.DAMAGED, "a workbook in XML that is no proper XML")
    pieces: list[Piece] = []
    room = MAX_CELLS
    for number, sheet in enumerate(root.iter(f"{SHEET}Worksheet")):
        rows, spans = _rows(sheet, room)
        room -= sum(map(len, rows))
        name = tidy(sheet.get(f"{SHEET}Name", ""))[:100]
        if read := table_pieces(rows, number, spans=spans):
            pieces += [Piece(BlockKind.HEADING, name, 0, level=2)] if name else []
            pieces += read
    return _attachment(pieces, whole=whole, cut=room <= 0)


def _attachment(pieces: list[Piece], *, whole: bool, cut: bool) -> Attachment:
    problems = ["the file is cut off or damaged"] if not whole else []
    problems += ["the file is longer than is read"] if cut else []
    kind = ProblemKind.PARTLY_READ if problems else None
    return Attachment(pieces, "", kind, "; ".join(problems) or None)


def _rows(sheet: etree._Element, room: int) -> tuple[list[list[str]], list[Span]]:
    """Return a sheet's rows and merged cells; a row or cell may say at which place it stands."""
    rows: list[list[str]] = []
    spans: list[Span] = []
    for row in sheet.iter(f"{SHEET}Row"):
        if room <= 0:
            break
        place = min(_number(row, "Index") - 1, len(rows) + MAX_EMPTY_ROWS)
        rows += [[] for _ in range(place - len(rows))]
        cells: list[str] = []
        for cell in row.iter(f"{SHEET}Cell"):
            column = min(max(_number(cell, "Index") - 1, len(cells)), MAX_COLUMNS)
            cells += [""] * (column - len(cells))
            across = min(_number(cell, "MergeAcross"), MAX_COLUMNS)
            down = _number(cell, "MergeDown")
            if across or down:
                spans.append(Span(len(rows), len(cells), down + 1, across + 1))
            cells += [_value(cell), *[""] * across]
            if len(cells) > MAX_COLUMNS:
                break
        rows.append(cells)
        room -= len(cells)
    return rows, spans


def _number(element: etree._Element, name: str) -> int:
    stated = element.get(f"{SHEET}{name}", "")
    return int(stated[:6]) if stated.isdecimal() else 0


def _value(cell: etree._Element) -> str:
    data = next((e for e in cell if local_name(e) == "Data"), None)
    if data is None:
        return ""
    text = tidy(strings_of(data))
    if data.get(f"{SHEET}Type") == "DateTime":
        return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
    return text
