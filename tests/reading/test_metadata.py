import pytest

from policywatch.documents import ReadText, Stated
from policywatch.reading import read_document
from policywatch.reading.dates import parse_date
from tests.reading.pages import NOTICE_TEXT, notice

URL = "https://www.example.gov.cn/art/2023/4/3/art_1.html"
META = """<meta name="ArticleTitle" content="关于申报2023年度启明计划的通知">
<meta name="PubDate" content="2023-04-03 10:22"><meta name="ContentSource" content="市科技局">
<meta name="ColumnName" content="通知公告">"""


def read(markup: str, *, url: str = URL, listed_date: str | None = None) -> ReadText:
    return read_document(markup.encode(), url=url, listed_date=listed_date)


def test_the_header_table_becomes_details() -> None:
    details = read(notice()).details

    assert {name: stated.value for name, stated in details.items()} == {
        "index_number": "11330300/2023-00123",
        "subject": "科技",
        "issuer": "某某市科学技术局",
        "written": "2023-03-31",
        "document_number": "某科发〔2023〕12号",
        "published": "2023-04-03",
        "validity": "有效",
    }
    assert {stated.evidence for stated in details.values()} == {"header-table"}


LIST_HEADER = """<ul class="head"><li><b>索引号：</b>000014349/2023-00010</li>
<li><b>发文机关：</b>国务院办公厅</li><li><b>发文字号：</b>国办发〔2023〕1号</li>
<li><b>成文日期：</b>2023年01月05日</li></ul>"""
MARKED_HEADER = """<ul><li><em>【索 引 号】</em>000014349/2023-00010</li>
<li><em>【发文机关】</em>国务院办公厅</li><li><em>【发文字号】</em>国办发〔2023〕1号</li>
<li><em>【成文日期】</em>2023年01月05日</li></ul>"""
BROKEN_TABLE_HEADER = """<table border=0><tr><td colspan=9><b>索引号:</b></td>
<td>000014349/2023-00010<tr><td>发文机关:<td>国务院办公厅<tr><td>发文字号:<td>国办发〔2023〕1号
<tr><td>成文日期:<td>2023年01月05日</table>"""
FOUR_COLUMN_HEADER = """<table><tr><td>索 引 号</td><td>000014349/2023-00010</td><td>有效性</td>
<td></td></tr><tr><td>发文机关</td><td colspan="3">国务院办公厅</td></tr>
<tr><td>发文字号</td><td>国办发〔2023〕1号</td><td>成文日期</td><td>2023年01月05日</td></tr></table>"""
DEFINITION_HEADER = """<dl><dt>索引号</dt><dd>000014349/2023-00010</dd><dt>发文机关</dt>
<dd>国务院办公厅</dd><dt>发文字号</dt><dd>国办发〔2023〕1号</dd><dt>成文日期</dt><dd>2023年01月05日</dd></dl>"""
DIV_HEADER = """<div class="tab"><div><span>索引号</span><span>000014349/2023-00010</span></div>
<div><span>发文机关</span><span>国务院办公厅</span></div>
<div><span>发文字号</span><span>国办发〔2023〕1号</span></div>
<div><span>成文日期</span><span>2023年01月05日</span></div></div>"""
ONE_LINE_HEADER = """<p>索引号：000014349/2023-00010　发文机关：国务院办公厅</p>
<p>发文字号：国办发〔2023〕1号　成文日期：2023年01月05日</p>"""


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(LIST_HEADER, id="list"),
        pytest.param(ONE_LINE_HEADER, id="several on a line"),
        pytest.param(DIV_HEADER.replace("</span><span>", "：</span><span>"), id="spans"),
        pytest.param(DIV_HEADER, id="spans without a colon"),
        pytest.param(DIV_HEADER.replace("span>", "div>"), id="divs"),
        pytest.param(MARKED_HEADER, id="labels in brackets"),
        pytest.param(BROKEN_TABLE_HEADER, id="a broken table"),
        pytest.param(FOUR_COLUMN_HEADER, id="four columns"),
        pytest.param(DEFINITION_HEADER, id="definition list"),
    ],
)
def test_header_tables_of_other_shapes_are_read(header: str) -> None:
    reading = read(notice(header=header))

    assert reading.details["index_number"].value == "000014349/2023-00010"
    assert reading.details["issuer"].value == "国务院办公厅"
    assert reading.details["document_number"].value == "国办发〔2023〕1号"
    assert reading.details["written"].value == "2023-01-05"
    assert "索引号" not in reading.text
    assert reading.text.startswith("各县（市、区）科技局")


