"""Age limits; a person's own age is no fact."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import ENGLISH
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_YOUNGEST, _OLDEST = 14, 99
_NOT = r"不(?:得|能|应|可|宜|予)?"
_MARKS_BEFORE = (
    (re.compile(r"(?:未满|不满|小于|低于|未达到?|不到|<) ?$"), "max", -1),
    (
        re.compile(
            r"(?:年满|须满|需满|应满|不低于|不小于|不得低于|至少|≥|≧|>="
            r"|(?<!不)(?<!不得)(?<!不能)(?<!不应)(?<!不可)超过|(?<!不)大于) ?$"
        ),
        "at-least",
        0,
    ),
    (
        re.compile(
            rf"(?:{_NOT}(?:超过|超出|大于|高于|逾)|未超过|未逾|至多|最[高大](?:年龄)?|上限|限制?|放宽"
            rf"|延长|(?<=[岁从由])(?:提高|上调|调高|提升)|≤|≦|<=)"
            r"(?:[为到至在:]| 为){0,2} ?$"
        ),
        "max",
        0,
    ),
)
_ASIDE = r"(?: ?\((?:不?含|19|20)[^)\n]{0,24}\))?"
_BELOW = re.compile(
    rf"(?P<aside>{_ASIDE}) ?(?:及其?以下|及以内|或以下|以下|以内|之内|内(?!容)|为限|封顶"
    rf"|\(含(?:[0-9]{2}周?岁)?\))"
)
_ABOVE = re.compile(r" ?(?:\(含[^)]{0,6}\))?(?:及以上|以上|或以上)")
_EXCLUDED = re.compile(r" ?(?:以下|以内)? ?\(不含")
_ABOUT_AFTER = re.compile(r" ?(?:左右|上下|±)")
_NOT_ADMITTED = re.compile(r"的?[,，]?(?:不得|不能|不可|不予|不再|不受理)")
_PEOPLE = re.compile(
    r" ?的?(?:老人|老年|人口|人群|居民|儿童|未成年|患者|少年|青少年|市民|群众|公民|中小学|婴|幼"
    r"|女孩|男孩|男子|女子|青年教师[中占]|教师占|[^,。;]{0,4}(?:子女|孩子|未婚|学生))"
)
_TOLD_AFTER = re.compile(r" ?(?:之间)?(?:的|者)[^,。;0-9]{0,3}(?:有|共|占|达|约)")
"""What tells how many are of an age: 25至34岁的有860人."""
_STATISTIC = re.compile(
    r" ?(?:的|者)?[^,。;、0-9]{0,10}?(?:占|比例|[0-9]{1,6} ?余?[名人位]"
    r"|(?:超过?|达到?|约|近|逾|[高多]达|有){1,2} ?(?:[0-9.]{1,5} ?%|[一二三四五六七八九]成))"
    r"(?!.{0,3}(?:不低|不少|以上))"
)
_ASKED = re.compile(r"[引招聘选资支补奖拟对给申限须应报]|面向")
"""Without any such word, so many of an age are told of: 45岁以下教师98人, 35岁以下占六成."""
_AGE = r"[0-9]{2} ?周?岁"
_OF_A_LIST = r"[、,和及或/ ]{1,2}[\u4e00-\u9fff]{1,8}"
_BARE_LIST_BEFORE = re.compile(
    rf"(?:{_NOT}(?:超过|大于|高于)|至多)(?:为|在)?(?:[0-9]{{2}}、){{1,4}}$"
)
_SHARED_AFTER = re.compile(rf"(?:{_OF_A_LIST}{_AGE}){{1,4}} ?(?:及?以下|及?以内|\(含\))")
_SHARED_BEFORE = re.compile(
    rf"(?:{_NOT}(?:超过|大于|高于)|至多|≤"
    rf"|<=)[为在]? ?{_AGE}(?:{_OF_A_LIST}{_AGE}){{0,3}}{_OF_A_LIST}$"
)
"""A limit said once for a list: 教授50周岁、副教授45周岁以下, 教授不超过50周岁、副教授45周岁."""
_RELAXED_AFTER = re.compile(
    r" ?(?:放宽|延长|提高|提升|上调|调整|调高|降低|降|下调)[到至为] ?"
    r"(?:[0-9]{2}|[二三四五六七]十[一二三四五六七八九]?) ?周?岁"
)
"""What follows a limit that is no longer: 门槛由35岁放宽至40岁."""
_LIMITED_BEFORE = re.compile(r"(?:年龄|门槛|限制|上限|条件|要求)[^,。;]{0,8}[从由]$")
_RELAXED = re.compile(r"放宽|延长")
_SEX = re.compile(r"(?P<men>男)|(?P<women>女)")

_NUMBER = re.compile(
    r"[0-9]{2}(?<![0-9a-z$€£¥#][0-9]{2})(?<![.,][0-9]{2})(?![0-9a-z%]|[.,][0-9]"
    r"| ?(?:percent|per cent|million|billion|thousand|minutes|degrees|hours|days|months|km|miles))"
)
_AGED = r"(?:aged?|age of|ages)"
_OLD = r"(?:(?: years?['’]?s?| ?-?year)(?:[- ]old| of age)| years)"
_MARKS = (
    (
        re.compile(r"(?<![a-z])aged? (?:under|below) (?:the age of )?$"),
        re.compile(rf"{_OLD}?(?! ?[-a-z]*\d)"),
        "max",
        -1,
    ),
    (
        re.compile(
            rf"(?<![a-z])(?:(?:under|below) (?:the )?(?:{_AGED} )?|{_AGED} (?:under|below) "
            rf"|(?:younger|less) than "
            rf"|not (?:yet |have )?(?:yet )?reached (?:the age of )?)$"
        ),
        re.compile(
            rf"{_OLD}(?![a-z])|(?=$|[.,;)\n\t]| (?:\(inclusive|at|on|with|and|who|as|or|when|by"
            rf"|holding|may"
            rf"|can)(?![a-z]))"
        ),
        "max",
        -1,
    ),
    (
        re.compile(r""),
        re.compile(rf"{_OLD}?(?: old)? (?:or|and) (?:below|under|younger)"),
        "max",
        0,
    ),
    (
        re.compile(
            r"(?:(?:no|not) (?:be )?older than|maximum age(?: of| is|:)?|age limit(?: of| is|:)?"
            r"|not (?:be )?over the age of|up to the age of|(?<![a-z])age[ds]? (?:up to"
            r"|no more than|not over)) $"
        ),
        re.compile(rf"{_OLD}?(?: old| of age)?"),
        "max",
        0,
    ),
    (
        re.compile(
            r"(?:not (?:be )?(?:over|more than)|no more than|not exceed(?:ing)?|up to|at most) $"
        ),
        re.compile(r"(?: years?['’]?s?| ?-?year)(?:[- ]old| of age)"),
        "max",
        0,
    ),
)
_LEADS = frozenset(
    [
        "of", "limit", "maximum", "under", "below", "aged", "age", "age:", "ages", "ages:",
        "than", "to", "between", "from", "limit:", "is", "is:", "over", "exceed", "exceeding",
        "most", "reached", "more",
    ]
)  # fmt: skip
_OLD_AFTER = re.compile(_OLD)
_OF_A_RANK = re.compile(
    r"(?= for (?:[a-z-]+ ){0,2}(?:professors?|lecturers?|instructors?|researchers?|fellows?))"
)
_BETWEEN_LISTED = re.compile(r"[^.;\n0-9]{0,50}?(?:, ?(?:and )?|and )(?:[a-z]+ ){0,3}")
_SPELLED = re.compile(
    r"(?<![a-z])(?P<lead>no(?:t)? (?:be )?(?:older than|over)|not exceed(?:ing)?|under|below"
    r"|younger than|less than) (?:the age of )?(?P<ten>thirty|forty|fifty|sixty)"
    r"(?:[- ](?P<one>one|two|three|four|five|six|seven|eight|nine))?"
    r"(?![a-z-])(?: \((?P<inclusive>inclusive)\))?(?! ?(?:percent|thousand|million|hundred"
    r"|minutes|days|months|people|yuan|rmb|dollars))"
)
_INCLUSIVE = re.compile(r" ?\(?inclusive")
_CHILDREN = re.compile(
    r"(?:innovators?|leaders|[0-9]{2}|child(?:ren)?|minors?|kids|depend[ae]nts?)[a-z ,]{0,12}$"
)
_BETWEEN = re.compile(r"(?<![a-z])age[ds]?:?(?: between| from)? $")
_AND = re.compile(r" ?(?:-|to|and) ?(?P<b>[0-9]{2})(?![0-9])")
_SHARE_BEFORE = re.compile(
    r"(?:percent|per cent|%|half|thirds?|quarters?|majority|proportion)(?: of)?(?: [a-z']+){0,6} $"
)
_SHARE_AFTER = re.compile(r"[^.;]{0,12} (?:account|ma[dk]e up|compris)")
"""What tells how many are of an age: more than half of them are under 40."""
_SIGNED = re.compile(
    r"(?:(?<![a-z])age(?:s|d| limit)?|年龄(?:要求|条件|限制)?)[:为]? ?(?P<sign><=|≤|≦|=<|<)"
    r" ?(?P<years>[0-9]{2})(?![0-9.%])(?: ?周?岁)?"
)
_ENGLISH_GATE = (" age", "\nage", "\tage", "under", "below", "older", "younger", "years old")


def read_age(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the age limit a quantity of 岁 states, or None if it limits nothing."""
    low, high = int(quantity.low), int(quantity.high)
    if quantity.low != low or not _YOUNGEST <= low <= high <= _OLDEST:
        return None
    start, end = quantity.start, quantity.end
    before, after = reading.clause_before(start, 16), reading.after(end, 36)
    notes = [_sex(reading, start)]
    is_mean = "平均" in before
    if quantity.is_range:
        if is_mean or _TOLD_AFTER.match(after) or _is_statistic(reading, start, after):
            return None
        return reading.fact("age", (start, end), str(low), str(high), unit="years", notes=notes)
    if about := _ABOUT_AFTER.match(after):
        span = start, end + about.end()
        return reading.fact(
            "age", span, str(low), str(high), unit="years", basis="about", notes=notes
        )
    if is_mean:
        return None
    if before.endswith(("从", "由")) and _RELAXED_AFTER.match(after):
        is_limit = _LIMITED_BEFORE.search(before)
        return _limit(reading, (start, end), high, "max", notes) if is_limit else None
    for pattern, basis, step in _MARKS_BEFORE:
        if mark := pattern.search(before):
            span = max(0, start - len(mark[0])), end
            if basis == "at-least" and _NOT_ADMITTED.match(after):
                return _limit(reading, span, high - 1, "max", notes)
            if _RELAXED.search(mark[0]):
                notes.append("relaxed")
            return _limit(reading, span, high + step, basis, notes)
    if below := _BELOW.match(after):
        if _PEOPLE.match(after, below.end()) or _TOLD_AFTER.match(after, below.end()):
            return None
        if _is_statistic(reading, start, after[below.end() :]):
            return None
        step = -1 if _EXCLUDED.match(after) or after.startswith("(不含", below.end()) else 0
        span = start, end + (0 if any(c.isdigit() for c in below["aside"]) else below.end())
        return _limit(reading, span, high + step, "max", notes)
    if (above := _ABOVE.match(after)) and not _PEOPLE.match(after, above.end()):
        if _is_statistic(reading, start, after[above.end() :]):
            return None
        if _NOT_ADMITTED.match(after, above.end()):
            return _limit(reading, (start, end), high - 1, "max", notes)
        return _limit(reading, (start, end + above.end()), high, "at-least", notes)
    shared = _SHARED_AFTER.match(reading.plain, end, end + 60)
    if (
        shared
        or _BARE_LIST_BEFORE.search(before)
        or _SHARED_BEFORE.search(reading.before(start, 60))
    ):
        return _limit(reading, (start, end), high, "max", notes)
    return None


