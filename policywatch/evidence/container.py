"""The bundle's zip: parts stored as they are, in one order, each byte of it determined.

So a bundle is checked by building it again: there is no byte in it that could be another. A zip
of ours needs no compression (its WARC is packed already), no dates, comments or extra fields;
what has any is not ours, and the tricks of hostile zips need one of them.
Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
"""

import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policywatch.errors import PolicywatchError

MAX_BUNDLE_BYTES = 1_000_000_000
MAX_PARTS = 5000

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_LOCAL_SIGN, _ENTRY_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 20
_DAY = 0x21  # the first of January 1980, where the format's time begins
_FILE_MODE = 0o100644 << 16
_UNIX = 3 << 8
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+){0,20}")


class BundleError(PolicywatchError):
    """A file is no bundle, or a hostile one: it is not looked into any further."""


@dataclass(slots=True)
class Container:
    """The parts of a bundle by name, and which regions of its zip are not as they must be."""

    parts: dict[str, bytes]
    problems: list[str] = field(default_factory=list)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a zip, in the order of their names.

    Raises:
        BundleError: they are more than a bundle may hold.
    """
    return b"".join(data for _, data in _regions(parts))


def _regions(parts: Mapping[str, bytes]) -> Sequence[tuple[str, bytes]]:
    """Return the zip region by region, each with what it is called when it is not as it must be."""
    names = sorted(parts)
    if len(names) > MAX_PARTS or sum(map(len, parts.values())) > MAX_BUNDLE_BYTES:
        raise BundleError(
            f"a bundle may hold {MAX_PARTS:,} parts and {MAX_BUNDLE_BYTES:,} bytes, not "
            f"{len(names):,} and {sum(map(len, parts.values())):,}"
        )
    regions: list[tuple[str, bytes]] = []
    directory: list[tuple[str, bytes]] = []
    offset = 0
    for name in names:
        data = parts[name]
        written = name.encode("ascii")
        common = (0, 0, 0, _DAY, zlib.crc32(data), len(data), len(data), len(written), 0)
        local = _LOCAL.pack(_LOCAL_SIGN, _VERSION, *common) + written
        entry = _ENTRY.pack(
            _ENTRY_SIGN, _UNIX | _VERSION, _VERSION, *common, 0, 0, 0, _FILE_MODE, offset
        )
        regions += [(f"{name}: its header in the zip", local), (name, data)]
        directory.append((f"{name}: its entry in the zip's directory", entry + written))
        offset += len(local) + len(data)
    size = sum(len(entry) for _, entry in directory)
    end = _END.pack(_END_SIGN, 0, 0, len(names), len(names), size, offset, 0)
    return [*regions, *directory, ("the zip's end", end)]


def unpack(data: bytes) -> Container:
    """Return what a zip of ours holds, and what of the zip itself was altered.

    Raises:
        BundleError: it is none, or has what no bundle has: names that lead elsewhere, compressed
            or encrypted parts, two of one name, more than a bundle may hold.
    """
    if len(data) > MAX_BUNDLE_BYTES + 10_000_000:
        raise BundleError(f"over {MAX_BUNDLE_BYTES:,} bytes: no bundle is so large")
    if not data.startswith(b"PK"):
        raise BundleError("not a bundle: it does not begin as a zip does")
    try:
        parts = _by_headers(data)
    except _DamagedError as error:
        try:
            parts = _by_directory(data)
        except _DamagedError:
            raise BundleError(f"not a bundle, or damaged beyond reading: {error}") from error
    container = Container(parts)
    place = 0
    for name, expected in _regions(parts):
        found = data[place : place + len(expected)]
        if found != expected and name not in parts:
            container.problems.append(f"{name} was altered")
        place += len(expected)
    if place != len(data):
        container.problems.append(f"{len(data) - place:+,} bytes at the zip's end")
    return container


class _DamagedError(Exception):
    """The zip cannot be read this way."""


def _by_headers(data: bytes) -> dict[str, bytes]:
    """Read the parts one behind the other, as they were written."""
    parts: dict[str, bytes] = {}
    place = 0
    while data.startswith(_LOCAL_SIGN, place):
        if place + _LOCAL.size > len(data):
            raise _DamagedError("cut off within a header")
        _, _, flags, method, _, _, _, packed, size, length, extra = _LOCAL.unpack_from(data, place)
        begin = place + _LOCAL.size + length
        name = _checked(data[place + _LOCAL.size : begin], flags, method, packed, size, extra)
        place = _take(parts, name, data, begin, size)
    if not data.startswith(_ENTRY_SIGN, place):
        raise _DamagedError("no directory behind the last part")
    return parts


def _by_directory(data: bytes) -> dict[str, bytes]:
    """Read the parts where the directory says that they are."""
    if len(data) < _END.size or data[-_END.size :][:4] != _END_SIGN:
        raise _DamagedError("no end")
    _, _, _, _, count, _, place, _ = _END.unpack(data[-_END.size :])
    if count > MAX_PARTS:
        raise BundleError(f"{count:,} parts: no bundle has so many")
    parts: dict[str, bytes] = {}
    before = 0
    for _ in range(count):
        if place + _ENTRY.size > len(data) or not data.startswith(_ENTRY_SIGN, place):
            raise _DamagedError("a directory that cannot be read")
        entry = _ENTRY.unpack_from(data, place)
        flags, method, packed, size, length, extra = *entry[3:5], *entry[8:12]
        comment, offset = entry[12], entry[16]
        begin = place + _ENTRY.size
        name = _checked(data[begin : begin + length], flags, method, packed, size, extra)
        if offset != before:
            raise _DamagedError("parts that lie over each other, or apart")
        before = _take(parts, name, data, offset + _LOCAL.size + length, size)
        place = begin + length + extra + comment
    return parts


def _checked(written: bytes, flags: int, method: int, packed: int, size: int, extra: int) -> str:
    """Return a part's name.

    Raises:
        BundleError: no bundle of ours has such a part.
    """
    name = written.decode("ascii", "replace")
    shown = name[:100]
    if not _NAME.fullmatch(name) or ".." in name:
        raise BundleError(f"a part named {shown!r}: no bundle has such a name")
    if flags & 1:
        raise BundleError(f"{shown}: encrypted, as no part of a bundle is")
    if method or packed != size:
        raise BundleError(f"{shown}: compressed, as no part of a bundle is: was it packed anew?")
    if flags or extra:
        raise BundleError(f"{shown}: with flags or extra fields, as no part of a bundle is")
    return name


def _take(parts: dict[str, bytes], name: str, data: bytes, begin: int, size: int) -> int:
    if name in parts:
        raise BundleError(f"{name}: there are two of that name")
    if len(parts) >= MAX_PARTS:
        raise BundleError(f"over {MAX_PARTS:,} parts: no bundle has so many")
    if begin + size > len(data):
        raise _DamagedError(f"{name}: cut off")
    parts[name] = data[begin : begin + size]
    return begin + size
