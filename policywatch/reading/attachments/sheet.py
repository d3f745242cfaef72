"""XLSX files to pieces: each sheet a heading with its name, and its rows."""

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.cells import shown
from policywatch.reading.attachments.package import Package, local_name
from policywatch.reading.attachments.tables import Span, table_pieces
from policywatch.reading.attachments.word import core_title
from policywatch.reading.structure import MAX_CELLS, MAX_CHARS, Piece, tidy

MAX_COLUMNS = 500
MAX_SPANS = 50_000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,60}?ref=\"([A-Z\d:$]{5,30})\"")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: list[str] = field(default_factory=list)
    formats: list[tuple[int, str]] = field(default_factory=list)
    from_1904: bool = False
    cells: int = 0
    chars: int = 0

    @property
    def is_full(self) -> bool:
        return self.cells > MAX_CELLS or self.chars > MAX_CHARS


def read_xlsx(package: Package) -> Attachment:
    """Return a workbook's sheets, those that are hidden, too."""
    root = package.xml("xl/workbook.xml")
    paths = _sheet_paths(package, root)
    if not paths:
        problem = "the workbook's sheets are missing or damaged"
        return unreadable(ProblemKind.DAMAGED, problem)
    book = _Book(_shared_strings(package), _formats(package))
    if root is not None:
        dated = next((e for e in root.iter() if local_name(e) == "workbookPr"), None)
        book.from_1904 = dated is not None and dated.get("date1904") in ("1", "true")
    pieces: list[Piece] = []
    unread: list[str] = []
    for number, (name, path) in enumerate(paths):
        if book.is_full:
            unread.append(name)
            continue
        content = package.read(path)
        if content is None:
            unread.append(name)
            continue
        sheet = _Sheet(book)
        whole = sheet.read(content)
        rows = table_pieces(sheet.rows, number, spans=sheet.spans)
        if rows:
            pieces += [Piece(BlockKind.HEADING, name, 0, level=2)] if name else []
            pieces += rows
        if not whole and not sheet.rows:
            package.damaged.setdefault(path, "no proper XML")
        elif not whole:
            unread.append(f"{name} from row {len(sheet.rows) + 1} on")
    if not pieces and (unread or package.damaged):
        why = "; ".join(package.problems()) or "its sheets are missing"
        return unreadable(ProblemKind.DAMAGED, f"no sheet of the workbook can be read: {why}")
    problems = [f"not read: {', '.join(unread[:20])}"] if unread else []
    problems += package.problems()
    return Attachment(
        pieces,
        core_title(package),
        ProblemKind.PARTLY_READ if problems else None,
        "; ".join(problems) or None,
        notes=tuple(_hidden_sheets(root)),
    )


def _hidden_sheets(root: etree._Element | None) -> Iterator[str]:
    for sheet in root.iter() if root is not None else ():
        if local_name(sheet) == "sheet" and sheet.get("state") in ("hidden", "veryHidden"):
            yield f"the sheet {tidy(sheet.get('name', ''))[:100]} is hidden"


def _sheet_paths(package: Package, root: etree._Element | None) -> list[tuple[str, str]]:
    """Return each sheet's name and part; without a list of them, the parts that are there."""
    targets = relation_targets(package, "xl/_rels/workbook.xml.rels", "xl")
    found = []
    for sheet in root.iter() if root is not None else ():
        if local_name(sheet) == "sheet":
            link = relation_id(sheet)
            found.append((tidy(sheet.get("name", ""))[:100], targets.get(link, "")))
    if any(path in package for _, path in found):
        return found
    return [("", name) for name in package.names(r"xl/worksheets/[^/]+\.xml")]


def relation_id(element: etree._Element) -> str:
    """Return the id of the relation that an element of an Office file names."""
    for name, value in element.attrib.items():
        if str(name).endswith("}id"):
            return str(value)
    return ""


def relation_targets(package: Package, name: str, folder: str) -> dict[str, str]:
    """Return the part that each relation of an Office file's part leads to."""
    root = package.xml(name) if name in package else None
    return {
        str(link.get("Id")): _part_path(str(link.get("Target", "")), folder)
        for link in (root if root is not None else ())
        if isinstance(link.tag, str)
    }


