"""How a task runs a command: in a real child process, a small program taking the part of ours."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policywatch.settings import ROOT
from tests.launch.children import is_alive, wait_until

TASK = """
import sys
sys.path.insert(0, sys.argv[1])
from pipeline_command import policywatch
try:
    print("COUNTS", policywatch(*sys.argv[2:]))
except Exception as error:
    print(type(error).__name__, error)
"""
# Takes the place of the package: `python -m policywatch` finds it first.
PROGRAM = """
import os, sys, time
print("progress: 1 of 2", file=sys.stderr, flush=True)
match sys.argv[1]:
    case "counts": print("a line"); print('{"done": 3, "failed": 0}')
    case "fails": print('{"done": 1, "failed": 2}'); sys.exit("2 of 3 pieces failed")
    case "bad-use": print("rules.yaml:3: no such term", file=sys.stderr); sys.exit(2)
    case "away": print("the store cannot be used now", file=sys.stderr); sys.exit(3)
    case "dies": os.kill(os.getpid(), 9)
    case "waits": print("pid", os.getpid(), file=sys.stderr, flush=True); time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = tmp_path / "policywatch"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(PROGRAM)
    return tmp_path


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", TASK, str(ROOT / "dags"), *arguments],
        cwd=folder,
        env=dict(os.environ) | {"AIRFLOW_HOME": str(folder / "airflow"), "PYTHONPATH": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *arguments: str) -> str:
    return start(folder, *arguments).communicate()[0]


def test_lines_are_shown_and_counts_returned(folder: Path) -> None:
    told = run(folder, "counts")

    assert "progress: 1 of 2\n" in told
    assert "COUNTS {'done': 3, 'failed': 0}" in told


@pytest.mark.parametrize(
    ("how", "error", "reason"),
    [
        pytest.param("fails", "AirflowFailException", "2 of 3 pieces failed", id="work failed"),
        pytest.param("bad-use", "AirflowFailException", "rules.yaml:3", id="a file is wrong"),
        pytest.param("dies", "AirflowException", "", id="a crash is tried again"),
        pytest.param("away", "AirflowException", "cannot be used", id="an absent store, too"),
    ],
)
def test_how_a_command_ended_decides_whether_it_is_tried_again(
    folder: Path, how: str, error: str, reason: str
) -> None:
    last = run(folder, how).split(error, 1)

    assert len(last) == 2
    assert reason in last[1]


@pytest.mark.parametrize("command", ["audit", "collect", "read", "compare", "flag", "alert"])
def test_our_own_commands_are_tried_again_when_the_store_is_away(
    tmp_path: Path, command: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql+psycopg://p@127.0.0.1:{free.getsockname()[1]}/p"
    told = subprocess.run(
        [sys.executable, "-c", TASK, str(ROOT / "dags"), command],
        cwd=ROOT,
        env=dict(os.environ)
        | {"AIRFLOW_HOME": str(tmp_path / "airflow"), "PYTHONPATH": str(ROOT)}
        | {"POLICYWATCH_HOME": str(tmp_path), "POLICYWATCH_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout

    assert "\nAirflowException " in told
    assert "the store cannot be" in told


def test_the_command_ends_with_its_killed_task(folder: Path) -> None:
    task = start(folder, "waits")
    assert task.stdout is not None
    pid = 0
    deadline = time.monotonic() + 60
    while not pid:
        assert time.monotonic() < deadline
        line = task.stdout.readline()
        pid = int(line.split()[1]) if line.startswith("pid ") else 0

    task.send_signal(signal.SIGKILL)
    task.wait()

    wait_until(lambda: not is_alive(pid))
