"""Dates and quarters with their time of day, as far as stated: never a made-up day."""

import re
from collections.abc import Iterator

from policywatch.flagging.facts.english_moments import find_english_moments
from policywatch.flagging.facts.minguo import counts_from_1912
from policywatch.flagging.facts.reading import Reading
from policywatch.flagging.facts.stated_dates import (
    Moment,
    number_in,
    stated_date,
    with_time,
)

_HAN = "〇零一二三四五六七八九十廿卅"
_BEGINS = re.compile(
    rf"[0-9{_HAN}](?<![0-9{_HAN}].)(?:[0-9{_HAN}百]{{0,3}} ?[年月]|[0-9]{{3}}[-/.][0-9]"
    r"|(?<=1)[0-3][0-9][/.][0-9])"
)
"""Where a date may begin; the pattern below says whether one does."""
_CHINESE = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2}|1[0-3][0-9]|(?<=民国)[0-9]{2}|[一二][〇零一二三四五六七八九]{3}"
    r"|一百?[〇零一二三四五六七八九十]{1,3}) ?年度?,? ?)?"
    rf"(?P<month>[0-9]{{1,2}}|[{_HAN}]{{1,3}}) ?月份?"
    rf"(?: ?(?P<day>[0-9]{{1,2}}|[{_HAN}]{{1,4}}) ?[日号])?(?P<part>底|末|初|[上中下]旬)?"
)
_EARLY_YEAR = re.compile(
    r"(?P<year>[89][0-9]|[八九]十[一二三四五六七八九]?|一百) ?年 ?(?=[^年]{1,3}月)"
)
"""A year of the Republic up to 100, written as one of the last century is: 99年6月1日."""
_NUMERIC = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2}|(?<=[于自至到期日:( \t])1[0-3][0-9](?=[./][0-9./]{3,5}"
    r"(?:[前止起至到截上下中晚(, \n-]|$)))(?P<sep>[-/.])"
    r"(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})(?![0-9])"
)
_YEAR = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2}) ?年[度年]?"
    r"(?:的? ?第?(?P<quarter>[一二三四1-4])季度|(?P<part>底|末|上半年|下半年))?(?! ?[0-9])"
)
_SHORT_MONTH = re.compile(r"(?<![0-9a-z.,/$¥-])(?:1[0-2]|0?[1-9])$")
_SHORT_DAY = re.compile(
    r"(?P<day>[0-3]?[0-9])(?![0-9./%])"
    r"(?:(?P<weekday> ?\((?:周|星期|(?<=/[0-9]\()|(?<=/[0-9]{2}\())[一二三四五六日天]\))"
    r"|(?= ?[0-2]?[0-9]:[0-5][0-9]))"
)
"""A day written as two numbers, where a weekday or an hour behind shows that it is one."""
_CLOSING_BEFORE = re.compile(r"截[止稿](?:日期?|时间)?[:为 \t]{0,2}[01]?[0-9]$")
_CLOSING_DAY = re.compile(r"(?P<day>[0-3]?[0-9])(?![0-9./%万亿千百元年])")
"""Behind the name of a deadline no more need show that two numbers are a day: 截稿日：5/31."""
_QUARTER = {"一": "1", "二": "2", "三": "3", "四": "4"}
_PARTS = {
    "底": "end of the month", "末": "end of the month", "初": "beginning of the month",
    "上旬": "first ten days of the month", "中旬": "middle of the month",
    "下旬": "last ten days of the month",
}  # fmt: skip
_YEAR_PARTS = {
    "底": "end of the year", "末": "end of the year", "上半年": "first half of the year",
    "下半年": "second half of the year",
}  # fmt: skip
_DASHES = ("至", "到", "-")

_DAY_AFTER = re.compile(r" ?[至到-] ?(?P<day>[0-9]{1,2}) ?[日号]")
_MONTH_AND_DAY_AFTER = re.compile(
    r" ?(?:\([^)\n]{1,4}\))?起? ?[至到-] ?(?P<month>[01]?[0-9])(?P<sep>[/.])(?P<day>[0-3]?[0-9])"
    r"(?![0-9./%])"
)
"""The last day of a range that leaves out the year: 113/10/1至10/31."""
_YEAR_LAST = re.compile(r"(?<![0-9./-])(?P<a>[0-3]?[0-9])(?P<sep>[/.-])(?P<b>[0-3]?[0-9])(?P=sep)$")
"""A day and a month before their year: 31/05/2024."""
_YEAR_BEGINS = [f"{sign}{century}" for sign in "/.-" for century in ("20", "19")]
_FOUR_DIGITS = re.compile(r"[0-9]{4}(?![0-9./-][0-9])(?![0-9])")
_MINGUO = 1911
_MONTHS_A_YEAR = 12


def find_moments(reading: Reading, *, english: bool = True) -> list[Moment]:
    """Return the valid dates of a text in order, none made up, none overlapping.

    Dates with English months are sought only where `english`.
    """
    text = reading.plain
    found: list[Moment] = []
    if "月" in text or "年" in text or "20" in text or "19" in text or "/" in text or "." in text:
        found += _from_beginnings(reading)
        more = _short_days(text)
        if reading.mentions(*_YEAR_BEGINS):
            more += _years_last(text)
        if more:
            found += more
            found.sort(key=lambda moment: (moment.start, -moment.end))
    if english and (named := find_english_moments(reading)):
        found += named
        found.sort(key=lambda moment: (moment.start, -moment.end))
    kept: list[Moment] = []
    for moment in found:
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return kept


