"""The languages of a text: by script and function words where they decide, else by langdetect."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from numpy.typing import NDArray
from opencc import OpenCC

SEED = 0
# Those whose letters alone do not tell them apart.
PROFILES = ("en", "de", "fr", "es")
SAMPLE_CHARS = 6_000
JUDGED_WORDS = 200
DETECTED_CHARS = 300
LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]{2,40}")
# Ranges of code points, the ends included.
SCRIPTS = {
    "Han": ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3134F)),
    "kana": ((0x3041, 0x30FF),),
    "Hangul": ((0xAC00, 0xD7A3), (0x1100, 0x11FF)),
    "Latin": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F)),
    "ru": ((0x400, 0x4FF),),
    "el": ((0x370, 0x3FF),),
    "he": ((0x590, 0x5FF),),
    "ar": ((0x600, 0x6FF),),
    "hi": ((0x900, 0x97F),),
    "th": ((0xE00, 0xE7F),),
}
LANGUAGES_BY_SCRIPT = ("ru", "el", "he", "ar", "hi", "th")
LAST_LETTER = 0x3134F
# Where the Han characters lie of which some are written in one way only.
FIRST_WAY, LAST_WAY = 0x3400, 0x9FFF
UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
KANA_SHARE = 0.15
JAPANESE_SHARE = 0.1
MIN_MIXED = 2
# Simplified, by the table, but written in Taiwan or Hong Kong as well.
ALSO_TRADITIONAL = frozenset("万与余党台群岳峰峡唇床秘粽尽虫温内脚黄没猫痴麺静横嘘麹")
MIN_OTHER = 3
FUNCTION_WORDS = {
    code: frozenset(words.split())
    for code, words in (
        (
            "en",
            "the of and to in is for on that with as by are be at from this it an or was will not "
            "have has were which who their its you your we our they can may must all any been "
            "these no if than more other new about into over also after such",
        ),
        (
            "de",
            "der die das und in zu den von mit ist für auf im dem des ein eine nicht sich werden "
            "auch als wird sind an bei oder aus einen einer einem zur zum nach wie über haben hat "
            "kann ihre durch unter werden vor bis sowie",
        ),
        (
            "fr",
            "le la les de des et à en du un une est que pour dans par sur au aux ce qui ne pas "
            "plus avec sont ou il elle se sa son ses leur leurs cette ces nous vous été être ont "
            "dont",
        ),
        (
            "es",
            "el la los las de que y en un una del para con por se es su al lo como más o sus este "
            "esta son ha han no ser entre sobre también desde hasta pero sin cada",
        ),
    )
}
FEW_SHARE = 0.2
SURE_SHARE = 0.2
SURE_LEAD = 1.5


def find_languages(text: str) -> tuple[str, dict[str, float]]:
    """Return the main language of a text, and each language's share of its letters (0-1).

    "" and {} where there are no letters. A Latin word counts as the two Han characters that say
    as much; a text is Chinese from one Han character to two Latin words on, as notices in
    Chinese carry English names, tables and frames.
    """
    sample = text if len(text) <= SAMPLE_CHARS else _spread(text)
    codes = np.frombuffer(sample.encode("utf-32-le", "replace"), np.uint32)
    letters = _count_letters(codes)
    han, kana, hangul = letters["Han"], letters["kana"], letters["Hangul"]
    weights: dict[str, float] = {}
    if hangul > han:
        _add(weights, "ko", hangul + han)
    elif kana >= KANA_SHARE * (han + kana) and kana:
        _add(weights, "ja", han + kana)
        _add(weights, "ko", hangul)
    elif han:
        _add(weights, _script_of_han(codes), han)
        _add(weights, "ko", hangul)
    latin = LATIN_WORD.findall(sample) if letters["Latin"] > 1 else []
    if len(latin) >= 4 or (latin and not weights):
        few = 2 * len(latin) < FEW_SHARE * sum(weights.values())
        _add(weights, _latin_language(latin, few=few), 2 * len(latin))
    _add_other_scripts(weights, letters, sample)
    total = sum(weights.values())
    if not total:
        return "", {}
    shares = {code: round(weight / total, 3) for code, weight in weights.items()}
    chinese = next((code for code in shares if code.startswith("zh")), "")
    if chinese and han >= 0.5 * len(latin) and han >= hangul:
        return chinese, shares
    return max(shares, key=lambda code: shares[code]), shares


@cache
def _script_table() -> NDArray[np.uint8]:
    """Return the number of each code point's script (from 1, as in SCRIPTS; 0: of none of them)."""
    table = np.zeros(LAST_LETTER + 2, np.uint8)
    for number, ranges in enumerate(SCRIPTS.values(), 1):
        for first, last in ranges:
            table[first : last + 1] = number
    return table


