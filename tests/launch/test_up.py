"""Starting and ending everything, for real."""

import signal
import time
from pathlib import Path

import pytest

from tests.dags.running import READY_WITHIN_S, STOPPED_WITHIN_S, free_settings, running
from tests.launch.children import wait_until

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of all runs: Airflow's database is prepared for the first one alone."""
    return tmp_path_factory.mktemp("up") / "home"


def test_it_ends_within_twenty_seconds_and_goes_on_the_next_time(home: Path) -> None:
    settings = free_settings(home)
    with running(settings) as run:
        run.wait_until(lambda: "Airflow scheduler is ready" in run.said(), READY_WITHIN_S, "it")
        assert len(run.sessions()) >= 6
        took = run.stop(signal.SIGHUP)

    assert run.process.returncode == 0
    assert took < STOPPED_WITHIN_S
    assert run.left_behind() == []

    with running(settings) as again:
        # A signal while it is still starting, and another one while it is ending.
        again.wait_until(lambda: "starting Airflow scheduler" in again.said(), 60, "it")
        again.sessions()
        assert "preparing Airflow" not in again.said()
        again.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        took = again.stop(signal.SIGINT)

    assert again.process.returncode == 0
    assert took < STOPPED_WITHIN_S
    assert again.left_behind() == []


def test_all_ends_when_the_launcher_is_killed(home: Path) -> None:
    with running(free_settings(home)) as run:
        run.wait_until(lambda: "sign in as" in run.said(), READY_WITHIN_S, "the addresses")
        assert len(run.sessions()) >= 6
        run.process.kill()
        run.process.wait()
        wait_until(lambda: run.left_behind() == [], seconds=STOPPED_WITHIN_S)
