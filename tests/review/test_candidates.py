"""What the pages on candidates show, and who may decide there."""

import re

import httpx
import pytest
from sqlalchemy import Engine, select

from models import (
    Candidate,
    CandidateDecision,
    CandidateState,
    CandidateVerdict,
    WatchlistEdit,
    read_session,
)
from policywatch.review.texts import TEXTS
from tests.review.conftest import sign_in
from tests.review.test_app import token


def test_candidates_come_best_first_with_counts_near_names_and_samples(
    analyst: httpx.Client,
) -> None:
    page = analyst.get("/candidates").text

    assert page.index("瑶光") < page.index("候选0") < page.index("候选9")
    assert "documents: 2, less copies: 1, sources: 1" in page
    assert "启明计划</span> (shape)" in page
    assert "stands where programmes stand: 申报 …; looks like 启明计划" in page
    assert re.search(r'<mark class="match"[^>]*>启明计划</mark>', page)


def test_candidates_page_without_losing_or_repeating(analyst: httpx.Client) -> None:
    pages = [analyst.get("/candidates", params={"page": n}).text for n in (1, 2)]

    shown = [n for page in pages for n in re.findall(r'href="/candidates/(\d+)"', page)]

    assert len(shown) == len(set(shown)) == 31


def test_a_candidate_is_shown_in_chinese_to_who_asks_for_it(analyst: httpx.Client) -> None:
    analyst.post("/language", data={"language": "zh"})

    page = analyst.get("/candidates/1").text

    assert "位于计划名称的位置：申报……" in page
    assert "programmes:\n- id: yao-guang\n  zh:" in page


def test_an_analyst_rejects_with_a_reason(analyst: httpx.Client, sqlite_store: Engine) -> None:
    csrf = token(analyst.get("/candidates/1"))

    answer = analyst.post(
        "/candidates/1/decisions",
        data={"csrf": csrf, "verdict": "rejected", "why": "a training plan"},
    )

    assert "a training plan" in answer.text
    with read_session(sqlite_store) as session:
        decision = session.scalars(select(CandidateDecision)).one()
        assert (decision.who, decision.verdict) == ("analyst", CandidateVerdict.REJECTED)
        assert session.get_one(Candidate, 1).state is CandidateState.REJECTED
    link = 'href="/candidates/1"'
    assert link not in analyst.get("/candidates").text
    assert link in analyst.get("/candidates", params={"state": "rejected"}).text
    assert "names like it were rejected, as 瑶光&lt;i&gt;计划" in analyst.get("/candidates").text


def test_a_rejection_without_a_reason_is_asked_for_one(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    csrf = token(analyst.get("/candidates/1"))

    answer = analyst.post("/candidates/1/decisions", data={"csrf": csrf, "verdict": "rejected"})

    assert "Say why it is rejected" in answer.text
    with read_session(sqlite_store) as session:
        assert session.scalars(select(CandidateDecision)).all() == []


def test_accepting_puts_the_name_on_the_watchlists(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    page = analyst.get("/candidates/1")
    assert "- id: yao-guang" in page.text

    analyst.post("/candidates/1/decisions", data={"csrf": token(page), "verdict": "accepted"})

    with read_session(sqlite_store) as session:
        assert session.get_one(Candidate, 1).state is CandidateState.ACCEPTED
        edit = session.scalars(select(WatchlistEdit)).one()
        assert (edit.ref, edit.who) == ("programme:yao-guang", "analyst")


@pytest.mark.parametrize(
    ("who", "data", "status"),
    [
        pytest.param("viewer", {"verdict": "accepted"}, 403, id="may only look"),
        pytest.param("analyst", {"verdict": "burned"}, 403, id="no such verdict"),
        pytest.param("analyst", {"verdict": "accepted", "csrf": "x"}, 403, id="not our form"),
    ],
)
def test_who_may_not_decide_changes_nothing(
    visitor: httpx.Client, sqlite_store: Engine, who: str, data: dict[str, str], status: int
) -> None:
    client = sign_in(visitor, who)
    csrf = token(client.get("/candidates/1"))

    answer = client.post("/candidates/1/decisions", data={"csrf": csrf} | data)

    assert answer.status_code == status
    with read_session(sqlite_store) as session:
        assert session.get_one(Candidate, 1).state is CandidateState.OPEN


def test_a_viewer_sees_no_buttons(visitor: httpx.Client) -> None:
    page = sign_in(visitor, "viewer").get("/candidates/1").text

    assert "瑶光" in page
    assert 'value="rejected"' not in page


@pytest.mark.parametrize("path", ["/candidates/999", "/candidates/x"])
def test_what_is_not_there_is_said_so(analyst: httpx.Client, path: str) -> None:
    assert analyst.get(path).status_code in (404, 422)


def test_every_sign_can_be_said_in_both_languages() -> None:
    from policywatch.flagging.candidates.scoring import SAID

    assert {f"sign {what}" for what in SAID} <= TEXTS.keys()
