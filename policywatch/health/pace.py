"""How often a source brings something new, and whether its silence is out of that pace.

What is counted are days on which it was looked at: one with something new is one, however much it
brought, and one without is silent only where a working day came since the look before. Were all
such days alike, the chance of a row of silent ones would follow from how many of those before were
silent (the beta-geometric law). Sources publish in bursts, and more at times than at others: the
more their rows differ in length, the likelier a long one is, and the last few tell more than all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import variance

from policywatch.health.rest_days import had_working_day

# For so many days back a pace is learnt, and from no less than these.
LOOK_BACK = timedelta(days=180)
MIN_SPAN = timedelta(days=56)
MIN_NEWS = 20
# A row of silent days is out of pace that is so unlikely by those of the whole time, and by the
# last few of them, and so much longer than any of them. `benchmarks/quiet.py` measures what of
# this makes few false alarms.
MAX_CHANCE = 2e-5
MAX_RECENT_CHANCE = 5e-4
RECENT_ROWS = 10
LONGER = 1.5
# None has room for more: a source is told as quiet after 30 days, whatever its pace.
MAX_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Pace:
    """A source's pace, and its silence.

    `every_days` is how many days lie between two with something new, on average; `silent` counts
    the silent days since the last one, and `patience` how many of them are in its pace.
    """

    every_days: float
    silent: int
    patience: int

    @property
    def is_left(self) -> bool:
        """Whether it is silent for longer than its pace has room for."""
        return self.silent > self.patience


def pace_of(looks: Sequence[tuple[date, bool]]) -> Pace | None:
    """Return a source's pace from the days on which it was looked at well, the oldest first.

    Each says whether it brought something new. The newest day may not be over: it is not counted
    as silent. None where too little is known to tell a pace.
    """
    news = [day for day, brought in looks if brought]
    news = [day for day in news if day >= news[-1] - LOOK_BACK]
    if len(news) <= MIN_NEWS or news[-1] - news[0] < MIN_SPAN:
        return None
    rows, silent = _silent_rows([look for look in looks if look[0] >= news[0]])
    longest = max(rows)
    usual = rows.copy()
    usual.remove(longest)  # a rest that no calendar has, or a fault of ours
    patience = max(
        _likely_row(usual, MAX_CHANCE, _alikeness(usual)),
        _likely_row(rows[-RECENT_ROWS:], MAX_RECENT_CHANCE),
        round(LONGER * longest),
    )
    return Pace((news[-1] - news[0]).days / (len(news) - 1), silent, patience)


def _silent_rows(looks: Sequence[tuple[date, bool]]) -> tuple[list[int], int]:
    """Return how many silent days came before each one with news, and after the last."""
    rows: list[int] = []
    silent = 0
    newest = looks[-1][0]
    for (before, _), (day, brought) in pairwise(looks):
        if brought:
            rows.append(silent)
            silent = 0
        elif day != newest and had_working_day(before, day):
            silent += 1
    return rows, silent


def _alikeness(rows: Sequence[int]) -> float | None:
    """Return the first parameter of the beta-geometric law whose rows differ as much as these.

    Of that law variance / (mean * (mean + 1)) is a / (a - 2). None where they differ no more than
    by chance alone.
    """
    mean = sum(rows) / len(rows)
    spread = variance(rows) / (mean * (mean + 1)) if mean else 0.0
    return 2 * spread / (spread - 1) if spread > 1 else None


def _likely_row(rows: Sequence[int], least: float, alike: float | None = None) -> int:
    """Return how many silent days in a row are not less likely than `least`, after these rows."""
    brought, silent = len(rows) + 1.0, sum(rows) + 1.0
    if alike is not None and alike < brought:
        brought, silent = alike, silent * alike / brought
    chance = 1.0
    for number in range(MAX_PATIENCE):
        chance *= (silent + number) / (brought + silent + number)
        if chance < least:
            return number
    return MAX_PATIENCE
