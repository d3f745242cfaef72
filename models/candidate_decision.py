"""What an analyst said of a candidate; append-only."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum


class CandidateVerdict(StrEnum):
    """REOPENED takes a verdict back."""

    REJECTED = "rejected"
    ACCEPTED = "accepted"
    REOPENED = "reopened"


class CandidateDecision(Base):
    """What an analyst said of a candidate; append-only, the newest counts.

    It is kept by the name's own words, so that it stays with the name whatever becomes of the row.
    """

    __tablename__ = "candidate_decision"

    id: Mapped[Identity]
    head: Mapped[str] = mapped_column(String(200), index=True)
    stem: Mapped[str] = mapped_column(String(200), index=True)
    ending: Mapped[str] = mapped_column(String(200), index=True)
    name: Mapped[str] = mapped_column(Text)
    verdict: Mapped[CandidateVerdict] = mapped_column(
        value_enum(CandidateVerdict, "candidate_verdict")
    )
    why: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
