"""A text to the figures that it states: what an edit did to amounts, dates and counts."""

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARS = 500_000

_DIGITS = r"[0-9]{1,12}(?:[.,][0-9]{1,6}){0,4}"
_HAN_NUMBER = r"[零〇○一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]{1,12}"
_AMOUNT = re.compile(
    rf"(?<![0-9.,])(?:{_DIGITS}|{_HAN_NUMBER})\s?(?:[万亿]\s?元?|元|million|billion)"
    rf"|[$€£¥]\s?{_DIGITS}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?|[0-9]{1,2}月[0-9]{1,2}日"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2})"
)
_COUNT = re.compile(rf"(?<![0-9.,])(?:{_DIGITS}|{_HAN_NUMBER})\s?(?:周?岁|名|人|家|项|个|号|%)")


@dataclass(frozen=True, slots=True)
class Figures:
    """The amounts, dates and counts of a text, as written but for width and spaces."""

    amounts: frozenset[str]
    dates: frozenset[str]
    counts: frozenset[str]


def find_figures(text: str) -> Figures:
    """Return the figures of a text."""
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS])
    return Figures(_all(_AMOUNT, plain), _all(_DATE, plain), _all(_COUNT, plain))


def _all(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match.group().replace(" ", "") for match in pattern.finditer(text))
