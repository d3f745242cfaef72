"""DOCX and XLSX attachments to pieces: bounded, so that no bomb goes off.

Both are zip files of XML. Each part is checked for what it unpacks to before it is parsed, and
parsed without entities; the document is read as XML, not through an object for each of its runs.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from policywatch.documents import CELL_SEPARATOR, BlockKind, ProblemKind
from policywatch.reading.attachment import Attachment, unreadable
from policywatch.reading.structure import MAX_CHARS, MAX_PIECES, Piece, tidy

MAX_PART_BYTES = 60_000_000
MAX_PARTS = 5_000
MAX_CELLS = 300_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
HEADING_STYLE = re.compile(r"(?:heading|标题)?\s?([1-6])$", re.IGNORECASE)

Bad = (
    zipfile.BadZipFile,
    KeyError,
    OSError,
    zlib.error,
    NotImplementedError,
    EOFError,
    RuntimeError,
)


def open_zip(body: bytes) -> zipfile.ZipFile | None:
    """Return the zip file in some bytes, None where it is damaged or has absurdly many parts."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (*Bad, ValueError):
        return None
    return archive if len(archive.infolist()) <= MAX_PARTS else None


def read_part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a part unpacked; None where there is none, or it is damaged or unpacks to too much."""
    try:
        if archive.getinfo(name).file_size > MAX_PART_BYTES:
            return None
        with archive.open(name) as part:
            content = part.read(MAX_PART_BYTES + 1)
    except (*Bad, ValueError):
        return None
    return content if len(content) <= MAX_PART_BYTES else None


def parse_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Return a part's XML tree; no entity is expanded and no depth beyond libxml2's own taken."""
    content = read_part(archive, name)
    if content is None or b"<!ENTITY" in content[:10_000]:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def read_docx(archive: zipfile.ZipFile) -> Attachment:
    """Return a Word document's paragraphs, and its tables as rows."""
    root = parse_part(archive, "word/document.xml")
    if root is None:
        return unreadable(ProblemKind.DAMAGED, "the Word file's text is missing, damaged or a bomb")
    space = STRICT_WORD if root.tag.startswith(STRICT_WORD) else WORD
    reader = _WordReader(space)
    reader.read(root)
    title = _core_title(archive)
    if reader.cut:
        return Attachment(
            reader.pieces, title, ProblemKind.PARTLY_READ, "the file is longer than is read"
        )
    return Attachment(reader.pieces, title)


class _WordReader:
    """Reads the body in one pass of start and end events, without recursion."""

    def __init__(self, space: str) -> None:
        self.space = space
        self.pieces: list[Piece] = []
        self.chars = 0
        self.cut = False
        self.tables = 0
        # Of each open table: its number, the cells of the open row, the texts of the open cell.
        self.open: list[tuple[int, list[str], list[str]]] = []
        self.buffer: list[str] = []
        self.style = ""

    def read(self, root: etree._Element) -> None:
        skipped = 0
        fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
        unread = (fallback, f"{self.space}del", f"{self.space}moveFrom", f"{self.space}instrText")
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if element.tag in unread:
                skipped += 1 if event == "start" else -1
            elif skipped or not isinstance(element.tag, str):
                continue
            elif event == "start":
                self.start(element.tag.removeprefix(self.space), element)
            else:
                self.end(element.tag.removeprefix(self.space), element)
            if self.chars > MAX_CHARS or len(self.pieces) > MAX_PIECES:
                self.cut = True
                return

    def start(self, tag: str, element: etree._Element) -> None:
        if tag == "tbl":
            self.open.append((self.tables, [], []))
            self.tables += 1
        elif tag == "p" and not self.open:
            self.buffer.clear()
            self.style = ""
        elif tag == "pStyle":
            self.style = element.get(f"{self.space}val", "")

    def end(self, tag: str, element: etree._Element) -> None:
        if tag == "t":
            self.buffer.append(element.text or "")
        elif tag == "tab":
            self.buffer.append(" ")
        elif tag in ("br", "cr"):
            self.buffer.append(" " if self.open else "\N{NULL}")
        elif tag == "p":
            self.end_paragraph()
        elif self.open:
            number, cells, texts = self.open[-1]
            if tag == "tc":
                cells.append(" ".join(texts))
                texts.clear()
            elif tag == "tr":
                self.add_row(number, cells)
                cells.clear()
            elif tag == "tbl":
                self.open.pop()
                _mark_first_row(self.pieces, number)

    def end_paragraph(self) -> None:
        lines = [tidy(line) for line in "".join(self.buffer).split("\N{NULL}")]
        self.buffer.clear()
        for line in lines:
            if not line:
                continue
            self.chars += len(line)
            if self.open:
                self.open[-1][2].append(line)
                continue
            heading = HEADING_STYLE.fullmatch(self.style)
            if heading:
                piece = Piece(BlockKind.HEADING, line, 0, level=int(heading[1]))
            elif self.style.lower() == "title":
                piece = Piece(BlockKind.HEADING, line, 0, level=1)
            else:
                piece = Piece(BlockKind.PARAGRAPH, line, 0)
            self.pieces.append(piece)

    def add_row(self, number: int, cells: list[str]) -> None:
        if any(cells):
            text = CELL_SEPARATOR.join(cells)
            self.pieces.append(Piece(BlockKind.ROW, text, 0, table=number, cells=tuple(cells)))


