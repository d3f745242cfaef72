"""A review app over a seeded store, served for real."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine, update

from models import Source, make_engine, write_session
from policywatch.review import create_app
from policywatch.settings import Settings
from tests.review.seeding import PASSWORD, seed


@pytest.fixture(scope="session")
def seeded(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, now: datetime
) -> tuple[Path, int]:
    """A seeded store to copy, and its document that has everything."""
    path = tmp_path_factory.mktemp("seeded") / "store.sqlite"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with write_session(engine) as session:
        document_id = seed(session, now)
        # By the clock of the app, nobody forgot to crawl.
        today = datetime.now(UTC)
        session.execute(update(Source).values(last_run_at=today, due_at=today))
    engine.dispose()
    return path, document_id


@pytest.fixture
def document_id(sqlite_store: Engine, seeded: tuple[Path, int]) -> int:
    """Fill the store; give the document that has everything."""
    path, document_id = seeded
    with (
        closing(sqlite3.connect(path)) as filled,
        closing(sqlite_store.raw_connection()) as mine,
    ):
        filled.backup(cast(sqlite3.Connection, mine.driver_connection))
    return document_id


@pytest.fixture
def address(sqlite_store: Engine, settings: Settings, document_id: int) -> Iterator[str]:
    """The address of a running review app."""
    with running_app(sqlite_store, settings) as address:
        yield address


@contextmanager
def running_app(engine: Engine, settings: Settings) -> Iterator[str]:
    """Serve a review app over a store and give its address."""
    config = uvicorn.Config(create_app(engine, settings), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def visitor(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        yield client


@pytest.fixture
def analyst(visitor: httpx.Client) -> httpx.Client:
    return sign_in(visitor, "analyst")


def sign_in(client: httpx.Client, name: str) -> httpx.Client:
    answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 200
    return client
