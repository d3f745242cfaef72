"""Simulate a year of 10,000 sources under several rules of when to look again.

Prints for each rule how often it looks and how soon it finds what is published. The sources are
made up (no such record of real ones is at hand): their rates spread over four orders of
magnitude, they publish in batches and mostly in office hours, a tenth falls silent and a tenth
changes its rate within the year. Ours is the code that the crawls run by.
"""

import argparse
import math
import random
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from policywatch.catalogue.cadence import JITTER, Bounds, Record, interval_of

DAYS = 365.0
WARM_UP = 30.0  # days in which the rules only learn
HOUR = 1 / 24
LIST_ITEMS = 20
Times = list[float]


@dataclass
class Tally:
    """What a rule did: looks, batches found with their delays, and the age of what we hold."""

    fetches: int = 0
    delays: list[float] = field(default_factory=list)
    age: float = 0.0
    slept: float = 0.0


def publish(chance: random.Random) -> Times:
    """Return when a source publishes within the year, in days."""
    rate = min(max(math.exp(chance.gauss(math.log(0.15), 1.6)), 0.003), 40.0)
    fate, turn = chance.random(), chance.uniform(0, DAYS)
    times: Times = []
    at = 0.0
    while True:
        now = rate
        if at > turn and fate < 0.1:
            return times
        if at > turn and fate > 0.9:
            now = rate * 10 if chance.random() < 0.5 else rate / 10
        at += chance.expovariate(now)
        if at >= DAYS:
            return times
        times.append(_in_office(at, chance))
        times.sort()


def _in_office(at: float, chance: random.Random) -> float:
    """Move four of five to a working day's hours, 8:30 to 18."""
    if chance.random() > 0.8:
        return at
    day = math.floor(at)
    if day % 7 >= 5:
        day -= int(day % 7 - 4)
    return min(max(day, 0) + chance.uniform(8.5, 18) * HOUR, DAYS)


Rule = Callable[[random.Random], "Iterator[float]"]


class Fixed:
    """The same interval for every source."""

    def __init__(self, days: float) -> None:
        self._days = days

    def next(self, _days: float, _new: int) -> float:
        """Return the days to the next look."""
        return self._days


class Overlap:
    """Media Cloud's rule (rss-fetcher, `_check_auto_adjust`), by its default settings.

    12 hours at first; an hour less where under a third of the entries were seen before, twice in a
    row; 6 minutes more where all were; between 10 minutes and a day.
    """

    def __init__(self, first: float = 12 * HOUR) -> None:
        self._days = first
        self._began = False

    def next(self, days: float, new: int) -> float:
        """Return the days to the next look."""
        shown = max(LIST_ITEMS, new)
        if new == 0:
            self._days = min(self._days + 0.1 * HOUR, 1.0)
        elif (shown - new) / shown < 0.33 and abs(days - self._days) < 20 / 1440 and self._began:
            self._days = max(self._days - HOUR, 10 / 1440)
        self._began = True
        return self._days


class Ours:
    """The rule of the crawls; `every` is what the source's file says."""

    def __init__(self, every: float, soonest: float, promise: float, chance: random.Random) -> None:
        self._bounds = Bounds(*(timedelta(days=d) for d in (every, soonest, promise)))
        self._record = Record()
        self._chance = chance

    def next(self, days: float, new: int) -> float:
        """Return the days to the next look."""
        if days > 0:
            self._record.add(days, new > 0)
        interval = interval_of(self._bounds, self._record) / timedelta(days=1)
        return interval * (1 - JITTER * self._chance.random())


def follow(times: Times, rule: "Fixed | Overlap | Ours", start: float, tally: Tally) -> None:
    """Look at one source through the year and add up what came of it."""
    at, before, seen = start, 0.0, 0
    while at < DAYS:
        found = bisect_right(times, at)
        if at > WARM_UP:
            tally.fetches += 1
            tally.delays += [at - one for one in times[seen:found]]
            tally.slept += at - before
            if found > seen:
                tally.age += (at - max(times[seen], before)) ** 2 / 2
        step = rule.next(at - before if before else 0.0, found - seen)
        seen, before = found, at
        at += step


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not used")
    parser.add_argument("--sources", type=int, default=10_000)
    sources = parser.parse_args().sources
    chance = random.Random(20231126)
    lists = [publish(chance) for _ in range(sources)]
    starts = [chance.random() for _ in range(sources)]
    print(f"{sources:,} sources, {sum(map(len, lists)):,} batches published in a year")
    every = 1.0
    rules: dict[str, Callable[[], Fixed | Overlap | Ours]] = {
        "every day": lambda: Fixed(1.0),
        "every 12 hours": lambda: Fixed(0.5),
        "every 6 hours": lambda: Fixed(0.25),
        "overlap (Media Cloud)": Overlap,
        "ours, every 1d": lambda: Ours(every, every / 4, every * 2, chance),
        "ours, every 12h": lambda: Ours(every / 2, every / 8, every, chance),
        "ours, every 1d, promise 1d": lambda: Ours(every, every / 4, every, chance),
    }
    print(
        f"{'rule':32}{'looks a day':>12}{'mean age h':>12}{'median h':>10}{'in 6 h':>8}"
        f"{'in 24 h':>9}{'copy age h':>12}{'CPU s':>7}"
    )
    for name, make in rules.items():
        began, tally = time.process_time(), Tally()
        for times, start in zip(lists, starts, strict=True):
            follow(times, make(), start, tally)
        tell(name, tally, sources, time.process_time() - began)


def tell(name: str, tally: Tally, sources: int, seconds: float) -> None:
    """Print a rule's line."""
    delays = sorted(tally.delays)
    share = [bisect_right(delays, d) / len(delays) for d in (0.25, 1.0)]
    print(
        f"{name:32}{tally.fetches / sources / (DAYS - WARM_UP):12.2f}"
        f"{sum(delays) / len(delays) * 24:12.2f}{delays[len(delays) // 2] * 24:10.2f}"
        f"{share[0]:8.3f}{share[1]:9.3f}{tally.age / tally.slept * 24:12.2f}{seconds:7.1f}"
    )


if __name__ == "__main__":
    main()
