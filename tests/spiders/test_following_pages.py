"""A text that its site shows page by page is had whole; what is beside it is not taken for it."""

import pytest

from models import DocumentKind, Outcome
from policywatch.reading import read_snapshots
from spiders.following_pages import find_following_pages, may_have_following_pages
from tests.spiders.site import list_html, notice_html
from tests.spiders.world import World, declare

URL = "http://a.gov.cn/tz/t20230501_12.html"


def found(markup: str, url: str = URL, *, is_first: bool = True) -> list[str]:
    body = f"<html><body><p>正文</p>{markup}</body></html>".encode()
    assert may_have_following_pages(body, url, is_first=is_first)
    items = find_following_pages(body, "text/html; charset=utf-8", url, is_first=is_first)
    return [item.url.removeprefix("http://a.gov.cn") for item in items]


@pytest.mark.parametrize(
    ("markup", "url", "pages"),
    [
        pytest.param(
            "<a href='t20230501_12.html'>1</a><a href='t20230501_12_1.html'>2</a>"
            "<a href='./t20230501_12_2.html'>3</a><a href='t20230501_12_1.html'>下一页</a>",
            URL,
            ["/tz/t20230501_12_1.html", "/tz/t20230501_12_2.html"],
            id="numbers",
        ),
        pytest.param(
            "<a href='/n/c12-2.html'>[2]</a>", "http://a.gov.cn/n/c12.html", ["/n/c12-2.html"],
            id="a dash",
        ),
        pytest.param(
            "<script>createPageHTML(3, 0, 't20230501_12', 'html')</script>",
            URL,
            ["/tz/t20230501_12_1.html", "/tz/t20230501_12_2.html"],
            id="a script",
        ),
        pytest.param(
            "<a href='?id=7&page=2'>下一页</a>",
            "http://a.gov.cn/s.asp?id=7",
            ["/s.asp?id=7&page=2"],
            id="a parameter",
        ),
    ],
)  # fmt: skip
def test_the_pages_of_a_text_are_known_by_its_address(
    markup: str, url: str, pages: list[str]
) -> None:
    assert found(markup, url) == pages


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<a href='t20230501_13.html'>下一页</a>t20230501_", id="the next text"),
        pytest.param("<a href='t20230501_12_1.html'>相关新闻</a>", id="another text"),
        pytest.param("<a href='?page=2023'>2</a>", id="a calendar"),
        pytest.param("<a href='/x/t20230501_12_1.html'>2</a>", id="another folder"),
    ],
)
def test_what_is_no_page_of_the_text_is_left(markup: str) -> None:
    assert found(markup + "<i>?page=1</i>") == []


@pytest.mark.parametrize(
    ("url", "markup"),
    [
        ("http://a.cn/art/2023/5/1/art_12.html", "<a href='art_13.html'>x</a> art_12 2023-05-12"),
        ("http://a.cn/1.html", "<a href='/2.html'>x</a> 2021-05-11_1.jpg"),
    ],
)
def test_ordinary_pages_need_no_parsing_for_it(url: str, markup: str) -> None:
    assert not may_have_following_pages(markup.encode(), url, is_first=True)


def test_a_text_is_had_to_its_last_page_and_each_page_is_read(world: World) -> None:
    site = world.site
    title = "关于申报启明计划的通知"
    for n in range(1, 5):
        following = f"<p>第{n}页</p><a href='/art/1_{n + 1}.html'>下一页</a>" if n < 4 else ""
        path = "/art/1.html" if n == 1 else f"/art/1_{n}.html"
        site.put(path, notice_html(title, following))
    site.put("/list/", list_html([("/art/1.html", title, "2023-08-01")]))
    world.watch(declare(site))

    world.collect()
    read = read_snapshots(world.engine, world.archive)

    documents = world.documents()
    assert [d.url.removeprefix(site.url) for d in documents] == [
        "/art/1.html", "/art/1_2.html", "/art/1_3.html", "/art/1_4.html",
    ]  # fmt: skip
    assert [d.parent_id for d in documents] == [None, *(d.id for d in documents[:3])]
    assert {d.kind for d in documents[1:]} == {DocumentKind.ATTACHMENT}
    assert {f.outcome for f in world.fetches() if f.document_id} == {Outcome.OK}
    assert read.counts["usable"] == 4
