"""The download handler: HTTP/1.1 whose heads, lengths and pace are bounded."""

import asyncio
import time
from typing import TYPE_CHECKING, Any, cast

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _RequestBodyProducer,
    _ScrapyAgent,
)
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import connectionDone
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from twisted.web.client import Agent
from twisted.web.http_headers import Headers as TwistedHeaders
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from spiders.bounds import (
    FETCH_OF_TIMEOUT,
    MAX_HEAD_BYTES,
    MAX_HOSTS_REMEMBERED,
    MIN_BYTES_PER_S,
    MIN_PIECE_BYTES,
    MOST_OF_TIMEOUT,
)
from spiders.tls import HandshakeError, context_factory, why_untrusted

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.web.client import URI
    from twisted.web.iweb import IBodyProducer

CONNECTION_KEPT_S = 15


class HeadTooLargeError(Exception):
    """An answer's status line and headers are larger than allowed."""


class LengthError(Exception):
    """An answer is longer than its Content-Length: what would be read of it is cut off."""


class _BoundedParser(_LenientHTTPClientParser):
    """Reads an answer within bounds. Defines no state of its own, see `_BoundedProtocol`."""

    MAX_LENGTH = MAX_HEAD_BYTES
    _head_bytes = 0
    _head: list[bytes] | None = None

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        if self._head is None or self.state == "STATUS":
            self._head = []
        self._head.append(line)
        super().lineReceived(line)

    def allHeadersReceived(self) -> None:  # noqa: N802
        self.response.policywatch_head = b"\n".join(self._head or [])
        super().allHeadersReceived()  # type: ignore[no-untyped-call]

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's interface)
        if self.state in ("STATUS", "HEADER"):
            self._head_bytes += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted's
        if self.state in ("STATUS", "HEADER") and self._head_bytes > MAX_HEAD_BYTES:
            raise HeadTooLargeError(f"over {MAX_HEAD_BYTES:,} bytes of headers")

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        raise HeadTooLargeError(f"over {MAX_HEAD_BYTES:,} bytes in one line")

    def rawDataReceived(self, data: bytes) -> None:  # noqa: N802
        left = getattr(self.bodyDecoder, "contentLength", None)
        if left is not None and data[left:].strip(b"\r\n"):
            raise LengthError("it is longer than its Content-Length says")
        super().rawDataReceived(data)  # type: ignore[no-untyped-call]


@implementer(IHandshakeListener)
class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol with the parser above; it knows a handshake that failed."""

    _is_shaken = False

    def handshakeCompleted(self) -> None:  # noqa: N802
        self._is_shaken = True

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        # A plain transport has no handle any more by now, and raises if asked for it.
        if isinstance(self.transport, TLSMemoryBIOProtocol) and not self._is_shaken:
            why = why_untrusted(self.transport.getHandle())
            error = HandshakeError(why or "the TLS handshake was broken off")
            error.__cause__ = reason.value
            reason = Failure(error)  # type: ignore[no-untyped-call]
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def request(self, request: Any) -> Any:
        answered = super().request(request)
        if self._parser is not None:
            # As Scrapy does it: the class of the parser cannot be chosen before it is made.
            self._parser.__class__ = _BoundedParser
        return answered


class _BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes the connections of the handler's pool."""

    def buildProtocol(self, _address: Any) -> _BoundedProtocol:  # noqa: N802
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


@implementer(IAgentEndpointFactory)
class _Endpoints:
    """Where connections are made to: worked out once for each host, not once for each request."""

    def __init__(self, reactor: Any, tls: Any, timeout_s: float) -> None:
        self._reactor = reactor
        self._tls = tls
        self._timeout_s = timeout_s
        self._known: dict[tuple[bytes, bytes, int], Any] = {}

    def endpointForURI(self, uri: "URI") -> Any:  # noqa: N802 (Twisted's interface)
        """Return the endpoint of an address; what its name resolves to is asked at each connect."""
        key = (uri.scheme, uri.host, uri.port)
        endpoint: Any = self._known.get(key)
        if endpoint is None:
            host = uri.host.decode("ascii")
            endpoint = HostnameEndpoint(self._reactor, host, uri.port, timeout=self._timeout_s)
            if uri.scheme == b"https":
                endpoint = wrapClientTLS(self._tls.creatorForNetloc(uri.host, uri.port), endpoint)
            while len(self._known) >= MAX_HOSTS_REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[key] = endpoint
        return endpoint


