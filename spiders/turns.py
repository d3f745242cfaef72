"""Lets each request of a crawl wait for its turn at its host."""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from policywatch.catalogue.sources import host_of
from spiders.context import spider_of
from spiders.pace import Pace, Turn

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

ASK_AGAIN_S = 0.2
RENEW_EVERY_S = 20.0
MOST_RENEWED = timedelta(minutes=15)  # longer than any fetch


@dataclass(slots=True)
class Line:
    """Where requests that belong together wait for their turns; `turns` counts those they had."""

    waiting: int = 0
    turns: int = 0


class PaceMiddleware:
    """Lets each request wait for its turn, next to the wire: redirects and retries wait, too.

    A source that declares no delay is its owner's own affair: nothing is agreed on for it but how
    many requests one process makes at a time.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._renewals: dict[str, asyncio.TimerHandle] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "PaceMiddleware":
        """Make one for a crawl."""
        return cls(crawler)

    async def process_request(self, request: "Request") -> None:
        """Wait for a turn."""
        pace = spider_of(self._crawler).pace
        request.meta.pop("turn", None)
        if pace is None:
            return
        delay = max(pace.delay, request.meta.get("crawl_delay", 0.0))
        if delay <= 0:
            return
        began = time.monotonic()
        line: Line = request.meta.get("line") or Line()
        line.waiting += 1
        try:
            await self._wait(pace, request, delay)
        finally:
            line.waiting -= 1
            line.turns += 1
        # What was waited here is no time of the server's.
        request.meta["at"] = datetime.now(UTC)
        request.meta["began"] = request.meta.get("began", began) + time.monotonic() - began

    async def _wait(self, pace: Pace, request: "Request", delay: float) -> None:
        host = host_of(request.url)
        while (turn := pace.take(host, delay, datetime.now(UTC))) is None:
            await asyncio.sleep(ASK_AGAIN_S)
        request.meta["turn"] = turn
        self._renew_soon(pace, host, turn)
        try:
            await asyncio.sleep(max((turn.at - datetime.now(UTC)).total_seconds(), 0.0))
        except asyncio.CancelledError:
            self._give_back(request)
            raise

    def _renew_soon(self, pace: Pace, host: str, turn: Turn) -> None:
        loop = asyncio.get_running_loop()
        self._renewals[turn.name] = loop.call_later(RENEW_EVERY_S, self._renew, pace, host, turn)

    def _renew(self, pace: Pace, host: str, turn: Turn) -> None:
        now = datetime.now(UTC)
        if now > turn.at + MOST_RENEWED:
            return
        try:
            pace.renew(host, turn, now)
        except SQLAlchemyError as error:
            logger.warning("a turn could not be renewed: host=%s %s", host, error)
        self._renew_soon(pace, host, turn)

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Give the turn back."""
        self._give_back(request)
        return response

    def process_exception(self, request: "Request", exception: Exception) -> None:
        """Give the turn back."""
        self._give_back(request)

    def _give_back(self, request: "Request") -> None:
        turn = request.meta.pop("turn", None)
        pace = spider_of(self._crawler).pace
        if turn is not None and pace is not None:
            if renewal := self._renewals.pop(turn.name, None):
                renewal.cancel()
            pace.give_back(host_of(request.url), turn, datetime.now(UTC))
