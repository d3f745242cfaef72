"""Numbers that have to be reckoned or guessed: 3000+315计划, 500×2人计划, 3□51人才.

What they come to is read in their place; a name that then stands there is meant.
"""

import re
from collections.abc import Iterator
from functools import partial
from operator import add, mul, sub

from policywatch.flagging.disguises.rewritings.readings import Reading, read_as
from policywatch.flagging.disguises.rewritings.ways import Way
from policywatch.flagging.facts.numbers import parse_han
from policywatch.flagging.seeking import matches_from

MAX_VALUE = 100_000
REACH = 10
DIGITS_MASKED = 4
_HAN = "零一二三四五六七八九两十百千万"
_NUMBER = rf"(?:[0-9]{{1,5}}|[{_HAN}]{{1,9}})"
_OPERATORS = (
    dict.fromkeys("+＋➕加", add)
    | dict.fromkeys("-－−➖减", sub)
    | dict.fromkeys("×✖*xX乘", mul)
)  # fmt: skip
_OPERATOR = f"[{re.escape(''.join(_OPERATORS))}]"
_MASKS = "*＊□■○◯?？_"
_BEHIND = (
    r"(?=[”’」』》）)]?(?:[人名]|计划|工程|引才|聚才|海外|全球|精英|光谷|英才|行动|卓越|引智))"
)
_OPERATION = re.compile(
    rf"(?P<operator>{_OPERATOR})(?<=[0-9{_HAN}].)"
    rf"\ufe0f? ?(?P<second>{_NUMBER}){_BEHIND}"
)
_FIRST = re.compile(rf"(?<![0-9.,-]){_NUMBER}(?:{_OPERATOR}{_NUMBER}){{0,3}}$")
_PART = re.compile(rf"(?P<operator>{_OPERATOR}?)(?P<number>{_NUMBER})")
_MASKED = re.compile(rf"[{re.escape(_MASKS)}](?<=[0-9].)(?P<second>[0-9]{{0,2}}){_BEHIND}")
_LED = re.compile(r"(?<![0-9A-Za-z.,-])[0-9]{1,3}$")


def _outcome(text: str, operation: re.Match[str]) -> Iterator[Reading]:
    """Yield how a text reads with what two numbers or some come to in their place."""
    at = operation.start()
    first = _FIRST.search(text, max(0, at - REACH), at)
    if first is None:
        return
    outcome = 0
    for part in _PART.finditer(first[0] + operation["operator"] + operation["second"]):
        value = _value(part["number"])
        if value is None:
            return
        outcome = _OPERATORS[part["operator"]](outcome, value) if part["operator"] else value
    if 0 < outcome < MAX_VALUE:
        yield read_as(text, first.start(), operation.end(), str(outcome))


def _value(written: str) -> int | None:
    """Return the value of a number in digits or in Chinese numerals; None where it is none.

    百 alone is a hundred.
    """
    if written.isascii():
        return int(written)
    value = parse_han(written) or parse_han(f"一{written}")
    return None if value is None else int(value)


def _unmasked(text: str, masked: re.Match[str]) -> Iterator[Reading]:
    """Yield how a number of four digits reads with each digit in the place of a mask."""
    at = masked.start()
    led = _LED.search(text, max(0, at - REACH), at)
    if led and len(led[0]) + 1 + len(masked["second"]) == DIGITS_MASKED:
        for digit in "0123456789":
            number = f"{led[0]}{digit}{masked['second']}"
            yield read_as(text, led.start(), masked.end(), number)


OPERATIONS = Way(partial(matches_from, "".join(_OPERATORS), _OPERATION), _outcome, "numerals")
UNMASKED = Way(partial(matches_from, _MASKS, _MASKED), _unmasked, "masked")
