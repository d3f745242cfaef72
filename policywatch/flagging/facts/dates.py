"""Dates: deadlines with their time, and cut-offs of birth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import parse
from policywatch.flagging.facts.reading import Reading

_HAN_DAY = r"[〇零一二三四五六七八九十廿卅]"
_CHINESE = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2}|[一二][〇零一二三四五六七八九]{3}) ?年 ?)?"
    rf"(?P<month>[0-9]{{1,2}}|{_HAN_DAY}{{1,3}}) ?月"
    rf"(?: ?(?P<day>[0-9]{{1,2}}|{_HAN_DAY}{{1,4}}) ?[日号])?"
)
_NUMERIC = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<sep>[-/.])"
    r"(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})(?![0-9])"
)
_YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2}) ?年(?! ?[0-9])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_ENGLISH = re.compile(
    rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})"
    r"(?:,? (?P<year>(?:19|20)[0-9]{2}))?"
    rf"|(?P<month2>{_MONTH}) (?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9])"
    r"(?:,? (?P<year2>(?:19|20)[0-9]{2}))?"
)
_ENGLISH_ANCHOR = re.compile(rf"(?<![a-z]){_MONTH}")
_TIME = re.compile(
    r"(?:\([^)]{1,6}\))?[ ,，]{0,2}(?:at |by |t)?(?P<half>上午|下午|晚上?|中午|凌晨)? ?"
    r"(?P<hour>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?"
    r"(?:[:：时点] ?(?P<minute>[0-9]{2}|半)?(?:分|:[0-9]{2})?整?|(?= ?[ap]\.?m))"
    r"(?: ?(?P<latin>[ap])\.?m\.?)?"
)
_BORN_AFTER = re.compile(
    r"(?:\((?:含|包含|含当日|含当天)\))?,?(?P<side>以后|之后|及以后|后|以前|之前|前)"
    r"(?:\((?:含|包含|含当日|含当天)\))? ?,?出生"
)
_BORN_BEFORE = re.compile(
    r"(?:born|出生日期|出生于|出生时间|出生年月)[^，。]{0,10}?"
    r"(?P<side>on or after|on or before|after|since|before|晚于|早于|不早于|不晚于)?[ 在:为]{0,2}$"
)
_DEADLINE_BEFORE = re.compile(
    r"截止|截稿|止于|截至日期|不迟于|不晚于|最迟"
    r"|(?:申报|报名|申请|受理|报送|提交|征集|投递|应聘|材料)[^，。]{0,6}(?:时间|日期|期限|截至)"
    r"|deadline|clos(?:e|es|ing)|due|no(?:t)? later than"
)
_BY = re.compile(r"(?:by|before|until|till)(?: the)? (?:[0-9:.]{1,5} ?(?:[ap]\.?m\.?)? (?:on )?)?$")
_CLOCK_BEFORE = re.compile(
    r"(?P<half>)(?<![0-9:])(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?"
    r"(?: ?(?P<latin>[ap])\.?m\.?)?(?<=[0-9m.])(?: on|,)? $"
)
_TO = re.compile(r"(?:\([^)]{1,6}\))? ?(?:-{1,2}|(?:起|开始)?[至到]|to|until) ?")
_BEFORE_AFTER = re.compile(
    r" ?(?:\([^)]{1,8}\) ?)?(?:之?前|以前|截止|止(?!损|境)|为止)| is the deadline"
)
_SENDING = re.compile(
    r"报送|上报|提交|申报|报名|申请|递交|发送|寄|反馈|投递|报至|送至|发至|完成|受理|填报|联系|报我|报市"
    r"|报省|推荐|交至|上传|汇总|回执|送达|材料|submit|appl(?:y|ications?)|send|register|recommend"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as it is stated (2023-03-31T17:00, 2023-03, 04-15) at `start`-`end`."""

    stated: str
    start: int
    end: int

    @property
    def unit(self) -> str:
        """`datetime` when the time of day is stated, else `date`."""
        return "datetime" if "T" in self.stated else "date"


def find_moments(reading: Reading) -> list[Moment]:
    """Return the valid dates of a text in order, none made up, none overlapping."""
    text = reading.plain
    found: list[Moment] = []
    if "月" in text:
        found += _moments(_CHINESE.finditer(text), text)
    if "年" in text:
        found += _moments(_YEAR.finditer(text), text)
    if "20" in text or "19" in text:
        found += _moments(_NUMERIC.finditer(text), text)
    if _ENGLISH_ANCHOR.search(text):
        found += _moments(_ENGLISH.finditer(text), text)
    found.sort(key=lambda moment: (moment.start, -moment.end))
    kept: list[Moment] = []
    for moment in found:
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return kept


