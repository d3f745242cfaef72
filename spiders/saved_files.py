"""Saved files to the pages in them: HTML, MHTML, PDF, images, WARC and WACZ; bounded."""

import email
import io
import mimetypes
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from fastwarc.warc import ArchiveIterator, WarcRecordType

from policywatch.archive import ContentCodingError, decode_body
from policywatch.errors import PolicywatchError
from spiders.urls import is_attachment

MAX_FILE_BYTES = 100_000_000
MAX_PAGE_BYTES = 40_000_000
MAX_UNPACKED_BYTES = 400_000_000
MAX_PAGES = 500
MAX_RECORDS = 50_000
MAX_MEMBERS = 10_000
MAX_PARTS = 2000

_PAGES = re.compile(
    r"^(?:text/html|application/xhtml|application/pdf|application/msword|application/vnd\."
    r"|application/ofd|application/rtf|text/rtf|text/plain)"
)
_MHTML = re.compile(rb"^content-type:\s{0,5}multipart/related", re.IGNORECASE | re.MULTILINE)


class SubmissionError(PolicywatchError):
    """A file cannot be taken as a submission; the message says why."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page in a saved file. `url` and `saved_at` are what the file says."""

    body: bytes
    content_type: str
    url: str | None = None
    saved_at: datetime | None = None


def pages_of(body: bytes, name: str, content_type: str = "") -> list[SavedPage]:
    """Return the pages that a saved file holds; a file that is no container is its one page.

    Raises:
        SubmissionError: it is empty, too large, damaged, or holds no page.
    """
    if not body:
        raise SubmissionError(f"{name}: the file is empty")
    if len(body) > MAX_FILE_BYTES:
        raise SubmissionError(f"{name}: over {MAX_FILE_BYTES:,} bytes")
    suffix = name.lower().rpartition(".")[2]
    if body[:5] == b"WARC/" or (body[:2] == b"\x1f\x8b" and "warc" in name.lower()):
        found = list(_warc_pages(io.BytesIO(body), name))
    elif body[:2] == b"PK" and (archives := _archives_in(body, name)):
        found = [page for archive in archives for page in _warc_pages(archive, name)]
    elif suffix in ("mht", "mhtml") or _MHTML.search(body[:4000].partition(b"\r\n\r\n")[0]):
        found = [_mhtml_page(body, name)]
    else:
        found = [SavedPage(body, content_type or mimetypes.guess_type(name)[0] or "")]
    if not found:
        raise SubmissionError(f"{name}: it holds no page that was saved whole")
    if len(found) > MAX_PAGES:
        raise SubmissionError(f"{name}: it holds over {MAX_PAGES} pages; give them in parts")
    if any(len(page.body) > MAX_PAGE_BYTES for page in found):
        raise SubmissionError(f"{name}: a page in it is over {MAX_PAGE_BYTES:,} bytes")
    return found


def _archives_in(body: bytes, name: str) -> list[io.BytesIO]:
    """Return the WARC files of a WACZ; none where the ZIP is something else."""
    left = MAX_UNPACKED_BYTES
    found: list[io.BytesIO] = []
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as zipped:
            members = zipped.infolist()
            if len(members) > MAX_MEMBERS:
                raise SubmissionError(f"{name}: over {MAX_MEMBERS:,} files in one ZIP")
            for member in members:
                if not re.match(r"archive/[^/]{1,200}\.warc(?:\.gz)?$", member.filename):
                    continue
                with zipped.open(member) as file:
                    part = file.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise SubmissionError(f"{name}: over {MAX_UNPACKED_BYTES:,} bytes unpacked")
                found.append(io.BytesIO(part))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise SubmissionError(f"{name}: a damaged ZIP: {error}") from error
    except NotImplementedError as error:
        raise SubmissionError(f"{name}: a ZIP that cannot be unpacked: {error}") from error
    return found


def _warc_pages(file: io.BytesIO, name: str) -> Iterator[SavedPage]:
    left = MAX_UNPACKED_BYTES
    count = 0
    try:
        for record in ArchiveIterator(file, parse_http=True):
            count += 1
            if count > MAX_RECORDS:
                raise SubmissionError(f"{name}: over {MAX_RECORDS:,} records")
            if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
                continue
            http = record.http_headers
            if record.record_type == WarcRecordType.response and (
                http is None or http.status_code != 200
            ):
                continue
            headers = list(http.to_tuples()) if http is not None else []
            kind = _header(headers, "content-type") or record.headers.get("Content-Type") or ""
            url = record.headers.get("WARC-Target-URI") or ""
            if not _PAGES.match(kind.lower()) and not is_attachment(url):
                continue
            raw = record.reader.read(MAX_PAGE_BYTES + 1)
            left -= len(raw)
            if left < 0:
                raise SubmissionError(f"{name}: over {MAX_UNPACKED_BYTES:,} bytes unpacked")
            codings = _header(headers, "content-encoding")
            if len(raw) <= MAX_PAGE_BYTES:
                yield SavedPage(
                    decode_body(raw, codings, MAX_PAGE_BYTES), kind, url, _warc_date(record)
                )
    except ContentCodingError as error:
        raise SubmissionError(f"{name}: a record cannot be decoded: {error}") from error
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        raise SubmissionError(f"{name}: a damaged WARC file: {error}") from error
    if not count:
        raise SubmissionError(f"{name}: not one WARC record in it")


def _header(headers: list[tuple[str, str]], name: str) -> str:
    return ",".join(value for key, value in headers if key.lower() == name)


def _warc_date(record: object) -> datetime | None:
    stated = record.headers.get("WARC-Date")  # type: ignore[attr-defined]
    try:
        at = datetime.fromisoformat(stated or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _mhtml_page(body: bytes, name: str) -> SavedPage:
    """Return the page of an MHTML file: the part that it says was saved, else its first HTML."""
    try:
        message = email.message_from_bytes(body)
        address = (message.get("Snapshot-Content-Location") or "").strip()
        parts: list[Message] = []
        for part in message.walk():
            if len(parts) >= MAX_PARTS:
                raise SubmissionError(f"{name}: over {MAX_PARTS:,} parts")
            parts.append(part)
        pages = [part for part in parts if part.get_content_type() == "text/html"]
        if not pages:
            raise SubmissionError(f"{name}: no HTML in this MHTML file")
        page = next((p for p in pages if p.get("Content-Location") == address), pages[0])
        payload = page.get_payload(decode=True)
        charset = page.get_content_charset()
    except (RecursionError, ValueError, LookupError, AssertionError) as error:
        raise SubmissionError(f"{name}: a damaged MHTML file: {error}") from error
    if not isinstance(payload, bytes) or not payload:
        raise SubmissionError(f"{name}: its page is empty")
    kind = f"text/html; charset={charset}" if charset else "text/html"
    url = address or page.get("Content-Location") or None
    return SavedPage(payload, kind, url, _mail_date(message.get("Date")))


def _mail_date(stated: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(stated or "")
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
