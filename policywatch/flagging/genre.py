"""What kind of document a text is: a stored, explained judgement."""

import re
from dataclasses import dataclass

from policywatch.documents import Genre
from policywatch.flagging.automaton import required_literals
from policywatch.flagging.folding import simplified
from policywatch.flagging.wordings import Wordings

HEAD_CHARS = 3000
TITLE_CHARS = 50
PROSE_CHARS = 200
TRADITIONAL = "國學會與為來對發這時"
"""Some of these stand in nearly every text in Traditional characters."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A sign of a genre: a pattern, where it is looked for, what it weighs, and its name.

    `slow` are further patterns that begin with no literal, each behind one that is quick to deny.
    """

    genre: str
    where: str
    points: float
    pattern: str
    why: str
    slow: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()


def _mark(
    genre: str, where: str, points: float, pattern: str, why: str, *slow: tuple[str, str]
) -> _Mark:
    # Matching case in a pattern is slow: patterns and text are both taken small.
    return _Mark(
        genre, where, points, pattern.lower(), why,
        tuple((re.compile(needed), re.compile(late.lower(), re.M)) for needed, late in slow),
    )  # fmt: skip


MARKS = (
    _mark("budget", "title", 5, r"预算|决算|預算|三公经费|收支|budget", "budget in the title"),
    _mark("budget", "text", 2.5, r"一般公共预算|部门预算|预算数|决算数|收支总表|功能科目|预算总额|项目支出|财政拨款|预算安排|年初预算|决算", "budget tables"),
    _mark("budget", "text", 1.5, r"单位[:：]\s?万?元", "a unit line of money"),
    _mark("awardees", "title", 4, r"(?:拟?入选|拟推荐|获奖|拟资助|拟表彰|评审结果|人选|拟给予|资助).{0,16}(?:名单|公示|公告)|"
          r"(?:公示|名单).{0,12}(?:人选|入选|公示|公布)|名单公示", "a list of the selected in the title"),
    _mark("awardees", "text", 3, r"公示期|名单如下|拟入选|现将.{0,20}名单|如有异议|list of (?:awardees|recipients|the selected)|"
          r"成功入选|喜报|热烈祝贺", "a list of the selected"),
    _mark("notice", "title", 3, r"通知|公告|通告|公示|申报|征集|指南|须知|邀请函|报名|预告|遴选|notice|call for", "notice in the title"),
    _mark("notice", "text", 2.5, r"现将有关事项|各有关单位|各单位|申报时间|申报条件|申报材料|报送|特此(?:通知|公告)|请(?:各|于|在)|"
          r"申报对象|报名(?:时间|截止|方式)|逾期不|联系电话|组织申报|截止时间|办理流程", "a notice's phrases"),
    _mark("directive", "title", 4, r"实施(?:办法|细则|意见|方案)|若干(?:政策|措施|意见|规定)|管理办法|扶持办法|奖励办法|"
          r"暂行办法|行动方案|行动计划|规定|条例|规划|新政|政策解读|意见|政策|measures|regulations|rules|guidelines",
          "rules in the title"),
    _mark("directive", "text", 2, r"第[一二三四五六七八九十]{1,3}条|本办法|自发布之日起施行|本细则|本意见|article \d|牵头单位|责任单位|"
          r"制定本", "articles of a directive"),
    _mark("directive", "title", 2, r"^加大|^加强|^完善|^支持|对策建议|^（[一二三四五六七八九十]+）|力度", "a directive's heading"),
    _mark("directive", "text", 1.5, r"对.{2,30}(?:的|者)[，,]\s?(?:给予|按)|一次性给予|最高(?:给予|不超过)|给予.{1,12}(?:补助|奖励|资助|补贴)|"
          r"加大|加强|完善|健全|推进|鼓励|深入实施|大力引进", "what a directive grants"),
    _mark("report", "title", 3, r"报告|白皮书|总结|综述|情况|概况|自评|统计|分析|年报|汇报|指标|report|analysis|review|bulletin",
          "report in the title"),
    _mark("report", "text", 1.5, r"报告显示|数据显示|统计显示|总投资|总占地|摘自|材料[一二三]|research security|economic espionage|"
          r"known programs|successor|undisclosed|trend \d|malign|threats? to|certif", "what an analysis says"),
    _mark("report", "text", 1.5, r"工作总结|下一步|取得(?:明显|显著)成效|截至|累计|同比|全年|占比|增长\d|存在的问题|present situation|"
          r"per ?cent|findings|according to the (?:analysis|report)|绩效|完成率|section \d|the act\b|this report", "a report's phrases"),
    _mark("recruitment-ad", "title", 3, r"招聘|诚聘|诚邀|招贤|纳贤|引进公告|海外优青|高薪|看过来|申报(?:辅导|服务|代理)|"
          r"依托|加盟|hiring|wanted|vacanc|position|we are looking|opportunit|join us|faculty openings", "an ad's title"),
    _mark("recruitment-ad", "title", 1.5, r"招募|揽才|引才|英才|recruit", "recruiting in the title"),
    _mark("recruitment-ad", "text", 2.5, r"投递|应聘|岗位职责|任职要求|岗位要求|私信|加微|加v|代申报|辅导|待遇(?:从优|面议|优厚)|"
          r"诚聘|诚邀|send (?:your |us )?(?:your )?(?:cv|resume)|email your|apply now|dm me|selected candidates|"
          r"applicants? (?:must|should)|we offer|your cv|please contact", "asks for applications"),
    _mark("recruitment-ad", "text", 1.5, r"招聘|简历|薪资", "words of hiring"),
    _mark("recruitment-ad", "text", 2, r"wanted|年龄[^。，,；;]{0,6}不超过[^。；;]{0,30}博士|申报启动|荐才有奖|寻访|受[^。，,；;]{2,16}委托|依托[^。，,；;]{0,12}(?:申请|申报)|"
          r"up to (?:rmb|cny)|positions? (?:available|open)|apply via|keep their overseas", "how an agent or employer writes"),
    _mark("recruitment-ad", "text", 1.5, r"可申报|可报|名额|到手|推荐通道|一条龙|成功入选|入选后|窗口|诚邀|依托.{0,8}申报|手续费|详情|eligib|host (?:compan|institution)|"
          r"talent intermediary|we (?:match|assist|identified|cooperate|look for|collect)|your profile|talent programs? in china|"
          r"apply through|candidates? (?:to|must|should)|warmly welcomes|invites", "how a recruiter speaks"),
    _mark("recruitment-ad", "text", 1.5, r"年薪|安家费|启动(?:经)?费|购房补贴|科研启动|配偶|子女|start-up|annual salary|housing allowance",
          "what an ad offers"),
    _mark("news", "title", 1.5, r"举行|召开|启动|发布|揭牌|赴|签约|落户|获批|亮相|开幕|座谈|调研|考察|says|announces|jailed|charged|"
          r"sentenced|launches|arrested", "a headline"),
    _mark("news", "text", 3, r"记者|本报讯|日讯|电\s?[（(]|通讯员|据悉|日前|近日|新华社|报道|昨天|昨日|今天|本月|"
          r"他说|她说|表示|reported|said|told|announced|prosecutors|sentenced|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|last (?:week|month|year)",
          "a reporter's phrases", (r"[0-9]月", r"\d月\d{1,2}日[，,上下]")),
    _mark("news", "text", 2, r"截至|近年来|目前|今年|去年|落幕|介绍[，,说]|推出|出台|启动|启动了|指出|强调|according to|officials?\b|analysts?\b|"
          r"critics|in recent years|has (?:been|become|launched)|have (?:been|become)|reuters|billion|percent", "how news tells"),
    _mark("cv", "title", 3, r"个人简介|教师简介|师资|个人主页|简历$|简介|导师介绍|高级管理层|管理团队|董事|faculty|profile|curriculum|"
          r"management team|biography|about (?:me|the author)", "a profile's title"),
    _mark("cv", "text", 2, r"研究方向|硕士生导师|博士生导师|博导|硕导|代表性(?:论文|论著)|主持.{0,6}国家|教育经历|工作经历[:：]|"
          r"发表(?:sci|论文|学术)|毕业于|received (?:his|her|the) ph|research interests|h-index|is a(?:n associate| full)? professor|"
          r"joined .{2,40} as a|特聘教授|副教授|博士学位|师从|获.{0,8}博士|现任|曾任|历任|入选.{0,20}(?:计划|工程|人才|学者)|荣获|"
          r"honou?rs|awards?\b|ph\.?d\.? (?:in|from)|postdoc|professor (?:at|of)|发明专利", "a person's career"),
    _mark("cv", "text", 2, r"男[，,]|女[，,]|某{1,2}[，,：:].{0,8}(?:教授|博士|研究员)", "lines of a career",
          (r"\n(?:19|20)|^(?:19|20)", r"(?:19|20)(?<=^\d\d)\d\d[,，:： ].{4,80}$")),
    _mark("cv", "text", 2, r"academician[,.]|vice dean|winner of|doctoral supervisor|获得者[，,。、]|计划[”\"]?(?:人才|研究员|青年项目)|评审专家|"
          r"曾获|学者讲座教授|青年千人|编委", "titles and honours"),
    _mark("cv", "text", 1.5, r"入选者[、，,。]?$|特聘专家|创始人|博士后[，,。]|月出生|年出生|(?:教授|研究员|博士|工程师)[，,、]|秘书长|理事|"
          r"院长[，,]|委员[，,]|获奖情况|council member|dean of|recipient of|selected (?:into|as|for)|his research|she (?:is|was)|he (?:is|was)",
          "titles of one person"),
    _mark("other", "text", 4, r"(?:教授|院士|学者|获得者|入选者|博士|人选|导师|专家|专任教师|教职工|杰青)[^，。；、\n]{0,8}?\d+\s?余?[人名位]|师资力量|人次",
          "counts of a staff"),
    _mark("other", "text", 3, r"楼主|有没有人|求助|听说|吗[？?]|回帖|网友|有同批|大家|匿名|^re: |you are (?:a|an) |```|select |点赞|offer",
          "a forum or an answer"),
    _mark("paper", "text", 3, r"基金项目|关键词[:：]|摘要[:：]|参考文献|本文(?:研究|提出|采用|针对|基于|以)|收稿日期|致谢|"
          r"this (?:work|research|study) (?:was|is)|acknowledg|grant no|abstract[:：]|doi[:：.]|corresponding author|"
          r"the authors? (?:thank|would like)", "a paper's parts"),
    _mark("paper", "text", 2, r"资助项目|项目.{0,20}资助[。，]?$|(?:得到|受到?).{0,40}资助|funded by|supported (?:in part )?by|under grants?\b|"
          r"项目编号", "a funding line",
          (r"[a-z][0-9]{4}", r"[（(]?(?:no\.?|编号|批准号)?[:： ]?[a-z]{1,8}\d{4,14}[a-z]?\d*(?:-\d+)?[)）]")),
    _mark("ordinary-ad", "text", 3, r"五险一金|六险一金|底薪|提成|双休|包吃住|节日福利|带薪年假|月薪|"
          r"朝九晚五|无责|转正|社招|校招|应届(?:生|毕业生)|管培|全勤奖|实习生|网申|届(?:毕业生|本科)", "an ordinary job's terms",
          (r"[0-9]k", r"\d+k[-—~·]")),
    _mark("ordinary-ad", "text", 2.5, r"非事业编制|公开招聘|岗位职责|任职要求|教师资格|面试人员|笔试|临时聘用|合同制|本科及以上|大专|劳务派遣|编外|"
          r"duties|bachelor's degree", "an ordinary post's terms"),
    _mark("ordinary-ad", "text", 1.5, r"销售|客服|外卖|司机|文员|导购|前台|快递|保安|保洁|出纳|"
          r"(?:市场|产品|项目|运营|区域|客户|大区)(?:经理|总监|专员|主管|代表)|置业顾问|护士|店长|"
          r"years of experience|full stack|software engineer|esl|tenure-track|postdoctoral (?:researcher|position|fellow)|"
          r"lecturer|sales|teacher|consultant|equal opportunity employer|visa sponsorship", "an ordinary job"),
    _mark("welfare", "title", 4, r"落户|户籍|入户|居住证|社保|医保|养老|低保|公积金|住房保障|积分|公寓|配租|驿站|安居",
          "registration or welfare in the title"),
    _mark("welfare", "text", 2, r"(?:人才|申请|直接|办理|积分|学历|先|可|准予|投靠|购房|毕业生)落户|落户(?:条件|政策|手续|申请|门槛|限制|须知|办理|资格)|户口|居住证|参保|社会保险|失业|就业困难|积分入户|租金|承租|配租|公租房|廉租|"
          r"household registration|hukou|租房(?:和生活)?补贴", "registration or welfare"),
    _mark("training", "title", 4, r"培训|研修班|技能大赛|职业技能|进修|夏令营|课程|学习笔记|training|trainee|graduate scheme",
          "training in the title"),
    _mark("training", "text", 3, r"培训班|学员|开班|结业|职业技能等级|职业技能培训|参训|培训项目|研修|留学规划|夏令营|"
          r"training course|trainees|graduate scheme|rotation", "a training course"),
)  # fmt: skip

