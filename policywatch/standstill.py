"""Stages that stand still: their work waits, and nobody does any of it.

A stage that is not started, or that fails before it takes up its work (a watchlist file that is
wrong), leaves no error behind: nothing is found then, and all seems quiet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import CLOCKS_DIFFER, Stage, StageRun, Work

STILL_AFTER = timedelta(hours=6)
# What is done as a part of a stage that people start.
DONE_BY = {
    Stage.ABSENCE: Stage.COMPARE,
    Stage.REFLAG: Stage.FLAG,
    Stage.SETTLE: Stage.FLAG,
}


@dataclass(frozen=True, slots=True)
class Standstill:
    """A stage whose work (so many `pieces`) waits since a time, though it is ready."""

    stage: str
    pieces: int
    since: datetime


def standstills(session: Session, now: datetime) -> tuple[Standstill, ...]:
    """Return the stages that stand still; work that failed and waits for its next try counts not.

    One that is behind, but does something, does not stand still.
    """
    late = now - STILL_AFTER
    found: dict[Stage, Standstill] = {}
    for kind in Stage:
        ready = (Work.stage == kind, Work.parked.is_(False))
        since = session.scalar(select(func.min(Work.not_before)).where(*ready))
        if since is None or since > late or _has_run(session, kind, late, now):
            continue
        waiting = select(func.count()).select_from(Work).where(*ready, Work.not_before <= now)
        pieces = session.scalar(waiting) or 0
        stage = DONE_BY.get(kind, kind)
        one = found.get(stage, Standstill(stage.value, 0, since))
        found[stage] = Standstill(stage.value, one.pieces + pieces, min(one.since, since))
    return tuple(found.values())


def _has_run(session: Session, kind: Stage, since: datetime, now: datetime) -> bool:
    """Whether a run of a stage has done something since a time: the newest may take days."""
    newest = session.scalars(
        select(StageRun)
        .where(StageRun.stage == kind, StageRun.started_at <= now + CLOCKS_DIFFER)
        .order_by(StageRun.started_at.desc())
        .limit(1)
    ).one_or_none()
    return newest is not None and (newest.finished_at or newest.started_at) >= since
