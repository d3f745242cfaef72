"""Reading the archive: a response by its place, an exchange as its bytes, the records in bytes."""

import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from policywatch.archive.coding import (
    MAX_BODY_BYTES,
    ContentCodingError,
    UnknownCodingError,
    decode_body,
)
from policywatch.archive.exchange import ArchivedResponse, digest
from policywatch.archive.storage import LocalStorage, Storage, storage_at
from policywatch.archive.writer import ROTATE_BYTES, ArchiveWriter
from policywatch.errors import ArchiveError

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of an exchange: what it is, and where in the given bytes its member begins.

    `payload` is the body of a response, still in its content coding; of others it is the block.
    """

    kind: str
    url: str
    date: str
    status: int
    headers: dict[str, str]
    http_headers: tuple[tuple[str, str], ...]
    offset: int
    payload: bytes


class Archive:
    """The WARC files at a path or URL."""

    def __init__(self, root: Path | str) -> None:
        self.storage: Storage = storage_at(root)

    def writer(self, name: str, *, rotate_bytes: int = ROTATE_BYTES) -> ArchiveWriter:
        """Return a writer whose files carry a name (a host's)."""
        return ArchiveWriter(self.storage, name, rotate_bytes=rotate_bytes)

    def read(self, warc_file: str, offset: int) -> ArchivedResponse:
        """Return the response that begins at an offset of a file.

        Raises:
            ArchiveError: there is none, it is damaged, or larger than MAX_BODY_BYTES.
        """
        where = f"{warc_file} at {offset}"
        try:
            with self.storage.open(warc_file) as file:
                file.seek(offset)
                if file.read(2) != _GZIP:
                    raise ArchiveError(f"{where}: no record begins here")
                file.seek(offset)
                return _read_response(file, where)
        except (OSError, ValueError, RuntimeError) as error:
            raise ArchiveError(f"{where}: cannot be read: {error}") from error

    def exchange(self, warc_file: str, offset: int, length: int, sha256: str) -> bytes:
        """Return an exchange's bytes as they were written.

        Raises:
            ArchiveError: they are not there, or not what was written.
        """
        where = f"{warc_file} at {offset}"
        try:
            data = self.storage.read(warc_file, offset, length)
        except (OSError, ValueError) as error:
            raise ArchiveError(f"{where}: cannot be read: {error}") from error
        if len(data) != length:
            raise ArchiveError(f"{where}: the file ends before the exchange does")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveError(f"{where}: the bytes are not what was stored")
        return data

    def first_record(self, warc_file: str, offset: int) -> bytes:
        """Return the record that begins at an offset, as its gzip member lies in the file.

        Raises:
            ArchiveError: none begins there, or it is damaged.
        """
        try:
            with self.storage.open(warc_file) as file:
                file.seek(offset)
                length = whole_members(file, 1)
                file.seek(offset)
                data = file.read(length)
        except (OSError, ValueError) as error:
            raise ArchiveError(f"{warc_file} at {offset}: cannot be read: {error}") from error
        if not data:
            raise ArchiveError(f"{warc_file} at {offset}: no record begins here")
        return data

    def mend(self, warc_file: str, from_offset: int) -> int:
        """Cut off a last record that was torn when its writer died; return the bytes cut.

        Whole records behind `from_offset` stay. A file that is being written stays as it is, and
        so do files elsewhere: there they are whole or not there.
        """
        if not isinstance(self.storage, LocalStorage):
            return 0
        size = self.storage.size(warc_file)
        if size <= from_offset:
            return 0  # nothing lies behind, or it ends before it should: that is not for mending
        with self.storage.open(warc_file) as file:
            file.seek(from_offset)
            whole = from_offset + whole_members(file)
        if whole == size or not self.storage.cut(warc_file, whole):
            return 0
        return size - whole


def whole_members(file: BinaryIO, most: int | None = None) -> int:
    """Return how many bytes from here are whole gzip members, of at most so many members."""
    whole = position = 0
    pending = b""
    count = 0
    while most is None or count < most:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            piece = pending or file.read(2**16)
            if not piece:
                return whole
            try:
                data = piece
                while data and not member.eof:
                    member.decompress(data, 2**20)
                    data = member.unconsumed_tail
            except zlib.error:
                return whole
            pending = b""
            position += len(piece)
        pending = member.unused_data
        position -= len(pending)
        whole = position
        count += 1
    return whole


def records_in(data: bytes, limit: int = MAX_BODY_BYTES) -> Iterator[Record]:
    """Yield the records of an exchange's bytes.

    Raises:
        ArchiveError: they are damaged, or a record holds more than `limit` bytes.
    """
    try:
        for record in ArchiveIterator(io.BytesIO(data), parse_http=True):
            payload = record.reader.read(limit + 1)
            if len(payload) > limit:
                raise ArchiveError(f"a record of over {limit:,} bytes")
            http = record.http_headers
            yield Record(
                kind=record.headers.get("WARC-Type") or "",
                url=record.headers.get("WARC-Target-URI") or "",
                date=record.headers.get("WARC-Date") or "",
                status=(http.status_code if http else None) or 0,
                headers=dict(record.headers.to_tuples()),
                http_headers=tuple(http.to_tuples()) if http else (),
                offset=record.stream_pos,
                payload=payload,
            )
    except (OSError, ValueError, RuntimeError) as error:
        raise ArchiveError(f"records that cannot be read: {error}") from error


def _read_response(file: BinaryIO, where: str) -> ArchivedResponse:
    for record in ArchiveIterator(file, parse_http=True):
        is_file = record.record_type == WarcRecordType.resource
        if not is_file and (
            record.record_type != WarcRecordType.response or record.http_headers is None
        ):
            raise ArchiveError(f"{where}: a {record.record_type} record, not a response")
        raw = record.reader.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise ArchiveError(f"{where}: over {MAX_BODY_BYTES:,} bytes")
        stated = record.headers.get("WARC-Payload-Digest")
        if stated and stated != digest(raw):
            raise ArchiveError(f"{where}: the payload is not what was stored")
        if is_file:
            kind = record.headers.get("Content-Type") or ""
            url = record.headers.get("WARC-Target-URI") or ""
            return ArchivedResponse(url, 200, (("Content-Type", kind),), raw)
        headers = record.http_headers.to_tuples()
        try:
            body = decoded(raw, headers)
        except ContentCodingError as error:
            raise ArchiveError(f"{where}: {error}") from error
        return ArchivedResponse(
            url=record.headers.get("WARC-Target-URI") or "",
            status=record.http_headers.status_code or 0,
            headers=headers,
            body=body,
        )
    raise ArchiveError(f"{where}: no record")


def decoded(payload: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return a payload without the content codings that its headers name; unknown ones stay.

    Raises:
        ContentCodingError: it is damaged or too large.
    """
    codings = ",".join(v for k, v in headers if k.lower() == "content-encoding")
    try:
        return decode_body(payload, codings)
    except UnknownCodingError:
        return payload
