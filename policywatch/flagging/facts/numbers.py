"""Number words to exact decimals: Arabic, Han, capital Han (大写) and mixed forms."""

import re
from decimal import Decimal
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7}
_DIGITS |= {"捌": 8, "玖": 9}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
HAN = "".join([*_DIGITS, *_SMALL, *_LARGE, "廿卅"])
"""Every character a Han number is written with."""

SCALES = {
    "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "十万": Decimal(10**5),
    "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8), "十亿": Decimal(10**9),
    "百亿": Decimal(10**10), "千亿": Decimal(10**11), "万亿": Decimal(10**12),
    "w": Decimal(10**4), "wan": Decimal(10**4), "yi": Decimal(10**8),
    "thousand": Decimal(1000), "k": Decimal(1000), "hundred": Decimal(100),
    "million": Decimal(10**6), "mln": Decimal(10**6), "mn": Decimal(10**6), "m": Decimal(10**6),
    "millions": Decimal(10**6), "billions": Decimal(10**9),
    "billion": Decimal(10**9), "bn": Decimal(10**9), "trillion": Decimal(10**12),
}  # fmt: skip
_SCALE_PATTERN = re.compile("个?(" + "|".join(sorted(SCALES, key=len, reverse=True)) + ")")
_LATIN_SCALE = re.compile("(?:" + "|".join(name for name in SCALES if name.isascii()) + ")$")
_ARABIC = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,8})?")
_SPAN = re.compile(
    r"(?P<lead>[一二两三四五六七八九]?[十百千])?(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])"
    r"(?P<scale>[十百千万亿]*)"
)
_SEPARATORS = str.maketrans("", "", ", ")
_LINKS = str.maketrans("", "", "零又")
_PARTS = {f"{small}{large}": (SCALES[small], SCALES[large]) for small in "百千" for large in "万亿"}
"""A scale that carries what stands before it along: the 百万 of 3千5百万."""
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TEENS = (
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
ENGLISH = {word: number for number, word in enumerate((*_WORDS, *_TEENS, "twenty"), start=1)}
ENGLISH |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
"""English number words, as far as ages, years and sums are written with them."""


def parse_han(written: str) -> Decimal | None:
    """Return the value of a Han number; None where it is none or only colloquially one.

    二百五 and 一万二 (205 or 250? 10,002 or 12,000?) and 三四十 are refused, never guessed.
    For the last, see `parse_span`.
    """
    written = written.replace("廿", "二十").replace("卅", "三十")
    if len(written) > 1 and all(c in _DIGITS for c in written):
        return _parse_digit_by_digit(written)
    total, section, pending, last_unit = 0, 0, None, 10**13
    after_zero = False
    for c in written:
        if c in _DIGITS:
            if pending is not None:
                return None
            if _DIGITS[c] == 0:
                after_zero = True
            else:
                pending = _DIGITS[c]
            continue
        zero_before, after_zero = after_zero, False
        if c not in _SMALL and c not in _LARGE:
            return None
        if c in _SMALL:
            if pending is None and (c not in "十拾" or section or zero_before):
                return None
            section += (1 if pending is None else pending) * _SMALL[c]
            last_unit = _SMALL[c]
        else:
            if pending is not None and section and last_unit > 10 and not zero_before:
                return None
            amount = section + (pending or 0)
            if not amount and not (total and c == "亿"):
                return None
            total = (total + amount) * _LARGE[c] if c == "亿" else total + amount * _LARGE[c]
            section, last_unit = 0, _LARGE[c]
        pending = None
    if pending is not None and 10 < last_unit < 10**13 and not after_zero:
        return None
    return Decimal(total + section + (pending or 0)) if written else None


def _parse_digit_by_digit(written: str) -> Decimal | None:
    """Read 二〇二三 as 2023; 三四 (three or four) is no number."""
    if "〇" not in written and "零" not in written and len(written) < 4:
        return None
    return Decimal("".join(str(_DIGITS[c]) for c in written))


def parse_span(written: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return both ends and the scale of what two digits in a row span: 二三十万, 十七八万, 三五百.

    The digits follow one on the other, or are three and five, as one says for "a few".
    """
    found = _SPAN.fullmatch(written)
    if found is None:
        return None
    lead, a, b, scale = found.group("lead", "a", "b", "scale")
    if _DIGITS[b] - _DIGITS[a] != 1 and a + b != "三五":
        return None
    low, high = parse_han((lead or "") + a + scale), parse_han((lead or "") + b + scale)
    if low is None or high is None:
        return None
    return low, high, Decimal(_LARGE.get(written[-1], 1))


@lru_cache(maxsize=4096)
def parse(written: str) -> tuple[Decimal, Decimal] | None:
    """Return the value of a number as written and the scale of its last part (1 if none).

    Takes 1,000  3.5百万  1亿5000万  3千5百万  3个亿  三百万  3 million; spaces and separators count
    for nothing.
    """
    if written.isdecimal() and written.isascii():
        return Decimal(written), Decimal(1)
    bare = written.translate(_SEPARATORS)
    if not bare:
        return None
    if not bare[0].isascii():
        return _parse_scaled_han(bare.replace("个", ""))
    total, section, at, scale = Decimal(0), Decimal(0), 0, Decimal(1)
    bare = bare.translate(_LINKS)
    while at < len(bare):
        number = _ARABIC.match(bare, at)
        if number is None:
            return None
        at = number.end()
        word = _SCALE_PATTERN.match(bare, at)
        scale = SCALES[word[1]] if word else Decimal(1)
        at = word.end() if word else at
        value = Decimal(number.group()) * scale
        if word and word[1] in _PARTS and section:
            value += section * _PARTS[word[1]][1]
            section = Decimal(0)
        total, section = total + section, Decimal(0)
        if scale in (100, 1000):
            section = value
        else:
            total += value
    total += section
    return total, scale


def _parse_scaled_han(bare: str) -> tuple[Decimal, Decimal] | None:
    """Read a Han number that may have a Latin scale: 三百万, 三百w, 三million."""
    if "点" in bare:
        return _parse_han_decimal(bare)
    latin = _LATIN_SCALE.search(bare)
    value = parse_han(bare[: latin.start()] if latin else bare)
    if value is None:
        return None
    if latin:
        return value * SCALES[latin[0]], SCALES[latin[0]]
    return value, Decimal(_LARGE.get(bare[-1], 1)) if len(bare) > 1 else Decimal(1)


def _parse_han_decimal(bare: str) -> tuple[Decimal, Decimal] | None:
    """Read a Han number with a point and a scale: 三点五亿, 一点二五万."""
    whole, _, rest = bare.partition("点")
    digits = rest.rstrip("百千万亿")
    before, scale = parse_han(whole), SCALES.get(rest[len(digits) :])
    if before is None or scale is None or not all(char in _DIGITS for char in digits):
        return None
    after = "".join(str(_DIGITS[char]) for char in digits)
    return Decimal(f"{before}.{after or 0}") * scale, scale


def shown(value: Decimal) -> str:
    """Write a decimal without exponent or idle zeros: 1500000, 3.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
