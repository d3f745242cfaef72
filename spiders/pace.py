"""How fast a host is asked: agreed on in the store, so that it holds whatever processes ask it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import CLOCKS_DIFFER, HostPace, read_session, write_session
from spiders.leases import holder_name, is_dead

# Who has not renewed a turn for so long is dead, also where nobody here can look after it. Much
# longer than the time between renewals, as clocks of machines may differ.
TURN_LASTS = timedelta(minutes=2)
MAX_AHEAD = timedelta(minutes=10)
MAX_REST = timedelta(days=2)


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


def resting(session: Session, now: datetime) -> dict[str, datetime]:
    """Return the hosts that asked to be left alone, and until when."""
    rows = session.execute(
        select(HostPace.host, HostPace.rest_until)
        .where(HostPace.rest_until > now)
        # No rest is longer: the clock was wrong when it was asked for.
        .where(HostPace.rest_until <= now + MAX_REST + CLOCKS_DIFFER)
    )
    return {host: until for host, until in rows if until is not None}


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
