"""List pages, APIs, feeds and sitemaps to items."""
# ruff: noqa: E501 (markup is quoted as it stands on such pages)

import gzip
import json
from datetime import date
from typing import Any

import pytest

from policywatch.catalogue.sources import SourceDeclaration
from spiders.apis import NotAnAnswerError, api_call, read_api
from spiders.feeds import read_feed, read_sitemap
from spiders.items import TORN
from spiders.lists import ListPage, read_list
from tests.spiders.site import list_html

TODAY = date(2023, 8, 24)
URL = "http://kjj.example.org/tzgg/index.html"
TITLES = [f"关于组织申报第{n}批“启明计划”人选的通知" for n in "一二三四五"]


def declare(**fields: Any) -> SourceDeclaration:
    base = {
        "id": "s",
        "name": "s",
        "family": "list",
        "url": URL,
        "publisher": "p",
        "publisher_en": "p",
        "legal": "l",
        "checked": "2023-08-24",
        "level": "city",
        "place": "",
    }
    return SourceDeclaration.model_validate(base | fields)


def read(html: str, **fields: Any) -> ListPage:
    return read_list(html.encode(), "text/html; charset=utf-8", URL, declare(**fields), TODAY)


MENU = "".join(f'<li><a href="/col/{n}/index.html">政务公开栏目{n}</a></li>' for n in range(30))
SIDE = "".join(
    f'<li><a href="/video/{n}.html">热点视频新闻报道之{n}</a> 2023-08-0{n}</li>' for n in (1, 2)
)


def page(rows: str) -> str:
    return (
        f"<html><body><div class='menu'><ul>{MENU}</ul></div><div class='side'><ul>{SIDE}</ul></div>"
        f"<div class='main'>{rows}</div><div class='foot'><a href='/about.html'>关于我们网站</a></div>"
        "</body></html>"
    )


def rows(template: str) -> str:
    return "".join(template.format(n=n, title=title) for n, title in enumerate(TITLES, 1))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            "<ul>" + rows("<li><a href='t2023080{n}_1.html'>{title}</a><span>08-0{n}</span></li>") + "</ul>",
            id="trs",
        ),
        pytest.param(
            "<table>" + rows("<tr><td>·</td><td><a href='/a{n}.html'>{title}</a></td><td>[2023-08-0{n}]</td></tr>") + "</table>",
            id="table",
        ),
        pytest.param(
            rows("<div class='item{n}'><p class='d'><b>0{n}</b> 2023.08</p><a href='/a{n}.html'>{title}</a><p>摘要</p></div>"),
            id="leaf-calendar",
        ),
        pytest.param(
            rows("<ul><li><a href='/a{n}.html'>{title}</a><em>2023/8/{n}</em></li></ul>"),
            id="a-list-per-item",
        ),
        pytest.param(
            rows("<div><a href='/a{n}.html'><img src=x></a><h3><a href='/a{n}.html'>{title}</a></h3><i>2023年8月{n}日</i></div>"),
            id="with-picture-links",
        ),
        pytest.param(
            "<ul>" + rows("<li id='line_{n}'><span>2023-08-0{n}</span><a href='../info/1021/{n}.htm' title='{title}'>关于组织…</a></li>") + "</ul>",
            id="vsb-cut-short",
        ),
        pytest.param(
            "".join(
                f"<ul class='list fadeInUp {state}'>"
                + "".join(f"<li><a href='/info/1/{n}.htm'>{TITLES[n - 1]}</a><span>2023-08-0{n}</span></li>" for n in some)
                + "</ul>"
                for state, some in (("animated wow", (1, 2)), ("wow", (3,)), ("last-group", (4, 5)))
            ),
            id="lists-of-one-make-beside-each-other",
        ),
        pytest.param(
            "<div>" + rows("<h4><a href='/news.aspx?id={n}'>{title}</a></h4><div class='info'><span>2023/8/{n} 7:51:00</span> <span>312次浏览</span></div><p>摘要说明{n}</p><div class='line'></div>") + "</div>",
            id="no-element-for-each-item",
        ),
        pytest.param(
            "<table>" + rows("<tr><td><a href='/a{n}.html'>{title}</a></td></tr><tr><td>发布日期：2023-08-0{n}</td></tr>") + "</table>",
            id="two-table-rows-for-each-item",
        ),
        pytest.param(
            "<div>" + rows("<span>2023-08-0{n}</span><a href='/a{n}.html'>{title}</a><br>") + "</div>",
            id="no-element-for-each-item-and-the-date-first",
        ),
        pytest.param(
            "<div>" + rows("· <a href='/a{n}.html'>{title}</a> (2023-08-0{n})<br>") + "</div>",
            id="nothing-but-links-and-text",
        ),
        pytest.param(
            "<table><tr><th>Position</th><th>Closing date</th><th>Date posted</th></tr>"
            + rows("<tr><td><a href='/jobs/{n}'>{title}</a></td><td>30/09/2023</td><td>0{n}/08/2023</td></tr>") + "</table>",
            id="closing-dates-before-dates-of-posting",
        ),
        pytest.param(
            "<ul>" + rows("<li><div><b>0{n}</b><em>Aug, 2023</em></div><a href='/a{n}.html'>{title}</a></li>") + "</ul>",
            id="english-leaf-calendar",
        ),
        pytest.param(
            "<ul>" + rows("<li><article><ul><li><a href='/org/{n}'>第{n}研究所人才办公室</a></li><li>Posted on: {n} August 2023</li></ul>"
            "<h3><a href='/jobs/{n}'>{title}</a></h3><p>简介</p><div><a href='/search?field=1{n}'>生物科学</a> <a href='/search?by={n}'>第一阶段研究人员</a>"
            " Deadline: <time datetime='2023-10-0{n}'>{n} Oct 2023</time></div></article></li>") + "</ul>",
            id="cards-with-publisher-fields-and-deadline",
        ),
    ],
)  # fmt: skip
def test_lists_are_found_among_menus_and_side_bars(html: str) -> None:
    found = read(page(html))

    assert [item.title for item in found.items] == TITLES
    assert [item.date for item in found.items] == [f"2023-08-0{n}" for n in range(1, 6)]


