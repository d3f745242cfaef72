"""Where the archive's files lie: a folder of this machine, or anything that fsspec reaches."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol, cast

from policywatch.errors import ArchiveError

# What is read ahead of a place whose length is not known.
REMOTE_BLOCK_BYTES = 2**18
SPOOL_BYTES = 16_000_000


class Sink(Protocol):
    """A file that is being written. What was written is safe once `sync` returned.

    `is_ended` says that nothing more can be added: an object of S3 is whole, or it is not there.
    """

    is_ended: bool

    def write(self, data: bytes) -> None:
        """Add bytes."""

    def sync(self) -> None:
        """Make sure that everything written outlives this machine's power."""

    def close(self) -> None:
        """Sync, and let go of the file."""


class Storage(Protocol):
    """Files by their paths, relative and with slashes."""

    def create(self, path: str) -> Sink:
        """Begin a file that is not there."""

    def open(self, path: str) -> BinaryIO:
        """Open a file to read from any place."""

    def read(self, path: str, start: int, length: int) -> bytes:
        """Return a part of a file, shorter where the file ends."""

    def files(self) -> Iterator[tuple[str, int]]:
        """Yield the files by path, each with its size in bytes."""

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""


def storage_at(url: str | Path) -> Storage:
    """Return the storage at a path or URL (`s3://bucket/folder`, any scheme of fsspec's).

    Raises:
        ArchiveError: the scheme is not known, or lacks its library.
    """
    written = str(url)
    if "://" not in written:
        return LocalStorage(Path(written))
    if written.startswith("file://"):
        return LocalStorage(Path(written.removeprefix("file://")))
    import fsspec

    try:
        files, root = fsspec.core.url_to_fs(written)
    except (ValueError, ImportError) as error:
        raise ArchiveError(f"POLICYWATCH_ARCHIVE_URL: {written}: {error}") from error
    return RemoteStorage(files, root)


def _checked(path: str) -> PurePosixPath:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise ArchiveError(f"{path}: outside the archive")
    return parts


class LocalStorage:
    """A folder. A file that is being written is locked, so that nobody mends it meanwhile."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def create(self, path: str) -> "LocalSink":
        """Begin a file; its name outlives a crash, too."""
        file = self._path(path)
        missing = [folder for folder in (file.parent, *file.parent.parents) if not folder.exists()]
        file.parent.mkdir(parents=True, exist_ok=True)
        sink = LocalSink(file)
        for folder in (file.parent, *(folder.parent for folder in missing)):
            _sync_folder(folder)
        return sink

    def open(self, path: str) -> BinaryIO:
        """Open a file to read."""
        return self._path(path).open("rb")

    def read(self, path: str, start: int, length: int) -> bytes:
        """Return a part of a file."""
        with self.open(path) as file:
            file.seek(start)
            return file.read(length)

    def files(self) -> Iterator[tuple[str, int]]:
        """Yield the WARC files."""
        for path in sorted(self.root.rglob("*.warc.gz")):
            yield path.relative_to(self.root).as_posix(), path.stat().st_size

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        return self._path(path).stat().st_size

    def cut(self, path: str, size: int) -> bool:
        """Cut a file to a size, unless it is being written; return whether that was done."""
        with self._path(path).open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            file.truncate(size)
            os.fsync(file.fileno())
        return True

    def _path(self, path: str) -> Path:
        file = (self.root / _checked(path)).resolve()
        if not file.is_relative_to(self.root.resolve()):
            raise ArchiveError(f"{path}: outside the archive")
        return file


class LocalSink:
    """A file of this machine."""

    is_ended = False

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._file.write(data)

    def sync(self) -> None:
        """Have the disk take what was written."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync and close."""
        self.sync()
        self._file.close()


class RemoteStorage:
    """A folder that fsspec reaches. `files` is its file system."""

    def __init__(self, files: Any, root: str) -> None:
        self._files = files  # fsspec has no types
        self._root = root.rstrip("/")

    def create(self, path: str) -> "RemoteSink":
        """Begin a file."""
        return RemoteSink(self._files, self._path(path))

    def open(self, path: str) -> BinaryIO:
        """Open a file to read."""
        opened = self._files.open(self._path(path), "rb", block_size=REMOTE_BLOCK_BYTES)
        return cast("BinaryIO", opened)

    def read(self, path: str, start: int, length: int) -> bytes:
        """Return a part of a file."""
        return bytes(self._files.cat_file(self._path(path), start=start, end=start + length))

    def files(self) -> Iterator[tuple[str, int]]:
        """Yield the WARC files."""
        found = self._files.find(self._root, detail=True)
        for path in sorted(found):
            if path.endswith(".warc.gz"):
                yield path.removeprefix(self._root).lstrip("/"), int(found[path]["size"])

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        return int(self._files.size(self._path(path)))

    def _path(self, path: str) -> str:
        return f"{self._root}/{_checked(path)}"


class RemoteSink:
    """A file elsewhere: kept here until it is synced, and whole there from then on."""

    def __init__(self, files: Any, path: str) -> None:
        self.is_ended = False
        self._files = files
        self._path = path
        self._kept = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115 (closed by sync)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._kept.write(data)

    def sync(self) -> None:
        """Send what was written, and end the file."""
        if self.is_ended:
            return
        self._kept.seek(0)
        if not _has_buckets(self._files):
            self._files.makedirs(self._path.rpartition("/")[0], exist_ok=True)
        with self._files.open(self._path, "wb") as there:
            while piece := self._kept.read(SPOOL_BYTES):
                there.write(piece)
        self._kept.close()
        self.is_ended = True

    def close(self) -> None:
        """Send it, if that was not done."""
        self.sync()


def _has_buckets(files: Any) -> bool:
    """Whether folders need not be made: to make one could make a bucket of a mistyped name."""
    protocols = files.protocol if isinstance(files.protocol, tuple) else (files.protocol,)
    return bool({"s3", "s3a", "gs", "gcs", "abfs", "az", "oss"}.intersection(protocols))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
