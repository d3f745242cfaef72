"""Those who are told of beside the talent sought: staff, students, guests, the honoured."""

import re

from policywatch.flagging.facts.tenses import DRAWN

_OTHERS = (
    r"(?:职工|员工|干部|学生(?<!留学生)|在[校读]|来[华校][^,]{0,6}留学生|学员|群众|党员|代表(?!性)|嘉宾|委员|成员|评委|评审(?:专家|委|员|人员)|志愿|儿童|老人|民警"
    r"|警力|观众|游客|患者"
    r"|农民|工人|司机|劳动力|贫困|群体|用户|粉丝|考生|新生|本科生|居民|人口|业主|旅客|选手|运动员"
    r"|记者|助手|家长|客户"
    r"|总量|从业|专任教师|全行业|家庭|新增就业|城镇就业|毕业生)"
)
_ESTABLISHED = (
    r"(?:行政|事业|工勤|核定|机关|人员|财政|全额|差额)[^,、]{0,4}编制(?:人?数)?[为共计有]{0,2} ?"
)
"""The posts an office has, filled or not: 事业编制25名."""
_BROUGHT = r"(?:可|能|最多|至多)[^,、]{0,4}(?:携带|带同|携同|带)[^,、0-9]{0,3}"
"""Those whom someone may bring along: 每位学者可带2名博士后."""
_NO_TALENT_BEFORE = re.compile(rf"{_OTHERS}[^,、]{{0,5}}$|由 ?$|{_ESTABLISHED}$|{_BROUGHT}$")
_NO_TALENT_AFTER = re.compile(
    rf" ?(?:以上)?(?:的)?[^,。、;的]{{0,4}}{_OTHERS}|以上[^,]{{0,6}}组成| ?团队| ?的团队"
)
_HONOURED = re.compile(
    r"[^,。;]{0,6}(?:获奖|荣获|获得?[^,得]{0,8}[奖称号]|受表彰|受到表彰|当选"
    r"|获得(?!资助(?:$|[,。;]))[^,]{0,10}(?:资金|资助|支持|补))"
    r"|[^,。;]{0,20}(?:获奖|受到?表彰)(?:$|[,。;])"
)
_YOUNG = re.compile("毕业生|大学生")
"""Talent where a place draws them to it, and students where it teaches them."""
_ALL_TAKEN = re.compile(
    r"(?:引[进育回入]|招引|招聘|入选|回引|选聘|录用)[^,]{1,20}(?<!才后)(?<!员后)总量[^,]{0,5}$"
)
"""Those a place has taken in all, and not those it has: 引进海归总量累计已达3046人."""
_TEACHERS_SOUGHT = re.compile(r"招[聘收]|征聘|拟聘|诚征|诚聘|引进")
STAFF_LIST = re.compile(
    r"现有|拥有|师资|教职工|院士[0-9]|获得者|名师|享受|入选者|聘有|双聘|人选[0-9]|杰青|优青"
    r"|长江学者|项目资助"
    r"|对象[0-9]|专家[0-9]|学者[0-9]|学者[”」』\"]?(?:特聘|讲座)"
)
"""Those a school has, by their titles: a count of staff, and no places to fill."""
_RANKED = re.compile(r"(?:教授|讲师|职称|[正副]高|研究员|工程师|教师|导师|博士|硕士)[^,、]{0,2}$")
OF_A_STAFF = re.compile(r"教职员?工|专任教师|专职教师|员工|职工|技术人员|现有人员|相关专业教师")
_A_PROGRAMME = re.compile(r"(?:[”」』\"]|计划)")
_SEEKING_WORK = re.compile(
    r"[^,。;]{0,8}(?:求职|进场|入场|参会|参展)|[^,。;]{0,14}(?:参加|参与|出席|莅临|到场)"
)
_STAFF = re.compile(r"(?:现有|拥有|共有)[^,]{0,8}(?:教师|人员|教授|研究员)[^,、]{0,3}$")
NO_TALENT = re.compile(_OTHERS)
_AT_AN_EVENT = re.compile(
    r"(?:(?<![扩博])大会|论坛|招聘会|峰会|对接会|洽谈会|交流会|宣讲会|博览会|大赛|活动)[^。;]{0,24}?"
    r"(?:吸引|汇聚|集聚|聚集|迎来)(?!.*(?:落户|签约|引进|入职|申|报名))[^,。;]{0,24}$"
)
_STAYED = re.compile(r"[^。;]{0,24}(?:落户|签约|引进|落地|入驻|达成|入职|就业|创业|申报|报名|应聘)")
"""What those whom an event drew did to be more than its guests."""
_RANKED_AFTER = re.compile(r"(?:位列|位居|居|排名|领先|紧随)")


def is_other(before: str, after: str) -> bool:
    """Say whether the people are no talent: staff, students, viewers."""
    others = _NO_TALENT_BEFORE.search(before[-16:]) or _NO_TALENT_AFTER.match(after)
    if others is None:
        return False
    if "教师" in others[0] and others.string is not after:
        return not _TEACHERS_SOUGHT.search(before)
    if others[0].startswith("总量"):
        return not _ALL_TAKEN.search(before)
    return not (_YOUNG.search(others.string, max(0, others.start() - 1)) and DRAWN.search(before))


def is_told(before: str, after: str, sentence: str, basis: str) -> bool:
    """Say whether people are told of only: honoured, guests, of a staff, in a programme's name."""
    if basis != "applicants" and (_SEEKING_WORK.match(after) or _is_guest(sentence, after)):
        return True
    if _HONOURED.match(after) or _A_PROGRAMME.match(after):
        return True
    listed = "名单" in sentence
    if "平均" in before or _RANKED_AFTER.match(after) or (not listed and _STAFF.search(before)):
        return True
    if not (_RANKED.search(before) and OF_A_STAFF.search(sentence)):
        return False
    return not _TEACHERS_SOUGHT.search(sentence) or bool(STAFF_LIST.search(sentence))


def _is_guest(sentence: str, after: str) -> bool:
    """Say whether an event drew the people, and no more is said of them."""
    if "会" not in sentence and "论坛" not in sentence and "活动" not in sentence:
        return False
    return bool(_AT_AN_EVENT.search(sentence)) and not _STAYED.match(after)
