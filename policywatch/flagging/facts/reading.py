"""The text a fact is read from: as shown, and in one plain form of equal length."""

import re
import unicodedata
from bisect import bisect_right
from codecs import utf_32_le_decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from policywatch.documents import FoundFact
from policywatch.flagging.folding import fold

_WIDTHS = (
    (0x2000, 0x2070),
    (0x2E80, 0x3040),
    (0xFE10, 0xFE70),
    (0xFF01, 0xFFEF),
    (0x1D7CE, 0x1D800),
)
"""Where characters have a compatible plain form: spaces, radicals, small and full-width forms."""
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
_DASHES = "–—―−－﹣‐‑‒─━〜～∼~﹘﹣"
_SPACES = "\u00a0\u1680\u202f\u205f\u3000\v\f\r"
_SAME = {"圆": "元", "○": "〇", "￥": "¥", "﹩": "$", "･": "·", "・": "·", "•": "·"}
_UNSEEN = ((0xAD,), (0x34F,), (0x180E,), range(0x200B, 0x2010), range(0x202A, 0x202F),
           range(0x2060, 0x2065), range(0xFE00, 0xFE10), (0xFEFF,), (0,))  # fmt: skip
INVISIBLE = "\u200b"
"""What every character that shows nothing is in plain form."""
_LAST_STOP = re.compile(r".*(?:[。;！？!?\n\t]|\.(?= ))", re.DOTALL)
_FIRST_STOP = re.compile(r"[。;！？!?\n\t.](?:(?<!\.)|(?= |$))")
_COMMA = r",(?!(?<=[0-9],)[0-9]{3}(?![0-9]))"
_LAST_CLAUSE = re.compile(rf".*(?:[。;！？!?\n\t]|{_COMMA}|\.(?= ))", re.DOTALL)
_FIRST_CLAUSE = re.compile(
    r"[。;！？!?\n\t,.](?:(?<![,.])|(?<=,)(?!(?<=[0-9],)[0-9]{3}(?![0-9]))|(?<=\.)(?= |$))"
)
"""Both begin with one set of characters, which is searched for quickest."""
_WRAP = re.compile(
    r"\n(?:(?:(?<=[0-9一二三四五六七八九十百千万亿.,]\n)"
    r"|(?<=[0-9百千万亿] \n))(?=[万亿千百元月日岁周%]|个月|美元|人民币|名|人|位)"
    r"|(?<=[0-9万亿元]-\n)(?=[0-9])|(?<=[0-9年月]\n)(?=[0-9]{1,2} ?[月日]))"
)
"""A line's end in the middle of a number and its unit."""
_ONE_WORD = re.compile(
    r".?(?:[^\x00-\x7f][\n ](?=.)|(?<=[^ a-z]).[\n ](?=[^\x00-\x7f])"
    r"|(?<=[^ a-z])[0-9][\n ](?=[0-9]))",
    re.DOTALL,
)
"""A line's end beside a character of Han, or between digits of which the first begin no word."""
_ZERO_AMONG_DIGITS = re.compile("(?<=[0-9])〇{1,4}")
_CAPITAL_THREE = re.compile("参(?=[拾佰仟万亿])")


HEAD_ENDS = "\x1f"
"""What parts the words of a table cell from those of its head, put before them."""

_DOLLAR = re.compile(r"(?<![a-z\\])\$")
_FORMULA = re.compile(
    r"[^$\n]*[\\^_{}][^$\n]*(?<!\\)(?<![^a-z]us|[^a-z]hk)|[^$\n=]+=[^$\n]*(?<! )|[0-9][0-9.,]*"
)
MAX_FORMULA = 160


@lru_cache(maxsize=1)
def _table() -> npt.NDArray[np.uint32]:
    """Return the plain form of every character that has one of its own length."""
    table = np.arange(0x110000, dtype=np.uint32)
    han = "".join(chr(code) for first, last in _HAN for code in range(first, last))
    folded = fold(han)
    sources = range(len(han)) if folded.starts is None else folded.starts.tolist()
    for source, char in zip(sources, folded.text, strict=True):
        table[ord(han[source])] = ord(char)
    for first, last in _WIDTHS:
        for code in range(first, last):
            form = unicodedata.normalize("NFKC", chr(code))
            if len(form) == 1:
                table[code] = table[ord(form.lower())] if len(form.lower()) == 1 else ord(form)
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = code + 32
    for odd, even in (
        *dict.fromkeys(_DASHES, "-").items(), *dict.fromkeys(_SPACES, " ").items(), *_SAME.items(),
    ):  # fmt: skip
        table[ord(odd)] = ord(even)
    table[table == ord("圆")] = ord("元")
    for codes in _UNSEEN:
        table[list(codes)] = ord(INVISIBLE)
    return table


