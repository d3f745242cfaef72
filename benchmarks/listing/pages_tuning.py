"""The half to tune with: list pages of each family, in the manner of the real systems."""

import json
from datetime import date, timedelta

from benchmarks.listing.made import SIDE, Made, gov, hot, links, rows

B = "http://www.sample.org"


def plain() -> Made:
    """The plainest: list items with a date in brackets, pages index_1.html."""
    markup, items = rows(
        20,
        lambda n, d: f"/art/{d.year}/{d.month}/{d.day}/art_21_{n}.html",
        lambda u, t, d: f'<li><a href="{u}" title="{t}">{t[:18]}…</a><span>[{d}]</span></li>',
        base=B,
    )
    html = gov(
        f'<div class="zwlist"><ul>{markup}</ul><div class="fenye"><span>1</span><a href="index_1.html">2</a><a href="index_1.html">下一页</a></div></div>',
        side=f'<ul class="hot">{hot()}</ul>',
    )
    return Made(
        "plain",
        "list",
        B + "/tzgg/index.html",
        html.encode(),
        items,
        following=B + "/tzgg/index_1.html",
    )


def old_layout() -> Made:
    """A county's page of 2005: tables in tables, no class anywhere, GBK without saying so."""
    markup, items = rows(
        16,
        lambda n, d: f"show.asp?id={900 - n}",
        lambda u, t, d: (
            f'<tr><td height="25"><img src="dot.gif"> <a href="{u}" target="_blank">{t}</a></td><td width="90">{d.year}年{d.month}月{d.day}日</td></tr>'
        ),
        base=B + "/",
    )
    menu = "".join(f'<td><a href="list.asp?c={n}">{w}</a></td>' for n, w in enumerate(SIDE.split()))
    side = "".join(
        f'<tr><td height="22"><a href="show.asp?id={n}">{w}统计月报专栏</a></td></tr>'
        for n, w in enumerate(SIDE.split())
    )
    html = (
        f"<html><head><title>人才工作网</title></head><body><table width=960><tr>{menu}</tr></table>"
        f"<table width=960><tr><td width=200><table>{side}</table></td><td><table width=700>{markup}</table>"
        '<table><tr><td>第1页/共9页 <a href="list.asp?page=1">首页</a> <a href="list.asp?page=2">下一页</a></td></tr></table></td></tr></table>'
        "<table><tr><td>版权所有 2005-2023</td></tr></table></body></html>"
    )
    return Made(
        "old-layout",
        "list",
        B + "/list.asp",
        html.encode("gb18030"),
        items,
        kind="text/html",
        following=B + "/list.asp?page=2",
    )


def groups_of_five() -> Made:
    """Rows in several lists of five each, parted by lines; a list of the same class in the side bar."""
    some = [
        rows(
            5,
            lambda n, d, g=g: f"/{d:%Y%m}/t{d:%Y%m%d}_{700 - n - 5 * g}.shtml",
            lambda u, t, d: (
                f'<li class="clearfix"><a href="{u}">{t}</a><span class="fr">{d}</span></li>'
            ),
            base=B,
            start=5 * g,
            newest=date(2023, 8, 18) - timedelta(days=15 * g),
        )
        for g in range(3)
    ]
    lists = '<div class="line"></div>'.join(f'<ul class="newslist">{m}</ul>' for m, _ in some)
    html = gov(
        f'<div class="lm_list">{lists}</div><div id="pagination"></div><script>createPageHTML("pagination", 14, 0, "index", "shtml", 200);</script>',
        side=f'<div class="tj"><ul class="newslist">{hot(6, dated=True)}</ul></div>',
    )
    return Made(
        "groups",
        "script-list",
        B + "/xw/index.shtml",
        html.encode(),
        sum((i for _, i in some), ()),
        following=B + "/xw/index_1.shtml",
    )