def test_a_header_table_beside_the_text_in_one_element_leaves_the_text() -> None:
    page = f"<html><body><div>{LIST_HEADER}{NOTICE_TEXT}</div></body></html>"

    assert "现就做好2023年度启明计划申报工作" in read(page).text


def test_government_meta_tags_are_read_with_their_evidence() -> None:
    details = read(notice(header="", head=META)).details

    assert details["published"] == Stated("2023-04-03", "meta:pubdate")
    assert details["issuer"] == Stated("市科技局", "meta:contentsource")
    assert details["subject"] == Stated("通知公告", "meta:columnname")
    assert details["written"] == Stated("2023-03-31", "signature")


def test_the_line_under_the_title_gives_date_and_source() -> None:
    details = read(notice(header="")).details

    assert details["published"] == Stated("2023-04-03", "line")
    assert details["issuer"] == Stated("市科技局", "line")


@pytest.mark.parametrize("default", ["1900-01-01", "1970-01-01 08:00:00", "0001-01-01"])
def test_a_date_before_there_were_pages_is_none(default: str) -> None:
    page = notice(header="").replace("2023-04-03", default)

    assert read(page, listed_date="2023-05-06").details["published"].value == "2023-05-06"


def test_the_lists_date_serves_where_the_page_has_none() -> None:
    reading = read("<p>为做好申报工作，现通知如下。</p>", listed_date="2023-05-06")

    assert reading.details["published"] == Stated("2023-05-06", "list")


def test_a_pages_own_date_comes_before_the_lists() -> None:
    reading = read(notice(), listed_date="2023-05-06")

    assert reading.published == "2023-04-03"


@pytest.mark.parametrize(
    "path",
    ["202206/t20220615_1.html", "art/2022/6/15/art_12_3.html", "2022/0615/c1a2/page.htm"],
)
def test_the_address_gives_a_date_where_nothing_else_does(path: str) -> None:
    reading = read("<p>为做好申报工作，现通知如下。</p>", url=f"http://a.cn/{path}")

    assert reading.details["published"] == Stated("2022-06-15", "url")


def test_validity_dates_are_read_from_the_text() -> None:
    text = NOTICE_TEXT + "<p>本办法自2023年5月1日起施行，有效期至2026年4月30日。</p>"

    details = read(notice(text)).details

    assert details["effective"].value == "2023-05-01"
    assert details["expires"].value == "2026-04-30"


@pytest.mark.parametrize(
    ("ending", "effective", "expires"),
    [
        ("本办法自2023年5月1日起施行，有效期3年。", "2023-05-01", "2026-05-01"),
        ("本通知自印发之日起施行，有效期至2025年12月31日。", "2023-03-31", "2025-12-31"),
        ("本规定自公布之日起施行。", "2023-04-03", None),
        ("本政策自2023年6月1日起实施，试行期两年。", "2023-06-01", "2025-06-01"),
        ("自2023年1月1日起执行至2024年12月31日止。", "2023-01-01", "2024-12-31"),
    ],
)
def test_from_when_and_until_when_a_document_holds(
    ending: str, effective: str, expires: str | None
) -> None:
    details = read(notice(NOTICE_TEXT + f"<p>{ending}</p>")).details

    assert details["effective"].value == effective
    assert (details["expires"].value if "expires" in details else None) == expires


@pytest.mark.parametrize(
    ("line", "published", "issuer"),
    [
        ("2023-04-03 10:56:28 证券时报网", "2023-04-03", "证券时报网"),
        ("原创 南方都市报 2023-04-03 16:01:46", "2023-04-03", "南方都市报"),
        ("发布日期：2023-04-03　来源：市科技局　点击：12次", "2023-04-03", "市科技局"),
        ("来源：市人才办 作者：王林 时间：2023年4月3日", "2023-04-03", "市人才办"),
        ("2023/4/3 浏览次数：123 字体：大 中 小", "2023-04-03", None),
        ("发表于2023-04-03 21:30| 1164次阅读| 来源CSDN| 0 条评论", "2023-04-03", "CSDN"),
    ],
)
def test_a_byline_gives_date_and_source(line: str, published: str, issuer: str | None) -> None:
    text = "<p>为做好申报工作，现将有关事项通知如下，请认真贯彻执行。</p>" * 3
    page = notice(text, header="").replace(
        "发布时间：2023-04-03 来源：市科技局 浏览次数：<span>123</span>", line
    )

    details = read(page, url="http://a.cn/1.html").details

    assert details["published"].value == published
    assert (details["issuer"].value if "issuer" in details else None) == issuer


