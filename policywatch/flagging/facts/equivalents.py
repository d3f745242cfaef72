"""Sums said again in another currency or in capitals, and ranges that such an aside parts."""

import re

from policywatch.documents import FoundFact
from policywatch.flagging.facts.quantities import IS_CHANGED_FROM
from policywatch.flagging.facts.reading import Reading

_EQUIVALENT = re.compile(
    r"[,; ]{0,2}\(?(?:(?:or|合|约|折合|约合|折算|相当于|即|大写|小写|about|roughly|approximately"
    r"|approx\.?|around|nearly"
    r"|equivalent to|a little of|等值|人民币|rmb|[-:=≈ ]){0,6})|整?[)( ]{0,3}"
)
_FURTHER = re.compile(r"(?:[;,/] ?|,? (?:or|and) )(?:(?:or|约|about|around) ?)?")
"""What parts two currencies of one aside: ($41,000; 38,000 euros)."""
_NEAR = 20
_ASIDE = re.compile(r" ?\([^()\n]{2,40}\) (?P<link>to|and) (?:(?:rmb|cny|us|hk|nt)? ?[$¥€£]?)")
_RANGED_BEFORE = {
    "to": re.compile(r"(?:from|of|:|between)(?: (?:rmb|cny|usd|hkd|twd))? ?$"),
    "and": re.compile(r"between(?: (?:rmb|cny|usd|hkd|twd))? ?$"),
}
_PERS = ("per-year", "per-month", "per-person", "per-person-year")


def fold_equivalents(reading: Reading, amounts: list[FoundFact]) -> list[FoundFact]:
    """Join an amount with the same said again behind it: about $2.1 million, or in capitals."""
    kept: list[FoundFact] = []
    folded = 0
    for amount in amounts:
        last = kept[-1] if kept else None
        if last and _is_again(reading, last, folded, amount):
            folded = amount.end
            if last.unit != amount.unit:
                kept[-1] = _with_note(last, amount)
            continue
        kept.append(amount)
    return kept


def join_ranges(reading: Reading, amounts: list[FoundFact]) -> list[FoundFact]:
    """Make one of two sums between which only an aside stands: from 2 yuan ($0.3) to 5 yuan.

    Of a change (raised from 4,000 yuan ($560) to 8,000 yuan per month) both stay, and what the
    second is per holds for the first.
    """
    if "(" not in reading.plain or len(amounts) < 2:
        return amounts
    joined = amounts[:1]
    for amount in amounts[1:]:
        last = joined[-1]
        link = _link_of_range(reading, last, amount)
        if link is None:
            joined.append(amount)
        elif IS_CHANGED_FROM.search(reading.before(last.start, 40)):
            if not last.basis and amount.basis in _PERS:
                joined[-1] = last._replace(basis=amount.basis)
            joined.append(amount)
        elif _RANGED_BEFORE[link].search(reading.before(last.start, 16)):
            basis = amount.basis if amount.basis in _PERS else last.basis
            joined[-1] = last._replace(
                high=amount.high, basis=basis, end=amount.end,
                text=reading.shown[last.start : amount.end],
            )  # fmt: skip
        else:
            joined.append(amount)
    return joined


def _link_of_range(reading: Reading, first: FoundFact, second: FoundFact) -> str | None:
    """Return the word that links two sums of one currency past an aside, None if nothing does."""
    if first.unit != second.unit or not (first.low and first.low == first.high and second.high):
        return None
    if second.low != second.high or float(first.low) >= float(second.high):
        return None
    between = reading.plain[first.end : second.start]
    aside = _ASIDE.fullmatch(between) if len(between) < 60 else None
    return aside["link"] if aside else None


def _is_again(reading: Reading, last: FoundFact, folded: int, amount: FoundFact) -> bool:
    """Say whether a sum says the last one again: right behind it, or in one aside with another."""
    if 0 <= amount.start - last.end <= _NEAR and _is_same(reading, last, amount):
        return True
    if folded <= last.end or last.unit == amount.unit or amount.start - folded > _NEAR:
        return False
    within = (
        "(" in reading.plain[last.end : folded]
        and ")" not in reading.plain[last.end : amount.start]
    )
    return within and bool(_FURTHER.fullmatch(reading.plain[folded : amount.start]))


def _with_note(last: FoundFact, amount: FoundFact) -> FoundFact:
    value = amount.high or amount.low
    low = f"{amount.low}-" if amount.low and amount.low != value else ""
    stated = f"{amount.unit} {low}{value} stated"
    converted = [note for note in last.note.split("; ") if not note.startswith("CNY ")]
    return last._replace(note="; ".join(filter(None, (*converted, stated))))


def _is_same(reading: Reading, last: FoundFact, amount: FoundFact) -> bool:
    between = reading.plain[last.end : amount.start]
    if not _EQUIVALENT.fullmatch(between) or not (amount.high or amount.low):
        return False
    if last.unit != amount.unit:
        return bool(between.strip(", ;")) or reading.plain[last.end : last.end + 1] == "("
    same = (last.low, last.high) == (amount.low, amount.high)
    return same and bool(re.search("[(大小]", between))
