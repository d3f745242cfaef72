"""robots.txt (RFC 9309): obeyed on every request, its decision and its hash kept with the fetch."""

import hashlib
import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from models import Outcome, Purpose
from spiders.conditional import make_conditional, validator_of
from spiders.context import spider_of
from spiders.fetched import Fetched
from spiders.outcomes import RefusedError, class_of_exception
from spiders.rules import Rules

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from spiders.turns import Line

MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: parsers must take at least 500 KiB
PRIORITY = 1000


class RobotsMiddleware:
    """Asks the host's rules before each request; without rules to be had it does not fetch."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._agent = crawler.settings["USER_AGENT"]
        self._verified = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "RobotsMiddleware":
        """Make one for a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise where the rules forbid the request; else note what they said."""
        if request.meta.get("is_robots"):
            return
        rules = await self._rules(request)
        if rules.refusal:
            raise RefusedError(*rules.refusal)
        allowed = rules.allows(request.url, self._agent)
        request.meta["robots"] = (allowed, rules.sha256)
        if not allowed:
            raise RefusedError(Outcome.BLOCKED_ROBOTS, "robots.txt disallows this address")
        request.meta["crawl_delay"] = rules.crawl_delay(self._agent)
        if spider_of(self._crawler).pace is None:
            self._slow_down(request, rules)

    def _slow_down(self, request: Request, rules: Rules) -> None:
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, rules.crawl_delay(self._agent))

    async def _rules(self, request: Request) -> Rules:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        fetch = partial(self._fetch, line=request.meta.get("line"))
        return await spider_of(self._crawler).robots.rules(origin, self._verified, fetch)

    async def _fetch(self, origin: str, line: "Line | None") -> Rules:
        request = Request(
            f"{origin}/robots.txt",
            meta={"is_robots": True, "line": line},
            priority=PRIORITY,
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        run = spider_of(self._crawler).run
        known = run.known_robots(request.url, urlsplit(origin).netloc) if run else None
        if known is not None:
            request.meta["known"] = known
            make_conditional(request, known.validators)
        at, began = datetime.now(UTC), time.monotonic()
        response: Response | None = None
        try:
            response = await self._crawler.engine.download_async(request)
            if known is not None and response.status == 304:
                rules = Rules(known.sha256, Protego.parse(known.body))
            else:
                rules = read_rules(response.status, response.body)
        except Exception as error:  # noqa: BLE001 (whatever it was, the rules are not known)
            failed = class_of_exception(error)
            rules = Rules(refusal=(failed.outcome, f"robots.txt: {failed.detail}"))
        self._keep(origin, request, response, rules, at, round((time.monotonic() - began) * 1000))
        return rules

    def _keep(
        self,
        origin: str,
        request: Request,
        response: "Response | None",
        rules: Rules,
        at: datetime,
        elapsed_ms: int,
    ) -> None:
        run = spider_of(self._crawler).run
        if run is None:
            return
        sent = response.request if response is not None else None
        meta: dict[str, Any] = (sent or request).meta
        refused = rules.refusal
        outcome, detail = refused or (Outcome.OK, "")
        if response is not None and not refused and response.status >= 400:
            outcome, detail = Outcome.HTTP_4XX, f"HTTP {response.status}: everything is allowed"
        if response is not None and response.status == 304 and not refused:
            outcome = Outcome.NOT_MODIFIED
        elif rules.sha256 and response is not None:
            body = _first_lines(response.body).decode("utf-8", "replace").replace("\x00", "")
            run.add_robots(urlsplit(origin).netloc, rules.sha256, body)
        run.add(
            Fetched(
                purpose=Purpose.ROBOTS,
                url=f"{origin}/robots.txt",
                final_url=response.url if response is not None else "",
                at=meta.get("at") or at,
                elapsed_ms=elapsed_ms,
                status=response.status if response is not None else None,
                outcome=outcome,
                detail=detail,
                robots_sha256=rules.sha256,
                etag=validator_of(sent or request, response, "ETag", "If-None-Match"),
                last_modified=validator_of(
                    sent or request, response, "Last-Modified", "If-Modified-Since"
                ),
                tls_verified=self._verified if _is_tls(response) else None,
                place=meta.get("place"),
            )
        )


def read_rules(status: int, body: bytes) -> Rules:
    """Return the rules that an answer to robots.txt stands for (RFC 9309, 2.3.1).

    Any other 4xx than 429 means that there are none; a 5xx, that nothing may be fetched: that is
    the server's fault, which passes, and nobody's wish.
    """
    if 200 <= status < 300:
        body = _first_lines(body)
        text = body.decode("utf-8-sig", "replace")
        return Rules(hashlib.sha256(body).hexdigest(), Protego.parse(text))
    if status == 429:
        return Rules(refusal=(Outcome.RATE_LIMITED, "robots.txt answered 429"))
    if status in (412, 521):
        return Rules(refusal=(Outcome.BLOCKED_WAF, f"robots.txt answered {status}"))
    if 400 <= status < 500:
        return Rules()
    failed = Outcome.HTTP_5XX if status >= 500 else Outcome.BLOCKED_ROBOTS
    return Rules(refusal=(failed, f"robots.txt answered {status}"))


def _is_tls(response: "Response | None") -> bool:
    return response is not None and response.url.startswith("https:")


def _first_lines(body: bytes) -> bytes:
    """Return what is read of a robots.txt: no line in part, it could allow more than the whole."""
    if len(body) <= MAX_ROBOTS_BYTES:
        return body
    end = body.rfind(b"\n", 0, MAX_ROBOTS_BYTES) + 1
    return body[: end or MAX_ROBOTS_BYTES]
