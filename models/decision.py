"""What an analyst said of a finding; append-only."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum


class Verdict(StrEnum):
    """NOTE says something without deciding; REOPENED takes a verdict back."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"
    NOTE = "note"
    REOPENED = "reopened"


class Decision(Base):
    """One thing said, by whom and when. The newest verdict counts."""

    __tablename__ = "decision"

    id: Mapped[Identity]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(value_enum(Verdict, "verdict"))
    note: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
