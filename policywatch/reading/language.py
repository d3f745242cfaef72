"""The languages of a text: by script and function words where they decide, else by langdetect."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from opencc import OpenCC

SEED = 0
# Those whose letters alone do not tell them apart.
PROFILES = ("en", "de", "fr", "es")
SAMPLE_CHARS = 6_000
JUDGED_WORDS = 200
DETECTED_CHARS = 300
ASCII = re.compile("[\x00-\x7f]+")
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
KANA = re.compile("[\u3041-\u30ff]+")
HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]+")
LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]{2,40}")
OTHER_SCRIPTS = (
    ("ru", re.compile("[\u0400-\u04ff]+")),
    ("el", re.compile("[\u0370-\u03ff]+")),
    ("he", re.compile("[\u0590-\u05ff]+")),
    ("ar", re.compile("[\u0600-\u06ff]+")),
    ("hi", re.compile("[\u0900-\u097f]+")),
    ("th", re.compile("[\u0e00-\u0e7f]+")),
)
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
    wide = ASCII.sub(" ", sample)
    han, kana, hangul = (_count(script, wide) for script in (HAN, KANA, HANGUL))
    weights: dict[str, float] = {}
    if hangul > han:
        _add(weights, "ko", hangul + han)
    elif kana >= KANA_SHARE * (han + kana) and kana:
        _add(weights, "ja", han + kana)
        _add(weights, "ko", hangul)
    elif han:
        _add(weights, _script_of_han(sample), han)
        _add(weights, "ko", hangul)
    latin = LATIN_WORD.findall(sample)
    if len(latin) >= 4 or (latin and not weights):
        few = 2 * len(latin) < FEW_SHARE * sum(weights.values())
        _add(weights, _latin_language(latin, few=few), 2 * len(latin))
    _add_other_scripts(weights, wide)
    total = sum(weights.values())
    if not total:
        return "", {}
    shares = {code: round(weight / total, 3) for code, weight in weights.items()}
    chinese = next((code for code in shares if code.startswith("zh")), "")
    if chinese and han >= 0.5 * len(latin) and han >= hangul:
        return chinese, shares
    return max(shares, key=lambda code: shares[code]), shares


def _count(script: re.Pattern[str], text: str) -> int:
    """Return how many characters the runs of a script have in a text."""
    return sum(map(len, script.findall(text)))


def _add(weights: dict[str, float], code: str, weight: float) -> None:
    if code and weight:
        weights[code] = weights.get(code, 0.0) + weight


def _add_other_scripts(weights: dict[str, float], sample: str) -> None:
    for code, script in OTHER_SCRIPTS:
        letters = _count(script, sample)
        if letters > MIN_OTHER:
            ukrainian = code == "ru" and len(UKRAINIAN.findall(sample)) > 0.02 * letters
            _add(weights, "uk" if ukrainian else code, letters)


def _spread(text: str) -> str:
    """Return pieces from all over a long text."""
    step = len(text) // 10
    size = SAMPLE_CHARS // 10
    return "\n".join(text[at : at + size] for at in range(0, step * 10, step))


@dataclass(frozen=True, slots=True)
class _Scripts:
    """The Han characters that one way of writing has and others have not.

    Japanese shares many with each: `shared_simplified` and `shared_traditional` are those;
    `not_simplified` and `not_traditional` those of the simplified and the traditional that it
    lacks. A text that mixes the first two and has none of the others is Japanese.
    """

    simplified: frozenset[str]
    traditional: frozenset[str]
    japanese: frozenset[str]
    not_simplified: frozenset[str]
    not_traditional: frozenset[str]
    shared_simplified: frozenset[str]
    shared_traditional: frozenset[str]


def _script_of_han(text: str) -> str:
    """Return zh-cn, zh-tw, or ja for Han characters without kana."""
    scripts = _scripts()
    counts = Counter(text)

    def number(characters: frozenset[str]) -> int:
        return sum(map(counts.__getitem__, characters & counts.keys()))

    traditional, lacking = number(scripts.traditional), number(scripts.not_simplified)
    japanese = number(scripts.japanese)
    if japanese > lacking and japanese >= JAPANESE_SHARE * traditional:
        return "ja"
    if traditional >= MIN_MIXED and not lacking and not number(scripts.not_traditional):
        mixed = number(scripts.shared_simplified), number(scripts.shared_traditional)
        if mixed[0] and mixed[1] >= MIN_MIXED:
            return "ja"
    return "zh-tw" if traditional > number(scripts.simplified) else "zh-cn"


@cache
def _scripts() -> _Scripts:
    every = [chr(code) for code in range(0x3400, 0xA000)]

    def changes(way: str) -> dict[str, str]:
        converted = OpenCC(way).convert("\n".join(every)).split("\n")
        return {c: to for c, to in zip(every, converted, strict=True) if c != to}

    to_simplified, to_traditional, to_japanese = changes("t2s"), changes("s2t"), changes("t2jp")
    simplified = frozenset(to_traditional) - frozenset(to_simplified)
    traditional = frozenset(to_simplified) - frozenset(to_traditional)
    shinjitai = {new for old, new in to_japanese.items() if old in to_simplified}
    return _Scripts(
        simplified=simplified,
        traditional=traditional,
        japanese=frozenset(shinjitai - {*to_simplified, *to_simplified.values(), *to_traditional}),
        not_simplified=simplified - shinjitai,
        not_traditional=traditional & to_japanese.keys(),
        shared_simplified=(simplified & shinjitai) - ALSO_TRADITIONAL,
        shared_traditional=traditional - to_japanese.keys(),
    )


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
