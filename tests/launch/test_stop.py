import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.launch.children import wait_until

LISTENER = """
import os, signal, sys, time
from pathlib import Path
from policywatch.launch.up import Stop, signals_to
stop = Stop()
with signals_to(stop):
    Path(sys.argv[1]).write_text("up")
    while stop.is_wanted():
        time.sleep(0.05)
Path(sys.argv[1]).write_text(stop.reason)
"""


def listen(told: Path, stdout: int, before: str = "", **more: str) -> "subprocess.Popen[bytes]":
    listener = subprocess.Popen(
        [sys.executable, "-c", before + LISTENER, str(told)],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        env={key: value for key, value in os.environ.items() if key != "MAKELEVEL"} | more,
    )
    wait_until(lambda: told.exists() and told.read_text() == "up")
    return listener


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_it(tmp_path: Path, name: str) -> None:
    listener = listen(tmp_path / "told", subprocess.DEVNULL)
    subprocess.run(["kill", f"-{name.removeprefix('SIG')}", str(listener.pid)], check=True)

    assert listener.wait(timeout=5) == 0
    assert (tmp_path / "told").read_text() == name


def test_a_closed_terminal_ends_it_even_when_another_process_leads_the_session(
    tmp_path: Path,
) -> None:
    ours, its = os.openpty()
    listener = listen(tmp_path / "told", its)
    os.close(its)
    os.close(ours)

    assert listener.wait(timeout=5) == 0
    assert (tmp_path / "told").read_text() == "the terminal was closed"


def test_nohup_is_respected(tmp_path: Path) -> None:
    ignore = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    listener = listen(tmp_path / "told", subprocess.DEVNULL, before=ignore)
    for name in ("HUP", "TERM"):
        subprocess.run(["kill", f"-{name}", str(listener.pid)], check=True)

    assert listener.wait(timeout=5) == 0
    assert (tmp_path / "told").read_text() == "SIGTERM"


def test_it_ends_with_the_make_that_started_it(tmp_path: Path) -> None:
    told = tmp_path / "told"
    make = subprocess.Popen(
        ["sh", "-c", '"$0" "$@"; true', sys.executable, "-c", LISTENER, str(told)],
        env=dict(os.environ) | {"MAKELEVEL": "1"},
    )
    wait_until(lambda: told.exists() and told.read_text() == "up")

    make.kill()
    make.wait()

    wait_until(lambda: told.read_text() == "make is gone")
