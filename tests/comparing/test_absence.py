"""Disappearance, only by quorum and never from a failed fetch."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from models import (
    Change,
    ChangeKind,
    CrawlRun,
    Document,
    DocumentState,
    Outcome,
    Stage,
    queue,
    read_session,
    write_session,
)
from policywatch.comparing import compare
from tests.comparing.world import (
    DAY_ONE,
    add_document,
    add_fetch,
    add_reading,
    add_snapshot,
    add_source,
)

NOT_FOUND = (Outcome.HTTP_4XX, 404)
TIMEOUT = (Outcome.TIMEOUT, None)
OK = (Outcome.OK, 200)
Check = tuple[Outcome, int | None]


def observe(store: Engine, checks: list[tuple[float, Check]], **declaration: Any) -> list[Change]:
    """Fetch a page on some days, settle after each, and return what was recorded."""
    with write_session(store) as session:
        add_source(session, "s", **declaration)
        document = add_document(session, "a")
        snapshot = add_snapshot(session, document, 0)
        add_fetch(session, document, 0, snapshot_id=snapshot.id)
        add_reading(session, document, "原来的正文。", snapshot=snapshot)
    compare(store)
    for day, (outcome, status) in checks:
        with write_session(store) as session:
            document = session.get_one(Document, 1)
            found = {"snapshot_id": 1} if outcome is Outcome.OK else {}
            add_fetch(session, document, day, outcome, status, **found)
            queue(session, Stage.ABSENCE, [1], DAY_ONE)
        compare(store)
    with read_session(store) as session:
        changes = session.scalars(select(Change).order_by(Change.id)).all()
        session.expunge_all()
        return list(changes)[1:]


def state(store: Engine) -> DocumentState:
    with read_session(store) as session:
        return session.get_one(Document, 1).state


def test_the_first_not_found_makes_it_missing(store: Engine) -> None:
    changes = observe(store, [(1, NOT_FOUND)])

    assert [c.kind for c in changes] == [ChangeKind.MISSING]
    assert changes[0].detail["observed"] == "not found on 1 of 1 checks over 0 days"
    assert state(store) is DocumentState.MISSING


def test_it_is_gone_by_quorum_in_the_language_of_observation(store: Engine) -> None:
    changes = observe(store, [(day, NOT_FOUND) for day in (1, 4, 8, 12, 15)])

    assert [c.kind for c in changes] == [ChangeKind.MISSING, ChangeKind.GONE]
    assert changes[1].detail["observed"] == "not found on 5 of 5 checks over 14 days"
    assert state(store) is DocumentState.GONE


@pytest.mark.parametrize(
    "days", [pytest.param((1, 5, 9, 20), id="checks"), pytest.param((1, 2, 3, 4, 5), id="days")]
)
def test_too_few_checks_or_days_are_no_quorum(sqlite_store: Engine, days: list[float]) -> None:
    observe(sqlite_store, [(day, NOT_FOUND) for day in days])

    assert state(sqlite_store) is DocumentState.MISSING


def test_the_source_declares_its_quorum(sqlite_store: Engine) -> None:
    observe(
        sqlite_store,
        [(1, NOT_FOUND), (2, NOT_FOUND)],
        gone_after={"checks": 2, "days": 1},
    )

    assert state(sqlite_store) is DocumentState.GONE


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param((Outcome.TIMEOUT, None), id="timeout"),
        pytest.param((Outcome.HTTP_5XX, 503), id="503"),
        pytest.param((Outcome.HTTP_4XX, 403), id="403"),
        pytest.param((Outcome.BLOCKED_WAF, 412), id="challenge"),
        pytest.param((Outcome.DNS, None), id="dns"),
    ],
)
def test_a_failed_fetch_says_nothing(sqlite_store: Engine, failure: Check) -> None:
    changes = observe(sqlite_store, [(day, failure) for day in range(1, 30, 3)])

    assert changes == []
    assert state(sqlite_store) is DocumentState.LIVE


def test_failures_between_are_left_out_and_told(sqlite_store: Engine) -> None:
    checks = [(1, NOT_FOUND), (2, TIMEOUT), (5, NOT_FOUND), (9, NOT_FOUND), (10, TIMEOUT)]
    changes = observe(sqlite_store, [*checks, (12, NOT_FOUND), (16, NOT_FOUND)])

    assert changes[-1].detail["observed"] == "not found on 5 of 5 checks over 15 days"
    assert changes[-1].detail["failed_checks_not_counted"] == 2


def test_being_found_between_starts_the_count_anew_and_is_a_return(sqlite_store: Engine) -> None:
    days = [(1, NOT_FOUND), (4, NOT_FOUND), (8, OK), (12, NOT_FOUND), (15, NOT_FOUND)]
    changes = observe(sqlite_store, [*days, (18, NOT_FOUND)])

    assert [c.kind for c in changes] == [
        ChangeKind.MISSING,
        ChangeKind.RETURNED,
        ChangeKind.MISSING,
    ]


def test_two_fetches_of_one_run_are_one_check(sqlite_store: Engine) -> None:
    observe(sqlite_store, [])
    with write_session(sqlite_store) as session:
        run = CrawlRun(source_id="s", started_at=DAY_ONE)
        session.add(run)
        session.flush()
        for day in (1, 1.01, 20):
            add_fetch(session, session.get_one(Document, 1), day, *NOT_FOUND, run_id=run.id)
        queue(session, Stage.ABSENCE, [1], DAY_ONE)
    compare(sqlite_store)

    with read_session(sqlite_store) as session:
        assert session.get_one(Document, 1).not_found_count == 1


def test_doing_the_work_again_counts_the_same(store: Engine) -> None:
    before = observe(store, [(1, NOT_FOUND), (2, NOT_FOUND)])
    for _ in range(4):
        with write_session(store) as session:
            queue(session, Stage.ABSENCE, [1], DAY_ONE)
        compare(store)

    with read_session(store) as session:
        assert len(session.scalars(select(Change)).all()) == len(before) + 1
        assert session.get_one(Document, 1).not_found_count == 2


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("soft-404", DocumentState.MISSING),
        ("challenge-page", DocumentState.LIVE),
        ("scanned", DocumentState.LIVE),
    ],
)
def test_a_page_that_reads_as_not_found_counts_as_such(
    sqlite_store: Engine, problem: str, expected: DocumentState
) -> None:
    observe(sqlite_store, [])
    with write_session(sqlite_store) as session:
        document = session.get_one(Document, 1)
        snapshot = add_snapshot(session, document, 3)
        add_fetch(session, document, 3, snapshot_id=snapshot.id)
        add_reading(session, document, "", snapshot=snapshot, usable=False, problem_kind=problem)
        queue(session, Stage.ABSENCE, [1], DAY_ONE)
    compare(sqlite_store)

    assert state(sqlite_store) is expected


def test_a_missing_page_that_reads_again_has_returned(sqlite_store: Engine) -> None:
    observe(sqlite_store, [(1, NOT_FOUND)])
    with write_session(sqlite_store) as session:
        document = session.get_one(Document, 1)
        snapshot = add_snapshot(session, document, 3)
        add_fetch(session, document, 3, snapshot_id=snapshot.id)
        add_reading(session, document, "新的正文。", snapshot=snapshot)
    compare(sqlite_store)

    with read_session(sqlite_store) as session:
        kinds = session.scalars(select(Change.kind).order_by(Change.id)).all()
    assert kinds[2:] == [ChangeKind.RETURNED, ChangeKind.EDITED]


def test_what_was_never_fetched_cannot_be_missing(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        document = add_document(session, "a")
        add_fetch(session, document, 1, *NOT_FOUND)
        queue(session, Stage.ABSENCE, [document.id], DAY_ONE)
    compare(sqlite_store)

    assert state(sqlite_store) is DocumentState.LISTED