def _short_days(text: str) -> list[Moment]:
    days: list[Moment] = []
    closing = "截" in text
    signs = "./" if closing or "前" in text or "止" in text else "/"
    for sign in signs:
        at = text.find(sign, 1)
        while at > 0:
            behind = text[at + 2 : at + 4]
            if "(" in behind or " " in behind or (closing and "截" in text[max(0, at - 12) : at]):
                moment = _short_day(text, at)
                days += [moment] if moment else []
            at = text.find(sign, at + 1)
    return days


def _years_last(text: str) -> list[Moment]:
    """Return the days whose year stands last: 31/05/2024, 31.5.2024; none that may be two days."""
    days: list[Moment] = []
    for begins in _YEAR_BEGINS:
        at = text.find(begins)
        while at > 0:
            moment = _year_last(text, at)
            days += [moment] if moment else []
            at = text.find(begins, at + 1)
    return days


def _year_last(text: str, at: int) -> Moment | None:
    year = _FOUR_DIGITS.match(text, at + 1)
    found = _YEAR_LAST.search(text, max(0, at - 6), at + 1) if year else None
    if year is None or found is None:
        return None
    a, b = int(found["a"]), int(found["b"])
    if text[at] != "." and a != b and max(a, b) <= _MONTHS_A_YEAR:
        return None
    day, month = (b, a) if a <= _MONTHS_A_YEAR < b else (a, b)
    stated = stated_date(int(year[0]), month, day)
    return with_time(text, stated, found.start(), year.end()) if stated else None


def _short_day(text: str, at: int) -> Moment | None:
    """Return the day whose month and day a sign parts: 10/31(五), 4.10 12:00, 截稿日：5/31."""
    day = _SHORT_DAY.match(text, at + 1)
    if day is None and _CLOSING_BEFORE.search(text, max(0, at - 12), at):
        day = _CLOSING_DAY.match(text, at + 1)
    month = _SHORT_MONTH.search(text, max(0, at - 3), at) if day else None
    if day is None or month is None:
        return None
    stated = stated_date(None, int(month[0]), int(day["day"]))
    return with_time(text, stated, month.start(), day.end()) if stated else None


def _from_beginnings(reading: Reading) -> Iterator[Moment]:
    text, at = reading.plain, 0
    while (begins := _BEGINS.search(text, at)) is not None:
        start = begins.start()
        last = begins[0][-1]
        if last == "月":
            found = _CHINESE.match(text, start)
        elif last == "年":
            found = _CHINESE.match(text, start) or _YEAR.match(text, start)
        else:
            found = _NUMERIC.match(text, start)
        moment = _moment(found, text) if found else None
        if found is None and last == "年":
            moment = _of_early_year(reading, start)
        at = max(moment.end if moment else begins.end(), start + 1)
        if moment:
            yield moment


def _of_early_year(reading: Reading, start: int) -> Moment | None:
    """Return the day of a year up to 100 that is the Republic's, where the text is of Taiwan."""
    text = reading.plain
    year = _EARLY_YEAR.match(text, start)
    if year is None:
        return None
    if not text.endswith("民国", 0, start) and not counts_from_1912(reading.shown, text):
        return None
    found = _CHINESE.match(text, year.end())
    moment = _moment(found, text) if found else None
    if moment is None:
        return None
    written = str(_year(year["year"]))
    opening = f"{written}-{moment.opening}" if moment.opening else ""
    return moment._replace(stated=f"{written}-{moment.stated}", start=start, opening=opening)


def _moment(found: re.Match[str], text: str) -> Moment | None:
    """Make the moment that a match of a Chinese or numeric pattern states, with its time."""
    if found.lastgroup == "year":
        return Moment(str(_year(found["year"])), *found.span())
    start, end = found.span()
    part, month, day = "", None, None
    if found.re is _YEAR:
        written, quarter, part = found.group("year", "quarter", "part")
        if quarter:
            return Moment(f"{_year(written)}-Q{_QUARTER.get(quarter, quarter)}", start, end)
    elif found.re is _CHINESE:
        written, month, day, part = found.group("year", "month", "day", "part")
    else:
        written, month, day = found.group("year", "month", "day")
    year, month, day = _year(written), number_in(month), number_in(day)
    stated = stated_date(year, month, day)
    if stated is None:
        return None
    part = part or ""
    if not day:
        if month and not (year or part or text.startswith("前", end)):
            return None
        return Moment(stated, start, end, (_PARTS if month else _YEAR_PARTS).get(part, ""))
    opening = ""
    until = _DAY_AFTER.match(text, end) if text[end : end + 2].strip(" ")[:1] in _DASHES else None
    if until and (later := stated_date(year, month, int(until["day"]))):
        opening, stated, end = stated, later, until.end()
    elif found.re is _NUMERIC and (last := _last_of_range(found, year)):
        opening, (stated, end) = stated, last
    return with_time(text, stated, start, end)._replace(opening=opening)


def _last_of_range(found: re.Match[str], year: int | None) -> tuple[str, int] | None:
    """Return the last day of a range whose first day is written in numbers, and its end."""
    until = _MONTH_AND_DAY_AFTER.match(found.string, found.end())
    if until is None or until["sep"] != found["sep"]:
        return None
    later = stated_date(year, int(until["month"]), int(until["day"]))
    return (later, until.end()) if later else None


def _year(written: str | None) -> int | None:
    """Return the year; a year of three figures counts from 1912, as the Republic's do."""
    if written and len(written) == 3 and not written.isascii() and written[1] not in "百十":
        written = f"〇{written}"
    year = number_in(written)
    return year + _MINGUO if year and year < 200 else year
