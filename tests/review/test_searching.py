"""Findings as analysts search for them: words of titles and texts, however they are typed."""

import html
import re

import httpx
import pytest
from sqlalchemy import Engine, update

from models import Finding, FindingState, write_session
from policywatch.searching import MAX_CHARS


def number_found(analyst: httpx.Client, query: str, **more: str) -> int:
    page = analyst.get("/", params={"q": query, "state": "", "low": "shown", **more})
    assert page.status_code == 200
    found = re.search(r"<h1>\S+ <small>(\d+)", page.text)
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    "query",
    [
        "启明计划",
        "啟明計劃",
        "啟明計畫 資助",
        "启明计划 QIMING",
        "ｑｉｍｉｎｇ",
        "500万元资助 博士",
        "“启明计划申报工作”",
        '"鲲鹏行动 8500万元"',
        "有关单位:现就",
        "湖州",
    ],
)
def test_what_a_text_says_is_found_however_it_is_typed(analyst: httpx.Client, query: str) -> None:
    everything = number_found(analyst, "")

    assert 0 < number_found(analyst, query) == everything


@pytest.mark.parametrize(
    "query",
    [
        "泰山学者",
        "启明计划 泰山学者",
        "“启明工作”",
        "启.计划",
        "%",
        "_",
        ".*",
        "[启]明",
        "(启",
        "\\d{3}万元",
    ],
)
def test_what_no_text_says_is_not_found(analyst: httpx.Client, query: str) -> None:
    assert number_found(analyst, query) == 0


def test_a_search_keeps_to_the_filters_and_stands_in_the_address(analyst: httpx.Client) -> None:
    page = analyst.get("/", params={"q": "启明 <b>", "state": "", "low": "shown"})
    pages = analyst.get("/", params={"q": "啟明", "state": "open", "low": "shown"})

    assert 'value="启明 &lt;b&gt;"' in page.text
    assert "q=%E5%95%9F%E6%98%8E" in pages.text  # the next page is of the same search
    assert number_found(analyst, "启明", source="source-2") == 0


def test_what_waits_for_nobody_any_more_is_told_where_nothing_else_fits(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    with write_session(sqlite_store) as session:
        session.execute(update(Finding).values(state=FindingState.RELEVANT))

    page = analyst.get("/", params={"q": "启明"})
    link = re.search(r'in other states.*\s<a href="([^"]+)"', page.text)

    assert "There are 32 in other states or under the threshold." in page.text
    assert link
    assert "<small>32" in analyst.get(html.unescape(link[1])).text
    assert "in other states" not in analyst.get("/", params={"q": "泰山学者"}).text


def test_the_next_page_of_findings_in_any_state_is_of_any_state(analyst: httpx.Client) -> None:
    first = analyst.get("/", params={"state": "", "low": "shown"})
    link = re.search(r'<a rel="next" href="([^"]+)"', first.text)
    assert link

    second = analyst.get(html.unescape(link[1]))

    assert [p.text.count('class="card finding') for p in (first, second)] == [25, 7]


@pytest.mark.parametrize("query", [" ", "\x00", "“”", '"', "启" * MAX_CHARS * 5, "🔥 ａ \ud800"])
def test_an_odd_search_is_answered(analyst: httpx.Client, query: str) -> None:
    sent = query.encode("utf-8", "surrogatepass")

    assert analyst.get(httpx.URL("/", params={"q": sent.decode("latin-1")})).status_code == 200
