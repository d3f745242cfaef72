"""Percentages of change, negative for a fall; shares and levels are none."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_UP = (
    r"增长|上升|提高|增加|上涨|增幅|递增|上浮|(?<!跌)涨(?!跌)|提升|增速|增|rose|rise|grew|grow"
    r"|increas|gain|jump|surg|(?<![a-z])up(?![a-z])"
)
_DOWN = (
    r"下降|减少|降低|下滑|下浮|回落|降幅|缩减|压减|下调|削减|(?<!涨)跌(?!涨)|减|fell|(?<![a-z])fall"
    r"|declin|decreas|drop|slump|(?<![a-z])down(?![a-z])|(?<![a-z])lost(?![a-z])|(?<![a-z])cut"
)
_WORD = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
_WORD_AFTER = re.compile(
    rf" ?的?(?:同比|年均|环比|月环比)?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?![到至为])"
)
_LEVEL = re.compile(r"(?:提高|上升|下降|降低|增加|增长|提升|降|调整|升)了?[至到为] ?$|\bto ?$")
_MORE_BEFORE = re.compile(r"(?:不低于|不少于|(?<!不)超过?|至少|more than|over|at least) ?$")
_MORE_AFTER = re.compile(r" ?(?:\(含\))?以上")
_YEAR_ON_YEAR = re.compile(
    r"同比|较上年|比上年|上年|去年|on the year|year[- ]on[- ]year|from a year"
)


def read_percent(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the change in percent or points that a quantity states, or None."""
    before = reading.clause_before(quantity.start, 18)
    after = reading.clause_after(quantity.end, 14)
    if _LEVEL.search(before):
        return None
    word = _sign_word(before, after)
    if word is None:
        return None
    sign = -1 if word["down"] else 1
    low, high = sorted((sign * quantity.low, sign * quantity.high))
    is_open = _MORE_BEFORE.search(before) or _MORE_AFTER.match(after)
    return reading.fact(
        "percent",
        (quantity.start, quantity.end),
        None if is_open and sign < 0 else shown(low),
        None if is_open and sign > 0 else shown(high),
        unit="points" if "point" in quantity.unit or "点" in quantity.unit else "%",
        basis="change",
        note="year on year" if _YEAR_ON_YEAR.search(before + after) else "",
    )


def _sign_word(before: str, after: str) -> re.Match[str] | None:
    """Return the word that says up or down: the nearest before, else the one right behind."""
    words = list(_WORD.finditer(before))
    return words[-1] if words else _WORD_AFTER.match(after)
