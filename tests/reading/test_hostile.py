"""Whatever bytes come, reading ends, within its bounds, and says what is the matter."""

import io
import os
import random
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading.made_pages import make_page
from policywatch.documents import ProblemKind, ReadText
from policywatch.reading import MAX_BODY_BYTES, read_document
from policywatch.settings import ROOT
from tests.reading.pages import notice

TAGS = (
    "p",
    "div",
    "table",
    "tr",
    "td",
    "a href=x.pdf",
    "b",
    "/p",
    "/div",
    "/table",
    "script",
    "br",
)


def read(body: bytes, content_type: str = "") -> ReadText:
    return read_document(body, url="http://www.example.gov.cn/a.html", content_type=content_type)


def check(reading: ReadText) -> None:
    """Hold a reading to its contract."""
    parts = [reading.text[block.start : block.end] for block in reading.blocks]
    assert "\n".join(parts) == reading.text
    assert reading.usable or (reading.problem_kind and reading.problem)
    assert "the reader failed" not in (reading.problem or "")
    assert "\x00" not in reading.text + reading.title
    (reading.text + reading.title).encode("utf-8")
    if reading.usable:
        assert reading.text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "text/html; charset=gbk", "application/pdf"]))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str) -> None:
    check(read(body, content_type))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([f"<{tag}>" for tag in TAGS]) | st.text(max_size=30), max_size=40))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    check(read("".join(parts).encode("utf-8", "replace")))


def test_damaged_pages_are_read_or_refused() -> None:
    whole = notice().encode("gb18030")
    chance = random.Random(7)

    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        check(read(bytes(damaged[: chance.randrange(len(damaged))])))


def test_damaged_zip_files_are_read_or_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:document><w:p>" * 50)
        archive.writestr("xl/workbook.xml", b"<x/>")
    whole = out.getvalue()
    chance = random.Random(7)

    for _ in range(150):
        damaged = bytearray(whole)
        damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        check(read(bytes(damaged)))


PARAGRAPH = "<p>启<b>明</b>计划2023年申报通知：引进海外高层次人才，支持科技创新。</p>"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<b>" * 100_000 + PARAGRAPH, id="100,000 deep inline"),
        pytest.param("<table><tr><td>" * 3_000 + PARAGRAPH, id="tables in tables"),
        pytest.param(PARAGRAPH + "a<br>" * 150_000, id="150,000 lines"),
        pytest.param("\x00" * 1000 + PARAGRAPH.replace("明", "明\x00"), id="null bytes"),
        pytest.param("<p>索引号：</p>" * 20_000 + PARAGRAPH, id="labels without end"),
        pytest.param(f"<div class='{'nav ' * 100_000}'>{PARAGRAPH}</div>", id="a long class"),
    ],
)
@pytest.mark.timeout(90)
def test_enormous_markup_is_read_within_bounds(markup: str) -> None:
    reading = read(markup.encode())

    check(reading)
    assert "启明计划2023年申报通知" in reading.text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<script>" * 50_000 + b"x", id="scripts that never end"),
        pytest.param(b"<!--" * 200_000, id="comments that never end"),
        pytest.param(b"<" * 3_000_000, id="angle brackets"),
        pytest.param(b"<p>" + b" \n" * 2_000_000 + b"x</p>", id="space"),
        pytest.param(b"&#x4e00;" * 300_000, id="entities"),
        pytest.param(b"<p>&#xD800;&#0;&#x110000;\xed\xa0\x80 text", id="no characters"),
    ],
)
@pytest.mark.timeout(30)
def test_enormous_nonsense_ends(body: bytes) -> None:
    check(read(body))


def test_one_endless_paragraph_is_cut() -> None:
    reading = read(b"<p>" + b"2023-" * 1_000_000)

    assert len(reading.text) < 4_100_000
    assert reading.problem_kind is ProblemKind.PARTLY_READ


def test_what_is_too_large_is_not_looked_at() -> None:
    reading = read(b"<p>" * (MAX_BODY_BYTES // 3 + 1))

    assert reading.problem_kind is ProblemKind.TOO_LARGE


def test_bytes_of_no_format_are_undecodable() -> None:
    reading = read(random.Random(1).randbytes(20_000).replace(b"\x00", b"\x01"))

    assert reading.problem_kind is ProblemKind.UNDECODABLE


def test_200_megabytes_are_refused_at_once() -> None:
    body = b"<p>\xe5\x90\xaf" * (200_000_000 // 6)

    reading = read(body)

    assert reading.problem_kind is ProblemKind.TOO_LARGE
    assert "200,000,0" in (reading.problem or "") or "199,999,9" in (reading.problem or "")


@pytest.mark.parametrize("seed", ["0", "1", "77"])
def test_another_process_reads_the_same(seed: str) -> None:
    code = (
        "from benchmarks.reading.made_pages import make_page as m; "
        "from policywatch.reading import read_document as r; "
        "from tests.reading.pages import notice; "
        "print([r(x.encode(), url='http://a.cn/') "
        "for x in (notice(), m(9001).markup, m(9002).markup)])"
    )
    here = [
        read_document(x.encode(), url="http://a.cn/")
        for x in (notice(), make_page(9001).markup, make_page(9002).markup)
    ]

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip

    assert told.stdout == f"{here}\n"
