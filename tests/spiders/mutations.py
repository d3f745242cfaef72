"""Redesigns: what may befall a page between two visits, as functions of its markup."""

import re
from collections.abc import Callable

from lxml import html as markup
from lxml.html import HtmlElement

Mutation = Callable[[str], str]
SHELL = (
    "<html><head><title>通知公告</title></head><body><div id=app></div>"
    "<script src=/a.js></script></body></html>"
)
BUSY = (
    "<html><head><title>系统维护</title></head><body><h1>系统维护中</h1>"
    "<p>网站正在升级改版，请稍后访问。</p></body></html>"
)
_DATE = re.compile(r"(?<![\d/])(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?![\d/])")
_TAG_DATE = re.compile(r">([^<>]*?)(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([^<>]*?)<")


def _tree(text: str, change: Callable[[HtmlElement], None]) -> str:
    root = markup.document_fromstring(text)
    change(root)
    return str(markup.tostring(root, encoding="unicode"))


def _each(text: str, css: str, change: Callable[[HtmlElement], None]) -> str:
    def all_of(root: HtmlElement) -> None:
        for element in list(root.iter(*css.split())):
            change(element)

    return _tree(text, all_of)


def rename_classes(text: str) -> str:
    return re.sub(r'class="([^"]*)"', lambda m: f'class="v2-{abs(hash(m[1])) % 97}"', text)


def drop_classes(text: str) -> str:
    return re.sub(r"""\s(?:class|id)=(?:"[^"]*"|'[^']*'|[^\s>]+)""", "", text)


def suffix_classes(text: str) -> str:
    return re.sub(r'class="([^"]+)"', r'class="\1_new theme"', text)


def wrap_links(text: str) -> str:
    return re.sub(r"(<a\s[^>]*>.*?</a>)", r"<div class=tt><p>\1</p></div>", text, flags=re.DOTALL)


def wrap_rows(text: str) -> str:
    return re.sub(
        r"<li\b([^>]*)>(.*?)</li>", r"<li\1><div class=in>\2</div></li>", text, flags=re.DOTALL
    )


def wrap_body(text: str) -> str:
    return (
        text.replace("<body", "<body data-v=2")
        .replace("</body>", "</div></div></body>")
        .replace('<div class="', '<div class="box"><div class="', 1)
    )


def drop_pager(text: str) -> str:
    text = re.sub(
        r"<script>(?:(?!</script>).)*(?:createPageHTML|countPage).*?</script>",
        "",
        text,
        flags=re.DOTALL,
    )
    return re.sub(r"<a\s[^>]*>\s*(?:下一?页|下一頁|后一页|下页|下一页&gt;&gt;)\s*</a>", "", text)


def empty_list(text: str) -> str:
    return _each(text, "ul ol tbody table dl article section", _remove_dated)


