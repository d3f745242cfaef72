"""PDF attachments to pieces with page numbers, by pdfium."""

import ctypes
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.formats import Extras
from policywatch.reading.attachments.grid import Rule
from policywatch.reading.attachments.layout import read_sheets
from policywatch.reading.attachments.lines import Glyph, Sheet
from policywatch.reading.attachments.programs import ProgramFailedError, recognise
from policywatch.reading.structure import MAX_CHARS, Piece, tidy

MAX_PAGES = 1000
MAX_PAGE_CHARS = 100_000
MAX_PAGE_OBJECTS = 20_000
MAX_SEGMENTS = 2_000
PICTURE_SHARE = 0.2  # of a page: a picture this large is a scan, and no logo
SECONDS = 40.0  # then what was read so far is kept
MAX_OCR_PAGES = 30
OCR_SECONDS = 200.0
OCR_SCALE = 200 / 72  # 200 dots an inch
MAX_PIXELS = 4_000.0  # of a side
SCANNED_BELOW = 15  # characters a page: less than a page number and a stamp
THIN = 3.0  # points: a rule is no thicker
UNREAL_SHARE = 0.3  # of the characters: more, and the page's fonts do not say what they show
UNREAL = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
NO_TITLE = re.compile(r"(?:microsoft word|untitled|scan|未命名)|.{0,3}$", re.IGNORECASE)


@dataclass(slots=True)
class _Pages:
    """What came of the pages of a document; lists of page numbers from 1."""

    count: int
    sheets: list[Sheet] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unreal: list[int] = field(default_factory=list)
    recognised: dict[int, list[str]] = field(default_factory=dict)
    read: int = 0


def read_pdf(body: bytes, extras: Extras) -> Attachment:
    """Return a PDF's text; a scanned, encrypted or damaged one has a problem and maybe no text.

    Pages that are pictures are read by OCR where tesseract is among the extras.
    """
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return unreadable(ProblemKind.ENCRYPTED, "the PDF needs a password")
        return unreadable(ProblemKind.DAMAGED, f"not a PDF that can be opened: {error}")
    pages = _read_pages(document)
    if extras.tesseract:
        _recognise(document, pages, extras.tesseract)
    return _told(pages, _title(document), ocr=bool(extras.tesseract))


def _recognise(document: pypdfium2.PdfDocument, pages: _Pages, tesseract: str) -> None:
    """Read the first pages without a text by OCR; those that could be are pictures no more."""
    deadline = time.monotonic() + OCR_SECONDS
    for number in sorted([*pages.pictures, *pages.unreal])[:MAX_OCR_PAGES]:
        if time.monotonic() > deadline:
            return
        try:
            paragraphs = recognise(_picture(document[number - 1]), tesseract)
        except (pypdfium2.PdfiumError, ProgramFailedError):
            continue
        if paragraphs:
            pages.recognised[number] = paragraphs
    pages.pictures = [n for n in pages.pictures if n not in pages.recognised]
    pages.unreal = [n for n in pages.unreal if n not in pages.recognised]


def _picture(page: pypdfium2.PdfPage) -> bytes:
    """Return a page as a grey picture (PGM)."""
    scale = min(OCR_SCALE, MAX_PIXELS / max(1.0, *page.get_size()))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer).cast("B")
    lines = (rows[n * bitmap.stride :][: bitmap.width] for n in range(bitmap.height))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)


def _read_pages(document: pypdfium2.PdfDocument) -> _Pages:
    pages = _Pages(len(document))
    deadline = time.monotonic() + SECONDS
    chars = 0
    for index in range(min(pages.count, MAX_PAGES)):
        if chars > MAX_CHARS or time.monotonic() > deadline:
            break
        pages.read = index + 1
        try:
            sheet, is_picture = _read_page(document, index)
        except pypdfium2.PdfiumError:
            pages.damaged.append(index + 1)
            continue
        text = "".join(glyph.text for line in sheet.lines for glyph in line)
        chars += len(text)
        if len(UNREAL.findall(text)) > UNREAL_SHARE * len(text) > 0:
            pages.unreal.append(index + 1)
        elif is_picture:
            pages.pictures.append(index + 1)
        pages.sheets.append(sheet)
    return pages


def _told(pages: _Pages, title: str, *, ocr: bool) -> Attachment:
    """Return the text of the pages that have one, and what is the matter with the others."""
    left_out = {*pages.pictures, *pages.unreal, *pages.recognised}
    pieces = read_sheets([sheet for sheet in pages.sheets if sheet.number not in left_out])
    for number, paragraphs in pages.recognised.items():
        pieces += [Piece(BlockKind.PARAGRAPH, tidy(text), number) for text in paragraphs]
    pieces.sort(key=lambda piece: piece.at)
    notes = []
    if pages.recognised:
        notes.append(f"{_numbers(sorted(pages.recognised), pages.count)} read by OCR")
    if pages.count == 0 or len(pages.damaged) == pages.read:
        return unreadable(ProblemKind.DAMAGED, "none of the PDF's pages can be read")
    wanted = "needs OCR" if not ocr else "OCR found none"
    scanned = f"pictures without text: {wanted}"
    lacked = ("ocr",) if (pages.pictures or pages.unreal) and not ocr else ()
    if not pieces and pages.pictures:
        problem = f"its {pages.count} pages are {scanned}"
        return Attachment([], title, ProblemKind.SCANNED, problem, lacked=lacked)
    said = [
        (pages.damaged, "damaged"),
        (pages.pictures, scanned),
        (pages.unreal, f"in fonts that do not say which characters they show: {wanted}"),
    ]
    problems = [f"{_numbers(numbers, pages.count)} {what}" for numbers, what in said if numbers]
    if pages.read < pages.count:
        problems.append(f"only the first {pages.read} of {pages.count} pages are read")
    return Attachment(
        pieces,
        title,
        ProblemKind.PARTLY_READ if problems else None,
        "; ".join(problems) or None,
        notes=tuple(notes),
        lacked=lacked,
    )


