"""The untouched half: written before the guess was, and not looked at while it was mended."""

import gzip
import json
from datetime import date

from benchmarks.listing.made import SIDE, Made, gov, hot, links, rows

B = "http://www.example.org"


def _campus(main: str, *, title: str = "通知公告", foot: str = "") -> str:
    menu = "".join(
        f'<li class="menu-item i{n}"><a class="menu-link" href="/{n}/list.htm">{w}</a></li>'
        for n, w in enumerate(
            ["学校首页", "部门概况", "师资队伍", "人才招聘", "博士后", "职称评审", "下载中心"]
        )
    )
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title></head><body class="list"><div class="wrapper header"><div class="inner">
<div class="mod"><a href="/main.htm"><img src="/logo.png" alt="某某大学人事处"></a></div></div></div>
<div class="wrapper nav"><ul class="wp-menu">{menu}</ul></div>
<div class="wrapper" id="l-container"><div class="inner"><div class="mod clearfix">
<div class="col_menu"><div class="col_menu_head"><h3 class="anchor-title">{title}</h3></div>
<ul class="wp_listcolumn list-paddingleft-2">{links(SIDE, "/12{}/list.htm")}</ul></div>
<div class="col_news"><div class="col_path"><a href="/main.htm">首页</a> <a href="/12/list.htm">{title}</a></div>
<div class="col_news_con"><div class="col_news_list listcon">{main}</div></div></div></div></div></div>
<div class="wrapper footer"><select onchange="go(this)"><option>友情链接</option></select>
<p>版权所有：某某大学 人事处 地址：某市某路1号 邮编：310000 {foot}</p></div></body></html>"""


def sudy() -> Made:
    """A university's list on Sudy: list2.htm counts up."""
    markup, items = rows(
        14,
        lambda n, d: f"/{d:%Y}/{d:%m%d}/c1234a{56789 - n}/page.htm",
        lambda u, t, d: (
            f'<li class="news n1 clearfix"><span class="news_title"><a href="{u}" target="_blank" '
            f'title="{t}">{t}</a></span><span class="news_meta">{d}</span></li>'
        ),
        base=B,
    )
    pager = (
        '<div id="wp_paging_w6"><ul class="wp_paging clearfix"><li class="pages_count">'
        '<span class="per_page">每页&nbsp;<em class="per_count">14</em>&nbsp;记录</span></li>'
        '<li class="page_nav"><a class="first" href="javascript:void(0);"><span>第一页</span></a>'
        '<a class="prev" href="javascript:void(0);"><span>&lt;&lt;上一页</span></a>'
        '<a class="next" href="/1234/list2.htm"><span>下一页&gt;&gt;</span></a>'
        '<a class="last" href="/1234/list30.htm"><span>尾页</span></a></li></ul></div>'
    )
    html = _campus(f'<div id="wp_news_w6"><ul class="news_list list2">{markup}</ul>{pager}</div>')
    return Made(
        "sudy", "list", B + "/1234/list.htm", html.encode(), items, following=B + "/1234/list2.htm"
    )


def vsb_table() -> Made:
    """A college's list on VSB, in a table, with ids that carry numbers, counting down."""
    markup, items = rows(
        20,
        lambda n, d: f"../info/1021/{12345 - n}.htm",
        lambda u, t, d: (
            f'<tr height="20"><td width="1%" align="left"><span class="leaderfont51634">·</span></td>'
            f'<td align="left"><a class="c51634" href="{u}" target="_blank" title="{t}">{t[:22]}</a></td>'
            f'<td width="1%" nowrap><span class="timestyle51634">{d:%Y/%m/%d}&nbsp;</span></td></tr>'
        ),
        base=B,
    )
    items = tuple((u.replace("/../", "/").replace(".org..", ".org"), t, d) for u, t, d in items)
    pager = (
        '<tr><td colspan="3"><table><tr><td nowrap align="left">共412条&nbsp;&nbsp;1/21&nbsp;</td>'
        '<td><span class="PrevDisabled">首页</span><a href="tzgg/20.htm" class="Next">下页</a>'
        '<a href="tzgg/1.htm" class="Next">尾页</a></td></tr></table></td></tr>'
    )
    html = _campus(f'<table width="100%" cellspacing="0">{markup}{pager}</table>')
    return Made(
        "vsb-table",
        "list",
        B + "/xy/tzgg.htm",
        html.encode(),
        items,
        following=B + "/xy/tzgg/20.htm",
    )


