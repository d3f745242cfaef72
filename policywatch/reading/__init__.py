"""Bytes to text with structure, metadata, language and quality."""

from policywatch.reading.document import EXTRACTOR, MAX_BODY_BYTES, read_document
from policywatch.reading.html import Selectors
from policywatch.reading.stage import read_snapshots

__all__ = ["EXTRACTOR", "MAX_BODY_BYTES", "Selectors", "read_document", "read_snapshots"]
