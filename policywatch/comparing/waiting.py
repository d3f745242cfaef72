"""What a comparison has to wait for: the page as it was, read anew; the end of a crawl."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from models import CrawlRun, Fetch, Reading, Snapshot, Stage, Work, queue

LOOK_AGAIN_AFTER = timedelta(minutes=5)
WAIT_FOR_CRAWL = timedelta(hours=1)


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
