"""The crawl of one source as a spider: what it holds, what it records, how it ends."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.http import Response

from models import NOT_FOUND_STATUS, Outcome, Purpose
from policywatch.archive import ArchiveWriter
from policywatch.catalogue.sources import SourceDeclaration, Tls
from spiders.bounds import MAX_RUN_S
from spiders.conditional import header_of, is_conditional, storable, validator_of
from spiders.dates import local_today
from spiders.fetched import DueDocument, Fetched, Payload
from spiders.items import ListedItem
from spiders.list_end import ListEnd
from spiders.outcomes import Failed, class_of_answer
from spiders.pace import Pace
from spiders.rests import Rests
from spiders.rules import RobotsBook
from spiders.run import Run
from spiders.urls import belongs

if TYPE_CHECKING:
    from datetime import date

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

MAX_HOST_FAILURES = 5


class RunSpider(scrapy.Spider):
    """What every crawl of a source is built on."""

    def __init__(
        self,
        *,
        declaration: SourceDeclaration,
        run: Run | None,
        archive: ArchiveWriter | None,
        robots: RobotsBook,
        pace: Pace | None = None,
        now: Callable[[], datetime],
        tell: Callable[[Run], None] = lambda _: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.declaration = declaration
        self.run = run
        self.archive = archive
        self.robots = robots
        self.pace = pace
        self.rests = Rests(pace)
        self.broken: BaseException | None = None
        self.end = ListEnd(Outcome.PROTOCOL, "the list was not read")
        self._now = now
        self._tell = tell
        self._began = time.monotonic()
        self._received_bytes = 0
        self._host_failures = 0
        self._all_done = True

    @classmethod
    def from_crawler(cls, crawler: "Crawler", *args: Any, **kwargs: Any) -> Self:
        """Make the spider and have it told when it has nothing to do, and when it ends."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        crawler.signals.connect(spider._on_closed, signals.spider_closed)
        crawler.signals.connect(spider._on_broken, signals.spider_error)
        return spider

    @property
    def rest_until(self) -> datetime | None:
        """Until when the source's host wants to be left alone by this source."""
        return self.rests.until(self.declaration.url)

    @property
    def is_over(self) -> bool:
        """Whether the run took its time, or its host stopped answering."""
        spent = time.monotonic() - self._began > MAX_RUN_S
        return spent or self._host_failures >= MAX_HOST_FAILURES

    @property
    def today(self) -> "date":
        """The day that it is where the publisher is."""
        return local_today(self._now(), self.declaration.timezone)

    def on_idle(self) -> None:
        """Hear that nothing is under way."""

    def is_ours(self, url: str) -> bool:
        """Return whether an address is on the publisher's domain or a declared host."""
        declared = self.declaration
        return belongs(url, publisher_host=declared.host, hosts=declared.hosts)

    def record(
        self,
        purpose: Purpose,
        request: Request,
        failed: Failed,
        *,
        response: Response | None = None,
        status: int | None = None,
        payload: Payload | None = None,
        attachments: tuple[ListedItem, ...] = (),
    ) -> None:
        """Keep what came of a fetch."""
        if response is not None:
            self._received_bytes += len(response.body)
        if self.run is None:
            return
        meta = request.meta
        allowed, robots_sha256 = meta.get("robots", (None, None))
        if failed.outcome is Outcome.BLOCKED_ROBOTS:
            allowed = False
        document: DueDocument | None = meta.get("document")
        good = response is not None and not failed.outcome.is_failure
        began = meta.get("began")
        self.run.add(
            Fetched(
                purpose=purpose,
                url=meta["asked"],
                final_url=response.url if response is not None else request.url,
                at=meta.get("at") or self._now(),
                elapsed_ms=round((time.monotonic() - began) * 1000) if began else 0,
                status=response.status if response is not None else status,
                outcome=failed.outcome,
                detail=storable(failed.detail),
                body_sha256=_body_of_nothing(response, failed) if document else None,
                document_id=document.id if document else None,
                robots_allowed=allowed,
                robots_sha256=robots_sha256,
                tls_verified=self._is_verified(response),
                etag=validator_of(request, response, "ETag", "If-None-Match") if good else None,
                last_modified=(
                    validator_of(request, response, "Last-Modified", "If-Modified-Since")
                    if good
                    else None
                ),
                place=meta.get("place"),
                wire_sha256=meta.get("wire_sha256"),
                payload=payload,
                attachments=attachments,
            )
        )

    def _is_verified(self, response: Response | None) -> bool | None:
        if response is None or not response.url.startswith("https:"):
            return None
        return self.declaration.tls is Tls.VERIFIED

    def _on_broken(self, failure: "Failure") -> None:
        """Remember the first error of our own: the run must not count as finished."""
        self.broken = self.broken or failure.value

    def _on_closed(self) -> None:
        if self.run is None or self.broken:
            return
        try:
            self.run.finish(self.end, not_before=self.rest_until, all_done=self._all_done)
            self._tell(self.run)
        except Exception as error:  # noqa: BLE001 (Scrapy would log it and say nothing)
            self.broken = error


def class_of_response(response: Response) -> Failed | None:
    """Return why a response is no answer; None where it is one."""
    asked = response.request is not None and is_conditional(response.request)
    if response.status == 304 and not asked:
        return Failed(Outcome.PROTOCOL, "HTTP 304, but nothing was known that could be unmodified")
    return class_of_answer(response.status, response.body, header_of(response, "Content-Type"))


def _body_of_nothing(response: Response | None, failed: Failed) -> str | None:
    """Return the hash of what a site answers where nothing is."""
    if response is None or not response.body:
        return None
    is_not_found = response.status in NOT_FOUND_STATUS or failed.outcome is Outcome.SOFT_404
    return body_hash(response.body) if is_not_found else None


def status_of(failure: "Failure") -> int | None:
    """Return the HTTP status of what failed, if it had one."""
    return getattr(failure.value, "status", None)


def body_hash(body: bytes) -> str:
    """Return the SHA-256 of a body."""
    return hashlib.sha256(body).hexdigest()
