"""Quotas and counts of people in Chinese: sought, applied, recruited, arrived."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.origins import origins
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_MOST_PEOPLE = 10**8
_APPLICANTS = re.compile(r"申请|申报|报名|应聘|投递|应征|(?:共|已)收到|受理")
_ARRIVED = re.compile(
    r"到岗|到任|报到|到位|来华|回国|归国|返国|返乡|入职|就位|上岗|抵(?=[港澳华京沪])"
    r"|来[港澳](?![币元台])|赴[港澳](?![币元台])|抵达|到校(?=工作|任)"
    r"|已经?[来到](?=[港澳华京沪粤深苏浙校园])"
)
_RECRUITED = re.compile(
    r"引进|入选(?!者)|获批|通过评审|评审通过|评[选审]出|资助了|共资助|已资助|达成[^,]{0,6}意向|进入公示|引育|招引|认定|引来|吸引|聘用|签约|落户|培养|培育|集聚|汇聚|聚集|拥有|现有|柔性引"
    r"|引才"
    r"|聘任|招聘|招收|招录|遴选|选拔|评选|选聘|录用|录取|新增|聘请|延揽|来[^,]{1,4}工作|落地|签订|签署"
)
_SOUGHT = re.compile(
    r"引进|选拔(?!培养)|遴选|招聘(?!会)|招收|招录|招募|聘请|聘任|选聘|名额|限额|限报|限推|限招"
    r"|推荐|评选|资助"
    r"|核定|补助|奖助"
    r"|支持(?!计划)|认定|培养(?!对象|人选|计划)"
    r"|引育|招引|培育|集聚|汇聚|引才|计划(?=[^,、]{0,6}招)|择优|延揽|吸引|甄选|需求(?=[0-9]|$)|指标"
    r"|扶持|急需|(?:力争|争取)[^,]{0,4}(?:产生|达到)|引入|输入|吸纳(?!就业)|计划录用|(?:每年|年度|名额|配额)[^,]{0,4}上限"
    r"|拟聘|招|[诚敬公]?征(?=[聘才求专兼])|诚征|诚邀|(?<![招应续受返解特双外])聘(?![书期任有会])"
    r"|推选"
    r"|申报不|可申报|可推"
)
_PAST = (
    r"已|目前|现有|截至|截止(?=[到至]?(?:20|目前|去年|上年))|先后|引进了|集聚了|聘请了|吸引了|招聘了|培养了|认定了|引育了|遴选了"
    r"|招收了|聘任了|聘用了|吸纳了|资助了|支持了"
    r"|近[一二两三四五六七八九十0-9]{0,2}年|去年|上年|上半年|拥有|汇聚|聚集"
    r"|成功|仅|只有|入选(?!人数)|通过评审|评审通过|评[选审]出|达成[^,]{0,6}意向|来(?<!未来)[^,]{0,4}引进|促成|新入选|新引进|招引了|年度新|签约|落户"
    r"|今年以来"
)
_AHEAD = (
    r"拟|计划(?=[^,、]{0,8}(?:引进|引育|招|选|遴选|培养|支持|资助|集聚|新增|推荐)"
    r"|[0-9一二三四五]{1,2} ?年)|目标|力争|将|争取|(?<!截止)(?<!截)到20[0-9]{2}年|20[0-9]{2}年前"
    r"|[一二三四五六七八九十0-9]年内|每年|名额|限[报推额招]"
    r"|择优|不超过|不少于|左右|推荐|可申报|预计|面向|[本此]次(?=一?共?(?:计划|面向|公开)?[招引])"
)
_TENSE = re.compile(
    rf"(?P<past>{_PAST})|(?P<ahead>{_AHEAD})|(?P<summed>累计|共(?!同|享|建)|合计|全年|实际|新增)"
)
# What a plan of work orders lies ahead, though it says 全年新引进 as a report does.
_ORDERED = re.compile(r"(?:深化|深入实施|大力实施|加快实施|着力)[^,、]{1,16},(?:全年|年内)")
_SURELY_PAST = re.compile(r"已|目前|截至|去年|上年|上半年|成功|今年以来|引进了|共(?!同|享|建)|累计")
_OTHERS = (
    r"(?:教?职工|员工|干部|学生|学员|群众|党员|代表|嘉宾|委员|成员|评委|评审(?:专家|委|员|人员)|志愿|儿童|老人|民警"
    r"|警力|观众|游客|患者"
    r"|农民|工人|司机|劳动力|贫困|群体|用户|粉丝|考生|新生|本科生|居民|人口|业主|旅客|选手|运动员"
    r"|记者|助手|家长|客户"
    r"|总量|从业|专任教师|全行业|家庭|新增就业|城镇就业|毕业生)"
)
_NO_TALENT_BEFORE = re.compile(rf"{_OTHERS}[^,、]{{0,5}}$|由 ?$")
_NO_TALENT_AFTER = re.compile(
    rf" ?(?:以上)?(?:的)?[^,。、;的]{{0,4}}{_OTHERS}|以上[^,]{{0,6}}组成| ?团队| ?的团队"
)
_SELECTED_BEFORE = re.compile(
    r"(?:入选者|入选人员|获选者|获资助者|获批者|中选者|引进人才|引进人员)"
    r"(?:人数|总数)?(?:共计?|合计|已|达|逾|超过?|约|近|为|有|突破){0,3} ?$"
)
_SELECTED_AFTER = re.compile(
    r" ?[\u4e00-\u9fff]{0,6}?(?:获批(?!签证|准)|获选|中选|入选(?!者|人员)|加盟|全职加入"
    r"|正式入职)"
)
_STAGES = "会评|会议评审|终评|复审|复评|面试|答辩|初评|形式审查|函评"
_IN_THE_RUNNING = re.compile(
    rf"(?:进入|通过)(?:[省市县区]级?|国家)?(?:{_STAGES})(?:的|者|人员|环节|名单)?(?:人数)?"
    r"(?:共计?|达|有|为){0,2} ?$"
)
_IN_THE_RUNNING_AFTER = re.compile(rf" ?[\u4e00-\u9fff]{{0,6}}?(?:进入|通过)(?:了)?(?:{_STAGES})")
_PLACES_BEFORE = re.compile(
    r"(?:名额|岗位数量?|职位数量?|(?:招聘|需求|拟聘|引进|计划)人数)(?:分配)?[:为是共有约]{0,2} ?$"
)
_HONOURED = re.compile(
    r"[^,。;]{0,6}(?:获奖|荣获|获得?[^,得]{0,8}[奖称号]|受表彰|受到表彰|当选"
    r"|获得[^,]{0,10}(?:资金|资助|支持|补))"
)
_EACH_ONE = re.compile(
    r"每(?:一|成功|新|再|全职|柔性){0,2}(?:引|推|荐|介|招|培|录|入|聘|举|获|认|有|增)"
)
_APPLYING = re.compile(
    r"[^,、。;]{0,14}(?:申请|申报|报名|应聘)(?!名额|人选)|[^,、。;]{15,24}报名参"
)
_POSTS_OFFERED = re.compile(r"(?:提供|推出|设置?|放出|释放|发布|空缺|带来|拿出)[^,、]{0,8}$")
_NOUN_AFTER = re.compile(r"[\u4e00-\u9fff]")
_POSTS_BEFORE = re.compile(
    r"(?:设置?|提供|推出|招聘|需求|空缺|新增|拿出|分配|给)[^,、]{0,16}"
    r"(?:岗位|职位|名额|指标)(?:共|合计|计)? ?$"
)
_TEACHERS_SOUGHT = re.compile(r"招[聘收]|征聘|拟聘|诚征|诚聘|引进")
_STAFF_LIST = re.compile(
    r"现有|拥有|师资|教职工|院士[0-9]|获得者|名师|享受|入选者|聘有|双聘|人选[0-9]|杰青|优青"
    r"|长江学者|项目资助"
    r"|对象[0-9]|专家[0-9]|学者[0-9]|学者[”」』\"]?(?:特聘|讲座)"
)
"""Those a school has, by their titles: a count of staff, and no places to fill."""
_RANKED = re.compile(r"(?:教授|讲师|职称|[正副]高|研究员|工程师|教师|导师|博士|硕士)[^,、]{0,2}$")
_OF_A_STAFF = re.compile(r"教职员?工|专任教师|专职教师|员工|职工|技术人员|现有人员|相关专业教师")
_A_PROGRAMME = re.compile(r"(?:[”」』\"]|计划)")
_SEEKING_WORK = re.compile(r"[^,。;]{0,8}(?:求职|进场|入场|参会|参展)")
_STAFF = re.compile(r"(?:现有|拥有|共有)[^,]{0,8}(?:教师|人员|教授|研究员)[^,、]{0,3}$")
_STILL_TO_APPLY = re.compile(r"[拟限每可将]|名额|计划|[^,]推荐[^,、]{0,4}$")
_NO_TALENT = re.compile(_OTHERS)
_GRANTED = re.compile(r"获得?[^,]{0,6}(?:资助|支持|认定|奖励)|获评")
_PLACES_AFTER = re.compile(r"[^,]{0,6}(?:名额|限额|指标)|的?(?:招聘|引进|招录)(?:计划|需求|指标)")
_PARTS = re.compile(
    r"(?:其中|(?:(?P<arrived>报到|到岗|回国|到任)|(?P<added>引进|入选|录用|聘用))的?(?:人员|人才|者)中)"
    r"[,:]?(?:[^,。;:0-9]{1,14}[0-9]{1,7} ?余?[名人位][,、和及])*[^,。;:0-9]{1,14}$"
)
_ADDED = re.compile(r"引进|引育|入选|招聘|招收|招录|招引|录用|录取|新增|吸引|聘[任用请]|签约")
_LISTED = re.compile(
    r"(?:引进|引育|招引|招[聘收录]|新增|入选|选[聘拔]|遴选|诚聘|聘[任请用])[^,。;:0-9]{0,18}"
    r"(?:[0-9]{1,7} ?[余多]?[名人位个][,、和及][^,。;:、0-9]{1,14}){1,5}$"
)
"""What goes on a list behind a comma: 引进院士3名，博士85名."""
_REACHED_BEFORE = re.compile(r"(?:突破|(?<!不)(?<!不得)超过?|(?<!不)逾|达到?) ?$")
_ROUND = 100
"""Above it, what is planned is told in round numbers."""
_DRAWN = re.compile(r"吸引|集聚|汇聚|引进|引育")
_RUN_OF_YEARS = re.compile(r"连续[0-9一二两三四五六七八九十]{1,2} ?年")
_SIGNED_AFTER = re.compile(r"[^,。;]{4,44}签[订署约][^,。;]{0,8}(?:协议|合同|意向书)")
_PLANNED = re.compile(
    r"(?:引进|招[聘收录]|引才|遴选|培养|人才)[^,。;]{0,4}(?:目标|任务|计划|需求|指标){1,2}[:,][^。;]*$"
)
"""A heading that says of all people behind it that they are sought: 招聘计划：教授3名，讲师5名."""
_RETURNEES = re.compile(r"(?:回国|归国|到岗|报到|来华)(?:人员|人数|总数|的人)[^。;]{0,12}[0-9]")
_RANKED_AFTER = re.compile(r"(?:位列|位居|居|排名|领先|紧随)")
_SHARE_AFTER = re.compile(r" ?[,(]? ?(?:约|共)?占(?!用|地)")
_OF_THOSE_NAMED = re.compile(r"(?:推荐|提名|申报|参评)的$")
_STILL_SOUGHT = re.compile(r"名额|限报|限推|每[个家校]|推荐|可申报|拟")
_MORE_BEFORE = re.compile(
    r"(?:(?<![不未])(?<!不得)超过?|突破|逾|不少于|不低于|至少) ?$"
    r"|(?:不少于|不低于|至少)(?:引[进入育]|招[聘收]|培[养育]|遴选|吸[引纳]|输入|支持) ?$"
)
_MORE_AFTER = re.compile(r" ?(?:以上|及以上)")
_MOST_BEFORE = re.compile(r"(?:不超过|不得超过|最多|至多|限[报推招]?|限额|上限)[^,]{0,3}$")
_ELLIPTIC = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}名单|总数|人数)?\(?(?:已经?|高?达到?|约|近|超过?|突破|共计?|合计|为"
    r"|增至|其中[^,]{0,8}){1,3} ?$"
)
_PAST_WORD = re.compile(_PAST)
_DEMANDED = re.compile(r"不(?:得)?(?:少于|低于) ?$")
_GOES_ON = re.compile(r"其中|不超过|不少于|不多于|限")
_REWARDED = re.compile(
    r"[^,。;\n]{0,14}[,的]?(?:给予|奖励|补助|奖(?= ?[0-9])|资助(?!项目|计划|对象)|发放)"
)
_DONE = re.compile(r"[^,]{0,14}[,]\s?(?:目前)?(?:已|现已)[^,]{0,8}?(?P<done>[0-9]{1,6}) ?[名人位]")


def read_persons(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the quota or count a quantity of 名, 人 or 位 states, or None if it is neither.

    What is said of the people says which: 申报 makes applicants, 到岗 arrivals; 引进 and the like
    are a count where a word for the past stands nearest before (已引进), else a quota (拟引进).
    """
    if quantity.low != int(quantity.low) or quantity.high > _MOST_PEOPLE:
        return None
    start, end = quantity.start, quantity.end
    if quantity.unit == "个" and not _NOUN_AFTER.match(reading.plain, end):
        return _read_posts(reading, quantity)
    before, after = reading.clause_before(start, 60), reading.clause_after(end, 30)
    if _is_other(before, after):
        return None
    sentence = reading.before(start, 70)
    if _ELLIPTIC.fullmatch(before):
        before = sentence[-40:]
        if _NO_TALENT.search(before):
            return None
    kind, basis = _kind_of(quantity, before, after, sentence)
    if not kind and _SIGNED_AFTER.match(reading.plain, end, end + 60):
        kind, basis = "count", "recruited"
    if not kind or (kind == "count" and quantity.first == "一"):
        return None
    if _is_told(before, after, sentence):
        return None
    if kind == "quota" and _SHARE_AFTER.match(reading.plain, end):
        return None
    rewarded = _REWARDED.match(reading.plain, end, end + 24)
    if quantity.low == quantity.high == 1 and (_EACH_ONE.search(before) or rewarded):
        return None
    is_open = quantity.more or _MORE_BEFORE.search(before) or _MORE_AFTER.match(after)
    low = None if _MOST_BEFORE.search(before) else shown(quantity.low)
    high = None if is_open else shown(quantity.high)
    done = _DONE.match(reading.plain, end, end + 40) if kind == "quota" else None
    notes = [f"{done['done']} done" if done else "", *origins(reading, start, end)]
    return reading.fact(kind, (start, end), low, high, unit="persons", basis=basis, notes=notes)


