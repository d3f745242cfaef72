"""What the store says of versions before they are flagged anew, read for many by few statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models import Base, CopyMember, Document, Fact, Finding, Judgement, Match, Version
from policywatch.documents import FoundFact, FoundMatch

Found = TypeVar("Found", FoundMatch, FoundFact)
Rows = dict[tuple[object, ...], list[int]]
"""Ids of the rows that say one and the same."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of some versions. `copies` are the documents that are copies or have some."""

    versions: Mapping[int, tuple[Version, Document, Judgement | None]]
    findings: dict[int, dict[str, Finding]]
    copies: frozenset[int]
    rows: dict[type[Match | Fact], dict[int, Rows]]

    @classmethod
    def read(cls, session: Session, version_ids: Sequence[int]) -> "Standing":
        """Read what stands of versions, in the caller's transaction."""
        of_versions = (
            select(Version, Document, Judgement)
            .join(Document, Document.id == Version.document_id)
            .outerjoin(Judgement, Judgement.version_id == Version.id)
            .where(Version.id.in_(version_ids))
        )
        versions = {
            version.id: (version, document, judgement)
            for version, document, judgement in session.execute(of_versions)
        }
        findings: dict[int, dict[str, Finding]] = defaultdict(dict)
        for finding in session.scalars(select(Finding).where(Finding.version_id.in_(version_ids))):
            findings[finding.version_id][finding.rule] = finding
        documents = {document.id for _, document, _ in versions.values()}
        copies = select(CopyMember.document_id).where(CopyMember.document_id.in_(documents))
        judged = [number for number, (_, _, judgement) in versions.items() if judgement]
        return cls(
            versions,
            findings,
            frozenset(session.scalars(copies)),
            {table: _rows(session, table, judged) for table in (Match, Fact)},
        )

    def compare(
        self, table: type[Match | Fact], version_id: int, found: Sequence[Found]
    ) -> tuple[list[Found], list[int]]:
        """Return what no row says yet, and the rows that say what is not found any more.

        An edit of the watchlists leaves most of what was found in a text as it was.
        """
        standing = self.rows[table].get(version_id)
        if not standing:
            return list(found), []
        new = []
        for one in found:
            ids = standing.get(tuple(one))
            if ids:
                ids.pop()
            else:
                new.append(one)
        return new, [number for ids in standing.values() for number in ids]


def table_of(model: type[Base]) -> Table:
    """Return a model's table: rows go into it by the thousand, without the cost of objects."""
    return cast(Table, model.__table__)


_FIELDS: dict[type[Match | Fact], tuple[str, ...]] = {
    Match: FoundMatch._fields,
    Fact: FoundFact._fields,
}


def _rows(
    session: Session, table: type[Match | Fact], version_ids: Sequence[int]
) -> dict[int, Rows]:
    columns = table_of(table).c
    said = select(columns.version_id, columns.id, *(columns[name] for name in _FIELDS[table]))
    found: dict[int, Rows] = defaultdict(dict)
    row: Any
    for row in session.execute(said.where(columns.version_id.in_(version_ids))):
        version_id, number, *fields = row
        found[version_id].setdefault(tuple(fields), []).append(number)
    return found
