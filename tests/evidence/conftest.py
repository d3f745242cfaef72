"""A world with a finding, sealed, and its bundle."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models import read_session
from policywatch.archive import Archive
from policywatch.evidence import gather, seal, write_bundle
from tests.evidence.world import World, fill


def utc_now() -> datetime:
    return datetime(2023, 8, 28, tzinfo=UTC)


@pytest.fixture
def world(sqlite_store: Engine, tmp_path: Path) -> World:
    return World(sqlite_store, Archive(tmp_path / "archive"), tmp_path)


@pytest.fixture
def finding(world: World) -> int:
    number = fill(world)
    seal(world.engine, utc_now)
    return number


@pytest.fixture
def bundle(world: World, finding: int) -> Path:
    path = world.folder / "case.wacz"
    with read_session(world.engine) as session:
        path.write_bytes(write_bundle(gather(session, finding, "test"), world.archive))
    return path
