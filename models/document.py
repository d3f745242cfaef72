"""What lives at one canonical URL."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, Identity, value_enum


class DocumentKind(StrEnum):
    """How the document came to us."""

    PAGE = "page"
    ATTACHMENT = "attachment"
    SUBMISSION = "submission"


class DocumentState(StrEnum):
    """LISTED: seen on a list, not yet fetched. MISSING: not found lately. GONE: by quorum."""

    LISTED = "listed"
    LIVE = "live"
    MISSING = "missing"
    GONE = "gone"


class Document(Base):
    """A page, an attachment (with its parent) or a submission.

    `url_sha256` carries the uniqueness: URLs can be longer than an index entry may be.
    `not_found_count` and `not_found_since` count conclusive not-founds in a row; failed fetches
    never count. `run_id` is the run that first listed it.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_source_id_next_check_at", "source_id", "next_check_at"),
        Index("ix_document_source_id_last_listed_at", "source_id", "last_listed_at"),
    )

    id: Mapped[Identity]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("crawl_run.id"))
    kind: Mapped[DocumentKind] = mapped_column(value_enum(DocumentKind, "document_kind"))
    url: Mapped[str] = mapped_column(Text)
    url_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    listed_title: Mapped[str] = mapped_column(Text, default="")
    listed_date: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[DocumentState] = mapped_column(value_enum(DocumentState, "document_state"))
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    last_listed_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None]
    not_found_count: Mapped[int] = mapped_column(default=0)
    not_found_since: Mapped[datetime | None]
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    snapshot_id: Mapped[int | None] = mapped_column(BigInt)
    version_id: Mapped[int | None] = mapped_column(BigInt)
