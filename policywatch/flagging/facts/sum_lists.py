"""Bare 万 and 亿 in a list of which one is money: A类1000万、B类500万、C类300万创业扶持."""

import re
from collections.abc import Sequence
from itertools import pairwise

from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_RANK = (
    r"[a-z]?[\u4e00-\u9fff]{0,4}?(?:类|档|等|级|层次|人才|团队|个人|博士|硕士|教授|本科|领军|拔尖|顶尖)"
    r"(?:个人|团队)?"
)
_LINK = re.compile(
    rf"(?:元|左右)? ?(?:[、/;+] ?(?:{_RANK}|[a-z]?[\u4e00-\u9fff]{{1,6}}?)"
    rf"|, ?(?:{_RANK}|[\u4e00-\u9fff]{{2,6}}的))"
    r"(?:最高|约|可达|不超过|不低于|为|:|给予|奖励?){0,2} ?"
)
"""What stands between two of a list: a label of a kind of people or a rank."""
_FARTHEST = 14
_COUNTING = re.compile(
    r"共|累计|达到?|人数|用户|关注|浏览|阅读|播放|产量|面积|新增|就业|岗位|注册|市场主体|申请|人口"
)


def money_beside(
    reading: Reading, sums: Sequence[Quantity], bare: Sequence[Quantity]
) -> list[Quantity]:
    """Return those of the bare numbers that stand in a list with one of the sums."""
    listed = sorted([*sums, *bare], key=lambda quantity: quantity.start)
    links = [
        0 < following.start - last.end <= _FARTHEST and _links(reading, last, following)
        for last, following in pairwise(listed)
    ]
    known = {quantity.start for quantity in sums}
    told = [quantity.start in known for quantity in listed]
    for place, link in enumerate(links):
        told[place + 1] |= link and told[place]
    for place in reversed(range(len(links))):
        told[place] |= links[place] and told[place + 1]
    return [
        quantity
        for quantity, is_money in zip(listed, told, strict=True)
        if is_money and quantity.start not in known
    ]


def _links(reading: Reading, last: Quantity, following: Quantity) -> bool:
    between = reading.plain[last.end : following.start]
    return bool(_LINK.fullmatch(between)) and not _COUNTING.search(between)
