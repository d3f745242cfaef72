"""A document's place in a copy group."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, value_enum


class CopyKind(StrEnum):
    """How a member's text relates to the original's.

    TEMPLATE is said of links only: the same words about other things, which is no copy.
    """

    ORIGINAL = "original"
    EXACT = "exact"
    NEAR = "near"
    EXCERPT = "excerpt"
    TEMPLATE = "template"


class CopyMember(Base):
    """A member; `overlap` is the share of text in common with the original (0-1).

    `cluster_id` is the first to appear of those in the group that are near copies of each other:
    an excerpt of the original, and the excerpt's own near copies, are a cluster of their own.
    """

    __tablename__ = "copy_member"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("copy_group.id"), index=True)
    cluster_id: Mapped[int] = mapped_column(BigInt)
    kind: Mapped[CopyKind] = mapped_column(value_enum(CopyKind, "copy_kind"))
    overlap: Mapped[float]
    joined_at: Mapped[datetime]
