"""WARC 1.1 records of an exchange: response or revisit, request, metadata; each a gzip member.

Source: ISO 28500:2017, https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import re
import uuid
from datetime import UTC, datetime

from policywatch.archive.exchange import Exchange, Headers, digest
from policywatch.archive.members import gzip_member

SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# A header that came and may not stand before a body without its transfer coding keeps its value
# under such a name, as other crawlers do.
ORIGINAL = b"X-Orig-"

_HTTP_1 = re.compile(rb"HTTP/1\.[01] ")
_VERSION = re.compile(rb"^[^ ]{0,20} ")
_ORIGIN = re.compile(r"^https?://[^/?#]*")
_FIELDS = "application/warc-fields"
_END = b"\r\n\r\n"
Named = tuple[tuple[str, str], ...]


def exchange_members(exchange: Exchange) -> bytes:
    """Return the records of an exchange, in the order in which they are written."""
    response_id, date = new_id(), warc_date(exchange.at)
    members = [
        _response_member(exchange, response_id, date),
        _request_member(exchange, response_id, date),
    ]
    if exchange.notes:
        members.append(_metadata_member(exchange, response_id, date))
    return b"".join(members)


def warcinfo_member(file_name: str, at: datetime) -> bytes:
    """Return the record that begins a file."""
    block = b"software: policywatch\r\nformat: WARC File Format 1.1\r\n"
    named = (("WARC-Filename", file_name), ("Content-Type", _FIELDS))
    return _member("warcinfo", new_id(), warc_date(at), named, block)


def file_member(url: str, at: datetime, content_type: str, body: bytes) -> bytes:
    """Return the record of a file that came by no exchange: somebody gave it."""
    named = (
        ("WARC-Target-URI", url),
        ("Content-Type", content_type.strip() or "application/octet-stream"),
        ("WARC-Payload-Digest", digest(body)),
    )
    return _member("resource", new_id(), warc_date(at), named, body)


def new_id() -> str:
    """Return a record's name."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(at: datetime) -> str:
    """Return a time as WARC files write it, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _member(
    kind: str, record_id: str, date: str, named: Named, block: bytes, dense: bytes = b""
) -> bytes:
    """Return a record; its block is `block` and then `dense`, which was compressed before."""
    fields = (
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", date),
        *named,
        ("WARC-Block-Digest", digest(block, dense)),
        ("Content-Length", str(len(block) + len(dense))),
    )
    lines = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields)
    head = f"WARC/1.1\r\n{lines}\r\n".encode("utf-8", "replace")
    if dense:
        return gzip_member(head + block, dense + _END)
    return gzip_member(head + block + _END)


def _response_member(exchange: Exchange, record_id: str, date: str) -> bytes:
    unmodified = exchange.refers_to is not None and exchange.status == 304
    named = [
        ("WARC-Target-URI", exchange.url),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    if exchange.ip_address:
        named.append(("WARC-IP-Address", exchange.ip_address))
    if exchange.refers_to is not None:
        url, at = exchange.refers_to
        named += [
            ("WARC-Profile", SERVER_NOT_MODIFIED if unmodified else SAME_PAYLOAD),
            ("WARC-Refers-To-Target-URI", url),
            ("WARC-Refers-To-Date", warc_date(at)),
        ]
    if not unmodified:
        named.append(("WARC-Payload-Digest", digest(exchange.body)))
    head = _response_head(exchange, has_payload=not unmodified)
    if exchange.refers_to is not None:
        return _member("revisit", record_id, date, tuple(named), head)
    if exchange.is_dense:
        return _member("response", record_id, date, tuple(named), head, exchange.body)
    return _member("response", record_id, date, tuple(named), head + exchange.body)


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


def _request_member(exchange: Exchange, concurrent_to: str, date: str) -> bytes:
    target = _ORIGIN.sub("", exchange.url.partition("#")[0], count=1)
    target = target if target.startswith("/") else f"/{target}"
    named = (
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", concurrent_to),
        ("Content-Type", "application/http; msgtype=request"),
    )
    lines = _lines(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers)
    head = b"".join(_one_line(line) + b"\r\n" for line in lines) + b"\r\n"
    return _member("request", new_id(), date, named, head + exchange.request_body)


def _metadata_member(exchange: Exchange, concurrent_to: str, date: str) -> bytes:
    named = (
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", concurrent_to),
        ("Content-Type", _FIELDS),
    )
    fields = (f"{name}: {value}" for name, value in exchange.notes)
    block = b"".join(_one_line(field.encode()) + b"\r\n" for field in fields)
    return _member("metadata", new_id(), date, named, block)


def _lines(first: str, headers: Headers) -> list[bytes]:
    lines = [first.rstrip(), *(f"{name}: {value}" for name, value in headers)]
    return [line.encode("latin-1", "replace") for line in lines]


def _one_line(line: bytes) -> bytes:
    return line.replace(b"\r", b" ").replace(b"\n", b" ")
