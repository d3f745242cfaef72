"""The lines that repeat within a source: its boilerplate, which makes no two documents copies."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import LineCount

MIN_DOCUMENTS = 3
# Boilerplate stands at the head and foot of a text; to count every line would store them all.
EDGE_LINES = 20
MIN_LINE_CHARS = 2
# What is nearly all "boilerplate" is a text that its source published more than once.
MIN_OWN_SHARE = 0.1


def edge_lines(folded: Sequence[str]) -> dict[str, int]:
    """Return the lines of a text that are counted, each with its 64-bit hash."""
    full = [line for line in folded if len(line) >= MIN_LINE_CHARS]
    kept = full if len(full) <= 2 * EDGE_LINES else [*full[:EDGE_LINES], *full[-EDGE_LINES:]]
    return {line: _line_hash(line) for line in kept}


def count_lines(
    session: Session, source_id: str, before: Iterable[int], after: Iterable[int]
) -> bool:
    """Move a document's count from its lines before to those after.

    Returns whether some line became boilerplate by it.
    """
    old, new = set(before), set(after)
    if gone := sorted(old - new):
        mine = (LineCount.source_id == source_id, LineCount.line.in_(gone))
        session.execute(
            update(LineCount)
            .where(*mine, LineCount.documents > 0)
            .values(documents=LineCount.documents - 1)
        )
    if not (come := sorted(new - old)):
        return False
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(LineCount).on_conflict_do_update(
        index_elements=["source_id", "line"], set_={"documents": LineCount.documents + 1}
    )
    rows = [{"source_id": source_id, "line": line, "documents": 1} for line in come]
    session.execute(statement, rows)
    crossed = select(LineCount.line).where(
        LineCount.source_id == source_id,
        LineCount.line.in_(come),
        LineCount.documents == MIN_DOCUMENTS,
    )
    return session.scalars(crossed.limit(1)).first() is not None


def without_boilerplate(session: Session, source_id: str, folded: Sequence[str]) -> str:
    """Return a folded text as one string, less the lines that repeat within its source."""
    edge = edge_lines(folded)
    repeated = set(
        session.scalars(
            select(LineCount.line).where(
                LineCount.source_id == source_id,
                LineCount.line.in_(sorted(edge.values())),
                LineCount.documents >= MIN_DOCUMENTS,
            )
        )
    )
    own = "".join(line for line in folded if edge.get(line) not in repeated)
    whole = "".join(folded)
    return own if len(own) >= MIN_OWN_SHARE * len(whole) else whole


def _line_hash(line: str) -> int:
    digest = hashlib.blake2b(line.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
