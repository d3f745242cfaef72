"""Giving files in the review app."""

import httpx
from fastapi import Request
from sqlalchemy import Engine, select

from models import Channel, Submission, read_session
from policywatch.review.submissions import is_too_large
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