def dl_rows() -> Made:
    """Definition lists: the title in dt, summary and date in dd."""
    markup, items = rows(
        7,
        lambda n, d: f"/detail/{n}.html",
        lambda u, t, d: (
            f'<dl class="item"><dt><a href="{u}">{t}</a></dt><dd class="info">来源：科技日报　发布时间：{d}　截止时间：2023-12-31</dd><dd class="sum">为支持海外人才来校工作，现面向全球公开招聘……<a href="{u}">[详细]</a></dd></dl>'
        ),
        base=B,
    )
    html = gov(
        f'<div class="list-con">{markup}</div><div class="pages"><a class="next" href="list_2.html"><i></i></a></div>'
    )
    return Made("dl", "list", B + "/list.html", html.encode(), items, following=B + "/list_2.html")


def vsb_list() -> Made:
    """VSB's newer lists: li with an id of numbers, the date before the title."""
    markup, items = rows(
        15,
        lambda n, d: f"info/1031/{8000 - n}.htm",
        lambda u, t, d: (
            f'<li id="line_u8_{{}}"><span>{d}</span><a href="{u}" target="_blank" title="{t}"><em></em>{t}</a></li>'
        ),
        base=B + "/",
    )
    for n in range(15):
        markup = markup.replace("line_u8_{}", f"line_u8_{n}", 1)
    html = gov(
        f'<div class="list-right"><ul>{markup}</ul><div class="pb_sys_common"><span class="p_pages"><span class="p_no_d">1</span><span class="p_no"><a href="tzgg/41.htm">2</a></span><span class="p_next p_fun"><a href="tzgg/41.htm">下页</a></span></span></div></div>'
    )
    return Made("vsb", "list", B + "/tzgg.htm", html.encode(), items, following=B + "/tzgg/41.htm")


def date_inside_link() -> Made:
    """The date stands inside the link, after the title; state classes on rows."""
    markup, items = rows(
        12,
        lambda n, d: f"/html/{d:%Y-%m}/{n}.html",
        lambda u, t, d: (
            f'<div class="row {"odd" if d.day % 2 else "even"}"><a href="{u}"><span class="tit">{t}</span><span class="time">{d:%Y/%m/%d}</span></a></div>'
        ),
        base=B,
    )
    html = gov(f'<div class="rows">{markup}</div><a href="?p=2">后一页</a>')
    return Made(
        "date-in-link", "list", B + "/list", html.encode(), items, following=B + "/list?p=2"
    )


def two_rows_only() -> Made:
    """A young list of two items."""
    markup, items = rows(
        2,
        lambda n, d: f"/x/{n}.html",
        lambda u, t, d: f'<li><a href="{u}">{t}</a><i>{d}</i></li>',
        base=B,
    )
    html = gov(f'<ul class="doclist">{markup}</ul>')
    return Made("two-rows", "list", B + "/x/", html.encode(), items)


def search_results() -> Made:
    """A search page: hits marked in the titles, summaries with other dates, address shown."""
    markup, items = rows(
        10,
        lambda n, d: f"/col/art_{n}.html",
        lambda u, t, d: (
            f'<div class="result"><h3><a href="{u}">{t.replace("人才", "<em>人才</em>")}</a></h3><p>……2021年1月1日起施行的<em>人才</em>办法……</p><div class="src"><a href="{u}">{B}{u}</a> <span>时间：{d}</span></div></div>'
        ),
        base=B,
    )
    html = gov(
        f'<form action="/search"><input name="q" value="人才"></form><div class="results">{markup}</div><div class="pager"><a href="/search?q=%E4%BA%BA%E6%89%8D&amp;page=2">下一页</a></div>',
        title="搜索",
    )
    return Made(
        "search",
        "list",
        B + "/search?q=%E4%BA%BA%E6%89%8D",
        html.encode(),
        items,
        following=B + "/search?q=%E4%BA%BA%E6%89%8D&page=2",
    )


