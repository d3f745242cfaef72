"""The one law of every stage: take work, compute outside any transaction, write and delete at once.

Who was first to delete a work row writes its result; a second worker on the same row finds it
gone and writes nothing. So a stage may be killed at any instruction, run twice at once, or be
sharded over workers, and each result is written once. No lease outlives a dead worker.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

from sqlalchemy import ColumnElement, Engine, Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from models import Stage, StageRun, Work, read_session, write_session
from policywatch.errors import StageFailedError

logger = logging.getLogger(__name__)

BATCH = 50
MAX_ATTEMPTS = 8
MAX_ERROR_CHARS = 2000
FIRST_RETRY = timedelta(minutes=1)
# Longer than any work is put off.
LONGEST_WAIT = timedelta(days=1)
# A run that takes hours says now and then that it goes on.
RECORD_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Shard:
    """The part of the work whose subject modulo `of` equals `number`."""

    number: int = 0
    of: int = 1


WHOLE = Shard()


@dataclass(slots=True)
class StageCounts:
    """What a run of a stage did. `counts` are the stage's own (versions, findings, …)."""

    stage: str
    done: int = 0
    failed: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int = 1) -> None:
        """Count something under a name."""
        self.counts[name] = self.counts.get(name, 0) + number

    def check(self) -> None:
        """Raise where some work failed.

        Raises:
            StageFailedError: says how many, and where to look.
        """
        if self.failed:
            raise StageFailedError(
                f"{self.stage}: {self.failed} of {self.failed + self.done} pieces of work failed "
                "and stay queued; `policywatch status` shows their errors"
            )


Progress = Callable[[int, int], None]
Result = TypeVar("Result")
ComputeAll = Callable[[Session, Sequence[int]], list[Result]]
WriteAll = Callable[[Session, Sequence[tuple[int, Result]], StageCounts], None]


def backlog(session: Session, stage: Stage, now: datetime) -> int:
    """Return how many pieces of a stage's work could be done now."""
    ready = select(func.count()).select_from(Work).where(*_is_ready(stage, Shard(), now))
    return session.scalar(ready) or 0


