"""The state of each source, from what its last runs brought.

"No hits" must never look like "no data": a source is QUIET only when it was fetched well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import (
    CLOCKS_DIFFER,
    CrawlRun,
    Document,
    HostPace,
    Outcome,
    Source,
    SourceState,
    Transition,
    read_session,
    write_session,
)
from policywatch.catalogue.sources import Family
from policywatch.health.causes import (
    LIKELY_CAUSE,
    PASSING,
    WHERE_QUIET,
    WHERE_QUIET_PAGE,
    hint,
    no_text,
    of_documents,
    of_page,
)
from policywatch.health.looks import declares_quiet, note_edits, paces
from policywatch.health.lost import DOCUMENTS_LOST, MIN_DOCUMENTS, Lost, lost_documents
from policywatch.health.overdue import Why, overdue, overdue_sources, sources_with_rests
from policywatch.health.pace import Pace
from policywatch.health.unread import Unread, unread_documents
from policywatch.privacy import mask_contacts

LOOK_BACK_RUNS = 5
FAILED_RUNS = 2
# Whatever a source's pace, silence for longer is told.
QUIET_AFTER_DAYS = 30.0
MAX_SAMPLE_CHARS = 300


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state a source is in, why, and what to try."""

    state: SourceState
    reason: str
    advice: str = ""


def assess(
    engine: Engine, *, source_ids: Sequence[str] | None = None, now: datetime
) -> list[Transition]:
    """Judge sources anew; write and return the transitions, one for each change of state."""
    transitions: list[Transition] = []
    note_edits(engine)
    with read_session(engine) as session:
        query = select(Source.id).where(Source.enabled)
        if source_ids is not None:
            query = query.where(Source.id.in_(source_ids))
        judged_ids = list(session.scalars(query))
        known = paces(session, judged_ids, now)
        due_for_judgement = [
            source_id
            for source_id in judged_ids
            if _differs(session, source_id, known.get(source_id), now)
        ]
    if not due_for_judgement:
        return []
    with write_session(engine) as session:
        for source_id in due_for_judgement:
            # Locked: another process that judges at the same time must not tell of it as well.
            source = session.scalars(
                select(Source).where(Source.id == source_id).with_for_update()
            ).one()
            judged = _judge(session, source, known.get(source_id), now)
            if source.state is not judged.state:
                transition = Transition(
                    source_id=source.id,
                    before=source.state,
                    after=judged.state,
                    reason=judged.reason,
                    advice=judged.advice,
                    sample=_last_good_sample(session, source),
                    at=now,
                )
                session.add(transition)
                transitions.append(transition)
                source.state, source.state_since = judged.state, now
            source.state_reason, source.state_advice = judged.reason, judged.advice
    return transitions


def assess_overdue(engine: Engine, *, now: datetime) -> list[Transition]:
    """Judge anew what nobody crawls any more: no crawl will come to do it."""
    with read_session(engine) as session:
        late = list(overdue_sources(sources_with_rests(session), now))
    return assess(engine, source_ids=late, now=now) if late else []


def _judge(session: Session, source: Source, pace: Pace | None, now: datetime) -> Assessment:
    runs = _last_runs(session, source.id, now)
    lost = lost_documents(session, runs)
    is_one_page = source.family == Family.PAGE
    unread = unread_documents(session, source.id, is_one_page=is_one_page)
    rest = session.scalar(select(HostPace.rest_until).where(HostPace.host == source.host))
    late = overdue(source, rest, now)
    return judge(source, runs, now, late=late, lost=lost, unread=unread, pace=pace)


