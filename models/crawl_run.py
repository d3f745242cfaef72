"""One crawl of one source."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, value_enum
from models.failure import Outcome

BROUGHT_NEWS = text("new > 0 AND NOT is_backfill")
"""That a run brought something new, in the words of the index of such runs."""


class CrawlRun(Base):
    """A run over a source's list and the documents due for a check.

    `finished_at` is null while it runs, and stays null if it was killed: what it listed does not
    count as known until a run finishes. `gap_from`/`gap_to` bound a possible gap: the list ended
    or the page limit was met before any known item. `declaration_sha256` is of what was declared
    of the source then: what it looked like before says nothing of a source declared anew.
    `sealed` says that its manifest is in the chain.

    A backfill pages on to what is older than the day `since`, or to the list's end without one;
    `reached_url` and `reached_page` say which page it read last while it has not got there.
    """

    __tablename__ = "crawl_run"
    __table_args__ = (
        Index("ix_crawl_run_source_id_started_at", "source_id", "started_at"),
        Index(
            "ix_crawl_run_news",
            "source_id",
            "started_at",
            sqlite_where=BROUGHT_NEWS,
            postgresql_where=BROUGHT_NEWS,
        ),
        Index(
            "ix_crawl_run_unsealed",
            "id",
            sqlite_where=text("NOT sealed"),
            postgresql_where=text("NOT sealed"),
        ),
    )

    id: Mapped[Identity]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(value_enum(Outcome, "outcome"))
    detail: Mapped[str] = mapped_column(Text, default="")
    vantage: Mapped[str] = mapped_column(String(100), default="")
    declaration_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    pages: Mapped[int] = mapped_column(default=0)
    listed: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    fetched: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    gap_from: Mapped[str | None] = mapped_column(String(32))
    gap_to: Mapped[str | None] = mapped_column(String(32))
    sealed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    is_backfill: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    since: Mapped[str | None] = mapped_column(String(32))
    reached_url: Mapped[str | None] = mapped_column(Text)
    reached_page: Mapped[int | None]


def list_last_read(source_id: str, *runs: ColumnElement[bool]) -> Select[datetime]:
    """Return the query for when a source's list was read last, by the newest of some of its runs.

    The newest by its number: one that began while the clock was wrong would stay the latest.
    """
    return (
        select(CrawlRun.started_at)
        .where(CrawlRun.source_id == source_id, CrawlRun.finished_at.is_not(None))
        .where(CrawlRun.outcome == Outcome.OK, *runs)
        .order_by(CrawlRun.id.desc())
        .limit(1)
    )
