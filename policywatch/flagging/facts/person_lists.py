"""People named one after the other: what is said of the first holds for the next."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.reading import Reading

_FARTHEST = 56
_NEXT = re.compile(
    r" ?(?:以上)?[^,。;:、()0-9\n\t]{0,20}(?:[,、:(]|和|及|与)"
    r"(?:[,:(]?(?:其中|包括|包含|含|分别)(?:[,:]|有|包括|为|是){0,2}"
    r"(?P<part>(?=[^0-9])[^,。;:()0-9\n\t]{0,30})"
    r"|[^,。;:、()0-9\n\t]{1,18}?)(?:各|共|计|约|近|超|逾|为|有){0,2} ?"
)
_ON_ITS_OWN = re.compile(
    r"引[进育入才]|入选|获批|获(?!得者|奖者)|评[选审]|资助|支持|招|认定|吸引|(?<!特)聘|签[约订署]|落户|集聚|汇聚"
    r"|[拥具现另]有|遴选|选[拔派送出]|录[用取]|新增|增[加长]|延揽|申请|申报|报名|求职|到[岗任]|报到|来(?!自)"
    r"|[回归]国(?!博|人)|返|入职|推荐|限|名额|通过|总[量数]|目前|累计|全[校市县省区]|达|服务|培训|惠及|覆盖|带动"
    r"|受益|平均|岁|人数|参加|出席|担任|占|家[眷属]|[较比]"
)
"""Words that say of the people themselves what they are, or that they are no part of a list."""
_OF_ANOTHER_STATE = re.compile(
    r"引进|入选|获批|申报|报名|应聘|到[岗任]|报到|来华|[回归]国(?!博|人)|入职|推荐|平均|占|岁|[较比女男]|服务"
)
_LISTED = re.compile(
    r"(?:引进|引育|招引|招[聘收录]|新增|入选|选[聘拔]|遴选|诚聘|聘[任请用])[^,。;:0-9]{0,18}"
    r"(?:[0-9]{1,7} ?[余多]?[名人位个][,、和及](?P<label>[^,。;:、0-9]{1,14})){1,5}$"
)
_STAFF = re.compile(r"[现拥]有|师资|教职|享受|获得者")


def goes_on(reading: Reading, last: FoundFact | None, start: int) -> str:
    """Return "part" or "next" where people at `start` go on a list that the last ones began.

    A part of them is what 其中 or 包括 leads up to: 引进75人，其中博士40人、硕士12人.
    """
    if last is None or not 0 < start - last.end <= _FARTHEST:
        return ""
    between = reading.plain[last.end : start]
    link = _NEXT.fullmatch(between)
    if link is None:
        return ""
    if link["part"]:
        return "" if _OF_ANOTHER_STATE.search(link["part"]) else "part"
    if between.endswith("有") or _ON_ITS_OWN.search(between):
        return ""
    return "" if _STAFF.search(reading.before(last.start, 70)) else "next"


def is_listed(sentence: str) -> bool:
    """Say whether what stands before people is a list whose first ones are no fact themselves."""
    if "人" not in sentence and "名" not in sentence:
        return False
    begun = _LISTED.search(sentence)
    return begun is not None and not _ON_ITS_OWN.search(begun["label"])
