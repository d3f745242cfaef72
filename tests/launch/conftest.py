"""What holds for all that these tests start."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _ended_by_sighup() -> Iterator[None]:
    """Let processes be ended by SIGHUP also where nohup has the suite ignore it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)
