"""Run a command of the pipeline in a process of its own, for the tasks of the DAGs."""

import ctypes
import json
import signal
import subprocess
import sys
import threading
from typing import Any

from airflow.sdk.exceptions import AirflowException, AirflowFailException

PR_SET_PDEATHSIG = 1
BAD_USE = 2


def policywatch(*arguments: str) -> dict[str, Any]:
    """Run `policywatch ARGUMENTS --json`, show its lines in the task's log, return its counts.

    Raises:
        AirflowException: something failed; what was done stays done, and a retry goes on.
        AirflowFailException: settings or files are wrong: a retry would not help.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "policywatch", *arguments, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_end_with_parent,
    )
    told: list[str] = []
    reader = threading.Thread(target=_show, args=(process.stderr, told), daemon=True)
    reader.start()
    answer: dict[str, Any] = {}
    try:
        for line in process.stdout or ():
            print(line, end="", flush=True)  # noqa: T201 (into the task's log)
            if line.startswith("{"):
                answer = json.loads(line)
        code = process.wait()
    finally:
        process.kill()
    reader.join(timeout=5)
    reason = "".join(told[-5:]).strip() or f"exit code {code}"
    if code == BAD_USE:
        raise AirflowFailException(reason)
    if code:
        raise AirflowException(reason)
    return answer


def _show(lines: Any, told: list[str]) -> None:
    for line in lines:
        print(line, end="", flush=True)  # noqa: T201 (into the task's log)
        told.append(line)


def _end_with_parent() -> None:
    """Ask the kernel to end the child when the task dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
