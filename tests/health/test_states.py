"""Source states: no hits is told from no data, and each change of state is told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from models import (
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
from policywatch.health import assess, assess_overdue
from policywatch.health.causes import LIKELY_CAUSE, hint
from tests.comparing.world import DAY_ONE, add_document, add_fetch, add_snapshot, add_source

Run = tuple[Outcome, int, int]
GOOD: Run = (Outcome.OK, 20, 3)
NOTHING_NEW: Run = (Outcome.OK, 20, 0)
EMPTY: Run = (Outcome.OK, 0, 0)
TIMEOUT: Run = (Outcome.TIMEOUT, 0, 0)
BLOCKED: Run = (Outcome.BLOCKED_WAF, 0, 0)


def add_run(
    store: Engine, at: datetime, run: Run, *, source_id: str = "s", finished: bool = True
) -> None:
    """Add a run and note on its source what the collector notes."""
    outcome, listed, new = run
    with write_session(store) as session:
        session.add(
            CrawlRun(
                source_id=source_id,
                started_at=at,
                finished_at=at if finished else None,
                outcome=outcome if finished else None,
                listed=listed,
                new=new,
            )
        )
        source = session.get_one(Source, source_id)
        source.last_run_at = at
        if finished and not outcome.is_failure:
            source.last_ok_at = at
            source.last_new_at = at if new else source.last_new_at


def live(store: Engine, runs: list[Run], **declaration: Any) -> list[SourceState]:
    """Run a source daily, assessing after each run; return the state after each."""
    with write_session(store) as session:
        add_source(session, "s", **declaration)
    states = []
    for day, run in enumerate(runs):
        at = DAY_ONE + timedelta(days=day)
        add_run(store, at, run)
        assess(store, now=at)
        states.append(state(store)[0])
    return states


def state(store: Engine) -> tuple[SourceState, str]:
    with read_session(store) as session:
        source = session.get_one(Source, "s")
        return source.state, source.state_reason


@pytest.mark.parametrize(
    ("runs", "states"),
    [
        pytest.param([GOOD], ["working"], id="data came"),
        pytest.param([TIMEOUT], ["new"], id="grace for the first run"),
        pytest.param([TIMEOUT, TIMEOUT], ["new", "failing"], id="failing after two"),
        pytest.param([BLOCKED, GOOD], ["new", "working"], id="a first failure that passed"),
        pytest.param(
            [GOOD, TIMEOUT, GOOD], ["working", "working", "working"], id="one time-out passes"
        ),
        pytest.param(
            [GOOD, TIMEOUT, TIMEOUT, GOOD],
            ["working", "working", "failing", "working"],
            id="two time-outs are a failure",
        ),
        pytest.param([GOOD, BLOCKED], ["working", "failing"], id="a block does not pass"),
        pytest.param(
            [GOOD, EMPTY, GOOD], ["working", "failing", "working"], id="used to yield, now nothing"
        ),
        pytest.param([NOTHING_NEW], ["quiet"], id="fetched well, nothing new ever"),
    ],
)
def test_states_follow_the_runs(store: Engine, runs: list[Run], states: list[str]) -> None:
    assert [s.value for s in live(store, runs)] == states


def test_no_hits_is_quiet_after_the_declared_days_and_never_failing(sqlite_store: Engine) -> None:
    states = live(sqlite_store, [GOOD] + [NOTHING_NEW] * 6, quiet_after=3)

    assert [s.value for s in states] == ["working"] * 4 + ["quiet"] * 3
    assert "nothing new for" in state(sqlite_store)[1]


def test_a_reason_says_class_cause_and_how_often(sqlite_store: Engine) -> None:
    live(sqlite_store, [GOOD, BLOCKED, BLOCKED])

    assert state(sqlite_store) == (
        SourceState.FAILING,
        "blocked-waf in the last 2 runs: its firewall answers with a challenge page",
    )


def fetch_documents(
    store: Engine, day: int, outcomes: list[tuple[Outcome, int | None]], *, listed: int = 20
) -> tuple[SourceState, str]:
    """Let a run read its list and ask for documents; return the state that is judged then."""
    at = DAY_ONE + timedelta(days=day)
    add_run(store, at, (Outcome.OK, listed, 1))
    with write_session(store) as session:
        run = session.scalars(select(CrawlRun).order_by(CrawlRun.id.desc()).limit(1)).one()
        run.fetched = len(outcomes)
        run.failed = sum(outcome.is_failure for outcome, _ in outcomes)
        for number, (outcome, status) in enumerate(outcomes):
            document = add_document(session, f"{day}-{number}")
            document.listed_title, document.listed_date = f"通知{number}", "2023-08-24"
            document.last_listed_at = at
            add_fetch(session, document, day, outcome, status, run_id=run.id)
    assess(store, now=at)
    return state(store)


@pytest.fixture
def watched(sqlite_store: Engine) -> Engine:
    with write_session(sqlite_store) as session:
        add_source(session, "s")
    return sqlite_store


def test_a_list_whose_documents_are_all_blocked_is_no_data(watched: Engine) -> None:
    assert fetch_documents(watched, 0, [(Outcome.OK, 200)] * 4)[0] is SourceState.WORKING

    blocked = fetch_documents(watched, 1, [(Outcome.BLOCKED_WAF, 412)] * 4)
    again = fetch_documents(watched, 2, [(Outcome.OK, 200)] * 4)

    assert blocked[0] is SourceState.FAILING
    assert "4 of 4 documents could not be had: blocked-waf" in blocked[1]
    assert again == (SourceState.WORKING, "data comes")


def test_documents_that_are_not_there_any_more_are_no_failure(watched: Engine) -> None:
    fetch_documents(watched, 0, [(Outcome.OK, 200)] * 4)

    gone = fetch_documents(watched, 1, [(Outcome.HTTP_4XX, 404)] * 3 + [(Outcome.SOFT_404, 200)])

    assert gone[0] is SourceState.WORKING


@pytest.mark.parametrize(
    "answer", [(Outcome.HTTP_4XX, 404), (Outcome.SOFT_404, 200)], ids=["404", "front page"]
)
def test_a_list_that_shows_nothing_but_what_is_not_there_is_no_data(
    watched: Engine, answer: tuple[Outcome, int]
) -> None:
    fetch_documents(watched, 0, [(Outcome.OK, 200)] * 6)
    with write_session(watched) as session:
        for document in session.scalars(select(Document)).all():
            document.last_listed_at = DAY_ONE + timedelta(days=1)
            document.snapshot_id = add_snapshot(session, document, 0).id
            add_fetch(session, document, 1, *answer)
    add_run(watched, DAY_ONE + timedelta(days=1), NOTHING_NEW)
    assess(watched, now=DAY_ONE + timedelta(days=1))
    failing = state(watched)

    # What the list no longer shows may well be gone: that is an answer.
    add_run(watched, DAY_ONE + timedelta(days=2), NOTHING_NEW)
    assess(watched, now=DAY_ONE + timedelta(days=2))

    assert failing[0] is SourceState.FAILING
    assert f"6 of its newest 6 documents could not be read ({answer[0]})" in failing[1]
    assert state(watched)[0] is SourceState.WORKING


def test_documents_that_time_out_have_a_second_try(watched: Engine) -> None:
    fetch_documents(watched, 0, [(Outcome.OK, 200)] * 4)

    once = fetch_documents(watched, 1, [(Outcome.TIMEOUT, None)] * 4)
    twice = fetch_documents(watched, 2, [(Outcome.TIMEOUT, None)] * 4)

    assert (once[0], twice[0]) == (SourceState.WORKING, SourceState.FAILING)


def test_a_few_lost_documents_are_not_the_source(watched: Engine) -> None:
    some = fetch_documents(watched, 0, [(Outcome.OK, 200), *[(Outcome.BLOCKED_WAF, 412)] * 2])

    assert some[0] is SourceState.WORKING


def test_an_unsteady_source_says_so_without_changing_its_state(sqlite_store: Engine) -> None:
    states = live(sqlite_store, [GOOD, TIMEOUT, GOOD, TIMEOUT, GOOD])

    assert {s.value for s in states} == {"working"}
    assert state(sqlite_store)[1] == "data comes; 2 of the last 5 runs failed (timeout)"


def test_a_first_failure_that_may_pass_is_told_though_the_source_works(
    sqlite_store: Engine,
) -> None:
    states = live(sqlite_store, [GOOD, TIMEOUT])

    came_to, reason = state(sqlite_store)

    assert states == [SourceState.WORKING, SourceState.WORKING] == [came_to] * 2
    assert reason.startswith(
        "data comes, but for the last run: timeout: its server does not answer"
    )
    assert "it is asked again at 2023-" in reason


def test_a_transition_says_what_to_try_and_what_came_last(watched: Engine) -> None:
    fetch_documents(watched, 0, [(Outcome.OK, 200)] * 4)
    for day in (1, 2):
        add_run(watched, DAY_ONE + timedelta(days=day), BLOCKED)
    assess(watched, now=DAY_ONE + timedelta(days=2))

    with read_session(watched) as session:
        told = session.scalars(select(Transition).order_by(Transition.id.desc()).limit(1)).one()
        assert session.get_one(Source, "s").state_advice == told.advice
    assert "submit its documents by hand" in told.advice
    assert told.sample == ("2023-08-24 09:00 UTC: 通知0, dated 2023-08-24 (http://example.org/0-0)")


@pytest.mark.parametrize("outcome", [o for o in Outcome if o.is_failure])
def test_every_class_has_a_likely_cause_and_something_to_try(outcome: Outcome) -> None:
    assert LIKELY_CAUSE[outcome]
    assert hint(outcome)


def test_only_a_change_of_state_is_a_transition(store: Engine) -> None:
    live(store, [GOOD, GOOD, BLOCKED, BLOCKED, BLOCKED, GOOD])

    with read_session(store) as session:
        told = session.execute(
            select(Transition.before, Transition.after).order_by(Transition.id)
        ).all()
    assert [(a.value, b.value) for a, b in told] == [
        ("new", "working"),
        ("working", "failing"),
        ("failing", "working"),
    ]


def test_state_since_is_when_the_state_began(sqlite_store: Engine) -> None:
    live(sqlite_store, [GOOD, BLOCKED, BLOCKED, BLOCKED])

    with read_session(sqlite_store) as session:
        assert session.get_one(Source, "s").state_since == DAY_ONE + timedelta(days=1)


def test_a_killed_run_says_nothing(sqlite_store: Engine) -> None:
    live(sqlite_store, [GOOD])
    for hour in range(1, 4):
        add_run(sqlite_store, DAY_ONE + timedelta(hours=hour), TIMEOUT, finished=False)
    assess(sqlite_store, now=DAY_ONE + timedelta(hours=5))

    assert state(sqlite_store)[0] is SourceState.WORKING


@pytest.mark.parametrize("runs", [[GOOD], [GOOD, TIMEOUT], [TIMEOUT]])
def test_a_source_that_nobody_crawls_is_failing_not_quiet(
    sqlite_store: Engine, runs: list[Run]
) -> None:
    live(sqlite_store, runs, every="1d")
    assess(sqlite_store, now=DAY_ONE + timedelta(days=5))

    assert state(sqlite_store)[0] is SourceState.FAILING
    assert "scheduler" in state(sqlite_store)[1]


def test_what_nobody_crawls_is_told_though_no_crawl_comes_to_tell_it(sqlite_store: Engine) -> None:
    live(sqlite_store, [GOOD], every="1d")

    in_time = assess_overdue(sqlite_store, now=DAY_ONE + timedelta(days=2))
    late = assess_overdue(sqlite_store, now=DAY_ONE + timedelta(days=4))
    once_more = assess_overdue(sqlite_store, now=DAY_ONE + timedelta(days=5))

    assert (in_time, [t.after for t in late], once_more) == ([], [SourceState.FAILING], [])


def test_a_source_that_was_never_crawled_fails_once(sqlite_store: Engine) -> None:
    live(sqlite_store, [], every="1h")

    told = [assess(sqlite_store, now=DAY_ONE + timedelta(hours=hour)) for hour in range(8)]

    assert [t.after for hour in told for t in hour] == [SourceState.FAILING]


def test_a_source_is_not_overdue_in_its_quiet_hours(sqlite_store: Engine) -> None:
    midnight = DAY_ONE.replace(hour=16)  # in Shanghai
    live(sqlite_store, [], every="1h", quiet_hours="23:00-06:00")
    add_run(sqlite_store, midnight - timedelta(hours=2), GOOD)
    with write_session(sqlite_store) as session:
        session.get_one(Source, "s").due_at = midnight - timedelta(minutes=59)

    states = []
    for hour in (1, 5, 7, 10):
        assess(sqlite_store, now=midnight + timedelta(hours=hour))
        states.append(state(sqlite_store)[0].value)

    assert states == ["working", "working", "working", "failing"]


def test_a_source_is_not_overdue_while_its_host_asked_for_rest(sqlite_store: Engine) -> None:
    live(sqlite_store, [GOOD], every="1h")
    with write_session(sqlite_store) as session:
        until = DAY_ONE + timedelta(days=1)
        session.add(HostPace(host="example.org", next_at=DAY_ONE, turns=[], rest_until=until))

    assess(sqlite_store, now=until)
    resting = state(sqlite_store)[0]
    assess(sqlite_store, now=until + timedelta(hours=3))

    assert (resting, state(sqlite_store)[0]) == (SourceState.WORKING, SourceState.FAILING)


def test_a_source_that_is_enabled_again_has_its_time(sqlite_store: Engine) -> None:
    live(sqlite_store, [GOOD], every="1h")
    later = DAY_ONE + timedelta(days=90)
    with write_session(sqlite_store) as session:
        source = session.get_one(Source, "s")
        source.state, source.state_since, source.due_at = SourceState.NEW, later, later

    assert assess_overdue(sqlite_store, now=later + timedelta(minutes=1)) == []


def test_a_clock_that_was_wrong_puts_no_source_off_in_silence(sqlite_store: Engine) -> None:
    live(sqlite_store, [GOOD], every="1h")
    with write_session(sqlite_store) as session:
        session.get_one(Source, "s").due_at = DAY_ONE + timedelta(days=900)
    assess(sqlite_store, now=DAY_ONE + timedelta(hours=1))

    assert state(sqlite_store) == (
        SourceState.FAILING,
        "it is not due before 2026-02-09: the clock was wrong once",
    )


def test_disabled_sources_stay_disabled(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        add_source(session, "s")
        source = session.get_one(Source, "s")
        source.enabled, source.state = False, SourceState.DISABLED
    add_run(sqlite_store, DAY_ONE, BLOCKED)
    add_run(sqlite_store, DAY_ONE + timedelta(hours=1), BLOCKED)
    transitions = assess(sqlite_store, now=DAY_ONE + timedelta(hours=2))

    assert transitions == []
    assert state(sqlite_store)[0] is SourceState.DISABLED


def test_only_the_asked_sources_are_assessed(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        add_source(session, "s")
        add_source(session, "t")
    for source_id in ("s", "t"):
        add_run(sqlite_store, DAY_ONE, GOOD, source_id=source_id)
    transitions = assess(sqlite_store, source_ids=["t"], now=DAY_ONE)

    assert [t.source_id for t in transitions] == ["t"]
    with read_session(sqlite_store) as session:
        assert session.scalar(select(func.count()).select_from(Transition)) == 1
