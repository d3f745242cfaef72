"""The shipped watchlists and what flags by them: built once, as both are only read."""

import pytest

from policywatch.catalogue.watchlists import Watchlists, load_watchlists
from policywatch.flagging import Flagger
from policywatch.settings import ROOT


@pytest.fixture(scope="session")
def watchlists() -> Watchlists:
    return load_watchlists(ROOT / "watchlists")


@pytest.fixture(scope="session")
def flagger(watchlists: Watchlists) -> Flagger:
    return Flagger(watchlists)