def test_a_head_that_is_never_closed_does_not_hide_the_list() -> None:
    row = "<li><a href='/a{n}.html'>{title}</a><span>2023-08-0{n}</span></li>"

    found = read(
        f"<body><header><a href='/'>某某大学首页</a><div><ul>{rows(row)}</ul></div></body>"
    )

    assert [item.title for item in found.items] == TITLES


def test_dates_between_rows_that_may_belong_to_either_are_left_out() -> None:
    row = "<h4><a href='/a{n}.html'>{title}</a></h4><p>2023-08-0{n}</p>"

    found = read(page(f"<div><p>更新于 2023-08-20</p>{rows(row)}</div>"))

    assert [item.title for item in found.items] == TITLES
    assert {item.date for item in found.items} == {None}


def test_a_year_that_stands_apart_from_its_day_is_read() -> None:
    leaf = "<li><div class='day'><b>2021</b><br><i>08-0{n}</i></div><a href='/a{n}.html'>{title}</a></li>"

    found = read(page(f"<ul>{rows(leaf)}</ul>"))

    assert [item.date for item in found.items] == [f"2021-08-0{n}" for n in range(1, 6)]


def test_the_last_page_of_a_list_is_not_taken_for_its_side_bar() -> None:
    row = "<li><a href='/a{n}.html'>{title}</a><span>2023-08-0{n}</span></li>"
    first = read(page(f"<ul>{rows(row)}</ul>"))
    last = page(f"<ul>{row.format(n=6, title=TITLES[0])}</ul>")

    found = read_list(last.encode(), "text/html", URL, declare(), TODAY, shape=first.shape)

    assert [item.url for item in found.items] == ["http://kjj.example.org/a6.html"]


@pytest.mark.parametrize(
    "template",
    [
        pytest.param(
            "<li><a href='javascript:void(0)' onclick=\"window.open('/a/{n}.html')\">{title}</a>"
            "<i>2023-08-0{n}</i></li>",
            id="opened by a click",
        ),
        pytest.param(
            "<li><a href=\"javascript:show('../a/{n}.html')\">{title}</a> 2023-08-0{n}</li>",
            id="a call instead of an address",
        ),
        pytest.param(
            "<li onclick=\"location.href='/a/{n}.html'\">{title}<i>2023-08-0{n}</i></li>",
            id="a row without a link",
        ),
        pytest.param(
            "<tr onclick=\"window.location='/a/{n}.html'\"><td><a href='#'>{title}</a></td>"
            "<td>2023-08-0{n}</td></tr>",
            id="a row of a table",
        ),
    ],
)
def test_links_whose_address_a_script_holds_are_links(template: str) -> None:
    tag = "table" if template.startswith("<tr") else "ul"

    found = read(page(f"<{tag}>{rows(template)}</{tag}>"))

    assert [(i.url, i.title, i.date) for i in found.items] == [
        (f"http://kjj.example.org/a/{n}.html", title, f"2023-08-0{n}")
        for n, title in enumerate(TITLES, 1)
    ]


