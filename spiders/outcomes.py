"""What came of a fetch: exceptions and answers to the closed list of failure classes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet import error as tx
from twisted.web import client as tx_client

from models import Outcome
from spiders.tls import HandshakeError
from spiders.wire import HeadTooLargeError

MAX_DETAIL_CHARS = 500
MAX_CAUSES = 30
WHOLE_ANSWERS = frozenset({200, 201, 202, 203, 304})
MAX_CHALLENGE_BYTES = 30_000

# A page of nothing but a script that sets a cookie and loads the page again.
_SETS_COOKIE = re.compile(
    rb"document\s{0,3}\.\s{0,3}cookie\s{0,3}=|\$_ts\b|__jsl_clearance|_phantom"
)
_LOADS_AGAIN = re.compile(
    rb"location\s{0,3}\.\s{0,3}(?:reload|href|replace)|\$_ts\b|<meta[^>]{0,80}refresh",
    re.IGNORECASE,
)
_TEXT = re.compile(rb"<(?:script|style)\b.{0,60000}?</(?:script|style)>|<[^>]{0,2000}>", re.DOTALL)


_TLS_MODULES = ("OpenSSL", "service_identity", "ssl")
MAX_REMEMBERED = 1000
# Names that led to nothing but addresses that may not be fetched from, and why.
refused_names: dict[str, str] = {}


class RefusedError(IgnoreRequest):
    """A fetch that was not made, or whose answer was not taken; `outcome` is its class."""

    def __init__(self, outcome: Outcome, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.status = status


class NotAskedError(IgnoreRequest):
    """A fetch that was put off: the run is over, or its host stopped answering."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure's class and what is known of it."""

    outcome: Outcome
    detail: str


_CLASSES: tuple[tuple[type[BaseException], Outcome], ...] = (
    (HandshakeError, Outcome.TLS),
    (HeadTooLargeError, Outcome.TOO_LARGE),
    (CannotResolveHostError, Outcome.DNS),
    (DownloadConnectionRefusedError, Outcome.CONNECT),
    (DownloadTimeoutError, Outcome.TIMEOUT),
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (MemoryError, Outcome.TOO_LARGE),
    (ResponseDataLossError, Outcome.PROTOCOL),
    (UnsupportedURLSchemeError, Outcome.PROTOCOL),
    (tx.DNSLookupError, Outcome.DNS),
    (tx.TimeoutError, Outcome.TIMEOUT),
    (tx.ConnectError, Outcome.CONNECT),
    (tx_client.ResponseNeverReceived, Outcome.CONNECT),
    (tx_client.RequestTransmissionFailed, Outcome.CONNECT),
    (DownloadFailedError, Outcome.PROTOCOL),
    (tx.ConnectionClosed, Outcome.PROTOCOL),
    (OSError, Outcome.CONNECT),
)


def class_of_exception(error: BaseException) -> Failed:
    """Return the failure class of what a download raised."""
    if isinstance(error, RefusedError):
        return Failed(error.outcome, error.detail[:MAX_DETAIL_CHARS])
    if isinstance(error, IgnoreRequest) and "redirect" in str(error):
        return Failed(Outcome.REDIRECT_LOOP, str(error))
    if isinstance(error, CannotResolveHostError | tx.DNSLookupError):
        refused = refused_names.get(str(error).rpartition(" ")[2].rstrip(".").lower())
        if refused:
            return Failed(Outcome.REFUSED_ADDRESS, refused)
    causes = list(_causes(error))
    told = [one for one in causes if isinstance(one, HandshakeError)]
    root = next((one for one in (*told, *reversed(causes)) if str(one)), error)
    detail = f"{type(root).__name__}: {root}"[:MAX_DETAIL_CHARS]
    if any(type(one).__module__.startswith(_TLS_MODULES) for one in causes):
        return Failed(Outcome.TLS, detail)
    for kind, outcome in _CLASSES:
        if any(isinstance(one, kind) for one in causes):
            return Failed(outcome, detail)
    return Failed(Outcome.PROTOCOL, detail)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it, the outermost first."""
    waiting: list[BaseException] = [error]
    for _ in range(MAX_CAUSES):
        if not waiting:
            return
        one = waiting.pop(0)
        yield one
        reasons = [getattr(failure, "value", None) for failure in getattr(one, "reasons", ())]
        waiting += [cause for cause in (one.__cause__, *reasons) if cause is not None]


def class_of_answer(status: int, body: bytes, content_type: str) -> Failed | None:
    """Return why an answer is none; None where it is one."""
    if status in (412, 521) or (status == 403 and is_challenge(body)):
        return Failed(Outcome.BLOCKED_WAF, f"HTTP {status} with a challenge")
    if status == 429:
        return Failed(Outcome.RATE_LIMITED, "HTTP 429")
    if 400 <= status < 500:
        return Failed(Outcome.HTTP_4XX, f"HTTP {status}")
    if 500 <= status < 600:
        return Failed(Outcome.HTTP_5XX, f"HTTP {status}")
    if status in (200, 202) and "html" in content_type.lower() and is_challenge(body):
        return Failed(Outcome.BLOCKED_WAF, f"HTTP {status} with a challenge")
    if 300 <= status < 400 and status != 304:
        return Failed(Outcome.PROTOCOL, f"HTTP {status} without a usable Location")
    if status not in WHOLE_ANSWERS:
        return Failed(Outcome.PROTOCOL, f"HTTP {status}, which is no answer to a GET")
    return None


def is_challenge(body: bytes) -> bool:
    """Return whether a page is a script that sets a cookie and loads it again, and no more."""
    if len(body) > MAX_CHALLENGE_BYTES or not _SETS_COOKIE.search(body):
        return False
    return bool(_LOADS_AGAIN.search(body)) and len(_TEXT.sub(b"", body).strip()) < 600
