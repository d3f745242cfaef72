"""What is read of an attachment, whatever its format."""

from dataclasses import dataclass, field

from policywatch.documents import ProblemKind
from policywatch.reading.structure import Piece


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment's pieces (`at` is their page, 0: none), title, and problem if it has one."""

    pieces: list[Piece] = field(default_factory=list)
    title: str = ""
    problem_kind: ProblemKind | None = None
    problem: str | None = None


def unreadable(kind: ProblemKind, problem: str, title: str = "") -> Attachment:
    """Return an attachment of which nothing could be read, and why."""
    return Attachment([], title, kind, problem)
