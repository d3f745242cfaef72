"""The process that reads attachments: it stays warm, and forks a child for each one.

`python -m policywatch.reading.attachments.worker MODULE:FUNCTION` takes jobs on standard input and
answers on standard output (see `sandbox`, which starts it). The function gets the bytes and the
job's arguments and returns plain values. Whatever it does (die, hang, take all memory, start
processes), this process only sees that its child ended, ends what the child left, and answers.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

_CHUNK = 1 << 20
_SET_CHILD_SUBREAPER = 36  # of prctl(2)
_SET_PARENT_DEATH_SIGNAL = 1
_OUT_OF_MEMORY = 77
_SIZE = struct.Struct("<Q")
Function = Callable[..., dict[str, Any]]


def main() -> None:
    """Answer jobs until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this: it closes stdin
    module, _, name = sys.argv[1].partition(":")
    function: Function = getattr(importlib.import_module(module), name)
    _prctl(_SET_CHILD_SUBREAPER, 1)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = source.read(12)
        if len(head) < 12:
            return
        job_size, body_size = struct.unpack("<IQ", head)
        job = json.loads(source.read(job_size))
        body = source.read(body_size)
        answer = _run(function, body, job, source)
        del body
        sink.write(_SIZE.pack(len(answer)))
        sink.write(answer)
        sink.flush()


def _run(function: Function, body: bytes, job: dict[str, Any], source: BinaryIO) -> bytes:
    """Return what the function makes of the bytes, or how it failed, as JSON."""
    deadline = time.monotonic() + job["seconds"]
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _work(function, body, job, writer)
    os.close(writer)
    try:
        answer, failure = _collect(reader, job["output"], deadline, source)
    finally:
        os.close(reader)
        status = _end(child, 0 if failure else max(1.0, deadline - time.monotonic()))
    if failure:
        return _failed(failure)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return _failed("time" if name == "SIGXCPU" else "crash", name)
    if os.WEXITSTATUS(status) == _OUT_OF_MEMORY:
        return _failed("memory")
    if os.WEXITSTATUS(status) != 0 or not answer:
        return _failed("crash", f"it ended with status {os.WEXITSTATUS(status)}")
    return answer


def _failed(how: str, what: str = "") -> bytes:
    return json.dumps({"failed": how, "what": what}).encode()


def _collect(reader: int, most: int, deadline: float, source: BinaryIO) -> tuple[bytes, str]:
    """Return what the child writes, or which bound it broke."""
    answer = bytearray()
    while len(answer) <= most:
        left = max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([reader, source.fileno()], [], [], left)
        if not ready:
            return b"", "time"
        if source.fileno() in ready:
            # Nobody sends while waiting for an answer: whoever started this is no more.
            return b"", "alone"
        part = os.read(reader, _CHUNK)
        answer += part
        # What the child started may hold the pipe open for ever: the size says when all is there.
        if not part or len(answer) - _SIZE.size == _stated_size(answer):
            return bytes(answer[_SIZE.size :]), ""
    return b"", "output"


def _stated_size(answer: bytearray) -> int:
    stated: int = _SIZE.unpack_from(answer)[0] if len(answer) >= _SIZE.size else -1
    return stated


def _end(child: int, patience: float) -> int:
    """End the child, once it had some seconds to end by itself, and all it started.

    Returns its status.
    """
    until = time.monotonic() + patience
    pause = 0.0005
    while not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if time.monotonic() > until:
            break
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    os.kill(child, signal.SIGKILL)  # not yet waited for, so the id is still the child's
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    _end_strays()
    return status


def _end_strays() -> None:
    """End what left the child's group: as its subreaper, this process is their parent now."""
    while True:
        for pid in _children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    try:
        listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    except OSError:
        return []
    return [int(pid) for pid in listed.split()]


def _work(function: Function, body: bytes, job: dict[str, Any], writer: int) -> NoReturn:
    """Run the function within the job's bounds and write what it returns; never come back."""
    status = 1
    try:
        _confine(job)
        try:
            answer: dict[str, Any] = {"result": function(body, **job["arguments"])}
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is told)
            answer = {"failed": "error", "what": f"{type(error).__name__}: {error}"[:500]}
        text = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        view = memoryview(_SIZE.pack(len(text)) + text)
        while view:
            view = view[os.write(writer, view[:_CHUNK]) :]
        status = 0
    except MemoryError:
        status = _OUT_OF_MEMORY
    finally:
        os._exit(status)


def _confine(job: dict[str, Any]) -> None:
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _limit(resource.RLIMIT_AS, _own_memory() + job["memory"])
    _limit(resource.RLIMIT_CPU, job["seconds"] + 1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, job["files"])
    if not job["programs"]:
        _limit(resource.RLIMIT_NPROC, 0)


def _own_memory() -> int:
    """Return the bytes of address space that the bare process takes."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 1_000_000_000  # no Linux: more than it can be
    return pages * resource.getpagesize()


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    # The hard limit stays: a program started from here may be given more.
    resource.setrlimit(what, (most, hard))


def _prctl(option: int, value: int) -> None:
    """Ask the kernel; where it is no Linux, processes that outlive their parent are not seen."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    main()
