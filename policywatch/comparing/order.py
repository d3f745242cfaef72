"""In which order a document's snapshots came: by their time, as far as the clock was right.

What was fetched is numbered as it came, whatever the clock said; what people give may be older.
"""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from models import CLOCKS_DIFFER, Fetch, Reading, Snapshot, Stage, Work


def is_earlier(session: Session, snapshot: Snapshot, held: Snapshot, now: datetime) -> bool:
    """Whether a snapshot came before the one held, as far as the clock was right then."""
    came_before = snapshot.id < held.id
    if held.fetched_at > now + CLOCKS_DIFFER:
        return came_before
    is_dated_before = (snapshot.fetched_at, snapshot.id) < (held.fetched_at, held.id)
    if not is_dated_before or came_before:
        return is_dated_before
    return not _are_fetched(session, snapshot.document_id, {snapshot.id, held.id})


def _are_fetched(session: Session, document_id: int, snapshot_ids: set[int]) -> bool:
    """Whether snapshots of a document were all fetched, none given by people."""
    fetched = (
        select(Fetch.snapshot_id)
        .where(Fetch.document_id == document_id, Fetch.snapshot_id.in_(snapshot_ids))
        .distinct()
    )
    return set(session.scalars(fetched)) == snapshot_ids


def take_up_earlier(session: Session, reading: Reading, now: datetime) -> list[Reading]:
    """Take up the document's earlier readings that wait, too: versions come in their order."""
    waiting = (
        select(Reading, Snapshot)
        .join(Snapshot, Snapshot.id == Reading.snapshot_id)
        .where(
            Reading.document_id == reading.document_id,
            Reading.id != reading.id,
            Reading.usable,
            exists().where(Work.stage == Stage.COMPARE, Work.subject == Reading.id),
        )
    )
    own = session.get_one(Snapshot, reading.snapshot_id)
    rows = [(one, snapshot) for one, snapshot in session.execute(waiting)]
    if not rows:
        return []
    snapshots = (own, *(snapshot for _, snapshot in rows))
    is_dated = max(s.fetched_at for s in snapshots) <= now + CLOCKS_DIFFER and not _are_fetched(
        session, reading.document_id, {s.id for s in snapshots}
    )

    def place_of(one: Reading, snapshot: Snapshot) -> tuple[datetime, int, int]:
        # Where all were fetched, or the clock was wrong, they are in the order in which they came.
        return (snapshot.fetched_at if is_dated else now, snapshot.id, one.id)

    mine = place_of(reading, own)
    placed = sorted(((place_of(*row), row[0]) for row in rows), key=lambda row: row[0])
    earlier = [one for place, one in placed if place < mine]
    ids = [other.id for other in earlier]
    session.execute(delete(Work).where(Work.stage == Stage.COMPARE, Work.subject.in_(ids)))
    return earlier
