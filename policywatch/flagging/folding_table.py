"""Build the table that folding uses: `python -m policywatch.flagging.folding_table`.

Sources: the Unicode data of Python's unicodedata; OpenCC's Traditional-to-Simplified table (asked
of the library, Apache-2.0); pypinyin for the syllables (a development dependency, MIT).
"""

import unicodedata

import numpy as np
import opencc

from policywatch.flagging.folding import FIRST_SYLLABLE, MANY, REMOVED, TABLE_FILE

LAST = 0x110000
KEPT_CONTROLS = {"\n": "\n", "\t": "\t", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"}
DROPPED = set("\u115f\u1160\u3164\uffa0\u2800\u180e")
# 計畫 is how Taiwan writes 計劃; folding 画 to 划 on both sides costs nothing.
MORE_HAN = {"画": "划", "畫": "划", "啓": "启", "啟": "启"}
# Squared, negative circled and squared, and regional-indicator letters: Unicode decomposes few.
BOXED_LETTERS = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
# Letters that look like Latin ones (after Unicode TR39), for words spelled to slip past filters.
LOOK_ALIKES = dict(zip("аеорсухіјѕԁһԛԝкмтвнαοριυνκτ", "aeopcyxijsdhqwkmtbhaopiuvkt", strict=True))


def fold_characters() -> list[str]:
    """Return what each code point folds to, before fillers are squeezed."""
    han = [chr(c) for c in range(0x3400, 0x323B0) if unicodedata.name(chr(c), "").startswith("CJK")]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = dict(zip(han, simplified, strict=True)) | MORE_HAN
    return [_fold_one(chr(code), table) for code in range(LAST)]


def _fold_one(char: str, simplified: dict[str, str]) -> str:
    if char in KEPT_CONTROLS:
        return KEPT_CONTROLS[char]
    if 0xD800 <= ord(char) <= 0xDFFF:
        return "\ufffd"
    for first in BOXED_LETTERS:
        if first <= ord(char) < first + 26:
            return chr(ord("a") + ord(char) - first)
    before, now = "", char
    while now != before:
        before = now
        now = unicodedata.normalize("NFKD", now).casefold()
        now = "".join(c for c in now if not _is_dropped(c))
        now = "".join(LOOK_ALIKES.get(c, c) for c in now)
        now = "".join(simplified.get(c, c) for c in now)
    return now


def _is_dropped(char: str) -> bool:
    if char in KEPT_CONTROLS:
        return False
    category = unicodedata.category(char)
    return (
        category in ("Mn", "Me", "Cf", "Cc") or unicodedata.combining(char) != 0 or char in DROPPED
    )


def build() -> dict[str, np.ndarray]:
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
    steps = np.diff(single, prepend=np.uint32(0))
    keys, codes, spellings = _syllables(single)
    return {
        "single_steps": steps,
        "many_keys": np.array([code for code, _ in many], np.uint32),
        "many_starts": starts.astype(np.int64),
        "many_codes": np.array([ord(c) for _, text in many for c in text], np.uint32),
        "syllable_keys": keys,
        "syllable_codes": codes,
        "spellings": np.array(" ".join(spellings)),
    }


def _syllables(single: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return Han characters and the private code point of the syllable of each."""
    import pypinyin

    numbers: dict[str, int] = {}
    keys, codes = [], []
    for code in range(0x4E00, 0x9FFF):
        if single[code] != code:
            continue
        syllable = pypinyin.lazy_pinyin(chr(code))[0]
        if not syllable.isascii() or not syllable.isalpha():
            continue
        keys.append(code)
        codes.append(FIRST_SYLLABLE + numbers.setdefault(syllable, len(numbers)))
    return np.array(keys, np.uint32), np.array(codes, np.uint32), list(numbers)


if __name__ == "__main__":
    np.savez_compressed(TABLE_FILE, **build())  # type: ignore[arg-type]
