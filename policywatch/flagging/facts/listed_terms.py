"""Terms of a list that has one label: 资助期限：博士生，6-24个月；硕士生，3-12个月."""

import re

_REACH = 110
_LABEL = re.compile(
    r"(?:(?:资助|留学|派出|选派|访学|访问|研究|研修|交流|培养|培育|培训|执行|实施|合同|聘任|聘用|支持|扶持"
    r"|建设|管理|补助|补贴|项目|在站|合作|合作研究|(?<!售后)(?<!维护)服务)(?:期限?|年限|时限|时长|时间|周期)"
    r"|(?:在岗|在校|在院|在华|来华|来校|工作)时间|聘期|任期)(?:要求)?(?:\([^()\n]{1,14}\))?"
    r"(?:(?:分别)?[:为]|(?=[0-9一二两三四五六七八九十])"
    r"|(?=[^,;。:0-9]{0,6}(?:不少于|不低于|不超过|至少|最长)))"
)
_NUMBER = r"(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})"
_TERM = re.compile(rf"{_NUMBER}(?: ?[-至到] ?{_NUMBER})? ?(?:年|个月)")
_DIVIDERS = re.compile(r"[,;:、]")
_LONGEST_ITEM = 18
_NO_ITEM = re.compile(
    r"[0-9]|成立|注册|毕业|经历|经验|从事|出生|[获取]得|间隔|逾期|提前|年龄|距|开放|路程|同比|较|(?<!士)后|前(?!沿|瞻)"
    r"|(?:近|过去|最近|第)$"
)
"""What says that the years behind it are another matter than the list's."""
_ITEM_ENDS = re.compile(
    r" ?(?:(?:及?以[上内下]|左右|不等|整) ?)?(?:\([^()\n]{1,20}\) ?)?(?:$|[,;。、)\n])"
)


def is_listed_term(text: str, start: int, end: int) -> bool:
    """Say whether years or months at a place are an item of a list of terms that a label names.

    Between label and item stand only whom the terms are for, and the items before.
    """
    if not _ITEM_ENDS.match(text, end):
        return False
    near = text[max(0, start - _REACH) : start]
    near = near[max(near.rfind("\n"), near.rfind("。"), near.rfind("\t")) + 1 :]
    if "期" not in near and "限" not in near and "时" not in near:
        return False
    labels = list(_LABEL.finditer(near))
    if not labels:
        return False
    items = _DIVIDERS.split(_TERM.sub("", near[labels[-1].end() :]))
    return all(len(item) <= _LONGEST_ITEM and not _NO_ITEM.search(item) for item in items)
