"""Fixtures shared by all tests: real stores, a clock, settings."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models import make_engine
from models.migrate import migrate
from policywatch.settings import Settings
from tests.stores import Fill, PostgresStores, SqliteStores, postgres_server

os.environ.setdefault("TZ", "UTC")

# The suite starts several hundred Python processes: without compiled modules each of them, and
# each worker, would compile all that it imports anew, 2 s of processor for one command.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Where libcst is installed, Hypothesis writes a patch of a failing example; where that fails, the
# worker dies and what the test had found is lost. Examples are kept in .hypothesis without it.
sys.modules["hypothesis.extra._patching"] = None  # type: ignore[assignment]

# Begun first, so that no worker is left with one of these when all others are done. What needs a
# machine of its own most, Airflow and the hostile web, does not stand side by side.
LONGEST = [
    "dags/test_whole_run.py",
    "docs/test_commands.py",
    "pipeline/test_killed_stages.py",
    "spiders/test_hostile_web.py",
    "spiders/test_redesign.py",
    "spiders/test_killed.py",
    "flagging/reflagging/test_stage.py",
    "launch/test_up.py",
    "pipeline/test_sample_days.py",
    "pipeline/test_read_again.py",
    "flagging/reflagging/test_effects.py",
    "comparing/test_interruption.py",
    "flagging/test_flagger.py",
    "review/test_browser.py",
    "spiders/test_browser.py",
    "spiders/test_gaps.py",
    "alerting/test_killed.py",
    "flagging/test_backtest.py",
    "test_store.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresStores]:
    with postgres_server() as url:
        stores = PostgresStores(url)
        yield stores
        stores.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sqlite(sqlite_template: Path) -> SqliteStores:
    return SqliteStores(sqlite_template)


@pytest.fixture(scope="session")
def rows() -> Fill | None:
    """What fills a store once for all tests of a module or folder that say so; nothing else."""
    return None


@pytest.fixture
def sqlite_store(sqlite: SqliteStores, rows: Fill | None, tmp_path: Path) -> Iterator[Engine]:
    """A migrated SQLite store: for tests that do not depend on the database."""
    with sqlite.migrated(tmp_path / "store.sqlite", rows) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, rows: Fill | None) -> Iterator[Engine]:
    """A migrated store on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    with request.getfixturevalue("postgres").migrated(rows) as engine:
        yield engine


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", allow_loopback=True)


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2023, 8, 24, 9, 0, tzinfo=UTC)
