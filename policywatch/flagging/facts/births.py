"""Cut-offs of birth: 1983年1月1日以后出生, born on or after 1 January 1983."""

import re
from datetime import date, timedelta

from policywatch.documents import FoundFact
from policywatch.flagging.facts.reading import Reading
from policywatch.flagging.facts.stated_dates import Moment

_FAR = 16
_INCLUDED = r"(?:\((?:包?含|不含)[^()\n]{0,8}\))?"
_AFTER = re.compile(
    rf" ?{_INCLUDED},?及?(?P<side>以后|之后|后|以前|之前|前){_INCLUDED} ?,?(?:期间)?出生"
)
_BEFORE = re.compile(
    r"(?:born|date of birth|出生日期|出生于|出生时间|出生年月|出生|生于)[^,。;\n]{0,10}?"
    r"(?P<side>on ?(?:or|/) ?after|on or before|n(?:o|ot) (?:earlier|later) than"
    r"|in or after|after|since|before|晚于|早于|不早于|不晚于)?"
    r"[ 在:为应须]{0,3}$"
)
_SIDE_AFTER = re.compile(
    r" ?(?:\((?:包?含|inclusive|含当日)\))? ?及?(?P<side>以后|之后|后|以前|之前|前|or later"
    r"|or after|or earlier)?"
    r"(?: ?\((?P<of>inclusive|含)\))?"
)
_TO = re.compile(rf" ?{_INCLUDED} ?(?:-{{1,2}}|至|到|and) ?")
_WITHIN = re.compile(rf" ?{_INCLUDED} ?(?:之间|期间|间)?(?:内)?出生")
_BORN_BETWEEN = re.compile(r"(?:born between|出生(?:日期|时间|年月)?(?:介?[于在]|须在|应在|:)) ?$")
_EARLY = ("before", "on or before", "no later than", "not later than", "早于", "不晚于")


def read_births(reading: Reading, moments: list[Moment], *, english: bool) -> list[FoundFact]:
    """Return the cut-offs of birth among the dates; `low` is the first day that is let in."""
    text = reading.plain
    born = "生" in text and ("出生" in text or "生于" in text)
    if not (born or (english and reading.mentions("born", "birth"))):
        return []
    dated = [
        moment
        for moment in moments
        if len(moment.stated.partition("T")[0]) > 5 or moment.stated.isdecimal()
    ]
    facts: list[FoundFact] = []
    for place, moment in enumerate(dated):
        spanned = place and _read_span(reading, dated[place - 1], moment)
        fact = spanned or _read_born(reading, moment)
        facts += [fact] if fact is not None else []
    return facts


def _read_span(reading: Reading, first: Moment, last: Moment) -> FoundFact | None:
    """Return what two days are said to lie between: 1978年1月1日至1983年1月1日之间出生."""
    if last.start - first.end > _FAR or not _TO.fullmatch(reading.plain, first.end, last.start):
        return None
    within = _WITHIN.match(reading.plain, last.end)
    if not within and not _BORN_BETWEEN.search(reading.before(first.start, 16)):
        return None
    span = first.start, within.end() if within else last.end
    return reading.fact("born", span, first.stated, last.stated, unit="date")


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
