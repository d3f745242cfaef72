"""A candidate's name in a version: where it speaks most for being a programme's."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity


class Sighting(Base):
    """One name in one version; replaced when the version is flagged again.

    `name` is folded, `shown` as written. `head` is what the name has of its own, `stem` the end of
    it that its spellings share, `before` what stood right before it. `strength` is 0-10; `signs`
    say what it rests on. Offsets are of the version's text, null in the title. `at` is when the
    version came.
    """

    __tablename__ = "sighting"
    __table_args__ = (Index("ix_sighting_stem_head", "stem", "head"),)

    id: Mapped[Identity]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    at: Mapped[datetime]
    stem: Mapped[str] = mapped_column(String(200))
    head: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200), index=True)
    shown: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(16), default="")
    quoted: Mapped[bool]
    strength: Mapped[float]
    signs: Mapped[list[Any]]
    times: Mapped[int]
    start: Mapped[int | None]
    end: Mapped[int | None]
    sentence_start: Mapped[int | None]
    sentence_end: Mapped[int | None]
