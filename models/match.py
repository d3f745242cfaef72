"""A term found in a version."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum


class MatchTarget(StrEnum):
    """What a match names."""

    PROGRAMME = "programme"
    TERM = "term"


class Match(Base):
    """A match at character offsets of the version's text.

    `form` says how it was written (exact, traditional, spaced, …). `held` is false for an
    ambiguous name without its context; `context` is what decided.
    """

    __tablename__ = "match"

    id: Mapped[Identity]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    target: Mapped[MatchTarget] = mapped_column(value_enum(MatchTarget, "match_target"))
    target_id: Mapped[str] = mapped_column(String(100), index=True)
    form: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]
    sentence_start: Mapped[int]
    sentence_end: Mapped[int]
    page: Mapped[int | None]
    in_title: Mapped[bool]
    held: Mapped[bool]
    context: Mapped[str] = mapped_column(Text, default="")
