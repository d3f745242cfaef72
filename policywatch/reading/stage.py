"""The reading stage: snapshots from the archive to readings."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Document, Fetch, Reading, Snapshot, Source, Stage, Work, queue, write_session
from policywatch.archive import Archive
from policywatch.documents import ProblemKind, ReadText
from policywatch.reading.attachments.formats import Extras
from policywatch.reading.document import MAX_BODY_BYTES, NO_EXTRAS, read_document, too_large
from policywatch.reading.html import Selectors
from policywatch.reading.outcomes import outcome_of
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through


@dataclass(frozen=True, slots=True)
class _Read:
    document_id: int
    result: ReadText


def read_snapshots(
    engine: Engine,
    archive: Archive,
    *,
    extras: Extras = NO_EXTRAS,
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
        return _read(session, archive, snapshot_id, extras)

    def write(session: Session, snapshot_id: int, read: _Read, counts: StageCounts) -> None:
        reading = _write_reading(session, snapshot_id, read, now())
        _mark_fetches(session, reading)
        _pass_on(session, reading, now())
        counts.add("unreadable" if read.result.without_text else "usable")
        if reading.problem_kind:
            counts.add(reading.problem_kind)

    return work_through(
        engine, Stage.READ, compute, write, shard=shard, limit=limit, progress=progress, now=now
    )


def queue_again(
    engine: Engine, *, source_id: str | None = None, since: datetime | None = None, now: datetime
) -> int:
    """Have each document's newest snapshot read again; return how many are.

    `since` leaves out what was fetched earlier. All are queued, or none: who is killed later goes
    on with `read_snapshots`. Work that was parked is tried again, too.
    """
    chosen = select(
        literal(Stage.READ.value), Document.snapshot_id, literal(0), literal(now, DateTime(True)),
        literal(False), literal(""),
    ).where(Document.snapshot_id.is_not(None))  # fmt: skip
    if source_id is not None:
        chosen = chosen.where(Document.source_id == source_id)
    if since is not None:
        chosen = chosen.join(Snapshot, Snapshot.id == Document.snapshot_id)
        chosen = chosen.where(Snapshot.fetched_at >= since)
    columns = ("stage", "subject", "attempts", "not_before", "parked", "error")
    with write_session(engine) as session:
        dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(Work).from_select(columns, chosen)
        anew = {name: statement.excluded[name] for name in columns[2:]}
        again = statement.on_conflict_do_update(index_elements=["stage", "subject"], set_=anew)
        queued = session.scalars(again.returning(Work.subject))
        return sum(1 for _ in queued)


def _read(session: Session, archive: Archive, snapshot_id: int, extras: Extras) -> _Read:
    snapshot = session.get_one(Snapshot, snapshot_id)
    document = session.get_one(Document, snapshot.document_id)
    if snapshot.size > MAX_BODY_BYTES:
        return _Read(document.id, too_large(snapshot.size, document.listed_title))
    source = session.get_one(Source, document.source_id)
    response = archive.read(snapshot.warc_file, snapshot.warc_offset)
    result = read_document(
        response.body,
        url=snapshot.url,
        content_type=snapshot.content_type,
        listed_title=document.listed_title,
        listed_date=document.listed_date,
        selectors=declared_selectors(source.declaration),
        extras=extras,
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
    """Write a reading, or find it where the extractor's last one of the snapshot was the same."""
    values = _values(read)
    same = (Reading.snapshot_id == snapshot_id, Reading.extractor == read.result.extractor)
    last = session.scalars(
        select(Reading).where(*same).order_by(Reading.id.desc()).limit(1)
    ).one_or_none()
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        last.at = now
        return last
    reading = Reading(snapshot_id=snapshot_id, at=now, **values)
    session.add(reading)
    session.flush()
    return reading


def _mark_fetches(session: Session, reading: Reading) -> None:
    """Keep with the fetches of a body that it could not be read, or that now it can."""
    document = session.get_one(Document, reading.document_id)
    found = None if reading.usable else outcome_of(reading.problem_kind, document.kind)
    session.execute(
        update(Fetch)
        .where(Fetch.document_id == document.id, Fetch.snapshot_id == reading.snapshot_id)
        .where(Fetch.read_outcome.is_distinct_from(found))
        .values(read_outcome=found)
    )


def _values(read: _Read) -> dict[str, Any]:
    result = read.result
    return {
        "document_id": read.document_id,
        "extractor": result.extractor,
        "usable": result.usable,
        "problem_kind": result.problem_kind,
        "problem": result.problem,
        "title": result.title,
        "text": result.text,
        "text_sha256": hashlib.sha256(result.text.encode()).hexdigest(),
        "blocks": [block._asdict() for block in result.blocks],
        "links": [asdict(link) for link in result.links],
        "details": {name: asdict(stated) for name, stated in result.details.items()},
        "published": result.published,
        "language": result.language,
        "languages": dict(result.languages),
        "charset_declared": (result.charset_declared or "")[:64] or None,
        "charset_used": result.charset_used,
        "quality": result.quality,
        "quality_reasons": list(result.quality_reasons),
    }


def _pass_on(session: Session, reading: Reading, now: datetime) -> None:
    if reading.usable:
        queue(session, Stage.COMPARE, [reading.id], now)
    elif reading.problem_kind == ProblemKind.SOFT_404:
        document = session.get_one(Document, reading.document_id)
        if document.version_id is not None:
            queue(session, Stage.ABSENCE, [document.id], now)