def judge(
    source: Source,
    runs: Sequence[CrawlRun],
    now: datetime,
    *,
    late: Why | None = None,
    lost: Lost | None = None,
    unread: Unread | None = None,
    pace: Pace | None = None,
) -> Assessment:
    """Return the state that a source's last finished runs (newest first) speak for.

    `late` says why it is not crawled any more, and what to try; `pace` is known of a source that
    is silent, if it is.
    """
    failed = _failed_in_a_row(runs)
    if failed >= FAILED_RUNS or (failed and _is_lasting(source, runs[0])):
        judged = _say_failing(runs, failed)
        if source.family != Family.PAGE:
            return judged
        return replace(judged, reason=of_page(judged.reason), advice=of_page(judged.advice))
    if late is not None:
        return Assessment(SourceState.FAILING, *late)
    if not runs:
        return Assessment(SourceState.NEW, "waiting for its first finished run")
    if failed and source.last_ok_at is not None:
        # It may pass: one time-out of a source that works makes nobody get up.
        return _say_passing(source, runs[0], pace, now)
    if failed:
        why = _say_passing_run(source, runs[0])
        return Assessment(SourceState.NEW, f"its first run failed: {why}")
    if lost is not None and lost.is_nearly_all:
        return _say_lost(lost)
    if unread is not None and _is_nearly_all(unread):
        return _say_unread(unread)
    judged = _judge_working(source, pace, now)
    told = (judged.reason, runs[0].detail, _unsteady(runs), str(lost or ""), str(unread or ""))
    return replace(judged, reason="; ".join(one for one in told if one))


def _judge_working(source: Source, pace: Pace | None, now: datetime) -> Assessment:
    declared = declares_quiet(source.declaration)
    quiet_after = float(source.declaration["quiet_after"] if declared else QUIET_AFTER_DAYS)
    newest = source.last_new_at
    if newest is None:
        return Assessment(SourceState.QUIET, "fetched well, and nothing new has come so far")
    if newest > now + CLOCKS_DIFFER:
        told = "fetched well, and nothing new has come since the clock was wrong"
        return Assessment(SourceState.QUIET, told)
    days = (now - newest) / timedelta(days=1)
    advice = WHERE_QUIET_PAGE if source.family == Family.PAGE else WHERE_QUIET
    if days > quiet_after:
        told = f"nothing new for {days:.0f} days (remarkable after {quiet_after:g})"
        return Assessment(SourceState.QUIET, f"fetched well, but {told}", advice)
    if pace is not None and pace.is_left and not declared:
        what = "version" if source.family == Family.PAGE else "document"
        told = f"no new {what} for {days:.0f} days; it brought one every {pace.every_days:.1f} days"
        return Assessment(SourceState.QUIET, f"fetched well, but {told}", advice)
    return Assessment(SourceState.WORKING, "data comes")


def _say_passing(source: Source, run: CrawlRun, pace: Pace | None, now: datetime) -> Assessment:
    if source.state not in (SourceState.WORKING, SourceState.QUIET):
        return Assessment(source.state, source.state_reason, source.state_advice)
    judged = _judge_working(source, pace, now)
    reason = f"{judged.reason}, but for the last run: {_say_passing_run(source, run)}"
    return Assessment(judged.state, reason, hint(run.outcome))


def _say_passing_run(source: Source, run: CrawlRun) -> str:
    outcome = run.outcome or Outcome.PROTOCOL
    again = f"it is asked again at {source.due_at:%Y-%m-%d %H:%M} UTC"
    return f"{outcome}: {_say_cause(run, outcome)}; {again}"


def _failed_in_a_row(runs: Sequence[CrawlRun]) -> int:
    """Return how many of the newest runs brought no data, one after the other."""
    for number, run in enumerate(runs):
        if not _outcome_of(run, runs).is_failure:
            return number
    return len(runs)


def _outcome_of(run: CrawlRun, runs: Sequence[CrawlRun]) -> Outcome:
    """Return how a run ended: to list nothing is a failure of a source that used to list."""
    outcome = run.outcome or Outcome.PROTOCOL
    if outcome is Outcome.OK and run.listed == 0 and any(other.listed for other in runs):
        return Outcome.EMPTY_LIST
    return outcome


