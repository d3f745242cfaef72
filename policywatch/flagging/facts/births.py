"""Cut-offs of birth: 1983年1月1日以后出生, born on or after 1 January 1983."""

import re
from datetime import date, timedelta

from policywatch.documents import FoundFact
from policywatch.flagging.facts.moments import Moment
from policywatch.flagging.facts.reading import Reading

_INCLUDED = r"(?:\((?:包?含|含当日|含当天|含本日|不含)\))?"
_AFTER = re.compile(
    rf" ?{_INCLUDED},?及?(?P<side>以后|之后|后|以前|之前|前){_INCLUDED} ?,?(?:期间)?出生"
)
_BEFORE = re.compile(
    r"(?:born|date of birth|出生日期|出生于|出生时间|出生年月|出生|生于)[^,。;\n]{0,10}?"
    r"(?P<side>on ?(?:or|/) ?after|on or before|in or after|after|since|before|晚于|早于|不早于"
    r"|不晚于)?"
    r"[ 在:为应须]{0,3}$"
)
_SIDE_AFTER = re.compile(
    r" ?(?:\((?:包?含|inclusive|含当日)\))? ?及?(?P<side>以后|之后|后|以前|之前|前|or later"
    r"|or after|or earlier)?"
    r"(?: ?\((?P<of>inclusive|含)\))?"
)
_EARLY = ("before", "on or before", "早于", "不晚于")


def read_births(reading: Reading, moments: list[Moment], *, english: bool) -> list[FoundFact]:
    """Return the cut-offs of birth among the dates; `low` is the first day that is let in."""
    born = "生" in reading.plain and reading.mentions("出生", "生于")
    if not (born or (english and reading.mentions("born", "birth"))):
        return []
    dated = (
        moment
        for moment in moments
        if len(moment.stated.partition("T")[0]) > 5 or moment.stated.isdecimal()
    )
    return [fact for moment in dated if (fact := _read_born(reading, moment)) is not None]


def _read_born(reading: Reading, moment: Moment) -> FoundFact | None:
    if after := _AFTER.match(reading.plain, moment.end):
        early = after["side"].endswith("前")
        return _born(reading, (moment.start, after.end()), moment.stated, early=early)
    before = _BEFORE.search(reading.before(moment.start, 30))
    if before is None:
        return None
    side = before["side"] or ""
    tail = _SIDE_AFTER.match(reading.plain, moment.end, moment.end + 16)
    behind = (tail["side"] or "") if tail else ""
    if not side and not behind:
        return None
    early = side in _EARLY or behind.endswith(("前", "earlier"))
    stated = moment.stated
    inclusive = "inclusive" in reading.plain[moment.end : moment.end + 14]
    if side in ("after", "before") and len(stated) == 10 and not inclusive:
        step = timedelta(days=1 if side == "after" else -1)
        stated = (date.fromisoformat(stated) + step).isoformat()
    end = tail.end() if tail and behind else moment.end
    return _born(reading, (moment.start, end), stated, early=early)


def _born(reading: Reading, span: tuple[int, int], stated: str, *, early: bool) -> FoundFact:
    if early:
        return reading.fact("born", span, None, stated, unit="date", basis="on-or-before")
    return reading.fact("born", span, stated, None, unit="date", basis="on-or-after")
