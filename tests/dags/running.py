"""The whole thing as `make run` starts it: real Airflow, review app and sample site, for tests."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from policywatch.launch.airflow import Airflow
from policywatch.settings import PREFIX, Settings
from tests.launch.free_ports import free_ports

READY_WITHIN_S = 180.0
STOPPED_WITHIN_S = 20.0
# The sample site counts its days from its first start: one to come keeps it on day 1.
FIRST_START_TO_COME = "2999-01-01T00:00:00+00:00"


@dataclass
class Running:
    """What runs: the launcher's process, its output, and the settings it was given."""

    settings: Settings
    process: "subprocess.Popen[bytes]"
    output: Path

    @property
    def airflow(self) -> Airflow:
        """Airflow, to be asked over REST as its user."""
        return Airflow(self.settings)

    def said(self) -> str:
        """Return what the launcher has said so far."""
        return self.output.read_text()

    def wait_until(self, holds: Callable[[], Any], seconds: float, what: str) -> None:
        """Wait for something; fail with what was said when it does not come or all has ended."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert self.process.poll() is None, f"ended before {what}:\n{self.said()}"
            assert time.monotonic() < deadline, f"{what} did not come:\n{self.said()}"
            time.sleep(0.3)

    def dag_runs(self, dag: str) -> list[dict[str, Any]]:
        """Return a DAG's runs, the newest last."""
        answer = self.airflow.ask("GET", f"/api/v2/dags/{dag}/dagRuns?order_by=run_after")
        runs: list[dict[str, Any]] = answer["dag_runs"]
        return runs

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """End it; return the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        return time.monotonic() - began

    def left_behind(self) -> list[str]:
        """Return the command lines of the processes that still work on this home folder."""
        home = str(self.settings.home.resolve())
        left = []
        for process in psutil.process_iter():
            try:
                is_ours = process.environ().get(PREFIX + "HOME") == home
                in_session = os.getsid(process.pid) in self.sessions()
                if (is_ours or in_session) and process.status() != psutil.STATUS_ZOMBIE:
                    left.append(" ".join(process.cmdline()))
            except (psutil.Error, OSError):
                continue
        return left

    def sessions(self) -> set[int]:
        """Return the sessions of the services, as seen while they ran."""
        for child in self._children():
            self._sessions.add(child.pid)
        return self._sessions

    def __post_init__(self) -> None:
        self._sessions: set[int] = set()

    def _children(self) -> list[psutil.Process]:
        try:
            children: list[psutil.Process] = psutil.Process(self.process.pid).children()
        except psutil.Error:
            return []
        return children


def free_settings(home: Path) -> Settings:
    """Return settings for a home folder with ports that are free."""
    review, airflow, sample = free_ports(3)
    return Settings(
        home=home,
        review_port=review,
        airflow_port=airflow,
        sample_port=sample,
        crawl_every=3600,
        allow_loopback=True,
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Return this process's environment with settings that differ from the defaults."""
    given = {
        PREFIX + name.upper(): str(value)
        for name, value in settings.model_dump(exclude_defaults=True).items()
    }
    kept = {key: value for key, value in os.environ.items() if not re.match("AIRFLOW|MAKE", key)}
    return kept | given


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """Run `policywatch up` until the block ends; nothing of it outlives the block."""
    settings.home.mkdir(parents=True, exist_ok=True)
    state = settings.home / "sample-site.json"
    if not state.exists():
        state.write_text(json.dumps({"first_start": FIRST_START_TO_COME}))
    output = settings.home / f"up-{settings.review_port}.out"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "policywatch", "up"],
            env=environment_of(settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    run = Running(settings, process, output)
    try:
        yield run
    finally:
        if process.poll() is None:
            run.stop()
