"""What came of a fetch: exceptions and answers to the closed list of failure classes."""

import re
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

MAX_DETAIL_CHARS = 500
MAX_CAUSES = 30
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


class RefusedError(IgnoreRequest):
    """A fetch that was not made, or whose answer was not taken; `outcome` is its class."""

    def __init__(self, outcome: Outcome, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.status = status


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure's class and what is known of it."""

    outcome: Outcome
    detail: str


_CLASSES: tuple[tuple[type[BaseException], Outcome], ...] = (
    (CannotResolveHostError, Outcome.DNS),
    (DownloadConnectionRefusedError, Outcome.CONNECT),
    (DownloadTimeoutError, Outcome.TIMEOUT),
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (ResponseDataLossError, Outcome.PROTOCOL),
    (UnsupportedURLSchemeError, Outcome.PROTOCOL),
    (tx.DNSLookupError, Outcome.DNS),
    (tx.TimeoutError, Outcome.TIMEOUT),
    (tx.ConnectError, Outcome.CONNECT),
    (DownloadFailedError, Outcome.PROTOCOL),
    (tx_client.ResponseNeverReceived, Outcome.PROTOCOL),
    (tx.ConnectionClosed, Outcome.PROTOCOL),
    (OSError, Outcome.CONNECT),
)


def class_of_exception(error: BaseException) -> Failed:
    """Return the failure class of what a download raised."""
    detail = f"{type(error).__name__}: {error}"[:MAX_DETAIL_CHARS]
    if isinstance(error, RefusedError):
        return Failed(error.outcome, error.detail[:MAX_DETAIL_CHARS])
    if isinstance(error, IgnoreRequest) and "redirect" in str(error):
        return Failed(Outcome.REDIRECT_LOOP, str(error))
    if _is_tls(error):
        return Failed(Outcome.TLS, detail)
    for kind, outcome in _CLASSES:
        if isinstance(error, kind):
            return Failed(outcome, detail)
    return Failed(Outcome.PROTOCOL, detail)


def _is_tls(error: BaseException) -> bool:
    """Return whether a TLS fault is among what caused an error."""
    waiting: list[BaseException] = [error]
    for _ in range(MAX_CAUSES):
        if not waiting:
            return False
        one = waiting.pop()
        if type(one).__module__.startswith(("OpenSSL", "service_identity", "ssl")):
            return True
        reasons = [getattr(failure, "value", None) for failure in getattr(one, "reasons", ())]
        waiting += [cause for cause in (one.__cause__, *reasons) if cause is not None]
    return False


def class_of_answer(status: int, body: bytes, content_type: str) -> Failed | None:
    """Return why an answer is none; None where it is one."""
    if status in (412, 521) or (status == 403 and is_challenge(body)):
        return Failed(Outcome.BLOCKED_WAF, f"HTTP {status} with a challenge")
    if status == 429:
        return Failed(Outcome.RATE_LIMITED, "HTTP 429")
    if 400 <= status < 500:
        return Failed(Outcome.HTTP_4XX, f"HTTP {status}")
    if status >= 500:
        return Failed(Outcome.HTTP_5XX, f"HTTP {status}")
    if status in (200, 202) and "html" in content_type.lower() and is_challenge(body):
        return Failed(Outcome.BLOCKED_WAF, f"HTTP {status} with a challenge")
    if status not in (200, 304) and not 200 <= status < 300:
        return Failed(Outcome.PROTOCOL, f"HTTP {status} without a usable Location")
    return None


def is_challenge(body: bytes) -> bool:
    """Return whether a page is a script that sets a cookie and loads it again, and no more."""
    if len(body) > MAX_CHALLENGE_BYTES or not _SETS_COOKIE.search(body):
        return False
    return bool(_LOADS_AGAIN.search(body)) and len(_TEXT.sub(b"", body).strip()) < 600
