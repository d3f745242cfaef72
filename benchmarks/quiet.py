"""Simulate sources that go on publishing, and such that stop, and count who is told as quiet.

Prints for each kind of source how often its pace alone has it told though it goes on (false alarms
in a hundred source-years), and how long one that stops is silent before it is told. The sources are
made up: no such record of real ones is at hand. They publish in office hours and are looked at
twice a day; the holidays that they keep are those of the state council, with up to four slack days
around the Spring Festival. Ours is the code that judges the store's sources.
"""

import argparse
import math
import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from statistics import median, quantiles

from policywatch.health.pace import pace_of
from policywatch.health.rest_days import SPRING_FESTIVALS

DAY = timedelta(days=1)
YEARS = 3
WARM_UP = 90  # days in which nobody is judged
FIRST = date(2022, 3, 1)
DAYS = [FIRST + n * DAY for n in range(WARM_UP + 365 * YEARS)]
TOLD_ANYWAY = 31  # silent days after which a source is told whatever its pace
NEVER_YET = 4  # no pace is left sooner
STOPS = 100  # sources of each kind that stop
SPRING = [date.fromisoformat(first) for first in SPRING_FESTIVALS]
# Each year's days off but the Spring Festival, as month and day.
OFF = {(1, 1), (4, 4), (4, 5), (4, 6), (6, 10), (9, 15), (9, 16)}
OFF |= {(5, n) for n in range(1, 6)} | {(10, n) for n in range(1, 8)}

Chance = random.Random
Published = Callable[[Chance], list[bool]]


def is_spring(day: date, slack: int = 0) -> bool:
    """Return whether a day is of the Spring Festival, or so many days before or after it."""
    return any(-1 - slack <= (day - first).days <= 6 + slack for first in SPRING)


def is_off(day: date) -> bool:
    """Return whether offices are closed."""
    return day.weekday() >= 5 or is_spring(day) or (day.month, day.day) in OFF


def office(share: float, chance: Chance, *, summer: float = 1.0) -> list[bool]:
    """Publish on such a share of working days, and on `summer` times that in July and August."""
    slack = chance.randint(1, 4)
    days = []
    for day in DAYS:
        now = share * (summer if day.month in (7, 8) else 1.0)
        if is_spring(day, slack):
            now *= 0.3
        days.append(not is_off(day) and chance.random() < now)
    return days


def poisson(rate: float, chance: Chance) -> list[bool]:
    """Publish so often a day, on any day."""
    return [chance.random() < 1 - math.exp(-rate) for _ in DAYS]


def bursts(busy: float, idle: float, busy_days: int, idle_days: int, chance: Chance) -> list[bool]:
    """Publish on such shares of working days in busy and in idle times, which last so long."""
    is_busy, days = True, []
    for day in DAYS:
        if is_off(day):
            days.append(False)
            continue
        if chance.random() < 1 / (busy_days if is_busy else idle_days):
            is_busy = not is_busy
        days.append(chance.random() < (busy if is_busy else idle))
    return days


def renewals(gap: Callable[[Chance], float], chance: Chance) -> list[bool]:
    """Publish after gaps of so many days."""
    days, at = [False] * len(DAYS), 0.0
    while at < len(DAYS):
        days[int(at)] = True
        at += gap(chance)
    return days


def drifting(share: float, chance: Chance) -> list[bool]:
    """Publish on a share of working days that wanders."""
    offset, days = 0.0, []
    for day in DAYS:
        offset = 0.97 * offset + chance.gauss(0, 0.25)
        now = 1 / (1 + math.exp(-math.log(share / (1 - share)) - offset))
        days.append(not is_off(day) and chance.random() < now)
    return days


KINDS: dict[str, Published] = {
    **{f"working days, {p:.0%}": partial(office, p) for p in (0.99, 0.95, 0.9, 0.8, 0.7, 0.5)},
    **{f"Poisson, {rate:g} a day": partial(poisson, rate) for rate in (5, 2, 1, 0.5)},
    "working days, 90%, in summer 36%": partial(office, 0.9, summer=0.4),
    "working days, 90%, in summer 18%": partial(office, 0.9, summer=0.2),
    "working days, about 80%, wandering": partial(drifting, 0.8),
    "bursts: 90% for 20 days, 10% for 5": partial(bursts, 0.9, 0.1, 20, 5),
    "bursts: 80% for 30 days, 5% for 10": partial(bursts, 0.8, 0.05, 30, 10),
    "gaps lognormal, median 1 day, sigma 1": partial(renewals, lambda c: c.lognormvariate(0, 1)),
    "gaps Pareto 1.5, from 0.7 days": partial(renewals, lambda c: 0.7 * c.paretovariate(1.5)),
}


def seen(published: list[bool], chance: Chance) -> list[bool]:
    """Return the days (UTC) on which looks bring what was published in office hours, in Beijing.

    They come twice a day, each up to a tenth sooner, as of what is looked at daily at first and
    changes daily.
    """
    found = [False] * len(published)
    look = chance.uniform(0, 0.5)
    for number, is_day in enumerate(published):
        at = number + chance.uniform(1, 10) / 24  # 9 to 18 o'clock there
        while look < at:
            look += 0.5 * (1 - 0.1 * chance.random())
        if is_day and int(look) < len(found):
            found[int(look)] = True
    return found


def is_told(brought: list[bool], today: int) -> bool:
    """Return whether a source's pace has it told as quiet on a day."""
    pace = pace_of(list(zip(DAYS[: today + 1], brought, strict=False)))
    return pace is not None and pace.is_left


def false_alarms(brought: list[bool]) -> int:
    """Return how often a source is told though it goes on."""
    alarms, last, told = 0, 0, False
    for today, is_new in enumerate(brought):
        if is_new:
            last, told = today, False
        elif today > WARM_UP and not told and NEVER_YET <= today - last < TOLD_ANYWAY:
            told = is_told(brought, today)
            alarms += told
    return alarms


def silence(brought: list[bool], stops: int) -> int:
    """Return for how many days a source is silent before it is told, where it stops on a day."""
    until = [is_new and day < stops for day, is_new in enumerate(brought)]
    last = max(day for day, is_new in enumerate(until) if is_new)
    for today in range(last + NEVER_YET, last + TOLD_ANYWAY):
        if is_told(until, today):
            return today - last
    return TOLD_ANYWAY


def main() -> None:
    """Print a line for each kind of source."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=300, help="how many of each kind")
    sources = parser.parse_args().sources
    print(f"{'sources that publish on':40} alarms in 100 years   told after days: median, 90%")
    for name, published in KINDS.items():
        chance = random.Random(name)
        alarms, silent = 0, []
        for number in range(sources):
            brought = seen(published(chance), chance)
            alarms += false_alarms(brought)
            if number < STOPS:
                silent.append(silence(brought, chance.randint(200, len(DAYS) - TOLD_ANYWAY)))
        share = 100 * alarms / (sources * YEARS)
        most = quantiles(silent, n=10)[-1]
        print(f"{name:40} {share:10.1f} {median(silent):22.0f} {most:10.0f}", flush=True)


if __name__ == "__main__":
    main()
