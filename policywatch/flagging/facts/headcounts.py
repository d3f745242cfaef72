"""Numbers that count people though no 人 or 名 says so: 222万留学人员, 回国人数达到48万."""

import re

from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_WHO = re.compile(
    r"[余多]?(?:名|位|海外|国外|国内外|国际|高层次|高素质|高端|优秀|青年|留学|归国|出国|在外|科技|科研|研发|各类|高校|大学"
    r"|应届|外国|外籍|专业|技术|高?技能|急需|紧缺|创新|创业|领军|顶尖|产业|港澳|台湾|中国|的){0,4}"
    r"(?:人员|人才|留学生|海归|学子|博士|硕士|毕业生|大学生|专家|学者)"
    r"(?![\u4e00-\u9fff]{0,8}(?:费|补|津贴|奖|金|薪|项目|工程|计划|专项|贷|资助|经费|支出|预算))"
)
_COUNT_ENDS = re.compile(r"[余多]?(?:左右|以上)?(?: ?[,。;、)\n]|$)")
_HEADCOUNT = re.compile(
    r"(?:人数|人员|人才|学生|学者|专家|海归)(?:总数|总人数|数量)?(?:已|将|就)?"
    r"(?:突破|达到?|新增|超过?|[增升]至|接近|约|近|为){1,2} ?$"
)
_OF_MONEY = re.compile(r"资助|[补津]贴|经费|资金|投入|奖|薪|费用|预算|支出")


def counts_people(reading: Reading, quantity: Quantity) -> bool:
    """Say whether a number without a unit counts people: 222万留学人员, 回国人数达到48万."""
    if "万" not in reading.plain[quantity.start : quantity.end]:
        return False
    if _WHO.match(reading.plain, quantity.end):
        return True
    if not _COUNT_ENDS.match(reading.plain, quantity.end):
        return False
    before = reading.clause_before(quantity.start, 24)
    return bool(_HEADCOUNT.search(before)) and not _OF_MONEY.search(before)
