"""An edit of the watchlists made in the store, beside the files; append-only."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum


class EditAction(StrEnum):
    """RESTORE takes what the files hold again."""

    PUT = "put"
    REMOVE = "remove"
    RESTORE = "restore"


class WatchlistEdit(Base):
    """What was done with a part of the watchlists, by whom, when and why.

    `ref` is what the part is called: programme:qiming, programme:qiming/启明计划, rule:talent-call.
    `base` is the fingerprint of what the files held there then, empty where they held nothing.
    """

    __tablename__ = "watchlist_edit"

    id: Mapped[Identity]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(100))
    why: Mapped[str] = mapped_column(Text, default="")
    action: Mapped[EditAction] = mapped_column(value_enum(EditAction, "edit_action"))
    ref: Mapped[str] = mapped_column(String(300), index=True)
    base: Mapped[str] = mapped_column(String(16), default="")
    content: Mapped[dict[str, Any]]
