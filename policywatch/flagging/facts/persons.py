"""Quotas and counts of people in Chinese: sought, applied, recruited, arrived."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.bystanders import (
    NO_TALENT,
    OF_A_STAFF,
    STAFF_LIST,
    is_other,
    is_told,
)
from policywatch.flagging.facts.chosen import are_chosen
from policywatch.flagging.facts.numbers import shown
from policywatch.flagging.facts.origins import origins
from policywatch.flagging.facts.person_lists import goes_on, is_listed
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading
from policywatch.flagging.facts.tenses import DRAWN, PAST_WORD, tense_of

PEOPLE = frozenset(["名", "人", "位", "人次", "个"])
"""What people are counted with."""
_MOST_PEOPLE = 10**8
_APPLICANTS = re.compile(
    r"申请(?<!获批申请)|申报|报名|报考(?!条件|人员|指南|范围)|应聘|投递|应征|共收到|已收到|受理"
)
_ARRIVED = re.compile(
    r"到岗|到任|已进站|现进站|累计进站|报到|到位|来华|回国|归国|返国|返乡|入职|就位|上岗|抵(?=[港澳华京沪])"
    r"|从[^,。;]{1,8}[回归]来|自[^,。;]{1,8}[回归]来|来(?:[港澳](?<!获批来.)(?![币元台])|台(?![币上阶站式]))|学成[回归]|赴[港澳](?![币元台])|抵达|到校(?=工作|任)"
    r"|已经?[来到](?=[港澳华京沪粤深苏浙校园])"
)
_CHOSE_TO_COME = re.compile(r"(?:选择|决定)[^,]{0,4}(?:[回归返]国|来华)")
"""Told of those who came, whatever year it says: 到2023年逾四千名科学家选择回国."""
_RECRUITED = re.compile(
    r"引进|招募|请来|聘了|招了|选了|签了|请了(?<=[^邀申]请了)|新聘|共支持|已支持|累计支持|支持了|入选(?!者)|获批|通过评审|评审通过|评[选审]?出|选产生|资助了|共资助|已资助|达成[^,]{0,6}意向|进入公示|引育|招引|回引|引入|认定|引来|吸引|聘用|签约|落户|培养|培育|集聚|汇聚|聚集|引回|召回|吸纳|柔性引"
    r"|目前拥有|已拥有|现有在站"
    r"|引才|选出|确定(?<=[选审究优]确定)"
    r"|聘任|招聘|招收|招录|遴选|选拔|评选|选聘|录用|录取|新增|聘请|延揽|来[^,]{1,4}工作|落地|签订|签署"
)
_TO_TAKE = "[^,]{0,6}(?:新增|录取|接收|吸收|选派|选送|派出)"
_SOUGHT = re.compile(
    r"引进|选拔(?!培养(?!对象))|选出|遴选|招聘(?!会)|招收|招录|招募|聘请|聘任|选聘|名额|限额|限报|限推|限招"
    r"|推荐|评选|资助"
    r"|核定|补助|奖助|确定(?<=[选审究优]确定)"
    r"|支持(?!计划)|认定|培养(?!对象|人选|计划|工程|项目|基地)"
    r"|引育|招引|培育|集聚|汇聚|引才|计划(?=[^,、]{0,6}招)|择优|延揽|吸引|甄选|需求(?:人数)?(?=[0-9]|$)|配额|指标"
    r"|扶持|急需|力争[^,]{0,4}(?:产生|达到)|争取[^,]{0,4}(?:产生|达到)|引入|输入|吸纳(?!就业)|计划录用"
    r"|每年[^,]{0,4}上限|年度[^,]{0,4}上限|配额[^,]{0,4}上限"
    r"|拟聘|招(?<!扩招)(?![商标投牌呼待供])|征(?=[聘才求专兼])|诚征|诚邀|聘(?<![招应续受返解特双外]聘)(?![书期任有会])"
    rf"|推选|限申报|将{_TO_TAKE}|拟{_TO_TAKE}|计划{_TO_TAKE}|力争{_TO_TAKE}|争取{_TO_TAKE}|预计{_TO_TAKE}"
    r"|(?:选派|派出|录取|入选)(?:规模|人数|名额|计划|指标)"
    r"|申报不|可申报|可推|特聘(?:(?<=内特聘)|(?<=拟特聘)|(?<=划特聘))"
)
_CAME_AFTER = re.compile(
    r" ?(?:已经?|均已|现已|目前已)(?:[^,。;]{0,4}(?:到岗|到任|报到|入职|回国|返国|来)|抵)"
)
"""A part of those sought that has come: 计划引进50名，其中20名已到岗."""
_SELECTED_BEFORE = re.compile(
    r"(?:入选者|入选人员|获选者|获资助者|获批申请人?|获批者|中选者|引进人才|引进人员)"
    r"(?:人数|总数)?(?:共计?|合计|已|达|逾|超过?|约|近|为|有|突破){0,3} ?$"
)
_SELECTED_AFTER = re.compile(
    r" ?[\u4e00-\u9fff]{0,6}?(?:获批(?!签证|准)|获选|中选"
    r"|获评(?=[^,]{0,10}(?:人才|专家|学者|英才|工程|计划))"
    r"|入选(?!者|人员)|获聘(?!者|人员)|加盟|全职加入|脱颖而出|获得?资助(?:$|[,。;])"
    r"|正式入职|[被获]认定|获(?:得|省|市|国)?[“‘《「『\"]?[^,。;]{0,16}(?:计划|工程|项目|人才)[^,。;、]{0,20}(?:资助|支持|立项)"
    r"|获分配)"
)
_GRANTED_AFTER = re.compile(r" ?申请[人者](?:最终|成功)?(?:获批(?!签证|准)|获选|获分配|中选|入选)")
_NAMED_BEFORE = re.compile(
    r"^(?!.*[拟推][荐确选聘]).*(?:确定|认定|同意|批准|授予|命名|聘[任请用]|评选|遴选|选[定拔])"
    r"[^,]{0,24}等 ?$"
)
_NAMED_AS = re.compile(r"(?:同志|专家|教授|教师|人才|学者)?(?:为|入选|获得?)")
"""Those named are chosen: 确定张某等26人为领军人才."""
_PICKS = r"[^,。;]{0,8}(?:评[选审]|[遴推筛甄]选|选[拔出聘]|录[用取]|产生|脱颖而出|择优|挑)"
_PICKED_FROM = re.compile(rf"[^,。;]{{0,20}}中{_PICKS}")
_PICKED_OUT_OF = re.compile(rf"[从在][^,。;]{{0,12}}[0-9][^,。;]{{1,20}}中{_PICKS}[^,。;]{{0,24}}$")
"""Those of whom some were picked, and the picked: 从50余名申报者中评选出26名."""
_STAGES = "资格审查|资格初审|会评|会议评审|终评|复审|复评|面试|答辩|初评|形式审查|函评"
_IN_THE_RUNNING = re.compile(
    rf"(?:进入|通过)(?:[省市县区]级?|国家)?(?:{_STAGES})(?:的|者|人员|环节|名单)?(?:人数)?"
    r"(?:共计?|达|有|为){0,2} ?$"
)
_IN_THE_RUNNING_AFTER = re.compile(rf" ?[\u4e00-\u9fff]{{0,6}}?(?:进入|通过)(?:了)?(?:{_STAGES})")
_PLACES_BEFORE = re.compile(
    r"(?:名额|设岗|岗位数量?|职位数量?"
    r"|(?:招聘|需求|拟聘|引进|计划)人数)(?:分配|上限)?[:为是共有约]{0,2}"
    r"(?:不(?:得)?(?:超过|多于)|至多|最多)? ?$"
)
_EACH_ONE = re.compile(
    r"每(?:一|成功|新|再|全职|柔性){0,2}(?:引|推|荐|介|招|培|录|入|聘|举|获|认|有|增)"
)
_APPLYING = re.compile(
    r"[^,、。;]{0,14}(?:申请|申报|报名|报考|应聘)(?!名额|人选)|[^,、。;]{15,24}报名参"
)
_POSTS_OFFERED = re.compile(r"(?:提供|推出|设置?|放出|释放|发布|空缺|带来|拿出)[^,、]{0,8}$")
_NOUN_AFTER = re.compile(r"[\u4e00-\u9fff]")
_POSTS_BEFORE = re.compile(
    r"(?:设置?|提供|推出|招聘|需求|空缺|新增|拿出|分配|给)[^,、]{0,16}"
    r"(?:岗位|职位|名额|指标)(?:共|合计|计)? ?$"
)
_STILL_TO_APPLY = re.compile(r"[拟限每可将]|名额|计划|[^,]推荐[^,、]{0,4}$")
_GRANTED = re.compile(r"获得?[^,]{0,6}(?:资助|支持|认定|奖励)|获评")
_PLACES_AFTER = re.compile(
    r"[^,]{0,6}(?:名额|限额|配额|指标)|的规模[^,]{0,4}(?:选[派拔]|派出|招[收录聘]|遴选|引进|资助|支持)"
    r"|的?(?:招聘|引进|招录)(?:计划|需求|指标)"
)
_PARTS = re.compile(
    r"(?:其中|(?:(?P<arrived>报到|到岗|回国|到任)|(?P<recruited>引进|入选|录用|聘用))的?(?:人员|人才|者)中)"
    r"[,:]?(?:[^,。;:0-9]{1,14}[0-9]{1,7} ?余?[名人位][,、和及])*[^,。;:0-9]{1,14}$"
)
_ADDED = re.compile(r"引[进育]|入选|招[聘收录引]|录[用取]|新增|吸引|聘[任用请]|签约")
_RETURNEES = re.compile(r"(?:回国|归国|到岗|报到|来华)(?:人员|人数|总数|的人)[^。;]{0,12}[0-9]")
_ON_A_LIST = re.compile(r"名单[^。;]{0,10}共")
_REACHED_BEFORE = re.compile(r"(?:突破|(?<!不)(?<!不得)超过?|(?<!不)逾|达到?(?:约|近)?) ?$")
_A_POST = re.compile(r"岗位|职位|招聘")
"""What a bare number of people is asked for by: 岗位：教师，人数：5人."""
_ROUND = 100
"""Above it, what is planned is told in round numbers."""
_TEN_THOUSAND = 10_000
_REPORTED = re.compile(
    r"受益|[0-9] ?余?(?:场次|[次场])|同比|增长约?[0-9]|[居列][^,]{0,6}第[一二三]|荣获|获评"
    r"|建成|落地|[^罢未免]了(?!解)|协助"
    r"|先后|签约|顺利|成效"
)
_CALLED = re.compile(r"[拟须]|计划(?!”)|名额|应聘|报名|目标|力争|将|鼓励|每[年个家]|[给奖补]")
_WHO_THEY_WERE = re.compile(
    r"[^,。;:、()0-9\n\t]{0,16}(?:[,(](?:其中|包括|包含|含)[^。;\n]{1,30}?[0-9]|\([^()0-9]{1,14}[0-9]+[名人位])"
)
_RUN_OF_YEARS = re.compile(r"连续[0-9一二两三四五六七八九十]{1,2} ?年")
_SIGNED_AFTER = re.compile(r"[^,。;]{4,44}(?:签[订署约]|达成)[^,。;]{0,8}(?:协议|合同|意向书?)")
_PLANNED = re.compile(
    r"(?:引进|招[聘收录]|引才|遴选|培养|人才|年度|选派|派出|录取)[^,。;]{0,4}(?:目标|任务|计划|需求|指标){1,2}[:,][^。;]*$"
)
"""A heading that says of all people behind it that they are sought: 招聘计划：教授3名，讲师5名."""
_SHARE_AFTER = re.compile(r" ?[,(]? ?(?:约|共)?占(?!用|地)")
_OF_THOSE_NAMED = re.compile(r"(?:推荐|提名|申报|参评)的$")
_STILL_SOUGHT = re.compile(r"名额|限报|限推|每[个家校]|推荐|可申报|拟")
_MORE_BEFORE = re.compile(
    r"(?:(?<![不未])(?<!不得)超过?|突破|逾|不少于|不低于|至少) ?$"
    r"|(?:不少于|不低于|至少)(?:引[进入育]|招[聘收]|培[养育]|遴选|吸[引纳]|输入|支持) ?$"
)
_MORE_AFTER = re.compile(r" ?(?:以上|及以上)")
_MOST_BEFORE = re.compile(
    r"(?:不(?:得)?(?:超过|多于|超出)|最多|至多|限[报推招]?|限额|上限)[^,]{0,3}$"
    r"|限(?:申报|报|推荐?|招)[^,0-9]{1,10}$"
)
_MOST_AFTER = re.compile(r" ?(?:(?:以内|之内|以下)(?!的)|为上?限)")
_CAPPED = re.compile(
    r"(?:(?<![会团组])(?<!随行)(?<!随行人员)人数|总数|(?<!面试)(?<!考察)(?<!入围)人选|名额|候选人|被?推荐(?:对象|人)"
    r"|申[报请]人)(?:[^,]{0,4}|原则上)"
    r"(?:不(?:得)?(?:超过|多于|超出)|最多|至多)[^,]{0,3}$"
    r"|(?:入选|推荐|申报|招[收聘录]|选派|资助|遴选|录取|支持|人选|名额)(?:总?人数)?"
    r"[^,]{0,4}控制在 ?$"
)
_CAP_SIGNS = frozenset("超多控")
_ELLIPTIC = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}名单|总数|人数|累计)?\(?(?:已经?|高?达到?|约|近|超过?|突破|共计?|合计|为"
    r"|增至|其中[^,]{0,8}){1,3} ?$"
)
_PICK = "(?:选拔|遴选|评选|评审|招收|招聘|引进|认定|选派|派出|资助|支持|推荐|申报|选聘|录取)"
_EACH_ROUND = re.compile(
    rf"(?:{_PICK}[^,。;]{{0,10}}[,(]每一?(?:批次|[次批届轮期])(?:计划|拟)?{_PICK}?"
    rf"|每一?(?:批次|[次批届轮期])(?:计划|拟)?{_PICK})(?:约|近|不(?:得)?超过|不少于|至多|最多)? ?$"
)
"""How many are picked each time: 每年选拔1次，每次380名左右; 每批选派30名."""
_ASIDE_BEGINS = "(含"
"""Who are among them is another matter than what becomes of all: 5名(含已推荐人选)."""
_ONE_MAY_APPLY = re.compile(
    r"(?:人|者|考生|人员|博士)?(?:只能|仅能|只可|仅可|限|最多可?|至多可?|仅限)(?:申?报考?|应聘|申请|选报|填报|投递)[^,]{0,3}$"
)
"""For how many posts one may apply: 每人限报1个岗位."""
_DEMANDED = re.compile(r"不(?:得)?(?:少于|低于) ?$")
_GOES_ON = re.compile(r"其中|不超过|不少于|不多于|限")
_REWARDED = re.compile(
    r"[^,。;\n]{0,14}[,的]?(?:给予|奖励|补助|奖(?= ?[0-9])|资助(?!项目|计划|对象)|发放)"
)
_DONE = re.compile(r"[^,]{0,14}[,]\s?(?:目前)?(?:已|现已)[^,]{0,8}?(?P<done>[0-9]{1,6}) ?[名人位]")


def read_persons(reading: Reading, quantity: Quantity, last: FoundFact | None) -> FoundFact | None:
    """Return the quota or count a quantity of 名, 人 or 位 states, or None if it is neither.

    What is said of the people says which: 申报 makes applicants, 到岗 arrivals; 引进 and the like
    are a count where a word for the past stands nearest before (已引进), else a quota (拟引进).
    `last` is what was read of the people before, for those who go on a list.
    """
    if quantity.low != int(quantity.low) or quantity.high > _MOST_PEOPLE:
        return None
    start, end = quantity.start, quantity.end
    if quantity.unit == "个" and not _NOUN_AFTER.match(reading.plain, end):
        return _read_posts(reading, quantity)
    before, after = reading.clause_before(start, 60), reading.clause_after(end, 30)
    if after.startswith(("岗", "职位")) and _ONE_MAY_APPLY.search(before):
        return None
    if before.endswith("前") and quantity.unit in "名位":
        return None
    if quantity.first == "一" and after.startswith("一"):
        return None
    came = _CAME_AFTER.match(after)
    listed = "" if came else goes_on(reading, last, start)
    if listed != "part" and is_other(before, after):
        return None
    sentence = reading.before(start, 70)
    if not (listed or came) and _ELLIPTIC.fullmatch(before) and not _SELECTED_AFTER.match(after):
        before = sentence[-40:]
        if NO_TALENT.search(before):
            return None
    if listed and last and not _SELECTED_AFTER.match(after):
        kind, basis = last.kind, last.basis
    else:
        kind, basis = _kind_of(quantity, before, after, sentence)
        if kind == "quota" and _is_reported(reading, quantity, before, sentence):
            kind, basis = "count", "recruited"
    if not kind and _SIGNED_AFTER.match(reading.plain, end, end + 60):
        kind, basis = "count", "recruited"
    if not kind or (kind == "count" and quantity.first == "一"):
        return None
    if is_told(before, after, sentence, basis):
        return None
    if kind == "quota" and _SHARE_AFTER.match(reading.plain, end):
        return None
    rewarded = _REWARDED.match(reading.plain, end, end + 24)
    if quantity.low == quantity.high == 1 and (_EACH_ONE.search(before) or rewarded):
        return None
    is_open = quantity.more or _MORE_BEFORE.search(before) or _MORE_AFTER.match(after)
    is_most = _MOST_BEFORE.search(before) or (kind == "quota" and _MOST_AFTER.match(after))
    low = None if is_most else shown(quantity.low)
    high = None if is_open else shown(quantity.high)
    done = _DONE.match(reading.plain, end, end + 40) if kind == "quota" else None
    notes = [f"{done['done']} done" if done else "", *origins(reading, start, end)]
    return reading.fact(kind, (start, end), low, high, unit="persons", basis=basis, notes=notes)


def _read_posts(reading: Reading, quantity: Quantity) -> FoundFact | None:
    """Return the places of a noun that stands before its number: 特聘教授岗位30个."""
    before = reading.clause_before(quantity.start, 24)
    is_place = _POSTS_BEFORE.search(before) or _PLACES_BEFORE.search(before)
    if not is_place or PAST_WORD.search(before):
        return None
    is_most = "上限" in before[-4:] or before.rstrip(" ").endswith(("过", "多", "多于"))
    low = None if is_most else shown(quantity.low)
    high = None if quantity.more else shown(quantity.high)
    return reading.fact("quota", (quantity.start, quantity.end), low, high, unit="persons")


def _is_reported(reading: Reading, quantity: Quantity, before: str, sentence: str) -> bool:
    """Say whether people drawn to a place are told of as in a report: 其中博士40人, 受益."""
    if not DRAWN.search(before) or "招" in sentence or tense_of(sentence):
        return False
    if _WHO_THEY_WERE.match(reading.plain, quantity.end, quantity.end + 60):
        return True
    near = reading.before(quantity.start, 120) + "|" + reading.after(quantity.end, 120)
    return bool(_REPORTED.search(near)) and not _CALLED.search(near)


def _kind_of(quantity: Quantity, before: str, after: str, sentence: str) -> tuple[str, str]:
    """Return quota or count and its basis; two empty words where the people are neither."""
    if "从" in before or "中" in before:
        if before.endswith("从") and _PICKED_FROM.match(after):
            return "count", "applicants"
        if _PICKED_OUT_OF.search(before):
            return "count", "recruited"
    near = f"{before}|{after[:18]}"
    if _NAMED_AS.match(after) and _NAMED_BEFORE.search(before):
        return "count", "recruited"
    tense = tense_of(f"{sentence}|{after[:8].partition(_ASIDE_BEGINS)[0]}")
    if _DEMANDED.search(before) and PAST_WORD.search(sentence):
        return "", ""
    if tense != "past":
        if not _CAP_SIGNS.isdisjoint(before[-7:]) and _CAPPED.search(before):
            return "quota", ""
        if "每" in sentence and _EACH_ROUND.search(sentence):
            return "quota", ""
    if _GRANTED_AFTER.match(after) and tense_of(sentence) != "ahead":
        return "count", "recruited"
    if not _STILL_SOUGHT.search(before) or quantity.unit == "人次":
        if _ARRIVED.search(near):
            told = tense != "ahead" or _CHOSE_TO_COME.search(near)
            return ("count", "arrived") if told else ("quota", "")
        if _APPLICANTS.search(near):
            return "count", "applicants"
    if _APPLYING.match(after) and not _STILL_TO_APPLY.search(before):
        return "count", "applicants"
    if tense != "ahead" and (basis := _basis_of_stage(before, after)):
        return "count", basis
    if are_chosen(before, after):
        return ("quota", "") if tense == "ahead" else ("count", "recruited")
    if quantity.unit == "人次" and tense != "ahead" and _RECRUITED.search(before):
        return "count", "recruited"
    if tense != "ahead" and _RECRUITED.search(near):
        reached = quantity.unit != "个" and (
            quantity.more or _REACHED_BEFORE.search(before) or _is_told_exactly(quantity, before)
        )
        if tense or reached or ("连续" in before and _RUN_OF_YEARS.search(before)):
            return "count", "recruited"
    if tense == "past" and "名单" in sentence and _ON_A_LIST.search(sentence):
        return "count", "recruited"
    if tense != "ahead" and (basis := _basis_of_parts(sentence, told=tense == "past")):
        return "count", basis
    own = _RECRUITED.search(before) or _SOUGHT.search(before)
    if not own and is_listed(sentence) and not OF_A_STAFF.search(sentence):
        return ("count", "recruited") if tense == "past" else ("quota", "")
    if quantity.unit == "个" and _PLACES_AFTER.match(after):
        return "quota", ""
    vague = quantity.more and not tense and quantity.unit != "个"
    if tense == "past" or _GRANTED.search(before) or vague:
        return "", ""
    if STAFF_LIST.search(sentence) and tense != "ahead":
        return "", ""
    if _OF_THOSE_NAMED.search(before):
        return "", ""
    if quantity.unit == "个" and _POSTS_OFFERED.search(before):
        return "quota", ""
    if _SOUGHT.search(before) or (quantity.unit in "名人" and _PLACES_AFTER.match(after)):
        return "quota", ""
    if before == "人数:" and _A_POST.search(sentence):
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
    step = 10 if quantity.low < _TEN_THOUSAND else _TEN_THOUSAND
    exact = quantity.low == quantity.high >= _ROUND and quantity.low % step != 0
    return exact and bool(DRAWN.search(before))


def _basis_of_parts(sentence: str, *, told: bool) -> str:
    """Return what those are said to be of whom the people are a part: 到岗人员中，博士15人."""
    if "中" not in sentence or OF_A_STAFF.search(sentence):
        return ""
    parts = _PARTS.search(sentence)
    if parts is None:
        return ""
    if parts.lastgroup:
        return parts.lastgroup
    if told and _ADDED.search(sentence, 0, parts.start()):
        return "recruited"
    return "arrived" if _RETURNEES.search(sentence, 0, parts.start()) else ""
