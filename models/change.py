"""What happened to a document, in the language of observation."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, Identity, value_enum


class ChangeKind(StrEnum):
    """MENTION_REMOVED: a watched term was there and is not: the page was scrubbed."""

    NEW = "new"
    EDITED = "edited"
    MENTION_REMOVED = "mention-removed"
    MISSING = "missing"
    GONE = "gone"
    RETURNED = "returned"
    ATTACHMENT_REPLACED = "attachment-replaced"
    LIST_ITEM_VANISHED = "list-item-vanished"


class Change(Base):
    """One change; `detail` holds what the kind needs (terms removed, checks made, sizes)."""

    __tablename__ = "change"

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(BigInt)
    previous_version_id: Mapped[int | None] = mapped_column(BigInt)
    kind: Mapped[ChangeKind] = mapped_column(value_enum(ChangeKind, "change_kind"))
    at: Mapped[datetime] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
