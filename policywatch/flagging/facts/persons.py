"""Ages, quotas and counts of people, degrees and experience."""

import re
from decimal import Decimal

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import parse, shown
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_MAX_BEFORE = re.compile(
    r"(?:不超过|不得超过|不能超过|不大于|不高于|至多|最高|上限|限|放宽到?至?|放宽为|以内|延长至)[为到至在]{0,2} ?$"
)
_UNDER_BEFORE = re.compile(r"(?:未满|不满|小于|低于|未达到?|不到) ?$")
_MIN_BEFORE = re.compile(
    r"(?:年满|须满|需满|不低于|不小于|至少|(?<!不)(?<!不得)(?<!不能)超过|应满|(?<!不)大于|不得低于) ?$"
)
_MAX_AFTER = re.compile(
    r" ?(?:\((?:含|不含)\))?(?:及其?以下|及以内|以下|以内|之内|为限|封顶|或以下|\(含\))"
)
_MIN_AFTER = re.compile(r" ?(?:\(含\))?(?:及以上|以上|或以上)")
_ABOUT_AFTER = re.compile(r" ?(?:左右|上下)")
_AGE_WORDS = re.compile(r"年龄|周岁|岁数")
_ENGLISH_AGES: tuple[tuple[re.Pattern[str], str, int], ...] = (
    (re.compile(r"(?:under|below|younger than|less than)(?: the age of| age)? (?P<a>[0-9]{2})(?= years?(?: old| of age)|[.,;)]|$|\n| at | on | with | and | who | as | or when| by |-year-old)(?: years?(?: old| of age))?"), "max", -1),
    (re.compile(r"(?:under|below) the age of (?P<a>[0-9]{2})(?![0-9])"), "max", -1),
    (re.compile(r"(?:aged?|age of) (?P<a>[0-9]{2}) (?:years )?(?:or|and) (?:below|under|younger)"), "max", 0),
    (re.compile(r"(?:aged?|age of) (?:under|below) (?P<a>[0-9]{2})(?![0-9])"), "max", -1),
    (re.compile(r"(?:no older than|not older than|not be over|not be older than|not exceed|not over|up to|maximum age(?: of| is|:)?|age limit(?: of| is|:)?|not be more than|at most) (?:the age of )?(?P<a>[0-9]{2})(?= years?(?: old| of age)|[.,;)]|$|\n| at | on | when )(?: years?(?: old| of age))?"), "max", 0),
    (re.compile(r"(?P<a>[0-9]{2}) years (?:old |of age )?(?:or|and) (?:below|under|younger)"), "max", 0),
    (re.compile(r"(?:aged?|ages?)(?: between| from)? (?P<a>[0-9]{2}) ?(?:-|to|and) ?(?P<b>[0-9]{2})(?![0-9])"), "", 0),
)  # fmt: skip
_DONE_BEFORE = re.compile(
    r"(?:已|已经|累计|共|目前|总共|成功)?(?:引进|引育|招引|入选|入围|认定|自主培养|培育|培养|集聚|聘用|到位|签约|落户|"
    r"获批|立项|选拔|遴选|评选|资助|支持|引来|吸引|拥有|聚集|汇聚|柔性引进|全职引进|新引进)了?"
)
_ALREADY = re.compile(
    r"已|累计|目前|现有|共有|截至|先后|近年来|去年|上年|拥有|汇聚|集聚|聚集|新增|引进了|入选(?!人数)|成功|实际|仅"
)
_APPLICANTS = re.compile(
    r"申请|申报|报名|应聘|投递|applicants?|applications?|applied|candidates? appl"
)
_ARRIVED = re.compile(
    r"到岗|到任|报到|到位|来华|来甬|来温|回国|归国|返乡|入职|arriv|return|showed up|took up|came back|in post"
)
_RECRUITED = re.compile(r"引进|入选|引育|招引|认定|引来|吸引|聘用|签约|落户|培养|培育|集聚|汇聚|聚集|拥有|现有|recruited|hired|selected|chosen|attracted|brought in")  # fmt: skip
_QUOTA = re.compile(
    r"引进|选拔|遴选|招聘|招收|招录|聘请|聘任|选聘|名额|限额|限报|限推|推荐|评选|资助|支持|认定|培养|引育|招引|计划|培育|"
    r"选派|不超过|择优|引才|集聚|每年|拟|奖励|recruit|hire|attract|select|openings?|positions?|quota|fund|introduce|bring in|places for"
)
_PEOPLE = re.compile(
    r" ?(?:左右|以上|以内|以下|\(含\))?(?:的|以上的)?[^，。、；\d]{0,14}?(?:人才|专家|学者|博士|科学家|工程师|人选|研究员|教授|领军|团队|院士|骨干|青年|候选人|申报人|申请人|人员|者)"
)
_ENGLISH_PERSONS = re.compile(
    r"(?P<more>over |more than |at least |some |about |up to |only |just )?"
    r"(?<![0-9$€£.,a-z])(?<![$€£] )(?P<a>[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,6}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?: (?P<k>thousand|million))?(?P<unit>(?: (?!and|in|of|per|to|for|the|from|with|were|had|years?)[a-z-]{2,16}){0,4}? "
    r"(?:experts?|researchers?|scientists?|talents?|professionals?|scholars?|engineers?|applicants?|applications|candidates?|positions|places|openings|people|recipients|academics|postdocs)"
    r"| (?:were|was|have been|had been|had|have)?(?: already)? ?(?:recruited|selected|hired|arrived|returned|applied))(?![a-z])"
)
_SMALL_NUMBERS = {
    w: i
    for i, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
_DEGREES = {"博士": "doctorate", "硕士": "master", "研究生": "master", "学士": "bachelor", "本科": "bachelor", "大专": "associate", "专科": "associate"}  # fmt: skip
_DEGREE = re.compile(
    r"(?P<level>博士|硕士|学士|本科|大专|专科|研究生)(?!后|点|站|生导师|科)"
    r"(?P<rest>(?:研究生)?(?:\(含\))?(?P<more>及其?以上|或以上|以上|\(含\)以上)?(?:\(含\))?(?:的)?(?:全日制)?"
    r"(?P<what>学位|学历|毕业|文凭)?)"
)
_DEGREE_BEFORE = re.compile(
    r"(?:学历|学位)(?:要求|层次|条件)?[:为]? ?$|(?:具有|取得|获得|获|持有|具备)$"
)
_ENGLISH_DEGREE = re.compile(
    r"(?<![a-z])(?:(?P<doctorate>ph\.? ?d\.?s?|doctorates?|doctoral degrees?|doctor's degrees?)"
    r"|(?P<master>master(?:'|’)?s(?:(?:'|’))? degrees?|master degrees?)|(?P<bachelor>bachelor(?:'|’)?s(?: degrees?)?))(?![a-z])"
    r"(?! (?:student|candidate|supervisor|programme|program|thesis|advisor))(?P<more> or (?:above|higher)| or equivalent or above)?"
)
_ABROAD = re.compile(r"海外|国外|境外|国\(境\)外|abroad|overseas|foreign|outside china")
_YEARS_ABROAD = re.compile(
    r"([0-9一二两三五]{1,2}) ?(?:年|years)[^，。；]{0,10}?(?:海外|国外|境外|abroad|overseas)"
)


def read_age(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the age limit a quantity of 岁 states; a person's own age is no fact."""
    before, after = reading.clause_before(quantity.start, 12), reading.after(quantity.end, 10)
    low, high = int(quantity.low), int(quantity.high)
    if quantity.low != low or not 14 <= low <= high <= 99:
        return None
    low_text, high_text, basis, end = str(low), str(high), "", quantity.end
    if quantity.is_range:
        return reading.fact("age", (quantity.start, end), low_text, high_text, unit="years")
    if about := _ABOUT_AFTER.match(after):
        return reading.fact(
            "age", (quantity.start, end + about.end()), low_text, high_text,
            unit="years", basis="about",
        )  # fmt: skip
    marks: list[tuple[re.Pattern[str], str, str, int]] = [
        (_UNDER_BEFORE, before, "max", -1), (_MIN_BEFORE, before, "at-least", 0),
        (_MAX_BEFORE, before, "max", 0), (_MAX_AFTER, after, "max", 0),
        (_MIN_AFTER, after, "at-least", 0),
    ]  # fmt: skip
    for pattern, where, found_basis, step in marks:
        found = pattern.search(where) if where is before else pattern.match(where)
        if not found:
            continue
        basis = found_basis
        start = quantity.start - (len(before) - found.start() if where is before else 0)
        end += found.end() if where is after else 0
        exact = str(high + step)
        if basis == "max":
            return reading.fact("age", (start, end), None, exact, unit="years", basis=basis)
        return reading.fact("age", (start, end), exact, None, unit="years", basis=basis)
    return None


def read_persons(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the quota or count a quantity of 名, 人 or 位 states, or None if it is neither."""
    if quantity.low != int(quantity.low) or quantity.high > 10**8:
        return None
    before, after = (
        reading.clause_before(quantity.start, 18),
        reading.clause_after(quantity.end, 18),
    )
    open_end = quantity.more or re.search(r"(?:超过|超|不少于|不低于|至少)$", before.rstrip())
    open_end = open_end or re.match(r" ?(?:以上|及以上)", after)
    at_most = re.search(r"(?:不超过|最多|至多|限|限报|不得超过)[^，]{0,3}$", before)
    low = None if at_most else shown(quantity.low)
    high = None if open_end else shown(quantity.high)
    span = quantity.start, quantity.end
    noun = re.match(r"[^，。、；\d]{0,8}", after)
    near = before + "|" + (noun[0] if noun else "")
    for pattern, basis in ((_APPLICANTS, "applicants"), (_ARRIVED, "arrived")):
        if pattern.search(near) and not re.search(
            r"名额|限报|每[个家]|推荐|可申报|引进\d?$|拟", before
        ):
            return reading.fact("count", span, low, high, unit="persons", basis=basis)
    if _ALREADY.search(before) and _RECRUITED.search(near):
        return reading.fact("count", span, low, high, unit="persons", basis="recruited")
    if re.search(r"每(?:人|位|名|个|家)?$", before) or "每" + (noun[0] if noun else "") in before:
        return None
    if not _QUOTA.search(before) and not re.match(r"[^，]{0,6}(?:名额|限额)", after):
        return None
    if quantity.unit == "人" and not _QUOTA.search(before):
        return None
    done = re.match(
        r"[^，]{0,14}[，,]\s?(?:目前)?(?:已|现已)[^，]{0,8}?(?P<done>[0-9]{1,6}) ?[名人位]",
        reading.plain[quantity.end : quantity.end + 40],
    )
    note = f"{done['done']} done" if done else ""
    return reading.fact("quota", span, low, high, unit="persons", note=note)


def read_english_persons(reading: Reading) -> list[FoundFact]:
    """Return quotas and counts of people in English words."""
    facts = []
    for found in _ENGLISH_PERSONS.finditer(reading.plain):
        before = reading.before(found.start(), 40)
        near = before + found[0] + reading.after(found.end(), 30)
        value = _SMALL_NUMBERS.get(found["a"]) or int(found["a"].replace(",", ""))
        value *= {"thousand": 1000, "million": 10**6}.get(found["k"] or "", 1)
        if 1900 <= value <= 2100 and not found["a"].count(","):
            continue
        more = (found["more"] or "").strip()
        low = None if more == "up to" else str(value)
        high = None if more in ("over", "more than", "at least") else str(value)
        span = found.start("a"), found.end()
        if _APPLICANTS.search(near):
            facts.append(reading.fact("count", span, low, high, unit="persons", basis="applicants"))
        elif _ARRIVED.search(near):
            facts.append(reading.fact("count", span, low, high, unit="persons", basis="arrived"))
        elif re.search(r"recruited|selected|hired|attracted|brought in|chosen", near):
            facts.append(reading.fact("count", span, low, high, unit="persons", basis="recruited"))
        elif _QUOTA.search(before + found["unit"]):
            facts.append(reading.fact("quota", span, low, high, unit="persons"))
    return facts


def read_english_ages(reading: Reading) -> list[FoundFact]:
    """Return the age limits stated in English."""
    facts = []
    for pattern, basis, step in _ENGLISH_AGES:
        for found in pattern.finditer(reading.plain):
            high = str(int(found.groupdict().get("b") or found["a"]) + step)
            low = found["a"] if not basis else None
            facts.append(reading.fact("age", found.span(), low, high, unit="years", basis=basis))
    return facts


def read_degrees(reading: Reading) -> list[FoundFact]:
    """Return the degrees asked for, in Chinese or English."""
    facts = []
    for found in _DEGREE.finditer(reading.plain):
        named = (
            found["what"]
            or found["more"]
            or _DEGREE_BEFORE.search(reading.plain[max(0, found.start() - 8) : found.start()])
        )
        if named:
            basis = "at-least" if found["more"] else ""
            facts.append(_degree(reading, found.span(), _DEGREES[found["level"]], basis))
    for found in _ENGLISH_DEGREE.finditer(reading.plain):
        basis = "at-least" if found["more"] else ""
        facts.append(
            _degree(
                reading,
                found.span(),
                str(
                    found.lastgroup
                    if found.lastgroup != "more"
                    else next(k for k in ("doctorate", "master", "bachelor") if found[k])
                ),
                basis,
            )
        )
    return facts


def _degree(reading: Reading, span: tuple[int, int], level: str, basis: str) -> FoundFact:
    around = reading.before(span[0], 30) + reading.after(span[1], 30)
    notes = ["overseas"] if _ABROAD.search(around) else []
    if years := _YEARS_ABROAD.search(around):
        value = parse(years[1])
        notes += [f"{shown(value[0])} years abroad"] if value else []
    return reading.fact("degree", span, level, basis=basis, note="; ".join(notes))


def whole(value: Decimal) -> bool:
    """Say whether a number is whole."""
    return value == int(value)
