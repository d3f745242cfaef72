"""A document's place in a copy group."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, value_enum


class CopyKind(StrEnum):
    """How a member's text relates to the original's."""

    ORIGINAL = "original"
    EXACT = "exact"
    NEAR = "near"
    EXCERPT = "excerpt"


class CopyMember(Base):
    """A member; `overlap` is the share of text in common with the original (0-1)."""

    __tablename__ = "copy_member"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("copy_group.id"), index=True)
    kind: Mapped[CopyKind] = mapped_column(value_enum(CopyKind, "copy_kind"))
    overlap: Mapped[float]
    joined_at: Mapped[datetime]
