"""Build the table that folding uses: `python -m policywatch.flagging.folding_table`.

Sources: the Unicode data of Python's unicodedata; OpenCC's tables of Traditional, Taiwan, Hong Kong
and Japanese forms (asked of the library, Apache-2.0); Unicode's confusable letters (UTS 39, by
confusable-homoglyphs, a development dependency, MIT).
"""

import re
import unicodedata
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import opencc

from policywatch.flagging.folding import FILLER, HAN, MANY, REMOVED, TABLE_FILE

LAST = 0x110000
LAST_LATIN = 0x20000
KEPT_CONTROLS = {"\t": "\t"} | dict.fromkeys("\n\x0b\x0c\u2028\u2029", "\n")
DROPPED = set("\u115f\u1160\u3164\uffa0\u2800\u180eˊˇˋ")
# Taiwan's phonetic letters, which stand for initials there: ㄑ人計畫.
BOPOMOFO = {
    "ㄅ": "b", "ㄆ": "p", "ㄇ": "m", "ㄈ": "f", "ㄉ": "d", "ㄊ": "t", "ㄋ": "n", "ㄌ": "l",
    "ㄍ": "g", "ㄎ": "k", "ㄏ": "h", "ㄐ": "j", "ㄑ": "q", "ㄒ": "x", "ㄓ": "zh", "ㄔ": "ch",
    "ㄕ": "sh", "ㄖ": "r", "ㄗ": "z", "ㄘ": "c", "ㄙ": "s", "ㄚ": "a", "ㄛ": "o", "ㄜ": "e",
    "ㄝ": "e", "ㄞ": "ai", "ㄟ": "ei", "ㄠ": "ao", "ㄡ": "ou", "ㄢ": "an", "ㄣ": "en",
    "ㄤ": "ang", "ㄥ": "eng", "ㄦ": "er", "ㄧ": "i", "ㄨ": "u", "ㄩ": "u",
}  # fmt: skip
# 計畫 is how Taiwan writes 計劃; folding 画 to 划 on both sides costs nothing. The rest are
# variants that OpenCC leaves alone, most of them from the 第一批异体字整理表 of 1955.
MORE_HAN = {
    "画": "划", "畫": "划", "啓": "启", "啟": "启", "囯": "国", "髙": "高", "眀": "明", "朙": "明",
    "戸": "户", "靑": "青", "淸": "清", "硏": "研", "鄕": "乡", "郷": "乡", "隣": "邻", "舎": "舍",
    "緖": "绪", "氷": "冰", "鉱": "矿", "濶": "阔", "尅": "克", "徧": "遍", "竝": "并", "羙": "美",
    "葢": "盖", "讐": "仇", "邨": "村", "阯": "址", "隄": "堤", "鬪": "斗", "尓": "尔", "菓": "果",
    "舗": "铺", "賸": "剩", "胷": "胸", "挙": "举", "渋": "涩",
}  # fmt: skip
# Katakana that are drawn as characters of Han are: 工, 千.
KATAKANA = dict(zip("エカタチトニハロ", "工力夕千卜二八口", strict=True))
# What stands for a character in posts that avoid it.
PICTURES = {
    "🔥": "火", "🌊": "海", "🐉": "龙", "🐲": "龙", "🐴": "马", "🐎": "马", "🐯": "虎", "🐅": "虎",
    "🦅": "鹰", "🦚": "孔雀", "⛰": "山", "🏔": "山", "🗻": "山", "👤": "人", "👥": "人", "💯": "百",
}  # fmt: skip
# Squared, negative circled and squared, and regional-indicator letters: Unicode decomposes few.
BOXED_LETTERS = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
# Small letters of which Unicode says only that the capitals look Latin.
LOOK_ALIKES = dict(zip("кмтвнриіεητκωχμ", "kmtbhpuientkwxu", strict=True))
# The digits of Suzhou's merchants: 〣〣〡〥.
SUZHOU = dict(zip("〡〢〣〤〥〦〧〨〩", "123456789", strict=True))
_LATIN_NAME = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .*)?"
)
_RADICAL_NAME = re.compile(r"CJK RADICAL (?:[CJ]-SIMPLIFIED |SIMPLIFIED )?(.+?)(?: ONE| TWO)?")
_SCRIPTS_LIKE_LATIN = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
# Punctuation and symbols that join nothing: they end a clause, belong to a number or address, or
# stand for a character that was lost.
CLAUSE_ENDS = set("!,:;?%@‰\ufffd")
# A dot or dash that is drawn with a stroke of Han.
STROKES = "丶丨丿"


def fold_characters() -> list[str]:
    """Return what each code point folds to, before fillers are squeezed."""
    simplified = _simplified()
    latin = _latin_look_alikes()
    return [_fold_one(chr(code), simplified, latin) for code in range(LAST)]


def _simplified() -> dict[str, str]:
    """Return the Simplified form of each Han character that has one."""
    han = [chr(c) for c in range(0x3400, 0x323B0) if unicodedata.name(chr(c), "").startswith("CJK")]
    table = dict(zip(han, _convert("t2s", han), strict=True))
    for regional in ("tw2t", "hk2t", "jp2t"):
        for char, traditional in zip(han, _convert(regional, han), strict=True):
            if table[char] == char and len(traditional) == 1 and not _is_simplified(char):
                table[char] = table[traditional]
    return (
        table
        | MORE_HAN
        | KATAKANA
        | {r: table.get(c, c) for r, c in _radicals() if r not in MORE_HAN}
    )


