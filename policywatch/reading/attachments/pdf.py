"""PDF attachments to pieces with page numbers, by pdfium."""

import re
import threading

import pypdfium2

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.structure import MAX_CHARS, Piece, tidy

MAX_PAGES = 1000
MAX_PAGE_CHARS = 200_000
SCANNED_BELOW = 15  # characters a page: less than a page number and a stamp
# pdfium is not safe to use from two threads at once.
_LOCK = threading.Lock()
HAN = "\u3400-\u9fff\uff00-\uffef\u3001-\u303f"
ENDS_SENTENCE = re.compile(r"[。！？；：.!?:;]$")
BEGINS_BLOCK = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节条]|附件|附表|"
    r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|"
    r"单位[:：]|[-•●·■◆]|\d{4}年\d{1,2}月\d{1,2}日$)"
)
GAP = re.compile(r" {2,}|\t")


def read_pdf(body: bytes) -> Attachment:
    """Return a PDF's text; a scanned, encrypted or damaged one has a problem and maybe no text."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                return unreadable(ProblemKind.ENCRYPTED, "the PDF needs a password")
            return unreadable(ProblemKind.DAMAGED, f"not a PDF that can be opened: {error}")
        try:
            return _read_pages(document)
        finally:
            document.close()


def _read_pages(document: pypdfium2.PdfDocument) -> Attachment:
    count = len(document)
    pieces: list[Piece] = []
    damaged = empty = chars = 0
    read = min(count, MAX_PAGES)
    for index in range(read):
        try:
            text = _page_text(document, index)
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        empty += len(text.strip()) < SCANNED_BELOW
        chars += len(text)
        pieces += _pieces(text, index + 1)
        if chars > MAX_CHARS:
            read = index + 1
            break
    title = _title(document)
    if count == 0 or damaged == read:
        return unreadable(ProblemKind.DAMAGED, "none of the PDF's pages can be read")
    if empty == read - damaged:
        return unreadable(
            ProblemKind.SCANNED, f"its {count} pages are pictures without text: needs OCR", title
        )
    said = [f"{damaged} of {count} pages are damaged"] if damaged else []
    said += [f"{empty} of {count} pages are pictures without text"] if empty > 1 else []
    said += [f"only the first {read} of {count} pages are read"] if read < count else []
    if said:
        return Attachment(pieces, title, ProblemKind.PARTLY_READ, "; ".join(said))
    return Attachment(pieces, title)


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            return str(text_page.get_text_range(0, min(text_page.count_chars(), MAX_PAGE_CHARS)))
        finally:
            text_page.close()
    finally:
        page.close()


def _title(document: pypdfium2.PdfDocument) -> str:
    try:
        title = document.get_metadata_value("Title")
    except (pypdfium2.PdfiumError, UnicodeError):
        return ""
    tidied = tidy(str(title))[:300]
    # What Word and scanners put there by themselves names no document.
    return (
        "" if re.match(r"(?:microsoft word|untitled|scan|未命名)|.{0,3}$", tidied, re.I) else tidied
    )


def _pieces(text: str, page: int) -> list[Piece]:
    """Return the lines of a page as paragraphs, wrapped lines joined; columns become cells."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    lines = [re.sub("[\ufffe\u00ad\x02]", "", line) for line in lines]
    widest = max((len(line) for line in lines), default=0)
    pieces: list[Piece] = []
    running = ""
    for line in lines:
        stripped = line.strip(" \u3000")
        if not stripped:
            continue
        starts = bool(BEGINS_BLOCK.match(stripped)) or line.startswith(("\u3000\u3000", "    "))
        if running and (starts or not _goes_on(running, widest)):
            pieces.append(_paragraph(running, page))
            running = ""
        running = _joined(running, stripped) if running else stripped
    if running:
        pieces.append(_paragraph(running, page))
    return [piece for piece in pieces if piece.text]


def _paragraph(text: str, page: int) -> Piece:
    return Piece(BlockKind.PARAGRAPH, tidy(text), page)


def _goes_on(running: str, widest: int) -> bool:
    """Return whether a line was wrapped: it is as long as others and ends no sentence."""
    last = running.rpartition("\n")[2]
    return len(last) >= 0.8 * widest and widest > 12 and not ENDS_SENTENCE.search(running)


def _joined(running: str, line: str) -> str:
    return f"{running}\n{line}"
