"""What made list pages share: titles, dates, and the menus, hot lists and links around a list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

TODAY = date(2023, 8, 24)
Row = tuple[str, str, str | None]

_SUBJECTS = (
    "2023年度高层次人才引进计划申报工作",
    "第三批青年科技人才专项拟入选名单",
    "海外优秀青年项目评审结果",
    "省级重点实验室建设与运行管理办法",
    "企业研发费用加计扣除政策（2023年版）",
    "博士后科研工作站设站申报",
    "“揽才行动”首批资助对象",
    "科技型中小企业评价入库",
    "国家自然科学基金委员会管理专业人员招聘",
    "外国专家项目申报指南（征求意见稿）",
    "市本级2022年度部门决算",
    "学术道德与科研诚信建设若干意见",
    "2022年11月30日前到期课题结题验收",
    "人才公寓配租有关事项",
    "产教融合型企业认定",
)
_VERBS = ("关于组织开展{}的通知", "{}公示", "转发关于做好{}的函", "关于印发《{}》的通知")


def titles(count: int, *, start: int = 0) -> list[str]:
    """Return titles, no two alike."""
    return [
        _VERBS[(n + n // 15) % 4].format(_SUBJECTS[n % 15]) + ("" if n < 60 else f"（{n}）")
        for n in range(start, start + count)
    ]


def days(count: int, *, newest: date = date(2023, 8, 18), step: int = 3) -> list[date]:
    """Return days, newest first."""
    return [newest - timedelta(days=step * n) for n in range(count)]


@dataclass(frozen=True, slots=True)
class Made:
    """A made source: what its address answers, what else the site answers, and the right reading.

    `following` is the second page's address where the page tells of one that can be followed.
    """

    name: str
    family: str
    url: str
    body: bytes
    items: tuple[Row, ...]
    kind: str = "text/html; charset=utf-8"
    following: str | None = None
    others: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


def rows(
    count: int,
    path: Callable[[int, date], str],
    template: Callable[[str, str, date], str],
    *,
    base: str,
    start: int = 0,
    newest: date = date(2023, 8, 18),
    dated: bool = True,
) -> tuple[str, tuple[Row, ...]]:
    """Return the markup of rows, and what they say."""
    markup: list[str] = []
    items: list[Row] = []
    for n, (title, day) in enumerate(
        zip(titles(count, start=start), days(count, newest=newest), strict=True)
    ):
        address = path(n, day)
        markup.append(template(address, title, day))
        whole = address if "://" in address else base + address
        items.append((whole, title, day.isoformat() if dated else None))
    return "\n".join(markup), tuple(items)


def links(words: str, pattern: str = "/col/{}/") -> str:
    """Return a menu's links."""
    return "".join(
        f'<li><a href="{pattern.format(n)}">{word}</a></li>' for n, word in enumerate(words.split())
    )


MENU = "首页 机构概况 新闻中心 政务公开 政务服务 互动交流 专题专栏 数据开放"
FRIENDS = (
    "中华人民共和国科学技术部 国家自然科学基金委员会 中国科学院 省人民政府门户网站 "
    "省教育厅官方网站 省人力资源和社会保障厅 市人民政府门户网站"
)
SIDE = "通知公告 政策法规 政策解读 工作动态 规划计划 财政信息 人事信息 行政执法公示"


def hot(count: int = 8, *, pattern: str = "/hot/{}.html", dated: bool = False) -> str:
    """Return a list of what is read most, as side bars show it."""
    return "".join(
        f'<li><i>{n + 1}</i><a href="{pattern.format(n)}" title="{title}">{title[:14]}...</a>'
        f"{f'<span>{day:%m-%d}</span>' if dated else ''}</li>"
        for n, (title, day) in enumerate(zip(titles(count, start=31), days(count), strict=True))
    )


def gov(
    main: str,
    *,
    title: str = "通知公告",
    side: str = "",
    head: str = "",
    charset: str = "utf-8",
) -> str:
    """Return a page of a public body around a list: menu, breadcrumb, side column, links, foot."""
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}">
<title>{title}-某省科学技术厅</title><meta name="SiteName" content="某省科学技术厅">
<meta name="ColumnName" content="{title}">{head}
<script src="/js/jquery.min.js"></script></head><body>
<div class="top"><div class="wrap"><a href="/wza/">无障碍阅读</a><a href="/en/">English</a>
<a href="/login">登录个人中心</a></div></div>
<div class="nav"><ul class="nav-list clearfix">{links(MENU)}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政务公开</a> &gt; {title}</div>
<div class="container clearfix"><div class="left-side"><h3>栏目导航</h3>
<ul class="side-nav">{links(SIDE, "/xxgk/{}/index.html")}</ul>{side}</div>
<div class="right-main">{main}</div></div>
<div class="friend"><span>友情链接</span><ul>{links(FRIENDS, "http://www.friend{}.gov.cn/")}</ul></div>
<div class="footer"><p>主办单位：某省科学技术厅　技术支持：某省大数据中心　更新日期：2023-08-20</p>
<p><a href="/about.html">关于我们</a><a href="/map.html">网站地图</a>
<a href="http://beian.miit.gov.cn/">某ICP备05000001号</a></p></div></body></html>"""
