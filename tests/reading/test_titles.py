"""The title of a document where a page's head does not tell it."""

import pytest

from policywatch.reading import read_document

TITLE = "关于做好启明计划申报工作的通知"
SITE = "某某市科学技术局"
SIDE = "".join(
    f'<p><a href="/{n}">{name}</a></p>'
    for n, name in enumerate(("关于开展职称评审工作的通知", "关于公布考试成绩的公告"))
)
TEXT = "<p>为做好申报工作，现将有关事项通知如下，请各单位认真组织，按时报送。</p>" * 3


def title_of(head: str, above: str, *, listed: str = "") -> str:
    page = (
        f'<html><head><meta charset="utf-8">{head}</head><body><div><a href="/">首页</a></div>'
        f"<div><h3>最新公告</h3>{SIDE}</div><div>{above}<div>发布时间：2023-04-03</div>"
        f'<div class="con">{TEXT}</div></div></body></html>'
    )
    return read_document(page.encode(), url="http://a.cn/1.html", listed_title=listed).title


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f"<title>{SITE}</title>", id="the site"),
        pytest.param(f"<title>通知公告-{SITE}</title>", id="column and site"),
        pytest.param(f"<title>欢迎访问{SITE}网站！</title>", id="a welcome"),
        pytest.param("<title>无标题文档</title>", id="what an editor leaves there"),
        pytest.param("", id="nothing"),
    ],
)
@pytest.mark.parametrize(
    "above",
    [
        pytest.param(f"<div>{TITLE}</div>", id="a line"),
        pytest.param("<div>关于做好启明计划<br>申报工作的通知</div>", id="two lines"),
        pytest.param(f"<h1>{SITE}</h1><h2>{TITLE}</h2>", id="under the site's name"),
    ],
)
def test_a_head_that_names_no_document_gives_way_to_the_title_over_the_text(
    head: str, above: str
) -> None:
    assert title_of(head, above) == TITLE


def test_a_head_that_names_no_document_gives_way_to_the_list() -> None:
    assert title_of(f"<title>{SITE}</title>", "", listed=TITLE) == TITLE


def test_a_site_without_a_better_title_keeps_its_own() -> None:
    assert title_of(f"<title>{SITE}</title>", "") == SITE


@pytest.mark.parametrize("cut", ["关于做好启明计划申报...", "关于做好启明计划申报…"])
def test_a_title_that_is_cut_off_is_read_whole_from_the_page(cut: str) -> None:
    above = f"<div>{TITLE}</div>"

    assert title_of(f"<title>{SITE}</title>", above, listed=cut) == TITLE
    assert title_of(f"<title>{cut}-{SITE}</title>", above) == TITLE


def test_a_title_on_two_lines_is_one() -> None:
    above = "<h1>关于做好启明计划<br>申报工作的通知</h1>"

    assert title_of(f"<title>{TITLE}-{SITE}</title>", above) == TITLE


def test_a_title_that_ends_in_the_name_of_a_university_is_a_title() -> None:
    title = "诚邀海内外英才加盟某某大学"

    assert title_of(f"<title>{title}</title>", f"<h1>{title}</h1>") == title


def test_a_title_on_two_lines_does_not_stand_in_the_text_again() -> None:
    page = f"<title>{TITLE}</title><p>关于做好启明计划</p><p>申报工作的通知</p><div>{TEXT}</div>"

    assert read_document(page.encode(), url="http://a.cn/1.html").text.startswith("为做好申报工作")


@pytest.mark.parametrize("label", ["名　　称：", "标 题："])
def test_the_title_in_a_header_table_is_read_where_the_head_has_none(label: str) -> None:
    table = (
        "<table><tr><td>索引号：</td><td>11330300/2023-1</td><td>文号：</td><td>某科〔2023〕1号</td></tr>"
        f"<tr><td>{label}</td><td>{TITLE}</td><td>发布机构：</td><td>{SITE}</td></tr></table>"
    )

    assert title_of("<title>政府信息公开</title>", table) == TITLE
