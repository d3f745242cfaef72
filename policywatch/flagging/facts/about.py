"""What a fact is about: the programme and the incentive that stand nearest to it in sense."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from policywatch.documents import FoundFact
from policywatch.flagging.facts.reading import HEAD_ENDS, Reading

_NOUN = (
    r"(?:补贴|补助|奖励|奖金|奖补|津贴|资助|经费|资金(?!额)|年薪|月薪|薪酬|薪资|工资|安家费"
    r"|启动[费金]|科研费|签字费|签约[金费奖]"
    r"|服务费|扶持|支持|配套|基金|房补(?![贴助])|生活费|投入|预算|支出|拨款|收入|奖(?![学者]))"
)
_ENGLISH_HEAD = (
    r"(?:subsid(?:y|ies)|allowances?|bonus(?:es)?|grants?|awards?|prizes?|salary|funding|funds?"
    r"|stipends?|rewards?|packages?)(?![a-z])"
)
_ENGLISH_NOUN = rf"(?:[a-z-]{{2,16}} ){{0,2}}?{_ENGLISH_HEAD}(?: {_ENGLISH_HEAD}){{0,2}}"
_AFTER = re.compile(
    r"(?:整|不等|左右|以[内上下]|起|\+)?(?:\([^)\n]{0,24}\))?(?:[/每·][年月人])*"
    rf"(?:的| in | of )? ?(?P<what>[\u4e00-\u9fff]{{0,8}}?{_NOUN}|{_ENGLISH_NOUN})"
)
_BEFORE = re.compile(_NOUN[3:-1])
_ENGLISH_BEFORE = re.compile(_ENGLISH_NOUN)
_ENGLISH_HINTS = (
    *("subsid", "allowance", "bonus", "grant", "award", "prize", "salary", "fund", "stipend"),
    *("reward", "package"),
)
_WORDS_BEFORE = re.compile(r"[\u4e00-\u9fff]{0,12}$")
_LEAD = re.compile(
    r"^.*(?:给予|发放|提供|享受|安排|获得|可获|兑现|设立|按照?|对|予以|最高|不超过|一次性|追加"
    r"|每[年月人名]|和|及|与|的|或"
    r"|为|是|由|将|从|以|主持|用于|类|应届|另有|其中|每[项家个]|实现|再|了|让)|^(?:年|等|名|个)"
)
_ENGLISH_LEAD = re.compile(
    r"^.*\b(?:the|an?|of|in|and|for|with|to|up|plus|or|annual|selected|offered|one-off|one-time"
    r"|receive)\b[ -]"
)
_REACH = 40
_WIDE = 160
_SHORT = 6
"""A clause so short that it goes on from the one before: 给予配套奖励，最高150万元."""
_NO_SUBJECT = ("document-number",)
_START = attrgetter("start")


class Subject(NamedTuple):
    """A place where a text names a programme; one with a negative `start` is in the title."""

    start: int
    end: int
    programme: str
    name: str


def with_subjects(
    reading: Reading, facts: Sequence[FoundFact], subjects: Sequence[Subject]
) -> list[FoundFact]:
    """Give each fact the programme it is about, each amount its incentive: 启明计划: 安家补贴.

    The programme is the last one named before the fact in its sentence, else the next one in it,
    else the last one named shortly before in the same line, else the only one that the text, or
    its title, names at all. What a table row is about stays.
    """
    default = _only(subjects) or _only([s for s in subjects if s.start < 0])
    subjects = sorted((s for s in subjects if s.start >= 0), key=_START)
    longest = max((s.end - s.start for s in subjects), default=0)
    if not (subjects or default) and not any(fact.kind == "amount" for fact in facts):
        return list(facts)
    told: list[FoundFact] = []
    last: FoundFact | None = None
    said = ""
    for fact in facts:
        if fact.kind in _NO_SUBJECT:
            told.append(fact)
            continue
        near = _near(fact, subjects, longest) if subjects else ()
        words = [(near and _programme(reading, fact, near)) or default]
        if fact.about:
            words = [word for word in words if word and word not in fact.about] + [fact.about]
        elif fact.kind == "amount":
            incentive = _incentive(reading, fact)
            if not incentive and last and _one_sentence(reading, last, fact):
                incentive = said
            last, said = fact, incentive
            words.append(incentive)
        about = ": ".join(dict.fromkeys(filter(None, words)))
        told.append(_about(fact, about) if about != fact.about else fact)
    return told


def _only(subjects: Sequence[Subject]) -> str:
    """Return the name of the programme if there is but one."""
    return subjects[0].name if len({s.programme for s in subjects}) == 1 else ""


def _about(fact: FoundFact, about: str) -> FoundFact:
    return FoundFact(
        fact.kind, fact.low, fact.high, fact.unit, fact.basis, fact.text, fact.start, fact.end,
        fact.note, about, fact.page,
    )  # fmt: skip


def _one_sentence(reading: Reading, first: FoundFact, second: FoundFact) -> bool:
    between = reading.plain[first.end : second.start]
    return len(between) < _REACH and not re.search(r"[。;\n\t]|\. ", between)


def _near(fact: FoundFact, subjects: Sequence[Subject], longest: int) -> Sequence[Subject]:
    """Return the subjects, in text order, that stand so near that a fact may be about them."""
    first = bisect_left(subjects, fact.start - 2 * _WIDE - longest, key=_START)
    return subjects[first : bisect_left(subjects, fact.end + _WIDE, lo=first, key=_START)]


def _programme(reading: Reading, fact: FoundFact, subjects: Sequence[Subject]) -> str:
    start = fact.start - len(reading.before(fact.start, _WIDE))
    end = fact.end + len(reading.after(fact.end, _WIDE))
    line = reading.plain.rfind("\n", max(0, fact.start - 2 * _WIDE), fact.start)
    before = after = earlier = ""
    for subject in subjects:
        if subject.start >= end:
            break
        if subject.end <= fact.start:
            if subject.start >= start:
                before = subject.name
            elif subject.start > line and fact.start - subject.end < 2 * _WIDE:
                earlier = subject.name
        elif not after:
            after = subject.name
    return before or after or earlier


def _incentive(reading: Reading, amount: FoundFact) -> str:
    """Return the noun that an amount is of: behind it, else the last before it in its clause."""
    near = reading.plain[amount.end : amount.end + _REACH]
    if behind := _AFTER.match(near):
        return _tidy(reading, amount.end + behind.start("what"), amount.end + behind.end("what"))
    before = reading.clause_before(amount.start, _REACH)
    nouns = _nouns(before)
    if not nouns and len(before) < _SHORT:
        before = reading.before(amount.start, _REACH)
        nouns = _nouns(before)
    if not nouns:
        return ""
    base = amount.start - len(before)
    start, end = nouns[-1].span()
    if before[start] >= "\u4e00" and (words := _WORDS_BEFORE.search(before, 0, start)):
        start = words.start()
    if base + start < 0 or HEAD_ENDS in before[start:]:
        return before[start:end].rpartition(HEAD_ENDS)[2]
    return _tidy(reading, base + start, base + end)


def _nouns(before: str) -> list[re.Match[str]]:
    if not before.isascii():
        return list(_BEFORE.finditer(before))
    if any(map(before.__contains__, _ENGLISH_HINTS)):
        return list(_ENGLISH_BEFORE.finditer(before))
    return []


def _tidy(reading: Reading, start: int, end: int) -> str:
    """Return the noun at a place less the verbs and small words that lead up to it."""
    words = reading.plain[start:end]
    lead = (_LEAD if words[:1] >= "\u4e00" else _ENGLISH_LEAD).match(words)
    if lead and lead.end() < len(words):
        start += lead.end()
    return reading.shown[start:end].strip()
