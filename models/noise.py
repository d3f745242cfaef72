"""What changes on a page though its publisher changed nothing: counters, dates, rotating links."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, value_enum


class NoiseKind(StrEnum):
    """COUNTER: a line of which only figures change. ROTATION: a place where lines take turns."""

    COUNTER = "counter"
    ROTATION = "rotation"


class Noise(Base):
    """A fragment of a document that changed, and whether it was learnt to be noise.

    `key` is the hash of what stays: a counter's line without its figures, or the lines around a
    rotation. `times` counts the readings in which it had changed, `returns` those in which a text
    came back that had been there before; `seen` holds the hashes of these. Nothing that is learnt
    is hidden: the review app shows it as ignored, with `shown`, its newest text.
    """

    __tablename__ = "noise"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[NoiseKind] = mapped_column(value_enum(NoiseKind, "noise_kind"))
    shown: Mapped[str] = mapped_column(Text)
    times: Mapped[int]
    returns: Mapped[int]
    learnt: Mapped[bool]
    seen: Mapped[list[Any]]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    last_reading_id: Mapped[int] = mapped_column(BigInt)
