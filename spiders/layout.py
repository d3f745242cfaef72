"""Whether a list still looks as it did: a redesign must not pass for a day without news."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

MIN_TITLE_CHARS = 4
MIN_NORM = 5
USUAL = 0.8
LOST = 0.3
MANY_SHAPES = 0.5
MIN_MISMATCHES = 2

_DIGITS = re.compile(r"\d+")
_HASH = re.compile(r"(?=[a-z]*\d)[0-9a-z]{16,}")
_WORDS = re.compile(r"(?:[a-z]+[-_]){2,}[a-z0_-]+")


@dataclass(frozen=True, slots=True)
class Norm:
    """What the items looked like that earlier good runs listed: shares and shapes of `count`."""

    count: int = 0
    dated: float = 0.0
    titled: float = 0.0
    shapes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Look:
    """What the items of this run look like.

    `known` counts those that a good run listed before, `with_date` those of them whose date is
    known to the day, then and now, and `redated` those of these whose date is another one.
    """

    items: int = 0
    known: int = 0
    with_date: int = 0
    redated: int = 0
    dates: list[str] = field(default_factory=list)
    titles: Counter[str] = field(default_factory=Counter)
    shapes: set[str] = field(default_factory=set)

    def add(
        self, url: str, title: str, date: str | None, *, known: bool, date_before: str | None
    ) -> None:
        """Take an item in; `known` says that a good run listed it before, `date_before` how."""
        self.items += 1
        if date:
            self.dates.append(date)
        self.titles[title] += 1
        self.shapes.add(address_shape(url))
        self.known += known
        if known and date and date_before and len(date) == len(date_before) == 10:
            self.with_date += 1
            self.redated += date != date_before

    @property
    def titled(self) -> float:
        """The share of items with a title of their own."""
        if not self.items:
            return 0.0
        most = max(self.items // 2, 1)  # what stands on most of them is nobody's own
        own = sum(n for t, n in self.titles.items() if len(t) >= MIN_TITLE_CHARS and n <= most)
        return own / self.items


def norm_of(items: Iterable[tuple[str, str, str | None]]) -> Norm:
    """Return the norm that items set: address, title and date of each."""
    look = Look()
    for url, title, date in items:
        look.add(url, title, date, known=False, date_before=None)
    if look.items < MIN_NORM:
        return Norm()
    shapes = look.shapes if len(look.shapes) <= look.items * MANY_SHAPES else set()
    return Norm(look.items, len(look.dates) / look.items, look.titled, frozenset(shapes))


def what_changed(look: Look, norm: Norm, *, dates_change: bool = False) -> str | None:
    """Return how a list no longer looks as it did; None where it does, as far as can be told.

    `dates_change` says that a document's date may become another: that of its last change.
    """
    if not look.items or not norm.count:
        return None
    if norm.shapes and not look.known and not look.shapes & norm.shapes:
        new, old = min(look.shapes), min(norm.shapes)
        return f"none of {look.items} addresses looks like those known: {new} where it was {old}"
    if norm.dated >= USUAL and len(look.dates) / look.items < norm.dated - LOST:
        return f"items lost their dates: {len(look.dates)} of {look.items} have one"
    if norm.titled >= USUAL and look.titled < norm.titled - LOST:
        return f"items lost their titles: {look.titled:.0%} of {look.items} have one of their own"
    if not dates_change and look.redated >= MIN_MISMATCHES and look.redated * 2 > look.with_date:
        return f"{look.redated} of {look.with_date} known items have another date than before"
    return None


def address_shape(url: str) -> str:
    """Return an address without what differs from document to document.

    Numbers become 0, long identifiers #, slugs of words *: /2023/8/1/t20230801_12.html and
    /2022/11/30/t20221130_7.html are both /0/0/0/t0_0.html.
    """
    parts = urlsplit(url.lower())
    path = "/".join(_segment(segment) for segment in unquote(parts.path).split("/"))
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query[:2000])}))
    return f"{path}?{names}" if names else path


def _segment(segment: str) -> str:
    stem, dot, suffix = segment.rpartition(".")
    if not dot or len(suffix) > 5:
        stem, suffix = segment, ""
    if not stem.isascii():
        stem = "*"
    stem = _DIGITS.sub("0", _HASH.sub("#", stem))
    return f"{_WORDS.sub('*', stem)}.{suffix}" if suffix else _WORDS.sub("*", stem)