# An ordinary job's terms weigh little where talent from abroad is sought.
OVERSEAS = (
    r"海外|境外|回国|留学|外籍|引才|高层次人才|院士|overseas|abroad|foreign|returnee|talent pro"
)


class _Marks:
    """The marks that are looked for in one place, a title or a text."""

    def __init__(self, where: str) -> None:
        asked = [(number, mark) for number, mark in enumerate(MARKS) if mark.where == where]
        late = [
            (number, needed, pattern) for number, mark in asked for needed, pattern in mark.slow
        ]
        quick = [
            (n, pattern.pattern) for n, _, pattern in late if required_literals(pattern.pattern)
        ]
        self._slow = [one for one in late if not required_literals(one[2].pattern)]
        self._numbers = [*(number for number, _ in asked), *(number for number, _ in quick)]
        self._wordings = Wordings(
            [*(mark.pattern for _, mark in asked), *(pattern for _, pattern in quick), OVERSEAS]
        )

    def find(self, place: str) -> tuple[dict[int, set[str]], bool]:
        """Return the different matches of each mark found, and whether the place is of abroad."""
        told = self._wordings.find(place)
        abroad = told.pop(len(self._numbers), None) is not None
        found: dict[int, set[str]] = {}
        for at, words in told.items():
            found.setdefault(self._numbers[at], set()).update(words)
        for number, needed, pattern in self._slow:
            if needed.search(place) and (more := {m[0] for m in pattern.finditer(place)}):
                found.setdefault(number, set()).update(more)
        return found, abroad


