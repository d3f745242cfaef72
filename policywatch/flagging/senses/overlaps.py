"""Which of places that overlap or lie in one another stay."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress

from policywatch.flagging.names.forms import GUESSED
from policywatch.flagging.senses.places import MAX_AROUND, NAME_REACH, Place, in_order

PAIR = 2


def is_inside(place: Place, others: Sequence[Place], *, longer: bool = False) -> bool:
    """Whether a place lies in one of others (a longer one), which are in text order."""
    at = bisect_left(others, place.start - NAME_REACH, key=lambda block: block.start)
    for block in others[at : at + MAX_AROUND]:
        if block.start > place.start:
            break
        if place.end <= block.end and not (longer and block[1:] == place[1:]):
            return True
    return False


def meets(place: Place, others: Sequence[Place]) -> bool:
    """Whether a place overlaps one of others, which are in text order, none over another."""
    at = bisect_left(others, place.end, key=lambda other: other.start)
    return at > 0 and others[at - 1].end > place.start


def longest(places: Iterable[Place]) -> list[Place]:
    """Return places that do not overlap: of overlapping ones the leftmost, then the longest."""
    kept: list[Place] = []
    furthest = 0
    for place in places:
        if place.start >= furthest:
            kept.append(place)
            furthest = place.end
    return kept


def not_inside(places: list[Place]) -> list[Place]:
    """Return the places that lie in no longer one: terms may share a word."""
    kept: list[Place] = []
    furthest = -1
    for place in places:
        if place.end > furthest:
            kept.append(place)
            furthest = place.end
    return kept


def outside(places: list[Place], covers: list[Place]) -> list[Place]:
    """Return the places that lie in none of the covers; both in text order, one walk over each."""
    kept = []
    at = 0
    for place in places:
        while at < len(covers) and covers[at].end < place.end and covers[at].end <= place.start:
            at += 1
        for cover in covers[at : at + 3]:
            if cover.start <= place.start and place.end <= cover.end:
                break
        else:
            kept.append(place)
    return kept


def _not_parted(names: list[Place]) -> list[Place]:
    """Return the names but those of two characters, set apart, of which a name takes the last.

    杰青/千人计划 are two titles, and 青/千 is none.
    """
    apart = [p for p in names if len(p.entry.name) == PAIR and p.end - p.start > PAIR]
    if not apart:
        return names
    begun = {
        p.start
        for p in names
        if p.end - p.start == len(p.entry.name) > PAIR and p.entry.form not in GUESSED
    }
    parted = {p for p in apart if p.end - 1 in begun}
    return [p for p in names if p not in parted] if parted else names


def longest_unblocked(names: list[Place], blocks: Mapping[str, Sequence[Place]]) -> list[Place]:
    """Return the longest names: what is part of another sense hides none that it overlaps.

    In 中国千人计划 the beginning 国千 is no name, and 千人计划 one.
    """
    names = _not_parted(names)
    is_blocked = [
        p.entry.target_id in blocks and is_inside(p, blocks[p.entry.target_id], longer=True)
        for p in names
    ]
    if not any(is_blocked):
        return longest(names)
    blocked = longest(compress(names, is_blocked))
    open_ones = (name for name, is_out in zip(names, is_blocked, strict=True) if not is_out)
    meant = longest(p for p in open_ones if p.entry.form not in GUESSED or not meets(p, blocked))
    return sorted([*meant, *(p for p in blocked if not meets(p, meant))], key=in_order)
