"""What a bare number of people in a table is: the head of its column says, or the other heads."""

import re
from collections.abc import Sequence
from decimal import Decimal

_PEOPLE = (
    ("count", "arrived", re.compile(r"(?:已|实际)(?:到岗|报到|到任|回国|入职)")),
    (
        "count",
        "recruited",
        re.compile(r"(?:已|实际)(?:引进|招聘|录用|聘用|认定|完成)(?:人?数)?(?:\((?:人|名)\))?$"),
    ),
    (
        "quota",
        "",
        re.compile(
            r"名额|(?:招聘|拟?引进|计划|需求|拟聘|招录|拟招|岗位)(?:引进|招聘)?人?数"
            r"|(?:招聘|引进|招录|招收|需求)计划"
            r"|^(?:拟|计划)(?:引进|招聘|招录|招收|聘用)[\u4e00-\u9fff]{0,8}\((?:人|名)\)"
        ),
    ),
    ("count", "applicants", re.compile(r"(?:申报|报名|申请|应聘|推荐)人?数|applicants")),
    ("count", "arrived", re.compile(r"(?:到岗|报到|到任|回国|入职)人?数|arrived")),
    (
        "count",
        "recruited",
        re.compile(
            r"(?:入选|引进|认定|录用|引育|聘用|签约)人?数|recruited"
            r"|^(?:入选|引进|认定|录用|引育|聘用|签约|新增)[\u4e00-\u9fff]{0,8}\((?:人|名)\)"
        ),
    ),
)
_MOST_PEOPLE = 10**6
_YEARS = frozenset(["年度", "年份", "年", "时间"])
_OF_A_YEAR = re.compile(r"(?:引进|引育|引才|入选)(?:人才)?人?数(?:\((?:人|名)\))?")
"""What a table tells by the year is done, unless its head says that it is planned."""
_POSTS = re.compile(r"(?:number|no\.) of (?:posts|positions|vacancies|openings)|vacancies|number")
_OF_A_POST = re.compile(r"(?<![a-z])(?:positions?|posts?|vacancy|job title)(?![a-z])")
_PLACES = re.compile(r"人数(?:\(人\))?|(?P<sought>需求|计划)(?:人数|数量?)?(?:\(人\))?")
_OF_A_CALL = re.compile(r"岗位(?!津贴|补贴|聘)|职位|应聘|招聘")
_OF_POSTS = re.compile(r"专业|学历|学位|年龄|要求|条件")
_HELD = re.compile(r"现有|在职|在岗|实有|报名|入围|合格|录取")
"""A bare number of people is one of places where the other columns say what is asked for."""


def people_under(column: str, columns: Sequence[str], value: Decimal) -> tuple[str, str] | None:
    """Return kind and basis of a number under a column's head; None if it counts no people."""
    if not column or value != int(value) or value > _MOST_PEOPLE:
        return None
    if not _YEARS.isdisjoint(columns[:2]) and _OF_A_YEAR.fullmatch(column):
        return "count", "recruited"
    for kind, basis, heads in _PEOPLE:
        if heads.search(column) or (kind == "quota" and _is_of_places(column, columns)):
            return kind, basis
    return None


def _is_of_places(column: str, columns: Sequence[str]) -> bool:
    if column.isascii():
        if column == columns[0] or not _POSTS.fullmatch(column):
            return False
        return bool(_OF_A_POST.search(" ".join(columns)))
    places = _PLACES.fullmatch(column)
    if places is None:
        return False
    others = " ".join(columns)
    if not _OF_POSTS.search(others) or _HELD.search(others):
        return False
    return bool(places["sought"] or _OF_A_CALL.search(others))
