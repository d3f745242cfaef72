"""What a command costs: seconds by the clock and of processor time, peak memory."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took with all its processes; `output` is what it wrote."""

    wall_s: float
    cpu_s: float
    peak_mb: float = 0.0
    output: str = ""


def clean_environment() -> dict[str, str]:
    """Return the environment without our settings, and with compiled modules kept, as usual."""
    left_out = ("POLICYWATCH_", "PYTHONDONTWRITEBYTECODE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    return kept | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "policywatch-compiled")}


def command_cost(command: Sequence[str | Path], environment: Mapping[str, str]) -> Cost:
    """Run a command to its end and return its cost.

    Raises:
        RuntimeError: it failed.
    """
    began = time.monotonic()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        output = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {output[-2000:]}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Cost(time.monotonic() - began, cpu_s, usage.ru_maxrss / 1024, output)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, with its ended children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of loopback that was free just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
