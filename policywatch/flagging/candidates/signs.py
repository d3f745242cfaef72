"""What speaks for a name being a talent programme's: the words and facts around it, weighed."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from policywatch.catalogue.watchlists import Category
from policywatch.documents import FoundFact
from policywatch.flagging.candidates.vocabulary import (
    ENGLISH_SLOTS,
    HOLDERS_AFTER,
    LEVELS,
    OVERSEAS,
    SLOTS_BEFORE,
    VERB_AFTER,
)
from policywatch.flagging.folding import Folded
from policywatch.flagging.lexicon import Found
from policywatch.flagging.names.entries import Kind
from policywatch.flagging.names.forms import GUESSED
from policywatch.flagging.names.hits import Hit
from policywatch.flagging.sentences import Stretches

REACH = 100  # folded characters to each side
MAX_STRENGTH = 10.0
MAX_WORDS = 5
MAX_LISTED = 30
# 启明计划、(市级)启航计划; 启明、火炬和启航计划; Qiming or Qihang plan.
_LISTS = re.compile(
    r"\s?(?:[、/及和与或等]|以及|或者| and | or |, )[^,.。;:!?\n\t]{0,4}"
    r"|[^,.。;:!?\n\t]{0,8}、[^,.。;:!?\n\t]{2,20}"
)
TELLING_TERMS = (
    Category.INCENTIVE,
    Category.ELIGIBILITY,
    Category.RECRUITMENT,
    Category.SECRECY,
)
TELLING_FACTS = ("amount", "age", "degree", "quota")
# What each sign is worth, once or per word; the sum is cut at MAX_STRENGTH.
WORTH = {
    "selected": 2.5,  # 入选…
    "applied": 1.5,  # 申报…
    "holders": 1.5,  # …专家, …人选
    "beside": 2.5,  # next to a known programme
    "level": 0.7,  # 国家级…
    "quoted": 1.0,
    "title": 0.7,
    "own": 1.5,  # the name says so itself
    "talent": 0.5,
    "overseas": 0.8,
    "terms": 0.6,
    "facts": 0.5,
    "titled": 0.4,  # the document's title speaks of talent
    "general": -2.5,  # a name that has nothing of its own
    "common": -4.0,  # nor any sign of being the nation's
    "bare": -1.0,  # called by its people alone
    "placed": -0.5,  # or only its place
    "project": -1.5,  # 项目 is what everything is called
    "verb": -1.5,  # 计划 may be a verb here
    "against": -1.0,
}


class Sign(NamedTuple):
    """One thing that speaks for or against a name, with the words that show it."""

    what: str
    worth: float
    words: tuple[str, ...] = ()


class Page(NamedTuple):
    """What flagging knows of a text already; offsets of `text` and its title begin at 0."""

    text: str
    begin: int  # where the text proper begins, after its title
    folded: Folded
    found: Found
    facts: Sequence[FoundFact]
    sentences: Stretches
    held: frozenset[tuple[int, int]]  # spans of the programmes' names that are meant


class Surroundings:
    """The words and facts of a page by place, made once for all its names, when one is judged."""

    def __init__(self, page: Page, categories: dict[str, Category]) -> None:
        self._page = page
        self._text = page.folded.text
        self._categories = categories
        self._known = sorted(
            (start, end)
            for entry, start, end in page.found.names
            if entry.form not in GUESSED or page.folded.span(start, end) in page.held
        )
        self.known_ends = frozenset(end for _, end in self._known)

    @property
    def speaks(self) -> bool:
        """Whether the page speaks of talent at all."""
        found = self._page.found
        return any(hit.entry.kind is Kind.TERM for hit in found.terms) or any(
            hit.entry.kind is Kind.TALENT for hit in found.company
        )

    @cached_property
    def _term_ends(self) -> list[int]:
        return [hit.end for hit in self._page.found.terms]

    @cached_property
    def _company_ends(self) -> list[int]:
        return [hit.end for hit in self._page.found.company]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._known]

    @cached_property
    def _titled(self) -> list[str]:
        title_end = self._text.find("\n") if self._page.begin else 0
        return self._around(0, title_end, 0, 0)[0] if title_end > 0 else []

    def called(self, words: Collection[str]) -> Iterator[tuple[int, int]]:
        """Yield the spans of some words of talent."""
        for entry, start, end in self._page.found.company:
            if entry.name in words and entry.kind is Kind.TALENT:
                yield start, end
        at = self._text.find("团队")
        while at >= 0:
            yield at, at + 2
            at = self._text.find("团队", at + 2)

    def known_at(self, at: int) -> tuple[int, int] | None:
        """Return the longest known name that begins before a place and runs up to it or over it."""
        last = bisect_left(self._starts, at)
        over = [span for span in self._known[max(0, last - 16) : last] if span[1] >= at]
        return min(over, key=lambda span: (span[0], -span[1])) if over else None

    def beside(self, start: int, end: int) -> str:
        """Return the known programme that a name is listed with (启明计划、启航计划)."""
        at = bisect_left(self._starts, start)
        for first, stop in reversed(self._known[max(0, at - 4) : at]):
            if 0 < start - stop <= MAX_LISTED and _lists(self._text[stop:start]):
                return self._text[first:stop]
        for first, stop in self._known[at : at + 4]:
            if 0 < first - end <= MAX_LISTED and _lists(self._text[end:first]):
                return self._text[first:stop]
        return ""

    def around(self, start: int, end: int, shown: int) -> Iterator[Sign]:
        """Yield what the words and facts around a name say; `shown` is its place as shown."""
        talent, terms, against = self._around(max(0, start - REACH), end + REACH, start, end)
        if talent:
            yield _sign("talent", talent)
        if overseas := [word for word in talent if word in OVERSEAS]:
            yield Sign("overseas", WORTH["overseas"], tuple(overseas))
        if terms:
            yield _sign("terms", terms, most=3)
        page = self._page
        first, last = page.sentences.span(shown)
        kinds = {
            fact.kind
            for fact in page.facts
            if first <= fact.start + page.begin < last and fact.kind in TELLING_FACTS
        }
        if kinds:
            yield _sign("facts", sorted(kinds), most=3)
        if self._titled:
            yield _sign("titled", self._titled, most=2)
        if against:
            yield _sign("against", against, most=3)

    def _around(
        self, low: int, high: int, start: int, end: int
    ) -> tuple[list[str], list[str], list[str]]:
        """Return the different words of talent, telling terms and other senses near a name."""
        talent: dict[str, None] = {}
        terms: dict[str, None] = {}
        against: dict[str, None] = {}
        text, found = self._text, self._page.found
        for entry, first, last in _ending(found.company, self._company_ends, low, high):
            if entry.kind is Kind.TALENT:
                if not start <= first < end:
                    talent[text[first:last]] = None
            elif entry.kind is Kind.AGAINST and not start <= first < end:
                against[text[first:last]] = None
        for entry, first, _ in _ending(found.terms, self._term_ends, low, high):
            if entry.kind is Kind.TERM and not start <= first < end:
                category = self._categories[entry.target_id]
                if category in TELLING_TERMS:
                    terms[category.value] = None
        return list(talent), list(terms), list(against)


def _ending(hits: Sequence[Hit], ends: Sequence[int], low: int, high: int) -> Sequence[Hit]:
    """Return the hits that end after one place and not after another."""
    return hits[bisect_right(ends, low) : bisect_right(ends, high)]


def slots(before: str, after: str) -> Iterator[Sign]:
    """Yield what the words right before and after a Chinese name say of its place."""
    for what, words in SLOTS_BEFORE.items():
        if found := [word for word in words if word in before]:
            yield Sign(what, WORTH[what], tuple(found[:1]))
            break
    if found := [level for level in LEVELS if level in before]:
        yield Sign("level", WORTH["level"], (max(found, key=len),))
    after = after.removeprefix("的")
    if found := [word for word in HOLDERS_AFTER if after.startswith(word)]:
        yield Sign("holders", WORTH["holders"], (found[0],))
    elif after.startswith(VERB_AFTER):
        yield Sign("verb", WORTH["verb"])


def english_slots(before: str) -> Iterator[Sign]:
    """Yield what the words right before an English name say of its place."""
    for what, words in ENGLISH_SLOTS.items():
        if found := [word for word in words if word in before]:
            yield Sign(what, WORTH[what], (found[0],))
            return


def _sign(what: str, words: Sequence[str], most: int = MAX_WORDS) -> Sign:
    return Sign(what, WORTH[what] * min(len(words), most), tuple(words[:most]))


def _lists(between: str) -> bool:
    """Whether what is between two names lists them together."""
    return bool(_LISTS.fullmatch(between))
