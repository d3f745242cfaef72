"""Names found in a text, and which of those that are guessed stand beside those that are listed."""

from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from policywatch.flagging.names.entries import Entry, Strength
from policywatch.flagging.names.forms import GUESSED

MAX_TAIL = 4
LISTED_FORMS = frozenset(("exact", "numerals", "placed"))


class Hit(NamedTuple):
    """An entry found at `start:end` of the folded text."""

    entry: Entry
    start: int
    end: int


def unlisted(guesses: list[Hit], names: list[Hit]) -> list[Hit]:
    """Return the guesses, once each, that are no other than a listed name found there.

    A guess falls to a certain name that it overlaps, and to any name in full that holds it or that
    it is but for a word for a plan behind it; another ending of a name only to one of the same
    span: of two such names the longer is meant.
    """
    if not guesses:
        return []
    listed = sorted(
        (hit.start, hit.end, hit.entry.strength is Strength.CERTAIN)
        for hit in names
        if hit.entry.form in LISTED_FORMS
    )
    spans = {(start, end) for start, end, _ in listed}
    ends = list(accumulate((end for _, end, _ in listed), max))
    certain = list(accumulate((end if sure else 0 for _, end, sure in listed), max))
    kept: dict[tuple[str, int, int], Hit] = {}
    begun = {start: end for start, end, _ in listed}
    told = {(hit.entry.target_id, hit.start) for hit in names}
    codes = {hit.start: hit.entry.target_id for hit in names if hit.entry.form == "short"}
    for hit in guesses:
        if (hit.start, hit.end) in spans:
            continue
        stop = begun.get(hit.start)
        if hit.entry.form in GUESSED and stop is not None and hit.end - stop <= MAX_TAIL:
            continue
        if hit.entry.form == "stem" and (hit.entry.target_id, hit.start) in told:
            continue
        if hit.entry.form == "initials" and codes.get(hit.start, hit.entry.target_id) != (
            hit.entry.target_id
        ):
            continue
        if hit.entry.form != "variant":
            holding = bisect_left(listed, (hit.start + 1, 0, False))
            overlapping = bisect_left(listed, (hit.end, 0, False))
            if holding and ends[holding - 1] >= hit.end:
                continue
            if overlapping and certain[overlapping - 1] > hit.start:
                continue
        kept.setdefault((hit.entry.target_id, hit.start, hit.end), hit)
    return list(kept.values())
