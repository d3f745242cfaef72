"""What happens to the children when the launcher is killed and can do nothing any more."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.launch.children import PARENT, children_told, is_alive, python, wait_until

LAUNCHER = """
import os, sys, time
from pathlib import Path
from policywatch.launch.keeper import keeper
from policywatch.launch.processes import Process
mark, log, *command = sys.argv[1:]
with keeper(mark, grace_s=1) as kept:
    environment = dict(os.environ) | {"POLICYWATCH_STARTED_BY": mark}
    process = Process("child", command, Path(log), environment)
    process.start()
    kept.watch(process.pid)
    print(process.pid, flush=True)
    time.sleep(float(os.environ["LIVES"]))
"""


def launch(log: Path, lives: float) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(log), str(log), *python(PARENT)],
        env=dict(os.environ) | {"LIVES": str(lives)},
        stdout=subprocess.PIPE,
    )


def test_children_end_when_the_launcher_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    launcher = launch(log, lives=600)
    assert launcher.stdout is not None
    pids = [int(launcher.stdout.readline()), *children_told(log, 2)]

    launcher.send_signal(signal.SIGKILL)
    launcher.wait()

    wait_until(lambda: not any(is_alive(pid) for pid in pids), seconds=20)


def test_the_launcher_does_not_end_before_all_that_it_left_has_ended(tmp_path: Path) -> None:
    log = tmp_path / "log"
    launcher = launch(log, lives=1)
    assert launcher.stdout is not None
    pids = [int(launcher.stdout.readline()), *children_told(log, 2)]

    launcher.wait(timeout=30)

    assert not any(is_alive(pid) for pid in pids)
