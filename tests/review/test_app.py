"""What the review app lets whom see and do."""

import html
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import Engine, select, update

from models import (
    Account,
    Decision,
    Document,
    Fetch,
    Finding,
    FindingState,
    Outcome,
    Purpose,
    Release,
    SignIn,
    Source,
    Stage,
    Verdict,
    Version,
    VersionKind,
    queue,
    read_session,
    write_session,
)
from tests.review.conftest import sign_in
from tests.review.seeding import PASSWORD

PAGES = ["/", "/candidates", "/candidates/1", "/sources", "/unreadable", "/mail", "/mail/1"]


def token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", [*PAGES, "/documents/1", "/documents/1/changes/2"])
def test_nothing_is_shown_to_who_is_not_signed_in(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)

    assert answer.url.path == "/sign-in"
    assert "启明" not in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/documents/1", "/documents/1/changes/2"])
def test_pages_escape_what_comes_from_the_web(analyst: httpx.Client, path: str) -> None:
    answer = analyst.get(path)

    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_wrong_password_opens_nothing_and_many_are_stopped(visitor: httpx.Client) -> None:
    wrong = {"name": "analyst", "password": "wrong"}

    answers = [visitor.post("/sign-in", data=wrong).status_code for _ in range(9)]

    assert answers[0] == 401
    assert answers[-1] == 429
    right = visitor.post("/sign-in", data={"name": "analyst", "password": PASSWORD})
    assert right.status_code == 429


