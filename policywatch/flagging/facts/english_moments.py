"""Dates whose month is named in English, with their time of day."""

import re

from policywatch.flagging.facts.reading import Reading
from policywatch.flagging.facts.stated_dates import Moment, stated_date, stated_time, with_time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_MONTH_WORD = re.compile(_MONTH)
_DAY_BEFORE = re.compile(r"(?<![0-9])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? ?(?:of )?$")
_YEAR_AFTER = re.compile(r",? (?P<year>(?:19|20)[0-9]{2})(?![0-9])")
_DAY_NEXT = re.compile(
    r" (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])(?:(?: \([a-z]{3,9}\))?,? (?P<year>(?:19"
    r"|20)[0-9]{2}))?"
)
_PART_BEFORE = re.compile(r"(?P<part>end|beginning|middle) of $")
_CLOCK_BEFORE = re.compile(
    r"(?P<half>)(?<![0-9:])(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
    r"(?: ?(?P<latin>[ap])\.?m\.?| ?(?P<noon>noon))?(?<=[0-9mn.])(?: \(?[a-z ]{3,12}\)?)?"
    r"(?:,? on)?(?:,? [a-z]{6,9})?,? $"
)


def find_english_moments(reading: Reading) -> list[Moment]:
    """Return the valid dates of a text whose month is named in English, by their months."""
    found: list[Moment] = []
    if not reading.mentions(*_MONTHS):
        return found
    text = reading.plain
    for month, stem in enumerate(_MONTHS, start=1):
        at = text.find(stem)
        while at >= 0:
            moment = None
            if not at or not text[at - 1].isalpha():
                moment = _moment_at(text, at, month)
            if moment:
                found.append(moment)
            at = text.find(stem, max(at + 3, moment.end if moment else 0))
    return found


def _moment_at(text: str, at: int, month: int) -> Moment | None:
    """Return the date whose month's name begins at a place: 31 March 2023, March 31, March 2023."""
    name = _MONTH_WORD.match(text, at)
    if name is None:
        return None
    end = name.end()
    if day := _DAY_BEFORE.search(text, max(0, at - 8), at):
        year = _YEAR_AFTER.match(text, end)
        written = int(year["year"]) if year else None
        stated = stated_date(written, month, int(day["day"]))
        return _timed(text, stated, day.start(), year.end() if year else end) if stated else None
    if following := _DAY_NEXT.match(text, end):
        written = int(following["year"]) if following["year"] else None
        stated = stated_date(written, month, int(following["day"]))
        return _timed(text, stated, at, following.end()) if stated else None
    part = _PART_BEFORE.search(text, max(0, at - 14), at)
    year = _YEAR_AFTER.match(text, end)
    if not (part or year):
        return None
    stated = stated_date(int(year["year"]) if year else None, month, None)
    start = part.start() if part else at
    said = f"{part['part']} of the month" if part else ""
    return Moment(stated, start, year.end() if year else end, said) if stated else None


def _timed(text: str, stated: str, start: int, end: int) -> Moment:
    """Make a moment of an English day with the time that stands behind or before it."""
    moment = with_time(text, stated, start, end)
    if moment.end > end:
        return moment
    time = _CLOCK_BEFORE.search(text, max(0, start - 32), start)
    if time and (time["minute"] or time["latin"] or time["noon"]) and (clock := stated_time(time)):
        return Moment(f"{stated}T{clock}", time.start(), end)
    return Moment(stated, start, end)
