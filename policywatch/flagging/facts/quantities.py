"""Numbers with their ranges and units, found in one pass over the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policywatch.flagging.facts.numbers import HAN, parse
from policywatch.flagging.facts.reading import Reading

CURRENCIES = {
    "人民币": "CNY", "元": "CNY", "块钱": "CNY", "万块": "CNY", "yuan": "CNY", "renminbi": "CNY",
    "rmb": "CNY", "cny": "CNY", "¥": "CNY",
    "美元": "USD", "美金": "USD", "us dollars": "USD", "u.s. dollars": "USD", "dollars": "USD",
    "dollar": "USD", "usd": "USD", "us$": "USD", "$": "USD",
    "欧元": "EUR", "euros": "EUR", "euro": "EUR", "eur": "EUR", "€": "EUR",
    "英镑": "GBP", "pounds": "GBP", "gbp": "GBP", "£": "GBP",
    "日元": "JPY", "yen": "JPY", "jpy": "JPY",
    "港元": "HKD", "港币": "HKD", "hk dollars": "HKD", "hkd": "HKD", "hk$": "HKD",
    "新台币": "TWD", "新台币元": "TWD", "台币": "TWD", "twd": "TWD", "nt$": "TWD",
    "新加坡元": "SGD", "新元": "SGD", "sgd": "SGD", "s$": "SGD",
    "加元": "CAD", "cad": "CAD", "c$": "CAD", "澳元": "AUD", "aud": "AUD", "a$": "AUD",
    "韩元": "KRW", "krw": "KRW", "瑞士法郎": "CHF", "瑞郎": "CHF", "chf": "CHF",
}  # fmt: skip
"""What money is called, before or after the number, and its ISO 4217 code."""

_LATIN_END = r"(?![a-z])"


def _names(names: list[str]) -> str:
    """Join names to an alternation, longest first, Latin ones whole words."""
    return "|".join(
        re.escape(name) + (_LATIN_END if name[-1].isascii() and name[-1].isalpha() else "")
        for name in sorted(names, key=len, reverse=True)
    )


_BEFORE = [
    n for n in CURRENCIES if n[0] < "\u2e80" or n in ("人民币", "港币", "新台币", "台币", "美元")
]
_MONEY = _names(list(CURRENCIES))
_OTHER = (
    r"周岁|岁|名(?!义|单|称|下)|人次|人(?!民币|才|民)|位(?!于|置|数)|个?百分点|%|percentage points?"
    rf"|percent{_LATIN_END}|per cent{_LATIN_END}|个月|年|years?{_LATIN_END}|months?{_LATIN_END}"
)
_SCALE = (
    r"(?: {0,2}(?:[百千十]?万亿?|[百千十]?亿|[百千](?![0-9克米瓦卡])"
    r"|(?:million|billion|thousand|mn|bn|wan|yi|m|k)(?![a-z])))"
)
_DECIMAL = r"[0-9]{1,15}(?:\.[0-9]{1,6}+)?"
_REST = (  # what may follow the first character of a number
    r"(?:(?<=[0-9])(?:[0-9]{0,2}(?:[,，][0-9]{3}){1,5}(?![0-9])"
    r"|[0-9]{0,2}(?: [0-9]{3}){1,4}(?![0-9])|[0-9]{0,14}+)(?:\.[0-9]{1,6}+)?"
    rf"(?:{_SCALE}(?:{_DECIMAL}{_SCALE})?)?|(?<![0-9])[{HAN}]{{0,15}}+)"
)
_FIRST = rf"[0-9{HAN}]"
_QUANTITY = re.compile(
    rf"(?P<a>{_FIRST}(?<![0-9][0-9])(?<![0-9][.,][0-9])(?<![{HAN}][{HAN}])"
    rf"{_REST})"
    rf"(?P<more>[余多])?(?P<scale>[万亿])?(?: {{0,2}}(?P<a_unit>{_MONEY}|{_OTHER}))?"
    rf"(?: {{0,2}}(?P<dash>-{{1,2}}|至|到|to(?= )|and(?= )) {{0,2}}"
    rf"(?:{_MONEY})? {{0,2}}(?P<b>{_FIRST}{_REST})(?: {{0,2}}(?P<b_unit>{_MONEY}|{_OTHER}))?)?"
)
_PERCENT_OF = "百分之"
_LETTER = re.compile("[a-z]")
_PREFIX = re.compile(rf"(?<![a-z])(?:{_names(_BEFORE)})[ :]?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range at `start`-`end` with the unit that follows or the currency before.

    `scaled` says that a word such as 万 or million is part of it. `first` is the number's text.
    """

    low: Decimal
    high: Decimal
    unit: str
    start: int
    end: int
    first: str
    is_range: bool = False
    more: bool = False
    scaled: bool = False


