"""Whose money a plain 元 or $ is: what is named before or in a head, or where the text is from."""

import re

from policywatch.flagging.facts.currencies import CURRENCIES
from policywatch.flagging.facts.quantities import Quantity
from policywatch.flagging.facts.reading import Reading

Stated = tuple[Quantity, str, str]
"""A sum, the code of its currency, and a note."""
_REACH = 60
_FROM_HERE = re.compile(r"(?P<name>新?台币|港币|澳门币|美元) ?\((?:以?下|后)(?:皆|均)?同\)")
"""A currency that the plain 元 behind is of, too: 新臺幣(下同)十萬元."""
_TAIWANESE = {
    "币": ("台币",), "玉": ("玉山学者", "玉山青年"), "科": ("国科会",), "研": ("中研院",),
    "专": ("大专校院",), "班": ("博班", "硕班"),
}  # fmt: skip
"""What only Taiwan has: an 元 of such a text is of its money, unless another is named.

Each is sought where its rarest character occurs.
"""
_OF_HONG_KONG_IN_CHINESE = ("港府", "本港", "香港特区政府", "财政司司长", "高才通", "优才计划")
"""What only Hong Kong has, as what Taiwan has above."""
_OF_MACAU = "经济财政司"
_OF_HONG_KONG = ("hksar", "policy address", "capital investment entrant", "top talent pass")
_IN_HONG_KONG = ("financial secretary", "legislative council", "i&t ")
"""What Hong Kong's government says of itself: its plain $ is of its own money."""
_DOLLARS = {"hk": "HKD", "nt": "TWD", "mop": "MOP", "us": "USD", "s": "SGD", "a": "AUD"}
_DOLLARS_OF_HEAD = re.compile(r"(?<![a-z])(hk|nt|mop|us|s|a)\$")
_OTHER_MONEY = ("人民币", "rmb", "cny", "约新台币", "合新台币", "约台币", "合台币")
_OTHERWISE = re.compile(r"[。;(\n\t]|人民币")


def in_own_currency(reading: Reading, kept: list[Stated]) -> list[Stated]:
    """Return the sums, each in the currency that the text around says its 元 or $ is of."""
    kept = _named_before(reading, kept)
    if "同)" in reading.plain and (stated := _FROM_HERE.search(reading.plain)):
        code = CURRENCIES[stated["name"]]
        kept = [
            (quantity, code if quantity.unit == "元" else currency, note)
            if quantity.start >= stated.end()
            else (quantity, currency, note)
            for quantity, currency, note in kept
        ]
    if "円" in reading.shown:
        kept = [
            (quantity, "JPY" if "円" in _shown(reading, quantity) else currency, note)
            for quantity, currency, note in kept
        ]
    if own := _money_of_the_place(reading.plain):
        kept = [
            (quantity, own if quantity.unit in ("元", "") else currency, note)
            for quantity, currency, note in kept
        ]
    if "$" not in reading.plain:
        return kept
    return [
        (quantity, _dollars_of(reading, quantity) if quantity.unit == "$" else currency, note)
        for quantity, currency, note in kept
    ]


def _shown(reading: Reading, quantity: Quantity) -> str:
    return reading.shown[quantity.start : quantity.end]


def _money_of_the_place(plain: str) -> str:
    """Return whose money the plain 元 of a text on Taiwan or Hong Kong is, "" for any other."""
    own = ""
    for sign, names in _TAIWANESE.items():
        if sign in plain and any(map(plain.__contains__, names)):
            own = "TWD"
            break
    if not own and "港" in plain:
        is_local = any(map(plain.__contains__, _OF_HONG_KONG_IN_CHINESE))
        own = "HKD" if is_local and _OF_MACAU not in plain else ""
    return "" if own and any(map(plain.__contains__, _OTHER_MONEY)) else own


def _dollars_of(reading: Reading, quantity: Quantity) -> str:
    """Return which dollars a plain $ is of: those of a table's head, or of Hong Kong's own."""
    if reading.heads and (named := _DOLLARS_OF_HEAD.search(reading.head(quantity.start))):
        return _DOLLARS[named[1]]
    plain = reading.plain
    is_local = any(map(plain.__contains__, _OF_HONG_KONG)) or (
        "hong kong" in plain and any(map(plain.__contains__, _IN_HONG_KONG))
    )
    return "HKD" if is_local else "USD"


def _named_before(reading: Reading, kept: list[Stated]) -> list[Stated]:
    """Let a plain 元 be of the currency named shortly before it: 由新臺幣15,000元調高至20,000元."""
    for place in range(1, len(kept)):
        last, currency, _ = kept[place - 1]
        quantity, _, note = kept[place]
        if quantity.unit != "元" or last.unit not in ("新台币", "台币", "港币"):
            continue
        between = reading.plain[last.end : quantity.start]
        near = len(between) <= 6 or (currency == "TWD" and len(between) < _REACH)
        if near and not _OTHERWISE.search(between):
            kept[place] = quantity._replace(unit=last.unit), currency, note
    return kept
