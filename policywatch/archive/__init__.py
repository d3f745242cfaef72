"""The archive: what servers sent, byte for byte, in WARC 1.1 files replayable by other tools.

Each process writes files of its own and never adds to one that was there before: a process that
was killed can spoil the end of its last file, and nothing else.
"""

from policywatch.archive.coding import (
    MAX_BODY_BYTES,
    ContentCodingError,
    TooLargeError,
    UnknownCodingError,
    decode_body,
)
from policywatch.archive.exchange import ArchivedResponse, Exchange, Headers, Place, digest
from policywatch.archive.reader import Archive, Record, decoded, records_in
from policywatch.archive.writer import ArchiveWriter

__all__ = [
    "MAX_BODY_BYTES",
    "Archive",
    "ArchiveWriter",
    "ArchivedResponse",
    "ContentCodingError",
    "Exchange",
    "Headers",
    "Place",
    "Record",
    "TooLargeError",
    "UnknownCodingError",
    "decode_body",
    "decoded",
    "digest",
    "records_in",
]
