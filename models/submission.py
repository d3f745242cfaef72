"""A file that somebody gave us: who, when, and where they have it from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, Identity, value_enum


class Channel(StrEnum):
    """How a submission reached us."""

    COMMAND = "command"
    DROP_FOLDER = "drop-folder"
    REVIEW_APP = "review-app"


class Submission(Base):
    """One file given for one document; a web archive may hold several.

    `origin` is where the giver has it from, in their words or as an address. `file_sha256` is of
    the file as given, which lies at `warc_file` and `warc_offset`: `warc_length` bytes with the
    hash `warc_sha256`. `saved_at` is when the file says that it was saved.

    `manifest_id` is the manifest that it is sealed in. Who gave it, and in which words, is sealed
    as a hash with `salt`, so that the manifest can be shown without telling.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("file_sha256", "document_id", "submitted_by"),)

    id: Mapped[Identity]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    submitted_by: Mapped[str] = mapped_column(String(200))
    submitted_at: Mapped[datetime]
    channel: Mapped[Channel] = mapped_column(value_enum(Channel, "submission_channel"))
    origin: Mapped[str] = mapped_column(Text, default="")
    file_name: Mapped[str] = mapped_column(String(300), default="")
    file_sha256: Mapped[str] = mapped_column(String(64))
    warc_file: Mapped[str] = mapped_column(String(200))
    warc_offset: Mapped[int] = mapped_column(BigInt)
    warc_length: Mapped[int | None] = mapped_column(BigInt)
    warc_sha256: Mapped[str | None] = mapped_column(String(64))
    saved_at: Mapped[datetime | None]
    salt: Mapped[str] = mapped_column(String(32), default="", server_default="")
    manifest_id: Mapped[int | None] = mapped_column(ForeignKey("manifest.id"), index=True)
