"""Sums that leave out their currency, as the sum before named it: RMB 300,000, others 200,000."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from policywatch.flagging.facts.currencies import CURRENCIES
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_ROUND = r"[0-9]{1,3}(?:,[0-9]{3}){0,2},000"
_BARE = re.compile(
    rf"(?<= )(?:(?P<low>{_ROUND})(?: ?- ?| to | and ))?(?P<high>{_ROUND})"
    r"(?= (?:for|per|to|in|if|when|and|or|each|annually|before|after|depending)(?![a-z])"
    r"|[;.)\n](?![0-9])|, |$)"
)
"""A round number or two that no noun follows, so that it counts nothing else."""
_LED_UP_TO = re.compile(
    r"(?:(?:,|;|,? (?:and|or)| to| than| of| is| are| receives?| gets?| least| exceed| exceeding"
    r"| plus| about| over| between| from| others?) $)"
)
_FARTHEST = 120
_MOST_APART = 50
_GOES_ON = re.compile(
    r" (?:for|goes|going|to|in|if|when|and|or|each|annually|per)(?![a-z])|[;.)]?$"
)
_OF_OTHERS = re.compile(
    r"[\n\t]|\. |population|people|residents|users|students|workers|jobs|patients|visit|sales|views"
    r"|tonn?e?s|units"
)
"""What a sum would not be of, or a new sentence."""


def find_elliptic_sums(reading: Reading, sums: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield the bare round numbers of a sentence behind a sum of a currency with a Latin name.

    Such a number is a sum like the one before only where both are of one order.
    """
    text = reading.plain
    for place, last in enumerate(sums):
        if last.unit not in CURRENCIES or last.unit[0] >= "\u2e80":
            continue
        stop = sums[place + 1].start if place + 1 < len(sums) else len(text)
        at = last.end
        for found in _BARE.finditer(text, at, min(stop, at + _FARTHEST)):
            if found.end() == stop < len(text) or found.start() - at > _FARTHEST:
                break
            between = text[at : found.start()]
            if "\n" in between or "\t" in between or ". " in between:
                break
            if _LED_UP_TO.search(between):
                yield from _sums_of(found, last, is_range="between " in between[-9:])


def takes_unit(reading: Reading, last: Quantity, quantity: Quantity) -> bool:
    """Say whether a bare sum of millions is money as the last is: 10 million yuan, 5 million for X.

    `last` has a currency with a Latin name; both are of one order, and no noun follows.
    """
    text = reading.plain
    if (
        not 0 < quantity.start - last.end <= _FARTHEST
        or text[quantity.end : quantity.end + 1] > "."
    ):
        return False
    if not _GOES_ON.match(text, quantity.end):
        return False
    if not last.low < _MOST_APART * quantity.low or not quantity.low < _MOST_APART * last.high:
        return False
    return not _OF_OTHERS.search(text, last.end, quantity.start)


def _sums_of(found: re.Match[str], last: Quantity, *, is_range: bool) -> Iterator[Quantity]:
    """Yield the number, the range or the two numbers of a list that a match is."""
    values = [
        (Decimal(found[name].replace(",", "")), *found.span(name))
        for name in ("low", "high")
        if found[name]
    ]
    if any(not last.low < _MOST_APART * v or not v < _MOST_APART * last.high for v, *_ in values):
        return
    (low, start, _), (high, _, end) = values[0], values[-1]
    if low < high and (is_range or " and " not in found[0]):
        yield Quantity(low, high, last.unit, start, end, found[0], is_range=True)
        return
    for value, start, end in values:
        yield Quantity(value, value, last.unit, start, end, found[0])
