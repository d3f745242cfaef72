"""Lists that show nothing: what was narrowed, what is elsewhere, and whether data came at all."""

import html
import re
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import Engine, delete, update

from models import (
    Candidate,
    Finding,
    FindingState,
    Reading,
    Source,
    SourceState,
    Stage,
    Work,
    queue,
    write_session,
)

EMPTIED = ["/", "/candidates", "/unreadable"]


def link_called(page: str, words: str) -> str:
    found = re.search(rf'<a href="([^"]+)">{words}</a>', page)
    assert found, f"no link “{words}”"
    return html.unescape(found[1])


def set_sources(engine: Engine, state: SourceState) -> None:
    now = datetime.now(UTC)
    values = {"state": state, "state_since": now, "last_run_at": now, "due_at": now}
    with write_session(engine) as session:
        session.execute(update(Source).values(**values))


def empty(engine: Engine) -> None:
    """Take away whatever the lists show; texts stay read."""
    with write_session(engine) as session:
        session.execute(delete(Candidate))
        session.execute(update(Finding).values(state=FindingState.WITHDRAWN))
        session.execute(update(Reading).values(usable=True, problem_kind=None))


def test_a_narrowed_queue_says_by_what_and_offers_all_that_wait(analyst: httpx.Client) -> None:
    page = analyst.get(
        "/",
        params={"q": "泰山<学者>", "programme": "qiming", "source": "source-2", "order": "time"},
    ).text

    narrowed = re.search(r"Narrowed to.*", page)
    assert narrowed
    for said in ("<b>泰山&lt;学者&gt;</b>", "<b>qiming</b>", "<b>source-2</b>", "failing: no data"):
        assert said in narrowed[0]
    assert "No findings fit." in page
    assert "31 others wait for a decision." in page
    assert "findings wait for a decision</small>" not in page
    again = analyst.get(link_called(page, "Show all that wait"))
    assert "<small>31 findings wait" in again.text
    assert "order=time" in str(again.url)


def test_what_is_chosen_is_shown_as_chosen_though_nothing_fits_it(analyst: httpx.Client) -> None:
    page = analyst.get("/", params={"source": "source-1", "rule": "no-such"}).text

    assert '<option value="source-1" selected>' in page
    assert '<option value="no-such" selected>' in page


def test_a_queue_that_is_not_narrowed_says_nothing_of_narrowing(analyst: httpx.Client) -> None:
    assert "Narrowed to" not in analyst.get("/", params={"state": "open", "q": "  "}).text


def test_a_queue_that_was_worked_off_says_where_its_findings_are(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    with write_session(sqlite_store) as session:
        session.execute(update(Finding).values(state=FindingState.RELEVANT))

    page = analyst.get("/").text

    assert "No findings wait for a decision." in page
    assert "There are 32 in other states" in page
    assert "<small>32" in analyst.get(link_called(page, "Show them")).text


@pytest.mark.parametrize("path", EMPTIED)
@pytest.mark.parametrize("state", [SourceState.FAILING, SourceState.NEW])
def test_an_empty_list_is_no_news_while_sources_bring_nothing(
    analyst: httpx.Client, sqlite_store: Engine, path: str, state: SourceState
) -> None:
    empty(sqlite_store)
    set_sources(sqlite_store, state)

    page = analyst.get(path).text

    assert "not all was seen: see above" in page
    assert "3 enabled sources" in page
    assert 'class="banner good"' not in page


@pytest.mark.parametrize("path", EMPTIED)
def test_an_empty_list_is_no_news_while_work_is_given_up(
    analyst: httpx.Client, sqlite_store: Engine, path: str
) -> None:
    empty(sqlite_store)
    set_sources(sqlite_store, SourceState.WORKING)
    assert "not all was seen" not in analyst.get(path).text
    with write_session(sqlite_store) as session:
        queue(session, Stage.READ, [1, 2], datetime.now(UTC))
        session.execute(update(Work).values(parked=True))

    page = analyst.get(path).text

    assert "2 pieces of work failed too often" in page
    assert "not all was seen: see above" in page


def test_sources_that_are_all_off_are_told_as_such(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    with write_session(sqlite_store) as session:
        session.execute(update(Source).values(enabled=False, state=SourceState.DISABLED))

    page = analyst.get("/sources").text

    assert "0 · 3 disabled" in page
    assert "No source is enabled" in page


@pytest.mark.parametrize("path", ["/", "/candidates", "/mail"])
def test_a_page_behind_the_last_one_is_the_last_one(analyst: httpx.Client, path: str) -> None:
    page = analyst.get(path, params={"page": 99}).text

    assert "No findings" not in page
    assert "No candidates" not in page
    assert re.search(r'href="/(documents|candidates|mail)/\d+', page)
