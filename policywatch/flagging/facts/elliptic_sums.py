"""Sums that leave out their currency, as the sum before named it: RMB 300,000, others 200,000."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from policywatch.flagging.facts.currencies import CURRENCIES
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_BARE = re.compile(
    r"(?<= )[0-9]{1,3}(?:,[0-9]{3}){0,2},000"
    r"(?= (?:for|per|to|in|if|when|and|or|each|annually|before|after|depending)(?![a-z])"
    r"|[;.)\n](?![0-9])|, |$)"
)
"""A round number that no noun follows, so that it counts nothing else."""
_LED_UP_TO = re.compile(
    r"(?:(?:,|;|,? (?:and|or)| to| than| of| is| are| receives?| gets?| least| exceed| exceeding"
    r"| plus| about| over) $)"
)
_FARTHEST = 120
_MOST_APART = 50


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
            value = Decimal(found[0].replace(",", ""))
            alike = value < _MOST_APART * last.high and last.low < _MOST_APART * value
            if alike and _LED_UP_TO.search(between):
                yield Quantity(
                    value, value, last.unit, found.start(), found.end(), found[0], scaled=False
                )
