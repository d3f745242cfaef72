"""Who wants to hear of which findings, and how often."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum


class Cadence(StrEnum):
    """How often a subscriber gets mail."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


class Subscription(Base):
    """A subscription. `wanted` narrows it: min_score, rules, programmes, sources, places.

    `ops` subscriptions get source transitions instead of findings.
    """

    __tablename__ = "subscription"

    id: Mapped[Identity]
    name: Mapped[str] = mapped_column(String(100), unique=True)
    recipient: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8), default="en")
    cadence: Mapped[Cadence] = mapped_column(value_enum(Cadence, "cadence"))
    ops: Mapped[bool] = mapped_column(default=False)
    wanted: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    unsubscribe_token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
