"""When a document appeared, as far as we know."""

import calendar
from datetime import UTC, datetime

FIRST_YEAR = 1990


def appeared_at(published: str | None, first_seen_at: datetime) -> datetime:
    """Return the day that a page states, if that was before it was first seen; else the latter.

    Of a day not stated in full ("2023-03") the last one that it may be counts. What cannot be
    a date, or lies before the web, is not believed.
    """
    stated = _last_day(published) if published else None
    return min(stated, first_seen_at) if stated else first_seen_at


def _last_day(stated: str) -> datetime | None:
    try:
        year, month, day = ([int(part) for part in stated[:10].split("-")] + [0, 0])[:3]
        if year < FIRST_YEAR:
            return None
        month = month or 12
        return datetime(year, month, day or calendar.monthrange(year, month)[1], tzinfo=UTC)
    except (ValueError, calendar.IllegalMonthError):
        return None
