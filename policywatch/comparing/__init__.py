"""Text to versions, changes and copy groups."""

from policywatch.comparing.difference import (
    Difference,
    DiffKind,
    DiffLine,
    DiffPart,
    compare_texts,
    diff_texts,
)
from policywatch.comparing.noise import find_ignored
from policywatch.comparing.stage import compare

__all__ = [
    "DiffKind",
    "DiffLine",
    "DiffPart",
    "Difference",
    "compare",
    "compare_texts",
    "diff_texts",
    "find_ignored",
]
