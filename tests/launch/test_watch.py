import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policywatch.launch.processes import end_all
from policywatch.launch.watch import LaunchError, Services
from tests.launch.children import POLITE, environment, python

MARK = "test-watch"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def services(tmp_path: Path, said: list[str]) -> Iterator[Services]:
    services = Services(said.append, logs=tmp_path, environment=environment(MARK))
    yield services
    end_all(services.pids(), MARK, grace_s=2)


def look_after(services: Services, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        services.look_after()
        time.sleep(0.02)


def test_a_service_is_ready_once_it_says_so(services: Services, said: list[str]) -> None:
    answers = iter([False, True])
    services.start("thing", python(POLITE), lambda: next(answers))

    services.look_after()
    assert not services.are_ready()
    look_after(services, 1.5)

    assert services.are_ready()
    assert said[0] == "starting thing"
    assert said[1].startswith("thing is ready (took ")


def test_a_service_that_dies_is_started_again(
    services: Services, said: list[str], tmp_path: Path
) -> None:
    dies_once = (
        f"import pathlib, time; seen = pathlib.Path({str(tmp_path / 'seen')!r}); "
        "first = not seen.exists(); seen.touch(); exit(3) if first else time.sleep(600)"
    )
    services.start("thing", python(dies_once), lambda: (tmp_path / "seen").exists())
    [first] = services.pids()

    look_after(services, 1.5)

    assert services.pids() != [first]
    assert any("thing ended by itself (exit code 3): starting it again" in s for s in said)


def test_a_service_that_keeps_dying_ends_the_run_with_its_last_words(services: Services) -> None:
    services.start("thing", python("print('no such luck'); exit(1)"), lambda: False)

    with pytest.raises(LaunchError, match=r"again and again.*\n.*no such luck"):
        look_after(services, 20)


def test_a_command_that_fails_ends_the_run_with_its_last_words(services: Services) -> None:
    with pytest.raises(LaunchError, match=r"preparing failed \(exit code 1\).*\n.*sorry"):
        services.run("preparing", python("print('sorry'); exit(1)"), lambda: True)


def test_a_command_is_given_up_when_we_should_end(services: Services) -> None:
    assert services.run("preparing", python(POLITE), lambda: False) is False