def _read_posts(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the places of a noun that stands before its number: 特聘教授岗位30个."""
    before = reading.clause_before(quantity.start, 24)
    is_place = _POSTS_BEFORE.search(before) or _PLACES_BEFORE.search(before)
    if not is_place or _PAST_WORD.search(before):
        return None
    low, high = shown(quantity.low), shown(quantity.high)
    return reading.fact("quota", (quantity.start, quantity.end), low, high, unit="persons")


def _is_other(before: str, after: str) -> bool:
    """Say whether the people are no talent: staff, students, viewers."""
    others = _NO_TALENT_BEFORE.search(before[-16:])
    if others and not ("教师" in others[0] and _TEACHERS_SOUGHT.search(before)):
        return True
    return bool(_NO_TALENT_AFTER.match(after))


def _is_told(before: str, after: str, sentence: str) -> bool:
    """Say whether the people are told of only: honoured, of a staff, or in a programme's name."""
    if _HONOURED.match(after) or _A_PROGRAMME.match(after) or _SEEKING_WORK.match(after):
        return True
    if "平均" in before or _STAFF.search(before) or _RANKED_AFTER.match(after):
        return True
    if not (_RANKED.search(before) and _OF_A_STAFF.search(sentence)):
        return False
    return not _TEACHERS_SOUGHT.search(sentence) or bool(_STAFF_LIST.search(sentence))


def _kind_of(quantity: Quantity, before: str, after: str, sentence: str) -> tuple[str, str]:
    """Return quota or count and its basis; two empty words where the people are neither."""
    near = f"{before}|{after[:18]}"
    tense = _tense(f"{sentence}|{after[:8]}")
    if _DEMANDED.search(before) and _PAST_WORD.search(sentence):
        return "", ""
    if not _STILL_SOUGHT.search(before) or quantity.unit == "人次":
        if _ARRIVED.search(near):
            return ("quota", "") if tense == "ahead" else ("count", "arrived")
        if _APPLICANTS.search(near):
            return "count", "applicants"
    if _APPLYING.match(after) and not _STILL_TO_APPLY.search(before):
        return "count", "applicants"
    if tense != "ahead" and (basis := _basis_of_stage(before, after)):
        return "count", basis
    if quantity.unit == "人次" and tense != "ahead" and _RECRUITED.search(before):
        return "count", "recruited"
    if tense != "ahead" and _RECRUITED.search(near):
        reached = quantity.unit != "个" and (
            quantity.more or _REACHED_BEFORE.search(before) or _is_told_exactly(quantity, before)
        )
        if tense or reached or ("连续" in before and _RUN_OF_YEARS.search(before)):
            return "count", "recruited"
    if tense != "ahead" and (basis := _basis_of_parts(sentence, told=tense == "past")):
        return "count", basis
    if _goes_on_a_list(before, sentence):
        return ("count", "recruited") if tense == "past" else ("quota", "")
    if tense == "past" or _GRANTED.search(before) or (quantity.more and not tense):
        return "", ""
    if _STAFF_LIST.search(sentence) and tense != "ahead":
        return "", ""
    if _OF_THOSE_NAMED.search(before):
        return "", ""
    if quantity.unit == "个" and _POSTS_OFFERED.search(before):
        return "quota", ""
    if _SOUGHT.search(before) or (quantity.unit in "名人" and _PLACES_AFTER.match(after)):
        return "quota", ""
    if (
        "名额" in sentence
        or _PLANNED.search(sentence)
        or (_GOES_ON.search(before) and _SOUGHT.search(sentence))
    ):
        return "quota", ""
    return "", ""


def _basis_of_stage(before: str, after: str) -> str:
    """Return how far people came who are said to be chosen, or in the running: 最终8人获批."""
    if _IN_THE_RUNNING.search(before) or _IN_THE_RUNNING_AFTER.match(after):
        return "applicants"
    return "recruited" if _SELECTED_BEFORE.search(before) or _SELECTED_AFTER.match(after) else ""


def _is_told_exactly(quantity: Quantity, before: str) -> bool:
    """Say whether so many are no plan's number: 吸引留学人员1266人. Posts are told exactly, too."""
    exact = quantity.low == quantity.high >= _ROUND and quantity.low % 10 != 0
    return exact and bool(_DRAWN.search(before))


def _basis_of_parts(sentence: str, *, told: bool) -> str:
    """Return what those are said to be of whom the people are a part: 引进75人，其中，博士40人."""
    if "中" not in sentence or _OF_A_STAFF.search(sentence):
        return ""
    parts = _PARTS.search(sentence)
    if parts is None:
        return ""
    if parts["arrived"]:
        return "arrived"
    if parts["added"] or (told and _ADDED.search(sentence, 0, parts.start())):
        return "recruited"
    return "arrived" if _RETURNEES.search(sentence, 0, parts.start()) else ""


def _goes_on_a_list(before: str, sentence: str) -> bool:
    """Say whether the people are one more of a list whose verb stands before its first."""
    if "人" not in sentence and "名" not in sentence:
        return False
    if _RECRUITED.search(before) or _SOUGHT.search(before):
        return False
    return bool(_LISTED.search(sentence)) and not _OF_A_STAFF.search(sentence)


def _tense(sentence: str) -> str:
    """Return past or ahead by the nearest word before that says so, else "".

    Words for a sum say past only where nothing else says when: 计划五年共引进200名 lies ahead.
    """
    ordered = "年内" in sentence or "全年" in sentence
    if ordered and _ORDERED.search(sentence) and not _SURELY_PAST.search(sentence):
        return "ahead"
    last = ""
    for found in _TENSE.finditer(sentence):
        if found.lastgroup != "summed":
            last = found.lastgroup or ""
        elif not last:
            last = "past"
    return last
