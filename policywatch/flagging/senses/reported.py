"""Whether a stem stands for those it titles, as administrations report them: QM申报86人, 启明3名.

Such lines speak of counts, bounties and tasks and leave out what they count: all readers know.
"""

import re

from policywatch.flagging.folding import simplified

REACH = 20
SCENE_REACH = 40
_COUNTED = r"(?:总?[数共达各约近超]|成功|合计)*[\d一二三四五六七八九十两]+[名人位]"
_BEHIND = re.compile(
    rf"[ ”\"’」』）)]{{0,2}}(?:计划|专家|人才)?(?:{_COUNTED}|"
    "(?:自主|视频|现场|成功)?(?:申报|入选|引荐|推荐|举荐|落地|落户|兑现|面试|进面|答辩)|"
    "(?:引荐|入选|推荐|落地|成功)?奖励|奖补|配套|(?:专项)?经费|(?:专项)?资金|人选|项目(?:落地|落户)|"
    "数量?(?:居|位|列|达|超)|(?:管理|实施|评选|遴选|资助)(?:办法|细则|方案)|申报(?:指南|通知))"
)
_BEFORE = re.compile(
    "(?:新增|引育|引荐|推荐|举荐|申报|入选|兑现|冲刺|柔性引进|自主培[育养]|组织|完成|落实)[的了]?"
    '[ “"‘「『（(]?$'
)
_SCENE = re.compile(
    r"\d+ ?[名人位]|\d+(?:\.\d+)? ?(?:万元|万|分)|引荐|举荐|伯乐|奖励|奖补|中介|配套|园区|乡镇|"
    r"镇街|街道|考核|指标|任务|[全我][市省县区]|预算|国家级|省级|进面|"
    "专项(?:资金|经费)|(?:管理|实施|评选|遴选|资助)(?:办法|细则)|申报(?:指南|通知)"
)
_ALONE = re.compile(r"[\W\d]|$")
_OTHERS = re.compile(
    "高新技术企业|专精特新|小巨人|品牌|创新中心|产业|生态|产品|上市|投资|亿元|药业|医疗|球[员队]|受伤|事故|"
    "志愿者|党员|社区|桥"
)
"""What is counted and given money, too, where a firm or a place has the name."""


def told_in_reports(text: str, start: int, end: int) -> list[str]:
    """Return the words of counts, bounties and tasks around a name that is reported on so."""
    behind = simplified(text[end : end + REACH])
    before = simplified(text[max(0, start - REACH) : start])
    if not (_BEHIND.match(behind) or (_BEFORE.search(before) and _ALONE.match(behind))):
        return []
    # What other rows of a table are about says nothing of this one.
    ahead = text[max(0, start - SCENE_REACH) : start].rpartition("\n")[2]
    around = simplified(ahead + text[start : end + SCENE_REACH].partition("\n")[0])
    return [] if _OTHERS.search(around) else list(dict.fromkeys(_SCENE.findall(around)))