def _is_statistic(reading: Reading, start: int, behind: str) -> bool:
    """Say whether so many are said to be of an age, and nothing is asked of anyone."""
    return bool(_STATISTIC.match(behind)) and not _ASKED.search(reading.before(start, 30))


def _sex(reading: Reading, start: int) -> str:
    said = _SEX.search(reading.clause_before(start, 12))
    return said.lastgroup or "" if said else ""


def _limit(
    reading: Reading, span: tuple[int, int], years: int, basis: str, notes: list[str]
) -> FoundFact:
    low, high = (None, str(years)) if basis == "max" else (str(years), None)
    return reading.fact("age", span, low, high, unit="years", basis=basis, notes=notes)


def read_signed_ages(reading: Reading) -> list[FoundFact]:
    """Return the age limits stated with a sign and no unit: age<40, 年龄≤35."""
    plain = reading.plain
    if not ("<" in plain or "≤" in plain or "≦" in plain):
        return []
    return [
        _limit(
            reading, found.span(), int(found["years"]) - (found["sign"] == "<"), "max",
            [_sex(reading, found.start())],
        )
        for found in _SIGNED.finditer(plain)
        if _YOUNGEST <= int(found["years"]) <= _OLDEST
    ]  # fmt: skip


def read_english_ages(reading: Reading) -> list[FoundFact]:
    """Return the age limits stated in English."""
    facts: list[FoundFact] = []
    if not (reading.mentions(*_ENGLISH_GATE) or reading.plain.startswith("age")):
        return facts
    for number in _NUMBER.finditer(reading.plain):
        fact = _read_english_age(reading, number)
        if fact is None and facts:
            fact = _next_of_list(reading, facts[-1], number)
        if fact is not None:
            facts.append(fact)
    if reading.mentions("rty", "fifty", "sixty"):
        facts += [_spelled(reading, found) for found in _SPELLED.finditer(reading.plain)]
    return facts


