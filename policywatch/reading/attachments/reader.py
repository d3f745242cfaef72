"""An attachment's bytes, of whatever format, to what can be read of it."""

import re
import struct
from dataclasses import replace
from typing import Any

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, to_json, unreadable
from policywatch.reading.attachments.bundle import ReadFile, read_bundle
from policywatch.reading.attachments.compound import Compound, needs_password
from policywatch.reading.attachments.doc import read_doc
from policywatch.reading.attachments.formats import Extras, find_kind
from policywatch.reading.attachments.mail import read_mail
from policywatch.reading.attachments.ofd import read_ofd
from policywatch.reading.attachments.office_xml import read_sheet_xml, read_word_xml
from policywatch.reading.attachments.package import NoPackageError, Package
from policywatch.reading.attachments.pdf import read_pdf
from policywatch.reading.attachments.ppt import read_ppt
from policywatch.reading.attachments.programs import ProgramFailedError, convert, recognise
from policywatch.reading.attachments.rtf import read_rtf
from policywatch.reading.attachments.sheet import read_xlsx
from policywatch.reading.attachments.slides import read_pptx
from policywatch.reading.attachments.web_archive import html_pieces, read_web_archive
from policywatch.reading.attachments.word import read_docx
from policywatch.reading.attachments.xls import read_xls
from policywatch.reading.charset import decode
from policywatch.reading.plain_text import read_lines
from policywatch.reading.structure import MAX_CHARS, MAX_PIECES, Piece, tidy

MAX_TEXT_BYTES = 5_000_000
CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|table|meta|br)[\s/>]", re.IGNORECASE)
SIMPLE = {
    "rtf": read_rtf,
    "wordxml": read_word_xml,
    "sheetxml": read_sheet_xml,
    "mht": read_web_archive,
}
NOT_READ = {
    "rar": "a RAR bundle: unpack it and submit its files",
    "7z": "a 7z bundle: unpack it and submit its files",
    "gzip": "a gzip file: unpack it and submit what is in it",
    "media": "sound or video",
    "program": "a program, not a document",
}


def read(body: bytes, kind: str, extras: dict[str, Any]) -> dict[str, Any]:
    """Return `read_attachment` as plain values: what the sandbox runs."""
    return to_json(_bounded(read_attachment(body, kind, Extras(**extras))))


def _bounded(attachment: Attachment) -> Attachment:
    """Return an attachment with no more text than is kept of any document."""
    if not attachment.pieces and attachment.problem_kind is ProblemKind.PARTLY_READ:
        return replace(attachment, problem_kind=ProblemKind.DAMAGED)
    kept = attachment.pieces[:MAX_PIECES]
    room = MAX_CHARS
    for number, piece in enumerate(kept):
        if len(piece.text) > room:
            kept = [*kept[:number], replace(piece, text=piece.text[:room], cells=())]
            break
        room -= len(piece.text)
    else:
        if len(kept) == len(attachment.pieces):
            return attachment
    said = [attachment.problem] if attachment.problem else []
    problem = "; ".join([*said, f"only its first {MAX_CHARS:,} characters are read"])
    return replace(attachment, pieces=kept, problem_kind=ProblemKind.PARTLY_READ, problem=problem)


def read_attachment(body: bytes, kind: str, extras: Extras, depth: int = 0) -> Attachment:
    """Return what can be read of an attachment, whose `kind` was seen from its first bytes.

    Raises whatever a damaged file makes a parser raise: see `sandbox` for who catches it.
    """
    if kind == "pdf":
        return replace(read_pdf(body, extras), kind=kind)
    if kind == "zip":
        return _read_package(body, extras, depth)
    if kind == "image":
        return replace(_read_picture(body, extras), kind=kind)
    if kind == "mail":
        return replace(read_mail(body, _file_reader(extras), depth), kind=kind)
    if kind in SIMPLE:
        return replace(SIMPLE[kind](body), kind=kind)
    if kind == "ole":
        return _read_compound(body, extras, depth)
    return replace(unreadable(ProblemKind.UNSUPPORTED, NOT_READ[kind]), kind=kind)


