"""The languages of a text: by script where that decides, by langdetect where it does not."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from opencc import OpenCC

SEED = 0
PROFILES = ("en", "zh-cn", "zh-tw", "ja", "ko", "de", "fr", "es", "ru")
SAMPLE_CHARS = 20_000
DETECTED_CHARS = 600
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
KANA = re.compile("[\u3041-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7a3]")
LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]{1,40}")
OTHER = re.compile("[\u0370-\u05ff\u0600-\u06ff\u0900-\u0eff]")


def find_languages(text: str) -> tuple[str, dict[str, float]]:
    """Return the main language of a text, and each language's share of its letters (0-1).

    "" and {} where there are no letters. A Latin word counts as the two Han characters that say
    as much; a text is Chinese from one Han character to two Latin words on, as notices in
    Chinese carry English names, tables and frames.
    """
    sample = text if len(text) <= SAMPLE_CHARS else _spread(text)
    han, kana, hangul = (len(p.findall(sample)) for p in (HAN, KANA, HANGUL))
    words = LATIN_WORD.findall(sample)
    other = len(OTHER.findall(sample))
    weights: dict[str, float] = {}
    if kana >= 0.15 * (han + kana) and kana:
        _add(weights, "ja", han + kana)
    elif han:
        _add(weights, _script_of_chinese(sample), han)
    if hangul:
        _add(weights, "ko", hangul)
    latin = [word for word in words if len(word) > 1]
    if len(latin) >= 2 and (len(latin) >= 4 or not weights):
        _add(weights, _detect(" ".join(latin)), 2 * len(latin))
    if other > 3:
        _add(weights, _detect("".join(OTHER.findall(sample))), other)
    total = sum(weights.values())
    if not total:
        return "", {}
    shares = {code: round(weight / total, 3) for code, weight in weights.items()}
    chinese = next((code for code in shares if code.startswith("zh")), "")
    if chinese and han >= 0.5 * len(words) and han >= hangul:
        return chinese, shares
    return max(shares, key=lambda code: shares[code]), shares


def _add(weights: dict[str, float], code: str, weight: float) -> None:
    if code:
        weights[code] = weights.get(code, 0.0) + weight


def _spread(text: str) -> str:
    """Return pieces from all over a long text."""
    step = len(text) // 10
    size = SAMPLE_CHARS // 10
    return "\n".join(text[at : at + size] for at in range(0, step * 10, step))


def _script_of_chinese(text: str) -> str:
    simplified, traditional = _script_tables()
    only_simplified = sum(1 for c in text if c in simplified)
    only_traditional = sum(1 for c in text if c in traditional)
    return "zh-tw" if only_traditional > only_simplified else "zh-cn"


@cache
def _script_tables() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only simplified, and only traditional writing has."""
    every = [chr(code) for code in range(0x3400, 0xA000)]
    to_simplified = OpenCC("t2s").convert("\n".join(every)).split("\n")
    to_traditional = OpenCC("s2t").convert("\n".join(every)).split("\n")
    changed_s = {c for c, s in zip(every, to_simplified, strict=True) if c != s}
    changed_t = {c for c, t in zip(every, to_traditional, strict=True) if c != t}
    return frozenset(changed_t - changed_s), frozenset(changed_s - changed_t)


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
    detector.append(text[:DETECTED_CHARS])
    try:
        return str(detector.detect())
    except LangDetectException:
        return ""
