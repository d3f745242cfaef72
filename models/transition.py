"""A change of a source's state; each is told to ops once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum
from models.source import SourceState


class Transition(Base):
    """One step of a source from one state to another, and why.

    `advice` is what to try; `sample` what the source last brought while it worked.
    """

    __tablename__ = "transition"

    id: Mapped[Identity]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), index=True)
    before: Mapped[SourceState] = mapped_column(value_enum(SourceState, "source_state"))
    after: Mapped[SourceState] = mapped_column(value_enum(SourceState, "source_state"))
    reason: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text, default="", server_default="")
    sample: Mapped[str] = mapped_column(Text, default="", server_default="")
    at: Mapped[datetime] = mapped_column(index=True)