BYLINE = "发布时间：2023-04-03 来源：市科技局 浏览次数：<span>123</span>"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("截止日期：2023-06-30", None),
        ("公示时间：2023-04-01 至 2023-04-07", None),
        ("（2023年3月1日市政府第5次常务会议通过）", None),
        ("今天是2026年11月27日 星期五", None),
        ("Closing date: 30 June 2023", None),
        ("截止日期：2023-06-30</div><div>发布日期：2023-04-03", "2023-04-03"),
        ("更新时间：2024-01-01 发布时间：2023-04-03", "2023-04-03"),
        ("更新时间：2024-01-01</div><div>2023-04-03", "2023-04-03"),
        ("编辑于 2023-04-03 10:22", "2023-04-03"),
        ("發布日期：112-04-03", "2023-04-03"),
        ("二〇二三年四月三日", "2023-04-03"),
        ("Mon, 03 Apr 2023 10:00", "2023-04-03"),
        ("April 3, 2023 | By Jane Doe", "2023-04-03"),
        ("Publication date: 3 April 2023", "2023-04-03"),
    ],
)
def test_only_when_it_came_out_is_a_pages_date(line: str, published: str | None) -> None:
    text = "<p>为做好申报工作，现将有关事项通知如下，请认真贯彻执行。</p>" * 3

    details = read(notice(text, header="").replace(BYLINE, line), url="http://a.cn/1.html").details

    assert (details["published"].value if "published" in details else None) == published
    assert "issuer" not in details


@pytest.mark.parametrize("line", ["时间：2023年4月20日14:30", "活动时间：2023年4月20日"])
def test_when_something_takes_place_is_not_when_it_was_published(line: str) -> None:
    text = f"<p>{line}</p><p>地点：行政楼报告厅</p>" + (
        "<p>为做好申报工作，现举办政策宣讲会，请有意申报者参加。</p>" * 3
    )
    page = notice(text, header="").replace(f'<div class="info">{BYLINE}</div>', "")

    assert "published" not in read(page, url="http://a.cn/1.html").details


def test_neither_title_nor_weekday_beside_a_date_is_a_source() -> None:
    page = notice("<p>为做好申报工作，现将有关事项通知如下，请认真贯彻执行。</p>" * 3, header="")

    for line in ("2023-04-03", "2023年4月3日 星期一", "发布时间：2023-04-03 浏览次数：12"):
        assert "issuer" not in read(page.replace(BYLINE, line), url="http://a.cn/1.html").details


def test_who_published_is_the_source() -> None:
    line = "发布人：人事处 发布时间：2023-04-03 浏览次数：12"

    assert read(notice(header="").replace(BYLINE, line)).details["issuer"].value == "人事处"


@pytest.mark.parametrize(
    "script",
    [
        'var ct = "1680486300";',
        "window.createTime = '2023-04-03 09:45';",
        'var publishTime="2023-04-03 09:45:00"',
    ],
)
def test_a_variable_of_a_script_dates_a_page_that_a_script_dates(script: str) -> None:
    page = f"<p>为做好申报工作，现通知如下。</p><script>{script}</script>"

    details = read(page, url="http://a.cn/1.html").details

    assert details["published"] == Stated("2023-04-03", "script")


def test_the_date_that_baidu_asks_for_is_read() -> None:
    data = (
        '{"@context":"https://ziyuan.baidu.com/contexts/cambrian.jsonld",'
        '"pubDate":"2023-04-03T08:00:00"}'
    )
    page = f'<script type="application/ld+json">{data}</script><p>为做好申报工作，现通知如下。</p>'

    details = read(page, url="http://a.cn/1.html").details

    assert details["published"] == Stated("2023-04-03", "json-ld")


def test_json_ld_states_headline_and_date() -> None:
    data = (
        '{"@graph":[{"@type":"WebSite","name":"x"},'
        '{"@type":"NewsArticle","headline":"The city calls for applications",'
        '"datePublished":"2023-04-03T08:00:00+08:00"}]}'
    )
    page = f'<script type="application/ld+json">{data}</script><p>Applications are open now.</p>'

    reading = read(page, url="http://a.cn/1.html")

    assert reading.title == "The city calls for applications"
    assert reading.details["published"] == Stated("2023-04-03", "json-ld")


