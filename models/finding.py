"""What a rule says about a version: the unit of review."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from models.base import Base, BigInt, Identity, value_enum


class FindingState(StrEnum):
    """OPEN waits for an analyst; the verdicts are theirs; the rest is no longer in the queue.

    SUPERSEDED: a newer version of the document has its own findings. WITHDRAWN: the rule or
    the name it rested on is no longer in the watchlists. FOLDED: a copy's finding, shown with
    the original's.
    """

    OPEN = "open"
    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"
    FOLDED = "folded"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Finding(Base):
    """A finding. `parts` lists what each match, fact or context added to the score.

    `evidence_key` is equal for findings of the same rule on the same document that rest on the
    same names: a decision carries over to them. `folded_into_id` is the original's finding.
    `block_id` is the block of the search's index that it is in.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("version_id", "rule"),
        Index("ix_finding_state_score_id", "state", "score", "id"),
        Index(
            "ix_finding_unindexed",
            "id",
            sqlite_where=text("block_id IS NULL"),
            postgresql_where=text("block_id IS NULL"),
        ),
    )

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    rule: Mapped[str] = mapped_column(String(100))
    score: Mapped[float]
    severity: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    parts: Mapped[list[Any]]
    programmes: Mapped[list[Any]]
    evidence_key: Mapped[str] = mapped_column(String(64))
    state: Mapped[FindingState] = mapped_column(value_enum(FindingState, "finding_state"))
    state_reason: Mapped[str] = mapped_column(Text, default="")
    folded_into_id: Mapped[int | None] = mapped_column(BigInt, index=True)
    block_id: Mapped[int | None] = mapped_column(BigInt)
    at: Mapped[datetime] = mapped_column(index=True)

    def explain(self, reason: str) -> None:
        """Give the reason; where it is another than before, the finding is indexed anew."""
        if reason != self.reason:
            self.reason, self.block_id = reason, None
            # Written, though it was null when it was read: it may be indexed in the meantime.
            flag_modified(self, "block_id")
