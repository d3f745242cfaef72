"""What a name and the words right beside it say of people: chosen for it, titled so, its experts.

Whom a programme brings founds firms, which get money, are listed and make chips, and lectures at
schools: words of all these beside the name are of no other sense then.
"""

import re

from policywatch.flagging.characters.ordinary_words import stands_in_a_word
from policywatch.flagging.disguises.han.alone import LONE_STEM
from policywatch.flagging.names.entries import Strength, is_initials
from policywatch.flagging.names.forms import MISWRITTEN
from policywatch.flagging.senses.places import Place

MIN_INITIALS = 3
_SPELLED = MISWRITTEN | {"initials", "pinyin", "emoji"}
_HAN = re.compile(r"[\u3400-\u9fff]")
SPEAKS_OF_TALENT = re.compile(
    r"人才|学者|英才|引才|专家|外专|院士|优青|博士|科学家|青年科学|青年千人|拔尖|特支|教授|"
    "talent|scholar|expert|scientist",
    re.I,
)
"""What in a name says that it is a programme's for talent."""
CHOSEN_REACH = 40
_CHOSEN_BEFORE = re.compile(
    "(?:入[选選]|[获獲](?:评|評|批|聘|得)?|[评評]为|[当當][选選]|授予|列入|系|聘为)(?:了|过|過|为|為|[国國]家[级級]?|"
    r"[省市区區县]级?|[\u4e00-\u9fff]{2,3}[省市]|首批|第[\u4e00-\u9fff\d]{1,3}批|\d{4}年度?)*[“\"「『《]?$"
)
# 千人计划专家: whom a programme titles is no other scheme's, whatever they are out for.
_TITLED = re.compile("(?:专家|學者|学者|專家)$")
_EXPERTS_BEHIND = re.compile('[”’」』》"]?(?:专家|專家|学者|學者|特聘)')
_TITLED_BEHIND = re.compile(
    rf"{_EXPERTS_BEHIND.pattern}|[”’」』》\"]?"
    r"(?:入选者|入選者|获得者| ?[0-9]{1,4}[余多]?[人名位])"
)
# 张某，千人计划，教授: one title after the other.
_RANK_NEXT = re.compile(
    "[”’」』》）)]?[，、；, ]{1,2}(?:副?教授|副?研究员|博士|博导|院士|讲席|首席|杰青|长江学者|"
    "高级工程师|研究方向|主要从事)"
)
_ALSO_CHOSEN = re.compile(
    '(?:参评|參評|申报|申報|入[选選]|获评|獲評|评为|授予)(?:了|过|過)?[“"「『《]?$'
)
_AWARDED_BEHIND = re.compile('[”’」』》"]?(?:入选者|入選者|获得者|入选名单|共?评[选出]{1,2})')
_LIST_HEAD = re.compile("姓名|称号|稱號|头衔|人才类别|人才称号|入选人")
HEAD_REACH = 400
_ENDS_CELL = "\t\n|"
_TELLS_OF_PEOPLE = re.compile(
    r"(?:talents?|scholars?|experts?|scientists?|youth|academics?|researchers?)\b.*"
    r"\b(?:plan|program(?:me)?|project|scheme|fund|initiative)|"
    r"\b(?:plan|program(?:me)?|project|scheme|fund)\b.*\b(?:talents?|scholars?|experts?|scientists?)|"
    r"(?<!the )\bscholars?\b|professor",
    re.I,
)
_CHOSEN_IN_ENGLISH = re.compile(
    r"\b(?:select(?:ed|ion)|chosen|recruit(?:ed|s)?|named|nominated|appl(?:ied|y)|funded|supported|"
    r"accepted|hired|award(?:ed)?|joined|members?|participa\w+|recipients?|through|via|under)"
    r"(?: (?:for|by|as|to|into|in|of|from))?(?: (?:the|a|an|its|national))?"
    r"(?: China['’]s| Chinese)? [“\"'(]?$",
    re.I,
)
_TITLED_IN_ENGLISH = re.compile(
    r"[”\"']? (?:award(?:ee)?|recipient|scholar|expert|fellow|participant|member|professor|grant|"
    r"title|contract|distinguished)s?\b",
    re.I,
)
_OF_OTHER_SCHEMES = re.compile(
    "管培|校招|校园招聘|应届|实习|学徒|志愿|夏令营|研学|研习|参访|交流营|培训生|储备干部|轮岗|带教|"
    "销售精英|合伙人|公益|助学|捐资|慈善|青少年|中小学|小学生|高考|两岸青年|幼儿园|留守儿童|脱贫|助盲|"
    "支教|普法|驻村|大学生实习|中学生|贫困|乡村教师|graduate scheme|management trainees|"
    "young managers|internships?|schoolchildren|schoolgirls|pupils|sixth-form|summer camp",
    re.I,
)
_SAYS_TALENT_IN_CHINESE = re.compile("学者|英才|引才|领军|人才(?:计划|工程|项目|专项)")
# 成都RP计划: initials behind the place of the programme that they stand for.
_BEHIND_ITS_PLACE = re.compile("[\u3400-\u9fff][A-Z]{2,4}$")
# 国家BQW人才: so is what stands behind its level.
_BEHIND_ITS_LEVEL = re.compile("(?:[国國]家|省)[级級]?$")
_PLAN_LAST = re.compile("(?:计划|人才|项目|专家)$")
_PLAN_NEXT = re.compile("计划|人才|学者|英才|领军|引才|优秀青年|青年人才")
# Zhujiang Talent Program, Mount Tai Scholars: such a name speaks of talent itself.
_SAYS_TALENT = re.compile(r"talents? (?:plan|program|project|scheme)|scholars?\b", re.I)
_OF_PEOPLE = re.compile("学者|英才|人才|博士|特聘")