def _radicals() -> Iterator[tuple[str, str]]:
    """Yield the radicals that PDF files write for whole characters (⻓ for 长), with those."""
    for radical in map(chr, range(0x2E80, 0x2EF4)):
        named = _RADICAL_NAME.fullmatch(unicodedata.name(radical, ""))
        if named:
            try:
                kangxi = unicodedata.lookup(f"KANGXI RADICAL {named[1]}")
            except KeyError:
                continue
            yield radical, unicodedata.normalize("NFKD", kangxi)


def _convert(config: str, chars: list[str]) -> list[str]:
    converted: str = opencc.OpenCC(config).convert("\n".join(chars))
    return converted.split("\n")


def _is_simplified(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _latin_look_alikes() -> dict[str, str]:
    """Return the ASCII letter that a letter of another kind looks like."""
    from confusable_homoglyphs import confusables

    table: dict[str, str] = {}
    for char, others in confusables.confusables_data.items():
        if len(char) != 1 or char.isascii() or unicodedata.category(char)[0] != "L":
            continue
        if not unicodedata.name(char, "").startswith(_SCRIPTS_LIKE_LATIN):
            continue
        looks = sorted(o["c"].lower() for o in others if _is_ascii_letter(o["c"]))
        if looks:
            table[char] = looks[0]
    for char in map(chr, range(0x80, LAST_LATIN)):
        named = _LATIN_NAME.fullmatch(unicodedata.name(char, ""))
        if named:
            table[char] = named[1].lower()
    return LOOK_ALIKES | BOPOMOFO | table


def _is_ascii_letter(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isalpha()


def _fold_one(char: str, simplified: dict[str, str], latin: dict[str, str]) -> str:
    if char in KEPT_CONTROLS:
        return KEPT_CONTROLS[char]
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    if category in ("Cn", "Co"):
        return char
    for first in BOXED_LETTERS:
        if first <= ord(char) < first + 26:
            return chr(ord("a") + ord(char) - first)
    before, now = "", char
    while now != before:
        before = now
        now = unicodedata.normalize("NFKD", now)
        now = "".join(c for c in now if not _is_dropped(c))
        now = "".join(latin.get(c, c) for c in now).casefold()
        now = "".join(PICTURES.get(c, c) for c in now)
        now = "".join(_digit(c) for c in now)
        now = "".join(simplified.get(c, c) for c in now)
    return now


def _digit(char: str) -> str:
    """Return a digit of any script, or in a circle of any kind, as the plain one."""
    value = unicodedata.digit(char, None)
    return SUZHOU.get(char, char) if value is None else str(value)


def _is_dropped(char: str) -> bool:
    if char in KEPT_CONTROLS:
        return False
    category = unicodedata.category(char)
    return (
        category in ("Mn", "Me", "Cf", "Cc") or unicodedata.combining(char) != 0 or char in DROPPED
    )


def kinds() -> npt.NDArray[np.uint8]:
    """Return what each folded code point is to the squeezing of fillers: FILLER, HAN or 0."""
    kind = np.zeros(LAST, np.uint8)
    for code in range(LAST):
        if _is_filler(chr(code)):
            kind[code] = FILLER
    for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x32000)):
        kind[first:last] = HAN
    kind[[ord(char) for char in STROKES]] = FILLER
    return kind


def _is_filler(char: str) -> bool:
    """Say whether a character between two others may be mere decoration."""
    category = unicodedata.category(char)
    if category[0] in "PS":
        return category != "Sc" and char not in CLAUSE_ENDS and not _ends_a_sentence(char)
    return category == "Zs"


def _ends_a_sentence(char: str) -> bool:
    """Say whether Unicode names a mark after the end of a sentence or clause."""
    name = unicodedata.name(char, "")
    ends = ("FULL STOP", "COMMA", "SEMICOLON", "COLON", "QUESTION MARK", "EXCLAMATION", "DANDA")
    return char != "." and any(word in name for word in ends)


def build() -> dict[str, npt.NDArray[np.generic]]:
    """Return the arrays of the table file."""
    folded = fold_characters()
    single = np.empty(LAST, np.uint32)
    many: list[tuple[int, str]] = []
    for code, text in enumerate(folded):
        if len(text) == 1:
            single[code] = ord(text)
        elif not text:
            single[code] = REMOVED
        else:
            single[code] = MANY
            many.append((code, text))
    starts = np.cumsum([0] + [len(text) for _, text in many])
    return {
        "single_steps": np.diff(single, prepend=np.uint32(0)),
        "many_keys": np.array([code for code, _ in many], np.uint32),
        "many_starts": starts.astype(np.int64),
        "many_codes": np.array([ord(c) for _, text in many for c in text], np.uint32),
        "kinds": kinds(),
    }


if __name__ == "__main__":
    np.savez_compressed(TABLE_FILE, **build())  # type: ignore[arg-type]
