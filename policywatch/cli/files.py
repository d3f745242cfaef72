"""Files that a command is given: their bytes, or why there are none."""

import gzip
import io
import os
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


def is_address(given: str) -> bool:
    """Whether what a command is given is an address, not the name of a file."""
    return given[:8].lower().startswith(("http://", "https://"))


def open_files(given: Path) -> Iterator[Given]:
    """Give a file, or all files below a folder in the order of their paths."""
    for found in list_files(given):
        yield open_file(found) if isinstance(found, Path) else found


def list_files(given: Path) -> list[Path | Given]:
    """Return a file, or all files below a folder in the order of their paths.

    Links are followed, but no file is given twice for a link to it, and no loop is entered. What
    cannot be opened stands in the list with its problem.
    """
    if not given.is_dir():
        return [given]
    walk = _Walk()
    walk.enter(given)
    while walk.links:
        walk.follow(walk.links.pop(0))
    return sorted(walk.found, key=lambda found: Path(_path_of(found)))


def _path_of(found: Path | Given) -> str:
    return found.path if isinstance(found, Given) else str(found)


class _Walk:
    """The files below a folder; what links lead to comes after what lies there itself."""

    def __init__(self) -> None:
        self.found: list[Path | Given] = []
        self.links: list[Path] = []
        self._seen: set[tuple[int, int]] = set()

    def enter(self, folder: Path) -> None:
        """Take up all that lies below a folder, links to be followed later."""
        for at, folders, names in os.walk(folder, onerror=self._fail):
            self._is_new(Path(at))
            for name in sorted(folders):
                path = Path(at, name)
                self.links += [path] if path.is_symlink() else []
            for name in sorted(names):
                path = Path(at, name)
                if path.is_symlink():
                    self.links.append(path)
                else:
                    self._add(path)

    def follow(self, link: Path) -> None:
        """Take up what a link leads to, if it was not taken up before."""
        try:
            is_new = self._is_new(link)
        except OSError as error:
            self.found.append(Given(str(link), problem=_cannot_be_opened(error)))
            return
        if is_new and link.is_dir():
            self.enter(link)
        elif is_new:
            self._add(link)

    def _add(self, path: Path) -> None:
        try:
            self._is_new(path)
            is_file = path.is_file()
        except OSError as error:
            self.found.append(Given(str(path), problem=_cannot_be_opened(error)))
            return
        self.found.append(path if is_file else Given(str(path), problem="no regular file"))

    def _is_new(self, path: Path) -> bool:
        status = path.stat()
        known = (status.st_dev, status.st_ino) in self._seen
        self._seen.add((status.st_dev, status.st_ino))
        return not known

    def _fail(self, error: OSError) -> None:
        self.found.append(Given(str(error.filename), problem=_cannot_be_opened(error)))


def _cannot_be_opened(error: OSError) -> str:
    return f"cannot be opened: {error.strerror or error}"


def open_file(path: Path) -> Given:
    """Return a file's bytes, up to one more than are read; what ends in .gz is unpacked."""
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BODY_BYTES + 1)
        if path.suffix == ".gz" and len(body) <= MAX_BODY_BYTES:
            body = _unpack(body)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return Given(str(path), problem=f"damaged gzip: {error}")
    except OSError as error:
        return Given(str(path), problem=_cannot_be_opened(error))
    return Given(str(path), body)


def _unpack(body: bytes) -> bytes:
    """Return the first MAX_BODY_BYTES (and one more) of what all members of a gzip file hold."""
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        return file.read(MAX_BODY_BYTES + 1)
