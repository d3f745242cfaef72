"""A publisher's list, feed, sitemap or page that is watched, as declared in YAML."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, value_enum


class SourceState(StrEnum):
    """What ops sees of a source. QUIET: fetched well, nothing new. FAILING: no data came."""

    NEW = "new"
    WORKING = "working"
    QUIET = "quiet"
    FAILING = "failing"
    DISABLED = "disabled"


class Source(Base):
    """One source. The declaration columns are a copy of the YAML; the rest is what happened."""

    __tablename__ = "source"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    publisher: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(32))
    place: Mapped[str] = mapped_column(Text, default="")
    family: Mapped[str] = mapped_column(String(32))
    url: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(String(255), index=True)
    enabled: Mapped[bool]
    declaration: Mapped[dict[str, Any]]
    declaration_sha256: Mapped[str] = mapped_column(String(64))

    state: Mapped[SourceState] = mapped_column(value_enum(SourceState, "source_state"))
    state_reason: Mapped[str] = mapped_column(Text, default="")
    state_advice: Mapped[str] = mapped_column(Text, default="", server_default="")
    state_since: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    last_run_at: Mapped[datetime | None]
    last_ok_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
