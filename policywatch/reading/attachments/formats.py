"""What an attachment's bytes are, and which version of which reader reads them."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from policywatch.reading.attachments.programs import find_tesseract

# A reader's version goes up when it reads the same bytes differently: what it read before is then
# read again, and nothing else is. What holds other files (zip, gzip, ole as long as it is not
# known what is in it) counts all versions as its own.
VERSIONS = {
    "pdf": 2,
    "docx": 2,
    "xlsx": 2,
    "pptx": 1,
    "odf": 1,
    "ofd": 2,
    "doc": 1,
    "xls": 2,
    "ppt": 1,
    "rtf": 2,
    "wordxml": 1,
    "sheetxml": 1,
    "mht": 1,
    "mail": 1,
    "zip": 1,
    "gzip": 1,
    "ole": 1,
    "rar": 1,
    "7z": 1,
    "image": 1,
    "media": 1,
    "program": 1,
}
# What a text begins with that is an Office document written as XML, or as a web archive.
MARKED = (
    (
        re.compile(
            rb"<\?xml\s.{0,400}(?:progid=\"Word\.Document\"|office/word/2003/wordml|"
            rb"<pkg:package\s)",
            re.DOTALL,
        ),
        "wordxml",
    ),
    (
        re.compile(
            rb"<\?xml\s.{0,400}(?:progid=\"Excel\.Sheet\"|"
            rb"<(?:\w+:)?Workbook\s[^>]{0,200}urn:schemas-microsoft-com:office:spreadsheet)",
            re.DOTALL,
        ),
        "sheetxml",
    ),
    (
        re.compile(
            rb"(?:[A-Z][\w-]{2,30}:[^\n]{0,200}\r?\n(?:[ \t][^\n]{0,200}\r?\n)*){0,8}"
            rb"Content-Type:\s{0,4}multipart/related",
            re.IGNORECASE,
        ),
        "mht",
    ),
    (
        # Some lines of a head, and among them one that only programs which send mail write.
        re.compile(
            rb"(?=(?:[A-Z][\w-]{1,40}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,50}){3})"
            rb"(?:[^\n]{0,2000}\n){0,20}"
            rb"(?:Received|Return-Path|Delivered-To|Message-ID|MIME-Version|DKIM-Signature):",
            re.IGNORECASE,
        ),
        "mail",
    ),
)
CONTAINERS = frozenset(("zip", "gzip", "ole"))
MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM\x00", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"ID3", "media"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
)
EXTRAS = ("libreoffice", "ocr")


@dataclass(frozen=True, slots=True)
class Extras:
    """Programs that reading may start besides: paths of LibreOffice and of tesseract."""

    libreoffice: str | None = None
    tesseract: str | None = None

    @classmethod
    def found(cls, *, ocr: bool) -> "Extras":
        """Return what is installed on this machine; tesseract only where OCR is wanted."""
        return cls(
            libreoffice=shutil.which("soffice") or shutil.which("libreoffice"),
            tesseract=find_tesseract() if ocr else None,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of those that are not there."""
        paths = {"libreoffice": self.libreoffice, "ocr": self.tesseract}
        return tuple(name for name in EXTRAS if not paths[name])


def find_kind(body: bytes, content_type: str = "") -> str:
    """Return what bytes are at first sight: a key of VERSIONS, or text (HTML, too).

    An address and its ending say nothing here; a content type settles doubts only.
    """
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in MAGIC:
        if head.startswith(magic) or (kind == "pdf" and magic in body[:1024]):
            return kind
    for pattern, kind in MARKED:
        if pattern.match(head):
            return kind
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        return "media"
    main_type = content_type.partition("/")[0].strip().lower()
    if main_type in ("image", "audio", "video") and b"\x00" in head and b"<" not in head[:1]:
        return "image" if main_type == "image" else "media"
    return "text"


def extractor_of(kind: str, lacked: Iterable[str] = ()) -> str:
    """Return a reader's name with its version, and which extras it would have needed."""
    version = str(VERSIONS[kind])
    if kind in CONTAINERS:
        version += f".{sum(VERSIONS.values())}"
    without = ", ".join(sorted(set(lacked)))
    return f"{kind}/{version} without {without}" if without else f"{kind}/{version}"


def current_attachment_extractors(extras: Extras) -> frozenset[str]:
    """Return every extractor whose readings are as good as can be had with these extras."""
    lacks = [
        some
        for number in range(len(extras.missing) + 1)
        for some in combinations(extras.missing, number)
    ]
    return frozenset(extractor_of(kind, lacked) for kind in VERSIONS for lacked in lacks)