def work_through(
    engine: Engine,
    stage: Stage,
    compute: Callable[[Session, int], Result],
    write: Callable[[Session, int, Result, StageCounts], None],
    *,
    compute_all: ComputeAll[Result] | None = None,
    write_all: WriteAll[Result] | None = None,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Do a stage's work until none is ready or `limit` pieces are done; return its counts.

    `compute` gets a session that only reads and the subject's id, and may take its time.
    `write` runs in the one transaction that also deletes the work, and must be short.
    `compute_all` and `write_all`, if given, do the same for a batch in less time, results in the
    order of the subjects; where one fails, the batch's pieces are done one by one, so that the bad
    one is found.
    An exception in either puts that one piece off (it is tried again later, then parked, with
    its error in the store) and the rest goes on; the caller asks `StageCounts.check`.
    """
    counts = StageCounts(stage.value)
    recorded_at = started_at = now()
    run_id: int | None = None
    _bring_back(engine, stage, started_at)
    with read_session(engine) as session:
        total = backlog(session, stage, started_at)
    while limit is None or counts.done + counts.failed < limit:
        room = BATCH if limit is None else min(BATCH, limit - counts.done - counts.failed)
        subjects = _take_up(engine, stage, shard, room, now())
        if not subjects:
            break
        results = _compute_all(engine, stage, subjects, compute_all) if compute_all else None
        if results is None:
            results = _compute(engine, stage, subjects, compute, counts, now)
        if write_all is None or not _finish_all(engine, stage, results, write_all, counts):
            _finish(engine, stage, results, write, counts, now)
        if progress:
            progress(counts.done + counts.failed, max(total, counts.done + counts.failed))
        if now() - recorded_at > RECORD_EVERY:
            recorded_at = now()
            run_id = _record_run(engine, run_id, counts, started_at, recorded_at)
    if counts.done or counts.failed:
        _record_run(engine, run_id, counts, started_at, now())
    return counts


def _bring_back(engine: Engine, stage: Stage, now: datetime) -> None:
    """Have done now what was put off further than anything is: the clock was wrong then."""
    lost = (Work.stage == stage, Work.parked.is_(False), Work.not_before > now + LONGEST_WAIT)
    with read_session(engine) as session:
        if session.scalar(select(Work.subject).where(*lost).limit(1)) is None:
            return
    with write_session(engine) as session:
        back = session.scalars(
            update(Work).where(*lost).values(not_before=now).returning(Work.subject)
        ).all()
    logger.warning("%s: the clock was wrong: %d pieces of work brought back", stage, len(back))


def _is_ready(stage: Stage, shard: Shard, now: datetime) -> list[ColumnElement[bool]]:
    ready = [Work.stage == stage, Work.parked.is_(False), Work.not_before <= now]
    if shard.of > 1:
        ready.append(Work.subject % shard.of == shard.number)
    return ready


def _take_up(engine: Engine, stage: Stage, shard: Shard, room: int, now: datetime) -> list[int]:
    """Return the next subjects, their attempts counted before the work is begun.

    What was attempted before comes alone: if it is what killed the process, it goes on to be
    parked without taking its neighbours along.
    """
    with write_session(engine) as session:
        next_ones = (
            select(Work.subject, Work.attempts)
            .where(*_is_ready(stage, shard, now))
            .order_by(Work.attempts, Work.subject)
            .limit(room)
        )
        rows = session.execute(next_ones).all()
        fresh = [subject for subject, attempts in rows if attempts == 0]
        taken = fresh or [subject for subject, _ in rows[:1]]
        mine = (Work.stage == stage, Work.subject.in_(taken))
        session.execute(update(Work).where(*mine).values(attempts=Work.attempts + 1))
        spent = (*mine, Work.attempts > MAX_ATTEMPTS)
        parked = session.scalars(
            update(Work)
            .where(*spent)
            .values(parked=True, error="the process died each time that this was tried")
            .returning(Work.subject)
        ).all()
        return [subject for subject in taken if subject not in parked]


def _compute_all(
    engine: Engine, stage: Stage, subjects: Sequence[int], compute_all: ComputeAll[Result]
) -> list[tuple[int, Result]] | None:
    """Return the results of a batch; None where they cannot be had together."""
    try:
        with read_session(engine) as session:
            return list(zip(subjects, compute_all(session, subjects), strict=True))
    except Exception as error:  # noqa: BLE001 (what is bad in it is found one by one)
        logger.warning("%s: a batch is looked at piece by piece: %s", stage.value, error)
        return None


def _compute(
    engine: Engine,
    stage: Stage,
    subjects: Sequence[int],
    compute: Callable[[Session, int], Result],
    counts: StageCounts,
    now: Callable[[], datetime],
) -> list[tuple[int, Result]]:
    """Return the results of pieces of work; one that fails is put off."""
    results: list[tuple[int, Result]] = []
    for subject in subjects:
        try:
            with read_session(engine) as session:
                results.append((subject, compute(session, subject)))
        except Exception as error:  # noqa: BLE001 (one bad piece must not stop the rest)
            _put_off(engine, stage, subject, error, now())
            counts.failed += 1
    return results


_WORK = cast(Table, Work.__table__)
_DONE = (
    delete(_WORK)
    .where(_WORK.c.stage == bindparam("of_stage"), _WORK.c.subject == bindparam("done"))
    .returning(_WORK.c.subject)
)


def _finish_all(
    engine: Engine,
    stage: Stage,
    results: list[tuple[int, Result]],
    write_all: WriteAll[Result],
    counts: StageCounts,
) -> bool:
    """Write a batch and delete its work in one transaction; say whether that could be done."""
    written = StageCounts(stage.value)
    subjects = [subject for subject, _ in results]
    mine = delete(_WORK).where(_WORK.c.stage == stage, _WORK.c.subject.in_(subjects))
    try:
        with write_session(engine) as session:
            deleted = set(session.scalars(mine.returning(_WORK.c.subject)))
            here = [(subject, result) for subject, result in results if subject in deleted]
            write_all(session, here, written)
    except Exception as error:  # noqa: BLE001 (what is bad in it is found one by one)
        logger.warning("%s: a batch is written piece by piece: %s", stage.value, error)
        return False
    counts.done += len(here)
    for name, number in written.counts.items():
        counts.add(name, number)
    return True


def _finish(
    engine: Engine,
    stage: Stage,
    results: list[tuple[int, Result]],
    write: Callable[[Session, int, Result, StageCounts], None],
    counts: StageCounts,
    now: Callable[[], datetime],
) -> None:
    """Write results and delete their work in one transaction; a result that fails is put off."""
    failures: dict[int, Exception] = {}
    written = StageCounts(stage.value)
    with write_session(engine) as session:
        for subject, result in results:
            one = StageCounts(stage.value)
            try:
                with session.begin_nested():
                    deleted = session.scalars(_DONE, {"of_stage": stage, "done": subject})
                    if deleted.one_or_none() is None:
                        continue
                    write(session, subject, result, one)
            except Exception as error:  # noqa: BLE001 (one bad piece must not stop the rest)
                failures[subject] = error
                continue
            written.done += 1
            for name, number in one.counts.items():
                written.add(name, number)
    for subject, failure in failures.items():
        _put_off(engine, stage, subject, failure, now())
        counts.failed += 1
    counts.done += written.done
    for name, number in written.counts.items():
        counts.add(name, number)


def _put_off(engine: Engine, stage: Stage, subject: int, error: Exception, now: datetime) -> None:
    logger.error("%s failed: subject=%s", stage.value, subject, exc_info=error)
    with write_session(engine) as session:
        work = session.get(Work, (stage, subject))
        if work is None:
            return
        work.error = f"{type(error).__name__}: {error}"[:MAX_ERROR_CHARS]
        work.parked = work.attempts >= MAX_ATTEMPTS
        work.not_before = now + FIRST_RETRY * 2 ** min(work.attempts, MAX_ATTEMPTS)


def _record_run(
    engine: Engine, run_id: int | None, counts: StageCounts, started_at: datetime, at: datetime
) -> int:
    """Write what a run has done so far, and return the run's id."""
    told = {"done": counts.done, "failed": counts.failed, **counts.counts}
    with write_session(engine) as session:
        run = session.get(StageRun, run_id) if run_id is not None else None
        if run is None:
            run = StageRun(stage=counts.stage, started_at=started_at)
            session.add(run)
        run.finished_at, run.counts = at, told
        session.flush()
        return run.id
