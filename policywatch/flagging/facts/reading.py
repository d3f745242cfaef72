"""The text a fact is read from: as shown, and in one plain form of equal length."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from policywatch.documents import FoundFact

_REPLACED = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    **dict(zip("．：％／（）［］＄￥￡＋", ".:%/()[]$¥£+", strict=True)),
    **dict.fromkeys("–—―−－﹣‐‑‒─〜～∼", "-"), "~": "-",
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000", " "),
    **dict(zip("萬億兩參貳陸圓歲個屆滿過齡與請創據證達額補貼獎勵資總計執學歷碩續連",
               "万亿两叁贰陆元岁个届满过龄与请创据证达额补贴奖励资总计执学历硕续连", strict=True)),
    **dict(zip("開閉業從間選進聘應報實際員當間時點費億單幣達給",
               "开闭业从间选进聘应报实际员当间时点费亿单币达给", strict=True)),
    "臺": "台", "圆": "元", "○": "〇", "Ｏ": "〇", "İ": "I",
}  # fmt: skip
_FULL_WIDTH_LATIN = re.compile("[Ａ-Ｚａ-ｚ]")
_NARROW = {c: c - 0xFEE0 for c in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_LAST_STOP = re.compile(r".*(?:[。；！？\n\t;!?]|\.(?= ))", re.DOTALL)
_FIRST_STOP = re.compile(r"[。；！？\n\t;!?]|\. ")
_LAST_CLAUSE = re.compile(r".*(?:[，。；！？\n\t;!?]|[.,](?= ))", re.DOTALL)
_FIRST_CLAUSE = re.compile(r"[，。；！？\n\t;!?]|[.,] ")


def plain(text: str) -> str:
    """Return the text in lower case with plain digits, dashes, brackets and numerals.

    Every character maps to one, so offsets are those of the text as shown. Replacing what is
    not there costs next to nothing; a translation table would look at every character.
    """
    if text.isascii():
        return text.lower().replace("~", "-")
    for odd, even in _REPLACED.items():
        if odd in text:
            text = text.replace(odd, even)
    if _FULL_WIDTH_LATIN.search(text):
        text = text.translate(_NARROW)
    lower = text.lower()
    return lower if len(lower) == len(text) else text


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as shown and in plain form, and the look around a place in it."""

    shown: str
    plain: str

    def mentions(self, *words: str) -> bool:
        """Say whether any of the words occurs: a cheap question before a dear pattern."""
        return any(word in self.plain for word in words)

    def before(self, at: int, reach: int = 24) -> str:
        """Return up to `reach` characters before, within the sentence or table cell."""
        near = self.plain[max(0, at - reach) : at]
        stop = _LAST_STOP.match(near)
        return near[stop.end() :] if stop else near

    def after(self, at: int, reach: int = 24) -> str:
        """Return up to `reach` characters after, within the sentence or table cell."""
        near = self.plain[at : at + reach]
        stop = _FIRST_STOP.search(near)
        return near[: stop.start()] if stop else near

    def clause_before(self, at: int, reach: int = 24) -> str:
        """Return what stands before in the same clause: commas end it, too."""
        near = self.plain[max(0, at - reach) : at]
        stop = _LAST_CLAUSE.match(near)
        return near[stop.end() :] if stop else near

    def clause_after(self, at: int, reach: int = 24) -> str:
        """Return what stands after in the same clause: commas end it, too."""
        near = self.plain[at : at + reach]
        stop = _FIRST_CLAUSE.search(near)
        return near[: stop.start()] if stop else near

    def fact(
        self,
        kind: str,
        span: tuple[int, int],
        low: str | None = None,
        high: str | None = None,
        *,
        unit: str = "",
        basis: str = "",
        note: str = "",
        about: str = "",
    ) -> FoundFact:
        """Make a fact of the span, its words as shown."""
        start, end = span
        return FoundFact(
            kind, low, high, unit, basis, self.shown[start:end], start, end, note, about
        )


Reader = Callable[[Reading], list[FoundFact]]
