"""Text to facts: amounts, ages, dates, people, percentages, durations, degrees, numbers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from policywatch.documents import CELL_SEPARATOR, Block, BlockKind, FoundFact
from policywatch.flagging.facts.about import Subject, with_subjects
from policywatch.flagging.facts.ages import read_age, read_english_ages, read_signed_ages
from policywatch.flagging.facts.births import read_births
from policywatch.flagging.facts.changes import read_percent
from policywatch.flagging.facts.currencies import CURRENCIES
from policywatch.flagging.facts.deadlines import read_deadlines
from policywatch.flagging.facts.degrees import read_degrees
from policywatch.flagging.facts.document_numbers import read_document_numbers
from policywatch.flagging.facts.durations import read_duration
from policywatch.flagging.facts.elliptic_sums import find_elliptic_sums
from policywatch.flagging.facts.english_degrees import read_english_degrees
from policywatch.flagging.facts.english_durations import read_english_durations
from policywatch.flagging.facts.english_persons import read_english_persons
from policywatch.flagging.facts.english_sums import find_english_quantities
from policywatch.flagging.facts.headcounts import counts_people
from policywatch.flagging.facts.moments import find_moments
from policywatch.flagging.facts.money import read_amounts
from policywatch.flagging.facts.persons import PEOPLE, read_persons
from policywatch.flagging.facts.places import read_english_places, read_places
from policywatch.flagging.facts.quantities import (
    AGES,
    Quantity,
    find_quantities,
)
from policywatch.flagging.facts.reading import (
    INVISIBLE,
    Reading,
    plain,
    run_on,
    whole_numbers,
)
from policywatch.flagging.facts.tables import read_tables, rows_in

# Two words or a word and a number in a row: without them no English reader finds anything.
_ENGLISH = re.compile(r" (?:(?<=[a-z]{3} )|(?<=[a-z]{3}: ))[a-z0-9]")
_LISTED = ("amount", "quota", "count", "percent")
__all__ = ["Subject", "find_facts"]


def find_facts(
    text: str,
    blocks: Sequence[Block] = (),
    subjects: Sequence[Subject] = (),
    *,
    flowing: str = "",
) -> tuple[FoundFact, ...]:
    """Return the facts of a text in order, none overlapping another, none stated twice.

    `low` and `high` are decimals without exponent or ISO dates as far as stated; None is an open
    end. Offsets are characters of the text as shown. Takes time linear in the text and never
    raises, whatever the text. `blocks` lets table cells take their unit from header and caption,
    and facts their page; without any, lines with tabs are taken for rows. `subjects` are the places
    where programmes are named, so that a fact can say in `about` which one it is about. `flowing`
    is the text with a space for each line's end that only wraps the line: what it parts is read as
    one.
    """
    if not blocks and CELL_SEPARATOR in text:
        blocks = rows_in(text)
    bare = plain(text)
    if flowing and flowing is not text:
        bare = run_on(bare, text, flowing)
    if INVISIBLE not in bare:
        return _find(Reading(text, bare), blocks, subjects)
    return _find_in_seen(text, bare, blocks, subjects)


def _find_in_seen(
    text: str, bare: str, blocks: Sequence[Block], subjects: Sequence[Subject]
) -> tuple[FoundFact, ...]:
    """Find facts in the text less what shows nothing, and place them in the text as it is."""
    places = [place for place, char in enumerate(bare) if char != INVISIBLE]
    seen = Reading("".join([text[i] for i in places]), whole_numbers(bare.replace(INVISIBLE, "")))
    moved = [
        b._replace(start=bisect_left(places, b.start), end=bisect_left(places, b.end))
        for b in blocks
    ]
    named = [
        s._replace(start=bisect_left(places, s.start), end=bisect_left(places, s.end))
        if s.start >= 0 else s
        for s in subjects
    ]  # fmt: skip
    found: list[FoundFact] = []
    for fact in _find(seen, moved, named):
        start, end = places[fact.start], places[fact.end - 1] + 1
        found.append(fact._replace(start=start, end=end, text=text[start:end]))
    return tuple(found)


def _find(
    reading: Reading, blocks: Sequence[Block], subjects: Sequence[Subject]
) -> tuple[FoundFact, ...]:
    cells: list[FoundFact] = []
    units: list[tuple[int, int]] = []
    if blocks and BlockKind.ROW in [block.kind for block in blocks]:
        cells, heads, units = read_tables(reading, blocks)
        reading = Reading(reading.shown, reading.plain, heads)
    is_english = bool(_ENGLISH.search(reading.plain))
    numbers = read_document_numbers(reading)
    moments = find_moments(reading, english=is_english)
    births = read_births(reading, moments, english=is_english)
    dates = [*births, *read_deadlines(reading, moments, english=is_english)]
    taken = sorted(
        {(fact.start, fact.end) for fact in (*numbers, *dates, *cells)}
        | {(moment.start, moment.end) for moment in moments if len(moment.stated) > 4}
        | {*units}
    )
    counted = _read_quantities(reading, taken)
    english = _read_english(reading) if is_english else []
    ages = read_signed_ages(reading)
    degrees = [*read_degrees(reading), *read_english_degrees(reading, english=is_english)]
    facts = [*numbers, *dates, *cells, *ages, *counted, *english, *read_places(reading), *degrees]
    if not facts:
        return ()
    facts = with_subjects(reading, _without_overlap(facts), subjects)
    return _with_pages(_once(reading, facts, {cell.start for cell in cells}), blocks)


def _read_quantities(reading: Reading, taken: Sequence[tuple[int, int]]) -> list[FoundFact]:
    """Read each number that no date, document number or cell has taken."""
    sums: list[Quantity] = []
    others: list[FoundFact] = []
    people: FoundFact | None = None
    place = 0
    for quantity in find_quantities(reading):
        while place < len(taken) and taken[place][1] <= quantity.start:
            place += 1
        if place < len(taken) and taken[place][0] < quantity.end:
            continue
        if quantity.unit in PEOPLE or (
            quantity.scaled and not quantity.unit and counts_people(reading, quantity)
        ):
            if (counted := read_persons(reading, quantity, people)) is not None:
                people = counted
                others.append(counted)
        elif not quantity.unit or quantity.unit in CURRENCIES:
            sums.append(quantity)
        elif (other := _read_other(reading, quantity)) is not None:
            others.append(other)
    if reading.mentions("illion", " thousand"):
        sums += find_english_quantities(reading)
        sums.sort(key=lambda quantity: quantity.start)
    if sums and reading.mentions(",000"):
        sums += list(find_elliptic_sums(reading, sums))
        sums.sort(key=lambda quantity: quantity.start)
    return [*read_amounts(reading, sums), *others] if sums else others


def _read_other(reading: Reading, quantity: Quantity) -> FoundFact | None:
    unit = quantity.unit
    if unit in AGES:
        return read_age(reading, quantity)
    if unit in ("年", "个月", "周年"):
        return read_duration(reading, quantity)
    if unit == "%" or "点" in unit or unit.startswith("per"):
        return read_percent(reading, quantity)
    return None


def _read_english(reading: Reading) -> list[FoundFact]:
    return [
        *read_english_ages(reading),
        *read_english_durations(reading),
        *read_english_persons(reading),
        *read_english_places(reading),
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
        if first is None or (fact.kind in _LISTED and _in_one_sentence(reading, first, fact)):
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
        paged.append(fact._replace(page=blocks[place].page))
    return tuple(paged)
