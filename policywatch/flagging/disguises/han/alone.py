"""Names that people speak of by their stem alone, in disguise, with nothing beside it: 青芊, 签人.

Of the few stems and titles that are talked of so every way to write them is listed: one or both
characters by their sound, one by its look or in its parts. Nothing but a word of talent near by
tells then that they are meant; so none of these is a word of its own, nor parts two, and what
stands in some longer word (湾人 in 台湾人) counts near the programme's own words alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from policywatch.catalogue.watchlists import Programme
from policywatch.flagging.characters.likeness import look_alikes, partings, readings, said_so
from policywatch.flagging.characters.ordinary_words import is_ordinary, stands_in_a_word
from policywatch.flagging.disguises.han.meant_characters import FUNCTION_WORDS
from policywatch.flagging.disguises.han.slips import NUMERALS
from policywatch.flagging.disguises.han.stems import Guess
from policywatch.flagging.disguises.han.talk import RIVALS
from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.entries import Entry, Strength, guessed, is_han

LONE_STEM = 2
"""Characters of a stem that is spoken of alone in disguise: 签人."""
_FILLER = "某"


class Alone:
    """The ways to write the stems that are spoken of alone; built once, then only read."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        entries: defaultdict[str, list[Entry]] = defaultdict(list)
        for programme in programmes:
            titles = (name for name in programme.zh if name in RIVALS)
            for name in (*programme.stems, *titles):
                stem = fold_name(name)
                if len(stem) == LONE_STEM and is_han(stem):
                    for written, form in _disguised(stem):
                        entry = guessed(programme, name, form)
                        if stands_in_a_word(written):
                            entry = replace(entry, strength=Strength.OWN)
                        entries[written].append(entry)
        self._entries = dict(entries)

    def __iter__(self) -> Iterator[str]:
        """Yield what is to be looked for."""
        return iter(self._entries)

    def find(self, text: str, start: int, end: int) -> Iterator[Guess]:
        """Yield the names that are written so at a place, unless it parts two words: 申请签约."""
        before, behind = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
        is_dated = text[start - 1 : start] == "年" and text[start - 2 : start - 1].isdecimal()
        if is_dated or not (is_ordinary(before) or is_ordinary(behind)):
            written = text[start:end].replace(" ", "")
            yield from ((entry, start, end) for entry in self._entries[written])


def _disguised(stem: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to write a stem of two characters, each with its form."""
    first, second = stem[0], stem[1]
    by_sound = [one + other for one, other in product(_said_like(first), _said_like(second))]
    by_look = [(_drawn_like(first), _drawn_like(second)), (partings(first), partings(second))]
    ways = [("homophone", by_sound)]
    for firsts, seconds in by_look:
        written = [*(one + second for one in firsts), *(first + other for other in seconds)]
        ways.append(("look-alike", written))
    for form, written in ways:
        yield from ((one, form) for one in written if one != stem and _may_be_one(one))
    if second != "人":
        yield first + _FILLER + second, "spaced"


def _may_be_one(written: str) -> bool:
    """Whether characters are no word of their own, nor one and the same again: 火火火."""
    return len(set(written)) > 1 and not is_ordinary(written)


def _said_like(char: str) -> list[str]:
    others = (other for reading in readings(char)[:1] for other in said_so(reading))
    return list(dict.fromkeys((char, *filter(_is_taken, others))))


def _drawn_like(char: str) -> list[str]:
    return sorted(filter(_is_taken, look_alikes(char) - NUMERALS))


def _is_taken(char: str) -> bool:
    """Whether who writes a character for another would take it: one of GB 2312, no small word."""
    return char not in FUNCTION_WORDS and len(char.encode("gb2312", "ignore")) > 1
