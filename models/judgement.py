"""What kind of document a version is, and why we think so."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Judgement(Base):
    """The genre of a version (notice, directive, budget, …) with its reasons."""

    __tablename__ = "judgement"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    genre: Mapped[str] = mapped_column(String(32))
    confidence: Mapped[float]
    reasons: Mapped[list[Any]]
