"""Text to facts: amounts, ages, dates, people, percentages, durations, degrees, numbers."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policywatch.documents import Block, BlockKind, FoundFact
from policywatch.flagging.facts.about import Subject, with_subjects
from policywatch.flagging.facts.ages import read_age, read_english_ages
from policywatch.flagging.facts.births import read_births
from policywatch.flagging.facts.changes import read_percent
from policywatch.flagging.facts.deadlines import read_deadlines
from policywatch.flagging.facts.degrees import read_degrees
from policywatch.flagging.facts.document_numbers import read_document_numbers
from policywatch.flagging.facts.durations import read_duration, read_english_durations
from policywatch.flagging.facts.moments import find_moments
from policywatch.flagging.facts.money import read_amounts
from policywatch.flagging.facts.persons import read_english_persons, read_persons
from policywatch.flagging.facts.quantities import (
    CURRENCIES,
    Quantity,
    find_english_quantities,
    find_quantities,
)
from policywatch.flagging.facts.reading import Reading, plain, without_invisible
from policywatch.flagging.facts.tables import read_tables

_ENGLISH = re.compile(r"[a-z]{3} [a-z0-9]")
_LISTED = ("amount", "quota", "count", "percent")
__all__ = ["Subject", "find_facts"]


def find_facts(
    text: str, blocks: Sequence[Block] = (), subjects: Sequence[Subject] = ()
) -> tuple[FoundFact, ...]:
    """Return the facts of a text in order, none overlapping another, none stated twice.

    `low` and `high` are decimals without exponent or ISO dates as far as stated; None is an open
    end. Offsets are characters of the text as shown. Takes time linear in the text and never
    raises, whatever the text. `blocks` lets table cells take their unit from header and caption,
    and facts their page; `subjects` are the places where programmes are named, so that a fact can
    say in `about` which one it is about.
    """
    bare = without_invisible(text)
    if bare is None:
        return _find(text, blocks, subjects)
    stripped, places = bare
    moved = [replace(b, start=_back(places, b.start), end=_back(places, b.end)) for b in blocks]
    named = [Subject(_back(places, s.start), _back(places, s.end), s.name) for s in subjects]
    return tuple(
        replace(
            fact,
            start=places[fact.start],
            end=places[fact.end - 1] + 1,
            text=text[places[fact.start] : places[fact.end - 1] + 1],
        )
        for fact in _find(stripped, moved, named)
    )


def _back(places: list[int], at: int) -> int:
    """Return where the character that stood at a place of the shown text stands in the bare."""
    return min(bisect_right(places, at - 1), len(places) - 1) if at else 0


def _find(
    text: str, blocks: Sequence[Block], subjects: Sequence[Subject]
) -> tuple[FoundFact, ...]:
    reading = Reading(text, plain(text))
    cells: list[FoundFact] = []
    if any(block.kind is BlockKind.ROW for block in blocks):
        cells, heads = read_tables(reading, blocks)
        reading = Reading(text, reading.plain, heads)
    numbers = read_document_numbers(reading)
    moments = find_moments(reading)
    dates = [*read_births(reading, moments), *read_deadlines(reading, moments)]
    taken = sorted(
        {(fact.start, fact.end) for fact in (*numbers, *dates, *cells)}
        | {(moment.start, moment.end) for moment in moments if len(moment.stated) > 4}
    )
    counted = _read_quantities(reading, taken)
    english = _read_english(reading) if _ENGLISH.search(reading.plain) else []
    facts = [*numbers, *dates, *cells, *counted, *english, *read_degrees(reading)]
    if not facts:
        return ()
    facts = with_subjects(reading, _without_overlap(facts), subjects)
    return _with_pages(_once(reading, facts, {cell.start for cell in cells}), blocks)


def _read_quantities(reading: Reading, taken: Sequence[tuple[int, int]]) -> list[FoundFact]:
    """Read each number that no date, document number or cell has taken."""
    sums: list[Quantity] = []
    others: list[FoundFact] = []
    place = 0
    for quantity in find_quantities(reading):
        while place < len(taken) and taken[place][1] <= quantity.start:
            place += 1
        if place < len(taken) and taken[place][0] < quantity.end:
            continue
        if not quantity.unit or quantity.unit in CURRENCIES:
            sums.append(quantity)
        elif (other := _read_other(reading, quantity)) is not None:
            others.append(other)
    if reading.mentions("illion", " thousand"):
        sums += find_english_quantities(reading)
        sums.sort(key=lambda quantity: quantity.start)
    return [*read_amounts(reading, sums), *others] if sums else others


def _read_other(reading: Reading, quantity: Quantity) -> FoundFact | None:
    unit = quantity.unit
    if unit in ("周岁", "岁"):
        return read_age(reading, quantity)
    if unit in ("名", "人", "位", "人次"):
        return read_persons(reading, quantity)
    if unit in ("年", "个月"):
        return read_duration(reading, quantity)
    if unit == "%" or "点" in unit or unit.startswith("per"):
        return read_percent(reading, quantity)
    return None


def _read_english(reading: Reading) -> list[FoundFact]:
    return [
        *read_english_ages(reading),
        *read_english_durations(reading),
        *read_english_persons(reading),
    ]


def _without_overlap(facts: Iterable[FoundFact]) -> list[FoundFact]:
    """Keep, of facts that overlap, the one given first: numbers and dates before the rest."""
    kept: list[tuple[int, FoundFact]] = []
    for rank, fact in sorted(enumerate(facts), key=lambda item: (item[1].start, item[0])):
        if not kept or fact.start >= kept[-1][1].end:
            kept.append((rank, fact))
        elif rank < kept[-1][0]:
            kept[-1] = rank, fact
    return [fact for _, fact in kept]


def _once(reading: Reading, facts: Sequence[FoundFact], cells: set[int]) -> list[FoundFact]:
    """Keep, of facts that say the same of the same thing, the first.

    In one sentence equal amounts and numbers may be of different things: A类100万元，B类100万元.
    So may bare numbers in table cells that differ in their note, which names the column.
    """
    seen: dict[tuple[str | None, ...], FoundFact] = {}
    kept: list[FoundFact] = []
    for fact in facts:
        more = fact.note if fact.start in cells else ""
        if fact.kind == "document-number":
            more = fact.note or fact.text
        elif fact.kind in ("age", "deadline") and not fact.about:
            more = fact.note
        key = (fact.kind, fact.low, fact.high, fact.unit, fact.basis, more, fact.about)
        first = seen.get(key)
        if first is None or (
            fact.kind in _LISTED and _in_one_sentence(reading, first, fact)
        ):
            kept.append(fact)
        seen[key] = fact
    return kept


def _in_one_sentence(reading: Reading, first: FoundFact, second: FoundFact) -> bool:
    between = reading.plain[first.end : second.start]
    return len(between) < 100 and not any(stop in between for stop in "。\n")


def _with_pages(facts: Sequence[FoundFact], blocks: Sequence[Block]) -> tuple[FoundFact, ...]:
    """Give each fact the page of the block it stands in."""
    if not any(block.page for block in blocks):
        return tuple(facts)
    paged: list[FoundFact] = []
    place = 0
    for fact in facts:
        while place + 1 < len(blocks) and blocks[place].end < fact.start:
            place += 1
        paged.append(replace(fact, page=blocks[place].page))
    return tuple(paged)
