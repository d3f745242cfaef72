"""Content codings: bodies decoded within bounds."""

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
from backports import zstd

MAX_BODY_BYTES = 50_000_000
MAX_CODINGS = 4
MAX_MEMBERS = 1000
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


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
