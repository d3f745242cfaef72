"""Gzip members: each record of a WARC file is one, so that any can be read alone.

A compressor with zlib's usual window takes longer to set up than a short record takes to compress,
and what was compressed before gets no smaller: so the window follows the length, and dense bytes
are stored as they are, in a member that any reader of gzip takes.
Source: RFC 1951 (3.2.4, stored blocks), RFC 1952.
"""

import struct
import zlib

COMPRESSION_LEVEL = 6
SHORT_BYTES = 8_000
_SHORT_WINDOW, _SHORT_MEMORY = 12, 5
_LONG_MEMORY = 8
_MOST_STORED = 65_535
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # deflate, no name, no time, no system
_BLOCK = struct.Struct("<BHH")
_TAIL = struct.Struct("<II")


def gzip_member(text: bytes, dense: bytes = b"") -> bytes:
    """Return a gzip member of `text`, deflated, and of `dense` behind it, stored as it is."""
    is_short = len(text) <= SHORT_BYTES
    window, memory = (_SHORT_WINDOW, _SHORT_MEMORY) if is_short else (zlib.MAX_WBITS, _LONG_MEMORY)
    deflate = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, -window, memory)
    parts: list[bytes | memoryview] = [_HEAD, deflate.compress(text)]
    if dense:
        parts.append(deflate.flush(zlib.Z_FULL_FLUSH))  # to a whole byte, as stored blocks begin
        parts += _stored(dense)
    else:
        parts.append(deflate.flush())
    check = zlib.crc32(dense, zlib.crc32(text))
    parts.append(_TAIL.pack(check, (len(text) + len(dense)) & 0xFFFFFFFF))
    return b"".join(parts)


def _stored(dense: bytes) -> list[bytes | memoryview]:
    """Return the blocks, the last of their stream, that hold bytes as they are."""
    data = memoryview(dense)
    parts: list[bytes | memoryview] = []
    for start in range(0, len(data), _MOST_STORED):
        piece = data[start : start + _MOST_STORED]
        is_last = start + _MOST_STORED >= len(data)
        parts += [_BLOCK.pack(is_last, len(piece), len(piece) ^ 0xFFFF), piece]
    return parts
