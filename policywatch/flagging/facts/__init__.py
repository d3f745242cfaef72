"""Text to facts: amounts, ages, dates, people, percentages, durations, degrees, numbers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policywatch.documents import Block, FoundFact
from policywatch.flagging.facts.ages import read_age, read_english_ages
from policywatch.flagging.facts.changes import read_percent
from policywatch.flagging.facts.dates import find_moments, read_dates
from policywatch.flagging.facts.degrees import read_degrees
from policywatch.flagging.facts.document_numbers import read_document_numbers
from policywatch.flagging.facts.durations import read_duration, read_english_durations
from policywatch.flagging.facts.money import fold_equivalents, read_amount
from policywatch.flagging.facts.persons import read_english_persons, read_persons
from policywatch.flagging.facts.quantities import Quantity, find_quantities
from policywatch.flagging.facts.reading import Reading, plain
from policywatch.flagging.facts.tables import read_tables

__all__ = ["find_facts"]

_ENGLISH = re.compile(r"[a-z]{3} [a-z0-9]")


def find_facts(text: str, blocks: Sequence[Block] = ()) -> tuple[FoundFact, ...]:
    """Return the facts of a text in order, none overlapping another.

    `low` and `high` are decimals without exponent or ISO dates as far as stated; None is an open
    end. Offsets are characters of the text as shown. Takes time linear in the text and never
    raises, whatever the text. `blocks` lets table cells take their unit from header and caption,
    and facts their page.
    """
    reading = Reading(text, plain(text))
    numbers = read_document_numbers(reading) if "号" in reading.plain else []
    moments = find_moments(reading)
    dates = read_dates(reading, moments)
    cells = read_tables(reading, blocks)
    settled = sorted(
        {(fact.start, fact.end) for fact in (*numbers, *dates, *cells)}
        | {(moment.start, moment.end) for moment in moments if len(moment.stated) > 4}
    )
    counted = _read_quantities(reading, settled)
    english = _read_english(reading) if _ENGLISH.search(reading.plain) else []
    facts = [*numbers, *dates, *cells, *counted, *english, *read_degrees(reading)]
    return _with_pages(_without_overlap(facts), blocks)


def _read_quantities(reading: Reading, settled: Sequence[tuple[int, int]]) -> list[FoundFact]:
    """Read each number that no date, document number or cell has taken."""
    amounts: list[FoundFact] = []
    others: list[FoundFact] = []
    place = 0
    for quantity in find_quantities(reading):
        while place < len(settled) and settled[place][1] <= quantity.start:
            place += 1
        if place < len(settled) and settled[place][0] < quantity.end:
            continue
        amount = read_amount(reading, quantity)
        if amount is not None:
            amounts.append(amount)
        elif (other := _read_other(reading, quantity)) is not None:
            others.append(other)
    return [*fold_equivalents(reading, amounts), *others]


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


def _with_pages(facts: list[FoundFact], blocks: Sequence[Block]) -> tuple[FoundFact, ...]:
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
