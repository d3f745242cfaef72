"""Percentages of change, negative for a fall; shares and levels are none."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_UP = (
    r"增长(?<!负增长)|成长|上升|提高|增加(?!值)|上涨|增幅|递增|上浮|高出|多出|涨(?<!跌涨)(?!跌)|提升|增速|攀升|扩大"
    r"|上调|加薪|调薪|涨薪"
    r"|增(?![值强]|加值)|升(?<=[期比年月]升)(?![到至为学])|rose|rise|raise|grew|grow"
    r"|increas|gain|jump|surg|climb|expan"
    r"|more(?= than (?:last|the previous|in ))"
    r"|up(?<![a-z]up)(?<!made up)(?<!makes up)(?<!make up)(?<!making up)(?![a-z])|higher"
)
_DOWN = (
    r"负增长|下降|减少|降低|下滑|下浮|回落|降幅|缩减|压减|压缩|下调|削减|收窄|核减|下跌|跌(?<!涨跌)(?!涨)"
    r"|减(?!排|按)|降(?<=[期比年月]降)(?![到至为])|fell|fall(?<![a-z]fall)"
    r"|declin|decreas|drop|slump|down(?<![a-z]down)(?![a-z])|lost(?<![a-z]lost)(?![a-z])|cut(?<![a-z]cut)"
    r"|lower"
)
_WORD = re.compile(f"{_UP}|{_DOWN}")
_SAYS_DOWN = re.compile(_DOWN)
_WORD_AFTER = re.compile(
    rf"(?:(?:、|和|, ?| and )[0-9.]{{1,6}} ?(?:%|percent|per cent))*"
    rf" ?的?(?:同比|年均|环比|月环比|(?:[a-z]+ ){{0,2}}(?=[a-z]))(?:(?P<up>{_UP})"
    rf"|(?P<down>{_DOWN}))(?![到至为])"
)
_PACE_BEFORE = re.compile(
    r"(?:以|呈现?|保持|维持|实现|达到?|有|平均|年均|每年|同比)(?:约|近|在)? ?$"
)
_PACE_AFTER = re.compile(
    r" ?(?:左右|以上)?的?(?:同比|环比|年均|年度?|[高快]?速度|速率|幅度){0,2}"
    r"(?:(?P<up>增长|增速|增幅|递增|增加)|(?P<down>下降|降幅|减少|递减))(?!来自|是|由|[到至为])"
)
"""A change told as a pace, the word behind it: 以年均12%的速度增长, 呈50%以上增长."""
_LEVEL = re.compile(
    r"(?:提高|上升|下降|降低|增加|增长|提升|降|调整|升|增|减|回落|下滑|压减|缩减|上调"
    r"|下调)了?[到至为] ?$|[跌升涨]破 ?$|(?<![幅长速])(?<![长降]率)(?:只有|仅[有为]) ?$|[从由] ?$"
    r"|(?<![a-z])(?:to|from)"
    r"(?: (?:less|more) than| about| around| nearly| over| just| only| almost)? ?$"
)
_LEVEL_ENDS = (
    "到",
    "至",
    "为",
    "破",
    *("只有", "仅有", "仅为"),
    "从",
    "由",
    "to",
    "from",
    "到 ",
    "至 ",
    "为 ",
    "to ",
    "from ",
    *("than ", "about ", "around ", "nearly ", "over ", "just ", "only ", "almost "),
)
_PACE_ENDS = tuple("以呈现持现达到有均年比约近在 ")
_SHARE = re.compile(r"占[^,]{0,8}$|达到? ?$")
_CHANGED = re.compile(r"增长率|增幅|增速|降幅|[涨跌]幅|下降率|增长(?!贡献)[^,]{0,4}达到? ?$")
_MINUS = re.compile(r"[^0-9a-z%) -] ?-$")
"""A sign right before the number, and no dash between two."""
_MARKED = re.compile(r"(?:(?:同比|环比|[较比](?:上年|去年)(?:同期)?)[:为]? ?[+-]|[↑↓]) ?$")
_MORE_BEFORE = re.compile(
    r"(?:不低于|不少于|(?<!不)超过?|(?<!不)逾|突破|至少|more than|over|at least) ?$"
)
_MORE_AFTER = re.compile(r" ?(?:\(含\))?以上")
_YEAR_ON_YEAR = re.compile(
    r"同比|[较比]上年|[较比]去年|上年|去年|on the year|year[- ]on[- ]year|from a year"
    r"|than last year"
)


def read_percent(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the change in percent or points that a quantity states, or None."""
    before = reading.clause_before(quantity.start, 18)
    if before.isascii():
        before = reading.clause_before(quantity.start, 34)
    after = reading.clause_after(quantity.end, 36)
    if before.endswith(_LEVEL_ENDS) and _LEVEL.search(before):
        return None
    pace = None
    if before.endswith(_PACE_ENDS) and _PACE_BEFORE.search(before):
        pace = _PACE_AFTER.match(after)
    is_share = not pace and ("占" in before or "达" in before[-3:]) and _SHARE.search(before)
    if is_share and not _CHANGED.search(before):
        return None
    sign = _sign(before, after)
    if pace:
        sign = -1 if pace["down"] else 1
    if not sign:
        return None
    if _MINUS.search(before) and not quantity.is_range:
        sign = -1
    low, high = sorted((sign * quantity.low, sign * quantity.high))
    is_open = _MORE_BEFORE.search(before) or _MORE_AFTER.match(after)
    return reading.fact(
        "percent",
        (quantity.start, quantity.end),
        None if is_open and sign < 0 else shown(low),
        None if is_open and sign > 0 else shown(high),
        unit="points" if "point" in quantity.unit or "点" in quantity.unit else "%",
        basis="change",
        notes=["year on year" if _YEAR_ON_YEAR.search(before + after) else ""],
    )


def _sign(before: str, after: str) -> int:
    """Return 1 for up, -1 for down, 0 for neither: the nearest word before, else the one behind.

    A mark right before says it first: 同比+49%, ↓3%.
    """
    if mark := _MARKED.search(before):
        return 1 if mark[0].rstrip(" ")[-1] in "+↑" else -1
    words = list(_WORD.finditer(before))
    if words:
        return -1 if _SAYS_DOWN.match(before, words[-1].start()) else 1
    behind = _WORD_AFTER.match(after)
    return 0 if behind is None else -1 if behind["down"] else 1
