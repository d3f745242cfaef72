"""The state of each source, from what its last runs brought.

"No hits" must never look like "no data": a source is QUIET only when it was fetched well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import CrawlRun, Outcome, Source, SourceState, Transition, read_session, write_session
from policywatch.catalogue.sources import parse_duration

LOOK_BACK_RUNS = 5
FAILED_RUNS = 2
DEFAULT_QUIET_AFTER_DAYS = 30.0
OVERDUE_FACTOR = 3
OVERDUE_AT_LEAST = timedelta(hours=1)

PASSING = {
    Outcome.DNS,
    Outcome.CONNECT,
    Outcome.TIMEOUT,
    Outcome.TLS,
    Outcome.PROTOCOL,
    Outcome.RATE_LIMITED,
    Outcome.HTTP_5XX,
}

LIKELY_CAUSE = {
    Outcome.DNS: "its name does not resolve: the host moved, or DNS is blocked from here",
    Outcome.CONNECT: "its server refuses connections: it is down, or blocks this address",
    Outcome.TIMEOUT: "its server does not answer in time: it is slow, or drops this address",
    Outcome.TLS: "its certificate or protocol is not accepted",
    Outcome.PROTOCOL: "its server answers with broken HTTP",
    Outcome.BLOCKED_ROBOTS: "its robots.txt forbids the list",
    Outcome.BLOCKED_WAF: "its firewall answers with a challenge page",
    Outcome.RATE_LIMITED: "it asks us to come less often: raise `every` or `delay`",
    Outcome.HTTP_4XX: "the list's address is gone or forbidden: the site was rebuilt",
    Outcome.HTTP_5XX: "its server fails",
    Outcome.SOFT_404: "the list's address shows a not-found page: the site was rebuilt",
    Outcome.EMPTY_LIST: "the list shows no items: the site was rebuilt, or needs scripts",
    Outcome.LAYOUT_CHANGED: "the list's layout changed: its selectors find nothing",
    Outcome.TOO_LARGE: "the answer is over the size limit",
    Outcome.UNDECODABLE: "the answer cannot be decoded",
    Outcome.REDIRECT_LOOP: "it redirects in a circle",
    Outcome.REFUSED_ADDRESS: "its name leads to a private address, which is never fetched",
}


WHAT_TO_TRY = {
    Outcome.DNS: "check the address in its file, then the resolver here",
    Outcome.CONNECT: "try from another network or vantage point",
    Outcome.TIMEOUT: "try from another network or vantage point",
    Outcome.TLS: "open the page in a browser and compare the certificate",
    Outcome.PROTOCOL: "look at the archived exchange",
    Outcome.BLOCKED_ROBOTS: "ask the publisher, or submit its documents by hand",
    Outcome.BLOCKED_WAF: "ask the publisher, or submit its documents by hand",
    Outcome.RATE_LIMITED: "raise `every` in its file",
    Outcome.HTTP_4XX: "look for the list's new address",
    Outcome.HTTP_5XX: "wait; if it lasts, look for the list's new address",
    Outcome.SOFT_404: "look for the list's new address",
    Outcome.EMPTY_LIST: "run `policywatch sources try` and look at the page",
    Outcome.LAYOUT_CHANGED: "mend its selectors, with `policywatch sources try`",
    Outcome.TOO_LARGE: "check that its address is the list",
    Outcome.UNDECODABLE: "look at the archived exchange",
    Outcome.REDIRECT_LOOP: "open the page in a browser",
    Outcome.REFUSED_ADDRESS: "check where its address leads",
}


def hint(outcome: Outcome | None) -> str:
    """Return what to try after a run that ended so; empty where nothing is wrong."""
    return WHAT_TO_TRY.get(outcome, "") if outcome else ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state a source is in, and why."""

    state: SourceState
    reason: str


