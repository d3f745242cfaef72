"""How fast a host is asked: agreed on in the store, so that it holds whatever processes ask it."""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import HostPace, read_session, write_session
from policywatch.catalogue.sources import host_of
from spiders.context import spider_of
from spiders.leases import holder_name, is_dead
from spiders.rests import resting

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

ASK_AGAIN_S = 0.2
# Who has not renewed a turn for so long is dead, also where nobody here can look after it. Much
# longer than the time between renewals, as clocks of machines may differ.
TURN_LASTS = timedelta(minutes=2)
RENEW_EVERY_S = 20.0
MOST_RENEWED = timedelta(minutes=15)  # longer than any fetch
MAX_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to ask a host once: at `at`, and to be given back."""

    at: datetime
    name: str


class Pace:
    """The hosts' pace as the store keeps it; `delay` seconds and `concurrency` are a source's."""

    def __init__(self, engine: Engine, delay: float, concurrency: int) -> None:
        self._engine = engine
        self._holder = holder_name()
        self._number = 0
        self.delay = delay
        self.concurrency = concurrency

    def take(self, host: str, delay: float, now: datetime) -> Turn | None:
        """Return the next turn at a host; None while as many requests are under way as may be."""
        self._number += 1
        name = f"{self._holder}|{self._number}"
        with write_session(self._engine) as session:
            pace = _locked(session, host, now)
            turns = [turn for turn in pace.turns if _is_held(turn, now)]
            if len(turns) >= self.concurrency:
                pace.turns = turns
                return None
            # A clock that was wrong once must not stop a host for ever.
            at = min(max(now, pace.next_at), now + MAX_AHEAD)
            pace.next_at = at + timedelta(seconds=delay)
            pace.turns = [*turns, [name, (now + TURN_LASTS).timestamp()]]
            return Turn(at, name)

    def renew(self, host: str, turn: Turn, now: datetime) -> None:
        """Say that a turn is still waited for, or its request still under way."""
        with write_session(self._engine) as session:
            pace = _locked(session, host, now)
            others = [one for one in pace.turns if one[0] != turn.name]
            pace.turns = [*others, [turn.name, (now + TURN_LASTS).timestamp()]]

    def give_back(self, host: str, turn: Turn, now: datetime) -> None:
        """Say that a request is over."""
        with write_session(self._engine) as session:
            pace = _locked(session, host, now)
            pace.turns = [one for one in pace.turns if one[0] != turn.name]

    def resting(self, now: datetime) -> dict[str, datetime]:
        """Return the hosts that asked any crawl to be left alone, and until when."""
        with read_session(self._engine) as session:
            return resting(session, now)

    def rest(self, host: str, until: datetime, now: datetime) -> None:
        """Keep that a host asked to be left alone."""
        with write_session(self._engine) as session:
            pace = _locked(session, host, now)
            pace.rest_until = max(until, pace.rest_until or until)


def _is_held(turn: list[Any], now: datetime) -> bool:
    """Return whether a turn's request may still be under way: not where its process died."""
    holder, _, _number = turn[0].rpartition("|")
    return turn[1] > now.timestamp() and not is_dead(holder)


def _locked(session: Session, host: str, now: datetime) -> HostPace:
    host = host[:255]
    pace = session.get(HostPace, host, with_for_update=True)
    if pace is None:
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        row: dict[str, Any] = {"host": host, "next_at": now, "turns": []}
        session.execute(insert(HostPace).values(row).on_conflict_do_nothing())
        pace = session.get_one(HostPace, host, with_for_update=True)
    return pace


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
