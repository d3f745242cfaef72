"""Rows as the stages write them, with what a test does not care for filled in."""

import hashlib
from datetime import datetime
from typing import Any

from models import (
    Document,
    DocumentKind,
    DocumentState,
    Reading,
    Snapshot,
    Source,
    SourceState,
    Version,
    VersionKind,
)


def make_source(source_id: str, at: datetime, **fields: Any) -> Source:
    """Return a new list source on example.org."""
    common: dict[str, Any] = {
        "name": source_id, "publisher": "p", "level": "city", "family": "list",
        "url": "http://example.org/", "host": "example.org", "enabled": True, "declaration": {},
        "declaration_sha256": "0" * 64, "state": SourceState.NEW, "state_since": at, "due_at": at,
    }  # fmt: skip
    return Source(id=source_id, **(common | fields))


def make_document(source_id: str, url: str, at: datetime, **fields: Any) -> Document:
    """Return a page of a source that can be had."""
    common: dict[str, Any] = {
        "kind": DocumentKind.PAGE, "state": DocumentState.LIVE, "first_seen_at": at,
        "url_sha256": hashlib.sha256(url.encode()).hexdigest(),
    }  # fmt: skip
    return Document(source_id=source_id, url=url, **(common | fields))


def make_snapshot(document: Document, at: datetime, **fields: Any) -> Snapshot:
    """Return what came of a document (which has an id), in a file of the archive."""
    common: dict[str, Any] = {
        "url": document.url, "sha256": "0" * 64, "size": 1, "warc_file": "a.warc.gz",
        "warc_offset": 0,
    }  # fmt: skip
    return Snapshot(document_id=document.id, fetched_at=at, **(common | fields))


def make_reading(snapshot: Snapshot, text: str, **fields: Any) -> Reading:
    """Return a usable reading of a snapshot (which has an id)."""
    common: dict[str, Any] = {
        "extractor": "test/1", "at": snapshot.fetched_at, "usable": True, "title": "",
        "text_sha256": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), "blocks": [],
        "links": [], "details": {}, "languages": {}, "quality": 1.0, "quality_reasons": [],
    }  # fmt: skip
    document_id = snapshot.document_id
    return Reading(snapshot_id=snapshot.id, document_id=document_id, text=text, **(common | fields))


def make_version(reading: Reading, number: int = 1, **fields: Any) -> Version:
    """Return the version that a reading (which has an id) makes of its document."""
    common: dict[str, Any] = {
        "kind": VersionKind.SOURCE, "at": reading.at, "text_sha256": reading.text_sha256,
    }  # fmt: skip
    return Version(
        document_id=reading.document_id, reading_id=reading.id, number=number, **(common | fields)
    )
