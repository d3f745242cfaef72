"""Dates and quarters with their time of day, as far as stated: never a made-up day."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from policywatch.flagging.facts.minguo import counts_from_1912
from policywatch.flagging.facts.numbers import parse
from policywatch.flagging.facts.reading import Reading

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
_TIME = re.compile(
    r"(?: ?\([^)\n]{1,9}\))?[ ,]{0,2}\(?(?:at |by |t)?(?:\(?(?:北京|当地)时间\)? ?)?"
    r"(?P<half>上午|下午|晚上?|中午|凌晨)? ?"
    r"(?P<hour>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?"
    r"(?:[:时点] ?(?P<minute>[0-9]{2}|半)?(?:分|:[0-9]{2})?整?|(?= ?[ap]\.?m))"
    r"(?: ?(?P<latin>[ap])\.?m(?![a-z])\.?)?"
)
_TIME_BEGINS = frozenset(" ,(0123456789一二三四五六七八九十上下中晚凌北当abt")
_CLOCK_BEFORE = re.compile(
    r"(?P<half>)(?<![0-9:])(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
    r"(?: ?(?P<latin>[ap])\.?m\.?| ?(?P<noon>noon))?(?<=[0-9mn.])(?: \(?[a-z ]{3,12}\)?)?"
    r"(?:,? on)?(?:,? [a-z]{6,9})?,? $"
)
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
    if english and reading.mentions(*_MONTHS) and (named := _english(text)):
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
    stated = _stated(int(year[0]), month, day)
    return _timed_at(text, stated, found.start(), year.end()) if stated else None


def _short_day(text: str, at: int) -> Moment | None:
    """Return the day whose month and day a sign parts: 10/31(五), 4.10 12:00, 截稿日：5/31."""
    day = _SHORT_DAY.match(text, at + 1)
    if day is None and _CLOSING_BEFORE.search(text, max(0, at - 12), at):
        day = _CLOSING_DAY.match(text, at + 1)
    month = _SHORT_MONTH.search(text, max(0, at - 3), at) if day else None
    if day is None or month is None:
        return None
    stated = _stated(None, int(month[0]), int(day["day"]))
    return _timed_at(text, stated, month.start(), day.end()) if stated else None


def _timed_at(text: str, stated: str, start: int, end: int) -> Moment:
    if (time := _TIME.match(text, end)) and (clock := _clock(time)):
        return Moment(f"{stated}T{clock}", start, time.end())
    return Moment(stated, start, end)


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


def _english(text: str) -> list[Moment]:
    found: list[Moment] = []
    for month, stem in enumerate(_MONTHS, start=1):
        at = text.find(stem)
        while at >= 0:
            moment = None
            if not at or not text[at - 1].isalpha():
                moment = _english_at(text, at, month)
            if moment:
                found.append(moment)
            at = text.find(stem, max(at + 3, moment.end if moment else 0))
    return found


def _english_at(text: str, at: int, month: int) -> Moment | None:
    """Return the date whose month's name begins at a place: 31 March 2023, March 31, March 2023."""
    name = _MONTH_WORD.match(text, at)
    if name is None:
        return None
    end = name.end()
    if day := _DAY_BEFORE.search(text, max(0, at - 8), at):
        year = _YEAR_AFTER.match(text, end)
        written = int(year["year"]) if year else None
        stated = _stated(written, month, int(day["day"]))
        return _timed(text, stated, day.start(), year.end() if year else end) if stated else None
    if following := _DAY_NEXT.match(text, end):
        written = int(following["year"]) if following["year"] else None
        stated = _stated(written, month, int(following["day"]))
        return _timed(text, stated, at, following.end()) if stated else None
    part = _PART_BEFORE.search(text, max(0, at - 14), at)
    year = _YEAR_AFTER.match(text, end)
    if not (part or year):
        return None
    stated = _stated(int(year["year"]) if year else None, month, None)
    start = part.start() if part else at
    said = f"{part['part']} of the month" if part else ""
    return Moment(stated, start, year.end() if year else end, said) if stated else None


def _timed(text: str, stated: str, start: int, end: int) -> Moment:
    """Make a moment of an English day with the time that stands behind or before it."""
    moment = _timed_at(text, stated, start, end)
    if moment.end > end:
        return moment
    time = _CLOCK_BEFORE.search(text, max(0, start - 32), start)
    if time and (time["minute"] or time["latin"] or time["noon"]) and (clock := _clock(time)):
        return Moment(f"{stated}T{clock}", time.start(), end)
    return Moment(stated, start, end)


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
    year, month, day = _year(written), _number(month), _number(day)
    stated = _stated(year, month, day)
    if stated is None:
        return None
    part = part or ""
    if not day:
        if month and not (year or part or text.startswith("前", end)):
            return None
        return Moment(stated, start, end, (_PARTS if month else _YEAR_PARTS).get(part, ""))
    opening = ""
    until = _DAY_AFTER.match(text, end) if text[end : end + 2].strip(" ")[:1] in _DASHES else None
    if until and (later := _stated(year, month, int(until["day"]))):
        opening, stated, end = stated, later, until.end()
    elif found.re is _NUMERIC and (last := _last_of_range(found, year)):
        opening, (stated, end) = stated, last
    time = _TIME.match(text, end) if text[end : end + 1] in _TIME_BEGINS else None
    if time and (clock := _clock(time)):
        stated, end = f"{stated}T{clock}", time.end()
    return Moment(stated, start, end, "", opening)


def _last_of_range(found: re.Match[str], year: int | None) -> tuple[str, int] | None:
    """Return the last day of a range whose first day is written in numbers, and its end."""
    until = _MONTH_AND_DAY_AFTER.match(found.string, found.end())
    if until is None or until["sep"] != found["sep"]:
        return None
    later = _stated(year, int(until["month"]), int(until["day"]))
    return (later, until.end()) if later else None


def _number(written: str | None) -> int | None:
    if not written:
        return None
    if written.isascii():
        return int(written)
    value = parse(written)
    return int(value[0]) if value else None


def _year(written: str | None) -> int | None:
    """Return the year; a year of three figures counts from 1912, as the Republic's do."""
    if written and len(written) == 3 and not written.isascii() and written[1] not in "百十":
        written = f"〇{written}"
    year = _number(written)
    return year + _MINGUO if year and year < 200 else year


def _stated(year: int | None, month: int | None, day: int | None) -> str | None:
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


def _clock(time: re.Match[str]) -> str | None:
    """Write a time of day as 17:00; None if there is no such time."""
    hour = _number(time["hour"])
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
