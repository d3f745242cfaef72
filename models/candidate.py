"""A name that may be an unknown programme's, with all that was seen of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum


class CandidateState(StrEnum):
    """OPEN waits for an analyst; the others are what one said last."""

    OPEN = "open"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


class Candidate(Base):
    """What the sightings of a head come to; written anew whenever one of them changes.

    `heads` are the spellings that count as this one (宁海凌云 as 凌云), `names` how it is written
    with the number of documents each. `texts` counts documents less copies. `ending` is what it has
    in common with names of its kind (英才计划). `parts` explain the score (0-100), which is `worth`
    less what rejections of similar names take off; `near` lists known programmes with similar
    names. `samples` are the ids of telling sightings. One that nothing speaks for any more has no
    documents, and stands only for what an analyst said of it.
    """

    __tablename__ = "candidate"
    __table_args__ = (Index("ix_candidate_state_score_id", "state", "score", "id"),)

    id: Mapped[Identity]
    head: Mapped[str] = mapped_column(String(200), unique=True)
    stem: Mapped[str] = mapped_column(String(200), index=True)
    ending: Mapped[str] = mapped_column(String(200), index=True)
    name: Mapped[str] = mapped_column(Text)
    names: Mapped[list[Any]]
    heads: Mapped[list[Any]]
    versions: Mapped[int]
    documents: Mapped[int]
    texts: Mapped[int]
    sources: Mapped[list[Any]]
    first_seen_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    near: Mapped[list[Any]]
    samples: Mapped[list[Any]]
    worth: Mapped[float]
    score: Mapped[float]
    parts: Mapped[list[Any]]
    state: Mapped[CandidateState] = mapped_column(value_enum(CandidateState, "candidate_state"))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
