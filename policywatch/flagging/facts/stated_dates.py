"""What a date or a time of day states, as far as it is written: never a made-up day."""

import re
from datetime import date
from typing import NamedTuple

from policywatch.flagging.facts.numbers import parse

_TIME = re.compile(
    r"(?: ?\([^)\n]{1,9}\))?[ ,]{0,2}\(?(?:at |by |t)?(?:\(?(?:北京|当地)时间\)? ?)?"
    r"(?P<half>上午|下午|晚上?|中午|凌晨)? ?"
    r"(?P<hour>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?"
    r"(?:[:时点] ?(?P<minute>[0-9]{2}|半)?(?:分|:[0-9]{2})?整?|(?= ?[ap]\.?m))"
    r"(?: ?(?P<latin>[ap])\.?m(?![a-z])\.?)?"
)
_TIME_BEGINS = frozenset(" ,(0123456789一二三四五六七八九十上下中晚凌北当abt")


class Moment(NamedTuple):
    """A date as far as it is stated: 2023-03-31T17:00, 2023-03, 2023-Q1, 2023, 04-15, 03.

    It stands at `start`-`end`. `part` says which part of a month or year is meant, "" for a day;
    `opening` is the first day where the moment is the last of a range of days (4月1日至30日).
    """

    stated: str
    start: int
    end: int
    part: str = ""
    opening: str = ""

    @property
    def unit(self) -> str:
        """`datetime` when the time of day is stated, else `date`."""
        return "datetime" if "T" in self.stated else "date"


def with_time(text: str, stated: str, start: int, end: int) -> Moment:
    """Return the moment of a day at a place, with the time of day that stands behind it."""
    time = _TIME.match(text, end) if text[end : end + 1] in _TIME_BEGINS else None
    if time and (clock := stated_time(time)):
        return Moment(f"{stated}T{clock}", start, time.end())
    return Moment(stated, start, end)


def number_in(written: str | None) -> int | None:
    """Return a number of digits or of Han; None where it is none."""
    if not written:
        return None
    if written.isascii():
        return int(written)
    value = parse(written)
    return int(value[0]) if value else None


def stated_date(year: int | None, month: int | None, day: int | None) -> str | None:
    """Write a date as far as given; None if there is no such day."""
    if month is None:
        return str(year) if year else None
    try:
        date(year or 2024, month, day or 1)
    except ValueError:
        return None
    parts = [f"{year:04}"] if year else []
    parts += [f"{month:02}"]
    if day:
        parts.append(f"{day:02}")
    return "-".join(parts)


def stated_time(time: re.Match[str]) -> str | None:
    """Write a time of day as 17:00; None if there is no such time."""
    hour = number_in(time["hour"])
    minute = 30 if time["minute"] == "半" else int(time["minute"] or 0)
    if hour is None:
        return None
    half = time["half"] or ""
    if (half[:1] in ("下", "晚") or time["latin"] == "p") and hour < 12:
        hour += 12
    if time["latin"] == "a" and hour == 12:
        hour = 0
    valid = (hour < 24 and minute < 60) or (hour == 24 and minute == 0)
    return f"{hour:02}:{minute:02}" if valid else None
