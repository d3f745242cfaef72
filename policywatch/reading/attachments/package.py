"""A zip file of parts (DOCX, XLSX, PPTX, OFD, or a bundle of files), read within bounds.

What a part unpacks to is bounded, and so is the sum of all that is asked for: no bomb goes off, and
none is walked through. Parts of a file that is cut off or damaged are found by their own headers,
and what can be unpacked of a damaged part is given.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

MAX_PART_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 300_000_000
MAX_PARTS = 20_000
# No text is packed as tightly as this; deflate can do 1,032.
BOMB_RATIO = 300
BOMB_BYTES = 20_000_000
_CHUNK = 1 << 18
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x1
_SIZE_FOLLOWS = 0x8
_UTF8 = 0x800
_BAD = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


class NoPackageError(ValueError):
    """The bytes are no zip file of which anything could be read; the message says why."""


class _Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A part: its name with `/`, whether it is encrypted, and where it is to be had."""

    name: str
    encrypted: bool
    info: zipfile.ZipInfo | None = None
    start: int = 0
    packed: int | None = None
    method: int = zipfile.ZIP_DEFLATED


class Package:
    """The parts of a zip file, by name; case and backslashes do not matter.

    `broken` says why its list of parts could not be used, "" where it could; `damaged` says of
    parts why they could be read only in part, or not at all.
    """

    def __init__(self, body: bytes) -> None:
        """Open some bytes.

        Raises:
            NoPackageError: there is no part in them, or there are absurdly many.
        """
        self.broken = ""
        self.damaged: dict[str, str] = {}
        self.unpacked = 0
        self._body = body
        self._archive: zipfile.ZipFile | None = None
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(body))
            infos = self._archive.infolist()
            listed = [_listed(info) for info in infos[: MAX_PARTS + 1]]
        except _BAD as error:
            self._archive = None
            self.broken = str(error) or type(error).__name__
            listed = list(_found_by_headers(body))
        if len(listed) > MAX_PARTS:
            raise NoPackageError(f"it holds more than {MAX_PARTS:,} files")
        self.entries = [entry for entry in listed if not entry.name.endswith("/")]
        if not self.entries:
            raise NoPackageError("there is no file in it" if not self.broken else "it is damaged")
        self._by_name = {entry.name.lower(): entry for entry in reversed(self.entries)}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def names(self, pattern: str) -> list[str]:
        """Return the names that match a pattern as a whole, numbers in them in their order."""
        matching = [e.name for e in self.entries if re.fullmatch(pattern, e.name, re.IGNORECASE)]
        return sorted(matching, key=_natural)

    def read(self, name: str) -> bytes | None:
        """Return a part, or what can be unpacked of it; None where there is none."""
        entry = self._by_name.get(name.lower())
        return None if entry is None else self.unpack(entry)

    def unpack(self, entry: Entry) -> bytes | None:
        """Return a part, or what can be unpacked of it; None where that is nothing."""
        if entry.encrypted:
            return None
        most = min(MAX_PART_BYTES, MAX_UNPACKED_BYTES - self.unpacked)
        out = bytearray()
        try:
            for chunk in self._chunks(entry):
                out += chunk
                if len(out) > most:
                    self.damaged[entry.name] = "longer than is read"
                    break
        except _BAD:
            self.damaged[entry.name] = "damaged"
        self.unpacked += len(out)
        packed = entry.info.compress_size if entry.info else entry.packed or len(self._body)
        if len(out) > BOMB_BYTES and len(out) > BOMB_RATIO * packed:
            self.damaged[entry.name] = "a zip bomb"
            return None
        return bytes(out[:most]) if out or entry.name not in self.damaged else None

    def _chunks(self, entry: Entry) -> Iterator[bytes]:
        if entry.info is not None and self._archive is not None:
            with self._archive.open(entry.info) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
            return
        end = None if entry.packed is None else entry.start + entry.packed
        packed = io.BytesIO(self._body[entry.start : end])
        if entry.method == zipfile.ZIP_STORED:
            yield packed.read()
            return
        if entry.method != zipfile.ZIP_DEFLATED:
            raise NotImplementedError(f"packed by method {entry.method}")
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        while not inflater.eof:
            chunk = inflater.unconsumed_tail or packed.read(_CHUNK)
            if not chunk:
                raise EOFError("cut off")
            yield inflater.decompress(chunk, _CHUNK)

    def xml(self, name: str) -> etree._Element | None:
        """Return a part's XML tree as far as it can be read; None where there is none."""
        content = self.read(name)
        if content is None:
            return None
        root, whole = parse_xml(content)
        if not whole:
            self.damaged.setdefault(name, "damaged" if root is not None else "no proper XML")
        return root

    def problems(self) -> list[str]:
        """Return what is the matter with the file, each in some words."""
        said = [f"{name}: {why}" for name, why in self.damaged.items()]
        more = [f"{len(said) - 5} more parts are damaged"] if len(said) > 5 else []
        return (["the file is cut off or damaged"] if self.broken else []) + said[:5] + more


def _listed(info: zipfile.ZipInfo) -> Entry:
    name = info.filename if info.flag_bits & _UTF8 else _decoded(info.orig_filename)
    return Entry(name.replace("\\", "/"), bool(info.flag_bits & _ENCRYPTED), info)


def _decoded(name: str) -> str:
    """Return a name that was written in the writer's own charset, UTF-8 or that of Windows."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return name


def _found_by_headers(body: bytes) -> Iterator[Entry]:
    """Yield the parts that begin in some bytes, whatever the list at their end says, if any."""
    at = 0
    for _ in range(MAX_PARTS + 1):
        at = body.find(b"PK\x03\x04", at)
        if at < 0 or at + _LOCAL.size > len(body):
            return
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack_from(
            body, at
        )
        start = at + _LOCAL.size + name_size + extra_size
        raw = body[at + _LOCAL.size : at + _LOCAL.size + name_size]
        name = raw.decode("utf-8", "replace") if flags & _UTF8 else _decoded(raw.decode("cp437"))
        unknown = bool(flags & _SIZE_FOLLOWS) and not packed
        if name and "\0" not in name:
            size = None if unknown else packed
            encrypted = bool(flags & _ENCRYPTED)
            yield Entry(name.replace("\\", "/"), encrypted, None, start, size, method)
        at = start if unknown else max(start, min(start + packed, len(body)))


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d{1,9})", name.lower())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def parse_xml(content: bytes) -> tuple[etree._Element | None, bool]:
    """Return an XML tree, and whether all of it could be read; no entity is ever expanded.

    None for what declares entities of its own: no program writes that into a document.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        return None, False
    fatal = any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log)
    return root, not fatal


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
