"""What is read of an attachment, whatever its format."""

from dataclasses import dataclass, field
from typing import Any

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.structure import Piece


@dataclass(frozen=True, slots=True)
class Attachment:
    """What could be read of an attachment.

    `kind` says what it turned out to be; `at` of its pieces is their page (0: none), sheets and
    slides being no pages. `notes` say what a reader of the text should know (hidden sheets, pages
    read by OCR), `lacked` names the extras with which more could have been read.
    """

    pieces: list[Piece] = field(default_factory=list)
    title: str = ""
    problem_kind: ProblemKind | None = None
    problem: str | None = None
    kind: str = ""
    notes: tuple[str, ...] = ()
    lacked: tuple[str, ...] = ()


def unreadable(kind: ProblemKind, problem: str, title: str = "") -> Attachment:
    """Return an attachment of which nothing could be read, and why."""
    return Attachment([], title, kind, problem)


def to_json(attachment: Attachment) -> dict[str, Any]:
    """Return an attachment as plain values, to be passed between processes."""
    return {
        "pieces": [
            [p.kind.value, p.text, p.at, p.level, p.table, p.header, list(p.cells)]
            for p in attachment.pieces
        ],
        "title": attachment.title,
        "problem_kind": attachment.problem_kind,
        "problem": attachment.problem,
        "kind": attachment.kind,
        "notes": list(attachment.notes),
        "lacked": list(attachment.lacked),
    }


def from_json(values: dict[str, Any]) -> Attachment:
    """Return an attachment from its plain values.

    Raises:
        KeyError, TypeError, ValueError: they are not such values.
    """
    problem_kind = values["problem_kind"]
    return Attachment(
        pieces=[
            Piece(
                BlockKind(kind), text, int(at), level=int(level),
                table=None if table is None else int(table), header=bool(header),
                cells=tuple(cells),
            )
            for kind, text, at, level, table, header, cells in values["pieces"]
        ],
        title=str(values["title"]),
        problem_kind=None if problem_kind is None else ProblemKind(problem_kind),
        problem=values["problem"],
        kind=str(values["kind"]),
        notes=tuple(values["notes"]),
        lacked=tuple(values["lacked"]),
    )  # fmt: skip
