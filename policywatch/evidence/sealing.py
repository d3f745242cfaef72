"""Each run's manifest, chained to the one before: nothing can be added, lost or altered unseen."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, Select, exists, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from models import CrawlRun, Manifest, read_session, write_session
from policywatch.evidence.manifests import (
    GENESIS,
    canonical,
    fetch_lines,
    head_of,
    manifest_of,
    packed,
    sha256,
)

BATCH = 100


def seal_runs(engine: Engine, now: Callable[[], datetime]) -> int:
    """Write the manifests that are lacking, the oldest run's first; return how many.

    A run that was killed is sealed as far as it came, once a later one of its source finished:
    nothing is added to it any more.
    """
    sealed = 0
    while True:
        with read_session(engine) as session:
            ids = session.scalars(_unsealed().limit(BATCH)).all()
        if not ids:
            return sealed
        for run_id in ids:
            sealed += _seal(engine, run_id, now())


def _unsealed() -> Select[int]:
    later = aliased(CrawlRun)
    superseded = exists().where(
        later.source_id == CrawlRun.source_id,
        later.id > CrawlRun.id,
        later.finished_at.is_not(None),  # a run that lost its host's lease may still be ending
    )
    ended = or_(CrawlRun.finished_at.is_not(None), superseded)
    # As the index says it: NOT sealed.
    return select(CrawlRun.id).where(text("NOT crawl_run.sealed"), ended).order_by(CrawlRun.id)


def _seal(engine: Engine, run_id: int, now: datetime) -> bool:
    with read_session(engine) as session:
        lines = fetch_lines(session, run_id)
        run = session.get_one(CrawlRun, run_id)
    with write_session(engine) as session:
        _lock(session)
        mine = update(CrawlRun).where(CrawlRun.id == run_id, CrawlRun.sealed.is_(False))
        taken = session.scalars(mine.values(sealed=True).returning(CrawlRun.id)).all()
        if not taken:
            return False  # another process was first
        head = head_of(session)
        number, previous = (head.id + 1, head.sha256) if head else (1, GENESIS)
        content = canonical(manifest_of(run, lines, number, previous))
        session.add(
            Manifest(
                id=number,
                run_id=run_id,
                at=now,
                previous_sha256=previous,
                sha256=sha256(content.encode()),
                content=content,
                exchanges=packed(lines),
            )
        )
    return True


def _lock(session: Session) -> None:
    """Let one process at a time add to the chain; on SQLite every writer is alone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE manifest IN EXCLUSIVE MODE"))