def _count_letters(codes: NDArray[np.uint32]) -> dict[str, int]:
    """Return how many letters a text has of each script."""
    table = _script_table()
    scripts = table[np.minimum(codes, LAST_LETTER + 1)]
    counts = np.bincount(scripts, minlength=len(SCRIPTS) + 1).tolist()
    return dict(zip(SCRIPTS, counts[1:], strict=True))


def _add(weights: dict[str, float], code: str, weight: float) -> None:
    if code and weight:
        weights[code] = weights.get(code, 0.0) + weight


def _add_other_scripts(weights: dict[str, float], letters: dict[str, int], sample: str) -> None:
    for code in LANGUAGES_BY_SCRIPT:
        if letters[code] > MIN_OTHER:
            ukrainian = code == "ru" and len(UKRAINIAN.findall(sample)) > 0.02 * letters[code]
            _add(weights, "uk" if ukrainian else code, letters[code])


def _spread(text: str) -> str:
    """Return pieces from all over a long text."""
    step = len(text) // 10
    size = SAMPLE_CHARS // 10
    return "\n".join(text[at : at + size] for at in range(0, step * 10, step))


def _script_of_han(codes: NDArray[np.uint32]) -> str:
    """Return zh-cn, zh-tw, or ja for Han characters without kana.

    Japanese shares many characters with each way of writing Chinese. A text that mixes those and
    has none of the others is Japanese.
    """
    table, ways = _ways_of_han()
    ranged = codes[(codes >= FIRST_WAY) & (codes <= LAST_WAY)]
    seen = np.bincount(table[ranged - FIRST_WAY], minlength=1 << len(ways))
    kinds = np.arange(len(seen))
    number = {way: int(seen[kinds & (1 << bit) != 0].sum()) for bit, way in enumerate(ways)}
    traditional, lacking = number["traditional"], number["simplified, not Japanese"]
    japanese = number["Japanese alone"]
    if japanese > lacking and japanese >= JAPANESE_SHARE * traditional:
        return "ja"
    if traditional >= MIN_MIXED and not lacking and not number["traditional, not Japanese"]:
        mixed = number["simplified and Japanese"], number["traditional and Japanese"]
        if mixed[0] and mixed[1] >= MIN_MIXED:
            return "ja"
    return "zh-tw" if traditional > number["simplified"] else "zh-cn"


@cache
def _ways_of_han() -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return for each Han character from FIRST_WAY on which ways of writing have it and others
    have not, as bits, and the names of the bits from the lowest on."""
    every = [chr(code) for code in range(FIRST_WAY, LAST_WAY + 1)]

    def changes(way: str) -> dict[str, str]:
        converted = OpenCC(way).convert("\n".join(every)).split("\n")
        return {c: to for c, to in zip(every, converted, strict=True) if c != to}

    to_simplified, to_traditional, to_japanese = changes("t2s"), changes("s2t"), changes("t2jp")
    simplified = to_traditional.keys() - to_simplified.keys()
    traditional = to_simplified.keys() - to_traditional.keys()
    shinjitai = {new for old, new in to_japanese.items() if old in to_simplified}
    ways = {
        "simplified": simplified,
        "traditional": traditional,
        "Japanese alone": shinjitai - {*to_simplified, *to_simplified.values(), *to_traditional},
        "simplified, not Japanese": simplified - shinjitai,
        "traditional, not Japanese": traditional & to_japanese.keys(),
        "simplified and Japanese": (simplified & shinjitai) - ALSO_TRADITIONAL,
        "traditional and Japanese": traditional - to_japanese.keys(),
    }
    table = np.zeros(len(every), np.uint8)
    for bit, characters in enumerate(ways.values()):
        table[[ord(c) - FIRST_WAY for c in characters]] |= 1 << bit
    return table, tuple(ways)


def _latin_language(words: Sequence[str], *, few: bool) -> str:
    """Return the language of Latin words: by their function words if these are clear.

    A `few` within a text of another script are names and terms, mostly: English if of plain
    letters.
    """
    judged = [word.lower() for word in words[:JUDGED_WORDS]]
    counts = sorted(
        ((sum(map(known.__contains__, judged)), code) for code, known in FUNCTION_WORDS.items()),
        reverse=True,
    )
    (most, code), (second, _) = counts[:2]
    if most >= SURE_SHARE * len(judged) and most >= SURE_LEAD * second and most > 1:
        return code
    joined = " ".join(words)[:DETECTED_CHARS]
    return "en" if few and joined.isascii() else _detect(joined)


@cache
def _detectors() -> Any:  # langdetect is untyped
    factory = DetectorFactory()
    factory.load_json_profile(
        [(Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8") for code in PROFILES]
    )
    factory.seed = SEED
    return factory


def _detect(text: str) -> str:
    """Return the language of letters whose script does not tell it; "" if nothing does."""
    detector = _detectors().create()
    detector.append(text)
    try:
        return str(detector.detect())
    except LangDetectException:
        return ""
