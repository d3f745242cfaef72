import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from policywatch.launch.processes import Process, end_all, start_in_session
from tests.launch.children import (
    PARENT,
    POLITE,
    STUBBORN,
    children_told,
    environment,
    is_alive,
    python,
    wait_until,
)

MARK = "test-processes"


def started(code: str, log: Path) -> Process:
    process = Process("child", python(code), log, environment(MARK))
    process.start()
    return process


def test_a_polite_process_is_not_killed(tmp_path: Path) -> None:
    process = started(POLITE, tmp_path / "log")

    assert end_all([process.pid], MARK) == 0
    assert process.exit_code() == -signal.SIGTERM


def test_what_ignores_the_signal_is_killed_after_the_grace(tmp_path: Path) -> None:
    process = started(STUBBORN, tmp_path / "log")
    wait_until(lambda: (tmp_path / "log").read_text().startswith("up"))
    began = time.monotonic()

    assert end_all([process.pid], MARK, grace_s=0.5) == 1
    assert 0.5 <= time.monotonic() - began < 5
    assert process.exit_code() == -signal.SIGKILL


def test_grandchildren_end_too_whatever_their_session(tmp_path: Path) -> None:
    process = started(PARENT, tmp_path / "log")
    pids = children_told(tmp_path / "log", 2)

    end_all([process.pid], MARK, grace_s=0.5)

    assert not any(is_alive(pid) for pid in [process.pid, *pids])


def test_grandchildren_whose_parent_died_end_too(tmp_path: Path) -> None:
    process = started(PARENT, tmp_path / "log")
    pids = children_told(tmp_path / "log", 2)
    os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: process.exit_code() is not None)
    assert all(is_alive(pid) for pid in pids)

    end_all([process.pid], MARK, grace_s=0.2)

    assert not any(is_alive(pid) for pid in pids)


def test_other_processes_are_left_alone(tmp_path: Path) -> None:
    other = subprocess.Popen(python(POLITE), env=environment("another"), start_new_session=True)
    try:
        end_all([], MARK, grace_s=0.2)
        assert is_alive(other.pid)
    finally:
        other.kill()
        other.wait()


def test_a_child_answers_sigint_even_when_we_ignore_it(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with (tmp_path / "log").open("wb") as log:
            code = "import signal; print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
            start_in_session([sys.executable, "-c", code], environment(MARK), log).wait()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)

    assert (tmp_path / "log").read_text() == "False\n"


def test_the_former_log_is_kept_once(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "child.log"
    for word in ("first", "second"):
        process = started(f"print('{word}')", log)
        wait_until(lambda process=process: process.exit_code() is not None)  # type: ignore[misc]

    assert log.read_text() == "second\n"
    assert (tmp_path / "logs" / "child.log.1").read_text() == "first\n"