def find_quantities(reading: Reading) -> Iterator[Quantity]:
    """Yield the numbers of a text from left to right."""
    text = reading.plain
    at = 0
    while (found := _QUANTITY.search(text, at)) is not None:
        at = max(found.end(), at + 1)
        if len(found[0]) == 1 and not found[0].isascii() and not _is_percent(text, found.start()):
            continue
        quantity = _quantity(found, text)
        if quantity is None:
            continue
        at = max(quantity.end, found.start() + 1)
        yield quantity


def _is_percent(text: str, at: int) -> bool:
    return text.endswith(_PERCENT_OF, 0, at)


def _share_scale(low: Decimal, high: Decimal, scale: Decimal) -> Decimal:
    """Give the first half of a range the scale of the second: 3-5百万, 两到三百万, 三十到五十万."""
    leading = Decimal(10) ** high.adjusted()
    fitting = [low * by for by in (leading, scale) if by >= scale and low * by <= high]
    return fitting[0] if fitting else low


def _quantity(found: re.Match[str], text: str) -> Quantity | None:
    """Make a quantity of a match: the range if it is one, else its first number."""
    first = parse(found["a"] + (found["scale"] or ""))
    if first is None:
        return None
    start, unit = found.start(), found["a_unit"] or ""
    prefix = _PREFIX.search(text, max(0, start - 9), start)
    if not unit and _is_percent(text, start):
        unit, start = "%", start - len(_PERCENT_OF)
    elif not prefix and start and (_LETTER.match(text, start - 1) or text[start - 1] in "数几"):
        return None
    low, scale = first
    high, end = low, max(found.end(name) for name in ("a", "more", "scale", "a_unit"))
    ranged = _range(found, low, scale, unit, after_currency=bool(prefix))
    if ranged is not None:
        low, high, scale, unit, end = ranged
    if prefix and (not unit or unit in CURRENCIES):
        unit = prefix[0].strip(" :") if unit in ("", "元") else unit
        start = prefix.start()
    more = bool(found["more"])
    return Quantity(
        low, high, unit, start, end, found["a"], ranged is not None, more, scaled=scale > 1
    )


def _range(
    found: re.Match[str], low: Decimal, scale: Decimal, unit: str, *, after_currency: bool
) -> tuple[Decimal, Decimal, Decimal, str, int] | None:
    """Return low, high, scale, unit and end of the range a match is, None if it is none.

    Two numbers make a range when the second has a unit or scale that fits the first's, or when
    a currency stands before the first.
    """
    second = parse(found["b"]) if found["b"] else None
    if second is None:
        return None
    high, high_scale = second
    named = found["b_unit"] or ""
    if not named and high_scale == 1 and (unit or not after_currency):
        return None
    if unit and named and unit[-1] != named[-1]:
        return None
    if not unit and scale == 1 and high_scale > 1:
        low = _share_scale(low, high, high_scale)
    if low > high:
        return None
    end = found.end("b_unit") if named else found.end("b")
    return low, high, max(scale, high_scale), named or unit, end
