"""Places and applicants as a label and a bare number state them: 名额：3, 报名人数：560."""

import re
from collections.abc import Iterator
from decimal import Decimal

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.reading import Reading

_NUMBER = r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}|[1-9][0-9]{0,5}"
_LABELS = ("额", "人数", "求数", "计划")
"""What labels end with, as few as can be: each is searched for on every page."""
_LABEL = re.compile(
    r"(?:[名配]额|(?:(?P<applied>申报|报名|报考|应聘|申请)|招聘|拟招|引进|招录|招收|拟聘|录用|需求)"
    r"(?:总|岗位)?(?:人数|计划)|需求数)$"
)
_STATED = re.compile(
    r"量?(?:总数|\((?:人|名|个)\))?(?:每年|每校|每院)?(?:共计?|合计|为|是|:){0,2} ?"
    rf"(?P<most>上限(?:为|是)? ?)?(?P<low>{_NUMBER})(?: ?-{{1,2}} ?(?P<high>{_NUMBER}))?"
    r"(?= ?(?:[,、;。\n\t)]|$))"
)

_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?:number|no\.?) of (?:positions|vacancies|openings|posts)|vacanc(?:y|ies)"
    r"|openings) ?[:\t] ?(?P<n>[1-9][0-9]{0,3})(?= ?(?:[,;\n\t)]|$))"
)


def read_places(reading: Reading) -> list[FoundFact]:
    """Return the quotas and counts of people stated by a label and a number without a unit."""
    text = reading.plain
    if not ("额" in text or "聘" in text or "招" in text or "人数" in text):
        return []
    return [fact for label in _LABELS for fact in _read(reading, label)]


def read_english_places(reading: Reading) -> list[FoundFact]:
    """Return the quotas stated by an English label and a number: Vacancies: 3."""
    if not reading.mentions("vacanc", "openings", "of positions", "of posts"):
        return []
    return [
        reading.fact("quota", found.span("n"), found["n"], found["n"], unit="persons")
        for found in _ENGLISH.finditer(reading.plain)
    ]


def _read(reading: Reading, label: str) -> Iterator[FoundFact]:
    at = reading.plain.find(label)
    while at >= 0:
        end = at + len(label)
        stated = _STATED.match(reading.plain, end, end + 40)
        if stated and (fact := _fact(reading, end, stated)):
            yield fact
        at = reading.plain.find(label, end)


def _fact(reading: Reading, end: int, stated: re.Match[str]) -> FoundFact | None:
    low = Decimal(stated["low"].replace(",", ""))
    high = Decimal(stated["high"].replace(",", "")) if stated["high"] else low
    if high < low or (1900 <= low <= 2100 and "," not in stated["low"]):
        return None
    label = _LABEL.search(reading.plain, max(0, end - 8), end)
    if label is None:
        return None
    applied = bool(label["applied"])
    return reading.fact(
        "count" if applied else "quota",
        (stated.start("low"), stated.end("high") if stated["high"] else stated.end("low")),
        None if stated["most"] else shown(low), shown(high),
        unit="persons", basis="applicants" if applied else "",
    )  # fmt: skip
