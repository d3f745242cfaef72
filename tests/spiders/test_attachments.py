"""The files that hang on a page, however its CMS hangs them there."""

import pytest

from models import DocumentKind, Outcome, Purpose
from spiders.attachments import find_attachments, may_have_attachments
from tests.spiders.site import Answer, list_html, notice_html
from tests.spiders.world import World, declare

PAGE = "http://rsc.a.edu.cn/info/1.htm"


def found(markup: str) -> list[tuple[str, str]]:
    body = f"<html><body><h1>通知</h1>{markup}</body></html>".encode()
    assert may_have_attachments(body)
    return [(i.url, i.title) for i in find_attachments(body, "text/html; charset=utf-8", PAGE)]


def test_files_keep_their_names_and_the_base_of_the_page() -> None:
    html = (
        "<html><head><base href='/files/'></head><body><a href='a.pdf'>附件1</a>"
        "<a href='b.html'>b</a>"
        "<a href='a.pdf#p2'>again</a><a href='/x/c.docx' title='汇总表'></a></body></html>"
    )

    items = find_attachments(html.encode(), "text/html", "http://a.org/d/1.html")

    assert [(i.url, i.title) for i in items] == [
        ("http://a.org/files/a.pdf", "附件1"),
        ("http://a.org/x/c.docx", "汇总表"),
    ]


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        pytest.param("<iframe src='/f/1.pdf'></iframe>", "/f/1.pdf", id="a frame"),
        pytest.param("<embed src='../f/1.pdf#page=2'>", "/f/1.pdf", id="an embedded file"),
        pytest.param("<object data='/f/1.pdf'></object>", "/f/1.pdf", id="an object"),
        pytest.param(
            "<iframe src='/pdfjs/web/viewer.html?file=%2Ff%2F1.pdf'></iframe>",
            "/f/1.pdf",
            id="a viewer that is told a file",
        ),
        pytest.param(
            "<div class='wp_pdf_player' pdfsrc='/f/1.pdf'></div>", "/f/1.pdf", id="a CMS's player"
        ),
        pytest.param(
            "<script>showVsbpdfIframe('/__local/A/1.pdf','100%','600')</script>",
            "/__local/A/1.pdf",
            id="a script's player",
        ),
        pytest.param(
            "<a href='javascript:void(0)' onclick=\"window.open('/f/1.docx')\">申报表</a>",
            "/f/1.docx",
            id="a script that opens it",
        ),
        pytest.param(
            "<a href='javascript:down(\"/f/1.docx\")'>申报表</a>", "/f/1.docx", id="a script's link"
        ),
        pytest.param(
            "<a href='/system/_content/download.jsp?urltype=x&amp;wbfileid=7'>申报指南.pdf</a>",
            "/system/_content/download.jsp?urltype=x&wbfileid=7",
            id="a download by number, called as the file",
        ),
        pytest.param(
            "<a href='/down/getfile.do?id=7'>附件2：申报指南</a>",
            "/down/getfile.do?id=7",
            id="a download called an attachment",
        ),
        pytest.param(
            "<a href='\\upload\\1.doc'>申报表</a>", "/upload/1.doc", id="an address from Windows"
        ),
    ],
)
def test_files_are_found_however_a_page_shows_them(markup: str, address: str) -> None:
    assert [url for url, _ in found(markup)] == [f"http://rsc.a.edu.cn{address}"]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<a href='/download.html'>下载中心</a>", id="a section"),
        pytest.param("<iframe src='/search.html'></iframe>", id="a frame that shows a page"),
        pytest.param("<script>load('pdf.js'); var name='.pdf'</script>", id="a script's own"),
    ],
)
def test_what_is_no_file_is_not_taken_for_one(markup: str) -> None:
    body = f"<html><body>{markup}</body></html>".encode()

    assert find_attachments(body, "text/html; charset=utf-8", PAGE) == []


def test_a_notice_that_is_nothing_but_a_file_in_a_frame_is_read_by_its_file(world: World) -> None:
    site = world.site
    site.put("/art/1.html", "<html><h1>关于申报的通知</h1><iframe src='/f/1.pdf'></iframe></html>")
    site.put(
        "/art/2.html", notice_html("关于公示的通知", "<a href='/download.jsp?fileid=9'>附件1</a>")
    )
    site.pages["/f/1.pdf"] = Answer(b"%PDF-1.4 one", kind="application/pdf")
    site.pages["/download.jsp?fileid=9"] = Answer(b"%PDF-1.4 two", kind="application/octet-stream")
    listed = [(f"/art/{n}.html", f"关于第{n}件事的通知", "2023-08-01") for n in (1, 2)]
    site.put("/list/", list_html(listed))
    world.watch(declare(site))

    world.collect()

    files = {
        fetch.url.removeprefix(site.url): fetch.outcome
        for fetch in world.fetches()
        if fetch.purpose is Purpose.ATTACHMENT
    }
    assert files == {"/f/1.pdf": Outcome.OK, "/download.jsp?fileid=9": Outcome.OK}
    kinds = {d.url.removeprefix(site.url): d.kind for d in world.documents()}
    assert kinds["/download.jsp?fileid=9"] is DocumentKind.ATTACHMENT
