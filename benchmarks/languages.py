"""How often the language of a short text is told right, by language and length, beside langdetect.

`make bench NAME=languages`: pieces of 10, 20, 50 and 200 characters at random places (words whole)
of texts written for this, of Airflow's interface in its translations, and of the real pages beside
the checkout where they are there. Deterministic.
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from langdetect import DetectorFactory
from langdetect import detect as langdetect
from langdetect.lang_detect_exception import LangDetectException

from benchmarks.reading.pages import REAL, load_pages
from policywatch.reading.language import find_languages

TEXTS = Path(__file__).with_name("language_texts")
CODES = ("zh-cn", "zh-tw", "en", "ja", "ko", "de", "fr", "es", "ru")
LENGTHS = (10, 20, 50, 200)
PIECES = 200
PIECES_OF_THEIRS = 40  # langdetect takes a hundred times as long
GOAL = 0.99
PLACEHOLDER = re.compile(r"\{\{[^}]*\}\}|<[^>]*>|https?://\S+")
UNSPACED = frozenset(("zh-cn", "zh-tw", "ja"))


@dataclass(frozen=True, slots=True)
class Figure:
    """The share of pieces of one length told right (0-1), and texts a second."""

    texts: str
    language: str
    length: int
    ours: float
    langdetect: float
    per_second: float


def main() -> None:
    """Measure, print the table, and the figures as JSON on the last line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    DetectorFactory.seed = 0
    figures = [
        measure(name, code, length, text)
        for name, texts in (("written", written()), ("interface", interface()), ("pages", real()))
        for code, text in texts
        for length in LENGTHS
    ]
    print(
        "texts      language " + "".join(f"{length:>14}" for length in LENGTHS) + "   (langdetect)"
    )
    for name, code in dict.fromkeys((f.texts, f.language) for f in figures):
        row = [f for f in figures if (f.texts, f.language) == (name, code)]
        cells = "".join(f"{f.ours:>7.3f} ({f.langdetect:.2f})" for f in row)
        print(f"{name:<10} {code:<8} {cells}")
    short = [f for f in figures if f.length == 50]
    mean = sum(f.ours for f in short) / len(short)
    print(f"at 50 characters: {mean:.4f}, lowest {min(f.ours for f in short):.3f}")
    print(json.dumps({"benchmark": "languages", "figures": [asdict(f) for f in figures]}))


def measure(name: str, code: str, length: int, text: str) -> Figure:
    """Return how often pieces of a text are told right."""
    pieces = list(cut(text, length, spaced=code not in UNSPACED))
    start = process_time()
    ours = sum(find_languages(piece)[0] == code for piece in pieces)
    seconds = max(1e-9, process_time() - start)
    fewer = pieces[:PIECES_OF_THEIRS]
    theirs = sum(_safely(langdetect, piece) == code for piece in fewer) / len(fewer)
    return Figure(name, code, length, ours / len(pieces), theirs, len(pieces) / seconds)


def _safely(detect: Callable[[str], str], text: str) -> str:
    try:
        return detect(text)
    except LangDetectException:
        return ""


def cut(text: str, length: int, *, spaced: bool) -> Iterator[str]:
    """Return pieces of about a length at random places that hold letters of the language."""
    chance = random.Random(length)
    made = 0
    while made < PIECES:
        at = chance.randrange(max(1, len(text) - length))
        piece = text[at : at + length]
        if spaced and at:
            piece = piece.partition(" ")[2] or piece
        if sum(c.isalpha() for c in piece) >= 0.5 * length:
            made += 1
            yield piece


def written() -> Iterator[tuple[str, str]]:
    """Return the texts written for this."""
    for code in CODES:
        lines = (TEXTS / f"{code}.txt").read_text(encoding="utf-8").splitlines()
        yield code, ("" if code in UNSPACED else " ").join(lines)


def interface() -> Iterator[tuple[str, str]]:
    """Return the sentences of Airflow's interface in each language."""
    spec = find_spec("airflow")
    folder = Path(str(spec.origin)).parent / "ui" / "dist" / "i18n" / "locales" if spec else TEXTS
    for code in CODES:
        place = folder / {"zh-cn": "zh-CN", "zh-tw": "zh-TW"}.get(code, code)
        sentences = [
            cleaned
            for path in sorted(place.glob("*.json"))
            for sentence in _strings(json.loads(path.read_text(encoding="utf-8")))
            if len(cleaned := PLACEHOLDER.sub(" ", sentence)) >= (8 if code in UNSPACED else 25)
        ]
        if sum(map(len, sentences)) > 1_000:
            yield code, ("。" if code in UNSPACED else ". ").join(sentences)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def real() -> Iterator[tuple[str, str]]:
    """Return the true texts of the real pages: Chinese, and what of the articles is English."""
    if not REAL.is_dir():
        return
    folders = load_pages(REAL)
    for code, name in (("zh-cn", "chinese"), ("en", "articles")):
        texts = [page.text for page in folders.get(name, ()) if page.text]
        if code == "en":
            texts = [text for text in texts if text.isascii() or _is_english(text)]
        lines = "\n".join(texts).split("\n")
        yield code, "\n".join(line for line in lines if code == "en" or not line.isascii())


def _is_english(text: str) -> bool:
    words = re.findall(r"[a-z]+", text.lower())
    return sum(word in {"the", "of", "and", "to"} for word in words) > 0.08 * max(1, len(words))


if __name__ == "__main__":
    main()
