"""Text to candidates: names of the shape of a programme's that no watchlist knows."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import ahocorasick_rs

from policywatch.catalogue.watchlists import Watchlists
from policywatch.documents import FoundCandidate
from policywatch.flagging.candidates.chinese import (
    bare_names,
    is_known,
    quoted_names,
    read_chinese,
    runs_on,
)
from policywatch.flagging.candidates.english import read_english
from policywatch.flagging.candidates.naming import Name, stem_of
from policywatch.flagging.candidates.signs import (
    MAX_STRENGTH,
    WORTH,
    Page,
    Sign,
    Surroundings,
    english_slots,
    slots,
)
from policywatch.flagging.candidates.vocabulary import (
    ENGLISH_TAILS,
    MODIFIERS,
    PEOPLE_TAILS,
    PLAN_TAILS,
    TITLE_TAILS,
)

MIN_STRENGTH = 2.5
MIN_TITLE_STRENGTH = 3.5
MAX_NAMES = 50
MAX_ANCHORS = 2_000
NATIONAL = ("国家", "中央", "部级", "省部级", "部省级", "recruitment", "national")
# Without one of these a name stands in no talent context.
SPEAKING = frozenset(("selected", "applied", "holders", "beside", "own", "talent"))


class CandidateFinder:
    """Finds candidates; built once per release of the watchlists, then only read."""

    def __init__(self, watchlists: Watchlists) -> None:
        self._categories = {term.id: term.category for term in watchlists.terms}
        self._tails = (*PLAN_TAILS, *TITLE_TAILS, *(f" {tail}" for tail in ENGLISH_TAILS))
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(self._tails),
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            store_patterns=False,
        )

    def find(self, page: Page) -> tuple[FoundCandidate, ...]:
        """Return the candidates of a text, the strongest place of each; linear in its length."""
        surroundings = Surroundings(page, self._categories)
        if not surroundings.speaks:
            return ()
        anchors = self._automaton.find_matches_as_indexes(page.folded.text)[:MAX_ANCHORS]
        best: dict[str, FoundCandidate] = {}
        for name in self._names(page, anchors, surroundings):
            found = _judge(page, surroundings, name)
            if found is None:
                continue
            other = best.get(found.name)
            if other is None or found.strength > other.strength:
                best[found.name] = replace(found, times=found.times + (other.times if other else 0))
            else:
                best[found.name] = replace(other, times=other.times + 1)
        strongest = sorted(best.values(), key=lambda found: (-found.strength, found.name))
        return tuple(strongest[:MAX_NAMES])

    def _names(
        self, page: Page, anchors: list[tuple[int, int, int]], surroundings: Surroundings
    ) -> Iterator[Name]:
        text = page.folded.text
        for index, start, end in anchors:
            tail = self._tails[index]
            if tail[0] == " ":
                name = read_english(page, start, end)
            elif is_known(text, surroundings, end) or runs_on(text, tail, end):
                continue
            else:
                name = read_chinese(page, start, end, tail)
            if name is not None:
                yield name
        yield from quoted_names(page)
        yield from bare_names(page, surroundings)


def _judge(page: Page, surroundings: Surroundings, name: Name) -> FoundCandidate | None:
    """Return the candidate that a name is, or None: known, or not in talent context."""
    text = page.folded.text
    is_general = name.head == text[name.start : name.end]
    core_end = name.end if is_general else text.find(name.head, name.start) + len(name.head)
    known = surroundings.known_at(core_end)
    if known:
        extra = text[name.start : known[0]] if known[0] > name.start else ""
        if extra not in MODIFIERS:
            return None
    start, end = page.folded.span(name.start, name.end)
    signs = list(_signs(page, surroundings, name, start, is_general))
    speaking = {sign.what for sign in signs}
    strength = min(MAX_STRENGTH, sum(sign.worth for sign in signs))
    least = MIN_TITLE_STRENGTH if name.tail in TITLE_TAILS else MIN_STRENGTH
    if strength < least or not speaking & SPEAKING:
        return None
    if name.tail in TITLE_TAILS and not speaking & {"selected", "holders", "beside", "quoted"}:
        return None
    first, last = page.sentences.span(start)
    begin = page.begin
    in_title = start < begin
    return FoundCandidate(
        name=text[name.start : name.end],
        shown=_shown(page, name),
        head=name.head,
        stem=name.head if is_general or not name.chinese else stem_of(name.head),
        before=name.before,
        quoted=name.quoted,
        strength=round(strength, 2),
        signs=tuple((sign.what, "、".join(sign.words)) for sign in signs),
        start=None if in_title else start - begin,
        end=None if in_title else end - begin,
        sentence_start=None if in_title else max(0, first - begin),
        sentence_end=None if in_title else max(last, end) - begin,
    )


def _signs(
    page: Page, surroundings: Surroundings, name: Name, shown: int, is_general: bool
) -> Iterator[Sign]:
    text = page.folded.text
    if name.chinese:
        before = text[max(0, name.start - 8) : name.start]
        yield from slots(before, text[name.end : name.end + 6])
    else:
        yield from english_slots(text[max(0, name.start - 24) : name.start])
    if beside := surroundings.beside(name.start, name.end):
        yield Sign("beside", WORTH["beside"], (beside,))
    is_national = text.startswith(NATIONAL, name.start)
    for what, holds in (
        ("quoted", name.quoted),
        ("title", shown < page.begin),
        ("own", name.own),
        ("general", is_general and not name.placed and is_national),
        ("common", is_general and not name.placed and not is_national),
        ("placed", name.placed),
        ("bare", name.tail in PEOPLE_TAILS and not name.quoted),
        ("project", name.tail == "项目" and not name.quoted),
    ):
        if holds:
            yield Sign(what, WORTH[what])
    yield from surroundings.around(name.start, name.end, shown)


def _shown(page: Page, name: Name) -> str:
    """Return a name as written, less the marks that break it up."""
    starts = page.folded.starts
    if starts is None:
        return page.text[name.start : name.end]
    if not name.chinese:
        first, last = page.folded.span(name.start, name.end)
        return " ".join(page.text[first:last].split())
    places = dict.fromkeys(starts[name.start : name.end].tolist())
    return unicodedata.normalize("NFKC", "".join(page.text[place] for place in places))
