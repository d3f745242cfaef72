"""Where hits stand in the text as shown, and which of overlapping ones stay."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policywatch.flagging.folding import Folded
from policywatch.flagging.forms import GUESSED
from policywatch.flagging.lexicon import Hit
from policywatch.flagging.names import Entry, is_han, is_initials

NAME_REACH = 120
MAX_AROUND = 200
_BETWEEN = frozenset("*＊·•_~|^")
_MASKS = frozenset("*＊×✕✖□■○●◯〇?？_＿#＃@xXｘＸ某")


class Place(NamedTuple):
    """What was found, with its span in the text as shown."""

    entry: Entry
    start: int
    end: int


def places_of(text: str, folded: Folded, hits: list[Hit]) -> Iterator[Place]:
    """Yield where hits stand in the text, in its order, a longer one before those it holds."""
    span = folded.span
    places = []
    for number, (entry, first, last) in enumerate(hits):
        start, end = span(first, last)
        form = entry.form
        if form == "exact":
            places.append((start, -end, False, number))
        elif _is_written_so(text, entry, start, end):
            places.append((start, -end, form in GUESSED, number))
    places.sort()
    return (Place(hits[number].entry, start, -end) for start, end, _, number in places)


def in_order(place: Place) -> tuple[int, int, bool]:
    """Return a key that sorts places as `places_of` yields them."""
    return place.start, -place.end, place.entry.form in GUESSED


def is_inside(place: Place, longer: Sequence[Place]) -> bool:
    """Whether a place lies in one of others, which are in text order."""
    at = bisect_left(longer, place.start - NAME_REACH, key=lambda block: block.start)
    for block in longer[at : at + MAX_AROUND]:
        if block.start > place.start:
            break
        if place.end <= block.end:
            return True
    return False


def _is_written_so(text: str, entry: Entry, start: int, end: int) -> bool:
    """Whether a name of a few capitals (QM, TTP) is in capitals, a masked one behind a mark."""
    if entry.form == "masked":
        around = text[max(0, start - 2) : end]
        return any(c in _MASKS or unicodedata.category(c) == "So" for c in around)
    if entry.form == "initials":
        if entry.name.isascii() and len(entry.name) == len("Q M") and entry.name[1] in " .":
            between = text[start + 1 : end - 1]
            is_marked = between in _BETWEEN or (between == "." and is_han(text[start - 1 : start]))
            return is_marked and text[start:end].isupper()
        return _has_capitals(text[start:end])
    if entry.form != "short" or not is_initials(entry.name):
        return True
    return unicodedata.normalize("NFKC", text[start:end]).isupper()


def _has_capitals(shown: str) -> bool:
    """Whether initials before a Latin word are capitals: QM Plan; qmjh, qm计划, 111jh are, too."""
    initials = unicodedata.normalize("NFKC", shown)
    if not initials.isascii() or initials.isalpha():
        return True
    first = initials.rstrip("abcdefghijklmnopqrstuvwxyz")
    return first.isupper() or initials.isupper() or not any(map(str.isalpha, first))


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
