"""Dates as they stand in lists, feeds and sitemaps, to ISO 8601."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s?[-/.年\\]\s?(\d{1,2})\s?[-/.月\\]\s?(\d{1,2})(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})(?!\d)")
_DAY_OVER_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s{1,3}((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})(?!\d)")
# A calendar leaf: 2022-06 over 15; the year over 06-15, or under it.
_MONTH_OVER_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})月?\s{1,3}(\d{1,2})日?(?=\s|$)"
)
_YEAR_OVER_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年?\s{1,3}(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?(?=\s|$)"
)
_DAY_OVER_YEAR = re.compile(
    r"(?<![\d.])(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s{1,3}((?:19|20)\d{2})年?(?=\s|$)"
)
# Years of the Republic, as Taiwan counts them: 115.03.19 or 民國115年3月19日 is 2026-03-19.
_REPUBLIC = re.compile(
    r"(?<![\d.\-/])(1[0-2]\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?![\d.\-/])"
)
_MONTH_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s?[-/月]\s?(\d{1,2})(?![\d.])")
_DAY_FIRST = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})(?!\d)")
_ENGLISH = re.compile(
    r"(?i)(?:(\d{1,2})\s)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[.,]?\s"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s)?((?:19|20)\d{2})"
)
_IN_URL = re.compile(
    r"/((?:19|20)\d{2})[-/]?(0?[1-9]|1[0-2])[-/]?(0?[1-9]|[12]\d|3[01])/"
    r"|[/_]t?((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])_"
)
_RELATIVE = re.compile(r"(\d{1,3})\s?(?:天前|days? ago)")
_SAID_PUBLISHED = re.compile(
    r"(?:发布|發佈|發布|公布|公开|公開|刊登|上网|发稿)(?:日期|时间|時間)?\s?[:：]?\s?|"
    r"(?:[Pp]ublished|[Pp]osted)(?: on)?:?\s"
)
_DEADLINE = re.compile(
    r"(?:截止|截至|有效期|到期|失效|[Dd]eadline|[Cc]los(?:es|ing)|[Ee]xpir\w{1,5})[^\d]{0,14}"
    r"(?:(?:19|20)\d{2}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_EPOCH_FROM, _EPOCH_TO = 631_152_000, 4_102_444_800  # 1990 to 2100
_SOON = timedelta(days=2)


def find_date(text: str, today: date) -> str | None:
    """Return the first date in a list item's text, ISO 8601 as far as stated.

    A month and day alone belong to the newest such day that is not in the future.
    """
    text = text[:2000]
    if m := _YEAR_FIRST.search(text):
        return _iso(m[1], m[2], m[3])
    if m := _DAY_FIRST.search(text):
        # 18/8/2023 as Hong Kong and Europe write it; 8/18/2023 can only be the American way.
        return _iso(m[3], m[2], m[1]) or _iso(m[3], m[1], m[2])
    if m := _MONTH_OVER_DAY.search(text) or _YEAR_OVER_DAY.search(text):
        return _iso(m[1], m[2], m[3])
    if m := _DAY_OVER_YEAR.search(text):
        return _iso(m[3], m[1], m[2])
    if m := _DAY_OVER_MONTH.search(text):  # a calendar leaf: 15 over 2022-06
        return _iso(m[2], m[3], m[1])
    if m := _COMPACT.search(text):
        return _iso(m[1], m[2], m[3])
    if m := _ENGLISH.search(text):
        month = str(_MONTHS.index(m[2].lower()) + 1)
        day = m[3] or m[1]
        return _iso(m[4], month, day) if day else f"{m[4]}-{int(month):02}"
    if m := _REPUBLIC.search(text):
        found = _iso(str(int(m[1]) + 1911), m[2], m[3])
        if found and found <= (today + _SOON).isoformat():
            return found
    if m := _YEAR_MONTH.search(text):
        return f"{m[1]}-{int(m[2]):02}" if 1 <= int(m[2]) <= 12 else None
    if m := _MONTH_DAY.search(text):
        return _newest(int(m[1]), int(m[2]), today)
    if m := _RELATIVE.search(text):
        return (today - timedelta(days=int(m[1]))).isoformat()
    if "今天" in text or "今日" in text:
        return today.isoformat()
    if "昨天" in text or "昨日" in text:
        return (today - timedelta(days=1)).isoformat()
    return None


def published_date(text: str, today: date) -> str | None:
    """Return the date that a text calls that of publication, else its first that is no deadline."""
    text = text[:2000]
    if said := _SAID_PUBLISHED.search(text):
        found = find_date(text[said.end() : said.end() + 40], today)
        if found:
            return found
    return find_date(_DEADLINE.sub(" ", text), today)


def date_in_url(url: str) -> str | None:
    """Return the date that a document's address carries, as most such systems write it."""
    m = _IN_URL.search(url)
    if not m:
        return None
    year, month, day = (m[1], m[2], m[3]) if m[1] else (m[4], m[5], m[6])
    return _iso(year, month, day)


def parse_stamp(value: object, zone: str, today: date) -> str | None:
    """Return an API's date: epoch seconds or milliseconds, ISO 8601, or any of the list forms."""
    if isinstance(value, bool) or value is None:
        return None
    local: tzinfo = ZoneInfo(zone)
    if isinstance(value, int | float) or (isinstance(value, str) and value.strip().isdecimal()):
        text = str(value).strip()
        number = float(text[:20])
        for divisor in (1, 1000):
            if _EPOCH_FROM <= number / divisor < _EPOCH_TO:
                return datetime.fromtimestamp(number / divisor, local).date().isoformat()
        return find_date(text, today)
    text = str(value).strip()[:200]
    if "T" in text:
        try:
            stamp = datetime.fromisoformat(text)
        except ValueError:
            return find_date(text, today)
        return (stamp.astimezone(local) if stamp.tzinfo else stamp).date().isoformat()
    return find_date(text, today)


def local_today(now: datetime, zone: str) -> date:
    """Return the day that it is in a time zone."""
    return now.astimezone(UTC).astimezone(ZoneInfo(zone)).date()


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _newest(month: int, day: int, today: date) -> str | None:
    for year in (today.year, today.year - 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= today + _SOON:
            return candidate.isoformat()
    return None