def trs_old_script() -> Made:
    """A bureau on TRS, GB2312, pager by createPageHTML, day and month only, in brackets."""
    markup, items = rows(
        18,
        lambda n, d: f"./{d:%Y%m}/t{d:%Y%m%d}_{1234567 - n}.html",
        lambda u, t, d: (
            f'<li><span class="date">[{d:%m-%d}]</span><a href="{u}" target="_blank">{t}</a></li>'
        ),
        base=B + "/zwgk/tzgg",
    )
    items = tuple((u.replace("tzgg./", "tzgg/"), t, d) for u, t, d in items)
    html = gov(
        f'<div class="list_box"><ul>{markup}</ul><div class="page">'
        '<script>createPageHTML(25, 0, "index", "html");</script></div></div>',
        charset="gb2312",
    )
    return Made(
        "trs-script",
        "script-list",
        B + "/zwgk/tzgg/",
        html.encode("gb18030"),
        items,
        kind="text/html",
        following=B + "/zwgk/tzgg/index_1.html",
    )


def trs_document_write() -> Made:
    """An older TRS page: the pager's script counts itself, without createPageHTML."""
    markup, items = rows(
        15,
        lambda n, d: f"./t{d:%Y%m%d}_{987654 - n}.htm",
        lambda u, t, d: (
            f'<tr><td height="30" class="black14">·&nbsp;<a href="{u}" class="black14">{t}</a></td>'
            f'<td class="gray12" align="right">{d:%Y.%m.%d}</td></tr>'
        ),
        base=B + "/kjdt/gztz",
    )
    items = tuple((u.replace("gztz./", "gztz/"), t, d) for u, t, d in items)
    script = (
        "<script>var currentPage = 0;//所在页从0开始\nvar prevPage = currentPage-1\n"
        "var nextPage = currentPage+1\nvar countPage = 12//共多少页\n"
        'document.write("共"+countPage+"页 ");\nif(countPage>1&&currentPage!=(countPage-1)){\n'
        'document.write("<a href=\\"index"+"_" + nextPage + "."+"htm\\">下一页</a>");}</script>'
    )
    html = gov(
        f'<table width="95%"><tbody>{markup}</tbody></table><div align="center">{script}</div>'
    )
    return Made(
        "trs-document-write",
        "script-list",
        B + "/kjdt/gztz/index.htm",
        html.encode(),
        items,
        following=B + "/kjdt/gztz/index_1.htm",
    )


def cards_in_links() -> Made:
    """A new design: the whole card is the link, with heading, summary, and a day over its month."""
    markup, items = rows(
        9,
        lambda n, d: f"/content/post_{3950000 - n}.html",
        lambda u, t, d: (
            f'<div class="news-card"><a href="{u}" class="card-link"><div class="card-date"><b>{d:%d}</b>'
            f'<i>{d:%Y-%m}</i></div><div class="card-body"><h4>{t}</h4><p>为深入贯彻落实党的二十大精神，'
            f"根据《国家中长期人才发展规划纲要》，现将有关事项通知如下，请各单位于9月30日前报送……</p></div></a></div>"
        ),
        base=B,
    )
    pager = '<div class="pagination"><a class="active">1</a><a href="index_2.html">2</a><a href="index_3.html">3</a></div>'
    html = gov(
        f'<div class="card-wrap">{markup}</div>{pager}',
        side=f'<div class="hot"><h3>热点排行</h3><ul>{hot()}</ul></div>',
    )
    return Made(
        "cards",
        "list",
        B + "/news/index.html",
        html.encode(),
        items,
        following=B + "/news/index_2.html",
    )


