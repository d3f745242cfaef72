"""Whether a text counts years from 1912, as Taiwan's offices do: 99年 is 2010."""

from functools import lru_cache

_TRADITIONAL = frozenset("請學時間開於國個會報與對補關應點為後實計畫資")
_OF_TAIWAN = (
    "民国", "台湾", "国科会", "科技部", "教育部", "中研院", "中央研究院", "大专校院", "台币",
    "线上", "学年度", "行政院", "立法院", "函送", "函报", "检送", "惠请",
)  # fmt: skip
"""Offices, money and words that texts in traditional characters have in Taiwan only."""
_OF_HONG_KONG = ("香港", "本港", "港府", "特区政府", "港元", "港币", "澳门")


@lru_cache(maxsize=1)
def counts_from_1912(shown: str, plain: str) -> bool:
    """Say whether a text in traditional characters shows signs of Taiwan, none of Hong Kong.

    It is given as shown and in plain form. A year of two figures in any other text is of the last
    century, or nothing is known of it.
    """
    if _TRADITIONAL.isdisjoint(shown) or any(map(plain.__contains__, _OF_HONG_KONG)):
        return False
    return any(map(plain.__contains__, _OF_TAIWAN))
