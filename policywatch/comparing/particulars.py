"""A text to the particulars that tell one notice of a template from the next: numbers, places."""

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARS = 500_000
MIN_NUMBERS = 3
MIN_AGREEMENT = 0.5
SAME_NUMBERS = 0.8

_DIGITS = r"[0-9]{1,12}(?:[.,][0-9]{1,6}){0,4}"
_HAN_NUMBER = r"[零〇○一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]{1,12}"
_AMOUNT = re.compile(
    rf"(?<![0-9.,])(?:{_DIGITS}|{_HAN_NUMBER})\s?(?:[万亿]\s?元?|元|million|billion)", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?|[0-9]{1,2}月[0-9]{1,2}日"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2})"
)
_COUNT = re.compile(rf"(?<![0-9.,])(?:{_DIGITS}|{_HAN_NUMBER})\s?(?:周?岁|名|人|家|项|个|号|%)")
# Two characters before the suffix: longer names agree in these, and need no word list.
_PLACE = re.compile(r"([一-鿿]{2})([省市县区州])")
# Ends of 我市, 全省, 各县, 该区, 直辖市…: words for a place, not its name.
_NO_NAME = frozenset("我全本各该每地城都省市县区级副跨外境国属辖和及与在到由为")


@dataclass(frozen=True, slots=True)
class Particulars:
    """The amounts, dates, counts and names of places that a text states."""

    amounts: frozenset[str]
    dates: frozenset[str]
    counts: frozenset[str]
    places: frozenset[str]

    @property
    def numbers(self) -> frozenset[str]:
        """Everything stated with a number."""
        return self.amounts | self.dates | self.counts


def find_particulars(text: str) -> Particulars:
    """Return what a text states, as written but for width and spaces."""
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS])
    places = {
        match.group() for match in _PLACE.finditer(plain) if match.group(1)[-1] not in _NO_NAME
    }
    return Particulars(
        _all(_AMOUNT, plain), _all(_DATE, plain), _all(_COUNT, plain), frozenset(places)
    )


def tell_other_things(one: Particulars, other: Particulars) -> bool:
    """Say whether two alike texts are two uses of a template rather than copies.

    They are when their numbers disagree, or when their places do and no numbers speak for a copy.
    A copy with a new header keeps what the original states, so the smaller set is the measure.
    """
    numbers = _agreement(one.numbers, other.numbers, MIN_NUMBERS)
    if numbers is not None and numbers < MIN_AGREEMENT:
        return True
    places = _agreement(one.places, other.places, 1)
    return places == 0 and (numbers is None or numbers < SAME_NUMBERS)


def _agreement(one: frozenset[str], other: frozenset[str], at_least: int) -> float | None:
    smaller = min(len(one), len(other))
    return None if smaller < at_least else len(one & other) / smaller


def _all(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match.group().replace(" ", "") for match in pattern.finditer(text))
