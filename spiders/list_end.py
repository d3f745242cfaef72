"""How far a list was read: what of it was known, what is no longer there, how it ended."""

from dataclasses import dataclass

from models import Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """Whether an earlier good run listed an item, and with which date."""

    is_known: bool = False
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Vanished:
    """How many items are no longer listed, and their first and last date."""

    count: int = 0
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Backfill:
    """That a run goes back to the day `since`, or to the list's end without one."""

    since: str | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """The page of a list that a backfill has read last."""

    url: str
    page: int


@dataclass(slots=True)
class ListEnd:
    """How the list part of a run ended; `gap_from` and `gap_to` are dates, as far as known.

    `covered` says that the list was read as far as it was to be: to what was known already, to the
    day that a backfill was asked for, or to the end.
    """

    outcome: Outcome = Outcome.OK
    detail: str = ""
    has_gap: bool = False
    gap_from: str | None = None
    gap_to: str | None = None
    covered: bool = False
