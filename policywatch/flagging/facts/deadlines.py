"""Until when one may apply: a date, an end of a month, a term after publication, or open."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.numbers import parse
from policywatch.flagging.facts.reading import Reading
from policywatch.flagging.facts.stated_dates import Moment
from policywatch.flagging.seeking import matches_from

_NAMED = re.compile(
    r"招聘有效期|公告有效期|截止|截稿|止于|截至日期|(?:申报|报名|申请|受理|报送|提交|征集|投递|应聘"
    r"|系统开放|招聘|征[件选才稿]|推荐|收件|材料|填报|征求|遴选|接收|内推|网申)[^,]{0,6}(?:时间|日期|期限|截至|时限|期程|期(?=间?[:为至自]))"
    r"|deadline|clos(?:es?|ing) (?:date|time|on|at|by|is)|closing:|close $|due (?:date|by|on|$)"
    r"|applications?: ?$|application (?:period|time|dates?|window)"
    r"|(?:is|are) due|(?:applications?|submissions?|nominations?|registration|acceptance|enrolment"
    r"|the call)(?: period)?(?: (?:for|of) [a-z ]{1,24})? (?:will )?(?:end|close)"
    r"|no(?:t)? later than"
)
_HINTS = frozenset("截期间限迟ld")
"""What every name of a deadline has one of; the Latin letters are those of the English names."""
_OPEN_TO = re.compile(
    r"(?:(?:即日|[布发]之日|公告日)起|开放|接受|受理|申请|申报|报名|征[求件集选才稿]|收件|投递)[至到]$"
)
_NAMED_BY_HEADING = re.compile(
    r"(?:截止|截稿|申报|报名|申请|受理|报送|提交|征集|投递|应聘|收件)[^,。\n]{0,6}"
    r"(?:时间|日期|期限|时限)[^,。\n]{0,3}\n *$|(?:接受|开放)(?:申请|报名"
    r"|提名)[^,。\n]{0,4}\n+ *$|(?:deadline|closing date)[^,.\n]{0,12}\n *$"
)
_OTHER_TERM = re.compile(
    r"(?:计算|缴纳|缴费|参保)[^,]{0,8}$|(?:复审|评审|审核|考察|体检)(?:工作)?[应须将拟]?于$"
    r"|(?:年龄|工龄|[报申受填应]?[名报请理聘]?(?:开始|起始|启动))[^,]{0,8}$|(?:公示|面试|考试|笔试|会议|活动|发布|发文|成文|印发|开会|到岗|报到|培训|执行|资助|合同|实施"
    r"|项目|建设"
    r"|研究|统计|任职|开标|召开|举办)(?:(?!截止|申请|申报|报名|提交|报送)[^,]){0,4}(?:时间|日期"
    r"|期限|期|周期)[^,]{0,4}$"
)
_BY = re.compile(
    r"(?:by|before|until|till)(?: the)? (?:(?:[0-9:.]{1,5} ?(?:[ap]\.?m\.?)?|midnight|noon"
    r"|close of business|end of (?:the )?day)(?: on)? (?:[a-z]{6,9},? )?)?$"
)
_FROM_TODAY = re.compile(r"(?:即日|今[天日]?|本日)(?:起|开始)[至到]$")
_CALLED_AFTER = re.compile(
    r"止?,?[^,。;]{0,4}(?:面?向)?[^,。;]{0,8}(?:招[聘募才收]|揽才|引才|求贤|征[集求]|申报|报名|申请|接受)"
)
_NOT_LATER = re.compile(r"(?:不[迟晚]于|最[迟晚](?:应|须|要)?[于在]?)(?:北京时间)? ?$")
_TO = re.compile(r"(?:\([^)\n]{1,6}\))? ?(?:-{1,2}|(?:起|开始)?[至到]|to|until) ?")
_LIMIT_AFTER = re.compile(
    r" ?(?:\([^)\n]{1,8}\) ?)?(?:(?:下班|上班|当[日天])?之?前|以前|截止|截至|止(?!损|境|步)|为止"
    r"|关闭|结束)| {0,4}(?:材料|网上|申报|报名|申请|报送|提交|收件|收稿|填报|投稿|受理|投递"
    r"|征集|系统|推荐){1,3}截止| is the deadline"
)
_CLOSES = re.compile(r" ?(?:准时|正式)?截止(?![到至])")
_UNTIL = re.compile(r" ?(?:\([^)\n]{1,8}\) ?)?(?:为?止|截止)")
_LISTED = 32
"""How far apart the spans of days of one list may stand."""
_SENDING = re.compile(
    r"系统|平台|邮戳|回复|报送|上报|提交|申报|报名|申请|递交|发送|寄|反馈|投递|报至|送至|发至|完成|受理|填报|联系|报我"
    r"|报市"
    r"|报省|报县|报区|报所|推荐|交至|上传|汇总|回执|送达|交到|报到市|材料|网报|办理|征集|应聘|报备"
    r"|时间要求|投稿|收稿|上交|送交|收件|收文|送件|函[送报]|备函|汇册|缴交|线上作业|[投掷]交"
    r"|is open|are open|continue|submi|appl(?:y|ications?|icants?)|send|register|recommend|received"
    r"|nominat"
)
_OTHER_ACT = re.compile(
    r"取得|获得|毕业|出生|成立|注册|到岗|回国|来华|入职|引进(?!推荐)|签订|签约|召开|举行|任职|入选"
    r"|全职|验收|面试|答辩|组织|竣工|建成|投产|拨付|兑现|出台|落户|有效|施行|生效|已|成交|上市"
    r"|发表|授权"
    r"|hav(?:e|ing) (?:obtained|received|been)|not (?:been )?(?:invited|contacted|notified|heard)"
    r"|(?:applicants?|candidates?) (?:should|must|shall)(?: [a-z]+)? (?:have|be)(?![a-z])"
    r"|will be (?:notified|informed|contacted|announced|invited)"
)
_ANSWERING = re.compile(
    r"not (?:been )?(?:invited|contacted|notified|heard)|be (?:notified|informed|contacted|invited)"
)
_APPLIED_FROM_TO = re.compile(
    r" ?(?![^,。;]{0,12}(?:公示|审核|评审|评选|审查))[^,。;]{0,4}(?:网上|在线|线上)?"
    r"(?:申报|报名|申请|提交|报送|受理|填报|接受申)"
    r"| ?[^,。;0-9]{0,14}(?:开放|接受|受理)(?:申请|报名|申报|收件|受理|投递)"
)
_OF_A_PROJECT = re.compile(r"(?:项目|课题|研究|工程|任务)[^,]{0,5}$")
_STATISTICS = re.compile(r"[^,]{0,6}(?:共|全市|全省|全国|全县|全区|已|累计|我市|我省|账面)")
_REFUSED = re.compile(
    r"逾期(?:[^,。]{0,6})(?:不予?再?(?:受理|接受|接收|办理)|不受理|不候|视为|自负|无效|概不)"
    r"|过期不|late (?:applications|submissions) (?:will )?(?:not|be rejected)"
)
_CALL = re.compile(
    r"公告|启事|招聘|招募|申报|报名|应聘|岗位|引才|通知|征集|受理|职位|申请|材料|简历"
)
_OPEN = re.compile(
    r"(?:长期|常年|全年|随时|随到)(?:可|均可|都可)?"
    r"(?:有效|受理|接收|接受|开放|招聘|申报|进行|申请|随审|随评|报名)"
)
_FULL = re.compile(
    r"满(?:(?<=[招额聘录]满)|(?<=招聘满)|(?<=录用满))(?:为止|即止|截止)|招完(?:为止|即止)"
)
_OPEN_ENGLISH = re.compile(
    r"rolling (?:basis|applications|admission|deadline)"
    r"|until (?:it is |they are |the (?:position|post)s? (?:is|are) )?filled"
    r"|until further notice|year[- ]round|no (?:fixed |application )?deadline"
)
_CALL_ENGLISH = re.compile(r"appl(?:y|ic)|position|post|vacanc|open|accept|recruit|submi|review")
_PUBLISHED = re.compile(
    r"(?:自|从|于)?(?:本|该)?(?:公告|通知|公示|指南|启事|文件|通告|意见)?(?:正式)?"
    r"(?:发布|印发|公布|发出|刊登|下发|公告)(?:之|当)?$"
)
_TERM = re.compile(
    r"日起(?:算)?(?:至|的)?(?:第)? ?(?P<count>[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?个?"
    r"(?P<unit>工作日|自然日|日|天|个?月|周)(?:之?内|止|前|有效)?"
)
_TERM_ENGLISH = re.compile(
    r"within (?P<count>[0-9]{1,3}) (?P<unit>(?:working |calendar )?days|weeks|months) "
    r"(?:of|after|from) (?:the )?(?:publication|announcement|notice)"
)
_WITHOUT_YEAR = re.compile(r"\d\d(?:-\d\d)?(?:T|$)")
_UNITS = {
    "工作日": "working days", "自然日": "days", "日": "days", "天": "days", "个月": "months",
    "月": "months", "周": "weeks",
}  # fmt: skip


def read_deadlines(reading: Reading, moments: list[Moment], *, english: bool) -> list[FoundFact]:
    """Return the deadlines among the dates, and those that are stated without a date.

    Where an application is open without end, or ends some days after publication, there is no
    day to state: `low` is None and the note says what is meant.
    """
    facts: list[FoundFact] = []
    opening: Moment | None = None
    for place, moment in enumerate(moments):
        if _is_opening(reading, moments, place):
            opening = moment
            continue
        dated = _dated(moment, opening, moments, place, reading)
        fact = _read_deadline(reading, dated, opening)
        if fact is None and opening and facts and opening.start - facts[-1].end < _LISTED:
            fact = _next_of_list(reading, moment, opening)
        if fact is not None:
            if place and (also := _first_of_two(reading, moments[place - 1], moment, facts)):
                facts.append(also)
            facts.append(fact)
        opening = None
    facts += _undated(reading, facts, english=english)
    return facts


def _first_of_two(
    reading: Reading, first: Moment, second: Moment, facts: list[FoundFact]
) -> FoundFact | None:
    """Return the first of two days by which something is due: 3月15日、9月15日前报送."""
    if reading.plain[first.end : second.start] not in ("、", "和", "及", "与"):
        return None
    is_known = bool(facts) and facts[-1].end >= first.end
    if is_known or len(first.stated) <= 4 or not _LIMIT_AFTER.match(reading.plain, second.end):
        return None
    return reading.fact("deadline", (first.start, first.end), first.stated, unit=first.unit)


def _next_of_list(reading: Reading, moment: Moment, opening: Moment) -> FoundFact | None:
    """Return a span of days in a list of such that a deadline has begun: 第二批…起至…止."""
    if not _UNTIL.match(reading.plain, moment.end):
        return None
    return reading.fact(
        "deadline", (opening.start, moment.end), moment.stated, unit=moment.unit,
        notes=[f"from {opening.stated}"],
    )  # fmt: skip


def _is_opening(reading: Reading, moments: list[Moment], place: int) -> bool:
    """Say whether a moment is the first of a range: its end follows."""
    if place + 1 >= len(moments):
        return False
    end, start = moments[place].end, moments[place + 1].start
    return start - end < 14 and bool(_TO.fullmatch(reading.plain[end:start].strip()))


def _dated(
    moment: Moment, opening: Moment | None, moments: list[Moment], place: int, reading: Reading
) -> Moment:
    """Give a day without a year the year of the day before it in the same sentence."""
    if not place or not _WITHOUT_YEAR.match(moment.stated):
        return moment
    before = opening or moments[place - 1]
    year, _, day = before.stated.partition("-")
    between = reading.plain[before.end : moment.start]
    same_sentence = (
        "出生" not in between and len(between) < 40 and not re.search("[。;\n\t]", between)
    )
    if len(year) != 4 or not day or not same_sentence or _is_far_before(moment.stated, day):
        return moment
    return moment._replace(stated=f"{year}-{moment.stated}")


def _is_far_before(day: str, earlier: str) -> bool:
    """Say whether a day is so much before the one said first that it may be of the next year.

    The one said first may be a quarter, Q1: it is taken for its last month.
    """
    month = 3 * int(earlier[1]) if earlier.startswith("Q") else int(earlier[:2])
    return month - int(day[:2]) > 6


def _read_deadline(reading: Reading, moment: Moment, opening: Moment | None) -> FoundFact | None:
    start = opening.start if opening else moment.start
    before = reading.before(start, 32)
    if len(before) == 32 and before.isascii():
        before = reading.before(start, 64)
    ranged = bool(opening or moment.opening)
    if not _is_deadline(reading, moment, before, start, ranged=ranged):
        return None
    notes = [moment.part]
    since = opening.stated if opening else moment.opening
    notes += [f"from {since}"] if since else []
    if "即日起" in before[-8:]:
        notes.append("from publication")
    if _REFUSED.search(before) or _REFUSED.search(reading.plain[moment.end : moment.end + 60]):
        notes.append("late ones refused")
    return reading.fact(
        "deadline", (start, moment.end), moment.stated, unit=moment.unit, notes=notes
    )


def _is_deadline(
    reading: Reading, moment: Moment, before: str, start: int, *, ranged: bool
) -> bool:
    if _is_called_for(reading, moment, before):
        return True
    named = None
    if not _HINTS.isdisjoint(before):
        named = _NAMED.search(before)
    if named is None and before.endswith(("至", "到")):
        named = _OPEN_TO.search(before)
    if ("be " in before or "not " in before) and _ANSWERING.search(before):
        return False
    if named is None and len(before) < 4:
        named = _NAMED_BY_HEADING.search(reading.plain, max(0, start - 24), start)
    by = _BY.search(before) if not named and before.endswith(" ") else None
    limited = not named and (
        _LIMIT_AFTER.match(reading.plain, moment.end)
        or by
        or _NOT_LATER.search(before)
        or (ranged and _APPLIED_FROM_TO.match(reading.plain, moment.end))
    )
    if not (named or limited) or _OTHER_TERM.search(before):
        return False
    after = reading.after(moment.end, 40)
    if named:
        bare = named[0] == "截止" and named.string[named.end() :] in ("", "到", "至", "于")
        if bare and not ranged and not _SENDING.search(before) and after[:1] == ",":
            return False
        if not ranged and named[0].startswith("截") and _STATISTICS.match(after):
            return False
        return len(moment.stated) > 4 or bool(moment.part)
    if (len(moment.stated) == 4 and not moment.part) or after.startswith(" of the "):
        return False
    if moment.unit == "datetime" and _CLOSES.match(reading.plain, moment.end):
        return True
    act = _SENDING.search(after)
    begin = moment.end + (2 if after.startswith(", ") else 0)
    other = _OTHER_ACT.search(reading.clause_after(begin, 40))
    if other and (act is None or other.start() <= act.start()):
        return False
    if act and act[0] == "完成" and _OF_A_PROJECT.search(before):
        return False
    return bool(act or _SENDING.search(reading.before(start, 200 if by else 40)))


def _is_called_for(reading: Reading, moment: Moment, before: str) -> bool:
    """Say whether one may apply from today to a day: 今起至6月30日面向全球招聘."""
    if not before.endswith(("至", "到")) or not _FROM_TODAY.search(before):
        return False
    return "报名" in before or bool(_CALLED_AFTER.match(reading.plain, moment.end))


def _undated(reading: Reading, dated: list[FoundFact], *, english: bool) -> list[FoundFact]:
    facts = [
        reading.fact("deadline", span, notes=["open, no closing date"])
        for span in _open(reading, english=english)
        if not any(0 <= span[0] - fact.end < _LISTED for fact in dated)
    ]
    if "日起" in reading.plain:
        for found in _TERM.finditer(reading.plain):
            if said := _PUBLISHED.search(reading.plain, max(0, found.start() - 12), found.start()):
                facts += _read_term(reading, found, said.start())
    if english and "within " in reading.plain:
        for found in _TERM_ENGLISH.finditer(reading.plain):
            facts += _read_term(reading, found, found.start())
    return facts


def _read_term(reading: Reading, found: re.Match[str], start: int) -> list[FoundFact]:
    near = reading.before(start, 30) + "|" + reading.after(found.end(), 30)
    if not _SENDING.search(near) or _OTHER_ACT.search(reading.clause_after(found.end(), 8)):
        return []
    count = parse(found["count"])
    if count is None:
        return []
    note = f"within {count[0]} {_UNITS.get(found['unit'], found['unit'])} of publication"
    return [reading.fact("deadline", (start, found.end()), notes=[note])]


def _open(reading: Reading, *, english: bool) -> list[tuple[int, int]]:
    """Return the first place where a call is said to be open without end."""
    text = reading.plain
    for found in matches_from("随长常全", _OPEN, text):
        near = reading.before(found.start(), 12) + reading.after(found.start(), 20)
        if _CALL.search(near):
            return [found.span()]
    if "止" in text and ("满" in text or "招完" in text) and (found_full := _FULL.search(text)):
        return [(found_full.start() - 1, found_full.end())]
    if english and reading.mentions(
        "filled",
        "rolling",
        "year-round",
        "year round",
        "further notice",
        "no deadline",
        "n deadline",
    ):
        for found in _OPEN_ENGLISH.finditer(text):
            if _CALL_ENGLISH.search(reading.before(found.start(), 60) + reading.after(found.end())):
                return [found.span()]
    return []
