"""What kind of document a version is, and why we think so."""

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Judgement(Base):
    """The genre of a version (notice, directive, budget, …) with its reasons.

    `unsearched` says which part of a long text was not looked at, and is empty where all was: no
    hits in the rest means nothing.
    """

    __tablename__ = "judgement"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    genre: Mapped[str] = mapped_column(String(32))
    confidence: Mapped[float]
    reasons: Mapped[list[Any]]
    unsearched: Mapped[str] = mapped_column(Text, default="", server_default="")
