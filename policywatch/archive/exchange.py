"""What is archived of an exchange, where it lies, and what comes back."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

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

    `head` holds the status line and headers byte for byte, where the wire gave them; else they
    are written from `status`, `reason` and `headers`. `refers_to` names URL and time of the
    stored response whose payload this one repeats. `notes` say how the fetch was made.
    `is_dense` says that the body was compressed before: to compress it again gains nothing.
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
    head: bytes = b""
    notes: Headers = ()
    is_dense: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exchange's records lie: its response first, then its request and notes.

    `warc_file` is relative to the archive's root; `sha256` is of the `length` bytes at `offset`
    as they lie in the file.
    """

    warc_file: str
    offset: int
    length: int
    sha256: str


def digest(*parts: bytes) -> str:
    """Return the digest of a payload, in one part or several, as WARC files write it."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part)
    return "sha256:" + base64.b32encode(made.digest()).decode()
