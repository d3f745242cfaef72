"""WARC 1.1 records of an exchange: response or revisit, request, metadata.

Source: ISO 28500:2017, https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import re
import uuid
from datetime import UTC, datetime

from fastwarc.warc import WarcRecord, WarcRecordType

from policywatch.archive.exchange import Exchange, Headers, digest

SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# A header that came and may not stand before a body without its transfer coding keeps its value
# under such a name, as other crawlers do.
ORIGINAL = b"X-Orig-"

_HTTP_1 = re.compile(rb"HTTP/1\.[01] ")
_VERSION = re.compile(rb"^[^ ]{0,20} ")
_FIELDS = "application/warc-fields"


def exchange_records(exchange: Exchange) -> list[WarcRecord]:
    """Return the records of an exchange, in the order in which they are written."""
    response_id = new_id()
    return [
        _response_record(exchange, response_id),
        _request_record(exchange, response_id),
        *([_metadata_record(exchange, response_id)] if exchange.notes else []),
    ]


def warcinfo_record(file_name: str, at: datetime) -> WarcRecord:
    """Return the record that begins a file."""
    record = _record(WarcRecordType.warcinfo, new_id(), at)
    record.headers["WARC-Filename"] = file_name
    record.headers["Content-Type"] = _FIELDS
    record.set_bytes_content(b"software: policywatch\r\nformat: WARC File Format 1.1\r\n")
    return record


def file_record(url: str, at: datetime, content_type: str, body: bytes) -> WarcRecord:
    """Return the record of a file that came by no exchange: somebody gave it."""
    record = _record(WarcRecordType.resource, new_id(), at)
    record.headers["WARC-Target-URI"] = " ".join(url.split())
    record.headers["Content-Type"] = " ".join(content_type.split()) or "application/octet-stream"
    record.headers["WARC-Payload-Digest"] = digest(body)
    record.set_bytes_content(body)
    return record


def new_id() -> str:
    """Return a record's name."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(at: datetime) -> str:
    """Return a time as WARC files write it, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _record(kind: WarcRecordType, record_id: str, at: datetime) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Record-ID"] = record_id
    record.headers["WARC-Date"] = warc_date(at)
    return record


def _response_record(exchange: Exchange, record_id: str) -> WarcRecord:
    revisit = exchange.refers_to is not None
    kind = WarcRecordType.revisit if revisit else WarcRecordType.response
    record = _record(kind, record_id, exchange.at)
    record.headers["WARC-Target-URI"] = exchange.url
    record.headers["Content-Type"] = "application/http; msgtype=response"
    if exchange.ip_address:
        record.headers["WARC-IP-Address"] = exchange.ip_address
    if exchange.refers_to is not None:
        unmodified = exchange.status == 304
        record.headers["WARC-Profile"] = SERVER_NOT_MODIFIED if unmodified else SAME_PAYLOAD
        url, at = exchange.refers_to
        record.headers["WARC-Refers-To-Target-URI"] = url
        record.headers["WARC-Refers-To-Date"] = warc_date(at)
    has_payload = not (revisit and exchange.status == 304)
    if has_payload:
        record.headers["WARC-Payload-Digest"] = digest(exchange.body)
    head = _response_head(exchange, has_payload=has_payload)
    record.is_http = True
    record.set_bytes_content(head if revisit else head + exchange.body)
    return record


def _response_head(exchange: Exchange, *, has_payload: bool) -> bytes:
    """Return status line and headers, true of a body that is free of its transfer coding."""
    lines = exchange.head.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    if not exchange.head:
        lines = _lines(f"HTTP/1.1 {exchange.status} {exchange.reason}", exchange.headers)
    if not _HTTP_1.match(lines[0]):
        lines[0] = _VERSION.sub(b"HTTP/1.1 ", lines[0])  # what replays knows HTTP/1 alone
    kept: list[bytes] = [lines[0]]
    length = str(len(exchange.body)).encode()
    has_length = False
    for line in lines[1:]:
        if not line.strip():
            continue  # an empty one would end the head
        name, _, value = line.partition(b":")
        match name.strip().lower():
            case b"transfer-encoding":
                line = ORIGINAL + line
            case b"content-length" if has_payload:
                # Kept where it is true, and true but once.
                if has_length or value.strip() != length:
                    line = ORIGINAL + line
                else:
                    has_length = True
        kept.append(line)
    if has_payload and not has_length:
        kept.append(b"Content-Length: " + length)
    return b"".join(_one_line(line) + b"\r\n" for line in kept) + b"\r\n"


def _request_record(exchange: Exchange, concurrent_to: str) -> WarcRecord:
    target = re.sub(r"^https?://[^/?#]*", "", exchange.url.partition("#")[0], count=1)
    target = target if target.startswith("/") else f"/{target}"
    record = _record(WarcRecordType.request, new_id(), exchange.at)
    record.headers["WARC-Target-URI"] = exchange.url
    record.headers["WARC-Concurrent-To"] = concurrent_to
    record.headers["Content-Type"] = "application/http; msgtype=request"
    record.is_http = True
    lines = _lines(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers)
    head = b"".join(_one_line(line) + b"\r\n" for line in lines) + b"\r\n"
    record.set_bytes_content(head + exchange.request_body)
    return record


def _metadata_record(exchange: Exchange, concurrent_to: str) -> WarcRecord:
    record = _record(WarcRecordType.metadata, new_id(), exchange.at)
    record.headers["WARC-Target-URI"] = exchange.url
    record.headers["WARC-Concurrent-To"] = concurrent_to
    record.headers["Content-Type"] = _FIELDS
    fields = (f"{name}: {value}" for name, value in exchange.notes)
    lines = (_one_line(field.encode()) + b"\r\n" for field in fields)
    record.set_bytes_content(b"".join(lines))
    return record


def _lines(first: str, headers: Headers) -> list[bytes]:
    lines = [first.rstrip(), *(f"{name}: {value}" for name, value in headers)]
    return [line.encode("latin-1", "replace") for line in lines]


def _one_line(line: bytes) -> bytes:
    return line.replace(b"\r", b" ").replace(b"\n", b" ")
