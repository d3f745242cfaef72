"""Crawl processes are forked from one that outlives none of those who need it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from spiders.forking import KILLED, Forked, ForkServer

SECONDS = 60


@pytest.fixture(scope="module")
def server() -> ForkServer:
    return ForkServer()


def with_job(crawl: Forked, **job: object) -> Forked:
    with crawl.stdin as stdin:
        stdin.write(json.dumps({"settings": {}, **job}).encode())
    return crawl


def end_of(crawl: Forked) -> int | None:
    crawl.await_end()
    crawl.stdout.close()
    crawl.stderr.close()
    return crawl.returncode


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_crawls_share_one_server_and_tell_their_exit_codes(server: ForkServer) -> None:
    crawls = [server.fork() for _ in range(3)]
    parents = {parent_of(crawl.pid) for crawl in crawls}

    codes = [end_of(with_job(crawl, url="http://127.0.0.1:1/")) for crawl in crawls]

    assert codes == [0, 0, 0]
    assert len(parents) == 1
    assert os.getpid() not in parents


def test_a_job_that_makes_no_sense_ends_in_an_error_that_is_told(server: ForkServer) -> None:
    crawl = server.fork()
    with crawl.stdin as stdin:
        stdin.write(b"{")
    with crawl.stderr as log:
        told = log.read().decode()
    crawl.await_end()

    assert crawl.returncode == 1
    assert "Job" in told


def test_a_crawl_has_the_environment_and_folder_of_who_asks(
    server: ForkServer, tmp_path: Path
) -> None:
    crawl = server.fork()
    told = {"HOME": str(tmp_path), "POLICYWATCH_MARK": "now"}
    with_job(crawl, environment=told, folder=str(tmp_path / "missing"))
    with crawl.stderr as log:
        complaint = log.read().decode()
    crawl.await_end()

    assert crawl.returncode == 1
    assert f"No such file or directory: '{tmp_path / 'missing'}'" in complaint


def test_a_server_that_was_killed_is_started_anew(server: ForkServer) -> None:
    crawl = server.fork()
    before = parent_of(crawl.pid)

    os.kill(before, signal.SIGKILL)

    assert end_of(crawl) == KILLED
    wait_for(lambda: not is_running(crawl.pid))
    after = server.fork()
    assert parent_of(after.pid) != before
    assert end_of(with_job(after, url="http://127.0.0.1:1/")) == 0


def test_signals_reach_the_crawl_and_none_is_sent_after_its_end(server: ForkServer) -> None:
    crawl = server.fork()

    crawl.send_signal(signal.SIGKILL)

    assert end_of(crawl) == KILLED
    crawl.send_signal(signal.SIGKILL)


def test_server_and_crawl_end_with_the_process_that_started_them() -> None:
    code = (
        "import time; from spiders.forking import ForkServer;"
        "crawl = ForkServer().fork(); print(crawl.pid, flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with owner:
        assert owner.stdout is not None
        crawl = int(owner.stdout.readline())
        forker = parent_of(crawl)
        owner.kill()

    wait_for(lambda: not is_running(forker))
    wait_for(lambda: not is_running(crawl))


def test_a_server_prepared_is_a_fork_that_says_nothing_twice_and_leaves_nothing_behind() -> None:
    code = """
import os, sys
from spiders.forking import ForkServer
unused, server = ForkServer(), ForkServer()
sys.stdout.write("said once\\n")
unused.prepare()
server.prepare()
unused.dismiss()
crawl = server.fork()
server.dismiss()
with crawl.stdin as stdin:
    stdin.write(b'{"settings": {}, "url": "http://127.0.0.1:1/"}')
crawl.await_end()
command = open(f"/proc/{os.getpid()}/cmdline").read()
children = open(f"/proc/self/task/{os.getpid()}/children").read().split()
same = [open(f"/proc/{child}/cmdline").read() == command for child in children]
print(crawl.returncode, same, b"problem" in crawl.stdout.read())
server.close()
print(open(f"/proc/self/task/{os.getpid()}/children").read().split())
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["said once", "0 [True] True", "[]"]
    assert done.stderr == ""


def test_what_is_closed_leaves_no_process_behind() -> None:
    server = ForkServer()
    crawl = server.fork()
    forker = parent_of(crawl.pid)

    server.close()

    assert not is_running(forker)
    assert end_of(crawl) == KILLED
    wait_for(lambda: not is_running(crawl.pid))
