"""A source that falls silent is told by its own pace, and one that rests is not."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, insert, select

from benchmarks.quiet import KINDS, false_alarms, seen
from models import (
    Change,
    ChangeKind,
    CrawlRun,
    Outcome,
    Source,
    SourceState,
    Transition,
    read_session,
    write_session,
)
from policywatch.health import assess, source_health
from policywatch.health.looks import paces
from policywatch.health.pace import pace_of
from policywatch.health.rest_days import had_working_day, is_working_day
from tests.comparing.world import add_document, add_source

DAY = timedelta(days=1)
FIRST = date(2023, 2, 6)
DAYS = [FIRST + n * DAY for n in range(200)]
LAST = date(2023, 7, 20)  # a Thursday: nothing new comes after it

IsNew = Callable[[date], bool]


def weekdays(day: date) -> bool:
    return day.weekday() < 5 and day <= LAST


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def look(store: Engine, days: Iterable[date], is_new: IsNew, *, source_id: str = "s") -> None:
    """Look at a source once on each day, as the collector notes it."""
    days = list(days)
    common = {"source_id": source_id, "outcome": Outcome.OK, "listed": 20}
    rows = [
        common | {"started_at": at(day), "finished_at": at(day), "new": 3 * is_new(day)}
        for day in days
    ]
    with write_session(store) as session:
        session.execute(insert(CrawlRun), rows)
        source = session.get_one(Source, source_id)
        source.last_run_at = source.last_ok_at = at(days[-1])
        source.due_at = at(days[-1] + DAY)
        news = [day for day in days if is_new(day)]
        source.last_new_at = at(news[-1]) if news else source.last_new_at


def watch(store: Engine, is_new: IsNew, days: list[date] = DAYS, **declaration: object) -> None:
    """Watch a source until nothing new comes any more, and judge it then."""
    with write_session(store) as session:
        add_source(session, "s", **declaration)
    last = max(day for day in days if is_new(day))
    look(store, [day for day in days if day <= last], is_new)
    assess(store, now=at(last))


def days_until_told(store: Engine, is_new: IsNew, until: int = 40) -> int | None:
    """Go on looking, day by day, until the source is told; return after how many days that is."""
    with read_session(store) as session:
        newest = session.get_one(Source, "s").last_new_at
    assert newest is not None
    for number in range(1, until):
        day = newest.date() + number * DAY
        look(store, [day], is_new)
        if any(told.after is SourceState.QUIET for told in assess(store, now=at(day, 12))):
            return number
    return None


def state(store: Engine) -> tuple[SourceState, str]:
    with read_session(store) as session:
        source = session.get_one(Source, "s")
        return source.state, source.state_reason


def test_a_source_that_brought_something_on_each_working_day_is_told_after_a_week(
    store: Engine,
) -> None:
    watch(store, weekdays)

    after = days_until_told(store, weekdays)

    assert after == 8
    reason = "fetched well, but no new document for 8 days; it brought one every 1.4 days"
    assert state(store) == (SourceState.QUIET, reason)
    with read_session(store) as session:
        told = session.scalars(select(Transition).order_by(Transition.id.desc()).limit(1)).one()
        health = source_health(session, at(LAST + 8 * DAY))[0]
    assert told.reason == health.reason == reason
    assert told.advice == health.hint
    assert "`quiet_after`" in told.advice


def test_it_is_told_once_and_works_again_with_the_next_document(sqlite_store: Engine) -> None:
    watch(sqlite_store, weekdays)
    days_until_told(sqlite_store, weekdays)

    later = []
    for number in range(9, 20):
        look(sqlite_store, [LAST + number * DAY], weekdays)
        later += assess(sqlite_store, now=at(LAST + number * DAY, 12))
    look(sqlite_store, [LAST + 20 * DAY], lambda _: True)
    assess(sqlite_store, now=at(LAST + 20 * DAY, 12))

    assert later == []
    assert state(sqlite_store) == (SourceState.WORKING, "data comes")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2023, 4, 3), date(2023, 9, 29), id="National Day"),
        pytest.param(date(2023, 9, 4), date(2024, 2, 8), id="Spring Festival"),
    ],
)
def test_the_long_holidays_are_no_silence(sqlite_store: Engine, first: date, last: date) -> None:
    days = [first + n * DAY for n in range((last - first).days + 1)]

    watch(sqlite_store, lambda day: day.weekday() < 5 and day <= last, days)

    after = days_until_told(sqlite_store, lambda _: False)
    assert after is not None
    rest = [last + n * DAY for n in range(1, after) if not is_working_day(last + n * DAY)]
    assert len(rest) >= 8
    assert 5 <= after - len(rest) <= 8


@pytest.mark.parametrize(
    ("quiet_after", "after"), [(30, 30), (2, 2), (14.0, 14)], ids=["30", "2", "14"]
)
def test_what_its_file_says_wins(sqlite_store: Engine, quiet_after: float, after: int) -> None:
    watch(sqlite_store, weekdays, quiet_after=quiet_after)

    assert days_until_told(sqlite_store, weekdays) == after
    assert f"(remarkable after {quiet_after:g})" in state(sqlite_store)[1]


@pytest.mark.parametrize(
    "is_new",
    [
        pytest.param(lambda day: day.weekday() == 3 and day <= LAST, id="weekly"),
        pytest.param(lambda day: day in (DAYS[0], DAYS[90], LAST), id="few documents"),
        pytest.param(lambda day: LAST - 21 * DAY <= day <= LAST, id="known for weeks only"),
        pytest.param(
            lambda day: day <= LAST and (LAST - day).days % 30 < 12, id="bursts with long rests"
        ),
    ],
)
def test_a_source_without_a_pace_is_told_after_thirty_days(
    sqlite_store: Engine, is_new: IsNew
) -> None:
    watch(sqlite_store, is_new)

    assert days_until_told(sqlite_store, is_new) == 30
    assert "nothing new for 30 days (remarkable after 30)" in state(sqlite_store)[1]


def test_days_on_which_nobody_looked_are_no_silence(sqlite_store: Engine) -> None:
    watch(sqlite_store, weekdays)

    back = LAST + 12 * DAY
    look(sqlite_store, [back], weekdays)
    assess(sqlite_store, now=at(back, 12))

    assert state(sqlite_store)[0] is SourceState.WORKING


def test_a_rest_of_ours_in_the_past_makes_no_pace_slower(sqlite_store: Engine) -> None:
    away = [date(2023, 5, 15) + n * DAY for n in range(14)]

    watch(sqlite_store, weekdays, [day for day in DAYS if day not in away])

    assert days_until_told(sqlite_store, weekdays) == 8


@pytest.mark.parametrize("edits_until", [date(2023, 7, 28), LAST], ids=["edited", "silent"])
def test_a_watched_page_is_judged_by_its_edits(store: Engine, edits_until: date) -> None:
    with write_session(store) as session:
        add_source(session, "s")
        session.get_one(Source, "s").family = "page"
        document = add_document(session, "page")
        for day in DAYS:
            if day.weekday() < 5 and day <= edits_until:
                session.add(
                    Change(
                        document_id=document.id,
                        kind=ChangeKind.NEW if day == FIRST else ChangeKind.EDITED,
                        at=at(day),
                        detail={},
                    )
                )
    today = date(2023, 7, 28)
    look(store, [day for day in DAYS if day <= today], lambda day: day == FIRST)
    assess(store, now=at(today, 12))

    with read_session(store) as session:
        assert session.get_one(Source, "s").last_new_at == at(edits_until)
    if edits_until == today:
        assert state(store) == (SourceState.WORKING, "data comes")
    else:
        told = "fetched well, but no new version for 8 days; it brought one every 1.4 days"
        assert state(store) == (SourceState.QUIET, told)


def test_paces_of_many_sources_are_one_question_that_the_index_answers(store: Engine) -> None:
    with write_session(store) as session:
        for number in range(30):
            add_source(session, f"s{number}")
    for number in range(30):
        rarely = number % 3
        look(
            store,
            [day for day in DAYS if day <= LAST + 8 * DAY],
            lambda day, rarely=rarely: weekdays(day) and (not rarely or day.day == 20),
            source_id=f"s{number}",
        )
    asked: list[tuple[str, object]] = []

    with read_session(store) as session:
        event.listen(
            store,
            "before_cursor_execute",
            lambda _c, _cursor, statement, parameters, *_: asked.append((statement, parameters)),
        )
        known = paces(session, [f"s{n}" for n in range(30)], at(LAST + 8 * DAY, 12))
        plan = ""
        if store.dialect.name == "sqlite":
            statement, parameters = asked[-1]
            rows = session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}",
                parameters,  # type: ignore[arg-type]
            )
            plan = "\n".join(row[3] for row in rows)

    assert sorted(known) == sorted(f"s{n}" for n in range(0, 30, 3))
    assert all(pace.is_left for pace in known.values())
    selected = [statement for statement, _ in asked if statement.startswith("SELECT")]
    assert len(selected) == 2
    if plan:
        assert "USING INDEX ix_crawl_run_news" in plan
        assert "SCAN crawl_run\n" not in plan


def test_sources_of_working_days_have_an_alarm_or_two_in_a_hundred_years() -> None:
    import random

    chance = random.Random(7)
    alarms = sum(
        false_alarms(seen(KINDS[kind](chance), chance))
        for kind in ("working days, 95%", "working days, 80%")
        for _ in range(25)
    )  # three years each

    assert alarms <= 3


@pytest.mark.parametrize(
    ("after", "until", "had"),
    [
        pytest.param("2023-08-24", "2023-08-25", True, id="a Friday"),
        pytest.param("2023-08-25", "2023-08-26", False, id="a Saturday"),
        pytest.param("2023-08-25", "2023-08-28", True, id="over a weekend"),
        pytest.param("2024-02-08", "2024-02-18", False, id="Spring Festival"),
        pytest.param("2023-09-30", "2023-10-08", False, id="National Day"),
        pytest.param("2023-12-31", "2024-01-01", False, id="New Year"),
        pytest.param("2023-08-25", "2023-08-25", False, id="no day"),
        pytest.param("1999-01-01", "2023-08-27", True, id="years"),
    ],
)
def test_working_days(after: str, until: str, had: bool) -> None:
    assert had_working_day(date.fromisoformat(after), date.fromisoformat(until)) is had


def test_no_pace_is_known_of_nothing() -> None:
    assert pace_of([]) is None
    assert pace_of([(day, False) for day in DAYS]) is None
