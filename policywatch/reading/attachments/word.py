"""DOCX files to pieces: text, tables as rows, text boxes, headers, notes, automatic numbers."""

import re
from dataclasses import dataclass, field

from lxml import etree

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.numbering import Numbering
from policywatch.reading.attachments.package import Package
from policywatch.reading.attachments.tables import Span, table_pieces
from policywatch.reading.structure import MAX_CELLS, MAX_CHARS, MAX_PIECES, Piece, tidy

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
HEADING_STYLE = re.compile(r"(?:heading|标题)?\s?([1-6])$", re.IGNORECASE)
# What stands at the foot of a page and says nothing: - 3 -, 第 1 页 共 2 页, Page 1 of 2.
PAGE_NUMBER = re.compile(
    r"[-—–―\s·]*(?:第|page)?\s*\d{0,4}\s*(?:页|/|of)?[\s,，/]*(?:共|of)?\s*\d{0,4}\s*页?[-—–―\s·]*",
    re.IGNORECASE,
)
_LINE = "\N{NULL}"


def read_docx(package: Package) -> Attachment:
    """Return a Word document: headers, text, footers, notes and comments, in this order."""
    root = package.xml("word/document.xml")
    if root is None:
        why = "; ".join(package.problems())
        return unreadable(ProblemKind.DAMAGED, f"the Word file's text cannot be read: {why}")
    space = STRICT_WORD if root.tag.startswith(STRICT_WORD) else WORD
    numbering = Numbering(package.xml("word/numbering.xml"), package.xml("word/styles.xml"), space)
    styles = _heading_styles(package.xml("word/styles.xml"), space)
    reader = _WordReader(space, numbering, styles)
    tops = _margins(package, r"word/header\d*\.xml", space)
    reader.pieces += [Piece(BlockKind.PARAGRAPH, line, 0) for line in tops]
    reader.read(root)
    feet = _margins(package, r"word/footer\d*\.xml", space)
    reader.pieces += [Piece(BlockKind.PARAGRAPH, line, 0) for line in feet if line not in tops]
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        reader.read(package.xml(name))
    notes = []
    comments = package.xml("word/comments.xml")
    if comments is not None and len(comments):
        reader.read(comments)
        notes.append(f"{len(comments)} comments are read at its end")
    if reader.deleted:
        notes.append("its tracked deletions are left out")
    problems = ["the file is longer than is read"] if reader.cut else []
    problems += package.problems()
    return Attachment(
        reader.pieces,
        core_title(package),
        ProblemKind.PARTLY_READ if problems else None,
        "; ".join(problems) or None,
        notes=tuple(notes),
    )


def read_flat(root: etree._Element, space: str) -> tuple[list[Piece], bool]:
    """Return the text of a document that is one XML file, with what its styles and numbers say;
    and whether there is more of it than is kept."""
    styles = next(root.iter(f"{space}styles"), None)
    numbering = Numbering(next(root.iter(f"{space}numbering"), None), styles, space)
    reader = _WordReader(space, numbering, _heading_styles(styles, space))
    reader.read(root)
    return [p for p in reader.pieces if not PAGE_NUMBER.fullmatch(p.text)], reader.cut


def core_title(package: Package) -> str:
    """Return the title in an Office file's properties."""
    root = package.xml("docProps/core.xml") if "docProps/core.xml" in package else None
    if root is None:
        return ""
    return tidy(root.findtext(".//{http://purl.org/dc/elements/1.1/}title") or "")[:300]


def _margins(package: Package, pattern: str, space: str) -> list[str]:
    """Return the different lines of the document's headers or footers, page numbers left out."""
    lines: dict[str, None] = {}
    for name in package.names(pattern)[:100]:
        reader = _WordReader(space, Numbering(None, None, space), {})
        reader.read(package.xml(name))
        lines |= dict.fromkeys(piece.text for piece in reader.pieces)
    return [line for line in lines if not PAGE_NUMBER.fullmatch(line)]


