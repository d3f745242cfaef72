"""A page that shows another in a frame in place of a text is read with it; other frames are not."""

import pytest
from sqlalchemy import select

from models import DocumentKind, Outcome, Reading, read_session
from policywatch.reading import read_snapshots
from spiders.frames import MAX_FRAMES, find_framed_pages, may_have_framed_pages
from tests.spiders.site import list_html, notice_html
from tests.spiders.world import World, declare

URL = "http://a.gov.cn/tz/1.html"
TITLE = "关于申报启明计划的通知"
SENTENCE = "各有关单位：请按要求申报。"
AROUND = (
    f"<html><head><meta charset=utf-8><title>{TITLE}</title></head>"
    "<body><ul><li><a href='/'>首页</a></li></ul>"
    f"<h1>{TITLE}</h1><p>来源：科技局 发布时间：2023-03-01</p>{{}}"
    "<div>版权所有：示例市科学技术局 地址：示例路1号 邮编：310000</div></body></html>"
)


def found(markup: str) -> list[str]:
    body = AROUND.format(markup).encode()
    items = find_framed_pages(body, "text/html; charset=utf-8", URL)
    return [item.url.removeprefix("http://a.gov.cn") for item in items]


@pytest.mark.parametrize(
    ("markup", "pages"),
    [
        pytest.param("<iframe src='text_1.html' width='100%'>", ["/tz/text_1.html"], id="a page"),
        pytest.param(
            "<IFRAME id=content name=main src='/cms/show.jsp?id=7' frameborder=0></IFRAME>",
            ["/cms/show.jsp?id=7"],
            id="from a CMS",
        ),
        pytest.param("<iframe src='//b.example/1.html'></iframe>", [], id="another site"),
        pytest.param("<iframe src='/f/1.pdf'></iframe>", [], id="a file, found as such"),
        pytest.param("<iframe src='/search.html'></iframe>", [], id="the site's search"),
        pytest.param("<iframe id='top' src='/t.html'></iframe>", [], id="the site's head"),
        pytest.param("<iframe src='/x.html' style='display:none'></iframe>", [], id="hidden"),
        pytest.param("<iframe src='/x.html' width=0 height=0></iframe>", [], id="without size"),
        pytest.param(
            "<iframe src='/x.html' width='100%' height=1 onload='fit(this)'></iframe>",
            ["/x.html"],
            id="that a script makes as high as its page",
        ),
        pytest.param("<iframe src='about:blank'></iframe><iframe>", [], id="nothing"),
        pytest.param("<iframe src='http://[bad'></iframe>", [], id="no address"),
        pytest.param("<iframe src='/tz/1.html#x'></iframe>", [], id="itself"),
        pytest.param(
            f"<p>{'各有关单位：请按要求申报。' * 10}</p><iframe src='/x.html'>", [], id="a text"
        ),
        pytest.param(
            "".join(f"<iframe src='/x{n}.html'></iframe>" for n in range(9)),
            [f"/x{n}.html" for n in range(MAX_FRAMES)],
            id="many",
        ),
    ],
)
def test_a_page_without_sentences_is_followed_into_its_frames(
    markup: str, pages: list[str]
) -> None:
    assert may_have_framed_pages(markup.encode())
    assert found(markup) == pages


def test_a_text_in_a_frame_is_had_and_read_once_and_no_deeper(world: World) -> None:
    site = world.site
    frame = "<iframe src='/cms/{}.html' width='100%' height='600'></iframe>"
    site.put("/art/1.html", AROUND.format(frame.format("text")))
    site.put(
        "/cms/text.html", notice_html("", "<p>给予青年人才500万元资助。</p>" + frame.format("x"))
    )
    site.put("/cms/x.html", notice_html("x", "<p>不应读取。</p>"))
    site.put("/list/", list_html([("/art/1.html", TITLE, "2023-08-01")]))
    world.watch(declare(site))

    world.collect()
    read_snapshots(world.engine, world.archive)

    page, text = world.documents()
    assert text.url == f"{site.url}/cms/text.html"
    assert (text.kind, text.parent_id) == (DocumentKind.ATTACHMENT, page.id)
    assert text.listed_title == TITLE
    assert {f.outcome for f in world.fetches() if f.document_id} == {Outcome.OK}
    with read_session(world.engine) as session:
        read = session.scalars(select(Reading.text).where(Reading.document_id == text.id)).one()
    assert "给予青年人才500万元资助" in read


def test_a_frame_that_robots_keep_from_is_not_followed(world: World) -> None:
    site = world.site
    site.put("/robots.txt", "User-agent: *\nDisallow: /cms/\n", kind="text/plain")
    site.put("/art/1.html", AROUND.format("<iframe src='/cms/text.html'></iframe>"))
    site.put("/list/", list_html([("/art/1.html", TITLE, "2023-08-01")]))
    world.watch(declare(site))

    world.collect()

    assert "/cms/text.html" not in site.asked
    assert Outcome.BLOCKED_ROBOTS in {f.outcome for f in world.fetches()}
