"""Text to versions, changes and copy groups."""

from policywatch.comparing.difference import DiffKind, DiffLine, DiffPart, diff_lines, diff_texts
from policywatch.comparing.stage import compare

__all__ = ["DiffKind", "DiffLine", "DiffPart", "compare", "diff_lines", "diff_texts"]