def test_calls_that_make_their_address_are_no_links() -> None:
    template = "<li><a href='#' onclick=\"open('/show.asp?id='+{n})\">{title}</a> 2023-08-0{n}</li>"

    assert not any("show.asp" in i.url for i in read(page(rows(template))).items)


def test_a_page_of_frames_says_where_its_list_may_be() -> None:
    found = read("<html><frameset><frame src='menu.html'><frame src='/list.asp'></frameset></html>")

    assert found.items == ()
    assert found.elsewhere == (
        "it shows in frames: http://kjj.example.org/tzgg/menu.html, http://kjj.example.org/list.asp"
    )


@pytest.mark.parametrize(
    "head",
    [
        "<meta http-equiv='Refresh' content='0; URL=/real/index.html'>",
        "<script>window.location.href = '/real/index.html';</script>",
    ],
)
def test_a_page_that_leads_on_says_where(head: str) -> None:
    found = read(f"<html><head>{head}</head><body></body></html>")

    assert found.elsewhere == "it leads on to http://kjj.example.org/real/index.html"


def test_pages_without_a_list_yield_nothing() -> None:
    assert read("<html><body><p>暂无内容</p></body></html>").items == ()
    assert read("").items == ()
    assert read("<html><body><ul><li><a href='/a'>首页</a></li></ul></body></html>").items == ()


def test_declared_selectors_say_where_items_stand() -> None:
    html = page(
        rows(
            "<p class=x><i>2023-08-0{n}</i><a class=m href='#'>更多更多更多</a><b data-u='/a{n}.html'>{title}</b></p>"
        )
    )

    found = read(html, items="p.x", link="b::attr(data-u)", title="b::text", date="i")

    assert [item.title for item in found.items] == TITLES
    assert found.items[0].url == "http://kjj.example.org/a1.html"


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<script>createPageHTML(5, 0, 'index', 'html')</script>", "index_1.html"),
        ('<script>createPageHTML(\'pg\',5,3,"index","shtml",98);</script>', "index_4.shtml"),
        ("<script>createPageHTML(5, 4, 'index', 'html')</script>", None),
        ("<a href='1021/41.htm'>下页</a>", "1021/41.htm"),
        ("<a href='list2.htm'>下一页&gt;&gt;</a>", "list2.htm"),
        ("<a href='?page=2'>Next</a>", "index.html?page=2"),
        ("<link rel=next href='p2.html'>", "p2.html"),
        ("<li class='next'><a href='p2.html'><i></i></a></li>", "p2.html"),
        ("<a href='list2.htm'>【下一页】</a>", "list2.htm"),
        ("<a href='list2.htm'><img src='n.gif' alt='下一页'></a>", "list2.htm"),
        ("<a href='list2.htm' aria-label='下一页'><i></i></a>", "list2.htm"),
        ("<a href='?page=2'>Older posts</a>", "index.html?page=2"),
        ("<div class='page'><a class='page-next' href='p2.html'><i></i></a></div>", "p2.html"),
        ("<div class='swiper'><a class='swiper-button-next' href='p2.html'></a></div>", None),
        ("<a href='javascript:go(2)'>下一页</a>", None),
        ("<a href='#'>下一页</a>", None),
        ("<a href='next.html'>下一届全国人才大会召开</a>", None),
    ],
)
def test_the_next_page_is_found(pager: str, following: str | None) -> None:
    html = list_html([("/a.html", TITLES[0], "2023-08-01")], pager)

    expected = f"http://kjj.example.org/tzgg/{following}" if following else None
    assert read(html).next_url == expected


def test_gb2312_pages_are_read_as_gb18030() -> None:
    html = list_html([("/a.html", "关于朱镕基等同志讲话的通知", "2023-08-01")])
    body = html.replace("utf-8", "gb2312").encode("gb18030")

    for kind in ("text/html; charset=gb2312", "text/html"):
        found = read_list(body, kind, URL, declare(), TODAY)
        assert [item.title for item in found.items] == ["关于朱镕基等同志讲话的通知"]


