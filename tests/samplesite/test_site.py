"""The site behaves over HTTP as the real ones do: lists, encodings, attachments, trouble."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import feedparser
import pypdfium2
import pytest
from docx import Document
from lxml import etree, html
from openpyxl import load_workbook

from policywatch.catalogue.sources import SourceDeclaration, load_sources
from policywatch.errors import PolicywatchError
from policywatch.samplesite import Event, Problem, SampleSite, load_manifest, running_sample_site
from policywatch.samplesite.content import ATTACHMENTS_DIR, LAST_DAY, Page, load_content
from policywatch.samplesite.markup import lines_of, plain_text, table_rows
from policywatch.samplesite.server import serve
from policywatch.samplesite.site import site_on
from policywatch.settings import ROOT

MANIFEST = load_manifest()
SQUEEZE = re.compile(r"[\s|=^]+")


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with running_sample_site() as running:
        yield running


@pytest.fixture(autouse=True)
def first_day(site: SampleSite) -> None:
    site.day = 1


def ask(site: SampleSite, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=names)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as response:
        return response.read()


def walk_html(url: str, address: str, lists: set[str]) -> set[str]:
    """Follow the links of a list to its other pages; return the paths it links to."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [url]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        body = fetch(at)
        page = html.fromstring(body)
        targets = [urljoin(at, link) for link in page.xpath("//a/@href")]
        if pager := re.search(rb"createPageHTML\((\d+), ", body):
            targets += [urljoin(at, f"index_{n}.html") for n in range(1, int(pager[1]))]
        for target in targets:
            if target.startswith(address):
                path = urlsplit(target).path
                if path in lists:
                    waiting.append(target)
                else:
                    found.add(path)
    return found


def walk_api(source: SourceDeclaration) -> set[str]:
    assert source.api is not None
    found: set[str] = set()
    size = source.api.page_size
    for page in range(1, 50):
        start = (page - 1) * size + 1
        url = source.url.format(page=page, size=size, start=start, end=start + size - 1)
        body = fetch(url)
        if source.api.format == "json":
            got = {row["url"] for row in json.loads(body)["data"]["rows"]}
        else:
            records = etree.fromstring(body).iterfind(".//record")
            got = {html.fromstring(r.text).xpath("string(//a/@href)") for r in records}
        if not got:
            break
        found |= got
    return found


def walk(source: SourceDeclaration, address: str, day: int) -> set[str]:
    """Return the paths that a source's list leads to."""
    if source.family == "page":
        return {urlsplit(source.url).path}
    if source.family == "api-list":
        return walk_api(source)
    if source.family == "feed":
        feed = feedparser.parse(fetch(source.url))
        return {urlsplit(entry.link).path for entry in feed.entries}
    if source.family == "sitemap":
        links = etree.fromstring(fetch(source.url)).iterfind(".//{*}loc")
        return {urlsplit(link.text).path for link in links}
    return walk_html(source.url, address, site_on(day).listings)


@pytest.mark.parametrize("day", range(1, LAST_DAY + 1))
def test_each_source_leads_to_all_its_pages_and_no_others(site: SampleSite, day: int) -> None:
    site.day = day
    sources = [
        source
        for source in load_sources(ROOT / "sources", sample_site=site.url)
        if source.url.startswith(site.url)
    ]

    for source in sources:
        expected = {
            page.path
            for page in MANIFEST.served_on(day)
            if page.source == source.id and not page.parent
        }
        assert walk(source, site.url, day) == expected, source.id


def test_lists_have_several_pages(site: SampleSite) -> None:
    paged = {path for path in site_on(1).listings if re.search(r"(_\d|list\d|/\d+)\.html?$", path)}

    assert {path.split("/")[1] for path in paged} >= {"miit", "huzhou", "univ", "univ2"}


def test_a_page_answers_not_modified_to_its_tag_and_date(site: SampleSite) -> None:
    path = next(p.path for p in MANIFEST.pages if p.events == {1: Event.NEW})
    first, body = ask(site, path)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]

    by_tag, nothing = ask(site, path, If_None_Match=tag)
    by_date, _ = ask(site, path, If_Modified_Since=date)
    other, again = ask(site, path, If_None_Match='"other"', If_Modified_Since=date)

    assert (by_tag.status, nothing, by_date.status) == (304, b"", 304)
    assert (other.status, again) == (200, body)


def test_an_edited_page_is_sent_again_with_a_new_tag(site: SampleSite) -> None:
    path = next(p.path for p in MANIFEST.pages if p.events.get(2) is Event.EDITED)
    first, _ = ask(site, path)

    site.day = 2
    second, _ = ask(
        site,
        path,
        If_None_Match=first.headers["ETag"],
        If_Modified_Since=first.headers["Last-Modified"],
    )

    assert second.status == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_gb18030_is_labelled_gb2312_and_does_not_decode_as_that(site: SampleSite) -> None:
    pages = [p for p in MANIFEST.served_on(1) if p.source == "sample-zhuji" and not p.parent]
    undecodable = 0
    for page in pages:
        response, body = ask(site, page.path)
        assert response.headers["Content-Type"] == "text/html; charset=gb2312"
        assert page.title in body.decode("gb18030")
        try:
            body.decode("gb2312")
        except UnicodeDecodeError:
            undecodable += 1

    assert undecodable


def test_traditional_chinese_is_big5(site: SampleSite) -> None:
    page = next(p for p in MANIFEST.pages if p.language == "zh-tw")

    response, body = ask(site, page.path)

    assert response.headers["Content-Type"] == "text/html; charset=big5"
    assert page.title in body.decode("big5hkscs")


def attachments(suffix: str) -> list[Page]:
    return [page for page in load_content().pages if page.file.endswith(suffix)]