class _Exchange(_ScrapyAgent):
    """One request and its answer. The times are BoundedHandler's, the agent is one for all.

    Scrapy's own makes the answer's headers three times, guesses at its class, and has a clock more.
    """

    def __init__(self, agent: Agent, request: "Request", **how: Any) -> None:
        super().__init__(**how)
        self._agent = agent
        self._request = request

    async def answer(self) -> Response:
        """Return the answer, its head as it came in the request's meta as `head`."""
        request = self._request
        url = request.url.partition("#")[0]
        asked: Any = self._agent.request(
            request.method.encode("ascii"),
            url.encode("ascii"),
            TwistedHeaders(request.headers),
            cast("IBodyProducer", _RequestBodyProducer(request.body)) if request.body else None,
        )
        asked.addCallback(self._cb_bodyready, request)
        asked.addCallback(self._cb_bodydone, url)
        with wrap_twisted_exceptions():
            answer: Response = await maybe_deferred_to_future(asked)
        return answer

    @staticmethod
    def _headers_from_twisted_response(response: Any) -> Headers:
        made: Headers | None = getattr(response, "policywatch_headers", None)
        if made is None:
            made = _ScrapyAgent._headers_from_twisted_response(response)
            response.policywatch_headers = made
        return made

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        came = result["txresponse"]
        self._request.meta["head"] = came.policywatch_head
        name, major, minor = came.version
        answer = Response(
            url,
            status=int(came.code),
            body=result.get("body", b""),
            flags=result.get("flags"),
            certificate=result.get("certificate"),
            ip_address=result.get("ip_address"),
            protocol=f"{name.decode('ascii', 'replace')}/{major}.{minor}",
        )
        answer.headers = self._headers_from_twisted_response(came)
        return answer


class BoundedHandler(HTTP11DownloadHandler):
    """Downloads within a time that only what steadily comes may exceed.

    An answer has `fetch_timeout` seconds, names and handshakes included, and a second more for
    every MIN_BYTES_PER_S that came, up to MOST_OF_TIMEOUT times as much: a large file from a slow
    server comes whole, a drip ends. Redirects and retries of one fetch share a time of their own.
    """

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._pool.cachedConnectionTimeout = CONNECTION_KEPT_S
        self._timeout_s = crawler.settings.getfloat("POLICYWATCH_FETCH_TIMEOUT")
        from twisted.internet import reactor  # there is one by now

        tls = context_factory(crawler)
        endpoints = _Endpoints(reactor, tls, MOST_OF_TIMEOUT * self._timeout_s)
        self._agent = Agent.usingEndpointFactory(reactor, endpoints, self._pool)  # type: ignore[no-untyped-call]
        self._how = {
            "contextFactory": tls,
            "maxsize": self._default_maxsize,
            "warnsize": self._default_warnsize,
            "fail_on_dataloss": self._fail_on_dataloss,
            "crawler": crawler,
        }
        self._clocks: dict[Request, _Clock] = {}
        crawler.signals.connect(self._hear, signals.bytes_received)

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer, or raise what came of it."""
        spent: float = request.meta.get("spent", 0.0)
        if spent > FETCH_OF_TIMEOUT * self._timeout_s:
            raise DownloadTimeoutError(f"redirects and retries took {spent:.0f} s in all")
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._timeout_s) as alarm:
                self._clocks[request] = _Clock(alarm, self._timeout_s)
                return await _Exchange(self._agent, request, **self._how).answer()
        except TimeoutError as error:
            clock = self._clocks[request]
            raise DownloadTimeoutError(
                f"{clock.received:,} bytes in {time.monotonic() - began:.0f} s"
            ) from error
        finally:
            self._clocks.pop(request, None)
            request.meta["spent"] = spent + time.monotonic() - began

    def _hear(self, data: bytes, request: "Request") -> None:
        clock = self._clocks.get(request)
        if clock is not None:
            clock.hear(len(data))


class _Clock:
    """When an answer must be there, by what came of it so far."""

    def __init__(self, alarm: asyncio.Timeout, timeout_s: float) -> None:
        self.received = 0
        self._earned = 0
        self._alarm = alarm
        self._first = asyncio.get_running_loop().time() + timeout_s
        self._most = (MOST_OF_TIMEOUT - 1) * timeout_s

    def hear(self, size: int) -> None:
        self.received += size
        self._earned += size if size >= MIN_PIECE_BYTES else 0
        if self._earned > MIN_BYTES_PER_S and not self._alarm.expired():
            self._alarm.reschedule(self._first + min(self._earned / MIN_BYTES_PER_S, self._most))
