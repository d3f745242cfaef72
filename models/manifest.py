"""What a crawl run fetched, or somebody gave, sealed into a chain."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt


class Manifest(Base):
    """The manifest of a run, or without one of the submissions of a file; `id` counts from 1.

    `content` is canonical JSON with the hash `sha256`; it names the hash of the manifest before
    it, and that of `exchanges`: the fetches or submissions, JSON lines, packed by gzip. `token`
    is an RFC 3161 time-stamp of `sha256`, which so proves all that was sealed before it, too.
    """

    __tablename__ = "manifest"

    id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("crawl_run.id"), unique=True)
    at: Mapped[datetime]
    previous_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[str] = mapped_column(Text)
    exchanges: Mapped[bytes] = mapped_column(LargeBinary)
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
