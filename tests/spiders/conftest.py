"""A world to collect in: a real server on loopback and a store on each database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from policywatch.settings import Settings
from tests.spiders.site import Site, running_site
from tests.spiders.world import World


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


def _at(engine: Engine, settings: Settings) -> Settings:
    url = engine.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


@pytest.fixture
def world(sqlite_store: Engine, settings: Settings, site: Site) -> World:
    return World(sqlite_store, _at(sqlite_store, settings), site)


@pytest.fixture
def each_world(store: Engine, settings: Settings, site: Site) -> World:
    """The world on each database."""
    return World(store, _at(store, settings), site)
