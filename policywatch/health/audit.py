"""The nightly audit: what any stage lacks for the current version of its tool is queued.

Backfill, re-reading after an extractor upgrade and re-flagging after a watchlist edit are
therefore the same code as the daily run.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, exists, or_, select
from sqlalchemy.orm import aliased

from models import (
    GOOD_OUTCOMES,
    NOT_FOUND_STATUS,
    Document,
    DocumentState,
    Fetch,
    Finding,
    FindingState,
    Judgement,
    MessageFinding,
    Noise,
    Outcome,
    Reading,
    Stage,
    Version,
    Work,
    queue,
    read_session,
    write_session,
)

CHUNK = 1000


LOOK_BACK = timedelta(days=7)


def _not_found_unsaid(now: datetime) -> ColumnElement[bool]:
    """A live document with a not-found that came after it was last found."""
    lately = (Fetch.document_id == Document.id, Fetch.at >= now - LOOK_BACK)
    not_found = or_(
        Fetch.outcome == Outcome.SOFT_404,
        and_(Fetch.outcome == Outcome.HTTP_4XX, Fetch.status.in_(NOT_FOUND_STATUS)),
    )
    later = aliased(Fetch)
    found_since = exists().where(
        later.document_id == Document.id,
        later.at > Fetch.at,
        later.outcome.in_(GOOD_OUTCOMES),
    )
    missed = exists().where(*lately, not_found, ~found_since)
    return and_(Document.state == DocumentState.LIVE, missed)


def _return_unsaid() -> ColumnElement[bool]:
    """A missing or gone document with a fetch that found it since."""
    found = exists().where(
        Fetch.document_id == Document.id,
        Fetch.at > Document.not_found_since,
        Fetch.outcome.in_(GOOD_OUTCOMES),
    )
    return and_(Document.state.in_((DocumentState.MISSING, DocumentState.GONE)), found)


def audit(
    engine: Engine,
    *,
    extractors: Collection[str],
    threshold: float,
    now: datetime,
) -> dict[str, int]:
    """Queue what is lacking and return how much for each stage.

    `extractors` names the current ones; only each document's newest snapshot is read again.
    Findings below the queue's `threshold` are told to nobody. What was flagged by an older release
    or other code is for `flagging.reflagging.staleness` to queue.
    """
    newest = (Reading.snapshot_id == Document.snapshot_id, Reading.extractor.in_(extractors))
    read_now = exists().where(*newest)
    flagged = exists().where(Judgement.version_id == Document.version_id)
    compared = exists().where(
        Version.id == Document.version_id, Version.text_sha256 == Reading.text_sha256
    )
    ignored = exists().where(
        Noise.document_id == Document.id, Noise.last_reading_id == Reading.id, Noise.learnt
    )
    lacking = {
        Stage.READ: select(Document.snapshot_id).where(
            Document.snapshot_id.is_not(None), ~read_now
        ),
        Stage.COMPARE: select(Reading.id)
        .join(Document, Document.id == Reading.document_id)
        .where(Reading.usable, *newest, ~compared, ~ignored),
        Stage.ABSENCE: select(Document.id).where(or_(_not_found_unsaid(now), _return_unsaid())),
        Stage.FLAG: select(Document.version_id).where(Document.version_id.is_not(None), ~flagged),
        Stage.ALERT: select(Finding.id).where(
            Finding.state == FindingState.OPEN,
            Finding.score >= threshold,
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
