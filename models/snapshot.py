"""The bytes of a fetch as archived: where they lie in which WARC file."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, Identity


class Snapshot(Base):
    """One distinct payload of a document. `warc_file` is relative to the archive's root.

    `sha256` and `size` are of the body without its content coding, `wire_sha256` is of the bytes
    as they came: a later answer with the same ones is archived as a revisit. Of what came by no
    fetch that would tell, `warc_length` and `warc_sha256` are of its record's bytes.
    """

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("warc_file", "warc_offset"),)

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    url: Mapped[str] = mapped_column(Text)
    fetched_at: Mapped[datetime]
    content_type: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    wire_sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInt)
    warc_file: Mapped[str] = mapped_column(String(200))
    warc_offset: Mapped[int] = mapped_column(BigInt)
    warc_length: Mapped[int | None] = mapped_column(BigInt)
    warc_sha256: Mapped[str | None] = mapped_column(String(64))
