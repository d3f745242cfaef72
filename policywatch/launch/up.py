"""Start everything on this machine, show how it goes, and end all of it."""

import fcntl
import os
import secrets
import select
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from models import make_engine
from models.migrate import migrate
from policywatch.launch.airflow import COMPONENTS, USER, Airflow, base_environment
from policywatch.launch.keeper import keeper
from policywatch.launch.news import News
from policywatch.launch.ports import port_problems
from policywatch.launch.processes import end_all
from policywatch.launch.watch import LaunchError, Services
from policywatch.settings import PREFIX, Settings

FINE, FAILED, BAD_USE = 0, 1, 2
NEWS_EVERY_S = 5.0
POLL_S = 0.2
STDOUT = 1
REVIEW_PASSWORD_FILE = "admin-password"  # noqa: S105 (the file's name)


class Stop:
    """Whether we were asked to end; by which signal."""

    def __init__(self) -> None:
        self.reason = ""
        # Under make, a make that was killed would leave us behind unseen.
        self._parent = os.getppid() if "MAKELEVEL" in os.environ else None
        self._terminal = select.poll()
        if os.isatty(STDOUT):
            self._terminal.register(STDOUT, 0)

    def take(self, number: int, _frame: object) -> None:
        """Take a signal; every further one changes nothing."""
        self.reason = self.reason or signal.Signals(number).name

    def is_wanted(self) -> bool:
        """Whether we should go on."""
        if self._parent is not None and os.getppid() != self._parent:
            self.reason = self.reason or "make is gone"
        # SIGHUP goes to the terminal's session leader only; where that is make, it keeps it.
        if self._terminal.poll(0):
            self.reason = self.reason or "the terminal was closed"
        return not self.reason


def up(settings: Settings) -> int:
    """Start everything, and end it when asked to by SIGINT, SIGTERM or SIGHUP.

    Returns the exit code: 0 after a wanted end, 1 when something does not run, 2 when a port or
    the home folder is in use.
    """
    say = Speaker()
    if problems := port_problems(settings):
        for problem in problems:
            say.error(problem)
        return BAD_USE
    settings.home.mkdir(parents=True, exist_ok=True)
    stop = Stop()
    with signals_to(stop), _locked(settings.home) as is_ours:
        if not is_ours:
            say.error(f"policywatch runs already on {settings.home}; {PREFIX}HOME names another")
            return BAD_USE
        try:
            _run(settings, say, stop)
        except LaunchError as error:
            say.error(str(error))
            return FAILED
    return FINE


class Speaker:
    """Says things with the seconds since the start; goes on when nobody can listen any more."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, text: str) -> None:
        """Say a line of progress."""
        self._write(sys.stdout, f"[{time.monotonic() - self._began:4.0f} s] {text}\n")

    def block(self, text: str) -> None:
        """Say lines as they are."""
        self._write(sys.stdout, text + "\n")

    def error(self, text: str) -> None:
        """Say what is wrong."""
        self._write(sys.stderr, text + "\n")

    def _write(self, stream: TextIO, text: str) -> None:
        # A closed terminal or pipe must not keep us from ending what we started.
        with suppress(OSError, ValueError):
            stream.write(text)
            stream.flush()


def _run(settings: Settings, say: Speaker, stop: Stop) -> None:
    mark = secrets.token_hex(8)
    say(f"everything is kept in {settings.home.resolve()}")
    engine = make_engine(settings.store_url)
    migrate(engine)
    say("the store is up to date")
    airflow = Airflow(settings)
    environment = airflow.environment(base_environment(settings, mark))
    with keeper(mark) as kept:
        services = Services(
            say,
            logs=settings.home / "logs",
            environment=environment,
            started=kept.watch,
        )
        try:
            if _start(settings, services, airflow, say, stop):
                _say_addresses(settings, airflow, say)
                _watch(services, News(engine, settings.review_address), say, stop)
        finally:
            say(f"ending everything ({stop.reason or 'failed'})")
            end_all(services.pids(), mark)
            engine.dispose()
    say(f"all has ended; `make run` goes on from {settings.home}")


def _start(
    settings: Settings, services: Services, airflow: Airflow, say: Speaker, stop: Stop
) -> bool:
    """Start all services and wait until they are ready; False when we should end before."""
    program = [sys.executable, "-m", "policywatch"]
    review = f"http://{settings.review_host}:{settings.review_port}"
    services.start("sample site", [*program, "sample-site"], lambda: _answers(settings.sample_site))
    services.start("review app", [*program, "review"], lambda: _answers(review + "/healthz"))
    if not airflow.is_migrated():
        preparing = "preparing Airflow's database"
        if not services.run(preparing, airflow.command("db", "migrate"), stop.is_wanted):
            return False
        airflow.set_migrated()
    for name, arguments in COMPONENTS.items():
        is_ready = airflow.is_api_up if name == "Airflow API server" else airflow.is_up
        services.start(name, airflow.command(*arguments), is_ready)
    has_pool = False
    while stop.is_wanted():
        services.look_after()
        if not has_pool and airflow.is_api_up():
            has_pool = _has_pool(airflow)
        if has_pool and services.are_ready():
            return True
        time.sleep(POLL_S)
    return False


def _has_pool(airflow: Airflow) -> bool:
    """Create the crawl pool; False when Airflow cannot do so yet."""
    with suppress(OSError):
        airflow.ensure_pool()
        return True
    return False


def _watch(services: Services, news: News, say: Speaker, stop: Stop) -> None:
    """Look after the services and tell the news until we are asked to end."""
    told_at = 0.0
    while stop.is_wanted():
        services.look_after()
        if time.monotonic() - told_at > NEWS_EVERY_S:
            told_at = time.monotonic()
            for sentence in news.look():
                say(sentence)
        time.sleep(POLL_S)


def _say_addresses(settings: Settings, airflow: Airflow, say: Speaker) -> None:
    say.block(
        f"\n  review app  {settings.review_address}\n"
        f"              sign in as admin, password {_review_password(settings)}\n"
        f"  Airflow     {airflow.address}\n"
        f"              sign in as {USER}, password {airflow.password}\n"
        f"  logs        {settings.home / 'logs'}\n\n"
        f"  Ctrl-C ends all of it. {PREFIX}REVIEW_PORT, {PREFIX}AIRFLOW_PORT and "
        f"{PREFIX}SAMPLE_PORT choose other ports.\n"
    )


def _review_password(settings: Settings) -> str:
    if settings.admin_password:
        return f"as {PREFIX}ADMIN_PASSWORD gave it at the first start"
    path = settings.home / REVIEW_PASSWORD_FILE
    return path.read_text().strip() if path.exists() else "as it was set"


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (our own http address)
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


@contextmanager
def signals_to(stop: Stop) -> Iterator[None]:
    """Have the signals that end a program taken by `stop` until the block ends."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {
        number: signal.signal(number, stop.take)
        for number in numbers
        # nohup has us ignore SIGHUP.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _locked(home: Path) -> Iterator[bool]:
    """Hold a home folder; gives False when another run holds it. Ends with the process."""
    with (home / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
