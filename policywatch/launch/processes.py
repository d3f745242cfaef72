"""Processes that end when they are told to, with all that they started."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

MARK = "POLICYWATCH_STARTED_BY"
GRACE_S = 10.0
POLL_S = 0.1


@dataclass
class Process:
    """A command that runs in a session of its own, its output in a log file."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    started_at: float = 0.0
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        """The process's id, which is its session's too; 0 before the first start."""
        return self._running.pid if self._running else 0

    def start(self) -> None:
        """Start it; what a former run wrote is kept in LOG.1."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_name(self.log.name + ".1"))
        with self.log.open("wb") as log:
            self._running = start_in_session(self.command, self.environment, log)
        self.started_at = time.monotonic()

    def exit_code(self) -> int | None:
        """Return the exit code (-N for signal N), or None while it runs."""
        return self._running.poll() if self._running else None

    def last_lines(self, number: int = 8) -> str:
        """Return the end of what it wrote."""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-number:])


def start_in_session(
    command: Sequence[str],
    environment: Mapping[str, str],
    output: IO[bytes],
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a command away from the terminal's signals, with Python's usual answer to SIGINT.

    A process that a shell put into the background ignores SIGINT, and so would its children.
    """
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            command,
            env=dict(environment),
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    finally:
        if ignored:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_all(leaders: Iterable[int], mark: str | None, grace_s: float = GRACE_S) -> int:
    """End processes and all that they started; return how many had to be killed.

    Each leader gets one SIGTERM: a second one makes Airflow's scheduler hang. What is still there
    after the grace, in a leader's session or (where given) with our mark in its environment, is
    killed.
    """
    sessions = set(leaders) - {0}
    for pid in sessions:
        if _leads_session(pid):
            _send(pid, signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while left := _ours(sessions, mark):
        if time.monotonic() >= deadline:
            break
        time.sleep(POLL_S)
    killed = len(left)
    # Once more for what a process started between our look and its end.
    for _ in range(20):
        for process in left:
            _send(process.pid, signal.SIGKILL)
        if left:
            time.sleep(POLL_S)
        left = _ours(sessions, mark)
        if not left:
            break
    return killed


def _leads_session(pid: int) -> bool:
    """Whether a process is there and leads its session, as all that we start do."""
    try:
        return os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def _ours(sessions: set[int], mark: str | None) -> list[psutil.Process]:
    """Return the living processes of our sessions or with our mark, and what descends from them.

    All three are needed: a task has a session of its own, a process that renames itself overwrites
    its environment, and one whose parent died descends from nobody.
    """
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        if _is_ours(process, sessions, mark):
            found[process.pid] = process
            for child in _children(process):
                found[child.pid] = child
    found.pop(os.getpid(), None)
    return [process for process in found.values() if _is_alive(process)]


def _is_ours(process: psutil.Process, sessions: set[int], mark: str | None) -> bool:
    try:
        if os.getsid(process.pid) in sessions:
            return True
        return mark is not None and bool(process.environ().get(MARK) == mark)
    except (psutil.Error, OSError):
        return False


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        children: list[psutil.Process] = process.children(recursive=True)
    except psutil.Error:
        return []
    return children


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return
