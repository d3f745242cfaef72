"""A mail in the outbox, and the findings it tells of."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum


class MessageState(StrEnum):
    """UNKNOWN: the connection broke after the mail was handed over; it is not sent again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Message(Base):
    """One mail. `key` is unique by subscription and finding or period: nothing is told twice."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state_not_before", "state", "not_before"),)

    id: Mapped[Identity]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[MessageState] = mapped_column(value_enum(MessageState, "message_state"))
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")


class MessageFinding(Base):
    """That a message tells of a finding."""

    __tablename__ = "message_finding"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True, index=True)


class MessageTransition(Base):
    """That a message tells of a source's change of state."""

    __tablename__ = "message_transition"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    transition_id: Mapped[int] = mapped_column(
        ForeignKey("transition.id"), primary_key=True, index=True
    )
