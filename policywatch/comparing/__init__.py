"""Text to versions, changes and copy groups."""

from policywatch.comparing.callouts import (
    CallOuts,
    ChangedValue,
    RemovedName,
    compare_versions,
    find_call_outs,
)
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
    "CallOuts",
    "ChangedValue",
    "DiffKind",
    "DiffLine",
    "DiffPart",
    "Difference",
    "RemovedName",
    "compare",
    "compare_texts",
    "compare_versions",
    "diff_texts",
    "find_call_outs",
    "find_ignored",
]
