"""The reading stage: snapshots from the archive to readings."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Document, Reading, Snapshot, Source, Stage, queue
from policywatch.archive import Archive
from policywatch.documents import ProblemKind, ReadText
from policywatch.reading.document import EXTRACTOR, read_document
from policywatch.reading.html import Selectors
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through


@dataclass(frozen=True, slots=True)
class _Read:
    document_id: int
    result: ReadText


def read_snapshots(
    engine: Engine,
    archive: Archive,
    *,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Read what was fetched, until none is ready; counts usable, partly and each problem.

    What is usable goes on to be compared. A page that says that it is not there counts as not
    found, once its document had been read before. All else stays on the unreadable list.
    """

    def compute(session: Session, snapshot_id: int) -> _Read:
        return _read(session, archive, snapshot_id)

    def write(session: Session, snapshot_id: int, read: _Read, counts: StageCounts) -> None:
        reading = _write_reading(session, snapshot_id, read, now())
        _pass_on(session, reading, now())
        counts.add("usable" if reading.usable else "unreadable")
        if reading.problem_kind:
            counts.add(reading.problem_kind)

    return work_through(
        engine, Stage.READ, compute, write, shard=shard, limit=limit, progress=progress, now=now
    )


def _read(session: Session, archive: Archive, snapshot_id: int) -> _Read:
    snapshot = session.get_one(Snapshot, snapshot_id)
    document = session.get_one(Document, snapshot.document_id)
    source = session.get_one(Source, document.source_id)
    response = archive.read(snapshot.warc_file, snapshot.warc_offset)
    result = read_document(
        response.body,
        url=snapshot.url,
        content_type=snapshot.content_type,
        listed_title=document.listed_title,
        listed_date=document.listed_date,
        selectors=declared_selectors(source.declaration),
    )
    return _Read(document.id, result)


def declared_selectors(declaration: dict[str, Any]) -> Selectors | None:
    """Return the selectors that a source's file gives; None where it gives none."""
    given = declaration.get("selectors")
    if not given:
        return None
    selectors = Selectors(
        text=given.get("text"),
        title=given.get("title"),
        date=given.get("date"),
        remove=tuple(given.get("remove") or ()),
    )
    return None if selectors == Selectors() else selectors


def _write_reading(session: Session, snapshot_id: int, read: _Read, now: datetime) -> Reading:
    """Write the reading, over an earlier one of the same snapshot by the same extractor."""
    same = (Reading.snapshot_id == snapshot_id, Reading.extractor == EXTRACTOR)
    reading = session.scalars(select(Reading).where(*same)).one_or_none()
    if reading is None:
        reading = Reading(snapshot_id=snapshot_id, extractor=EXTRACTOR)
        session.add(reading)
    result = read.result
    reading.document_id = read.document_id
    reading.at = now
    reading.usable = result.usable
    reading.problem_kind = result.problem_kind
    reading.problem = result.problem
    reading.title = result.title
    reading.text = result.text
    reading.text_sha256 = hashlib.sha256(result.text.encode()).hexdigest()
    reading.blocks = [asdict(block) for block in result.blocks]
    reading.links = [asdict(link) for link in result.links]
    reading.details = {name: asdict(stated) for name, stated in result.details.items()}
    reading.published = result.published
    reading.language = result.language
    reading.languages = dict(result.languages)
    reading.charset_declared = (result.charset_declared or "")[:64] or None
    reading.charset_used = result.charset_used
    reading.quality = result.quality
    reading.quality_reasons = list(result.quality_reasons)
    session.flush()
    return reading


def _pass_on(session: Session, reading: Reading, now: datetime) -> None:
    if reading.usable:
        queue(session, Stage.COMPARE, [reading.id], now)
    elif reading.problem_kind == ProblemKind.SOFT_404:
        document = session.get_one(Document, reading.document_id)
        if document.version_id is not None:
            queue(session, Stage.ABSENCE, [document.id], now)
