"""Pages in the manner of Chinese public bodies, made to train on: tables, lists, signatures.

The collections of real pages are news, mostly. What a notice is made of (short lines, tables, a
signature, a list of attachments) and what stands around it are learnt from these. The words are
drawn from lists, for the model sees shapes, not words; each page comes with its lines.
"""

import random
from dataclasses import dataclass

PLACES = [
    "临江市",
    "南溪县",
    "东湖区",
    "云岭省",
    "清河市",
    "高新技术产业开发区",
    "滨海新区",
    "江北大学",
    "理工学院",
]
OFFICES = [
    "科学技术局",
    "人力资源和社会保障局",
    "工业和信息化厅",
    "财政局",
    "教育局",
    "人才工作办公室",
    "人事处",
    "发展和改革委员会",
]
PROGRAMMES = [
    "领航计划",
    "星火工程",
    "英才计划",
    "揽才行动",
    "青年拔尖人才专项",
    "博士后资助项目",
    "卓越工程师计划",
]
SENTENCES = (
    "为深入实施创新驱动发展战略和人才强市战略，进一步规范{p}申报管理工作，根据有关规定，结合我市实际，制定本办法。",
    "现就做好{y}年度{p}申报工作有关事项通知如下，请认真组织落实。",
    "申报人应当遵纪守法，具有良好的科学道德和职业操守，年龄一般不超过{n}周岁，身体健康。",
    "对入选的人才（团队），给予最高{m}万元的经费资助，分三年拨付，由所在单位专账管理，专款专用。",
    "用人单位应当按照“谁推荐、谁负责”的原则，对申报材料的真实性、完整性进行审核，并在本单位公示不少于5个工作日。",
    "申报材料通过网上系统提交，截止时间为{y}年{a}月{b}日17时，逾期不再受理。",
    "各有关单位要高度重视，加强组织领导，明确责任分工，确保各项工作落到实处、取得实效。",
    "会议强调，要坚持问题导向和目标导向相统一，聚焦重点领域和关键环节，加大引才聚才力度，优化人才发展环境。",
    "{o}将会同有关部门对政策执行情况开展跟踪评估，对弄虚作假、骗取资金的，依法依规追究责任。",
    "本通知由{o}负责解释，自印发之日起施行，有效期三年，原有规定与本通知不一致的，以本通知为准。",
    "经单位推荐、资格审查、专家评审、会议审议，现将拟入选名单予以公示，公示期为5个工作日。",
    "公示期间，任何单位和个人如有异议，可以书面形式向{o}反映，反映情况要实事求是。",
    "学校面向海内外诚聘英才，提供具有竞争力的薪酬待遇、科研启动经费、住房补贴以及子女入学等保障。",
    "应聘者须具有博士学位，在相关领域取得同行公认的研究成果，具备独立开展科研工作的能力。",
    "上半年全市共引进各类高层次人才{n}人，新增省级以上人才项目{b}个，完成全年目标任务的百分之{n}。",
    "座谈会上，与会代表围绕产业发展、平台建设、服务保障等方面作了交流发言，并提出了意见建议。",
    "下一步，我们将持续深化体制机制改革，打造近悦远来的人才生态，为高质量发展提供有力支撑。",
)
ENGLISH = (
    "Applicants should hold a doctoral degree and have at least {b} years of research experience abroad.",
    "We offer a competitive annual salary of up to {m},000 yuan, start-up funds and help with housing.",
    "Please send your CV, a list of publications and a research plan to the address below before {y}.",
    "The university invites outstanding scholars from all over the world to join its faculty.",
    "Successful candidates will be supported in applying for national and provincial talent schemes.",
)
HEADINGS = [
    "申报条件",
    "支持措施",
    "申报程序",
    "工作要求",
    "有关事项",
    "总则",
    "经费管理",
    "组织实施",
    "附则",
    "联系方式",
    "应聘方式",
    "岗位要求",
]
NUMERALS = "一二三四五六七八九十"
NEWS = (
    "我市召开人才工作领导小组会议", "关于公布第{n}批科技项目立项名单的通知", "{o}开展主题党日活动",
    "{y}年部门预算公开", "关于开展安全生产大检查的通知", "图解：一图读懂{p}", "市领导调研重点项目建设",
    "关于召开{p}申报培训会的通知", "{pl}{o}{y}年度工作总结", "春季校园招聘会圆满举行",
)  # fmt: skip
MENU = [
    "网站首页",
    "机构设置",
    "政务公开",
    "通知公告",
    "政策法规",
    "办事服务",
    "互动交流",
    "专题专栏",
    "数据开放",
    "工作动态",
    "党建园地",
    "下载中心",
]
TOOLS = (
    "【打印本页】 【关闭窗口】", "分享到：", "字体：[大 中 小]", "浏览次数：{n}", "扫一扫在手机打开当前页",
    "打印 收藏 关闭", "责任编辑：{c}", "编辑：{c} 审核：{c}",
)  # fmt: skip
CODES = ["王林", "李明", "张华", "陈晨", "周舟"]
TEXT_CLASSES = (
    'class="TRS_Editor"', 'id="zoom"', 'class="v_news_content"', 'class="wp_articlecontent"', 'id="UCAP-CONTENT"',
    'class="content"', 'class="article-content"', 'id="vsb_content"', 'class="con"', 'class="xxgk_zw"', "",
    'class="view TRS_UEDITOR"', 'class="detail-con"', 'id="artcon"', 'class="pages_content"', 'class="txt16"',
)  # fmt: skip
FRAME_CLASSES = (
    ("top", "nav", "crumb", "right", "footer"), ("header", "menu", "position", "sidebar", "foot"),
    ("hd", "dh", "wz", "yb", "bt"), ("head-box", "main-menu", "dqwz", "fr w300", "bottom"),
    ("t1", "t2", "t3", "t4", "t5"), ("", "", "", "", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page's markup and the lines of its text."""

    markup: str
    lines: tuple[str, ...]


class _Maker:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.html: list[str] = []
        self.lines: list[str] = []
        self.is_english = self.chance.random() < 0.12

    def fill(self, pattern: str) -> str:
        c = self.chance
        return pattern.format(
            p=c.choice(PROGRAMMES), o=c.choice(OFFICES), pl=c.choice(PLACES), c=c.choice(CODES),
            y=c.randint(2012, 2024), n=c.randint(12, 96), m=c.choice((10, 50, 100, 300, 500)),
            a=c.randint(1, 12), b=c.randint(2, 28),
        )  # fmt: skip

    def sentence(self) -> str:
        return self.fill(self.chance.choice(ENGLISH if self.is_english else SENTENCES))

    def paragraph(self, most: int = 4) -> str:
        glue = " " if self.is_english else ""
        return glue.join(self.sentence() for _ in range(self.chance.randint(1, most)))

    def add(self, line: str, tag: str = "p", attributes: str = "") -> None:
        self.lines.append(line)
        c = self.chance
        inner = line
        if c.random() < 0.25:
            inner = f"<span style='font-size:16px'>{line}</span>"
        elif c.random() < 0.1 and len(line) > 20:
            inner = f"{line[:8]}<b>{line[8:14]}</b>{line[14:]}"
        if tag == "p" and self.uses_breaks:
            self.html.append(f"　　{inner}<br><br>")
        else:
            self.html.append(f"<{tag} {attributes}>{inner}</{tag}>")

    uses_breaks = False

    def body(self) -> None:
        c = self.chance
        self.uses_breaks = c.random() < 0.12
        kind = c.choice(
            ("notice", "notice", "short", "rules", "list", "budget", "news", "ad", "table")
        )
        if kind != "news" and not self.is_english and c.random() < 0.6:
            self.add(f"各县（市、区）{c.choice(OFFICES)}，各有关单位：")
        if kind == "short":
            for _ in range(c.randint(1, 2)):
                self.add(self.paragraph(2))
        elif kind == "news":
            for _ in range(c.randint(3, 9)):
                self.add(self.paragraph(5))
                if c.random() < 0.2:
                    self.html.append("<p style='text-align:center'><img src='a.jpg'></p>")
        elif kind == "rules":
            for number in range(1, c.randint(8, 30)):
                self.add(f"第{self.numeral(number)}条 {self.sentence()}")
                if c.random() < 0.3:
                    for item in range(c.randint(2, 5)):
                        self.add(f"（{NUMERALS[item]}）{self.sentence()[: c.randint(8, 30)]}；")
        elif kind in ("list", "budget", "table"):
            for _ in range(c.randint(0, 2)):
                self.add(self.paragraph(2))
            self.table(kind)
            if c.random() < 0.4:
                self.add(self.paragraph(2))
        else:
            self.add(self.paragraph(3))
            for number in range(c.randint(2, 6)):
                heading = f"{NUMERALS[number]}、{c.choice(HEADINGS)}"
                self.add(heading, c.choice(("p", "p", "h2", "h3", "p")))
                for _ in range(c.randint(1, 4)):
                    self.add(self.paragraph(3))
                if c.random() < 0.25:
                    self.items()
                if c.random() < 0.12:
                    self.table("budget")
        self.ending()

    def numeral(self, number: int) -> str:
        tens, ones = divmod(number, 10)
        lead = "" if tens == 0 else ("十" if tens == 1 else NUMERALS[tens - 1] + "十")
        return lead + (NUMERALS[ones - 1] if ones else "")

    def items(self) -> None:
        self.html.append("<ul>")
        for _ in range(self.chance.randint(2, 6)):
            self.add(self.sentence()[: self.chance.randint(10, 60)], "li")
        self.html.append("</ul>")

    def table(self, kind: str) -> None:
        c = self.chance
        heads = {
            "budget": ("项目名称", "预算数", "执行数", "备注"),
            "list": ("序号", "姓名", "工作单位", "专业领域"),
            "table": ("岗位", "学科方向", "人数", "联系人及电话"),
        }[kind]
        if kind == "budget":
            self.add("单位：万元", attributes="align=right")
        rows = [heads]
        for number in range(1, c.randint(4, 40)):
            rows.append(
                (
                    str(number),
                    c.choice(CODES),
                    c.choice(PLACES) + c.choice(OFFICES),
                    c.choice(HEADINGS),
                )
                if kind != "budget"
                else (c.choice(PROGRAMMES), str(c.randint(10, 9000)), f"{c.random() * 900:.2f}", "")
            )
        self.html.append('<table border="1" cellspacing="0"><tbody>')
        inner = c.choice(("{}", "<p>{}</p>", "<span>{}</span>"))
        for row in rows:
            self.html.append(
                "<tr>" + "".join(f"<td>{inner.format(cell)}</td>" for cell in row) + "</tr>"
            )
            self.lines.append("\t".join(row))
        self.html.append("</tbody></table>")

    def ending(self) -> None:
        c = self.chance
        if c.random() < 0.35:
            self.add(f"联系人：{c.choice(CODES)}　联系电话：0577-8896{c.randint(1000, 9999)}")
        if c.random() < 0.4:
            self.html.append("<p>附件：")
            for number in range(1, c.randint(2, 5)):
                name = self.fill(f"{number}.{{p}}申报书")
                self.html.append(
                    f'<a href="P0{number}.{c.choice(("doc", "pdf", "xls"))}">{name}</a><br>'
                )
                self.lines.append(("附件：" if number == 1 else "") + name)
            self.html.append("</p>")
        if c.random() < 0.55:
            self.add(c.choice(PLACES) + c.choice(OFFICES), attributes="style='text-align:right'")
            self.add(
                f"{c.randint(2012, 2024)}年{c.randint(1, 12)}月{c.randint(1, 28)}日",
                attributes="align=right",
            )

    def links(self, count: int, *, dated: bool) -> str:
        c = self.chance
        rows = []
        for _ in range(count):
            date = f"<span>{c.randint(2012, 2024)}-{c.randint(10, 12)}-{c.randint(10, 28)}</span>"
            rows.append(
                f"<li><a href='/t{c.random()}.html'>{self.fill(c.choice(NEWS))}</a>{date * dated}</li>"
            )
        return "<ul>" + "".join(rows) + "</ul>"

    def page(self) -> MadePage:
        c = self.chance
        self.body()
        top, nav, path, side, foot = c.choice(FRAME_CLASSES)
        title = self.fill(c.choice(NEWS))
        menu = "".join(
            f'<li><a href="/c{n}/">{name}</a></li>' for n, name in enumerate(c.sample(MENU, 9))
        )
        head = f'<div class="{top}"><div>欢迎访问{c.choice(PLACES)}门户网站 今天是2023年5月8日</div></div><div class="{nav}"><ul>{menu}</ul></div>'
        crumb = f'<div class="{path}">当前位置：<a href="/">首页</a> &gt; <a href="/tz/">通知公告</a> &gt; 正文</div>'
        info = f'<div class="info">发布时间：2023-0{c.randint(1, 9)}-1{c.randint(0, 9)} 来源：{c.choice(OFFICES)} 浏览次数：<span id="hits">{c.randint(5, 4000)}</span></div>'
        tools = "".join(f"<p>{self.fill(t)}</p>" for t in c.sample(TOOLS, c.randint(0, 3)))
        more = ""
        if c.random() < 0.5:
            more = f'<div>上一篇：<a href="/1.html">{self.fill(c.choice(NEWS))}</a></div><div>下一篇：<a href="/2.html">{self.fill(c.choice(NEWS))}</a></div>'
        aside = ""
        if c.random() < 0.6:
            aside = f'<div class="{side}"><h3>{c.choice(("最新动态", "相关文章", "热点排行", "通知公告"))}</h3>{self.links(c.randint(5, 14), dated=c.random() < 0.6)}</div>'
        if c.random() < 0.25:
            teaser = "".join(
                f"<div class='item'><h4><a href='/{n}'>{self.fill(c.choice(NEWS))}</a></h4><p>{self.paragraph(1)[:60]}…</p></div>"
                for n in range(c.randint(2, 6))
            )
            aside += f'<div class="{side}">{teaser}</div>'
        bottom = (
            f'<div class="{foot}"><p>主办单位：{c.choice(PLACES)}人民政府办公室 承办单位：市信息中心 联系电话：0577-12345678</p>'
            f"<p>版权所有 浙ICP备0512345{c.randint(0, 9)}号-1 网站标识码：3303000001 <a href='#'>网站地图</a></p></div>"
        )
        heading = c.choice(
            (
                "<h1>{}</h1>",
                '<div class="title">{}</div>',
                "<h2 class='bt'>{}</h2>",
                "<p align=center><strong>{}</strong></p>",
            )
        ).format(title)
        text = "".join(self.html)
        name = c.choice(TEXT_CLASSES)
        if c.random() < 0.2:
            page = f"<table class='{top}'><tr><td>{head}</td></tr></table><table width=980><tr><td width=250>{aside}</td><td><table><tr><td>{crumb}</td></tr><tr><td>{heading}</td></tr><tr><td>{info}</td></tr><tr><td {name}>{text}</td></tr><tr><td>{tools}{more}</td></tr></table></td></tr></table><table><tr><td>{bottom}</td></tr></table>"
        elif c.random() < 0.3:
            page = f"{head}<div class='main'>{crumb}<div class='l'>{heading}{info}{text}{tools}{more}</div>{aside}</div>{bottom}"
        else:
            page = f"{head}<div class='main'>{crumb}<div class='l'>{heading}{info}<div {name}>{text}</div>{tools}{more}</div>{aside}</div>{bottom}"
        markup = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>{page}</body></html>"
        return MadePage(markup, tuple(self.lines))


def make_page(seed: int) -> MadePage:
    """Return the page of a seed: the same each time."""
    return _Maker(seed).page()
