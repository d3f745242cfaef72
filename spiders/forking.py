"""Crawl processes forked from one that has imported all of Scrapy: a start takes milliseconds.

A reactor cannot be started twice, so each host's crawl has a process of its own. The fork server
is started with the first crawl, or before it by who knows that there will be one: then it is a
fork itself, where there are no other threads (a fork of threads may never wake up). It ends with
the process that started it, or when nothing is asked of it for a while. Crawls whose server is
gone get SIGTERM from the kernel.
"""

import atexit
import gc
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

CLOSE_S = 5.0
IDLE_S = 300.0
"""So long a fork server waits for the next crawl; one that comes later starts another."""
_PID = struct.Struct("=q")
_CODE = struct.Struct("=i")
_STREAMS = 3  # standard input, output and error; the end of a crawl is told on a fourth one
_ROOT = Path(__file__).resolve().parent.parent
KILLED = -int(signal.SIGKILL)


class Forked:
    """A crawl process as seen by the one that asked for it; `returncode` is None while it runs."""

    def __init__(self, pid: int, stdin: BinaryIO, stdout: BinaryIO, stderr: BinaryIO, end: int):
        self.pid = pid
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.returncode: int | None = None
        self.ended = threading.Event()
        self._end = end

    def await_end(self) -> None:
        """Wait until it ended; to be called once, by a thread that has nothing else to do."""
        with os.fdopen(self._end, "rb") as end:
            told = end.read(_CODE.size)
        # Without a word the fork server died, and its crawls with it.
        self.returncode = _CODE.unpack(told)[0] if len(told) == _CODE.size else KILLED
        self.ended.set()

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it has not ended."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


class _Child:
    """A fork of this process."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def wait(self, seconds: float | None = None) -> None:
        """Wait until it ended.

        Raises:
            subprocess.TimeoutExpired: it has not.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        with suppress(ChildProcessError):
            while not os.waitpid(self._pid, 0 if deadline is None else os.WNOHANG)[0]:
                if deadline is not None and time.monotonic() > deadline:
                    raise subprocess.TimeoutExpired("the fork server", seconds or 0)
                time.sleep(0.005)

    def kill(self) -> None:
        """Kill it."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)


class ForkServer:
    """Starts crawl processes; may be used by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | _Child | None = None
        self._socket: socket.socket | None = None
        self._is_used = False

    def prepare(self) -> None:
        """Have the server start while its user does other things: it is likely to be needed.

        To be called before a store is opened: its connections must not be shared with a fork.
        """
        with self._lock:
            if self._server is None:
                self._start(may_fork=threading.active_count() == 1)

    def dismiss(self) -> None:
        """Hear that the server is not needed, if nothing was asked of it yet."""
        with self._lock:
            if not self._is_used:
                self.close()

    def fork(self) -> Forked:
        """Return a new crawl process, which waits for its job.

        Raises:
            OSError: there is none to be had.
        """
        theirs, ours = _pipes()
        try:
            with self._lock:
                try:
                    pid = self._ask(theirs)
                except OSError:
                    self._start()  # it was not there, or has died
                    pid = self._ask(theirs)
        except BaseException:
            for fd in ours:
                os.close(fd)
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        stdin, stdout, stderr, end = ours
        return Forked(
            pid, os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"), os.fdopen(stderr, "rb"), end
        )

    def _ask(self, theirs: list[int]) -> int:
        if self._socket is None:
            raise ConnectionError("the fork server is not there")
        socket.send_fds(self._socket, [b"f"], theirs)
        self._is_used = True
        told = b""
        while len(told) < _PID.size:
            part = self._socket.recv(_PID.size - len(told))
            if not part:
                raise ConnectionError("the fork server ended without a word")
            told += part
        return int(_PID.unpack(told)[0])

    def close(self) -> None:
        """Let the fork server end, and its crawls with it, and wait until it has."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._server is not None:
            if not self._is_used:
                self._server.kill()  # it may be importing still, and has nothing to lose
            try:
                self._server.wait(CLOSE_S)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None

    def _start(self, *, may_fork: bool = False) -> None:
        self.close()
        atexit.unregister(self.close)
        atexit.register(self.close)
        self._is_used = False
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._server = self._fork_here(theirs) if may_fork else _start_anew(theirs)

    def _fork_here(self, theirs: socket.socket) -> _Child:
        sys.stdout.flush()  # else each fork would write once more what waits to be written
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return _Child(pid)
        if self._socket is not None:
            self._socket.close()
        _serve_and_leave(theirs.detach())


def _start_anew(theirs: socket.socket) -> "subprocess.Popen[bytes]":
    rest = os.environ.get("PYTHONPATH")
    path = f"{_ROOT}{os.pathsep}{rest}" if rest else str(_ROOT)
    return subprocess.Popen(
        [sys.executable, "-m", "spiders", "--fork", str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        env={**os.environ, "PYTHONPATH": path},
    )


def _serve_and_leave(fd: int) -> NoReturn:
    """Be a fork server, and in its forks a crawl; never return into what was forked."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with open(os.devnull, "rb") as nothing:  # noqa: PTH123 (a descriptor is wanted)
            os.dup2(nothing.fileno(), 0)
        server = serve(fd)
        if server is None:
            code = 0
        else:
            from spiders.job import crawl

            code = crawl(server)
            sys.stdout.flush()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001 (nobody above this is to hear of it)
        traceback.print_exc()
    finally:
        os._exit(code)


