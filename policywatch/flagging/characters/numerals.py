"""The ways to write a number that a name holds: 千 as 1000, 1,000, 1k, 一千; 521 as 五二一."""

import re
from collections.abc import Iterator
from itertools import product

from policywatch.flagging.facts.numbers import ENGLISH

_OF_PEOPLE = {
    "百": ("100", "10^2", "10²", "1e2", "1百", "一百", "壹百", "佰", "壹佰", "一佰", "一〇〇",
          "一零零", "0x64", "1100100"),
    "千": ("1000", "1,000", "1k", "k", "10^3", "10³", "1e3", "1千", "一千", "壹千", "仟", "壹仟",
          "一仟", "一〇〇〇", "一零零零", "十百", "1仟", "1024", "kilo", "0.1万", "0.1w",
          "零点一万", "0x3e8", "1111101000"),
    "万": ("10000", "10,000", "1,0000", "10k", "1w", "10^4", "10⁴", "1e4", "1万", "一万", "壹万",
          "一〇〇〇〇", "十千", "w", "0x2710", "10011100010000"),
}  # fmt: skip
_SEVERAL = {
    "双百": ("双100", "2×100", "2x100", "2百"),
    "双千": ("双1000", "双1k", "双k", "2×1000", "2x1000", "2千"),
    "百千万": (
        "100·1000·10000",
        "100、1000、10000",
        "10²·10³·10⁴",
        "10^2·10^3·10^4",
        "100·1k·10k",
        "100·1k·1w",
        "百kw",
    ),
}
# Written so, it may be a number of people who plan something.
COUNTS = re.compile(r"(?:[一1][百千万]|1,000|10,000|10000|十百|十千|1w|一〇+|一零+)人")
_PEOPLE = ("R", "ren")
_ONES, _ZEROS = "1一壹", "0〇零"
_ROMAN = dict(zip(
    (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
    ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"), strict=True,
))  # fmt: skip
MAX_ROMAN = 4000
MAX_SHORT = 3
MAX_MIXED_DIGITS = 4
_DIGITS = re.compile(r"\d{3,}")
_PLAIN = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_SPOKEN = "幺"  # one, read out digit by digit
_ONE_DIGIT = re.compile(f"(?<![{_PLAIN}十百千万])[{_PLAIN[1:]}](?![{_PLAIN}十百千万])")
NUMERALS = frozenset(_PLAIN + _FORMAL + "0123456789")
_PLACES = ("", "十", "百", "千")
_IN_ENGLISH = {number: word for word, number in ENGLISH.items()}
_IN_ENGLISH |= {0: "zero", 70: "seventy", 80: "eighty", 90: "ninety"}
_FORMAL_PLACES = ("", "拾", "佰", "仟")


def counted_people(name: str) -> Iterator[str]:
    """Yield a name with 百人, 千人 or 万人 in it (or 双百; a short one: 青千) in other numerals.

    Their digits may be of several kinds, 一0〇0人, and the people an initial: 1000R计划.
    """
    for several, others in _SEVERAL.items():
        if several in name:
            yield from (name.replace(several, written) for written in others)
    for numeral, others in _OF_PEOPLE.items():
        if f"{numeral}人" in name:
            for written in dict.fromkeys((*others, *_in_mixed_digits(others[0]))):
                yield name.replace(f"{numeral}人", f"{written}人")
            for written, people in product(others, _PEOPLE):
                yield name.replace(f"{numeral}人", f"{written}{people}")
        elif name.endswith(numeral) and len(name) <= MAX_SHORT:
            # 省K行动: a letter alone is another's initial.
            for written in others:
                if not written.isalpha() or not written.isascii():
                    yield name.replace(numeral, written)


def digits_in_han(name: str) -> Iterator[str]:
    """Yield a name with a number in digits as it is written in Chinese numerals, or half so.

    Or in Roman ones, or to another base: 0xCF3计划.
    """
    found = _DIGITS.search(name)
    if found is None:
        return
    digits = found[0]
    written = [*_in_numerals(digits)]
    if len(digits) == len("500") and digits.endswith("00"):
        written += [f"{digits[0]}{hundred}" for hundred in "百佰"]
        if digits[0] == "5":
            written.append("半千")
    if len(digits) <= MAX_MIXED_DIGITS:
        choices = [(digit, _PLAIN[int(digit)], _FORMAL[int(digit)]) for digit in digits]
        written += ["".join(mixed) for mixed in product(*choices)]
    written += _to_other_bases(int(digits))
    for other in dict.fromkeys(written):
        if other != digits:
            yield name[: found.start()] + other + name[found.end() :]


def read_out_in_english(digits: str) -> Iterator[str]:
    """Yield three or four digits as they are read out: five two one, five twenty-one."""
    said = [_IN_ENGLISH[int(digit)] for digit in digits]
    yield " ".join(said)
    if "0" in digits:
        yield " ".join("oh" if word == "zero" else word for word in said)
    head, pair = digits[:-2], digits[-2:]
    if pair[0] != "0" and head[0] != "0":
        yield f"{_pair_in_english(head)} {_pair_in_english(pair)}"
    elif pair == "00" and len(head) == 1:
        yield f"{_pair_in_english(head)} hundred"


def _pair_in_english(digits: str) -> str:
    """Return a number below a hundred in words."""
    number = int(digits)
    ones = number % 10
    return _IN_ENGLISH.get(number) or f"{_IN_ENGLISH[number - ones]} {_IN_ENGLISH[ones]}"


def han_in_digits(name: str) -> Iterator[str]:
    """Yield a name with a numeral below ten in it with the digit: 3秦学者, 2龙计划 for 双龙."""
    if name.startswith("双"):
        yield name.replace("双", "2", 1)
    if _ONE_DIGIT.search(name):
        yield _ONE_DIGIT.sub(lambda found: str(_PLAIN.index(found[0])), name)


def _in_mixed_digits(digits: str) -> Iterator[str]:
    """Yield a one with noughts behind it in digits of several kinds; of few noughts all ways."""
    if len(digits) <= MAX_MIXED_DIGITS:
        for mixed in product(_ONES, *[_ZEROS] * (len(digits) - 1)):
            yield "".join(mixed)


def _to_other_bases(number: int) -> Iterator[str]:
    """Yield a number to base 16 and 2, and in Roman numerals."""
    yield f"0x{number:x}"
    yield f"{number:b}"
    if number < MAX_ROMAN:
        written = ""
        for value, letters in _ROMAN.items():
            times, number = divmod(number, value)
            written += letters * times
        yield written


def _in_numerals(digits: str) -> Iterator[str]:
    """Yield digits as 五二一, 伍贰壹, 五百二十一, 伍佰贰拾壹."""
    for numerals in (_PLAIN, _FORMAL, _PLAIN.replace("一", _SPOKEN)):
        for zero in (numerals[0], _FORMAL[0]):
            yield "".join((zero + numerals[1:])[int(digit)] for digit in digits)
    if len(digits) <= len(_PLACES):
        for written, named in ((_PLAIN, _PLACES), (_FORMAL, _FORMAL_PLACES)):
            places = zip(digits, reversed(named[: len(digits)]), strict=True)
            full = "".join(
                written[int(digit)] + place if digit != "0" else _FORMAL[0]
                for digit, place in places
            )
            yield re.sub(f"{_FORMAL[0]}+", _FORMAL[0], full.rstrip(_FORMAL[0]))
