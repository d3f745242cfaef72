"""Percentages of change, durations and experience."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import ENGLISH, shown
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_UP = r"增长|上升|提高|增加|上涨|增幅|递增|上浮|涨|提升|增速|增|rose|rise|grew|grow|growth|increas\w{0,4}|gain\w{0,3}|jump\w{0,2}|surg\w{0,2}|up"
_DOWN = r"下降|减少|降低|下滑|回落|降幅|缩减|压减|下调|削减|跌|减|fell|fall|declin\w{0,3}|decreas\w{0,3}|dropp?\w{0,3}|slump\w{0,2}|down|lost|cut"
_CHANGE = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
_LEVEL = re.compile(r"(?:提高|上升|下降|降低|增加|增长|提升|降|调整|升)[了]?[至到为] ?$|\bto ?$")
_TERM = re.compile(
    r"连续|为期|期限|服务期|资助期|支持期|聘期|周期|管理期|合同期|任期|有效期|培养期|执行期|建设期|最长|期为|满|为期|试用期|扶持期|保护期|给予|资助|支持|至少|不少于|不低于|工作"
)
_TERM_TIGHT = re.compile(
    r"(?:连续|为期|期限|服务期|资助期|支持期|聘期|周期|管理期|合同期|任期|有效期|培养期|执行期|建设期|试用期|扶持期|最长|期)[^，0-9]{0,10}$"
)
_WORK = re.compile(
    r"^[^，。；]{0,16}?(?:经历|经验|工龄|工作年限)|^[^，。；]{0,4}(?:以上)?[^，。；]{0,6}(?:工作|任职|从业)"
)
_EXPERIENCE_BEFORE = re.compile(r"(?:工作|任职|从业|经历|从事|服务|累计|连续)[^，]{0,8}$")
_MIN_BEFORE = re.compile(
    r"(?:不少于|不低于|至少|不短于|满|超过|不得少于|at least|no less than|minimum of|more than|over)[^，]{0,2}$"
)
_MIN_AFTER = re.compile(r" ?(?:\(含\))?(?:及以上|以上|或以上| or more|\+)")
_MAX_BEFORE = re.compile(r"(?:最长|不超过|最多|至多|不得超过|up to|no more than)[^，]{0,6}$")
_ENGLISH_TERM = re.compile(
    r"(?<![a-z0-9.,$])(?P<a>[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\+?(?:-| )(?P<unit>years?|months?)(?![a-z])(?! old| of age|-old)"
)
_ENGLISH_CONTEXT = re.compile(
    r"(?:for|period of|term of|lasting|over|duration:?|contract|tenure of|at least|minimum of|more than|of|up to|with|than)(?: a)?(?: period of)?(?: (?:at least|up to|more than|a minimum of|over))? ?$"
)


def read_percent(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return a change in percent or points, negative for a fall; shares and levels are none."""
    before = reading.clause_before(quantity.start, 18)
    if _LEVEL.search(before):
        return None
    words = list(_CHANGE.finditer(before))
    after = reading.clause_after(quantity.end, 12)
    word = words[-1] if words else re.match(rf" ?(?:的)?(?:{_CHANGE.pattern})", after)
    if word is None:
        return None
    sign = -1 if word["down"] else 1
    low, high = sorted((sign * quantity.low, sign * quantity.high))
    unit = "points" if "point" in quantity.unit or "点" in quantity.unit else "%"
    year = (
        "year on year"
        if re.search(
            r"同比|较上年|比上年|上年|去年|on the year|year[- ]on[- ]year|from a year",
            before + after,
        )
        else ""
    )
    return reading.fact(
        "percent", (quantity.start, quantity.end), shown(low), shown(high),
        unit=unit, basis="change", note=year,
    )  # fmt: skip


def read_duration(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return how long support, service or experience lasts, or None for any other years."""
    if not 0 < quantity.low <= quantity.high <= 60:
        return None
    before, after = (
        reading.clause_before(quantity.start, 18),
        reading.clause_after(quantity.end, 20),
    )
    experience = _WORK.match(after)
    if re.match(r" ?(?:内|前|来|后|度|间|之内|级|初|底|末|中|以来|期间)", after) and not experience:
        return None
    term = _TERM_TIGHT.search(before)
    at_least = _MIN_BEFORE.search(before) or _MIN_AFTER.match(after)
    served = at_least and _EXPERIENCE_BEFORE.search(before)
    if not (experience and (at_least or quantity.is_range)) and not term and not served:
        return None
    unit = "months" if quantity.unit.startswith(("个月", "month")) else "years"
    basis = "at-least" if at_least else "up-to" if _MAX_BEFORE.search(before) else ""
    low, high = shown(quantity.low), shown(quantity.high)
    note = "experience" if experience or served else ""
    if note and re.search(r"海外|国外|境外", before + after):
        note = "experience abroad"
    return reading.fact(
        "duration", (quantity.start, quantity.end),
        None if basis == "up-to" else low, None if basis == "at-least" else high,
        unit=unit, basis=basis, note=note,
    )  # fmt: skip


def read_english_durations(reading: Reading) -> list[FoundFact]:
    """Return durations and experience stated in English."""
    facts = []
    for found in _ENGLISH_TERM.finditer(reading.plain):
        before, after = reading.before(found.start(), 24), reading.after(found.end(), 40)
        experience = re.match(r"(?:'|’)?[a-z ,-]{0,30}(?:experience|work)", after)
        if (
            not experience
            and not _ENGLISH_CONTEXT.search(before)
            and not re.match(r" (?:contract|term|grant|fellowship|funding)", after)
        ):
            continue
        if re.search(r"(?:last|past|after|within|next|every|in) ?$", before):
            continue
        value = str(ENGLISH.get(found["a"]) or int(found["a"]))
        at_least = _MIN_BEFORE.search(before) or re.match(r" or more", after) or "+" in found[0]
        up_to = _MAX_BEFORE.search(before)
        unit = "months" if found["unit"].startswith("month") else "years"
        basis = "at-least" if at_least else "up-to" if up_to else ""
        facts.append(
            reading.fact(
                "duration",
                found.span(),
                None if up_to else value,
                None if at_least else value,
                unit=unit,
                basis=basis,
                note="experience" if experience else "",
            )  # fmt: skip
        )
    return facts
