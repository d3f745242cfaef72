"""Bytes to text with structure, metadata, language and quality.

What is asked for here is imported when it is first asked for: the process that reads attachments
within bounds needs a part of this room only, and must start fast.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policywatch.reading.attachments.formats import Extras
    from policywatch.reading.document import (
        EXTRACTOR,
        MAX_BODY_BYTES,
        current_extractors,
        read_document,
    )
    from policywatch.reading.html import Selectors
    from policywatch.reading.stage import read_snapshots

__all__ = [
    "EXTRACTOR",
    "MAX_BODY_BYTES",
    "Extras",
    "Selectors",
    "current_extractors",
    "read_document",
    "read_snapshots",
]

_HOMES = {
    "EXTRACTOR": "document",
    "MAX_BODY_BYTES": "document",
    "Extras": "attachments.formats",
    "Selectors": "html",
    "current_extractors": "document",
    "read_document": "document",
    "read_snapshots": "stage",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
