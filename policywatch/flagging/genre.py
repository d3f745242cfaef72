"""What kind of document a text is: a stored, explained judgement."""

import re
from dataclasses import dataclass

from policywatch.documents import Genre

HEAD_CHARS = 3000


@dataclass(frozen=True, slots=True)
class _Mark:
    """A sign of a genre: a pattern, where it is looked for, what it weighs, and its name."""

    genre: str
    where: str
    points: float
    pattern: re.Pattern[str]
    why: str


def _mark(genre: str, where: str, points: float, pattern: str, why: str) -> _Mark:
    # Matching case in a pattern is slow: patterns and text are both taken small.
    return _Mark(genre, where, points, re.compile(pattern.lower()), why)


MARKS = (
    _mark("budget", "title", 4, r"预算|决算|預算|budget", "budget in the title"),
    _mark("budget", "text", 2, r"一般公共预算|部门预算|预算数|决算数|收支总表", "budget tables"),
    _mark("budget", "text", 1, r"单位[:：]\s?万?元", "a unit line of money"),
    _mark("awardees", "title", 4, r"(?:拟?入选|拟推荐|获奖|拟资助|评审结果|人选).{0,12}(?:名单|公示)|"
          r"(?:公示|名单).{0,12}(?:人选|入选)", "a list of the selected in the title"),
    _mark("notice", "title", 3, r"通知|公告|通告|公示|申报|征集|notice|call for", "notice in the title"),
    _mark("notice", "text", 1.5, r"现将有关事项通知如下|各有关单位|申报时间|报送|特此(?:通知|公告)",
          "a notice's phrases"),
    _mark("directive", "title", 4, r"实施(?:办法|细则|意见|方案)|若干(?:政策|措施|意见)|管理办法|"
          r"暂行办法|行动方案|规定|measures|regulations", "rules in the title"),
    _mark("directive", "text", 1.5, r"第[一二三四五六七八九十]{1,3}条|本办法|自发布之日起施行|本细则",
          "articles of a directive"),
    _mark("report", "title", 3, r"报告|白皮书|总结|综述|report", "report in the title"),
    _mark("report", "text", 1, r"工作总结|下一步工作|取得(?:明显|显著)成效|present situation",
          "a report's phrases"),
    _mark("recruitment-ad", "title", 3, r"招聘|诚聘|诚邀|招募|招贤|揽才|引进公告|海外优青|高薪|"
          r"hiring|wanted|recruit|vacanc|position|we are looking|opportunit", "an ad's title"),
    _mark("recruitment-ad", "text", 2, r"简历|投递|应聘|岗位职责|任职要求|岗位要求|薪资|私信|"
          r"加微信|send (?:your |us )?(?:your )?(?:cv|resume)|email your|apply now|DM me",
          "asks for applications"),
    _mark("news", "text", 1.5, r"记者|本报讯|日讯|电\s?[（(]|通讯员|据悉|reported|said on|新华社",
          "a reporter's phrases"),
    _mark("cv", "title", 3, r"个人简介|教师简介|师资|个人主页|简历$|faculty|profile|curriculum",
          "a profile's title"),
    _mark("cv", "text", 2.5, r"研究方向|硕士生导师|博士生导师|博导|代表性(?:论文|论著)|主持国家自然|"
          r"教育经历|工作经历[:：]|发表(?:SCI|论文)|毕业于|received (?:his|her|the) Ph|"
          r"research interests|h-index|is a professor|joined .{2,40} as a",
          "a person's career"),
    _mark("paper", "text", 3, r"基金项目[:：]|关键词[:：]|摘要[:：]|参考文献|本文(?:研究|提出|采用|针对|基于|以)|"
          r"this work (?:was|is) supported|acknowledge|grant no|abstract[:：]|doi[:：.]",
          "a paper's parts"),
    _mark("paper", "text", 2, r"资助项目|项目.{0,20}资助。?$|funded by|supported by (?:the|a)\b|under grant|"
          r"[（(][A-Z]{1,6}\d{4,12}(?:-\d+)?[)）]", "a funding line"),
    _mark("ordinary-ad", "text", 2, r"五险一金|六险一金|底薪|提成|双休|包吃住|节日福利|带薪年假|月薪|"
          r"朝九晚五|无责|转正|社招|校招|应届(?:生|毕业生)|管培|全勤奖", "an ordinary job's terms"),
    _mark("ordinary-ad", "text", 1.5, r"销售|客服|外卖|司机|文员|导购|前台|快递|保安|保洁|出纳|"
          r"(?:市场|产品|项目|运营|区域|客户|大区)(?:经理|总监|专员|主管|代表)|置业顾问|护士|店长",
          "an ordinary job"),
    _mark("welfare", "title", 4, r"落户|户籍|入户|居住证|社保|医保|养老|低保|公积金|住房保障|积分",
          "registration or welfare in the title"),
    _mark("welfare", "text", 2, r"落户|户口|居住证|参保|社会保险补贴|失业|就业困难|积分入户|"
          r"household registration|hukou", "registration or welfare"),
    _mark("training", "title", 4, r"培训|研修班|技能大赛|职业技能|进修|training", "training in the title"),
    _mark("training", "text", 2, r"培训班|学员|开班|结业|职业技能等级|职业技能培训|参训|"
          r"training course|trainees", "a training course"),
)  # fmt: skip

# An ordinary job's terms weigh little where talent from abroad is sought.
OVERSEAS = re.compile(
    r"海外|境外|回国|留学|外籍|引才|高层次人才|院士|overseas|abroad|foreign|returnee|talent pro",
)


def judge_genre(title: str, text: str) -> Genre:
    """Return the kind of document that a title and text speak for, with the reasons."""
    head = text[:HEAD_CHARS].lower()
    title = title.lower()
    points: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}
    for mark in MARKS:
        place = title if mark.where == "title" else head
        found = {m.group(0) for m in mark.pattern.finditer(place)}
        if not found:
            continue
        worth = mark.points * min(len(found), 3) ** 0.5
        points[mark.genre] = points.get(mark.genre, 0) + worth
        shown = "、".join(sorted(found)[:3])
        reasons.setdefault(mark.genre, []).append(f"{mark.why}: {shown}")
    for genre in ("ordinary-ad", "welfare", "training"):
        if genre in points and OVERSEAS.search(title + head):
            points[genre] /= 2
    if not points:
        return Genre("other", 0.0, ())
    best = max(points, key=lambda genre: points[genre])
    if points[best] < 2:
        return Genre("other", 0.3, tuple(reasons[best]))
    return Genre(best, round(points[best] / sum(points.values()), 2), tuple(reasons[best]))