def _pipes() -> tuple[list[int], list[int]]:
    """Return the ends of four pipes: those for the crawl process, and ours."""
    theirs, ours = [], []
    for number in range(_STREAMS + 1):
        read, write = os.pipe()
        theirs.append(write if number else read)
        ours.append(read if number else write)
    return theirs, ours


def serve(fd: int) -> int | None:
    """Fork whenever asked to, until who asks is gone.

    Returns in each crawl process with the fork server's process number, its standard streams set;
    in the server itself with None, once it is to end.
    """
    from spiders.warm import import_all, import_rest

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    import_all()
    gc.freeze()  # what is there stays, and is copied no more by who is forked
    gc.enable()
    asked = socket.socket(fileno=fd)
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    ends: dict[int, int] = {}
    with selectors.PollSelector() as selector:
        selector.register(asked, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = selector.select(IDLE_S)
            if not ready and not ends:
                return None
            for key, _ in ready:
                if key.fileobj == woken:
                    _tell_ends(woken, ends)
                    continue
                word, fds, _, _ = socket.recv_fds(asked, 1, _STREAMS + 1)
                if not word:
                    return None
                server, pid = os.getpid(), os.fork()
                if not pid:
                    _become_crawl(fds, [woken, waker, *ends.values()])
                    asked.close()
                    return server
                ends[pid] = fds.pop()
                for stream in fds:
                    os.close(stream)
                asked.sendall(_PID.pack(pid))
                import_rest()


def _tell_ends(woken: int, ends: dict[int, int]) -> None:
    """Tell, of each crawl process that ended, its exit code to who asked for it."""
    with suppress(BlockingIOError):
        os.read(woken, 4096)
    while ends:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        end = ends.pop(pid)
        with suppress(BrokenPipeError):
            os.write(end, _CODE.pack(os.waitstatus_to_exitcode(status)))
        os.close(end)


def _become_crawl(fds: list[int], others: list[int]) -> None:
    """Leave what is the server's, and take the standard streams that were sent."""
    import random

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for fd in (*others, fds[_STREAMS]):
        os.close(fd)
    for number, fd in enumerate(fds[:_STREAMS]):
        os.dup2(fd, number)
        os.close(fd)
    # Whatever the streams were to who was forked.
    sys.stdin = os.fdopen(0, closefd=False, encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", closefd=False, encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", closefd=False, encoding="utf-8", errors="backslashreplace")
    random.seed()  # else all crawls draw the same delays