def is_titled(text: str, place: Place) -> bool:
    """Whether a name is that of those whom the programme titles: 千人计划专家, 长江学者."""
    titled = _EXPERTS_BEHIND.match(text, place.end)
    return (titled or _TITLED.search(text, place.start, place.end)) is not None


def of_other_schemes(words: list[str]) -> list[str]:
    """Return those words that say whom another scheme of the name is for: trainees, volunteers.

    These count beside whom a programme chose, too; words of firms, markets and museums do not.
    """
    return [word for word in words if _OF_OTHER_SCHEMES.search(word)]


def is_chosen(text: str, place: Place) -> bool:
    """Whether some are said to be chosen for a name, titled so, or counted: 入选…, …专家, …3人."""
    is_latin = text[place.start].isascii()
    before, behind = (
        (_CHOSEN_IN_ENGLISH, _TITLED_IN_ENGLISH) if is_latin else (_CHOSEN_BEFORE, _TITLED_BEHIND)
    )
    if behind.match(text, place.end) or _RANK_NEXT.match(text, place.end):
        return True
    return before.search(text, max(0, place.start - CHOSEN_REACH), place.start) is not None


def told_of_persons(text: str, place: Place) -> str:
    """Return what tells that a doubtful name is someone's title, where no word of talent stands.

    One title after the other, a cell of its own in a list of people, 参评…, …获得者; else nothing.
    """
    start, end = place.start, place.end
    if beside := _RANK_NEXT.match(text, end) or _AWARDED_BEHIND.match(text, end):
        return beside[0].strip("”’」』》）)，、；, ")
    if before := _ALSO_CHOSEN.search(text, max(0, start - CHOSEN_REACH), start):
        return before[0].strip('“"「『《')
    is_cell = (not start or text[start - 1] in _ENDS_CELL) and (
        end == len(text) or text[end] in _ENDS_CELL
    )
    head = _LIST_HEAD.search(text, max(0, start - HEAD_REACH), start) if is_cell else None
    return head[0] if head else ""


def says_itself(text: str, place: Place) -> bool:
    """Whether a certain name says itself that it is a programme's for talent."""
    speaks = _TELLS_OF_PEOPLE if text[place.start].isascii() else SPEAKS_OF_TALENT
    is_certain = place.entry.strength is Strength.CERTAIN
    return is_certain and speaks.search(text, place.start, place.end) is not None


def says_talent(text: str, place: Place, *, is_latin: bool) -> re.Match[str] | None:
    """Return what says in a name itself that it is a programme's, if anything does."""
    if is_latin:
        return _SAYS_TALENT.search(text, place.start, place.end)
    if place.entry.form not in _SPELLED:
        return None
    if place.entry.form == "emoji":
        return _SAYS_TALENT_IN_CHINESE.search(place.entry.name)
    if _BEHIND_ITS_PLACE.search(text, place.start, place.end):
        return _PLAN_NEXT.match(text, place.end)
    if _BEHIND_ITS_LEVEL.search(text, max(0, place.start - 4), place.start):
        return _PLAN_LAST.search(text, place.start, place.end) or _PLAN_NEXT.match(text, place.end)
    said = _SAYS_TALENT_IN_CHINESE.search(text, place.start, place.end)
    # 长汀学者 are those of a county.
    return None if said and stands_in_a_word(text[place.start : place.start + LONE_STEM]) else said


def tells_by_itself(text: str, place: Place) -> str:
    """Return what in a name tells its sense where it is talked of: 小千人, HYQ, 太山学者.

    A listed one that is no stem and no two initials, or what speaks of people in another; else
    nothing.
    """
    entry, shown = place.entry, text[place.start : place.end]
    if entry.form in ("exact", "short"):
        listed = _HAN.search(shown) or (is_initials(entry.name) and len(entry.name) >= MIN_INITIALS)
        return shown if listed else ""
    people = _OF_PEOPLE.search(shown)
    return people[0] if people else ""
