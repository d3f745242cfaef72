"""In which order a document's snapshots came: by their time, as far as the clock was right."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from models import CLOCKS_DIFFER, Reading, Snapshot, Stage, Work


def is_earlier(snapshot: Snapshot, held: Snapshot, now: datetime) -> bool:
    """Whether a snapshot came before the one held, as far as the clock was right then."""
    if held.fetched_at > now + CLOCKS_DIFFER:
        return snapshot.id < held.id
    return (snapshot.fetched_at, snapshot.id) < (held.fetched_at, held.id)


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
    is_dated = max(s.fetched_at for s in (own, *(s for _, s in rows))) <= now + CLOCKS_DIFFER

    def place_of(one: Reading, snapshot: Snapshot) -> tuple[datetime, int, int]:
        # Where the clock was wrong, they are in the order in which they came.
        return (snapshot.fetched_at if is_dated else now, snapshot.id, one.id)

    mine = place_of(reading, own)
    placed = sorted(((place_of(*row), row[0]) for row in rows), key=lambda row: row[0])
    earlier = [one for place, one in placed if place < mine]
    ids = [other.id for other in earlier]
    session.execute(delete(Work).where(Work.stage == Stage.COMPARE, Work.subject.in_(ids)))
    return earlier
