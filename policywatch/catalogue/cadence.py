"""When a source is due again: by its declared bounds, its observed rate of change, its night.

The rate of change is estimated by Cho and Garcia-Molina's bias-reduced estimator ("Estimating
frequency of change", ACM TOIT 3(3), 2003, 4.2): of n visits I days apart, X found a change, so
changes come at a rate of -ln((n - X + 0.5) / (n + 0.5)) / I. Older visits count less.

What the delay of all documents together costs is least where a source's interval goes with the
square root of its time between changes (each document waits half an interval on average; minimise
the sum of rate times interval while the sum of 1 / interval stays). The declared cadence scales it:
the interval is half the geometric mean of both, so a source that changes once per `every` is looked
at twice, and one that changes once in four times `every` just as declared.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_LIFE_DAYS = 30.0
MIN_VISITS = 3.0
SCALE = 0.5  # of the geometric mean: see above
JITTER = 0.1
MAX_QUIET = timedelta(hours=20)
DAY = timedelta(days=1)


@dataclass(slots=True)
class Record:
    """Visits that found how a source changes: their number, how many found a change, their days.

    Each counts half as much after HALF_LIFE_DAYS.
    """

    visits: float = 0.0
    changes: float = 0.0
    days: float = 0.0

    def add(self, days: float, changed: bool) -> None:
        """Take a visit in, so many days after the one before."""
        faded = 2.0 ** (-days / HALF_LIFE_DAYS)
        self.visits = self.visits * faded + 1.0
        self.changes = self.changes * faded + changed
        self.days = self.days * faded + days

    @property
    def changes_per_day(self) -> float | None:
        """How often the source changes, as far as known; None where too little is."""
        if self.visits < MIN_VISITS or self.days <= 0:
            return None
        unchanged = (self.visits - self.changes + 0.5) / (self.visits + 0.5)
        return -math.log(unchanged) / (self.days / self.visits)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was declared: the interval at first, the shortest, and the promise: the longest."""

    every: timedelta
    soonest: timedelta
    promise: timedelta


def record_of(visits: Iterable[tuple[datetime, bool]]) -> Record:
    """Return the record of visits, the oldest first: when each began, whether it found a change.

    What the first one finds says nothing of a rate.
    """
    record = Record()
    before: datetime | None = None
    for at, changed in visits:
        if before is not None and at > before:
            record.add((at - before) / DAY, changed)
        before = at
    return record


def interval_of(bounds: Bounds, record: Record) -> timedelta:
    """Return the time from one visit to the next: shorter for what changes often."""
    rate = record.changes_per_day
    if rate is None:
        return bounds.every
    between = 1.0 / max(rate, 1e-6)
    days = SCALE * math.sqrt((bounds.every / DAY) * between)
    return min(max(timedelta(days=days), bounds.soonest), bounds.promise)


def due_after(
    source_id: str, visited: datetime, interval: timedelta, quiet: "QuietHours", timezone: str
) -> datetime:
    """Return when a source that was visited is due again, no later than the interval says.

    A little sooner by a share that the source and the visit fix, so that sources declared alike
    do not all come at once; before quiet hours rather than in them.
    """
    seed = hashlib.sha256(f"{source_id} {visited:%Y-%m-%dT%H:%M}".encode()).digest()
    share = int.from_bytes(seed[:6]) / 2**48
    due = visited + interval * (1 - JITTER * share)
    return quiet.before(due, visited, timezone)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of each day, by the clock of the publisher, in which a source is left alone."""

    start: time | None = None
    end: time | None = None

    @classmethod
    def parse(cls, written: str) -> "QuietHours":
        """Return what a source file writes as 23:00-06:00; nothing where it writes nothing.

        Raises:
            ValueError: it is written otherwise, or leaves too little of the day.
        """
        if not written:
            return cls()
        first, dash, last = written.partition("-")
        try:
            start, end = time.fromisoformat(first), time.fromisoformat(last)
        except ValueError:
            raise ValueError("expected quiet hours like 23:00-06:00") from None
        if not dash or _length(start, end) > MAX_QUIET:
            raise ValueError(f"quiet hours are at most {MAX_QUIET // timedelta(hours=1)} hours")
        return cls(start, end)

    def end_of(self, at: datetime, timezone: str) -> datetime | None:
        """Return when the quiet hours end that a moment lies in; None where it lies in none."""
        found = self._around(at, timezone)
        return found[1] if found else None

    def before(self, due: datetime, visited: datetime, timezone: str) -> datetime:
        """Return a due time out of quiet hours: before they begin, or else when they end."""
        found = self._around(due, timezone)
        if found is None:
            return due
        start, end = found
        # A visit just before them needs no second one: that would be no rest for the source.
        earlier = start - timedelta(minutes=1)
        return earlier if (earlier - visited) * 2 >= due - visited else end

    def _around(self, at: datetime, timezone: str) -> tuple[datetime, datetime] | None:
        if self.start is None or self.end is None:
            return None
        local = at.astimezone(ZoneInfo(timezone))
        for day in (local.date() - DAY, local.date()):
            start = datetime.combine(day, self.start, local.tzinfo)
            end = datetime.combine(day, self.end, local.tzinfo)
            if self.end <= self.start:
                end = datetime.combine(day + DAY, self.end, local.tzinfo)
            if start <= local < end:
                return start.astimezone(at.tzinfo), end.astimezone(at.tzinfo)
        return None


def _length(start: time, end: time) -> timedelta:
    minutes = (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)
    return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)
