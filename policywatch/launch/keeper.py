"""Ends what the launcher started when the launcher itself was killed and cannot.

`python -m policywatch.launch.keeper MARK GRACE_S` reads process ids from a pipe whose other end
only the launcher holds. The end of the pipe is the end of the launcher, however it came.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from policywatch.launch.processes import GRACE_S, end_all


class Keeper:
    """The launcher's side: tells which processes to end."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def watch(self, pid: int) -> None:
        """Have a process ended with us."""
        if self._process.stdin:
            self._process.stdin.write(f"{pid}\n".encode())
            self._process.stdin.flush()

    def close(self) -> None:
        """Have it end what is left, and wait for that."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()


@contextmanager
def keeper(mark: str, grace_s: float = GRACE_S) -> Iterator[Keeper]:
    """Run a keeper until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "policywatch.launch.keeper", mark, str(grace_s)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    told = Keeper(process)
    try:
        yield told
    finally:
        told.close()


def main() -> None:
    """Wait for the launcher's end, then end everything that it named."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    pids = [int(line) for line in sys.stdin]
    end_all(pids, mark=sys.argv[1], grace_s=float(sys.argv[2]))


if __name__ == "__main__":
    main()