def _moments(matches: Iterator[re.Match[str]], text: str) -> Iterator[Moment]:
    for found in matches:
        if found.start() and text[found.start() - 1].isdigit():
            continue
        groups = found.groupdict()
        year = _number(groups.get("year") or groups.get("year2"))
        month = groups.get("month") or groups.get("month2")
        day = _number(groups.get("day") or groups.get("day2"))
        stated = _stated(year, _month(month), day)
        if stated is None:
            continue
        end = found.end()
        start = found.start()
        if day and (time := _TIME.match(text, end)) and (clock := _clock(time)):
            stated, end = f"{stated}T{clock}", time.end()
        elif (
            day
            and (time := _CLOCK_BEFORE.search(text, max(0, start - 14), start))
            and (time["minute"] or time["latin"])
            and (clock := _clock(time))
        ):
            stated, start = f"{stated}T{clock}", time.start()
        yield Moment(stated, start, end)


def _number(written: str | None) -> int | None:
    value = parse(written) if written else None
    return int(value[0]) if value else None


def _month(written: str | None) -> int | None:
    if not written or not written[0].isascii() or written[0].isdigit():
        return _number(written)
    return _MONTHS.index(written[:3]) + 1


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
    return "-".join(parts) if len(parts) > 1 else None


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


def read_dates(reading: Reading, moments: list[Moment]) -> list[FoundFact]:
    """Return the deadlines and cut-offs of birth among the dates."""
    facts: list[FoundFact] = []
    for place, moment in enumerate(moments):
        following = moments[place + 1] if place + 1 < len(moments) else None
        if following and _TO.fullmatch(reading.plain[moment.end : following.start].strip()):
            continue
        opening = moments[place - 1] if place else None
        if opening and not _TO.fullmatch(reading.plain[opening.end : moment.start].strip()):
            opening = None
        if opening and moment.stated[2] == "-" and opening.stated[4] == "-" != opening.stated[2]:
            moment = replace(moment, stated=f"{opening.stated[:4]}-{moment.stated}")
        fact = _read_born(reading, moment) or _read_deadline(reading, moment, opening)
        if fact is not None:
            facts.append(fact)
    return facts


def _read_born(reading: Reading, moment: Moment) -> FoundFact | None:
    after = _BORN_AFTER.match(reading.plain, moment.end)
    before = _BORN_BEFORE.search(reading.before(moment.start, 30))
    if after:
        early = after["side"].endswith("前")
        span = moment.start, after.end()
        return _born(reading, span, moment.stated, early=early)
    if before is None:
        return None
    side = before["side"] or ""
    tail = re.match(
        r"(?:\(含\))?(?P<side>以后|之后|后|以前|之前|前)", reading.clause_after(moment.end, 8)
    )
    if not side and not tail:
        return None
    early = (
        "before" in side or side in ("早于", "不晚于") or bool(tail and tail["side"].endswith("前"))
    )
    stated = moment.stated
    if side in ("after", "before") and len(stated) == 10:
        step = timedelta(days=1 if side == "after" else -1)
        stated = (date.fromisoformat(stated) + step).isoformat()
    end = moment.end + (tail.end() if tail else 0)
    return _born(reading, (moment.start, end), stated, early=early)


def _born(reading: Reading, span: tuple[int, int], stated: str, *, early: bool) -> FoundFact:
    if early:
        return reading.fact("born", span, None, stated, unit="date", basis="on-or-before")
    return reading.fact("born", span, stated, None, unit="date", basis="on-or-after")


def _read_deadline(reading: Reading, moment: Moment, opening: Moment | None) -> FoundFact | None:
    if len(moment.stated) == 4:
        return None
    start = opening.start if opening else moment.start
    before = reading.before(start, 32)
    after = reading.after(moment.end, 40)
    sending = _SENDING.search(reading.before(start, 40) + "|" + after)
    named = _DEADLINE_BEFORE.search(before)
    limited = _BEFORE_AFTER.match(after) or _BY.search(before)
    if not named and not (limited and sending):
        return None
    if (
        not opening
        and named
        and named[0] == "截止"
        and re.match(r"[^，]{0,6}(?:共|全市|全省|已|累计)", after)
    ):
        return None
    note = f"from {opening.stated}" if opening else ""
    return reading.fact("deadline", (start, moment.end), moment.stated, unit=moment.unit, note=note)
