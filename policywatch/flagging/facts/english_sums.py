"""Sums of money written in English words: half a million yuan."""

import re
from collections.abc import Iterator
from decimal import Decimal

from policywatch.flagging.facts.currencies import MONEY
from policywatch.flagging.facts.numbers import ENGLISH, parse
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

_WORD = "|".join(ENGLISH)
_ENGLISH = re.compile(
    rf"(?<![a-z])(?:(?P<a>half an?|an?|{_WORD})(?P<half> and a half)?"
    rf"(?: (?:to|or) (?P<b>{_WORD}))? (?P<scale>(?:hundred )?(?:thousand|million|billion|trillion))"
    rf"|(?P<hundred>a|one|two|three|four|five|six|seven|eight|nine) hundred)"
    rf"(?![a-z])(?:[ -](?P<unit>{MONEY}))?"
)


def find_english_quantities(reading: Reading) -> Iterator[Quantity]:
    """Yield the sums of money written in English words: half a million yuan."""
    for found in _ENGLISH.finditer(reading.plain):
        if not found["unit"] or not found["scale"]:
            continue
        scale = Decimal(1)
        for word in found["scale"].split():
            scale *= parse(f"1 {word}")[0]  # type: ignore[index]  # the pattern's words have one
        low = _word_value(found["a"]) + (Decimal("0.5") if found["half"] else 0)
        high = _word_value(found["b"]) if found["b"] else low
        if low <= high:
            yield Quantity(
                low * scale, high * scale, found["unit"], found.start(), found.end(),
                found[0], bool(found["b"]), scaled=True,
            )  # fmt: skip


def _word_value(word: str) -> Decimal:
    if word.startswith("half"):
        return Decimal("0.5")
    return Decimal(ENGLISH.get(word, 1))
