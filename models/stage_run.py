"""That a stage ran: so that silence of our own is seen, too."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity


class StageRun(Base):
    """One run of a stage that had something to do, with its counts.

    While a long one goes on, `finished_at` is when it last said so.
    """

    __tablename__ = "stage_run"
    __table_args__ = (Index("ix_stage_run_stage_started_at", "stage", "started_at"),)

    id: Mapped[Identity]
    stage: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]]