def plain(text: str) -> str:
    """Return the text simplified and in lower case, with plain digits, dashes and brackets.

    Every character maps to one, so offsets are those of the text as shown; what shows nothing
    becomes INVISIBLE. A line that ends between a number and its unit goes on.
    """
    if text.isascii():
        bare = text.lower().replace("~", "-").replace("\r", " ")
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        bare = utf_32_le_decode(_table().take(codes).data, "surrogatepass")[0]
        if "二" in bare:
            bare = bare.replace("二o", "二〇").replace("二0二", "二〇二")
        if "参" in bare:
            bare = _CAPITAL_THREE.sub("叁", bare)
    return whole_numbers(_without_formulas(bare) if bare.count("$") > 1 else bare)


def _without_formulas(bare: str) -> str:
    """Return a text without the dollar signs around formulas: $14 \\%$, $n=300$, $0.05$.

    Papers are written so, and mean no money.
    """
    pieces, begin = [], 0
    for sign in _DOLLAR.finditer(bare):
        start = sign.start()
        end = bare.find("$", start + 1, start + MAX_FORMULA)
        if start < begin or end < 0 or bare[end + 1 : end + 2].isdigit():
            continue
        if _FORMULA.fullmatch(bare, start + 1, end):
            pieces += [bare[begin:start], " ", bare[start + 1 : end], " "]
            begin = end + 1
    return "".join([*pieces, bare[begin:]])


def whole_numbers(bare: str) -> str:
    """Return the plain text with its numbers whole: no line's end in one, and 〇 in 2〇 a digit."""
    if "〇" in bare:
        bare = _ZERO_AMONG_DIGITS.sub(lambda found: "0" * len(found[0]), bare)
    return _WRAP.sub(" ", bare) if "\n" in bare else bare


def run_on(bare: str, text: str, flowing: str) -> str:
    """Return the plain text with nothing for a line's end inside a word or number, else a space.

    `flowing` has a space for each newline of the text that only wraps a line. Between two Latin
    words, or numbers of which one stands for itself, it is a space to the reader, too.
    """
    pieces, begin, at = [], 0, text.find("\n")
    while at >= 0:
        if flowing[at] == " ":
            word = _ONE_WORD.match(bare, max(0, at - 2), at + 2)
            pieces += [bare[begin:at], INVISIBLE if word else " "]
            begin = at + 1
        at = text.find("\n", at + 1)
    return "".join([*pieces, bare[begin:]])


@dataclass(frozen=True, slots=True)
class Head:
    """What a table says of the cell at `start`-`end`: its column's head and its row's label."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Reading:
    """A text as shown and in plain form, and the look around a place in it.

    A sentence ends at a stop, a line or a table cell; a clause at a comma, too. Before the
    words of a table cell stand those of its head.
    """

    shown: str
    plain: str
    heads: Sequence[Head] = ()

    @cached_property
    def _latin(self) -> str:
        """What the text holds in ASCII: little, where it is in Chinese."""
        return self.plain.encode("ascii", "ignore").decode()

    def mentions(self, *words: str) -> bool:
        """Say whether any of some words in ASCII occurs: a cheap question before a dear pattern."""
        if not any(map(self._latin.__contains__, words)):
            return False
        return any(map(self.plain.__contains__, words))

    def before(self, at: int, reach: int = 24) -> str:
        """Return up to `reach` characters before, within the sentence or table cell."""
        return self._up_to(at, reach, _LAST_STOP)

    def after(self, at: int, reach: int = 24) -> str:
        """Return up to `reach` characters after, within the sentence or table cell."""
        near = self.plain[at : at + reach]
        stop = _FIRST_STOP.search(near)
        return near[: stop.start()] if stop else near

    def clause_before(self, at: int, reach: int = 24) -> str:
        """Return what stands before in the same clause: commas end it, too."""
        return self._up_to(at, reach, _LAST_CLAUSE)

    def clause_after(self, at: int, reach: int = 24) -> str:
        """Return what stands after in the same clause: commas end it, too."""
        near = self.plain[at : at + reach]
        stop = _FIRST_CLAUSE.search(near)
        return near[: stop.start()] if stop else near

    def _up_to(self, at: int, reach: int, stops: re.Pattern[str]) -> str:
        near = self.plain[at - reach if at > reach else 0 : at]
        stop = stops.match(near)
        if not stop:
            return near if at > reach else self.head(at) + near
        near = near[stop.end() :]
        return self.head(at) + near if self.heads and stop[0][-1] in "\t\n" else near

    def head(self, at: int) -> str:
        """Return the words of the head of the table cell at a place, "" for any other place."""
        place = bisect_right(self.heads, at, key=lambda head: head.start) - 1
        if place >= 0 and at <= self.heads[place].end:
            return self.heads[place].words
        return ""

    def fact(
        self,
        kind: str,
        span: tuple[int, int],
        low: str | None = None,
        high: str | None = None,
        *,
        unit: str = "",
        basis: str = "",
        notes: Iterable[str] = (),
        about: str = "",
    ) -> FoundFact:
        """Make a fact of the span, its words as shown."""
        start, end = span
        note = "; ".join(dict.fromkeys(filter(None, notes)))
        return FoundFact(
            kind, low, high, unit, basis, self.shown[start:end], start, end, note, about
        )


Reader = Callable[[Reading], list[FoundFact]]
