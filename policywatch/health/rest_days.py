"""Days on which publishers rest: weekends and the long holidays, in which silence says nothing."""

from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5
# The first day of the Chinese year, as the calendar has it; it cannot be told from the year alone.
SPRING_FESTIVALS = (
    *("2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29"),
    *("2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23"),
    *("2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08", "2036-01-28", "2037-02-15"),
    *("2038-02-04", "2039-01-24", "2040-02-12", "2041-02-01", "2042-01-22", "2043-02-10"),
)
# Many offices rest before and after the days that the state council sets from year to year.
_BEFORE, _AFTER = 3, 9
_SPRING = frozenset(
    date.fromisoformat(first) + n * DAY
    for first in SPRING_FESTIVALS
    for n in range(-_BEFORE, _AFTER + 1)
)
# Of each year, first and last day as month and day: May Day, National Day, Christmas, New Year.
_FIXED = (((5, 1), (5, 5)), ((10, 1), (10, 8)), ((12, 24), (12, 31)), ((1, 1), (1, 3)))


def is_working_day(day: date) -> bool:
    """Return whether a publisher may be expected to publish on a day.

    Short holidays count as working days, and working weekends as weekends: either is a day or two.
    """
    if day.weekday() >= SATURDAY or day in _SPRING:
        return False
    return not any(first <= (day.month, day.day) <= last for first, last in _FIXED)


def had_working_day(after: date, until: date) -> bool:
    """Return whether a working day came after a day, up to another."""
    # No rest is as long as a month.
    days = min((until - after).days, 31)
    return any(is_working_day(until - n * DAY) for n in range(days))
