"""The store: one schema on both databases, reached by migrations alone."""

import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from models import Base, CrawlRun, Source, make_engine, read_session, write_session
from models.engine import POSTGRES_PATIENCE
from models.migrate import migrate
from models.schema import is_current
from tests.rows import make_source
from tests.stores import PostgresStores


def test_upgraded_schema_equals_the_models(store: Engine) -> None:
    with store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, Base.metadata)

    assert difference == []


def test_a_server_that_takes_the_connection_and_says_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(POSTGRES_PATIENCE, "connect_timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        engine = make_engine(f"postgresql+psycopg://x:y@127.0.0.1:{port}/z")

        with pytest.raises(OperationalError, match="timeout"), engine.connect():
            pass


def test_naive_times_are_refused(store: Engine) -> None:
    with pytest.raises(Exception, match="naive time"), write_session(store) as session:
        session.add(make_source("s", datetime(2023, 1, 1)))  # noqa: DTZ001 (the point of the test)


def test_times_come_back_aware(store: Engine) -> None:
    at = datetime(2023, 8, 24, 9, tzinfo=UTC)
    with write_session(store) as session:
        session.add(make_source("s", at))

    with read_session(store) as session:
        assert session.get_one(Source, "s").due_at == at


WRITERS, WRITES = 4, 25
COUNT_UP = """
import sys
from sqlalchemy import select
from models import CrawlRun, make_engine, write_session
engine = make_engine(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with write_session(engine) as session:
        row = session.scalars(select(CrawlRun).with_for_update()).one()
        row.pages = row.pages + 1
"""


def test_processes_that_read_and_write_at_once_lose_nothing_and_meet_no_lock(
    store: Engine,
) -> None:
    with write_session(store) as session:
        session.add(make_source("s", datetime(2023, 8, 24, tzinfo=UTC)))
        session.flush()
        session.add(CrawlRun(source_id="s", started_at=datetime(2023, 8, 24, tzinfo=UTC)))
    url = store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", COUNT_UP, url, str(WRITES)]

    writers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(WRITERS)]
    said = [writer.communicate(timeout=120)[1] for writer in writers]

    assert said == [b""] * WRITERS
    with read_session(store) as session:
        assert session.scalars(select(CrawlRun)).one().pages == WRITERS * WRITES


def test_a_store_is_current_once_all_migrations_ran(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    assert not is_current(engine)
    migrate(engine, "0003")
    assert not is_current(engine)
    migrate(engine)
    assert is_current(engine)


def test_processes_that_upgrade_a_store_at_once_all_find_it_upgraded(
    postgres: PostgresStores, tmp_path: Path
) -> None:
    upgrade = "import sys, models, models.migrate as m; m.migrate(models.make_engine(sys.argv[1]))"
    with postgres.empty() as elsewhere:
        for place in (f"sqlite:///{tmp_path / 'store.sqlite'}", elsewhere):
            running = [subprocess.Popen([sys.executable, "-c", upgrade, place]) for _ in range(3)]

            assert [one.wait(120) for one in running] == [0, 0, 0]
