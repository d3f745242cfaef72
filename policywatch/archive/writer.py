"""Writing the archive: each process into files of its own."""

import hashlib
import re
import uuid
from datetime import datetime
from pathlib import PurePosixPath
from types import TracebackType

from policywatch.archive.exchange import Exchange, Place
from policywatch.archive.records import exchange_members, file_member, warcinfo_member
from policywatch.archive.storage import Sink, Storage
from policywatch.errors import ArchiveError

ROTATE_BYTES = 1_000_000_000


class ArchiveWriter:
    """Writes exchanges to files of its own; `sync` before rows that point here are committed."""

    def __init__(self, storage: Storage, name: str, *, rotate_bytes: int = ROTATE_BYTES) -> None:
        self._storage = storage
        self._name = re.sub(r"[^a-z0-9.-]", "-", name.lower())[:80]
        self._rotate_bytes = rotate_bytes
        self._sink: Sink | None = None
        self._path = ""
        self._size = 0
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
        """Append an exchange and return where it lies."""
        return self._append(exchange_members(exchange), exchange.at)

    def write_file(self, url: str, at: datetime, content_type: str, body: bytes) -> Place:
        """Append a file that came by no exchange (a submission) and return where it lies."""
        return self._append(file_member(url, at, content_type, body), at)

    def _append(self, data: bytes, at: datetime) -> Place:
        if self._sink is None or self._size > self._rotate_bytes:
            self._open(at)
        offset = self._size
        self._put(data)
        return Place(self._path, offset, len(data), hashlib.sha256(data).hexdigest())

    def sync(self) -> None:
        """Make sure that everything written is kept.

        Raises:
            ArchiveError: it cannot be.
        """
        if self._sink is None or not self._dirty:
            return
        try:
            self._sink.sync()
        except OSError as error:
            raise ArchiveError(f"{self._path}: cannot be written: {error}") from error
        self._dirty = False
        if self._sink.is_ended:
            self._sink = None

    def close(self) -> None:
        """Sync and close the file."""
        self.sync()
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    def _open(self, at: datetime) -> None:
        self.close()
        stamp = f"{at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:12]}"
        self._path = f"{at:%Y}/{at:%m}/{self._name}-{stamp}.warc.gz"
        self._sink = self._storage.create(self._path)
        self._size = 0
        self._put(warcinfo_member(PurePosixPath(self._path).name, at))

    def _put(self, data: bytes) -> None:
        if self._sink is None:
            raise ArchiveError("the archive's file is closed")
        self._sink.write(data)
        self._size += len(data)
        self._dirty = True