@pytest.mark.parametrize(
    ("kind", "meta", "coded"),
    [
        ("text/html; charset=zlib", "utf-8", "utf-8"),
        ("text/html; charset=punycode", "undefined", "utf-8"),
        ("text/html; charset=gbk", "gbk", "utf-8"),
        ("text/html; charset=utf-8", "utf-8", "gb18030"),
        ("text/html; charset=iso-8859-1", "utf-8", "gb18030"),
        ("text/html", "utf-16", "utf-8"),
        ("text/html; charset=big5", "big5", "big5"),
        ("text/html", "utf-8", "utf-16"),
        ("text/html; charset=hz-gb-2312", "utf-8", "hz"),
    ],
)
def test_charsets_are_what_they_are_not_what_they_are_called(
    kind: str, meta: str, coded: str
) -> None:
    title = (
        "關於申報人才計劃的通知公告事項" if coded == "big5" else "关于申报人才计划的通知公告事项"
    )
    html = list_html([("/a.html", title, "2023-08-01")]).replace("charset=utf-8", f"charset={meta}")
    body = html.replace("栏目", "新").replace("…", "").encode(coded)

    found = read_list(body, kind, URL, declare(), TODAY)

    assert [item.title for item in found.items] == [title]


@pytest.mark.parametrize(
    ("charset", "sent"),
    [
        ("gb18030", "%CD%A8%D6%AA"),
        ("big5", "%B3q%AA%BE"),
        ("utf-8", "%E9%80%9A%E7%9F%A5"),
    ],
)
def test_queries_are_sent_in_the_charset_of_their_page(charset: str, sent: str) -> None:
    word = "通知"
    row = "<li><a href='/列表/show.asp?id={n}&class=" + word + "'>{title}</a>2023-08-0{n}</li>"
    html = page(rows(row)).replace("启", "啟").replace("计", "計").replace("划", "劃")
    html = html.encode(charset, "ignore").decode(charset)

    found = read_list(html.encode(charset), f"text/html; charset={charset}", URL, declare(), TODAY)

    path = "%E5%88%97%E8%A1%A8"
    assert found.items[0].url == f"http://kjj.example.org/{path}/show.asp?id=1&class={sent}"


def test_western_pages_stay_western() -> None:
    body = list_html([("/a.html", "Appel à candidatures: séjour", "2023-08-01")])
    body = (
        body.replace("栏目", "Ab")
        .replace("通知公告", "")
        .replace("…", "")
        .replace("charset=utf-8", "")
    )

    found = read_list(body.encode("cp1252"), "text/html; charset=iso-8859-1", URL, declare(), TODAY)

    assert [item.title for item in found.items] == ["Appel à candidatures: séjour"]


def test_hostile_pages_end_soon() -> None:
    deep = "<div>" * 20_000 + "<a href='/a.html'>一则通知标题</a>"
    many = "<a href='/a{}.html'>通知标题之</a>2023-01-01 " * 2_000
    pager = "createPageHTML(" + " " * 100_000 + "'" * 100_000

    for html in (deep, many, pager, "<" * 500_000, "\x00" * 1000):
        read(html)


def api(**fields: Any) -> SourceDeclaration:
    url = "http://a.example.org/api/list?page={page}&size={size}"
    return declare(family="api-list", url=url, api=fields)


def test_json_answers_are_read_by_the_field_map() -> None:
    rows = [{"t": "<em>通知</em>一则", "u": f"/p/{n}.html", "d": 1655251200000} for n in (1, 2)]
    body = json.dumps({"data": {"list": rows}}).encode()

    found = read_api(
        body,
        "application/json",
        "http://a.example.org/api",
        api(items="data.list", url="u", title="t", date="d"),
        TODAY,
    )

    assert [(i.url, i.title, i.date) for i in found.items] == [
        (f"http://a.example.org/p/{n}.html", "通知一则", "2022-06-15") for n in (1, 2)
    ]


def test_addresses_may_be_made_of_fields() -> None:
    body = json.dumps([{"id": "a/b&c", "title": "x", "date": "2023-08-01"}]).encode()

    found = read_api(
        body, "application/json", "http://a.example.org/", api(url="/show?id={id}"), TODAY
    )

    (item,) = found.items
    assert item.url == "http://a.example.org/show?id=a%2Fb%26c"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>login</html>", b'{"data": null}', b"[" * 100_000, b'{"data": {"list": {}}}'],
)
def test_answers_of_another_shape_are_told(body: bytes) -> None:
    with pytest.raises(NotAnAnswerError):
        read_api(body, "application/json", "http://a.example.org/", api(items="data.list"), TODAY)