def traditional() -> Made:
    """A Hong Kong site, Big5: pictures, headings, 發佈日期."""
    markup, items = rows(
        6,
        lambda n, d: f"/tc/news/{n}.htm",
        lambda u, t, d: (
            f'<div class="media"><a class="pic" href="{u}"><img src="/a.jpg" alt="{t}"></a><div class="media-body"><h4 class="media-heading"><a href="{u}">{t}</a></h4><p class="meta">發佈日期：{d.day}/{d.month}/{d.year}</p></div></div>'
        ),
        base=B,
    )
    for simple, trad in zip(
        "关于组织开展的通知公示转发做好函印发层次引进计划申报第三批青年专项拟选名单海外优秀项目评审结果省级重点实验室建设与运行管理办法",
        "關於組織開展的通知公示轉發做好函印發層次引進計劃申報第三批青年專項擬選名單海外優秀項目評審結果省級重點實驗室建設與運行管理辦法",
        strict=True,
    ):
        markup = markup.replace(simple, trad)
        items = tuple((u, t.replace(simple, trad), d) for u, t, d in items)
    items = tuple((u, t.encode("big5", "ignore").decode("big5"), d) for u, t, d in items)
    html = f'<html><head><meta charset="big5"><title>最新消息</title></head><body><div class="menu"><a href="/tc/">主頁</a><a href="/tc/about">關於</a></div><div class="news">{markup}</div><a href="/tc/news/index2.htm">下一頁</a></body></html>'
    return Made(
        "traditional",
        "list",
        B + "/tc/news/index.htm",
        html.encode("big5", "ignore"),
        items,
        kind="text/html; charset=big5",
        following=B + "/tc/news/index2.htm",
    )


def news_front() -> Made:
    """A newspaper's front page: many blocks of the same make, undated, dates in addresses."""
    blocks, items = "", ()
    for g in range(4):
        markup, some = rows(
            6,
            lambda n, d, g=g: f"/n1/{d:%Y}/{d:%m%d}/c1000-{g}{n}.html",
            lambda u, t, d: f'<li><a href="{u}" target="_blank">{t}</a></li>',
            base=B,
            start=6 * g,
        )
        blocks += f'<div class="block"><h2><a href="/b{g}/">要闻频道</a></h2><ul class="list_14">{markup}</ul></div>'
        items += some
    return Made("front", "list", B + "/", gov(blocks).encode(), items)


def ajax_json() -> Made:
    """A page that loads its list by ajax: the call stands in a script, the template beside it."""
    _, items = rows(10, lambda n, d: f"/detail.html?id={500 - n}", lambda *_: "", base=B)
    data = [
        {"id": 500 - n, "title": t, "publishTime": f"{d} 09:30:00", "viewCount": 3}
        for n, (_, t, d) in enumerate(items)
    ]
    shell = gov(
        '<ul id="list"></ul><button onclick="more()">加载更多</button><script>var pageNum=1;function more(){$.ajax({url:"/api/content/page",type:"get",'
        'data:{channelId:"tzgg",pageNum:pageNum,pageSize:10},dataType:"json",success:function(r){$.each(r.data.records,function(i,item){'
        "$('#list').append('<li><a href=\"/detail.html?id='+item.id+'\">'+item.title+'</a><span>'+item.publishTime+'</span></li>')})}});pageNum++}more();</script>"
    )
    answer = json.dumps({"code": 200, "data": {"records": data, "total": 77}}, ensure_ascii=False)
    return Made(
        "ajax",
        "api-list",
        B + "/list.html",
        shell.encode(),
        items,
        others={"/api/content/page": ("application/json", answer.encode())},
    )


