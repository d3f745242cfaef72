"""How a list that was read ended: what it lacks, and whether it still looks as it did."""

from collections.abc import Sequence
from dataclasses import replace

from models import Outcome
from spiders.items import ListedItem
from spiders.layout import Look, what_changed
from spiders.list_end import ListEnd, Vanished
from spiders.listing import DATED_BY_CHANGE
from spiders.run import Run

# So many items, and such a share of those listed now, may be taken off a list without a word.
MIN_VANISHED = 2
VANISHED = 0.2
# Old items make room for new ones; so many more than came, and so much more than is left, do not.
MIN_SHRUNK = 5
SHRUNK = 2


def judge_list(
    end: ListEnd, run: Run, look: Look, pages: int, *, complete: bool, is_over: bool
) -> list[str]:
    """Judge a list of so many pages by what it showed; note it in `end`, and return it in words.

    `complete` says that it was read as far as it was to be, `is_over` that the run took its time.
    """
    if not look.items:
        end.outcome = Outcome.LAYOUT_CHANGED if run.has_listed else Outcome.EMPTY_LIST
        return ["the list shows no item"]
    if run.backfill is not None:
        if not complete and not is_over:
            return [f"nothing older than {run.backfill.since or 'this'} was met"]
        return []
    told = []
    if not complete:
        told.append("possible gap: no item known from an earlier run was met")
        note_gap(end, run, run.newest_known_date, min(look.dates, default=None))
    gone = run.vanished(_median(look.dates), pages)
    if look.known and gone.count >= max(MIN_VANISHED, look.items * VANISHED):
        told.append(f"possible gap: {gone.count} items listed before are not listed any more")
        note_gap(end, run, gone.first, gone.last)
    elif shrunk := _shrunk(run, look, pages):
        told.append(
            f"possible gap: the list shows {look.items} items, and {shrunk.count} fewer than before"
        )
        note_gap(end, run, shrunk.first, shrunk.last)
    dates_change = run.declaration.family in DATED_BY_CHANGE
    if changed := what_changed(look, run.norm, dates_change=dates_change):
        end.outcome = Outcome.LAYOUT_CHANGED
        told.append(changed)
    return told


def _shrunk(run: Run, look: Look, pages: int) -> Vanished | None:
    """Return what is no longer listed where a list is cut to a few of its items; else None."""
    gone = run.vanished(None, pages)
    not_replaced = gone.count - (look.items - look.known)
    if not look.known or not_replaced < max(MIN_SHRUNK, SHRUNK * look.items):
        return None
    return replace(gone, count=not_replaced)


def note_gap(end: ListEnd, run: Run, first: str | None, last: str | None) -> None:
    """Note a possible gap; a backfill looks for what is missing, and is not what is missed."""
    if run.backfill is None:
        end.has_gap = True
        # A list that shows older things than were known, and none of these, is no list by date.
        is_reversed = first is not None and last is not None and last < first
        end.gap_from, end.gap_to = (last, first) if is_reversed else (first, last)


def is_older(items: Sequence[ListedItem], since: str | None) -> bool:
    """Whether all that a page dates is older than a day."""
    dates = [item.date for item in items if item.date]
    return since is not None and bool(dates) and max(dates) < since


def _median(dates: list[str]) -> str | None:
    return sorted(dates)[len(dates) // 2] if dates else None
