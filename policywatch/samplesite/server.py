"""Serves the sample site on loopback; its day is fixed, set, or advances with the clock."""

import json
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

from policywatch.errors import PolicywatchError
from policywatch.samplesite.content import LAST_DAY
from policywatch.samplesite.site import Answer, site_on

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
IDLE_TIMEOUT_S = 30


class SampleSite(ThreadingHTTPServer):
    """The running site. `day` can be set; `requests` holds each path asked, in order."""

    daemon_threads = True
    # A restart must not wait for the last run's connections.
    allow_reuse_address = True

    def __init__(self, port: int, day_of: Callable[[], int]) -> None:
        self._day_of = day_of
        self.requests: list[str] = []
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise PolicywatchError(
                f"the sample site cannot listen on {HOST}:{port}: {error.strerror}; "
                "choose another port (--port or POLICYWATCH_SAMPLE_PORT)"
            ) from error

    @property
    def url(self) -> str:
        """The site's address, without a slash at the end."""
        return f"http://{HOST}:{self.server_address[1]}"

    @property
    def day(self) -> int:
        """The day (1 to 3) that is served now."""
        return self._day_of()

    @day.setter
    def day(self, day: int) -> None:
        if not 1 <= day <= LAST_DAY:
            raise ValueError(f"the sample site has the days 1 to {LAST_DAY}, not {day}")
        self._day_of = lambda: day


class _Handler(BaseHTTPRequestHandler):
    server: SampleSite
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = IDLE_TIMEOUT_S
    # Head and body go out in two writes: without this the second waits for an acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        self._reply(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        logger.debug(format, *args)

    def _reply(self, *, with_body: bool) -> None:
        self.server.requests.append(self.path)
        answer = site_on(self.server.day).answer(self.path, self.server.url)
        if answer.delay_s:
            time.sleep(answer.delay_s)
        known = answer.status == 200 and self._is_known(answer)
        self.send_response(304 if known else answer.status)
        if answer.status == 200:
            self.send_header("ETag", answer.etag)
        if answer.last_modified:
            self.send_header("Last-Modified", format_datetime(answer.last_modified, usegmt=True))
        if answer.location:
            self.send_header("Location", answer.location)
        if not known:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body and not known:
            self.wfile.write(answer.body)

    def _is_known(self, answer: Answer) -> bool:
        """Whether the client has this already (RFC 9110, 13.2.2: the tag goes before the date)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return answer.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        if since is None or answer.last_modified is None:
            return False
        try:
            moment = parsedate_to_datetime(since)
        except ValueError:
            return False
        return moment.tzinfo is not None and answer.last_modified <= moment


@contextmanager
def running_sample_site(day: int = 1, port: int = 0) -> Iterator[SampleSite]:
    """Run the site in a thread, on a free port by default, until the block ends."""
    site = SampleSite(port, lambda: day)
    site.day = day
    thread = threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


def serve(
    port: int,
    *,
    state_file: Path | None = None,
    day: int | None = None,
    day_seconds: float = 0,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the site until SIGTERM or SIGINT; call from the main thread.

    `day` fixes the day. Without it the site stays on day 1, or with `day_seconds` goes on by a
    day every so many seconds, to day 3, counted from the first start, which `state_file` keeps.
    `ready` is called with the address once it answers.
    Raises:
        PolicywatchError: the port is taken, or there is no such day.
    """
    if day is not None and not 1 <= day <= LAST_DAY:
        raise PolicywatchError(f"the sample site has the days 1 to {LAST_DAY}, not {day}")
    site = SampleSite(port, _clock(state_file, day, day_seconds))
    # Rendering takes a moment: do it before the first visitor waits for it.
    site_on(site.day)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # shutdown() waits for serve_forever, which this very thread runs.
        threading.Thread(target=site.shutdown).start()

    previous = {s: signal.signal(s, stop) for s in (signal.SIGTERM, signal.SIGINT)}
    logger.info("sample site on %s, day %d", site.url, site.day)
    if ready:
        ready(site.url)
    try:
        site.serve_forever(0.2)
    finally:
        site.server_close()
        for number, handler in previous.items():
            signal.signal(number, handler)


def _clock(state_file: Path | None, day: int | None, day_seconds: float) -> Callable[[], int]:
    if day is not None or day_seconds <= 0:
        return lambda: day or 1
    first = _first_start(state_file, datetime.now(UTC))

    def day_now() -> int:
        passed = (datetime.now(UTC) - first).total_seconds()
        return min(max(int(passed // day_seconds), 0) + 1, LAST_DAY)

    return day_now


def _first_start(state_file: Path | None, now: datetime) -> datetime:
    """Return when the site was first started; keep `now` if it never was."""
    if state_file is None:
        return now
    try:
        first = datetime.fromisoformat(json.loads(state_file.read_text())["first_start"])
        if first.tzinfo is not None:
            return first
    except (OSError, ValueError, KeyError, TypeError):
        logger.info("the sample site starts with day 1")
    state_file.parent.mkdir(parents=True, exist_ok=True)
    state_file.write_text(json.dumps({"first_start": now.isoformat()}) + "\n")
    return now
