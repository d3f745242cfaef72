"""Quotas and counts of people: sought, applied, recruited, arrived."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import ENGLISH, shown
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_MOST_PEOPLE = 10**8
_APPLICANTS = re.compile(r"申请|申报|报名|应聘|投递|applicants?|applications?|applied")
_ARRIVED = re.compile(
    r"到岗|到任|报到|到位|来华|回国|归国|返乡|入职|arriv|return|showed up|took up|came back|in post"
)
_RECRUITED = re.compile(
    r"引进|入选|引育|招引|认定|引来|吸引|聘用|签约|落户|培养|培育|集聚|汇聚|聚集|拥有|现有"
)
_ALREADY = re.compile(
    r"已|累计|共(?!同)|目前|现有|共有|截至|先后|近年来|去年|上年|拥有|汇聚|聚集|新增|引进了|成功|实际|仅"
    r"|入选(?!人数)|(?:来|以来)[^，]{0,4}引进"
)
_QUOTA = re.compile(
    r"引进|选拔|遴选|招聘|招收|招录|聘请|聘任|选聘|名额|限额|限报|限推|推荐|评选|资助|支持|认定|培养|引育"
    r"|招引|计划|培育|选派|不超过|不少于|择优|引才|集聚|每年|拟|奖励"
)
_GRANTED = re.compile(r"获得?[^，]{0,6}(?:资助|支持|认定|奖励)")
_AIMED = re.compile(r"计划|拟|目标|力争|招|将")
_PLACES_AFTER = re.compile(r"[^，]{0,6}(?:名额|限额)")
_STILL_SOUGHT = re.compile(r"名额|限报|限推|每[个家]|推荐|可申报|拟")
_MORE_BEFORE = re.compile(r"(?:(?<!不)(?<!不得)超过?|不少于|不低于|至少) ?$")
_MORE_AFTER = re.compile(r" ?(?:以上|及以上)")
_MOST_BEFORE = re.compile(r"(?:不超过|不得超过|最多|至多|限报?|限额)[^，]{0,3}$")
_NOUN = re.compile(r"[^，。、；\d]{0,8}")
_DONE = re.compile(
    r"[^，]{0,14}[，,]\s?(?:目前)?(?:已|现已)[^，]{0,8}?(?P<done>[0-9]{1,6}) ?[名人位]"
)

_SMALL = {word: number for word, number in ENGLISH.items() if number > 1}
_ENGLISH = re.compile(
    r"(?P<more>over |more than |at least |some |about |up to |only |just )?"
    r"(?<![0-9$€£.,a-z])(?<![$€£] )"
    rf"(?P<a>[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,2}}|[0-9]{{1,6}}|{'|'.join(_SMALL)})"
    r"(?: (?P<k>thousand|million))?(?P<unit>(?: (?!(?:and|in|of|per|to|for|the|from|with|were|had"
    r"|years?)(?![a-z]))[a-z-]{2,16}){0,4}? (?:experts?|researchers?|scientists?|talents?"
    r"|professionals?|scholars?|engineers?|applicants?|applications|candidates?|positions|places"
    r"|openings|people|recipients|academics|postdocs)"
    r"| (?:were|was|have been|had been|had|have)?(?: already)? ?"
    r"(?:recruited|selected|hired|arrived|returned|applied))(?![a-z])"
)
_ENGLISH_GATE = (
    *("recruit", "select", "hire", "attract", "appl", "arriv", "return", "showed up", "took up"),
    *("came back", "in post", "brought in", "chosen", "opening", "position", "quota", "fund"),
    *("introduce", "bring in", "places"),
)
_ENGLISH_RECRUITED = re.compile(r"recruited|selected|hired|attracted|brought in|chosen")
_ENGLISH_QUOTA = re.compile(
    r"recruit|hire|attract|select|openings?|positions?|quota|fund|introduce|bring in|places"
)


def read_persons(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the quota or count a quantity of 名, 人 or 位 states, or None if it is neither."""
    if quantity.low != int(quantity.low) or quantity.high > _MOST_PEOPLE:
        return None
    start, end = quantity.start, quantity.end
    before, after = reading.clause_before(start, 18), reading.clause_after(end, 18)
    basis = _basis_of_count(before, after)
    is_quota = not basis and _is_quota(quantity, before, after)
    if not basis and not is_quota:
        return None
    is_open = quantity.more or _MORE_BEFORE.search(before) or _MORE_AFTER.match(after)
    low = None if _MOST_BEFORE.search(before) else shown(quantity.low)
    high = None if is_open else shown(quantity.high)
    if basis:
        return reading.fact("count", (start, end), low, high, unit="persons", basis=basis)
    done = _DONE.match(reading.plain, end, end + 40)
    note = f"{done['done']} done" if done else ""
    return reading.fact("quota", (start, end), low, high, unit="persons", note=note)


def _basis_of_count(before: str, after: str) -> str:
    """Say what is counted: applicants, arrived, recruited, or "" where nothing has been."""
    noun = _NOUN.match(after)
    near = f"{before}|{noun[0] if noun else ''}"
    if not _STILL_SOUGHT.search(before):
        if _APPLICANTS.search(near):
            return "applicants"
        if _ARRIVED.search(near):
            return "arrived"
    return "recruited" if _ALREADY.search(before) and _RECRUITED.search(near) else ""


def _is_quota(quantity: Quantity, before: str, after: str) -> bool:
    """Say whether so many are sought; 每引进1人 is a measure, 资助100多名 a past figure."""
    if quantity.low == quantity.high == 1 and "每" in before:
        return False
    if _GRANTED.search(before):
        return False
    if quantity.more and not _AIMED.search(before):
        return False
    return bool(_QUOTA.search(before) or (quantity.unit == "名" and _PLACES_AFTER.match(after)))


def read_english_persons(reading: Reading) -> list[FoundFact]:
    """Return quotas and counts of people in English words."""
    facts: list[FoundFact] = []
    if not reading.mentions(*_ENGLISH_GATE):
        return facts
    for found in _ENGLISH.finditer(reading.plain):
        value = _SMALL.get(found["a"]) or int(found["a"].replace(",", ""))
        if 1900 <= value <= 2100 and "," not in found["a"]:
            continue
        value *= {"thousand": 1000, "million": 10**6}.get(found["k"] or "", 1)
        before = reading.before(found.start(), 40)
        basis = _english_basis(before + found[0] + reading.after(found.end(), 30))
        if not basis and not _ENGLISH_QUOTA.search(before + found["unit"]):
            continue
        more = (found["more"] or "").strip()
        low = None if more == "up to" else str(value)
        high = None if more in ("over", "more than", "at least") else str(value)
        span = found.start("a"), found.end()
        kind = "count" if basis else "quota"
        facts.append(reading.fact(kind, span, low, high, unit="persons", basis=basis))
    return facts


def _english_basis(near: str) -> str:
    if _APPLICANTS.search(near):
        return "applicants"
    if _ARRIVED.search(near):
        return "arrived"
    return "recruited" if _ENGLISH_RECRUITED.search(near) else ""
