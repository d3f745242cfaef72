"""Degrees asked for, with origin and years abroad in the note."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import parse, shown
from policywatch.flagging.facts.reading import Reading

_LEVELS = {
    "博士": "doctorate", "硕士": "master", "研究生": "master", "学士": "bachelor",
    "本科": "bachelor", "大专": "associate", "专科": "associate",
}  # fmt: skip
_CHINESE = re.compile(
    r"(?P<level>博士|硕士|学士|本科|大专|专科|研究生)(?!后|点|站|生导师|科)(?:研究生)?(?:\(含\))?"
    r"(?P<more>及其?以上|或以上|以上)?(?:\(含\))?的?(?:全日制)?(?P<what>学位|学历|毕业|文凭"
    r"|(?=[、和或及/](?:博士|硕士|学士|本科)(?:研究生)?(?:学位|学历|毕业)))?"
)
_ASKED = re.compile(r"(?:学历|学位)(?:要求|层次|条件)?[:为]? ?$|(?:具有|取得|获得|获|持有|具备)$")
_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?P<doctorate>ph\.? ?d\.?s?|doctorates?|doctoral degrees?|doctor's degrees?)"
    r"|(?P<master>master(?:['’]?s)?['’]? degrees?)|(?P<bachelor>bachelor(?:['’]?s)?['’]? degrees?))"
    r"(?![a-z])(?! (?:student|candidate|supervisor|programme|program|thesis|advisor))"
    r"(?P<more> or (?:above|higher))?"
)
_ABROAD = re.compile(r"海外|国外|境外|国\(境\)外|abroad|overseas|foreign|outside china")
_YEARS_ABROAD = re.compile(
    r"(?P<years>[0-9一二两三五]{1,2}) ?(?:年|years)"
    r"[^，。；]{0,10}?(?:海外|国外|境外|abroad|overseas)"
)


def read_degrees(reading: Reading) -> list[FoundFact]:
    """Return the degrees asked for, in Chinese or English."""
    facts = []
    for found in _CHINESE.finditer(reading.plain):
        before = reading.plain[max(0, found.start() - 8) : found.start()]
        if found["what"] is not None or found["more"] or _ASKED.search(before):
            facts.append(_degree(reading, found, _LEVELS[found["level"]]))
    if not reading.mentions("ph", "doctor", "master", "bachelor"):
        return facts
    for found in _ENGLISH.finditer(reading.plain):
        level = next(name for name in ("doctorate", "master", "bachelor") if found[name])
        facts.append(_degree(reading, found, level))
    return facts


def _degree(reading: Reading, found: re.Match[str], level: str) -> FoundFact:
    around = f"{reading.before(found.start(), 30)}|{reading.after(found.end(), 30)}"
    notes = ["overseas"] if _ABROAD.search(around) else []
    if abroad := _YEARS_ABROAD.search(around):
        years = parse(abroad["years"])
        notes += [f"{shown(years[0])} years abroad"] if years else []
    basis = "at-least" if found["more"] else ""
    return reading.fact("degree", found.span(), level, basis=basis, note="; ".join(notes))
