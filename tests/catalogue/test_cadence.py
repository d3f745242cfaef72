"""When a source is due: its rate of change, its bounds, its quiet hours."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywatch.catalogue.cadence import (
    Bounds,
    QuietHours,
    Record,
    due_after,
    interval_of,
    record_of,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOW = datetime(2023, 8, 24, 9, 0, tzinfo=UTC)
BOUNDS = Bounds(every=DAY, soonest=DAY / 4, promise=DAY * 2)
SHANGHAI = "Asia/Shanghai"
NIGHT = QuietHours.parse("23:00-06:00")


def _record(changed: list[bool], days: float = 1.0) -> Record:
    record = Record()
    for one in changed:
        record.add(days, one)
    return record


def test_the_rate_of_change_is_found_again() -> None:
    """The plain estimate X / n / I would say 0.18 a day for a rate of 0.2 looked at daily."""
    chance = random.Random(1)
    rate, found = 0.2, []
    for _ in range(300):
        record = _record([chance.random() < 1 - math.exp(-rate) for _ in range(60)])
        found.append(record.changes_per_day or 0.0)

    assert sum(found) / len(found) == pytest.approx(rate, rel=0.06)


def test_old_visits_count_less() -> None:
    was_dead = _record([False] * 100 + [True] * 30)
    was_busy = _record([True] * 100 + [False] * 30)

    assert (was_dead.changes_per_day or 0) > (was_busy.changes_per_day or 0)


def test_nothing_is_made_of_too_few_visits() -> None:
    assert interval_of(BOUNDS, _record([True, True])) == DAY


def test_what_changes_often_is_looked_at_sooner_and_what_is_dead_later() -> None:
    busy = interval_of(BOUNDS, _record([True] * 40))
    weekly = interval_of(BOUNDS, _record([n % 7 == 0 for n in range(70)]))
    dead = interval_of(BOUNDS, _record([False] * 40))

    assert busy < DAY / 2 < weekly < dead == BOUNDS.promise


@given(st.lists(st.booleans(), max_size=60), st.floats(0.001, 40))
def test_an_interval_keeps_within_what_was_declared(changed: list[bool], days: float) -> None:
    interval = interval_of(BOUNDS, _record(changed, days))

    assert BOUNDS.soonest <= interval <= BOUNDS.promise


def test_the_first_visit_says_nothing_of_a_rate() -> None:
    visits = [(NOW + DAY * n, n == 0) for n in range(10)]

    assert record_of(visits).changes == 0


@given(st.integers(0, 10_000), st.text("abc-", min_size=1, max_size=8))
def test_due_times_are_spread_by_source_and_never_late(minutes: int, source_id: str) -> None:
    visited = NOW + timedelta(minutes=minutes)

    due = due_after(source_id, visited, DAY, QuietHours(), SHANGHAI)

    assert visited + DAY * 0.9 <= due <= visited + DAY
    assert due == due_after(source_id, visited, DAY, QuietHours(), SHANGHAI)


def test_sources_declared_alike_do_not_come_at_once() -> None:
    due = {due_after(f"s-{n}", NOW, DAY, QuietHours(), SHANGHAI) for n in range(100)}

    assert len({f"{d:%H:%M}" for d in due}) > 40


@given(st.integers(0, 60 * 24 * 400), st.integers(1, 72))
def test_quiet_hours_are_kept_by_the_clock_of_the_publisher(minutes: int, hours: int) -> None:
    visited = NOW + timedelta(minutes=minutes)

    due = due_after("s", visited, HOUR * hours, NIGHT, SHANGHAI)

    assert NIGHT.end_of(due, SHANGHAI) is None
    assert visited < due


def test_what_is_due_at_night_comes_before_it_or_right_after() -> None:
    evening = datetime(2023, 8, 24, 22, 30, tzinfo=UTC)

    assert NIGHT.before(evening, evening - DAY, "UTC") == evening
    late = evening + HOUR * 3
    assert NIGHT.before(late, late - DAY, "UTC") == evening + timedelta(minutes=29)
    assert NIGHT.before(late, evening, "UTC") == evening + HOUR * 7.5


@pytest.mark.parametrize("written", ["23-06:00:x", "25:00-06:00", "6am-7am", "06:00-05:00", "x"])
def test_quiet_hours_written_wrongly_are_told(written: str) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        QuietHours.parse(written)
