"""What kind of document a version is, and why we think so; and by what it was flagged."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Judgement(Base):
    """The genre of a version (notice, directive, budget, …) with its reasons.

    `release_id` is the newest release by which the version's matches and findings are known to
    hold: it was flagged by that release, or an edit was proven not to touch it. `flagger` names
    the code that flagged it, `pieces` what stands in it at all (see `flagging.pieces`).
    `unsearched` says which part of a long text was not looked at, and is empty where all was: no
    hits in the rest means nothing.
    """

    __tablename__ = "judgement"
    __table_args__ = (Index("ix_judgement_flagger_release_id", "flagger", "release_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    flagger: Mapped[str] = mapped_column(String(64), default="", server_default="")
    genre: Mapped[str] = mapped_column(String(32))
    confidence: Mapped[float]
    reasons: Mapped[list[Any]]
    pieces: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    unsearched: Mapped[str] = mapped_column(Text, default="", server_default="")
