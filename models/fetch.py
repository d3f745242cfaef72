"""One HTTP exchange, whatever came of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigInt, Identity, value_enum
from models.failure import Outcome


class Purpose(StrEnum):
    """Why a fetch was made."""

    LIST = "list"
    DOCUMENT = "document"
    ATTACHMENT = "attachment"
    ROBOTS = "robots"


class Fetch(Base):
    """One exchange. `snapshot_id` names the payload it brought, or confirmed as unchanged.

    `tls_verified` says whether the server proved who it is; null where it spoke without TLS, or
    not at all.

    `body_sha256` is that of an answer that said that nothing is there: what comes with it again,
    under whatever status, is not there either.

    `read_outcome` is the class that reading its body ended in, where that is a failure. It is told
    later, and may change with our readers; `outcome` is what was seen when it was fetched.

    `warc_file` and `warc_offset` name this exchange's own response or revisit record; its
    `warc_length` bytes, request and notes included, have the hash `warc_sha256`. `wire_sha256` is
    of the body as it came; null where none did.
    """

    __tablename__ = "fetch"
    __table_args__ = (
        Index("ix_fetch_source_id_at", "source_id", "at"),
        Index(
            "ix_fetch_list",
            "source_id",
            "id",
            sqlite_where=text("purpose = 'list'"),
            postgresql_where=text("purpose = 'list'"),
        ),
        Index(
            "ix_fetch_unread",
            "source_id",
            sqlite_where=text("read_outcome IS NOT NULL"),
            postgresql_where=text("read_outcome IS NOT NULL"),
        ),
        Index(
            "ix_fetch_body_sha256",
            "body_sha256",
            sqlite_where=text("body_sha256 IS NOT NULL"),
            postgresql_where=text("body_sha256 IS NOT NULL"),
        ),
    )

    id: Mapped[Identity]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("crawl_run.id"), index=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    purpose: Mapped[Purpose] = mapped_column(value_enum(Purpose, "purpose"))
    url: Mapped[str] = mapped_column(Text)
    final_url: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    elapsed_ms: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    outcome: Mapped[Outcome] = mapped_column(value_enum(Outcome, "outcome"))
    read_outcome: Mapped[Outcome | None] = mapped_column(value_enum(Outcome, "outcome"))
    detail: Mapped[str] = mapped_column(Text, default="")
    robots_allowed: Mapped[bool | None]
    robots_sha256: Mapped[str | None] = mapped_column(String(64))
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    body_sha256: Mapped[str | None] = mapped_column(String(64))
    warc_file: Mapped[str | None] = mapped_column(String(200))
    warc_offset: Mapped[int | None] = mapped_column(BigInt)
    warc_length: Mapped[int | None] = mapped_column(BigInt)
    warc_sha256: Mapped[str | None] = mapped_column(String(64))
    wire_sha256: Mapped[str | None] = mapped_column(String(64))
    tls_verified: Mapped[bool | None]
    vantage: Mapped[str] = mapped_column(String(100), default="")
