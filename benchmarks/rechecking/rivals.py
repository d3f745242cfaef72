"""Page watchers, each installed into an interpreter of their own, each checking a list of pages."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.collecting.timing import Cost, command_cost, cpu_seconds, free_port

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv" / "watchers"
LOCK = Path(__file__).with_name("rivals.lock")
START_S = 240
CHECK_S = 900
SETTLE_S = 5
# A check of all pages: called once to know them, then to look at them again.
Check = Callable[[], Cost]


def install() -> None:
    """Make the interpreter from rivals.lock, where it is not there or older."""
    python = VENV / "bin" / "python"
    if python.is_file() and LOCK.stat().st_mtime <= VENV.stat().st_mtime:
        return
    uv = ROOT / ".venv" / "bin" / "uv"
    print(f"installing the page watchers into {VENV.relative_to(ROOT)}", file=sys.stderr)
    make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
    put = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", LOCK]
    subprocess.run(make, check=True)
    subprocess.run(put, check=True)
    VENV.touch()


@contextmanager
def urlwatch(home: Path, urls: Sequence[str]) -> Iterator[Check]:
    """Give a check by urlwatch: one job a page, its ten threads."""
    jobs = _write_jobs(home, urls)
    (home / "config.yaml").write_text("report: {stdout: {enabled: true}}\n")
    files = ("--urls", jobs, "--config", home / "config.yaml", "--cache", home / "cache.db")
    yield lambda: command_cost([VENV / "bin" / "urlwatch", *files], _environment(home))


@contextmanager
def webchanges(home: Path, urls: Sequence[str]) -> Iterator[Check]:
    """Give a check by webchanges: one job a page, as many threads as it likes."""
    jobs = _write_jobs(home, urls)
    (home / "config.yaml").write_text("report: {stdout: {enabled: true}}\n")
    files = ("--jobs", jobs, "--config", home / "config.yaml", "--database", home / "cache.db")
    yield lambda: command_cost([VENV / "bin" / "webchanges", *files], _environment(home))


def _write_jobs(home: Path, urls: Sequence[str]) -> Path:
    path = home / "jobs.yaml"
    path.write_text("---\n".join(f"name: page {n}\nurl: {url}\n" for n, url in enumerate(urls)))
    return path


@contextmanager
def changedetection(home: Path, urls: Sequence[str]) -> Iterator[Check]:
    """Give a check by changedetection.io: its server with 16 workers, asked by its API."""
    port = free_port()
    environment = _environment(home) | {
        "LISTEN_HOST": "127.0.0.1",
        "PORT": str(port),
        "FETCH_WORKERS": "16",
        "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",
        "DISABLE_VERSION_CHECK": "true",
        "MINIMUM_SECONDS_RECHECK_TIME": "0",
        "LOGGER_LEVEL": "ERROR",
    }
    # Given an address, it does not add those of its own, which lie on the internet.
    command = [VENV / "bin" / "changedetection.io", "-d", home, "-C", "-u", urls[0]]
    log = (home / "log").open("wb")
    with subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process:
        try:
            server = _Server(home, port, process)
            yield lambda: server.check(urls)
        finally:
            process.terminate()


class _Server:
    """A running changedetection.io."""

    def __init__(self, home: Path, port: int, process: "subprocess.Popen[bytes]") -> None:
        self._home = home
        self._api = f"http://127.0.0.1:{port}/api/v1"
        self._process = process
        self._checked: dict[str, float] = {}
        end = time.monotonic() + START_S
        while True:
            try:
                self._ask("/systeminfo")
                break
            except OSError:
                if time.monotonic() > end or process.poll() is not None:
                    raise
                time.sleep(0.5)

    def check(self, urls: Sequence[str]) -> Cost:
        """Have all pages checked, known ones again; return what it cost."""
        before, cpu = time.monotonic(), cpu_seconds(self._process.pid)
        if self._checked:
            self._ask("/watch?recheck_all=1")
        else:
            self._ask("/import", "\n".join(urls[1:]).encode())
        end = before + CHECK_S
        while time.monotonic() < end:
            time.sleep(1)
            try:
                watches = self._ask("/watch")
            except urllib.error.HTTPError:  # it lists what it adds to meanwhile
                continue
            now = {key: float(watch["last_checked"] or 0) for key, watch in watches.items()}
            if len(now) == len(urls) and all(
                at > self._checked.get(key, 0.0) for key, at in now.items()
            ):
                self._checked = now
                cost = Cost(time.monotonic() - before, cpu_seconds(self._process.pid) - cpu)
                time.sleep(SETTLE_S)  # a page still at work would not be checked again
                return cost
        raise TimeoutError(f"changedetection.io did not check {len(urls)} pages in {CHECK_S} s")

    def _ask(self, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self._api + path, body)
        request.add_header("x-api-key", self._key())
        request.add_header("Content-Type", "text/plain")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def _key(self) -> str:
        for path in self._home.glob("*.json"):
            settings = json.loads(path.read_text()).get("settings", {})
            if key := settings.get("application", {}).get("api_access_token"):
                return str(key)
        raise ConnectionError("it has not written its settings yet")


def _environment(home: Path) -> dict[str, str]:
    left_out = ("POLICYWATCH_", "PYTHONDONTWRITEBYTECODE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    return kept | {"HOME": str(home)}