def _heading_styles(styles: etree._Element | None, space: str) -> dict[str, int]:
    """Return the level of each style that is a heading by its name or outline level."""
    found: dict[str, int] = {}
    if styles is None:
        return found
    for style in styles.iter(f"{space}style"):
        name = style.find(f"{space}name")
        heading = HEADING_STYLE.fullmatch(name.get(f"{space}val", "") if name is not None else "")
        outline = style.find(f"{space}pPr/{space}outlineLvl")
        level = outline.get(f"{space}val", "") if outline is not None else ""
        if heading:
            found[style.get(f"{space}styleId", "")] = int(heading[1])
        elif level in ("0", "1", "2", "3", "4", "5"):
            found[style.get(f"{space}styleId", "")] = int(level) + 1
    return found


@dataclass(slots=True)
class _Paragraph:
    texts: list[str] = field(default_factory=list)
    style: str = ""
    number: str = ""
    level: int = 0
    struck: bool = False


@dataclass(slots=True)
class _Table:
    """A table being read. `below` maps a column to the row in which its merged cell began."""

    number: int
    rows: list[list[str]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    below: dict[int, int] = field(default_factory=dict)
    row: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    columns: int = 1
    merged: str | None = None


class _WordReader:
    """Reads parts in one pass of start and end events, without recursion."""

    def __init__(self, space: str, numbering: Numbering, headings: dict[str, int]) -> None:
        self.space = space
        self.numbering = numbering
        self.headings = headings
        self.pieces: list[Piece] = []
        self.cut = False
        self.deleted = False
        self.chars = 0
        self.cells = 0
        self.tables_read = 0
        self.tables: list[_Table] = []
        self.paragraphs: list[_Paragraph] = []
        self.hidden = False
        self.struck = False
        self.raised = False

    def read(self, root: etree._Element | None) -> None:
        """Read a part to its end, or until there is more than is kept."""
        if root is None:
            return
        skipped = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            tag = element.tag.removeprefix(self.space)
            if tag in (FALLBACK, "del", "moveFrom", "rPrChange", "pPrChange", "sectPrChange"):
                self.deleted |= tag in ("del", "moveFrom")
                skipped += 1 if event == "start" else -1
            elif skipped:
                continue
            elif event == "start":
                self.start(tag, element)
            else:
                self.end(tag, element)
            if self.chars > MAX_CHARS or len(self.pieces) > MAX_PIECES or self.cells > MAX_CELLS:
                self.cut = True
                break
        # What damage or a bound left open is closed here.
        while self.paragraphs:
            self.end_paragraph()
        while self.tables:
            self.end_row()
            self.end_table()

    def value(self, element: etree._Element, name: str = "val") -> str:
        return element.get(f"{self.space}{name}", "")

    def start(self, tag: str, element: etree._Element) -> None:
        if tag == "p":
            self.paragraphs.append(_Paragraph())
        elif tag == "r":
            self.hidden = self.struck = self.raised = False
        elif tag == "tbl":
            self.tables.append(_Table(self.tables_read))
            self.tables_read += 1
        elif tag == "tc" and self.tables:
            self.tables[-1].columns, self.tables[-1].merged = 1, None

    def end(self, tag: str, element: etree._Element) -> None:
        if tag == "p":
            self.end_paragraph()
        elif tag == "vanish":
            self.hidden = self.is_on(element)
        elif tag in ("strike", "dstrike"):
            self.struck |= self.is_on(element)
        elif tag == "vertAlign":
            self.raised = self.value(element) == "superscript"
        elif self.paragraphs:
            self.end_run(tag, element)
        elif self.tables:
            self.end_cell_part(tag, element)

    def end_run(self, tag: str, element: etree._Element) -> None:
        paragraph = self.paragraphs[-1]
        if tag in ("t", MATH_TEXT):
            if not self.hidden:
                self.take(element.text or "", paragraph)
        elif tag == "tab":
            paragraph.texts.append(" ")
        elif tag in ("br", "cr"):
            paragraph.texts.append(_LINE)
        elif tag == "noBreakHyphen":
            paragraph.texts.append("-")
        elif tag == "sym":
            paragraph.texts.append(_symbol(self.value(element, "char")))
        elif tag == "pStyle":
            paragraph.style = self.value(element)
        elif tag == "numId":
            paragraph.number = self.value(element)
        elif tag == "ilvl" and self.value(element).isdecimal():
            paragraph.level = int(self.value(element)[:3])

    def is_on(self, element: etree._Element) -> bool:
        return self.value(element) not in ("0", "false", "off")

    def take(self, text: str, paragraph: _Paragraph) -> None:
        """Take a run's text, apart from the text before where the two are no one figure: what is
        struck out, and the number of a note at an amount."""
        last = paragraph.texts[-1][-1:] if paragraph.texts else ""
        is_note = self.raised and last.isdigit() and text[:1].isdigit()
        if self.struck != paragraph.struck or is_note:
            paragraph.texts.append(" ")
        paragraph.struck = self.struck
        paragraph.texts.append(text)

    def end_cell_part(self, tag: str, element: etree._Element) -> None:
        table = self.tables[-1]
        if tag == "gridSpan" and self.value(element).isdecimal():
            table.columns = max(1, min(int(self.value(element)[:4]), 200))
        elif tag == "vMerge":
            table.merged = self.value(element) or "continue"
        elif tag == "tc":
            self.end_cell()
        elif tag == "tr":
            self.end_row()
        elif tag == "tbl":
            self.end_table()

    def end_paragraph(self) -> None:
        paragraph = self.paragraphs.pop()
        lines = [tidy(line) for line in "".join(paragraph.texts).split(_LINE)]
        if any(lines):
            label = self.numbering.next_label(paragraph.number, paragraph.level, paragraph.style)
            if label:
                gap = " " if re.search(r"[\w.]$", label) and not label.endswith("条") else ""
                lines[0] = tidy(f"{label}{gap}{lines[0]}")
        for line in filter(None, lines):
            self.chars += len(line)
            if self.tables:
                self.tables[-1].texts.append(line)
            else:
                self.pieces.append(self.as_piece(line, paragraph))

    def as_piece(self, line: str, paragraph: _Paragraph) -> Piece:
        named = HEADING_STYLE.fullmatch(paragraph.style)
        level = self.headings.get(paragraph.style) or (int(named[1]) if named else 0)
        if paragraph.style.lower() == "title":
            level = 1
        if level:
            return Piece(BlockKind.HEADING, line, 0, level=level)
        listed = paragraph.number not in ("", "0")
        return Piece(BlockKind.ITEM if listed else BlockKind.PARAGRAPH, line, 0)

    def end_cell(self) -> None:
        table = self.tables[-1]
        column, row = len(table.row), len(table.rows)
        table.row.append(" ".join(table.texts))
        table.row += [""] * (table.columns - 1)
        table.texts.clear()
        self.cells += table.columns
        if table.merged == "continue" and column in table.below:
            first = table.below[column]
            table.spans.append(Span(first, column, row - first + 1))
        elif table.merged == "restart":
            table.below[column] = row
        else:
            table.below.pop(column, None)
        if table.columns > 1:
            table.spans.append(Span(row, column, 1, table.columns))

    def end_row(self) -> None:
        table = self.tables[-1]
        if table.row:
            table.rows.append(table.row)
            table.row = []

    def end_table(self) -> None:
        table = self.tables.pop()
        if table.texts:  # an open cell of a file cut off
            table.rows.append([" ".join(table.texts)])
        self.pieces += table_pieces(table.rows, table.number, spans=_longest(table.spans))


def _longest(spans: list[Span]) -> list[Span]:
    """Return of each merged cell, which grew row by row, what it covers in the end."""
    return list({(span.row, span.column, span.columns): span for span in spans}.values())


def _symbol(code: str) -> str:
    """Return a character given by its number; those of symbol fonts say nothing as text."""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return ""
    number = int(code, 16)
    return "" if 0xE000 <= number <= 0xF8FF or 0xD800 <= number <= 0xDFFF else chr(number)
