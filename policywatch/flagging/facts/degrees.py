"""Degrees asked for in Chinese, with origin and years abroad in the note."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import parse, shown
from policywatch.flagging.facts.origins import origins
from policywatch.flagging.facts.reading import Reading
from policywatch.flagging.seeking import matches_at

_LEVELS = {
    "博士": "doctorate", "硕士": "master", "研究生": "master", "学士": "bachelor",
    "本科": "bachelor", "大专": "associate", "专科": "associate",
}  # fmt: skip
_SECOND = {"士": "博硕学", "科": "本专", "专": "大", "究": "研"}
"""The second character of each name, with the first ones."""
_IN_ONE = (
    r"学历(?:[、及和与/]?(?:学位|\(学位\)|(?:(?:(?<=本科学历)|(?<=本科学历.))学士"
    r"|(?:(?<=研究生学历)|(?<=研究生学历.))硕士)(?P<more3>及?以上|或以上)?学位))?"
    r"|学位(?:[、及和与/]?(?:学历|\(学历\)))?"
)
"""A degree by one of its names or by both: 学历学位, 本科学历、学士学位, 学位(学历)."""
_CHINESE = re.compile(
    r"(?P<level>博士|硕士|学士|本科|大专|专科|研究生)(?!后|点|站|生导师|科|论文"
    r"|一级)(?:研究生)?(?:\([^()\n]{1,14}\))?"
    r"(?P<more>及其?以上|或以上|以上)?(?:\(含\))?的?(?:全日制)?(?P<what>"
    rf"{_IN_ONE}|毕业|文凭"
    r"|(?=[、和或及/](?:博士|硕士|学士|本科)(?:研究生)?(?:学位|学历|毕业)))?"
    r"(?P<more2>(?<=[位历)])(?:及其?以上|或以上|以上))?"
)
_NO_DEGREE_AFTER = re.compile(
    r"单位|学校|授权|授予|论文|课程|答辩|[津补]贴|教育|点|获得者占|院校|时间|的时间|人才(?:资源|总量)"
    r"|[^,。;]{0,16}组成"
)
_GRANTING = re.compile(r"(?:授予|颁发)[^,。;]{0,3}$")
_STUDYING = re.compile(r"(?:攻读|就读|在读|修读|培养)[^,]{0,6}$")
_NAMED_SCHOOL = re.compile(
    r"(?:获得?|取得|拥有|毕业于|我于)(?![^,]*(?:海外|国外|境外|国内外|知名|著名|一流|世界|全球"
    r"|百强|排名|顶尖|国内|双一流|985|211|高校|或|前[0-9]))"
    r"[^,。]{0,24}(?:大学|学院|研究所|分校|理工)[^,。]{0,14}$"
)
_GRADUATED_FROM = re.compile(
    r"于(?![^,。;]{0,6}(?:海外|国外|境外|国内外|知名|著名|一流|世界|985|211|双一流))[^,。;]{2,16}"
    r"(?:大学|学院|研究所)"
)
_SEEKING = re.compile(
    r"引进|招|聘|拟|须|需|应(?!届)|要求|申请(?![人者])|申报(?![人者])|条件|遴选|选拔|一般|对|给予"
)
_COUNTED_BEFORE = re.compile(
    r"(?:[0-9百千万] ?余?多?[名人位个](?![^,]{0,4}(?:高校|大学|院校|名校))|分之|多数|大都|[0-9]%"
    r"|[一二三四五六七八九]成|现有|已有|多有|都有|其中|教师中|占)"
    r"[^,、]{0,12}$"
)
_COUNTED_AFTER = re.compile(
    r"[^,;。]{0,24}?[的者]占(?!用)|[^,;。]{0,8}?(?:占(?!用)|比例|达到?[^,;。]{0,4}[0-9.]{1,6}[%万]|总数"
    r"|[0-9.]{1,6}万? ?余?多?[名人位])"
)
_PAID_AFTER = re.compile(
    r"(?:的|的?(?:人才|毕业生|生(?=[^,。;]{0,8}[补津奖])|人员|者|研究生|获得者)[^,。;0-9]{0,6})"
    r"(?:每[月年人]|最高|给予|发放|享受|可领|一次性|[补津]贴|补助|奖励|安家|购房|租房)[^,。;]{0,12}?[0-9]"
)
"""Whose degree is told with what they are paid is not asked for one: 硕士学历人才最高补贴20万元."""
_DEMANDED = re.compile(r"具有|具备|取得|获得?|须|要求|持有")
_OF_A_MAN = re.compile(r"[,(] ?[男女],(?:[^,。;]{1,12},){0,4}$")
"""A life told in a list: 张某，男，1980年生，博士学位."""
_AT_WORK = re.compile(r"工作|任职|经[历验]|从事|在")
_GRADUATED = re.compile(r"(?:19|20)[0-9]{2} ?年?(?: ?[0-9]{1,2} ?月)?(?:,?他|,?她)?$")
_ASKED = re.compile(
    r"(?:学历|学位)(?:要求|层次|条件)?[:为]? ?(?:全日制)?$|(?:具有|取得|获得|获|持有|具备|须为"
    r"|应为)$"
)
_IN_AN_AD = re.compile(r"(?:^|[/|·]|\n) ?$")
_AD_ENDS = re.compile(r" ?(?:$|[/|·\n])")
_OF_A_PERSON = re.compile(
    r"(?:19|20)[0-9]{2} ?年(?:[0-9]{1,2}月)?[^前后以,]{0,16}(?:取得|获得?|毕业|授予)[^,]{0,8}$"
)
_YEARS_ABROAD = re.compile(
    r"(?P<years>[0-9一二两三五]{1,2}) ?(?P<unit>年|个月|years|months)"
    r"[^,。;]{0,10}?(?:海外|国外|境外|abroad|overseas)"
    r"|(?:海外|国外|境外)[^,。;]{0,14}?(?P<years2>[0-9一二两三五]{1,2}) ?(?P<unit2>年|个月)"
)


def read_degrees(reading: Reading) -> list[FoundFact]:
    """Return the degrees asked for in Chinese."""
    facts: list[FoundFact] = []
    text = reading.plain
    if places := _named_at(text):
        for found in matches_at(places, _CHINESE, text):
            before = reading.plain[max(0, found.start() - 8) : found.start()]
            if _OF_A_PERSON.search(reading.clause_before(found.start(), 30)):
                continue
            asked = found["what"] is not None or found["more"] or _ASKED.search(before)
            if not asked and _IN_AN_AD.search(before):
                asked = before.strip() and _AD_ENDS.match(reading.plain, found.end())
            if before.endswith("(含"):
                continue
            if asked and not _is_counted(reading, found):
                or_more = any(found.group("more", "more2", "more3"))
                facts.append(degree_asked(reading, found, _LEVELS[found["level"]], or_more=or_more))
    return facts


def _named_at(text: str) -> list[int]:
    """Return where a degree may be named: by its second character, in half the time."""
    places: list[int] = []
    for sign, before in _SECOND.items():
        at = text.find(sign, 1)
        while at > 0:
            if text[at - 1] in before:
                places.append(at - 1)
            at = text.find(sign, at + 1)
    return sorted(places)


def _is_counted(reading: Reading, found: re.Match[str]) -> bool:
    """Say whether the degree is that of people counted, of a man's life or of a school's rights."""
    after = reading.clause_after(found.end(), 16)
    if _NO_DEGREE_AFTER.match(after):
        return True
    before = reading.clause_before(found.start(), 30)
    if "获" not in before and _GRANTING.search(before):
        return True
    of_graduates = found["what"] == "毕业" and not found["more"] and after.startswith("生")
    if of_graduates and not _SEEKING.search(reading.before(found.start(), 60)):
        return True
    if "," in (near := reading.before(found.start(), 40)) and _OF_A_MAN.search(near):
        return True
    if _PAID_AFTER.match(reading.plain, found.end()) and not _DEMANDED.search(before):
        return True
    if _STUDYING.search(before) or _NAMED_SCHOOL.search(before):
        return True
    if found["what"] == "毕业" and before.endswith(("即将", "将要", "快要", "刚", "刚刚")):
        return True
    if found["what"] == "毕业" and after.startswith("后") and not _AT_WORK.search(after):
        return True
    if found["what"] == "毕业" and (_GRADUATED.search(before) or _GRADUATED_FROM.match(after)):
        return True
    if not (_COUNTED_BEFORE.search(before) or _COUNTED_AFTER.match(after)):
        return False
    return not _SEEKING.search(before)


def degree_asked(reading: Reading, found: re.Match[str], level: str, *, or_more: bool) -> FoundFact:
    """Return the fact of a degree (or a higher one), with its origin and the years abroad."""
    around = f"{reading.before(found.start(), 30)}|{reading.after(found.end(), 40)}"
    notes = origins(reading, found.start(), found.end())
    if abroad := _YEARS_ABROAD.search(around):
        count = parse(abroad["years"] or abroad["years2"])
        unit = abroad["unit"] or abroad["unit2"]
        unit = "months" if unit in ("个月", "months") else "years"
        notes += [f"{shown(count[0])} {unit} abroad"] if count else []
    basis = "at-least" if or_more else ""
    return reading.fact("degree", found.span(), level, basis=basis, notes=notes)
