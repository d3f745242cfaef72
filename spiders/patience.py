"""Retry-After: a host that asks for rest gets it."""

import asyncio
import email.utils
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from models import Outcome
from spiders.context import spider_of
from spiders.outcomes import NotAskedError, RefusedError
from spiders.pace import MAX_REST

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_WAIT_S = 30.0  # longer rests are for the next run
DEFAULT_REST = timedelta(minutes=15)


class PatienceMiddleware:
    """Waits a short rest out, once; after a longer one asked, asks nothing more in this run."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "PatienceMiddleware":
        """Make one for a crawl."""
        return cls(crawler)

    def process_request(self, request: "Request") -> None:
        """Raise while the host rests, or when the run is over."""
        if "document" in request.meta and spider_of(self._crawler).is_over:
            raise NotAskedError("the run is over")
        until = spider_of(self._crawler).rests.until(request.url)
        if until is not None:
            raise RefusedError(
                Outcome.RATE_LIMITED, f"the host asked for rest until {until:%Y-%m-%d %H:%M} UTC"
            )

    async def process_response(
        self, request: "Request", response: "Response"
    ) -> "Response | Request":
        """Heed an answer that asks for rest."""
        asked = response.headers.get("Retry-After")
        if response.status != 429 and not (response.status == 503 and asked):
            return response
        now = datetime.now(UTC)
        rest = read_retry_after((asked or b"").decode("latin-1"), now)
        if rest.total_seconds() <= MAX_WAIT_S and not request.meta.get("waited"):
            await asyncio.sleep(rest.total_seconds())
            again: Request = request.replace(dont_filter=True)
            again.meta["waited"] = True
            return again
        spider_of(self._crawler).rests.add(request.url, now + rest)
        return response


def read_retry_after(value: str, now: datetime) -> timedelta:
    """Return the rest that a Retry-After header asks for: seconds or a date, bounded."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), MAX_REST)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return DEFAULT_REST
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), MAX_REST)