@pytest.mark.parametrize(
    "data", ["[" * 100_000, '{"datePublished": {"a": 1}}', "{", "null", "[[]]"]
)
def test_broken_json_ld_is_passed_over(data: str) -> None:
    page = f'<script type="application/ld+json">{data}</script><p>Applications are open now.</p>'

    assert read(page).text == "Applications are open now."


def test_the_number_in_a_title_is_the_documents() -> None:
    title = "关于印发管理办法的通知（某科发〔2023〕12号）"
    page = (
        f"<title>{title}</title><h1>{title}</h1><div><p>各有关单位：</p><p>现印发给你们。</p></div>"
    )

    assert read(page).details["document_number"] == Stated("某科发〔2023〕12号", "title")


@pytest.mark.parametrize(
    ("head", "above"),
    [
        pytest.param("人才网--关于开展申报工作的通知", "关于开展申报工作的通知", id="site first"),
        pytest.param("关于开展申报工作的通知_人才网", "别的一行文字", id="site last"),
        pytest.param("关于开展申报工作的通知-通知公告-人才网", "", id="column and site"),
        pytest.param("关于开展申报工作的通知", "", id="alone"),
    ],
)
def test_titles_lose_the_name_of_the_site(head: str, above: str) -> None:
    text = "<p>各有关单位：</p><p>现将有关事项通知如下。</p>"
    page = f"<title>{head}</title><div>{above}</div><div>{text}</div>"

    assert read(page).title == "关于开展申报工作的通知"


def test_the_title_does_not_stand_in_the_text_again() -> None:
    reading = read(notice())

    assert reading.title == "关于申报2023年度启明计划的通知"
    assert reading.title not in reading.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年3月31日", "2023-03-31"),
        ("二〇二三年三月三十一日", "2023-03-31"),
        ("二○二三年十二月", "2023-12"),
        ("发布时间：2022/6/5 10:00", "2022-06-05"),
        ("２０２３年３月１日", "2023-03-01"),
        ("20230331", "2023-03-31"),
        ("民國112年3月1日", "2023-03-01"),
        ("March 31, 2023", "2023-03-31"),
        ("31 March 2023", "2023-03-31"),
        ("Nov 2019", "2019-11"),
        ("3 Sept 2020", "2020-09-03"),
        ("September 2020", "2020-09"),
        ("Oktober 27, 2015", "2015-10-27"),
        ("15 février 2023", "2023-02-15"),
        ("Maybe 2019", None),
        ("18.11.2019", "2019-11-18"),
        ("27/09/2018", "2018-09-27"),
        ("09/27/2018", "2018-09-27"),
        ("03/04/2018", "2018"),
        ("2023年", "2023"),
        ("2023年2月30日", None),
        ("3月31日", None),
        ("每年一次", None),
    ],
)
def test_dates_are_read_as_far_as_stated(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


def test_a_date_in_a_sentence_of_the_text_is_not_when_it_was_published() -> None:
    page = "<title>启明计划管理办法</title><h1>启明计划管理办法</h1><div><p>各有关单位：</p>" + (
        "<p>为引进海外高层次人才，支持其在本市创新创业，制定本办法，请遵照执行并做好宣传工作。</p>"
        "<p>本办法自2023年5月1日起施行，有效期5年，原办法同时废止。</p></div>"
    )

    details = read_document(
        page.encode(), url="http://a.gov.cn/x", listed_date="2023-04-09"
    ).details

    assert details["published"] == Stated("2023-04-09", "list")
    assert details["effective"].value == "2023-05-01"
    assert details["expires"].value == "2028-05-01"
    assert "issuer" not in details


def test_days_after_publication_are_counted_from_whatever_states_it() -> None:
    page = (
        "<title>启明计划管理办法</title><h1>启明计划管理办法</h1><div><p>各有关单位：</p>"
        "<p>为引进海外高层次人才，支持其在本市创新创业，制定本办法，请遵照执行并做好宣传工作。</p>"
        "<p>本办法自发布之日起30日后施行。</p></div>"
    )

    details = read_document(
        page.encode(), url="http://a.gov.cn/x", listed_date="2023-04-09"
    ).details

    assert details["effective"].value == "2023-05-09"


def test_a_row_of_a_table_is_no_signature() -> None:
    rows = "".join(f"<tr><td>年月</td><td>2023-0{n}</td></tr>" for n in range(1, 6))

    assert "written" not in read(notice(f"<table>{rows}</table>", header="")).details