def test_hanweb_datastores_are_read() -> None:
    record = "<record><![CDATA[<li><a href='/art/2023/8/1/art_1_{n}.html' title='{title}'>x</a><b>2023-08-01</b></li>]]></record>"
    xml = (
        f"<datastore><totalrecord>5</totalrecord><recordset>{rows(record)}</recordset></datastore>"
    )

    found = read_api(
        xml.encode(),
        "text/xml; charset=utf-8",
        "http://a.example.org/",
        api(format="datastore"),
        TODAY,
    )

    assert [item.title for item in found.items] == TITLES
    with pytest.raises(NotAnAnswerError):
        read_api(
            b"<html></html>", "text/html", "http://a.example.org/", api(format="datastore"), TODAY
        )


def test_api_calls_fill_in_page_and_range() -> None:
    source = declare(
        family="api-list",
        url="http://a.example.org/x?startrecord={start}&endrecord={end}",
        api={
            "method": "POST",
            "body": '{"page": {page}, "size": {size}}',
            "page_size": 15,
            "first_page": 0,
        },
    )

    call = api_call(source, 2)

    assert call.url.endswith("startrecord=31&endrecord=45")
    assert call.body == '{"page": 2, "size": 15}'
    assert call.content_type == "application/json"


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><title>旧</title><link>/old.html</link><pubDate>Mon, 31 Jul 2023 16:30:00 GMT</pubDate></item>
<item><title>新</title><link>http://a.org/new.html#x</link>
<pubDate>Tue, 01 Aug 2023 16:30:00 GMT</pubDate></item></channel></rss>"""


def test_feeds_come_newest_first_in_the_publishers_zone() -> None:
    found = read_feed(RSS.encode(), "application/rss+xml", "http://a.org/feed", "Asia/Shanghai")

    assert [(i.url, i.title, i.date) for i in found.items] == [
        ("http://a.org/new.html", "新", "2023-08-02"),
        ("http://a.org/old.html", "旧", "2023-08-01"),
    ]


def test_entities_of_a_feed_do_not_grow() -> None:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    bomb = RSS.replace(
        '<rss version="2.0">', f'<!DOCTYPE r [<!ENTITY l0 "ha">{entities}]><rss version="2.0">'
    )
    bomb = bomb.replace("新", "新&l12;")

    found = read_feed(bomb.encode(), "application/rss+xml", "http://a.org/feed", "Asia/Shanghai")

    assert all(len(item.title) < 1000 for item in found.items)


def test_what_is_no_feed_is_told() -> None:
    with pytest.raises(NotAnAnswerError):
        read_feed(b"<html><body>gone</body></html>", "text/html", "http://a.org/", "UTC")


SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://a.org/1.html</loc><lastmod>2023-08-01</lastmod></url>
<url><loc>http://a.org/2.html</loc><lastmod>2023-08-02T01:00:00+08:00</lastmod></url></urlset>"""


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_sitemaps_list_documents_newest_first(pack: Any) -> None:
    found = read_sitemap(pack(SITEMAP.encode()), "http://a.org/", "Asia/Shanghai", TODAY)

    assert [(i.url, i.date) for i in found.items] == [
        ("http://a.org/2.html", "2023-08-02"),
        ("http://a.org/1.html", "2023-08-01"),
    ]


@pytest.mark.parametrize("lost", [1, 12, 30])
def test_a_sitemap_or_feed_that_ends_in_the_middle_says_so(lost: int) -> None:
    torn = SITEMAP.rstrip()[:-lost].encode()
    feed = RSS.rstrip()[:-lost].encode()

    assert read_sitemap(SITEMAP.encode(), "http://a.org/", "UTC", TODAY).cut == ""
    assert read_sitemap(torn, "http://a.org/", "UTC", TODAY).cut == TORN
    assert read_sitemap(b"<urlset xmlns='x'/>", "http://a.org/", "UTC", TODAY).cut == ""
    assert read_feed(RSS.encode(), "text/xml", "http://a.org/", "UTC").cut == ""
    assert read_feed(feed, "text/xml", "http://a.org/", "UTC").cut == TORN


def test_sitemap_indexes_list_sitemaps() -> None:
    index = (
        SITEMAP.replace("urlset", "sitemapindex")
        .replace("<url>", "<sitemap>")
        .replace("</url>", "</sitemap>")
    )

    found = read_sitemap(index.encode(), "http://a.org/", "UTC", TODAY)

    assert (len(found.items), len(found.sitemaps)) == (0, 2)


@pytest.mark.parametrize(
    "body", [b"", b"<html/>", b"\x1f\x8bjunk", gzip.compress(bytes(60_000_000))]
)
def test_what_is_no_sitemap_is_told(body: bytes) -> None:
    with pytest.raises(NotAnAnswerError):
        read_sitemap(body, "http://a.org/", "UTC", TODAY)