def _numbers(numbers: Sequence[int], count: int) -> str:
    """Return page numbers in words: pages 2-4 and 9 of 12 are."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"{a}-{b}" if b > a else str(a) for a, b in runs[:20]]
    if len(numbers) == 1:
        return f"page {shown[0]} of {count} is"
    return f"pages {', '.join(shown)}{' …' if len(runs) > 20 else ''} of {count} are"


def _title(document: pypdfium2.PdfDocument) -> str:
    try:
        title = document.get_metadata_value("Title")
    except (pypdfium2.PdfiumError, UnicodeError):
        return ""
    tidied = tidy(str(title))[:300]
    # What Word and scanners put there by themselves names no document.
    return "" if NO_TITLE.match(tidied) else tidied


def _read_page(document: pypdfium2.PdfDocument, index: int) -> tuple[Sheet, bool]:
    """Return a page's glyphs and rules, and whether it is a picture without text."""
    page = document[index]
    try:
        width, height = page.get_size()
        turn = _Turn(page)
        sheet = Sheet(index + 1, width, height)
        text_page = page.get_textpage()
        try:
            sheet.lines = list(_lines(text_page, turn))
        finally:
            text_page.close()
        drawn = _read_objects(page, turn, sheet)
        chars = sum(len(line) for line in sheet.lines)
        return sheet, chars < SCANNED_BELOW and (drawn.picture or (drawn.any and not chars))
    finally:
        page.close()


class _Turn:
    """From a page's own coordinates to those of the page as it is shown: points from top left."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.turns = page.get_rotation() // 90
        left, bottom, right, top = page.get_cropbox()
        self.left, self.bottom, self.right, self.top = left, bottom, right, top

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom."""
        x1, y1 = self.point(left, bottom)
        x2, y2 = self.point(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _lines(text_page: pypdfium2.PdfTextPage, turn: _Turn) -> Iterator[list[Glyph]]:
    """Yield the glyphs of a page, line by line in the file's order."""
    handle = text_page.raw
    rect = pdfium.FS_RECTF()
    at = ctypes.byref(rect)
    line: list[Glyph] = []
    high = 0
    for index in range(min(text_page.count_chars(), MAX_PAGE_CHARS)):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if code in (10, 13):
            if line:
                yield line
                line = []
            continue
        if 0xD800 <= code < 0xDC00:
            high = code  # half of a character beyond the basic plane
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in (0xFFFE, 0xAD, 2, 0) or code > 0x10FFFF:
            continue  # a hyphen at the end of a line, or nothing
        if not pdfium.FPDFText_GetLooseCharBox(handle, index, at):
            continue
        if rect.left == rect.right and code == 32:
            if line:  # a space that pdfium puts where words are apart
                last = line[-1]
                line.append(Glyph(" ", last.right, last.top, last.right, last.bottom))
            continue
        box = turn.box(rect.left, rect.bottom, rect.right, rect.top)
        line.append(Glyph(chr(code), *box))
    if line:
        yield line


@dataclass(slots=True)
class _Drawn:
    any: bool = False
    picture: bool = False


def _read_objects(page: pypdfium2.PdfPage, turn: _Turn, sheet: Sheet) -> _Drawn:
    """Add the rules among a page's paths to its sheet; return what else is drawn on it."""
    drawn = _Drawn()
    area = sheet.width * sheet.height
    bounds = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(bound) for bound in bounds]
    for item in _objects(page):
        drawn.any = True
        if not pdfium.FPDFPageObj_GetBounds(item, *places):
            continue
        box = turn.box(*(bound.value for bound in bounds))
        left, top, right, bottom = box
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            drawn.picture |= (right - left) * (bottom - top) > PICTURE_SHARE * area
        elif pdfium.FPDFPath_CountSegments(item) <= 6:
            _add_box(box, sheet)
        else:
            _add_path(item, turn, sheet)
    return drawn


def _objects(page: pypdfium2.PdfPage) -> Iterator[Any]:
    """Yield what is drawn on a page besides text."""
    handle = page.raw
    for index in range(min(pdfium.FPDFPage_CountObjects(handle), MAX_PAGE_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(handle, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT:
            yield item


def _add_box(box: tuple[float, float, float, float], sheet: Sheet) -> None:
    """Add a thin box as a rule, a large one as its four sides."""
    left, top, right, bottom = box
    if bottom - top <= THIN:
        sheet.horizontals.append(Rule((top + bottom) / 2, left, right))
    elif right - left <= THIN:
        sheet.verticals.append(Rule((left + right) / 2, top, bottom))
    else:
        sheet.horizontals += [Rule(top, left, right), Rule(bottom, left, right)]
        sheet.verticals += [Rule(left, top, bottom), Rule(right, top, bottom)]


def _add_path(item: Any, turn: _Turn, sheet: Sheet) -> None:
    """Add the straight parts of a long path (some programs draw a whole table as one)."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(item), MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        here = turn.point(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            _add_side(last, here, sheet)
            if pdfium.FPDFPathSegment_GetClose(segment):
                _add_side(here, start, sheet)
        last = here


def _add_side(one: tuple[float, float], other: tuple[float, float], sheet: Sheet) -> None:
    (x1, y1), (x2, y2) = one, other
    if abs(y1 - y2) <= 1 < abs(x1 - x2):
        sheet.horizontals.append(Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
    elif abs(x1 - x2) <= 1 < abs(y1 - y2):
        sheet.verticals.append(Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
