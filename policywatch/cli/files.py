"""Files that a command is given: their bytes, or why there are none."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policywatch.reading import MAX_BODY_BYTES


@dataclass(frozen=True, slots=True)
class Given:
    """A document's bytes, or why there are none."""

    path: str
    body: bytes = b""
    content_type: str = ""
    problem: str | None = None


def open_files(given: Path) -> Iterator[Given]:
    """Give a file, or all files below a folder in the order of their paths."""
    if given.is_dir():
        for path in sorted(p for p in given.rglob("*") if p.is_file()):
            yield open_file(path)
    else:
        yield open_file(given)


def open_file(path: Path) -> Given:
    """Return a file's bytes, up to one more than are read; what ends in .gz is unpacked."""
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BODY_BYTES + 1)
        if path.suffix == ".gz":
            body = _unpack(body)
    except OSError as error:
        return Given(str(path), problem=f"cannot be opened: {error.strerror or error}")
    except (EOFError, zlib.error) as error:
        return Given(str(path), problem=f"damaged gzip: {error}")
    return Given(str(path), body)


def _unpack(body: bytes) -> bytes:
    """Return the first MAX_BODY_BYTES (and one more) of a gzip file's content."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    return unpacker.decompress(body, MAX_BODY_BYTES + 1)
