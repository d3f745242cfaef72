"""The comparing stage: readings to versions, not-founds to absences, old signatures to new ones."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from models import Document, Stage
from policywatch.comparing.absence import write_absence
from policywatch.comparing.likeness import Print
from policywatch.comparing.listing import write_unlisted
from policywatch.comparing.signing import sign_again
from policywatch.comparing.versions import Compared, compare_reading, place, write_version
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through

# Copies are found by what stands in the store: two writers at once would not see each other's.
_ONE_WRITER = text("SELECT pg_advisory_xact_lock(7021961)")


def compare(
    engine: Engine,
    *,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Compare what was read and settle what was not found, until none is ready.

    Then some of the texts that an earlier version of us signed are signed again. Counts versions,
    technical, unchanged, changes, missing, gone, outdated, waiting and signed_again.
    """

    def write_reading(
        session: Session, reading_id: int, compared: Compared, counts: StageCounts
    ) -> None:
        _alone(session)
        write_version(session, reading_id, compared, counts, now())

    def write_not_found(
        session: Session, document_id: int, nothing: None, counts: StageCounts
    ) -> None:
        write_absence(session, document_id, nothing, counts, now())
        write_unlisted(session, document_id, counts)

    read = work_through(
        engine,
        Stage.COMPARE,
        compare_reading,
        write_reading,
        shard=shard,
        limit=limit,
        progress=progress,
        now=now,
    )

    def place_alone(
        session: Session, document: Document, at: datetime, print_: Print | None
    ) -> None:
        _alone(session)
        place(session, document, at, print_)

    left = None if limit is None else max(0, limit - read.done - read.failed)
    absent = work_through(
        engine,
        Stage.ABSENCE,
        lambda _session, _document_id: None,
        write_not_found,
        shard=shard,
        limit=left,
        progress=progress,
        now=now,
    )
    read.done += absent.done
    read.failed += absent.failed
    for name, number in absent.counts.items():
        read.add(name, number)
    left = None if limit is None else max(0, limit - read.done - read.failed)
    sign_again(engine, place_alone, read, shard=shard, limit=left, now=now)
    return read


def _alone(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_ONE_WRITER)
