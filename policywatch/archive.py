"""The archive: what servers sent, byte for byte, in WARC 1.1 files replayable by other tools.

Each process writes files of its own and never adds to one that was there before: a process that
was killed can spoil the end of its last file, and nothing else.
"""

import base64
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

import brotli
from backports import zstd
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from policywatch.errors import ArchiveError

MAX_BODY_BYTES = 50_000_000
ROTATE_BYTES = 1_000_000_000
COMPRESSION_LEVEL = 6
MAX_CODINGS = 4
MAX_MEMBERS = 1000
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"

SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """A response as stored; `body` is free of its Content-Encoding."""

    url: str
    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange as it came on the wire, transfer coding removed.

    `refers_to` names URL and time of the stored response whose payload this one repeats.
    """

    url: str
    at: datetime
    method: str
    request_headers: Headers
    request_body: bytes
    status: int
    reason: str
    headers: Headers
    body: bytes
    ip_address: str = ""
    refers_to: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins. `warc_file` is relative to the archive's root."""

    warc_file: str
    offset: int


class ContentCodingError(Exception):
    """A body is not what its Content-Encoding says."""


class TooLargeError(ContentCodingError):
    """A body is larger than allowed once decoded."""


class UnknownCodingError(ContentCodingError):
    """A body has a Content-Encoding that is not known here."""


def decode_body(body: bytes, codings: str, limit: int = MAX_BODY_BYTES) -> bytes:
    """Return a body without its Content-Encoding (gzip, deflate, br, zstd, in any order).

    Never holds more than `limit` bytes and a chunk.
    Raises:
        TooLargeError: the body would be larger than `limit` bytes.
        UnknownCodingError: a coding is none of those.
        ContentCodingError: the body is damaged or cut off.
    """
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(names) > MAX_CODINGS:
        raise ContentCodingError(f"{len(names)} content codings over each other")
    for name in reversed(names):
        if not body or name == "identity":
            continue
        try:
            body = _decode(body, name, limit)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise ContentCodingError(f"damaged {name} body: {error}") from error
    if len(body) > limit:
        raise TooLargeError(f"over {limit:,} bytes")
    return body