def policy_table() -> Made:
    """A library of documents: a table with index number, name, number and two dates."""
    markup, items = rows(
        15,
        lambda n, d: f"/zhengce/zhengceku/{d:%Y-%m}/{d:%d}/content_{5695000 - n}.htm",
        lambda u, t, d: (
            f'<tr><td>11330000/2022-0{d:%m%d}</td><td class="name"><a href="{u}">{t}</a></td>'
            f"<td>国科发才〔2022〕{d.day}号</td><td>2022年11月30日</td><td>{d}</td></tr>"
        ),
        base=B,
    )
    html = gov(
        '<table class="zc-table"><thead><tr><th>索引号</th><th>名称</th><th>发文字号</th><th>成文日期</th>'
        f'<th>发布日期</th></tr></thead><tbody>{markup}</tbody></table><a href="?page=2">下一页</a>'
    )
    return Made(
        "policy-table",
        "list",
        B + "/zck/?page=1",
        html.encode(),
        items,
        following=B + "/zck/?page=2",
    )


def two_links_a_row() -> Made:
    """Each row begins with a link to its category; a dated hot list of the same markup stands beside."""
    markup, items = rows(
        12,
        lambda n, d: f"/a/{d:%Y%m%d}/{4000 - n}.shtml",
        lambda u, t, d: (
            f'<li><a href="/c/rencai/" class="cat">【人才政策】</a><a href="{u}">{t}</a><em>{d:%Y-%m-%d %H:%M}</em></li>'
        ),
        base=B,
    )
    side = f'<div class="rank"><ul class="list">{hot(10, pattern="/a/20230101/{}.shtml", dated=True)}</ul></div>'
    html = gov(
        f'<ul class="list">{markup}</ul><a href="javascript:loadMore()">加载更多</a>', side=side
    )
    return Made("two-links", "list", B + "/rencai/", html.encode(), items)


def undated_jobs() -> Made:
    """A job board without dates: employer, place, pay; menus of links longer than the list."""
    markup, items = rows(
        10,
        lambda n, d: f"/jobs/{88000 - n}",
        lambda u, t, d: (
            f'<article class="job"><h2 class="job__title"><a href="{u}">{t}</a></h2><p class="job__org">某某大学材料科学与工程学院</p>'
            f'<ul class="job__meta"><li>浙江杭州</li><li>年薪30万-50万</li><li>博士</li></ul></article>'
        ),
        base=B,
        dated=False,
    )
    cities = links(" ".join(f"城市{n}高校招聘信息" for n in range(40)), "/city/{}")
    html = gov(
        f'<main><div class="jobs">{markup}</div><nav><a rel="next" href="/jobs?page=2">更多职位</a></nav></main>',
        side=f"<ul>{cities}</ul>",
    )
    return Made(
        "undated-jobs", "list", B + "/jobs", html.encode(), items, following=B + "/jobs?page=2"
    )


def english_list() -> Made:
    """An English news index with month names, and one image link beside each title link."""
    markup, items = rows(
        8,
        lambda n, d: f"/news/{d:%Y}/{d:%m}/story-number-{n}-of-many.html",
        lambda u, t, d: (
            f'<div class="teaser views-row"><a href="{u}" tabindex="-1"><img src="/i.jpg" alt=""></a><div><h3><a href="{u}">'
            f'{t}</a></h3><time datetime="{d}T08:00:00Z">{d:%B} {d.day}, {d:%Y}</time><p>Applicants are invited to the programme, '
            f"which closes on December 1, 2023.</p></div></div>"
        ),
        base=B,
    )
    html = gov(
        f'<section class="listing">{markup}</section><ul class="pager"><li class="pager-next"><a href="/news?page=1">next ›</a></li></ul>'
    )
    return Made("english", "list", B + "/news", html.encode(), items, following=B + "/news?page=1")


