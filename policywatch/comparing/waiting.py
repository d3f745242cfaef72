"""What a comparison has to wait for: the page as it was, read anew; the end of a crawl."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from models import (
    CrawlRun,
    Document,
    DocumentKind,
    DocumentState,
    Fetch,
    Reading,
    Snapshot,
    Stage,
    Work,
    queue,
)

LOOK_AGAIN_AFTER = timedelta(minutes=5)
WAIT_FOR_CRAWL = timedelta(hours=1)
WAIT_FOR_ANOTHER = timedelta(hours=26)  # most lists are crawled once a day


def waits_for_reading(session: Session, held: Reading, reading: Reading, now: datetime) -> bool:
    """Whether the version's own snapshot must be read by the new extractor first.

    Otherwise what the extractor does differently would be told as a change of the source.
    The snapshot is queued to be read and this comparison put off; a snapshot that was read again
    since, or whose reading is parked, holds nothing up, nor does one of another format.
    """
    formats = {r.extractor.partition("/")[0] for r in (held, reading)}
    same = held.extractor == reading.extractor or held.snapshot_id == reading.snapshot_id
    if same or len(formats) > 1:
        return False
    read_again = exists().where(
        Reading.snapshot_id == held.snapshot_id,
        or_(Reading.extractor == reading.extractor, Reading.at >= reading.at),
    )
    work = session.get(Work, (Stage.READ, held.snapshot_id))
    if session.scalar(select(read_again)) or (work is not None and work.parked):
        return False
    queue(session, Stage.READ, [held.snapshot_id], now)
    queue(session, Stage.COMPARE, [reading.id], now + LOOK_AGAIN_AFTER)
    return True


def waits_for_crawl(session: Session, snapshot: Snapshot, reading: Reading, now: datetime) -> bool:
    """Whether the crawl must end first, to see whether other documents come to the same.

    It is not waited for long: it may have been killed.
    """
    if now - snapshot.fetched_at > WAIT_FOR_CRAWL:
        return False
    under_way = (
        select(CrawlRun.id)
        .join(Fetch, Fetch.run_id == CrawlRun.id)
        .where(Fetch.document_id == snapshot.document_id, Fetch.snapshot_id == snapshot.id)
        .where(CrawlRun.finished_at.is_(None))
    )
    if session.scalar(under_way.limit(1)) is None:
        return False
    queue(session, Stage.COMPARE, [reading.id], now + LOOK_AGAIN_AFTER)
    return True


def waits_for_another(
    session: Session, document: Document, snapshot: Snapshot, reading: Reading, now: datetime
) -> bool:
    """Whether another document of the source is to be looked at first: it may come to the same.

    Where one alone was asked for, a sign-in or a consent in the place of all looks like its edit.
    The newest of the others is made due; where none comes within a day, none is waited for.
    """
    if document.kind is not DocumentKind.PAGE or now - snapshot.fetched_at > WAIT_FOR_ANOTHER:
        return False
    fetched = select(Fetch.run_id).where(
        Fetch.document_id == document.id, Fetch.snapshot_id == snapshot.id
    )
    runs = list(session.scalars(fetched.distinct()))
    if not runs:
        return False  # given by somebody: nothing else comes of the same source by that
    others = (
        Document.source_id == document.source_id,
        Document.id != document.id,
        Document.kind == DocumentKind.PAGE,
        Document.state == DocumentState.LIVE,
        Document.version_id.is_not(None),
    )
    looked_at = (
        select(Document.id)
        .join(Fetch, Fetch.document_id == Document.id)
        .where(*others, Fetch.source_id == document.source_id)
        .where(Fetch.run_id.in_(runs) | (Fetch.at >= snapshot.fetched_at))
        .where(exists().where(Reading.snapshot_id == Document.snapshot_id))
    )
    if session.scalar(looked_at.limit(1)) is not None:
        return False
    newest = select(Document).where(*others).order_by(Document.id.desc()).limit(1)
    if session.scalar(newest) is None:
        return False
    # One that another worker compares now waits as this one does: it is made due by that.
    another = session.scalar(newest.with_for_update(skip_locked=True))
    if another is not None and (another.next_check_at is None or another.next_check_at > now):
        another.next_check_at = now
    queue(session, Stage.COMPARE, [reading.id], now + LOOK_AGAIN_AFTER)
    return True