def _decode(body: bytes, coding: str, limit: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflate(body, lambda: zlib.decompressobj(zlib.MAX_WBITS | 16), limit, _GZIP)
    if coding == "deflate":
        try:
            return _inflate(body, zlib.decompressobj, limit)
        except zlib.error:  # many servers leave the wrapper out
            return _inflate(body, lambda: zlib.decompressobj(-zlib.MAX_WBITS), limit)
    if coding == "br":
        return _unbrotli(body, limit)
    if coding == "zstd":
        # A frame may ask for any window: 8 MB is what a browser grants.
        options = {int(zstd.DecompressionParameter.window_log_max): 23}
        return _inflate(body, lambda: zstd.ZstdDecompressor(options=options), limit, _ZSTD)
    raise UnknownCodingError(f"unknown content coding {coding[:40]!r}")


class _Inflater(Protocol):
    """What the decompressors of zlib and zstd have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _inflate(
    body: bytes, make: Callable[[], _Inflater], limit: int, member: bytes | None = None
) -> bytes:
    """Return what one stream holds, or several where each further one begins with `member`.

    Fed in pieces: a decompressor copies what lies behind its stream, and a body may be made of
    thousands of empty ones.
    """
    parts: list[bytes] = []
    room = limit + 1
    place = 0
    for _ in range(MAX_MEMBERS):
        inflater = make()
        while not inflater.eof:
            piece = body[place : place + _CHUNK]
            if not piece:
                raise EOFError("cut off")
            part = inflater.decompress(piece, room)
            parts.append(part)
            room -= len(part)
            if room <= 0:
                raise TooLargeError(f"over {limit:,} bytes once decoded")
            place += len(piece) - len(inflater.unused_data)
        if member is None or not body.startswith(member, place):
            return b"".join(parts)  # padding after the last member is of no meaning
    raise ContentCodingError(f"over {MAX_MEMBERS:,} streams one after the other")


def _unbrotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    pending = body
    while not decoder.is_finished():
        part = decoder.process(pending, output_buffer_limit=_CHUNK)
        pending = b""
        size += len(part)
        if size > limit:
            raise TooLargeError(f"over {limit:,} bytes once decoded")
        if not part and decoder.can_accept_more_data() and not decoder.is_finished():
            raise EOFError("cut off")
        parts.append(part)
    return b"".join(parts)


class ArchiveWriter:
    """Writes exchanges to files of its own; `sync` before rows that point here are committed."""

    def __init__(self, root: Path, name: str, *, rotate_bytes: int = ROTATE_BYTES) -> None:
        self._root = root
        self._name = re.sub(r"[^a-z0-9.-]", "-", name.lower())[:80]
        self._rotate_bytes = rotate_bytes
        self._file: BinaryIO | None = None
        self._path = ""
        self._gzip: GzipWriter | None = None
        self._dirty = False

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, exchange: Exchange) -> Place:
        """Append request and response (or revisit) and return where the response begins."""
        if self._file is None or self._file.tell() > self._rotate_bytes:
            self._open(exchange.at)
        response_id = f"<urn:uuid:{uuid.uuid4()}>"
        offset = self._put(_response_record(exchange, response_id))
        self._put(_request_record(exchange, response_id))
        self._dirty = True
        return Place(self._path, offset)

    def sync(self) -> None:
        """Make sure that everything written is on disk."""
        if self._file is not None and self._dirty:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._dirty = False

    def close(self) -> None:
        """Sync and close the file."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _open(self, at: datetime) -> None:
        self.close()
        stamp = f"{at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:12]}"
        self._path = f"{at:%Y}/{at:%m}/{self._name}-{stamp}.warc.gz"
        path = self._root / self._path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("xb")
        _sync_folder(path.parent)
        self._gzip = GzipWriter(self._file, compression_level=COMPRESSION_LEVEL)
        record = WarcRecord()
        record.init_headers(WarcRecordType.warcinfo)
        _set(record, _common(f"<urn:uuid:{uuid.uuid4()}>", at))
        record.headers["WARC-Filename"] = path.name
        record.headers["Content-Type"] = "application/warc-fields"
        record.set_bytes_content(b"software: policywatch\r\nformat: WARC File Format 1.1\r\n")
        self._put(record)

    def _put(self, record: WarcRecord) -> int:
        if self._file is None or self._gzip is None:
            raise ArchiveError("the archive's file is closed")
        self._file.flush()
        offset = self._file.tell()
        record.write(self._gzip, checksum_data=True)
        self._gzip.finish()  # without it all records would share one gzip member
        return offset


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _common(record_id: str, at: datetime) -> dict[str, str]:
    stamp = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {"WARC-Record-ID": record_id, "WARC-Date": stamp}


def _set(record: WarcRecord, headers: dict[str, str]) -> None:
    for name, value in headers.items():
        record.headers[name] = value


def digest(payload: bytes) -> str:
    """Return a payload's digest as WARC files write it."""
    return "sha256:" + base64.b32encode(hashlib.sha256(payload).digest()).decode()


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


def _http_head(first_line: str, headers: Headers) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return (
        "".join(f"{_one_line(line)}\r\n" for line in lines).encode("latin-1", "replace") + b"\r\n"
    )


def _response_record(exchange: Exchange, record_id: str) -> WarcRecord:
    # The body is stored free of its transfer coding: a header that names one would be untrue.
    headers = tuple(
        (name, value)
        for name, value in exchange.headers
        if name.lower() not in ("transfer-encoding", "content-length")
    )
    body = exchange.body
    record = WarcRecord()
    revisit = exchange.refers_to is not None
    record.init_headers(WarcRecordType.revisit if revisit else WarcRecordType.response)
    _set(record, _common(record_id, exchange.at))
    record.headers["WARC-Target-URI"] = exchange.url
    record.headers["Content-Type"] = "application/http; msgtype=response"
    if exchange.ip_address:
        record.headers["WARC-IP-Address"] = exchange.ip_address
    if exchange.refers_to is not None:
        unmodified = exchange.status == 304
        record.headers["WARC-Profile"] = SERVER_NOT_MODIFIED if unmodified else SAME_PAYLOAD
        url, at = exchange.refers_to
        record.headers["WARC-Refers-To-Target-URI"] = url
        record.headers["WARC-Refers-To-Date"] = _common("", at)["WARC-Date"]
    if not (revisit and exchange.status == 304):
        record.headers["WARC-Payload-Digest"] = digest(body)
        headers = (*headers, ("Content-Length", str(len(body))))
    head = _http_head(f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip(), headers)
    record.is_http = True
    record.set_bytes_content(head if revisit else head + body)
    return record


def _request_record(exchange: Exchange, concurrent_to: str) -> WarcRecord:
    target = re.sub(r"^https?://[^/?#]*", "", exchange.url.partition("#")[0], count=1)
    target = target if target.startswith("/") else f"/{target}"
    record = WarcRecord()
    record.init_headers(WarcRecordType.request)
    _set(record, _common(f"<urn:uuid:{uuid.uuid4()}>", exchange.at))
    record.headers["WARC-Target-URI"] = exchange.url
    record.headers["WARC-Concurrent-To"] = concurrent_to
    record.headers["Content-Type"] = "application/http; msgtype=request"
    record.is_http = True
    head = _http_head(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers)
    record.set_bytes_content(head + exchange.request_body)
    return record


class Archive:
    """The WARC files under a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def writer(self, name: str, *, rotate_bytes: int = ROTATE_BYTES) -> ArchiveWriter:
        """Return a writer whose files carry a name (a host's)."""
        return ArchiveWriter(self.root, name, rotate_bytes=rotate_bytes)

    def read(self, warc_file: str, offset: int) -> ArchivedResponse:
        """Return the response that begins at an offset of a file.

        Raises:
            ArchiveError: there is none, it is damaged, or larger than MAX_BODY_BYTES.
        """
        path = (self.root / warc_file).resolve()
        where = f"{warc_file} at {offset}"
        if not path.is_relative_to(self.root.resolve()):
            raise ArchiveError(f"{where}: outside the archive")
        try:
            with path.open("rb") as file:
                file.seek(offset)
                if file.read(2) != b"\x1f\x8b":
                    raise ArchiveError(f"{where}: no record begins here")
                file.seek(offset)
                return _read_response(file, where)
        except (OSError, ValueError, RuntimeError) as error:
            raise ArchiveError(f"{where}: cannot be read: {error}") from error


def _read_response(file: BinaryIO, where: str) -> ArchivedResponse:
    for record in ArchiveIterator(file, parse_http=True):
        if record.record_type != WarcRecordType.response or record.http_headers is None:
            raise ArchiveError(f"{where}: a {record.record_type} record, not a response")
        raw = record.reader.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise ArchiveError(f"{where}: over {MAX_BODY_BYTES:,} bytes")
        stated = record.headers.get("WARC-Payload-Digest")
        if stated and stated != digest(raw):
            raise ArchiveError(f"{where}: the payload is not what was stored")
        headers = record.http_headers.to_tuples()
        codings = ",".join(v for k, v in headers if k.lower() == "content-encoding")
        try:
            body = decode_body(raw, codings)
        except UnknownCodingError:
            body = raw
        except ContentCodingError as error:
            raise ArchiveError(f"{where}: {error}") from error
        return ArchivedResponse(
            url=record.headers.get("WARC-Target-URI") or "",
            status=record.http_headers.status_code or 0,
            headers=headers,
            body=body,
        )
    raise ArchiveError(f"{where}: no record")