def assess(
    engine: Engine, *, source_ids: Sequence[str] | None = None, now: datetime
) -> list[Transition]:
    """Judge sources anew; write and return the transitions, one for each change of state."""
    transitions: list[Transition] = []
    with read_session(engine) as session:
        query = select(Source.id).where(Source.enabled)
        if source_ids is not None:
            query = query.where(Source.id.in_(source_ids))
        due_for_judgement = [
            source_id for source_id in session.scalars(query) if _differs(session, source_id, now)
        ]
    if not due_for_judgement:
        return []
    with write_session(engine) as session:
        for source_id in due_for_judgement:
            # Locked: another process that judges at the same time must not tell of it as well.
            source = session.scalars(
                select(Source).where(Source.id == source_id).with_for_update()
            ).one()
            judged = judge(source, _last_runs(session, source_id), now)
            if source.state is not judged.state:
                transition = Transition(
                    source_id=source.id,
                    before=source.state,
                    after=judged.state,
                    reason=judged.reason,
                    at=now,
                )
                session.add(transition)
                transitions.append(transition)
                source.state, source.state_since = judged.state, now
            source.state_reason = judged.reason
    return transitions


def judge(source: Source, runs: Sequence[CrawlRun], now: datetime) -> Assessment:
    """Return the state that a source's last finished runs (newest first) speak for."""
    if not runs:
        return _judge_unrun(source, now)
    failed = _failed_in_a_row(runs)
    if failed >= FAILED_RUNS or (failed and _is_lasting(source, runs[0])):
        return _say_failing(runs, failed)
    if failed and source.last_ok_at is not None:
        # It may pass: one time-out of a source that works makes nobody get up.
        return Assessment(source.state, source.state_reason)
    if failed:
        return Assessment(
            SourceState.NEW, f"its first run failed ({runs[0].outcome}); trying again"
        )
    overdue = now - runs[0].started_at
    if overdue > max(_every(source) * OVERDUE_FACTOR, OVERDUE_AT_LEAST):
        hours = overdue.total_seconds() / 3600
        return Assessment(
            SourceState.FAILING, f"not crawled for {hours:.0f} hours: is the scheduler running?"
        )
    return _judge_working(source, now)


def _judge_unrun(source: Source, now: datetime) -> Assessment:
    waited = now - max(source.state_since, source.due_at)
    if waited > max(_every(source) * OVERDUE_FACTOR, OVERDUE_AT_LEAST):
        return Assessment(
            SourceState.FAILING, "no run has finished since it was added: is the scheduler running?"
        )
    return Assessment(SourceState.NEW, "waiting for its first finished run")


def _judge_working(source: Source, now: datetime) -> Assessment:
    quiet_after = float(source.declaration.get("quiet_after", DEFAULT_QUIET_AFTER_DAYS))
    newest = source.last_new_at
    if newest is None:
        return Assessment(SourceState.QUIET, "fetched well, and nothing new has come so far")
    days = (now - newest) / timedelta(days=1)
    if days > quiet_after:
        return Assessment(
            SourceState.QUIET,
            f"fetched well, but nothing new for {days:.0f} days (remarkable after {quiet_after:g})",
        )
    return Assessment(SourceState.WORKING, "data comes")


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
    cause = LIKELY_CAUSE.get(outcome, "no data came")
    detail = f" ({run.detail})" if run.detail else ""
    return Assessment(SourceState.FAILING, f"{outcome} in {times}: {cause}{detail}")


def _every(source: Source) -> timedelta:
    """Return the cadence of a source's declaration, a day where it says none."""
    return parse_duration(str(source.declaration.get("every", "1d")))


def _last_runs(session: Session, source_id: str) -> Sequence[CrawlRun]:
    return session.scalars(
        select(CrawlRun)
        .where(CrawlRun.source_id == source_id, CrawlRun.finished_at.is_not(None))
        .order_by(CrawlRun.started_at.desc(), CrawlRun.id.desc())
        .limit(LOOK_BACK_RUNS)
    ).all()


def _differs(session: Session, source_id: str, now: datetime) -> bool:
    source = session.get_one(Source, source_id)
    judged = judge(source, _last_runs(session, source_id), now)
    return (judged.state, judged.reason) != (source.state, source.state_reason)
