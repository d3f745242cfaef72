"""An attachment's bytes, of whatever format, to what can be read of it."""

from dataclasses import replace
from typing import Any

from policywatch.documents import ProblemKind
from policywatch.reading.attachments.attachment import Attachment, to_json, unreadable
from policywatch.reading.attachments.formats import Extras
from policywatch.reading.attachments.package import NoPackageError, Package
from policywatch.reading.attachments.pdf import read_pdf
from policywatch.reading.attachments.sheet import read_xlsx
from policywatch.reading.attachments.slides import read_pptx
from policywatch.reading.attachments.word import read_docx
from policywatch.reading.structure import MAX_CHARS, MAX_PIECES

NOT_READ = {
    "doc": "a Word 97 file: needs LibreOffice",
    "ole": "an Office 97 or WPS file: needs LibreOffice",
    "odf": "an OpenDocument file: needs LibreOffice",
    "rtf": "an RTF file: needs LibreOffice",
    "ofd": "an OFD file: needs an OFD reader",
    "zip": "a zip bundle: its files are not read yet",
    "rar": "a RAR bundle: unpack it and submit its files",
    "7z": "a 7z bundle: unpack it and submit its files",
    "gzip": "a gzip file: unpack it and submit what is in it",
    "image": "a picture: needs OCR",
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


def read_attachment(body: bytes, kind: str, extras: Extras) -> Attachment:
    """Return what can be read of an attachment, whose `kind` was seen from its first bytes.

    Raises whatever a damaged file makes a parser raise: see `sandbox` for who catches it.
    """
    if kind == "pdf":
        return replace(read_pdf(body), kind=kind)
    if kind == "zip":
        return _read_package(body)
    return replace(unreadable(ProblemKind.UNSUPPORTED, NOT_READ[kind]), kind=kind)


def _read_package(body: bytes) -> Attachment:
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
    return replace(unreadable(ProblemKind.UNSUPPORTED, NOT_READ["zip"]), kind="zip")