_IN_TITLE, _IN_TEXT = _Marks("title"), _Marks("text")


def _first_line(head: str) -> str:
    """Return the first line where it is short as a title is, and something follows."""
    line, _, rest = head.partition("\n")
    return line if rest and len(line) <= TITLE_CHARS else ""


def judge_genre(title: str, text: str) -> Genre:
    """Return the kind of document that a title and text speak for, with the reasons."""
    head, title = text[:HEAD_CHARS], title[:HEAD_CHARS]
    if any(char in head or char in title for char in TRADITIONAL):
        head, title = simplified(head), simplified(title)
    head = head.lower()
    title = title.lower() or _first_line(head)
    points: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}
    titled, title_abroad = _IN_TITLE.find(title)
    told, text_abroad = _IN_TEXT.find(head)
    for number, found in sorted((titled | told).items()):
        mark = MARKS[number]
        worth = mark.points * min(len(found), 3) ** 0.5
        points[mark.genre] = points.get(mark.genre, 0) + worth
        shown = "、".join(sorted(found)[:3])
        reasons.setdefault(mark.genre, []).append(f"{mark.why}: {shown}")
    for genre in ("ordinary-ad", "welfare", "training"):
        if genre in points and (title_abroad or text_abroad):
            points[genre] /= 2
    if "ordinary-ad" in points and not (title_abroad or text_abroad):
        points["recruitment-ad"] = points.get("recruitment-ad", 0) / 2
    if not points:
        if head.isascii() and len(head) >= PROSE_CHARS and head.rstrip().endswith("."):
            return Genre("news", 0.3, ("prose without a mark of another genre",))
        return Genre("other", 0.0, ())
    best = max(points, key=lambda genre: points[genre])
    if points[best] < 2:
        return Genre("other", 0.3, tuple(reasons[best]))
    return Genre(best, round(points[best] / sum(points.values()), 2), tuple(reasons[best]))
