"""Giving files in the review app."""

import re

import httpx
from fastapi import Request
from sqlalchemy import Engine, delete, select, update

from models import Channel, Finding, Submission, read_session, write_session
from policywatch.archive import Archive
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.comparing import compare
from policywatch.flagging import Flagger, flag_versions
from policywatch.reading import read_snapshots
from policywatch.review.submissions import is_too_large
from policywatch.settings import Settings
from tests.review.conftest import sign_in
from tests.review.test_app import token
from tests.spiders.site import notice_html

FILE = ("saved.html", notice_html("关于申报启明计划的通知").encode(), "text/html")


def test_an_analyst_gives_a_saved_page(analyst: httpx.Client, sqlite_store: Engine) -> None:
    csrf = token(analyst.get("/submissions"))

    answer = analyst.post(
        "/submissions", data={"csrf": csrf, "origin": "说明<b>"}, files={"file": FILE}
    )

    assert answer.status_code == 200
    assert "saved.html" in answer.text
    assert "说明&lt;b&gt;" in answer.text
    with read_session(sqlite_store) as session:
        said = session.scalars(select(Submission)).one()
    assert (said.submitted_by, said.channel) == ("analyst", Channel.REVIEW_APP)


def test_what_cannot_be_taken_is_said(analyst: httpx.Client) -> None:
    csrf = token(analyst.get("/submissions"))

    answer = analyst.post(
        "/submissions", data={"csrf": csrf}, files={"file": ("a.html", b"", "text/html")}
    )

    assert answer.status_code == 400
    assert "a.html: the file is empty" in answer.text


def test_only_analysts_give_and_only_by_our_form(visitor: httpx.Client) -> None:
    viewer = sign_in(visitor, "viewer")
    csrf = token(viewer.get("/sources"))

    assert viewer.post("/submissions", data={"csrf": csrf}, files={"file": FILE}).status_code == 403
    assert viewer.post("/submissions", data={"csrf": "x"}, files={"file": FILE}).status_code == 403


def test_uploads_without_a_size_are_refused_unread(visitor: httpx.Client) -> None:
    answer = visitor.post("/submissions", content=iter([b"x"]))

    assert answer.status_code == 413


def test_uploads_larger_than_any_file_are_refused_unread() -> None:
    scope = {"type": "http", "method": "POST", "path": "/submissions", "query_string": b""}
    told = {"headers": [(b"content-length", b"999999999")]}

    assert is_too_large(Request(scope | told))


def test_what_became_of_a_file_is_told_step_by_step(
    analyst: httpx.Client, sqlite_store: Engine, settings: Settings
) -> None:
    csrf = token(analyst.get("/submissions"))
    analyst.post("/submissions", data={"csrf": csrf, "origin": "a colleague"}, files={"file": FILE})

    def told() -> tuple[str, str]:
        listed = analyst.get("/submissions").text
        found = re.search(r'href="(/documents/\d+)">saved.html', listed)
        assert found
        return listed, analyst.get(found[1]).text

    given = told()
    read_snapshots(sqlite_store, Archive(settings.archive_root))
    compare(sqlite_store)
    read = told()
    flag_versions(sqlite_store, Flagger(load_watchlists(settings.watchlists_dir)))
    searched = told()

    for listed, page in (given, read):
        assert "Nothing was found in it" not in page
        assert "findings: " not in listed
    assert all("Not read yet: what it says is not known." in page for page in given)
    assert "<h1" in given[1]
    assert "saved.html</h1>" in given[1]
    assert all("Read, and not searched yet." in page for page in read)
    assert "findings: 1" in searched[0]
    assert "programme-named" in searched[1]
    assert "a colleague" in searched[1].partition('id="evidence-heading"')[2]


def test_what_cannot_be_read_of_a_file_is_told_beside_it(
    analyst: httpx.Client, sqlite_store: Engine, settings: Settings
) -> None:
    csrf = token(analyst.get("/submissions"))
    origin = {"csrf": csrf, "origin": "https://kjj.example.gov.cn/1"}
    locked = ("again.rar", b"Rar!\x1a\x07\x00" + bytes(50))
    for file in (FILE, locked):
        analyst.post("/submissions", data=origin, files={"file": file})
        read_snapshots(sqlite_store, Archive(settings.archive_root))
        compare(sqlite_store)
        flag_versions(sqlite_store, Flagger(load_watchlists(settings.watchlists_dir)))

    again, first = analyst.get("/submissions").text.split("<tr>")[2:4]

    assert "unsupported: a RAR bundle: unpack it and submit its files" in again
    assert "saved.html" in first
    assert "unsupported" not in first


def test_a_text_without_findings_says_that_it_was_searched(
    analyst: httpx.Client, sqlite_store: Engine, document_id: int
) -> None:
    with write_session(sqlite_store) as session:
        session.execute(update(Finding).values(folded_into_id=None))
        session.execute(delete(Finding).where(Finding.document_id == document_id))

    assert "Nothing was found in it." in analyst.get(f"/documents/{document_id}").text
