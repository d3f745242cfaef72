"""What an extractor made of a snapshot: text with structure, or the reason why there is none."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity


class Reading(Base):
    """One reading of one snapshot by one extractor version.

    `problem` says why it could not be read, or only in part; `usable` whether it may become a
    version. A reading that is not usable stands on the unreadable list. Once written, a reading
    stays as it is; `at` is when it was last made so. The same extractor may read the same snapshot
    otherwise (a library was upgraded, the source's selectors were mended): that is one more row.
    """

    __tablename__ = "reading"
    __table_args__ = (
        Index("ix_reading_snapshot_id_extractor", "snapshot_id", "extractor"),
        Index("ix_reading_usable_at", "usable", "at"),
        Index("ix_reading_text_sha256", "text_sha256", "id"),
    )

    id: Mapped[Identity]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    extractor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    usable: Mapped[bool]
    problem_kind: Mapped[str | None] = mapped_column(String(32))
    problem: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    text_sha256: Mapped[str] = mapped_column(String(64))
    blocks: Mapped[list[Any]]
    links: Mapped[list[Any]]
    details: Mapped[dict[str, Any]]
    published: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16), default="")
    languages: Mapped[dict[str, Any]]
    charset_declared: Mapped[str | None] = mapped_column(String(64))
    charset_used: Mapped[str | None] = mapped_column(String(64))
    quality: Mapped[float]
    quality_reasons: Mapped[list[Any]]
