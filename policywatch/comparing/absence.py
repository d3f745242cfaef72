"""A document's checks to what they say of its absence, in the language of observation.

Everything is counted from the fetches themselves, so that a run that was killed, or done twice,
says the same. A fetch that failed, or brought a challenge page, says nothing either way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    NOT_FOUND_STATUS,
    Change,
    ChangeKind,
    Document,
    DocumentState,
    Fetch,
    Outcome,
    Purpose,
    Reading,
    Source,
)
from policywatch.comparing.away import runs_without_source
from policywatch.comparing.versions import add_return
from policywatch.documents import THERE, ProblemKind
from policywatch.work import StageCounts

GONE_CHECKS = 5
GONE_DAYS = 14
MAX_FETCHES = 1_000
# Readings that say that the document was not there.
_NOT_THERE = {ProblemKind.SOFT_404, ProblemKind.STAND_IN}


@dataclass(frozen=True, slots=True)
class Absence:
    """The not-founds in a row since a document was last seen.

    `checks` counts a crawl run once; `failures` are the checks between that said nothing, as those
    in runs in which the whole source was not there.
    `seen_at` is when it was last seen, if ever.
    """

    checks: int
    failures: int
    since: datetime | None
    last: datetime | None
    seen_at: datetime | None

    @property
    def days(self) -> int:
        """Whole days from the first of them to the last."""
        return (self.last - self.since).days if self.last and self.since else 0

    def told(self) -> dict[str, Any]:
        """Return what a change's detail says of it."""
        return {
            "observed": f"not found on {self.checks} of {self.checks} checks over {self.days} days",
            "checks": self.checks,
            "days": self.days,
            "failed_checks_not_counted": self.failures,
            "since": self.since.isoformat() if self.since else None,
            "last": self.last.isoformat() if self.last else None,
            "last_seen": self.seen_at.isoformat() if self.seen_at else None,
        }


def observe_absence(session: Session, document_id: int) -> Absence:
    """Return what the fetches of a document say, newest first until it was there."""
    fetches = session.execute(
        select(Fetch.at, Fetch.run_id, Fetch.id, Fetch.outcome, Fetch.status, Fetch.snapshot_id)
        .where(
            Fetch.document_id == document_id,
            Fetch.purpose.in_((Purpose.DOCUMENT, Purpose.ATTACHMENT)),
        )
        # Not by time: what was fetched while the clock was wrong would stay the newest.
        .order_by(Fetch.id.desc())
        .limit(MAX_FETCHES)
    ).all()
    soft, unclear = _readings(session, document_id)
    failures, seen_at = 0, None
    not_found: list[tuple[datetime, int | None, int]] = []
    for at, run_id, fetch_id, outcome, status, snapshot_id in fetches:
        found = _was_found(outcome, status, snapshot_id, soft, unclear)
        if found:
            seen_at = at
            break
        if found is None:
            failures += 1
        else:
            not_found.append((at, run_id, fetch_id))
    asked = {run_id: at for at, run_id, _ in not_found if run_id is not None}
    source_id = session.get_one(Document, document_id).source_id
    away = runs_without_source(session, source_id, asked) if asked else set()
    told = [one for one in not_found if one[1] not in away]
    failures += len(not_found) - len(told)
    checks = {("fetch", i) if run_id is None else ("run", run_id) for _, run_id, i in told}
    since, last = (told[-1][0], told[0][0]) if told else (None, None)
    return Absence(len(checks), failures, since, last, seen_at)


def _was_found(
    outcome: Outcome, status: int | None, snapshot_id: int | None, soft: set[int], unclear: set[int]
) -> bool | None:
    """Whether a fetch saw the document; None where it says nothing."""
    if outcome is Outcome.SOFT_404:
        return False
    if outcome is Outcome.HTTP_4XX:
        return False if status in NOT_FOUND_STATUS else None
    if outcome.is_failure:
        return None
    if snapshot_id in soft:
        return False
    return None if snapshot_id in unclear else True


def _readings(session: Session, document_id: int) -> tuple[set[int], set[int]]:
    """Return the snapshots last read as "not found" pages, and those that say nothing."""
    rows = session.execute(
        select(Reading.snapshot_id, Reading.usable, Reading.problem_kind)
        .where(Reading.document_id == document_id)
        .order_by(Reading.id)
    ).all()
    newest = {snapshot_id: (usable, problem) for snapshot_id, usable, problem in rows}
    soft = {i for i, (_, problem) in newest.items() if problem in _NOT_THERE}
    unclear = {i for i, (usable, problem) in newest.items() if not usable and problem not in THERE}
    return soft, unclear - soft


def write_absence(
    session: Session, document_id: int, _none: None, counts: StageCounts, now: datetime
) -> None:
    """Bring a document's state up to what its fetches say, with a change for each step."""
    document = session.scalars(
        select(Document).where(Document.id == document_id).with_for_update()
    ).one()
    absence = observe_absence(session, document_id)
    away = document.state in (DocumentState.MISSING, DocumentState.GONE)
    if absence.checks == 0 or absence.since is None or absence.last is None:
        if away and absence.seen_at:
            add_return(session, document, absence.seen_at)
            counts.add("changes")
            document.state = DocumentState.LIVE
        document.not_found_count, document.not_found_since = 0, None
        return
    document.not_found_count, document.not_found_since = absence.checks, absence.since
    if document.version_id is None and absence.seen_at is None:
        return
    if not away:
        first = Absence(1, 0, absence.since, absence.since, absence.seen_at)
        _step(session, document, DocumentState.MISSING, first, counts)
    checks, days = _quorum(session, document)
    long_enough = absence.last - absence.since >= timedelta(days=days)
    if document.state is DocumentState.MISSING and absence.checks >= checks and long_enough:
        _step(session, document, DocumentState.GONE, absence, counts)


def _step(
    session: Session,
    document: Document,
    state: DocumentState,
    absence: Absence,
    counts: StageCounts,
) -> None:
    document.state = state
    session.add(
        Change(
            document_id=document.id,
            version_id=document.version_id,
            kind=ChangeKind.GONE if state is DocumentState.GONE else ChangeKind.MISSING,
            at=absence.last,
            detail=absence.told(),
        )
    )
    counts.add("changes")
    counts.add(state.value)


def _quorum(session: Session, document: Document) -> tuple[int, float]:
    """Return the checks and days after which the document's source calls it gone."""
    declared = session.get_one(Source, document.source_id).declaration.get("gone_after") or {}
    return int(declared.get("checks", GONE_CHECKS)), float(declared.get("days", GONE_DAYS))
