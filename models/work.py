"""What is still to be done: a row is written with what causes it, and deleted with its result."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Select, Text, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigInt, value_enum


class Stage(StrEnum):
    """The stages fed by the work table, with what their subject is the id of."""

    READ = "read"  # snapshot
    COMPARE = "compare"  # reading
    ABSENCE = "absence"  # document that was not found, or no longer listed, or is there again
    REFLAG = "reflag"  # block of versions: reflagging.staleness.BLOCK of them by their ids
    FLAG = "flag"  # version
    SETTLE = "settle"  # stem of candidates
    ALERT = "alert"  # finding


class Work(Base):
    """One piece of work. After too many attempts `parked` stands and status shows it."""

    __tablename__ = "work"
    __table_args__ = (
        Index("ix_work_stage_parked_not_before", "stage", "parked", "not_before"),
        {"sqlite_with_rowid": False},
    )

    stage: Mapped[Stage] = mapped_column(value_enum(Stage, "stage"), primary_key=True)
    subject: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    parked: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(Text, default="")


def queue_selected(session: Session, stage: Stage, subjects: Select[Any], now: datetime) -> int:
    """Add work for the ids that a query selects, in the caller's transaction; return how much.

    Work that already stands there stays as it is. The query needs a WHERE (SQLite would take ON
    CONFLICT for a join's ON).
    """
    found = subjects.subquery()
    columns = ["stage", "subject", "attempts", "not_before", "parked", "error"]
    rows = select(
        literal(stage, Work.stage.type),
        found.c[0],
        literal(0),
        literal(now, Work.not_before.type),
        literal(False),
        literal(""),
    ).where(true())
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(Work).from_select(columns, rows).on_conflict_do_nothing()
    connection = session.connection().execution_options(preserve_rowcount=True)
    return connection.execute(statement).rowcount


def queue(session: Session, stage: Stage, subjects: Iterable[int], now: datetime) -> None:
    """Add work in the caller's transaction; work that already stands there stays as it is."""
    rows = [
        {
            "stage": stage,
            "subject": s,
            "attempts": 0,
            "not_before": now,
            "parked": False,
            "error": "",
        }
        for s in sorted(set(subjects))
    ]
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    statement = (
        postgresql.insert(Work).on_conflict_do_nothing()
        if dialect == "postgresql"
        else sqlite.insert(Work).on_conflict_do_nothing()
    )
    session.execute(statement, rows)
