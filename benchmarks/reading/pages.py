"""Real pages with what is known of them: text, title, date and source."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.reading.rivals import read_body

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"
TRUTH_DIR = Path(__file__).with_name("truth")
TRUTH_FILE = "ground-truth.json"


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page's bytes, and what a reader found in it; None or () where that is not known.

    Any of `titles`, `published` and `sources` is right (a page may say two dates: its own
    day's and UTC's). `is_chinese` says how its text is cut
    into tokens.
    """

    name: str
    path: Path
    body: bytes
    url: str
    text: str | None
    is_chinese: bool
    titles: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def load_pages(folder: Path) -> dict[str, list[KnownPage]]:
    """Return the pages (.html, .html.gz) below a folder, by the folder they stand in.

    A page's truth is taken from `ground-truth.json` beside it (name without suffix to
    `articleBody` and `url`, as the public collections have it), or from our own truth/, by the
    SHA-256 of the page.
    """
    found: dict[str, list[KnownPage]] = {}
    for directory in sorted({path.parent for path in _files(folder)}):
        beside = directory / TRUTH_FILE
        stated = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
        found[directory.name] = [_load(path, stated) for path in sorted(_files(directory))]
    return found


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in folder.rglob("*") if p.name.endswith((".html", ".html.gz")))


def _load(path: Path, stated: dict[str, dict[str, Any]]) -> KnownPage:
    body = read_body(path)
    name = path.name.removesuffix(".gz").removesuffix(".html")
    beside = stated.get(name, {})
    own = _own_truth(hashlib.sha256(body).hexdigest())
    text = beside.get("articleBody", own.get("text"))
    return KnownPage(
        name=name,
        path=path,
        body=body,
        url=beside.get("url", "http://page.invalid/"),
        text=text,
        is_chinese=_is_chinese(text if text is not None else body.decode("utf-8", "ignore")),
        titles=tuple(own.get("title", ())),
        published=tuple(own.get("published", ())),
        sources=tuple(own.get("source", ())),
    )


def _own_truth(sha256: str) -> dict[str, Any]:
    own_file = TRUTH_DIR / f"{sha256}.json"
    if own_file.is_file():
        return dict(json.loads(own_file.read_text(encoding="utf-8")))
    return dict(_articles().get(sha256, {}))


@cache
def _articles() -> dict[str, dict[str, Any]]:
    """Return titles and dates of the public articles, whose texts their own truth has."""
    return dict(json.loads((TRUTH_DIR / "articles.json").read_text(encoding="utf-8")))


def _is_chinese(text: str) -> bool:
    letters = [c for c in text[:20_000] if c.isalpha()]
    han = sum("\u3400" <= c <= "\u9fff" for c in letters)
    kana = sum("\u3041" <= c <= "\u30ff" for c in letters)
    return han > 0.3 * max(1, len(letters)) and kana < 0.1 * han