def _next_of_list(reading: Reading, last: FoundFact, number: re.Match[str]) -> FoundFact | None:
    """Return an age that shares the limit of the one before: 45 years old, 38 for lecturers."""
    start = number.start()
    old = _OLD_AFTER.match(reading.plain, number.end()) or _OF_A_RANK.match(
        reading.plain, number.end()
    )
    if not old or last.basis != "max" or not 0 < start - last.end < 60:
        return None
    if not _BETWEEN_LISTED.fullmatch(reading.plain, last.end, start):
        return None
    written = re.findall(r"[0-9]{2}", reading.plain[last.start : last.end])
    step = int(last.high or 0) - int(written[-1]) if written else 0
    return _limit(reading, (start, old.end()), int(number[0]) + step, "max", [])


def _spelled(reading: Reading, found: re.Match[str]) -> FoundFact:
    years = ENGLISH[found["ten"]] + ENGLISH.get(found["one"] or "", 0)
    step = 0 if found["inclusive"] or found["lead"].startswith("no") else -1
    return _limit(reading, found.span(), years + step, "max", [])


def _read_english_age(reading: Reading, number: re.Match[str]) -> FoundFact | None:
    text, (start, end) = reading.plain, number.span()
    years = int(number[0])
    if years < _YOUNGEST or text[max(0, start - 1) : start] not in (" ", ""):
        return None
    before = text[max(0, start - 32) : start]
    if (
        before[:-1].replace("\t", " ").replace("\n", " ").rpartition(" ")[2].lstrip("(")
        not in _LEADS
    ):
        tail = text[end : end + 24]
        if not ("under" in tail or "below" in tail or "younger" in tail):
            return None
    if _BETWEEN.search(before) and (last := _AND.match(text, end)) and int(last["b"]) >= years:
        return reading.fact("age", (start, last.end()), number[0], last["b"], unit="years")
    for lead, behind, basis, step in _MARKS:
        if (mark := lead.search(before)) and (rest := behind.match(text, end)):
            begin = start - len(mark[0]) if mark[0] else start
            if _CHILDREN.search(text, max(0, begin - 24), begin):
                return None
            told = _SHARE_BEFORE.search(text, max(0, begin - 60), begin)
            if told or _SHARE_AFTER.match(text, rest.end()):
                return None
            inclusive = step < 0 and _INCLUSIVE.match(text, rest.end())
            return _limit(
                reading, (begin, rest.end()), years + (0 if inclusive else step), basis, []
            )
    return None
