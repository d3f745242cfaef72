"""Manifests, each chained to the one before: nothing can be added, lost or altered unseen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, exists, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from models import CrawlRun, Manifest, Submission, read_session, write_session
from policywatch.evidence.manifests import (
    GENESIS,
    canonical,
    fetch_lines,
    head_of,
    manifest_of,
    manifest_of_submissions,
    packed,
    sha256,
    submission_lines,
)

BATCH = 100


def seal(engine: Engine, now: Callable[[], datetime]) -> int:
    """Write the manifests that are lacking, of runs and of what was given; return how many.

    A run that was killed is sealed as far as it came, once a later one of its source finished:
    nothing is added to it any more.
    """
    return _seal_runs(engine, now) + _seal_submissions(engine, now)


def _seal_runs(engine: Engine, now: Callable[[], datetime]) -> int:
    sealed = 0
    while True:
        with read_session(engine) as session:
            ids = session.scalars(_unsealed().limit(BATCH)).all()
        if not ids:
            return sealed
        for run_id in ids:
            sealed += _seal_run(engine, run_id, now())


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


def _seal_run(engine: Engine, run_id: int, now: datetime) -> bool:
    with read_session(engine) as session:
        lines = fetch_lines(session, run_id)
        run = session.get_one(CrawlRun, run_id)
    with write_session(engine) as session:
        _lock(session)
        mine = update(CrawlRun).where(CrawlRun.id == run_id, CrawlRun.sealed.is_(False))
        taken = session.scalars(mine.values(sealed=True).returning(CrawlRun.id)).all()
        if not taken:
            return False  # another process was first
        number, previous = _end_of_chain(session)
        _append(session, manifest_of(run, lines, number, previous), lines, now, run_id)
    return True


def _seal_submissions(engine: Engine, now: Callable[[], datetime]) -> int:
    """Seal each file that was given by itself: its manifest tells of nothing else."""
    sealed = 0
    while True:
        with write_session(engine) as session:
            _lock(session)
            unsealed = select(Submission).where(Submission.manifest_id.is_(None))
            first = session.scalars(unsealed.order_by(Submission.id).limit(1)).one_or_none()
            if first is None:
                return sealed
            of_file = (
                Submission.manifest_id.is_(None),
                Submission.warc_file == first.warc_file,
                Submission.warc_offset == first.warc_offset,
            )
            ids = session.scalars(select(Submission.id).where(*of_file)).all()
            lines = submission_lines(session, None, ids)
            number, previous = _end_of_chain(session)
            _append(session, manifest_of_submissions(lines, number, previous), lines, now(), None)
            session.flush()
            mine = update(Submission).where(Submission.id.in_(ids))
            session.execute(mine.values(manifest_id=number))
        sealed += 1


def _end_of_chain(session: Session) -> tuple[int, str]:
    """Return the number of the next manifest, and the hash that it names."""
    head = head_of(session)
    return (head.id + 1, head.sha256) if head else (1, GENESIS)


def _append(
    session: Session, said: dict[str, Any], lines: list[str], now: datetime, run_id: int | None
) -> None:
    content = canonical(said)
    session.add(
        Manifest(
            id=said["number"],
            run_id=run_id,
            at=now,
            previous_sha256=said["previous_sha256"],
            sha256=sha256(content.encode()),
            content=content,
            exchanges=packed(lines),
        )
    )


def _lock(session: Session) -> None:
    """Let one process at a time add to the chain; on SQLite every writer is alone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE manifest IN EXCLUSIVE MODE"))
