"""A robots.txt as it was fetched, so that each decision can be shown later."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class RobotsFile(Base):
    """One distinct body of a host's robots.txt."""

    __tablename__ = "robots_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    first_seen_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)
