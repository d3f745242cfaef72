"""One immutable state of the watchlists."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity


class Release(Base):
    """The watchlists at a time, named by the hash of their canonical content."""

    __tablename__ = "release"

    id: Mapped[Identity]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]
    content: Mapped[dict[str, Any]]