def _read_compound(body: bytes, extras: Extras, depth: int) -> Attachment:
    try:
        compound = Compound(body)
    except (OSError, IndexError, ValueError, struct.error) as error:
        problem = f"an Office 97 or WPS file that cannot be opened: {error}"
        return replace(unreadable(ProblemKind.DAMAGED, problem), kind="ole")
    kind = compound.kind
    if kind == "encrypted":
        return replace(needs_password("Office file"), kind="ole")
    if kind == "outlook":
        problem = "a mail as Outlook saves it: save it as EML, and submit that"
        return replace(unreadable(ProblemKind.UNSUPPORTED, problem), kind="ole")
    if kind == "doc":
        found = replace(read_doc(compound), kind=kind)
        return _converted(found, body, ("doc", "docx"), extras, depth)
    if kind == "xls":
        return replace(read_xls(body, compound), kind=kind)
    if kind == "ppt":
        return replace(read_ppt(compound), kind=kind)
    problem = "neither Word, Excel nor PowerPoint wrote it: needs LibreOffice"
    unread = Attachment([], "", ProblemKind.UNSUPPORTED, problem, kind, lacked=("libreoffice",))
    return _converted(unread, body, ("wps", "docx"), extras, depth)


def _converted(
    found: Attachment, body: bytes, formats: tuple[str, str], extras: Extras, depth: int
) -> Attachment:
    """Return what was found, or what LibreOffice makes readable where that is lacking."""
    if "libreoffice" not in found.lacked or not extras.libreoffice:
        return found
    try:
        made = convert(body, *formats, extras.libreoffice)
    except ProgramFailedError as error:
        return replace(found, problem=f"LibreOffice cannot read it: {error}", lacked=())
    read = read_attachment(made, "zip", extras, depth + 1)
    return replace(read, kind=found.kind, notes=(*read.notes, "converted by LibreOffice"))


def _read_picture(body: bytes, extras: Extras) -> Attachment:
    if not extras.tesseract:
        problem = "a picture: needs OCR"
        return Attachment([], "", ProblemKind.SCANNED, problem, lacked=("ocr",))
    try:
        lines = recognise(body, extras.tesseract)
    except ProgramFailedError as error:
        return unreadable(ProblemKind.SCANNED, f"a picture that OCR cannot read: {error}")
    if not lines:
        return unreadable(ProblemKind.SCANNED, "a picture in which OCR finds no text")
    pieces = [Piece(BlockKind.PARAGRAPH, tidy(line), 1) for line in lines]
    return Attachment(pieces, notes=("a picture read by OCR",))


def _read_package(body: bytes, extras: Extras, depth: int) -> Attachment:
    try:
        package = Package(body)
    except NoPackageError as error:
        return replace(unreadable(ProblemKind.DAMAGED, f"a zip-based file: {error}"), kind="zip")
    if "word/document.xml" in package:
        return replace(read_docx(package), kind="docx")
    if package.names(r"xl/(?:workbook|worksheets/[^/]+)\.xml"):
        return replace(read_xlsx(package), kind="xlsx")
    if package.names(r"ppt/(?:presentation|slides/[^/]+)\.xml"):
        return replace(read_pptx(package), kind="pptx")
    if "OFD.xml" in package or package.names(r"(?:.*/)?pages/page_\d+/content\.xml"):
        return replace(read_ofd(package), kind="ofd")
    if "mimetype" in package and "content.xml" in package:
        stated = (package.read("mimetype") or b"").decode("ascii", "replace")
        problem = "an OpenDocument file: needs LibreOffice"
        lacked = ("libreoffice",)
        unread = Attachment([], "", ProblemKind.UNSUPPORTED, problem, "odf", lacked=lacked)
        return _converted(unread, body, _open_document(stated), extras, depth)
    return replace(read_bundle(package, _file_reader(extras), depth), kind="zip")


def _file_reader(extras: Extras) -> ReadFile:
    def read_file(content: bytes, deeper: int) -> Attachment:
        return _read_member(content, extras, deeper)

    return read_file


def _open_document(stated: str) -> tuple[str, str]:
    """Return the ending of an OpenDocument file, and of what to convert it to."""
    if "spreadsheet" in stated:
        return "ods", "xlsx"
    return ("odp", "pptx") if "presentation" in stated else ("odt", "docx")


def _read_member(body: bytes, extras: Extras, depth: int) -> Attachment:
    """Return what can be read of a file in a bundle; one that fails leaves the others be."""
    kind = find_kind(body)
    if kind == "text":
        return _read_text(body)
    try:
        return read_attachment(body, kind, extras, depth)
    except Exception as error:  # noqa: BLE001 (whatever a damaged file makes a parser raise)
        problem = f"the reader failed on it ({type(error).__name__})"
        return unreadable(ProblemKind.DAMAGED, problem)


def _read_text(body: bytes) -> Attachment:
    """Return the text of a text or HTML file in a bundle."""
    text = decode(body[:MAX_TEXT_BYTES], "").text
    if len(CONTROL.findall(text[:20_000])) > 0.02 * len(text[:20_000]):
        return unreadable(ProblemKind.UNDECODABLE, "neither text nor a known format")
    if MARKUP.search(text, 0, 50_000):
        return Attachment(html_pieces(text))
    return Attachment(read_lines(text))