def hanweb_embedded() -> Made:
    """Hanweb: the first records lie in a script of the page, the rest behind dataproxy.jsp."""

    def record(u: str, t: str, d: date) -> str:
        return f'<record><![CDATA[<li><a target="_blank" href="{u}" title="{t}">{t[:20]}...</a><b>{d}</b></li>]]></record>'

    markup, items = rows(
        15,
        lambda n, d: f"/art/{d.year}/{d.month}/{d.day}/art_1229123456_{59012345 - n}.html",
        record,
        base=B,
    )
    store = f'<datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&webid=3096&path=/&columnid=1229123456&unitid=6427866&webname=%E6%9F%90&permissiontype=0"></a>]]></nextgroup><recordset>{markup}</recordset></datastore>'
    html = gov(
        f'<div id="6427866" class="default_pgContainer"></div><script type="text/xml">{store}</script>'
        "<script>$(function(){$('#6427866').jpage({totalRecord:412,perPage:15,proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "ajaxParam:{col:1,webid:'3096',path:'/',columnid:'1229123456',sourceContentType:1,unitid:'6427866',webname:'某',permissiontype:0}})});</script>"
    )
    answer = f'<?xml version="1.0" encoding="utf-8"?><datastore><totalrecord>412</totalrecord><recordset>{markup}</recordset></datastore>'
    return Made(
        "hanweb",
        "api-list",
        B + "/col/col1229123456/index.html",
        html.encode(),
        items,
        others={"/module/web/jpage/dataproxy.jsp": ("text/xml; charset=utf-8", answer.encode())},
    )


def hanweb_unit() -> Made:
    """Hanweb's newer gateway: a shell whose script names the unit, JSON that holds HTML."""
    markup, items = rows(
        10,
        lambda n, d: f"/col/col1229743683/art/{d:%Y}/art_{n:032x}.html",
        lambda u, t, d: (
            f'<li class="cf"><a class="bt_link" href="{u}" title="{t}"><i></i>{t}</a><span class="bt_time">{d}</span></li>'
        ),
        base=B,
    )
    shell = gov(
        '<div class="clist_con"><script id="4e3a2e3c" src="/cms_files/default/script/unitbuild.js" webId="2758" parseType="bulidstatic" '
        "url=\"/api-gateway/jpaas-publish-server/front/page/build/unit\" queryData=\"{'parseType':'bulidstatic','webId':'2758',"
        "'tplSetId':'kUBgoFENJiaYxr31jYEph','pageType':'column','tagId':'当前栏目列表','editType':'null','pageId':'1229743683'}\"></script></div>"
    )
    answer = json.dumps(
        {"success": True, "data": {"html": f'<div class="list"><ul>{markup}</ul></div>'}},
        ensure_ascii=False,
    )
    return Made(
        "hanweb-unit",
        "api-list",
        B + "/col/col1229743683/index.html",
        shell.encode(),
        items,
        others={
            "/api-gateway/jpaas-publish-server/front/page/build/unit": (
                "application/json",
                answer.encode(),
            )
        },
    )


def gkmlpt() -> Made:
    """Guangdong's catalogue of public information: a shell, and /gkmlpt/api/all."""
    _, items = rows(
        20,
        lambda n, d: f"http://www.example.org/content/post_{3950000 - n}.html",
        lambda *_: "",
        base=B,
    )
    articles = [
        {
            "id": 3950000 - n,
            "title": t,
            "url": u,
            "create_time": 1600000000 + n,
            "display_publish_time": f"{d} 10:00:00",
            "publisher": "某市科技局",
        }
        for n, (u, t, d) in enumerate(items)
    ]
    shell = "<html><head><title>政府信息公开</title></head><body><div id='app'></div><script>window._CONFIG = { SID: '755001', TREE: [], NAME: '某市科技局' }</script><script src='/gkmlpt/js/app.js'></script></body></html>"
    return Made(
        "gkmlpt",
        "api-list",
        B + "/gkmlpt/index",
        shell.encode(),
        items,
        others={
            "/gkmlpt/api/all/0": (
                "application/json",
                json.dumps({"total": 412, "articles": articles}).encode(),
            )
        },
    )