def test_one_address_guessing_at_many_names_is_stopped(
    visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policywatch.review.sign_in.MAX_TRIES_FROM_ONE_ADDRESS", 5)

    answers = [
        visitor.post("/sign-in", data={"name": f"name-{n}", "password": "guess"}).status_code
        for n in range(6)
    ]

    assert answers == [401] * 5 + [429]


def test_an_accounts_language_is_shown_until_the_reader_chooses(
    visitor: httpx.Client, sqlite_store: Engine
) -> None:
    with write_session(sqlite_store) as session:
        session.get_one(Account, "analyst").language = "zh"

    sign_in(visitor, "analyst")

    assert "待审" in visitor.get("/").text
    visitor.post("/language", data={"language": "en"})
    sign_in(visitor, "analyst")
    assert "wait for a decision" in visitor.get("/").text


def test_the_queue_says_so_where_nothing_is_watched(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    with write_session(sqlite_store) as session:
        session.execute(update(Source).values(enabled=False))

    assert "No source is enabled" in analyst.get("/").text


def test_signing_in_goes_on_to_the_page_asked_for_but_never_elsewhere(
    visitor: httpx.Client,
) -> None:
    wanted = {"name": "analyst", "password": PASSWORD}

    asked = visitor.post("/sign-in", data=wanted | {"next": "/mail"}, follow_redirects=False)
    hostile = visitor.post(
        "/sign-in", data=wanted | {"next": "//evil.example/x"}, follow_redirects=False
    )

    assert asked.headers["location"] == "/mail"
    assert hostile.headers["location"] == "/"


def test_signing_out_ends_the_session(analyst: httpx.Client, sqlite_store: Engine) -> None:
    analyst.post("/sign-out", data={"csrf": token(analyst.get("/"))})

    assert analyst.get("/").url.path == "/sign-in"
    with read_session(sqlite_store) as session:
        assert session.scalars(select(SignIn)).all() == []


def test_the_queue_shows_best_first_with_the_words_highlighted(analyst: httpx.Client) -> None:
    page = analyst.get("/").text

    assert page.index("<b>83</b>") < page.index("<b>71</b>")
    assert '<mark class="match" title="names qiming">启明计划</mark>' in page
    assert "1 copies" in page
    assert "湖州市科学技术局" in page


def test_the_queue_tells_no_hits_from_no_data(analyst: httpx.Client) -> None:
    page = analyst.get("/", params={"programme": "no-such"}).text

    assert "No findings fit." in page
    assert "No data comes from 1 of 3 enabled sources" in page


def test_the_queue_says_when_nobody_flags_or_crawls_any_more(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=9)
    with write_session(sqlite_store) as session:
        session.execute(update(Source).values(last_run_at=long_ago, due_at=long_ago))
        queue(session, Stage.FLAG, [1, 2], long_ago)

    page = analyst.get("/").text

    assert "No data comes from 3 of 3 enabled sources" in page
    assert "Nothing is done by “flag”: 2 pieces of work wait since" in page
    assert analyst.get("/sources").text.count("not crawled since") == 2


def test_the_queue_pages_without_losing_or_repeating(analyst: httpx.Client) -> None:
    pages = [analyst.get("/", params={"page": n}).text for n in (1, 2)]

    shown = [n for page in pages for n in re.findall(r"#finding-(\d+)", page)]

    assert len(shown) == len(set(shown)) == 31


def test_findings_under_the_threshold_are_counted_and_one_click_away(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    with write_session(sqlite_store) as session:
        session.execute(update(Finding).where(Finding.id.in_([5, 6])).values(score=33))

    queue = analyst.get("/", params={"order": "time"})
    shown = re.search(r'<a href="([^"]+)">Show them', queue.text)
    assert shown
    all_of_them = analyst.get(html.unescape(shown[1]))

    assert "<b>33</b>" not in queue.text
    assert "2 more score under 40" in queue.text
    assert "2 of these score under 40" in all_of_them.text
    assert "order=time" in str(all_of_them.url)
    pages = [analyst.get("/", params={"low": "shown", "page": n}).text for n in (1, 2)]
    assert sum(page.count("<b>33</b>") for page in pages) == 2


def test_the_threshold_is_that_of_the_newest_watchlists(
    analyst: httpx.Client, sqlite_store: Engine
) -> None:
    with write_session(sqlite_store) as session:
        session.add(Release(sha256="s" * 64, at=datetime.now(UTC), content={"threshold": 60.0}))

    page = analyst.get("/").text

    assert "more score under 60" in page
    assert "<b>59</b>" not in page


def test_a_decision_persists_with_who_and_when(
    analyst: httpx.Client, sqlite_store: Engine, document_id: int
) -> None:
    csrf = token(analyst.get(f"/documents/{document_id}"))

    answer = analyst.post(
        "/findings/1/decisions", data={"csrf": csrf, "verdict": "relevant", "note": "see Huzhou"}
    )

    assert "see Huzhou" in answer.text
    with read_session(sqlite_store) as session:
        decision = session.scalars(select(Decision)).one()
        finding = session.get_one(Finding, 1)
        assert (decision.who, decision.verdict) == ("analyst", Verdict.RELEVANT)
        assert finding.state is FindingState.RELEVANT


def test_a_note_decides_nothing_and_taking_back_reopens(
    analyst: httpx.Client, sqlite_store: Engine, document_id: int
) -> None:
    csrf = token(analyst.get(f"/documents/{document_id}"))
    states = []

    for verdict in ("note", "not-relevant", "reopened"):
        analyst.post("/findings/1/decisions", data={"csrf": csrf, "verdict": verdict, "note": "x"})
        with read_session(sqlite_store) as session:
            states.append(session.get_one(Finding, 1).state.value)

    assert states == ["open", "not-relevant", "open"]


def test_a_form_without_our_token_is_refused(analyst: httpx.Client, sqlite_store: Engine) -> None:
    answer = analyst.post("/findings/1/decisions", data={"csrf": "x", "verdict": "relevant"})

    assert answer.status_code == 403
    with read_session(sqlite_store) as session:
        assert session.scalars(select(Decision)).all() == []


def test_a_form_from_another_site_is_refused(analyst: httpx.Client) -> None:
    csrf = token(analyst.get("/"))

    answer = analyst.post(
        "/findings/1/decisions",
        data={"csrf": csrf, "verdict": "relevant"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403


def test_a_viewer_reads_but_may_not_decide(visitor: httpx.Client, document_id: int) -> None:
    sign_in(visitor, "viewer")
    page = visitor.get(f"/documents/{document_id}")

    answer = visitor.post(
        "/findings/1/decisions", data={"csrf": token(page), "verdict": "relevant"}
    )

    assert "/decisions" not in page.text
    assert answer.status_code == 403


def test_a_document_shows_matches_facts_tables_versions_and_evidence(
    analyst: httpx.Client, document_id: int
) -> None:
    page = analyst.get(f"/documents/{document_id}").text

    assert 'title="qiming (exact)">启明计划</mark>' in page
    assert 'class="fact"' in page
    assert '<th scope="col">项目</th>' in page
    assert "2023/08/24.warc.gz" in page
    assert f"/documents/{document_id}/changes/2" in page
    assert "header-table" in page


def test_a_diff_shows_what_went_and_what_came(analyst: httpx.Client, document_id: int) -> None:
    page = analyst.get(f"/documents/{document_id}/changes/2").text

    assert re.search(r"<del>[^<]*300", page)
    assert re.search(r"<ins>[^<]*500", page)


def test_a_diff_calls_out_what_became_of_amounts(analyst: httpx.Client, document_id: int) -> None:
    page = analyst.get(f"/documents/{document_id}/changes/2").text

    assert re.search(r"changed</span> amount: <del>.*≤ 3,000,000 CNY.* → <ins>.*5,000,000", page)


def test_what_was_too_large_to_fetch_is_on_the_unreadable_list(
    analyst: httpx.Client, document_id: int, sqlite_store: Engine, now: datetime
) -> None:
    assert "209,715,200 bytes" not in analyst.get("/unreadable").text
    with write_session(sqlite_store) as session:
        document = session.get_one(Document, document_id)
        document.snapshot_id = None
        session.add(
            Fetch(
                source_id=document.source_id,
                document_id=document_id,
                purpose=Purpose.ATTACHMENT,
                url=document.url,
                at=now,
                status=200,
                outcome=Outcome.TOO_LARGE,
                detail="209,715,200 bytes",
            )
        )

    page = analyst.get("/unreadable").text

    assert f"/documents/{document_id}" in page
    assert "too-large: 209,715,200 bytes" in page


def test_what_only_our_reader_changed_is_shown_as_newly_readable(
    analyst: httpx.Client, document_id: int, sqlite_store: Engine
) -> None:
    pages = ("/", f"/documents/{document_id}", f"/documents/{document_id}/changes/2")
    assert not any("newly readable" in analyst.get(page).text for page in pages)
    with write_session(sqlite_store) as session:
        version = session.scalars(
            select(Version).where(Version.document_id == document_id, Version.number == 2)
        ).one()
        version.kind = VersionKind.TECHNICAL
        finding = session.scalars(select(Finding).where(Finding.document_id == document_id)).first()
        assert finding is not None
        finding.version_id = version.id

    for page in pages:
        assert "newly readable" in analyst.get(page).text
    assert "the page itself did not change" in analyst.get(pages[1]).text
    assert "newly readable" not in analyst.get(f"{pages[1]}?version=1").text.partition("<h2")[0]


def test_the_interface_speaks_chinese(analyst: httpx.Client) -> None:
    page = analyst.post("/language", data={"language": "zh", "next": "/sources"})

    assert page.url.path == "/sources"
    assert 'lang="zh-CN"' in page.text
    assert "故障：无数据" in page.text


def test_unknown_pages_are_told_plainly(analyst: httpx.Client) -> None:
    assert analyst.get("/documents/999999").status_code == 404
    assert analyst.get("/documents/1/changes/1").status_code == 404
    assert analyst.get("/nothing").status_code == 404


def test_health_needs_no_sign_in(visitor: httpx.Client) -> None:
    assert visitor.get("/healthz").text == "ok"


def test_a_document_leads_back_to_the_view_of_the_queue_that_it_was_opened_from(
    analyst: httpx.Client, document_id: int
) -> None:
    analyst.get("/", params={"q": '启明 "><b>', "programme": "qiming", "page": 2})
    page = analyst.get(f"/documents/{document_id}")
    decided = analyst.post(
        "/findings/1/decisions", data={"csrf": token(page), "verdict": "relevant"}
    )

    for answer in (page, decided):
        back = re.search(r'<a href="([^"]+)">← Back to the queue', answer.text)
        assert back
        view = analyst.get(html.unescape(back[1]))
        assert (
            "Narrowed to: Search <b>启明 &#34;&gt;&lt;b&gt;</b> · Programme <b>qiming" in view.text
        )
    assert "<b>启明" in analyst.get("/?q=启明").text
    analyst.get("/")
    assert '<a href="/">← Back' in analyst.get(f"/documents/{document_id}").text
