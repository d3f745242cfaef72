"""Findings and source transitions to mails, and the mails out."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import Stage, write_session
from policywatch.alerting.outbox import queue_digests, queue_instant, queue_ops
from policywatch.alerting.sending import send_due
from policywatch.settings import Settings
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through


def alert(
    engine: Engine,
    settings: Settings,
    *,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Queue the mails that new findings and transitions cause, then send what is due."""

    def compute(_session: Session, finding_id: int) -> int:
        return finding_id

    def write(session: Session, finding_id: int, _computed: int, counts: StageCounts) -> None:
        counts.add("queued", queue_instant(session, finding_id, settings, now()))

    counts = work_through(
        engine, Stage.ALERT, compute, write, shard=shard, limit=limit, progress=progress, now=now
    )
    with write_session(engine) as session:
        counts.add("queued", queue_ops(session, settings, now()))
        counts.add("queued", queue_digests(session, settings, now()))
    sent = send_due(engine, settings, now)
    for name in ("sent", "deferred", "unknown"):
        counts.add(name, getattr(sent, name))
    counts.failed += sent.failed
    return counts
