"""Archives every exchange as it came on the wire, then hands on the body decoded, bounded."""

import hashlib
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.http import Response

from models import Outcome
from policywatch.archive import (
    ContentCodingError,
    Exchange,
    Headers,
    TooLargeError,
    decode_body,
)
from spiders.conditional import is_conditional
from spiders.context import spider_of
from spiders.fetched import KnownPayload, KnownRobots
from spiders.known_pages import KnownPage
from spiders.outcomes import RefusedError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

ACCEPT_ENCODING = b"gzip, deflate, br, zstd"
HOP_HEADERS = frozenset({b"host"})


class ArchiveMiddleware:
    """Stands next to the wire, in the place of Scrapy's own decompression.

    That one guesses at the charset of the compressed bytes, which costs more than half of a
    crawl, and hands on the body without the bytes that came. Sets in the request's meta:
    `at`, `began`, `place`, `wire_sha256`.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._vantage = crawler.settings["POLICYWATCH_VANTAGE"]

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "ArchiveMiddleware":
        """Make one for a crawl."""
        return cls(crawler)

    def process_request(self, request: "Request") -> None:
        """Ask for what can be decoded here, and note the time."""
        request.headers.setdefault("Accept-Encoding", ACCEPT_ENCODING)
        for name in ("place", "wire_sha256"):
            request.meta.pop(name, None)
        request.meta["at"] = datetime.now(UTC)
        request.meta.setdefault("began", time.monotonic())

    def process_response(self, request: "Request", response: Response) -> Response:
        """Archive the exchange and return the response with its body decoded."""
        body = response.body
        head = request.meta.pop("head", b"")
        request.meta["wire_sha256"] = wire_sha256 = hashlib.sha256(body).hexdigest()
        archive = spider_of(self._crawler).archive
        if archive is not None:
            exchange = _exchange(request, response, wire_sha256, head, self._notes(request))
            request.meta["place"] = archive.write(exchange)
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if codings:
            try:
                most = request.meta.get("download_maxsize", self._max_bytes)
                body = decode_body(body, codings, most)
            except TooLargeError as error:
                raise RefusedError(Outcome.TOO_LARGE, str(error), response.status) from error
            except ContentCodingError as error:
                raise RefusedError(Outcome.UNDECODABLE, str(error), response.status) from error
        # A plain Response: nothing here guesses at charsets; who reads the page decodes it once.
        decoded = Response(
            response.url,
            status=response.status,
            body=body,
            flags=response.flags,
            request=request,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )
        decoded.headers = response.headers  # handed to the constructor, they would be copied
        return decoded

    def _notes(self, request: "Request") -> Headers:
        """Return how the fetch was made, for whoever reads the archive without the store."""
        run = spider_of(self._crawler).run
        elapsed_ms = round((time.monotonic() - request.meta["began"]) * 1000)
        allowed, robots_sha256 = request.meta.get("robots", (None, None))
        notes = [("fetchTimeMs", str(elapsed_ms)), ("vantage", self._vantage)]
        if run is not None:
            notes += [("source", run.declaration.id), ("run", str(run.id))]
        if robots_sha256:
            said = "allowed" if allowed else "refused"
            notes.append(("robots", f"{said} by sha256:{robots_sha256}"))
        return tuple(notes)


def _exchange(
    request: "Request", response: Response, wire_sha256: str, head: bytes, notes: Headers
) -> Exchange:
    try:
        reason = HTTPStatus(response.status).phrase
    except ValueError:
        reason = ""
    host = request.url.partition("://")[2].partition("/")[0]
    sent = (("Host", host), *_headers(request.headers))
    return Exchange(
        url=request.url,
        at=request.meta["at"],
        method=request.method,
        request_headers=sent,
        request_body=request.body,
        status=response.status,
        reason=reason,
        headers=() if head else _headers(response.headers),
        body=response.body,
        is_dense=bool(response.headers.get("Content-Encoding")),
        ip_address=str(response.ip_address or ""),
        refers_to=_repeated(request, response.status, wire_sha256),
        head=head,
        notes=notes,
    )


def _repeated(request: "Request", status: int, wire_sha256: str) -> tuple[str, datetime] | None:
    """Return URL and time of the stored response whose payload an answer repeats."""
    known: KnownPayload | KnownPage | KnownRobots | None = request.meta.get("known")
    if known is None:
        return None
    if status == 304:
        repeats = is_conditional(request)  # else the server answers what nobody asked
    else:
        is_same = isinstance(known, KnownPayload) and known.wire_sha256 == wire_sha256
        repeats = status == 200 and is_same
    return (known.url, known.fetched_at) if repeats else None


def _headers(headers: object) -> Headers:
    pairs = headers.items()  # type: ignore[attr-defined]
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in pairs
        if name.lower() not in HOP_HEADERS
        for value in values
    )
