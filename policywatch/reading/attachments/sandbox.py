"""A function run in a process of its own, within bounds of time, memory and output.

Each call is a fork of a process that has imported what it needs: a fork costs milliseconds, a new
interpreter with its imports some tenths of a second.
"""

import atexit
import json
import logging
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policywatch.errors import PolicywatchError

logger = logging.getLogger(__name__)

GRACE_SECONDS = 10
_ENDED = (OSError, EOFError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a call may take: seconds, bytes of memory on top of the bare process, of output and of
    each file that it writes. `programs` says whether it may start others.
    """

    seconds: int = 60
    memory: int = 1_000_000_000
    output: int = 60_000_000
    files: int = 0
    programs: bool = False


class OutOfBoundsError(PolicywatchError):
    """The function did not return; `how` is crash, time, memory, output or error."""

    def __init__(self, how: str, what: str) -> None:
        super().__init__(f"{how}: {what}" if what else how)
        self.how = how
        self.what = what


class Sandbox:
    """Runs one function (`module:name`) in children of a process that it starts when first needed.

    Calls from several threads wait for each other; after a fork each process has its own.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def call(self, body: bytes, arguments: dict[str, Any], bounds: Bounds) -> dict[str, Any]:
        """Return what the function returns for some bytes and arguments.

        Raises:
            OutOfBoundsError: it failed, died, or broke a bound.
        """
        job = {
            "arguments": arguments,
            "seconds": bounds.seconds,
            "memory": bounds.memory,
            "output": bounds.output,
            "files": bounds.files,
            "programs": bounds.programs,
        }
        with self._lock:
            try:
                answer = self._ask(json.dumps(job).encode(), body, bounds)
            except _ENDED as error:
                self._end()
                raise OutOfBoundsError("crash", f"the reading process ended: {error}") from error
        if "failed" in answer:
            raise OutOfBoundsError(str(answer["failed"]), str(answer.get("what", "")))
        result: dict[str, Any] = answer["result"]
        return result

    def _ask(self, job: bytes, body: bytes, bounds: Bounds) -> dict[str, Any]:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError("no pipes")
        # The process keeps to its bounds by itself: this is for when it cannot.
        watchdog = threading.Timer(bounds.seconds + GRACE_SECONDS, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            process.stdin.write(struct.pack("<IQ", len(job), len(body)))
            process.stdin.write(job)
            process.stdin.write(body)
            process.stdin.flush()
            (size,) = struct.unpack("<Q", process.stdout.read(8))
            answer = process.stdout.read(size)
        finally:
            watchdog.cancel()
        if len(answer) < size:
            raise EOFError("an answer cut off")
        decoded: dict[str, Any] = json.loads(answer)
        return decoded

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._process = None  # if there is one, it is that of who forked us
            self._owner = os.getpid()
            atexit.register(self.close)
        if self._process is None or self._process.poll() is not None:
            # -P: a file in the current folder, which may hold downloads, must not be imported.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.worker", self._target],
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End the process; the next call starts another."""
        with self._lock:
            if self._owner == os.getpid():
                self._end()


def _environment() -> dict[str, str]:
    known = os.environ.get("PYTHONPATH")
    paths = [str(Path(__file__).resolve().parents[3]), *([known] if known else [])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