def _is_lasting(source: Source, run: CrawlRun) -> bool:
    """Whether one failed run is enough: the source used to yield, and time will not mend it."""
    return source.last_ok_at is not None and run.outcome not in PASSING


def _say_failing(runs: Sequence[CrawlRun], failed: int) -> Assessment:
    run = runs[0]
    outcome = _outcome_of(run, runs)
    times = "the last run" if failed == 1 else f"the last {failed} runs"
    reason = f"{outcome} in {times}: {_say_cause(run, outcome)}"
    return Assessment(SourceState.FAILING, reason, hint(outcome))


def _say_cause(run: CrawlRun, outcome: Outcome) -> str:
    cause = LIKELY_CAUSE.get(outcome, "no data came")
    return f"{cause} ({run.detail})" if run.detail else cause


def _say_lost(lost: Lost) -> Assessment:
    worst = lost.worst
    cause = of_documents(LIKELY_CAUSE.get(worst, "no data came"))
    return Assessment(
        SourceState.FAILING,
        f"its list is read, but {lost.outcomes.total()} of {lost.asked} documents could not be "
        f"had: {worst}: {cause}",
        of_documents(hint(worst)),
    )


def _is_nearly_all(unread: Unread) -> bool:
    few = unread.looked_at < MIN_DOCUMENTS
    return unread.reasons.total() >= (1.0 if few else DOCUMENTS_LOST) * unread.looked_at


def _say_unread(unread: Unread) -> Assessment:
    cause, advice = no_text(unread.worst)
    said = f" ({unread.said})" if unread.said else ""
    return Assessment(SourceState.FAILING, f"it is fetched, but {unread}: {cause}{said}", advice)


def _unsteady(runs: Sequence[CrawlRun]) -> str:
    """Return how many of the runs looked back upon failed; nothing where none did."""
    outcomes = [_outcome_of(run, runs) for run in runs]
    failed = [outcome for outcome in outcomes if outcome.is_failure]
    if not failed:
        return ""
    classes = ", ".join(sorted(set(failed)))
    return f"{len(failed)} of the last {len(runs)} runs failed ({classes})"


def _last_good_sample(session: Session, source: Source) -> str:
    """Return when data last came from a source, and the newest item that it listed then."""
    if source.last_ok_at is None:
        return "none: it never brought data"
    newest = session.scalars(
        select(Document)
        .where(Document.source_id == source.id, Document.last_listed_at.is_not(None))
        .order_by(Document.last_listed_at.desc(), Document.listed_date.desc(), Document.id)
        .limit(1)
    ).one_or_none()
    told = f"{source.last_ok_at:%Y-%m-%d %H:%M} UTC"
    if newest is None:
        return told
    dated = f", dated {newest.listed_date}" if newest.listed_date else ""
    title = mask_contacts(newest.listed_title)[:MAX_SAMPLE_CHARS]
    return f"{told}: {title}{dated} ({newest.url[:MAX_SAMPLE_CHARS]})"


def _last_runs(session: Session, source_id: str, now: datetime) -> Sequence[CrawlRun]:
    """Return the newest finished runs, less those of a clock that was wrong: they stay newest."""
    return session.scalars(
        select(CrawlRun)
        .where(CrawlRun.source_id == source_id, CrawlRun.finished_at.is_not(None))
        .where(CrawlRun.is_backfill.is_(False), CrawlRun.started_at <= now + CLOCKS_DIFFER)
        .order_by(CrawlRun.started_at.desc(), CrawlRun.id.desc())
        .limit(LOOK_BACK_RUNS)
    ).all()


def _differs(session: Session, source_id: str, pace: Pace | None, now: datetime) -> bool:
    source = session.get_one(Source, source_id)
    judged = _judge(session, source, pace, now)
    return (judged.state, judged.reason) != (source.state, source.state_reason)
