"""The nightly audit: what any stage lacks for the current version of its tool is queued.

Backfill, re-reading after an extractor upgrade and re-flagging after a watchlist edit are
therefore the same code as the daily run.
"""

from datetime import datetime

from sqlalchemy import Engine, exists, select

from models import (
    Document,
    Finding,
    FindingState,
    Judgement,
    MessageFinding,
    Reading,
    Stage,
    Version,
    Work,
    queue,
    read_session,
    write_session,
)

CHUNK = 1000


def audit(engine: Engine, *, extractor: str, release_id: int, now: datetime) -> dict[str, int]:
    """Queue what is lacking and return how much for each stage.

    `extractor` names the current one; only each document's newest snapshot is read again.
    """
    read_now = exists().where(
        Reading.snapshot_id == Document.snapshot_id, Reading.extractor == extractor
    )
    flagged_now = exists().where(
        Judgement.version_id == Document.version_id, Judgement.release_id == release_id
    )
    compared = exists().where(Version.document_id == Reading.document_id)
    lacking = {
        Stage.READ: select(Document.snapshot_id).where(
            Document.snapshot_id.is_not(None), ~read_now
        ),
        Stage.COMPARE: select(Reading.id).where(Reading.usable, ~compared),
        Stage.FLAG: select(Document.version_id).where(
            Document.version_id.is_not(None), ~flagged_now
        ),
        Stage.ALERT: select(Finding.id).where(
            Finding.state == FindingState.OPEN,
            ~exists().where(MessageFinding.finding_id == Finding.id),
        ),
    }
    counts: dict[str, int] = {}
    for stage, query in lacking.items():
        with read_session(engine) as session:
            waiting = select(Work.subject).where(Work.stage == stage)
            known = set(session.scalars(waiting))
            subjects = [s for s in session.scalars(query) if s is not None and s not in known]
        for start in range(0, len(subjects), CHUNK):
            with write_session(engine) as session:
                queue(session, stage, subjects[start : start + CHUNK], now)
        counts[stage.value] = len(subjects)
    return counts
