"""Run a command of the pipeline in a process of its own, for the tasks of the DAGs."""

import ctypes
import json
import signal
import subprocess
import sys
import threading
from collections import deque
from typing import Any

from airflow.sdk.exceptions import AirflowException, AirflowFailException

PR_SET_PDEATHSIG = 1
FAILED, BAD_USE = 1, 2


def policywatch(*arguments: str) -> dict[str, Any]:
    """Run `policywatch ARGUMENTS --json`, show its lines in the task's log, return its counts.

    Raises:
        AirflowFailException: something failed and is in the store, to be tried again when it is
            due; or settings or files are wrong. A retry at once would help neither, and one that
            then finds nothing to do would hide the failure.
        AirflowException: it died, or store, archive or machine cannot be used now. What was done
            stays done, and a retry goes on.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "policywatch", *arguments, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=_end_with_parent,
    )
    told: deque[str] = deque(maxlen=5)
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
        _end(process)
    reader.join(timeout=5)
    reason = "".join(told).strip() or f"exit code {code}"
    if code in (FAILED, BAD_USE):
        raise AirflowFailException(reason)
    if code:
        raise AirflowException(reason)
    return answer


def _end(process: "subprocess.Popen[str]") -> None:
    """End a child that still runs because its task was cancelled: it may give back its lease."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()


def _show(lines: Any, told: deque[str]) -> None:
    for line in lines:
        print(line, end="", flush=True)  # noqa: T201 (into the task's log)
        told.append(line)


def _end_with_parent() -> None:
    """Ask the kernel to end the child when the task dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