def _remove_dated(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is not None and _TAG_DATE.search(str(markup.tostring(element, encoding="unicode"))):
        parent.remove(element)


def empty_rows(text: str) -> str:
    return re.sub(
        r"<a\s[^>]*href=\"[^\"]*(?:\d{3,}|page\.htm)[^\"]*\"[^>]*>.*?</a>",
        "",
        text,
        flags=re.DOTALL,
    )


def shell(_: str) -> str:
    return SHELL


def maintenance(_: str) -> str:
    return BUSY


def reformat_dates_chinese(text: str) -> str:
    return _DATE.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", text)


def reformat_dates_american(text: str) -> str:
    return _TAG_DATE.sub(lambda m: f">{m[1]}{int(m[3]):02}/{int(m[4]):02}/{m[2]}{m[5]}<", text)


def reformat_dates_english(text: str) -> str:
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return _TAG_DATE.sub(
        lambda m: f">{m[1]}{names[int(m[3]) - 1]} {int(m[4])}, {m[2]}{m[5]}<", text
    )


def shorten_dates(text: str) -> str:
    return _TAG_DATE.sub(lambda m: f">{m[1]}{m[3]}-{m[4]}{m[5]}<", text)


def drop_dates(text: str) -> str:
    return _TAG_DATE.sub(lambda m: f">{m[1]}{m[5]}<", text)


def drop_titles(text: str) -> str:
    text = re.sub(r'\stitle="[^"]*"', "", text)
    return re.sub(r"(<a\s[^>]*>).*?(</a>)", r"\1详情\2", text, flags=re.DOTALL)


def scripts_for_links(text: str) -> str:
    return re.sub(r'href="[^"]*\d{3,}[^"]*"', 'href="javascript:open(1)"', text)


def one_address(text: str) -> str:
    return re.sub(r'href="[^"]*\d{3,}[^"]*"', 'href="/show.jsp"', text)


def new_addresses(text: str) -> str:
    return re.sub(r'href="[^"]*?(\d{3,})[^"/]*"', r'href="/portal/view?articleKey=k\1"', text)


def lists_to_divs(text: str) -> str:
    for old, new in (("ul", "div"), ("li", "section"), ("ol", "div")):
        text = re.sub(rf"<(/?){old}\b", rf"<\1{new}", text)
    return text


def lists_to_tables(text: str) -> str:
    text = re.sub(r"<(/?)ul\b", r"<\1table", text)
    return re.sub(r"<li\b([^>]*)>(.*?)</li>", r"<tr><td>\2</td></tr>", text, flags=re.DOTALL)


def turn_around(text: str) -> str:
    def turn(root: HtmlElement) -> None:
        for element in root.iter("ul", "tbody", "table"):
            rows = list(element)
            if len(rows) > 3 and all(row.tag == rows[0].tag for row in rows):
                element[:] = rows[::-1]

    return _tree(text, turn)


def cut_after_first(text: str) -> str:
    def cut(root: HtmlElement) -> None:
        for element in root.iter("ul", "tbody", "table"):
            dated = [
                r for r in element if _TAG_DATE.search(str(markup.tostring(r, encoding="unicode")))
            ]
            for row in dated[1:]:
                element.remove(row)

    return _tree(text, cut)


def put_side_list_first(text: str) -> str:
    side = "".join(
        f'<li><a href="/zt/{n}/index.html">专题专栏之第{n}个热点专题报道汇编</a>'
        f"<span>2023-0{n}-01</span></li>"
        for n in range(1, 9)
    )
    return re.sub(
        r"(<body[^>]*>)", rf'\1<div class="zt"><ul class="ztlist">{side}</ul></div>', text, count=1
    )


def comment_out(text: str) -> str:
    return re.sub(r"(<li\b.*</li>)", r"<!-- \1 -->", text, count=1, flags=re.DOTALL)


MUTATIONS: tuple[Mutation, ...] = (
    *(rename_classes, drop_classes, suffix_classes, wrap_links, wrap_rows, wrap_body, drop_pager),
    *(empty_list, empty_rows, shell, maintenance, reformat_dates_chinese, reformat_dates_american),
    *(reformat_dates_english, shorten_dates, drop_dates, drop_titles, scripts_for_links),
    *(one_address, new_addresses, lists_to_divs, lists_to_tables, turn_around, cut_after_first),
    *(put_side_list_first, comment_out),
)


def empty_text(text: str) -> str:
    return re.sub(r"<p>.*</p>", "", text, flags=re.DOTALL)


def text_in_frame(text: str) -> str:
    return re.sub(r"<p>.*</p>", '<iframe src="/content.jsp?id=1"></iframe>', text, flags=re.DOTALL)


def text_as_picture(text: str) -> str:
    return re.sub(r"<p>.*</p>", '<img src="/notice.png">', text, flags=re.DOTALL)


def paragraphs_to_divs(text: str) -> str:
    return re.sub(r"<(/?)p\b", r"<\1div", text)


def paragraphs_to_breaks(text: str) -> str:
    return re.sub(r"</p>\s*<p[^>]*>", "<br><br>", text)


def drop_heading(text: str) -> str:
    return re.sub(r"<h1.*?</h1>", "", text, flags=re.DOTALL)


def drop_head_title(text: str) -> str:
    return re.sub(r"<title>.*?</title>", "<title>某省科学技术厅</title>", text, flags=re.DOTALL)


def challenge(_: str) -> str:
    return (
        "<html><head><script>document.cookie='__jsl_clearance=1';location.reload()</script>"
        "</head><body></body></html>"
    )


def log_in(_: str) -> str:
    return (
        "<html><head><title>用户登录</title></head><body><form>用户名<input name=u>密码"
        "<input name=p type=password><button>登录</button></form></body></html>"
    )


def not_there(_: str) -> str:
    return (
        "<html><head><title>页面不存在</title></head><body><h1>404</h1>"
        "<p>您访问的页面不存在或已被删除</p></body></html>"
    )


ARTICLE_MUTATIONS: tuple[Mutation, ...] = (
    *(rename_classes, drop_classes, suffix_classes, wrap_body, shell, maintenance, drop_dates),
    *(reformat_dates_chinese, reformat_dates_english, empty_text, text_in_frame, text_as_picture),
    *(paragraphs_to_divs, paragraphs_to_breaks, drop_heading, drop_head_title, challenge, log_in),
    *(not_there, put_side_list_first),
)
