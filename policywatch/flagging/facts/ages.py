"""Age limits; a person's own age is no fact."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_YOUNGEST, _OLDEST = 14, 99
_MARKS_BEFORE = (
    (re.compile(r"(?:未满|不满|小于|低于|未达到?|不到) ?$"), "max", -1),
    (
        re.compile(
            r"(?:年满|须满|需满|应满|不低于|不小于|不得低于|至少"
            r"|(?<!不)(?<!不得)(?<!不能)(?<!不应)超过|(?<!不)大于) ?$"
        ),
        "at-least",
        0,
    ),
    (
        re.compile(
            r"(?:不超过|不得超过|不能超过|不应超过|不大于|不高于|至多|最高|上限|限制?|放宽"
            r"|延长)[为到至在]{0,2} ?$"
        ),
        "max",
        0,
    ),
)
_MARKS_AFTER = (
    (
        re.compile(
            r" ?(?:\((?:含|不含)[^)]{0,6}\))?"
            r"(?:及其?以下|及以内|或以下|以下|以内|之内|为限|封顶|\(含\))"
        ),
        "max",
        0,
    ),
    (re.compile(r" ?(?:\(含[^)]{0,6}\))?(?:及以上|以上|或以上)"), "at-least", 0),
)
_ABOUT_AFTER = re.compile(r" ?(?:左右|上下)")

_OLD = r"(?: ?-?years?(?:[- ]old| of age))"
_YEARS = (
    r"(?P<a>[0-9]{2})(?![0-9%]|[.,][0-9]"
    r"| ?(?:percent|per cent|million|billion|thousand|minutes))"
)
_ENGLISH = (
    (re.compile(rf"(?:under|below) the age of {_YEARS}"), "max", -1),
    (re.compile(rf"aged? (?:under|below) {_YEARS}"), "max", -1),
    (
        re.compile(
            rf"(?:under|below) (?:age )?{_YEARS}"
            rf"(?=$|[.,;)\n]|{_OLD}| (?:at|on|with|and|who|as|or|when|by|holding) ?){_OLD}?"
        ),
        "max",
        -1,
    ),
    (re.compile(rf"younger than {_YEARS}(?: years)?{_OLD}?"), "max", -1),
    (
        re.compile(
            rf"(?:aged?|age of) {_YEARS}(?: years)?(?: old)? (?:or|and) (?:below|under|younger)"
        ),
        "max",
        0,
    ),
    (re.compile(rf"{_YEARS}{_OLD} (?:or|and) (?:below|under|younger)"), "max", 0),
    (
        re.compile(
            r"(?:(?:no|not) (?:be )?older than|maximum age(?: of| is|:)?|(?:upper )?age limit"
            rf"(?: of| is|:)?|not (?:be )?over the age of) {_YEARS}(?: years)?(?: old| of age)?"
        ),
        "max",
        0,
    ),
    (
        re.compile(rf"(?:not (?:be )?(?:over|more than)|not exceed|up to|at most) {_YEARS}{_OLD}"),
        "max",
        0,
    ),
    (
        re.compile(
            r"age[ds]?(?: between| from)? (?P<a>[0-9]{2}) ?(?:-|to|and) ?(?P<b>[0-9]{2})(?![0-9])"
        ),
        "",
        0,
    ),
)


def read_age(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the age limit a quantity of 岁 states, or None if it limits nothing."""
    low, high = int(quantity.low), int(quantity.high)
    if quantity.low != low or not _YOUNGEST <= low <= high <= _OLDEST:
        return None
    start, end = quantity.start, quantity.end
    if quantity.is_range:
        return reading.fact("age", (start, end), str(low), str(high), unit="years")
    before, after = reading.clause_before(start, 12), reading.after(end, 10)
    if about := _ABOUT_AFTER.match(after):
        span = start, end + about.end()
        return reading.fact("age", span, str(low), str(high), unit="years", basis="about")
    for pattern, basis, step in _MARKS_BEFORE:
        if mark := pattern.search(before):
            span = start - len(before) + mark.start(), end
            return _limit(reading, span, high + step, basis)
    for pattern, basis, step in _MARKS_AFTER:
        if mark := pattern.match(after):
            return _limit(reading, (start, end + mark.end()), high + step, basis)
    return None


def _limit(reading: Reading, span: tuple[int, int], years: int, basis: str) -> FoundFact:
    low, high = (None, str(years)) if basis == "max" else (str(years), None)
    return reading.fact("age", span, low, high, unit="years", basis=basis)


def read_english_ages(reading: Reading) -> list[FoundFact]:
    """Return the age limits stated in English."""
    facts: list[FoundFact] = []
    if not reading.mentions("age", "under ", "below ", "older", "younger", "years", "year-old"):
        return facts
    for pattern, basis, step in _ENGLISH:
        for found in pattern.finditer(reading.plain):
            youngest, oldest = int(found["a"]), int(found.groupdict().get("b") or found["a"])
            if basis:
                facts.append(_limit(reading, found.span(), oldest + step, basis))
            elif _YOUNGEST <= youngest <= oldest:
                facts.append(
                    reading.fact("age", found.span(), str(youngest), str(oldest), unit="years")
                )
    return facts
