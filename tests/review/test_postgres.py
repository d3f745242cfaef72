"""The review app's queries give the same on PostgreSQL."""

import socket
from datetime import datetime
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models import make_engine, write_session
from policywatch.review import create_app
from policywatch.settings import Settings
from tests.review.seeding import PASSWORD, seed

PATHS = [
    "/", "/?order=time&programme=qiming&source=source-0&rule=programme-named", "/sources",
    "/?low=shown&q=" + quote("啟明 ＱＩＭＩＮＧ “8500万元” \\w-]^[.*(?:x)|*** http://"),
    "/?low=shown&q=" + quote("啟明 “行动 8500万元” http://"), "/?q=%00",
    "/candidates", "/candidates?page=2", "/candidates/1", "/unreadable", "/mail",
    "/documents/1", "/documents/1/changes/2",
]  # fmt: skip


@pytest.fixture(scope="module")
def bodies() -> dict[str, list[str]]:
    """What each store answered, path by path."""
    return {}


def test_every_page_is_the_same_on_both_databases(
    store: Engine, settings: Settings, now: datetime, bodies: dict[str, list[str]]
) -> None:
    with write_session(store) as session:
        seed(session, now)
    with TestClient(create_app(store, settings), base_url="http://127.0.0.1") as client:
        client.post("/sign-in", data={"name": "analyst", "password": PASSWORD})
        answers = [client.get(path) for path in PATHS]

    assert [answer.status_code for answer in answers] == [200] * len(PATHS)
    bodies[store.dialect.name] = [without_token(answer.text) for answer in answers]
    if len(bodies) == 2:
        assert bodies["sqlite"] == bodies["postgresql"]


def without_token(page: str) -> str:
    """Return a page without the session's own token."""
    return "\n".join(line for line in page.splitlines() if 'name="csrf"' not in line)


@pytest.mark.parametrize("odd", ["\x00", "9" * 30, "‮", "𠮷", "'", "%"], ids=ascii)
def test_odd_addresses_and_forms_are_answered_by_a_page(
    store: Engine, settings: Settings, now: datetime, odd: str
) -> None:
    with write_session(store) as session:
        seed(session, now)
    with TestClient(create_app(store, settings), base_url="http://127.0.0.1") as client:
        page = client.post("/sign-in", data={"name": "analyst", "password": PASSWORD}).text
        token = page.partition('name="csrf" value="')[2].partition('"')[0]
        form = {"csrf": token, "verdict": "relevant", "note": odd}
        answers = [
            *(client.get(f"/?{field}={quote(odd)}") for field in ("rule", "programme", "page")),
            *(client.get(f"/{room}/{quote(odd)}") for room in ("documents", "mail", "candidates")),
            client.get(f"/documents/1/changes/{quote(odd)}"),
            client.get(f"/findings/{quote(odd)}/evidence"),
            client.get(f"/unsubscribe/{quote(odd)}"),
            client.post("/findings/1/decisions", data=form),
            client.post("/findings/1/decisions", data=form | {"csrf": odd}),
        ]

    assert {answer.status_code for answer in answers} <= {200, 400, 403, 404}
    assert all("<!doctype html>" in answer.text.lower() for answer in answers)


def test_a_store_that_is_down_is_told_by_a_page(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    engine = make_engine(f"postgresql+psycopg://x:y@127.0.0.1:{port}/z")
    with TestClient(create_app(engine, settings), base_url="http://127.0.0.1") as client:
        answer = client.get("/documents/1")

    assert answer.status_code == 503
    assert "<!doctype html>" in answer.text.lower()