def words_of(page: Page) -> list[str]:
    """Return the lines and cells that the file must hold, without spaces."""
    words = []
    for line in lines_of(page.body):
        cells = table_rows([line])[0] if line.startswith("|") else [plain_text(line)]
        words += [SQUEEZE.sub("", cell) for cell in cells]
    return [word for word in words if word]


def pdf_text(body: bytes) -> str:
    with pypdfium2.PdfDocument(body) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_pdfs_hold_their_words_and_the_scanned_one_none() -> None:
    for page in attachments(".pdf"):
        text = SQUEEZE.sub("", pdf_text((ATTACHMENTS_DIR / page.file).read_bytes()))
        if MANIFEST.by_path[page.path].problem is Problem.SCANNED:
            assert text == ""
        else:
            assert [word for word in words_of(page) if word not in text] == []


def test_office_files_hold_their_words_and_tables() -> None:
    for page in attachments(".docx"):
        document = Document(io.BytesIO((ATTACHMENTS_DIR / page.file).read_bytes()))
        cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
        text = SQUEEZE.sub("", "".join([p.text for p in document.paragraphs] + cells))
        assert document.tables
        assert [word for word in words_of(page) if word not in text] == []
    for page in attachments(".xlsx"):
        sheet = load_workbook(ATTACHMENTS_DIR / page.file).active
        assert sheet is not None
        values = {SQUEEZE.sub("", str(v)) for row in sheet.values for v in row if v is not None}
        assert set(words_of(page)) <= values


def test_attachments_are_linked_from_their_page_and_served_as_what_they_are(
    site: SampleSite,
) -> None:
    site.day = 2
    for page in MANIFEST.served_on(2):
        if page.parent:
            _, parent = ask(site, page.parent)
            response, body = ask(site, page.path)
            assert page.path.encode() in parent
            assert response.status == 200
            assert ("pdf" if body.startswith(b"%PDF") else "officedocument") in str(
                response.headers["Content-Type"]
            )


def test_trouble_is_as_the_manifest_says(site: SampleSite) -> None:
    of = {page.problem: page.path for page in MANIFEST.pages}

    challenge, script = ask(site, of[Problem.CHALLENGE])
    soft, words = ask(site, of[Problem.SOFT_404])
    start = time.monotonic()
    slow, _ = ask(site, of[Problem.SLOW])

    assert (challenge.status, soft.status, slow.status) == (412, 200, 200)
    assert b"document.cookie" in script
    assert "页面不存在" in words.decode()
    assert time.monotonic() - start > 2


def test_pages_go_and_come_back(site: SampleSite) -> None:
    for page in MANIFEST.pages:
        for day, event in page.events.items():
            site.day = day
            response, _ = ask(site, page.path) if page.problem is None else (None, b"")
            if response is None:
                continue
            expected = {Event.GONE: 404, Event.REDIRECTED: 302}.get(event, 200)
            assert response.status == expected, page.path
            if event is Event.REDIRECTED:
                assert response.headers["Location"] == "/media/"


def test_what_is_not_there_is_not_found(site: SampleSite) -> None:
    assert ask(site, "/no/such/page.html")[0].status == 404
    assert ask(site, "/huzhou/xxgk/zcwj/index_9.html")[0].status == 404


@pytest.mark.parametrize(
    "target",
    [
        "/zj/module/jpage/dataproxy.jsp?startrecord=-5&endrecord=99999999999999",
        "/wenzhou/api/articles/page?page=x&size=-1",
        "/zhuji/list.asp?page=²",
        "/%ff%00?%ff=%ff",
        "//",
    ],
)
def test_odd_requests_do_no_harm(site: SampleSite, target: str) -> None:
    response, _ = ask(site, target.replace("²", "%C2%B2"))

    assert response.status in (200, 404)


def test_the_requests_are_kept_in_order(site: SampleSite) -> None:
    before = len(site.requests)
    ask(site, "/robots.txt")
    ask(site, "/miit/?x=1")

    assert site.requests[before:] == ["/robots.txt", "/miit/?x=1"]


def test_there_are_no_other_days(site: SampleSite) -> None:
    with pytest.raises(ValueError, match="days 1 to 3"):
        site.day = 4


def test_a_taken_port_is_told_in_plain_words(site: SampleSite) -> None:
    port = int(site.url.rsplit(":", 1)[1])

    with pytest.raises(PolicywatchError, match=f"cannot listen on 127.0.0.1:{port}"):
        serve(port, day=1)


START = """
import sys
from pathlib import Path
from policywatch.samplesite import serve
serve(0, state_file=Path(sys.argv[1]), day_seconds=float(sys.argv[2]),
      ready=lambda url: print(url, flush=True))
"""


def start_site(state: Path, day_seconds: float) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(state), str(day_seconds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_cleanly_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    process, url = start_site(tmp_path / "state.json", 3600)
    try:
        assert b"day 1 of 3" in fetch(url + "/")
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.communicate()
    with pytest.raises(urllib.error.URLError):
        fetch(url + "/")


def test_the_day_goes_on_from_the_first_start_across_restarts(tmp_path: Path) -> None:
    state = tmp_path / "home" / "state.json"
    process, url = start_site(state, 3600)
    process.terminate()
    process.communicate(timeout=10)
    kept = json.loads(state.read_text())["first_start"]
    moved = kept.replace(kept[:4], str(int(kept[:4]) - 1), 1)
    state.write_text(json.dumps({"first_start": moved}))

    process, url = start_site(state, timedelta(days=300).total_seconds())
    try:
        assert b"day 2 of 3" in fetch(url + "/")
    finally:
        process.terminate()
        process.communicate(timeout=10)
