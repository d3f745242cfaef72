"""What a list may have shown between two looks, and nobody here has seen."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity


class Gap(Base):
    """A possible gap in a source's list, from the day `first` to the day `last` as far as known.

    `run_id` is the run that noticed it. It is `passing` where that run failed on its way through
    the list: the next good one goes over the same pages. `closed_by` is the run, mostly a backfill,
    that has seen the list from `first` on.
    """

    __tablename__ = "gap"
    __table_args__ = (
        Index(
            "ix_gap_open",
            "noticed_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Identity]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_run.id"))
    first: Mapped[str | None] = mapped_column(String(32))
    last: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    passing: Mapped[bool]
    noticed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("crawl_run.id"))