def json_direct() -> Made:
    """The address is that of a JSON list itself: zero-based offset, nested rows, address from an id."""
    _, items = rows(12, lambda n, d: f"/talent/detail/{700 - n}", lambda *_: "", base=B)
    data = [
        {
            "articleId": 700 - n,
            "articleTitle": t,
            "linkUrl": u.removeprefix(B),
            "hits": 5,
            "updateTime": 1692950400000,
            "pubDate": f"{d}T09:00:00.000+08:00",
            "summary": "摘要" * 40,
        }
        for n, (u, t, d) in enumerate(items)
    ]
    body = json.dumps(
        {
            "code": 0,
            "result": {
                "total": 90,
                "menus": [{"name": "首页", "url": "/"}, {"name": "概况", "url": "/gk"}],
                "records": data,
            },
        },
        ensure_ascii=False,
    )
    return Made(
        "json",
        "api-list",
        B + "/api/articles?channel=12&offset=0&limit=12",
        body.encode(),
        items,
        kind="application/json;charset=UTF-8",
    )


def atom() -> Made:
    """An Atom feed that the server calls text/xml."""
    markup, items = rows(
        9,
        lambda n, d: f"{B}/p/{n}.html",
        lambda u, t, d: (
            f'<entry><title>{t}</title><link href="{u}"/><id>{u}</id><updated>{d}T08:00:00+08:00</updated></entry>'
        ),
        base=B,
    )
    body = f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>某报</title>{markup}</feed>'
    return Made("atom", "feed", B + "/atom", body.encode(), items, kind="text/xml")


def news_sitemap() -> Made:
    """A gzipped news sitemap."""
    markup, items = rows(
        11,
        lambda n, d: f"{B}/news/{n}.html",
        lambda u, t, d: (
            f"<url><loc>{u}</loc><news:news><news:publication><news:name>某报</news:name><news:language>zh-cn</news:language></news:publication>"
            f"<news:publication_date>{d}T08:00:00+08:00</news:publication_date><news:title>{t}</news:title></news:news></url>"
        ),
        base=B,
    )
    body = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{markup}</urlset>'
    return Made(
        "news-sitemap",
        "sitemap",
        B + "/news-sitemap.xml.gz",
        gzip.compress(body.encode(), mtime=0),
        items,
        kind="application/x-gzip",
    )


def article_with_related() -> Made:
    """One page to watch: a long text, with dated lists of related documents beside it."""
    text = "".join(
        f"<p>第{n}条 本办法所称人才，是指具有一定的专业知识或者专门技能，进行创造性劳动并对社会作出贡献的人，包括用人单位自主引进的各类人才以及柔性引进人才。</p>"
        for n in range(14)
    )
    html = gov(
        f'<div class="article"><h1>某市人才引进办法</h1><p class="info">发布日期：2023-08-01 来源：市科技局</p>{text}</div>',
        side=f"<h3>相关信息</h3><ul>{hot(dated=True)}</ul>",
    )
    return Made(
        "article",
        "page",
        B + "/zcfg/rcyj.html",
        html.encode(),
        ((B + "/zcfg/rcyj.html", "", None),),
    )


MADE = (
    sudy,
    vsb_table,
    trs_old_script,
    trs_document_write,
    cards_in_links,
    policy_table,
    two_links_a_row,
    undated_jobs,
    english_list,
    hanweb_embedded,
    hanweb_unit,
    gkmlpt,
    json_direct,
    atom,
    news_sitemap,
    article_with_related,
)