def hanweb_form() -> Made:
    """Hanweb without records in the page: only the jpage call."""

    def record(u: str, t: str, d: date) -> str:
        return f"<record><![CDATA[<tr><td><a href='{u}' title='{t}'>{t}</a></td><td>[{d}]</td></tr>]]></record>"

    markup, items = rows(
        20,
        lambda n, d: f"http://www.sample.org/art/{d.year}/{d.month}/{d.day}/art_81953_{n}.html",
        record,
        base=B,
    )
    html = gov(
        "<div id='129165'></div><script>$('#129165').jpage({dataBefore:'<table>',dataAfter:'</table>',totalRecord:90,perPage:20,proxyUrl:'/module/jpage/dataproxy.jsp',ajaxParam:{col:1,webid:140,path:'/',columnid:81953,sourceContentType:1,unitid:'129165',webname:'宁波',permissiontype:0}})</script>"
    )
    answer = f"<datastore><recordset>{markup}</recordset></datastore>"
    return Made(
        "hanweb-form",
        "api-list",
        B + "/col/col81953/index.html",
        html.encode(),
        items,
        others={"/module/jpage/dataproxy.jsp": ("text/xml", answer.encode())},
    )


def sudy_json() -> Made:
    """Sudy's query service, asked directly."""
    _, items = rows(20, lambda n, d: f"/{d:%Y}/{d:%m%d}/c6410a{n}/page.htm", lambda *_: "", base=B)
    data = [
        {
            "title": t,
            "url": u.removeprefix(B),
            "wapUrl": u,
            "publishTime": f"{d} 08:00:00",
            "siteId": 14,
        }
        for u, t, d in items
    ]
    body = json.dumps({"total": 300, "pageCount": 15, "data": data}, ensure_ascii=False)
    return Made(
        "sudy-json",
        "api-list",
        B
        + "/_wp3services/generalQuery?queryObj=articles&siteId=14&columnId=6410&pageIndex=1&rows=20",
        body.encode(),
        items,
        kind="text/html;charset=UTF-8",
    )


def rss() -> Made:
    """RSS 2.0."""
    markup, items = rows(
        8,
        lambda n, d: f"{B}/n/{n}",
        lambda u, t, d: (
            f"<item><title><![CDATA[{t}]]></title><link>{u}</link><pubDate>{d:%a, %d %b %Y} 02:00:00 GMT</pubDate></item>"
        ),
        base=B,
    )
    return Made(
        "rss",
        "feed",
        B + "/rss",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{markup}</channel></rss>'.encode(),
        items,
        kind="application/xml",
    )


def sitemap() -> Made:
    """A plain sitemap."""
    markup, items = rows(
        9,
        lambda n, d: f"{B}/p/{n}",
        lambda u, t, d: f"<url><loc>{u}</loc><lastmod>{d}</lastmod></url>",
        base=B,
    )
    return Made(
        "sitemap",
        "sitemap",
        B + "/sitemap.xml",
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{markup}</urlset>'.encode(),
        tuple((u, "", d) for u, _, d in items),
        kind="text/xml",
    )


def question_page() -> Made:
    """One page to watch: questions and answers, links to the site in its text."""
    text = "".join(
        f"<h4>问题{n}：人才补贴如何申请？</h4><p>符合《<a href='/zc/{n}.html'>某市高层次人才认定办法第{n}条</a>》的人才，可以通过市人才服务网提交申请，审核通过后三十个工作日内发放补贴，逾期不予受理。</p>"
        for n in range(12)
    )
    return Made(
        "questions",
        "page",
        B + "/zt/wd.html",
        gov(
            f"<div class='zt'><h1>政策问答</h1>{text}</div>", side=f"<ul>{links(SIDE)}</ul>"
        ).encode(),
        ((B + "/zt/wd.html", "", None),),
    )


MADE = (
    plain,
    old_layout,
    groups_of_five,
    dl_rows,
    vsb_list,
    date_inside_link,
    two_rows_only,
    search_results,
    traditional,
    news_front,
    ajax_json,
    hanweb_form,
    sudy_json,
    rss,
    sitemap,
    question_page,
)
