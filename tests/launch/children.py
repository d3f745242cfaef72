"""Small real programs for the launcher to start, and a look at who is alive."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

POLITE = "import time; time.sleep(600)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(600)
"""
# Starts a process in a session of its own, as a task of Airflow does, and one in the same session.
PARENT = f"""
import subprocess, sys, time
for alone in (True, False):
    child = subprocess.Popen([sys.executable, "-c", {STUBBORN!r}], start_new_session=alone)
    print("child", child.pid, flush=True)
time.sleep(600)
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.05)


def children_told(log: Path, number: int) -> list[int]:
    """Return the process ids that a PARENT wrote, once they are all up."""
    wait_until(lambda: log.exists() and log.read_text().count("up") >= number)
    return [int(line.split()[1]) for line in log.read_text().splitlines() if "child" in line]


def environment(mark: str) -> dict[str, str]:
    return dict(os.environ) | {"POLICYWATCH_STARTED_BY": mark}
