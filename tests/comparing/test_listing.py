"""What a list no longer shows: taken off, or only made room for what is newer."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from models import (
    Change,
    ChangeKind,
    CrawlRun,
    Document,
    Outcome,
    Source,
    Stage,
    queue,
    read_session,
    write_session,
)
from policywatch.comparing import compare
from tests.comparing.world import DAY_ONE, add_document, add_source

Run = tuple[float, Outcome]
OK, SAME = Outcome.OK, Outcome.NOT_MODIFIED
DAILY: list[Run] = [(1, OK), (2, OK), (3, OK)]


def unlist(
    store: Engine, runs: list[Run], *, place: int = 4, of: int = 10, dated: bool = True
) -> list[str]:
    """List items newest first, drop the one at a place, and return what is observed."""
    with write_session(store) as session:
        add_source(session, "s")
        first = CrawlRun(source_id="s", started_at=DAY_ONE, declaration_sha256="0" * 64)
        session.add(first)
        session.flush()
        for number in range(of):
            date = f"2023-08-{28 - number:02}" if dated else None
            add_document(
                session, f"{number}", listed_date=date, last_listed_at=DAY_ONE, run_id=first.id
            )
        for day, outcome in runs:
            run_in(session.get_one(Source, "s"), day, outcome, session)
            if outcome is Outcome.OK:
                for document in session.scalars(select(Document)).all():
                    if document.id != place + 1:
                        document.last_listed_at = DAY_ONE + timedelta(days=day)
        queue(session, Stage.ABSENCE, [place + 1], DAY_ONE)
    for _ in range(2):
        compare(store)
        with write_session(store) as session:
            queue(session, Stage.ABSENCE, [place + 1], DAY_ONE)
    with read_session(store) as session:
        changes = session.scalars(select(Change)).all()
        assert {change.kind for change in changes} <= {ChangeKind.LIST_ITEM_VANISHED}
        return [str(change.detail["observed"]) for change in changes]


def run_in(source: Source, day: float, outcome: Outcome, session: object) -> None:
    at = DAY_ONE + timedelta(days=day)
    killed = outcome is Outcome.TIMEOUT
    session.add(  # type: ignore[attr-defined]
        CrawlRun(
            source_id=source.id,
            started_at=at,
            finished_at=None if killed else at,
            outcome=None if killed else outcome,
            declaration_sha256="0" * 64,
        )
    )


@pytest.mark.parametrize("dated", [True, False])
def test_an_item_that_older_ones_outlast_was_taken_off(store: Engine, dated: bool) -> None:
    assert unlist(store, DAILY, dated=dated) == [
        "not listed on 3 of 3 checks over 2 days, while 5 older items were"
    ]


@pytest.mark.parametrize("dated", [True, False])
def test_the_oldest_item_made_room(sqlite_store: Engine, dated: bool) -> None:
    assert unlist(sqlite_store, DAILY, place=9, dated=dated) == []


def test_two_pinned_items_below_it_do_not_count(sqlite_store: Engine) -> None:
    assert unlist(sqlite_store, DAILY, place=7) == []


def test_an_unmodified_list_confirms_what_was_read_before(sqlite_store: Engine) -> None:
    assert unlist(sqlite_store, [(1, OK), (2, SAME), (3, SAME)]) != []


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param([(1, OK), (3, OK)], id="too few"),
        pytest.param([(0.1, OK), (0.2, OK), (0.3, OK)], id="too soon"),
        pytest.param(
            [(1, OK), (2, Outcome.HTTP_5XX), (3, Outcome.LAYOUT_CHANGED), (4, OK)], id="failed"
        ),
        pytest.param([(1, OK), (2, Outcome.TIMEOUT), (3, OK)], id="killed"),
        pytest.param([(1, SAME), (2, SAME), (3, SAME), (4, OK)], id="unmodified before"),
    ],
)
def test_checks_that_say_nothing_are_no_quorum(sqlite_store: Engine, runs: list[Run]) -> None:
    assert unlist(sqlite_store, runs) == []