def _mark_first_row(pieces: list[Piece], number: int) -> None:
    rows = [piece for piece in pieces if piece.table == number]
    wide = [row for row in rows if len([cell for cell in row.cells if cell]) > 1]
    if len(wide) > 1 and not re.search(r"\d", wide[0].text) and re.search(r"\d", wide[1].text):
        wide[0].header = True


def _core_title(archive: zipfile.ZipFile) -> str:
    root = parse_part(archive, "docProps/core.xml")
    if root is None:
        return ""
    return tidy(root.findtext(".//{http://purl.org/dc/elements/1.1/}title") or "")[:300]


def read_xlsx(archive: zipfile.ZipFile) -> Attachment:
    """Return a workbook's sheets: each a heading with its name, and its rows."""
    namespace = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    book = parse_part(archive, "xl/workbook.xml")
    if book is None:
        return unreadable(
            ProblemKind.DAMAGED, "the workbook's list of sheets is damaged or missing"
        )
    shared = _shared_strings(archive, namespace)
    paths = _sheet_paths(archive)
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    pieces: list[Piece] = []
    damaged: list[str] = []
    cells = 0
    for number, sheet in enumerate(book.iter(f"{namespace}sheet")):
        name = tidy(sheet.get("name", ""))[:100]
        root = parse_part(archive, paths.get(sheet.get(relation, ""), ""))
        if root is None:
            damaged.append(name)
            continue
        rows = []
        for values in _rows(root, shared, namespace):
            cells += len(values)
            text = CELL_SEPARATOR.join(values)
            rows.append(Piece(BlockKind.ROW, text, 0, table=number, cells=tuple(values)))
            if cells > MAX_CELLS:
                damaged.append(f"{name} from row {len(rows)} on")
                break
        if rows:
            pieces.append(Piece(BlockKind.HEADING, name, 0, level=2))
            pieces += rows
            _mark_first_row(pieces, number)
        if cells > MAX_CELLS:
            break
    if damaged and not pieces:
        return unreadable(ProblemKind.DAMAGED, "none of the workbook's sheets can be read")
    if damaged:
        problem = "not read: " + ", ".join(damaged[:20])
        return Attachment(pieces, _core_title(archive), ProblemKind.PARTLY_READ, problem)
    return Attachment(pieces, _core_title(archive))


def _shared_strings(archive: zipfile.ZipFile, namespace: str) -> list[str]:
    root = parse_part(archive, "xl/sharedStrings.xml")
    if root is None:
        return []
    return [
        tidy("".join(text.text or "" for text in item.iter(f"{namespace}t")))
        for item in root.iter(f"{namespace}si")
    ]


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    root = parse_part(archive, "xl/_rels/workbook.xml.rels")
    if root is None:
        return {}
    return {
        str(link.get("Id")): _part_path(str(link.get("Target", "")))
        for link in root
        if isinstance(link.tag, str)
    }


def _part_path(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _rows(root: etree._Element, shared: list[str], namespace: str) -> Iterator[list[str]]:
    for row in root.iter(f"{namespace}row"):
        values: list[str] = []
        for cell in row.iter(f"{namespace}c"):
            column = _column(cell.get("r", ""))
            # An absurd column number would make a row of empty cells without end.
            while len(values) < min(column, 500):
                values.append("")
            values.append(_cell_value(cell, shared, namespace))
        while values and not values[-1]:
            values.pop()
        if values:
            yield values


def _column(reference: str) -> int:
    """Return the number of a cell's column, from 0: B3 is in column 1."""
    number = 0
    for letter in reference[:4]:
        if not ("A" <= letter <= "Z"):
            break
        number = 26 * number + ord(letter) - 64
    return max(0, number - 1)


def _cell_value(cell: etree._Element, shared: list[str], namespace: str) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return tidy("".join(text.text or "" for text in cell.iter(f"{namespace}t")))
    value = (cell.findtext(f"{namespace}v") or "").strip()
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind is None and "." in value:
        try:
            return f"{float(value):.10g}"
        except ValueError:
            return tidy(value)
    return tidy(value)
