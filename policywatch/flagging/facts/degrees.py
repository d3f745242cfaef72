"""Degrees asked for, with origin and years abroad in the note."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import parse, shown
from policywatch.flagging.facts.origins import origins
from policywatch.flagging.facts.reading import Reading

_LEVELS = {
    "博士": "doctorate", "硕士": "master", "研究生": "master", "学士": "bachelor",
    "本科": "bachelor", "大专": "associate", "专科": "associate",
}  # fmt: skip
_CHINESE = re.compile(
    r"(?P<level>博士|硕士|学士|本科|大专|专科|研究生)(?!后|点|站|生导师|科|论文"
    r"|一级)(?:研究生)?(?:\(含\))?"
    r"(?P<more>及其?以上|或以上|以上)?(?:\(含\))?的?(?:全日制)?(?P<what>学位|学历|毕业|文凭"
    r"|(?=[、和或及/](?:博士|硕士|学士|本科)(?:研究生)?(?:学位|学历|毕业)))?"
)
_ASKED = re.compile(
    r"(?:学历|学位)(?:要求|层次|条件)?[:为]? ?$|(?:具有|取得|获得|获|持有|具备|须为|应为)$"
)
_OF_A_PERSON = re.compile(
    r"(?:19|20)[0-9]{2} ?年(?:[0-9]{1,2}月)?[^前后以,]{0,16}(?:取得|获得?|毕业|授予)[^,]{0,8}$"
)
_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?P<doctorate>ph\.? ?d\.?s?|doctorates?|doctoral degrees?|doctor['’]?s degrees?)"
    r"|(?P<master>master(?:['’]?s)?['’]? degrees?)|(?P<bachelor>bachelor(?:['’]?s)?['’]? degrees?))"
    r"(?![a-z])(?!,? (?:students?|candidates?|supervisors?|programmes?|programs?|thes[ie]s"
    r"|advisors?|scholarships?))"
    r"(?P<more> or (?:above|higher|equivalent or above))?"
)
_YEARS_ABROAD = re.compile(
    r"(?P<years>[0-9一二两三五]{1,2}) ?(?P<unit>年|个月|years|months)"
    r"[^,。;]{0,10}?(?:海外|国外|境外|abroad|overseas)"
    r"|(?:海外|国外|境外)[^,。;]{0,14}?(?P<years2>[0-9一二两三五]{1,2}) ?(?P<unit2>年|个月)"
)


def read_degrees(reading: Reading) -> list[FoundFact]:
    """Return the degrees asked for, in Chinese or English."""
    facts: list[FoundFact] = []
    if reading.mentions("士", "本科", "专", "研究生"):
        for found in _CHINESE.finditer(reading.plain):
            before = reading.plain[max(0, found.start() - 8) : found.start()]
            if _OF_A_PERSON.search(reading.clause_before(found.start(), 30)):
                continue
            if found["what"] is not None or found["more"] or _ASKED.search(before):
                facts.append(_degree(reading, found, _LEVELS[found["level"]]))
    if reading.mentions("ph.d", "phd", "ph. d", "doctor", "master", "bachelor"):
        for found in _ENGLISH.finditer(reading.plain):
            level = next(name for name in ("doctorate", "master", "bachelor") if found[name])
            facts.append(_degree(reading, found, level))
    return facts


def _degree(reading: Reading, found: re.Match[str], level: str) -> FoundFact:
    around = f"{reading.before(found.start(), 30)}|{reading.after(found.end(), 40)}"
    notes = origins(reading, found.start(), found.end())
    if abroad := _YEARS_ABROAD.search(around):
        count = parse(abroad["years"] or abroad["years2"])
        unit = abroad["unit"] or abroad["unit2"]
        unit = "months" if unit in ("个月", "months") else "years"
        notes += [f"{shown(count[0])} {unit} abroad"] if count else []
    basis = "at-least" if found["more"] else ""
    return reading.fact("degree", found.span(), level, basis=basis, notes=notes)