def _part_path(target: str, folder: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(f"{folder}/{target}")


def _shared_strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package:
        return []
    content = package.read("xl/sharedStrings.xml") or b""
    strings: list[str] = []
    try:
        strings.extend(_text_of(item) for item in _elements(content, "si"))
    except (etree.XMLSyntaxError, ValueError):
        package.damaged["xl/sharedStrings.xml"] = "no proper XML"
    return strings


def _elements(content: bytes, name: str) -> Iterator[etree._Element]:
    """Yield the elements of a name as they end, and forget them then: sheets are long.

    Raises:
        ValueError: the part is no XML of which anything can be read, or declares entities.
    """
    events = etree.iterparse(
        io.BytesIO(content), events=("end",), tag=f"{{*}}{name}", resolve_entities=False,
        no_network=True, load_dtd=False, recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for _, element in events:
        if element.getroottree().docinfo.internalDTD is not None:
            break
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
    root = events.root
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("no proper XML")


def _text_of(item: etree._Element) -> str:
    """Return the text of a string item, without the reading aids of Japanese (rPh)."""
    texts: list[str] = []
    for text in item.iter("{*}t"):
        parent = text.getparent()
        if parent is None or local_name(parent) != "rPh":
            texts.append(text.text or "")
    return tidy("".join(texts))


def _formats(package: Package) -> list[tuple[int, str]]:
    """Return the number format of each cell style: its id and code."""
    root = package.xml("xl/styles.xml") if "xl/styles.xml" in package else None
    if root is None:
        return []
    codes = {_int(e.get("numFmtId")): e.get("formatCode", "")[:200] for e in root.iter("{*}numFmt")}
    styles = root.find("{*}cellXfs")
    ids = [_int(style.get("numFmtId")) for style in (styles if styles is not None else ())]
    return [(number, codes.get(number, "")) for number in ids[:100_000]]


class _Sheet:
    """The rows of a sheet, row n of the sheet being rows[n - 1] as long as none is left out."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.rows: list[list[str]] = []
        self.spans: list[Span] = []
        self._place: dict[int, int] = {}
        self._number = 0

    def read(self, content: bytes) -> bool:
        """Read a sheet's XML; return whether all of it was read."""
        whole = True
        try:
            for row in _elements(content, "row"):
                self._add_row(row)
                if self.book.is_full:
                    whole = False
                    break
        except (etree.XMLSyntaxError, ValueError):
            whole = False
        self._add_spans(content)
        return whole and b"</" in content[-200:] and content.rstrip().endswith(b">")

    def _add_row(self, row: etree._Element) -> None:
        values: list[str] = []
        space = str(row.tag).removesuffix("row")
        for cell in row.iterchildren(f"{space}c"):
            column = _column(cell.get("r", "")) if cell.get("r") else len(values)
            if column >= MAX_COLUMNS:
                continue
            values += [""] * (column - len(values))
            values[column:] = [self._value(cell, space)]
        while values and not values[-1]:
            values.pop()
        self.book.cells += len(values) + 1
        self.book.chars += sum(map(len, values))
        self._number = _int(row.get("r")) or self._number + 1
        self._place[self._number] = len(self.rows)
        self.rows.append(values)

    def _value(self, cell: etree._Element, space: str) -> str:
        kind = cell.get("t")
        if kind == "inlineStr":
            return _text_of(cell)
        value = (cell.findtext(f"{space}v") or "").strip()
        if kind == "s":
            strings = self.book.strings
            return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind in (None, "n") and value:
            style = _int(cell.get("s"))
            formats = self.book.formats
            number, code = formats[style] if style < len(formats) else (0, "")
            try:
                return shown(float(value), number, code, from_1904=self.book.from_1904)
            except (ValueError, OverflowError):
                return tidy(value)
        return tidy(value)

    def _add_spans(self, content: bytes) -> None:
        for match in _MERGED.finditer(content):
            first, _, last = match[1].decode().partition(":")
            begin, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
            if not begin or not end or len(self.spans) > MAX_SPANS:
                continue
            top, left = int(begin[2]), _column(begin[1])
            bottom, right = int(end[2]), _column(end[1])
            if top not in self._place:
                continue
            covered = sum(1 for n in range(top, min(bottom, top + 500) + 1) if n in self._place)
            columns = min(right, MAX_COLUMNS) - left + 1
            self.spans.append(Span(self._place[top], left, covered, max(1, columns)))


def _column(reference: str) -> int:
    """Return the number of a cell's column, from 0: B3 is in column 1."""
    number = 0
    for letter in reference[:4]:
        if not ("A" <= letter <= "Z"):
            break
        number = 26 * number + ord(letter) - 64
    return max(0, number - 1)


def _int(text: str | None) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else 0
