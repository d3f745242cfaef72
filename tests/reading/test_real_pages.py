"""Real pages, kept beside the checkout: articles with their text known, and Chinese pages."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from policywatch.reading import read_document
from policywatch.settings import ROOT

REAL = ROOT.parent / "shared" / "real"
TOKENS = re.compile(r"\w+")

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"no real pages beside the checkout ({REAL.name}/)"
)


def pages(kind: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted((REAL / kind).glob("*.html.gz")):
        yield path.name.removesuffix(".html.gz"), gzip.decompress(path.read_bytes())


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKENS.findall(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def score(body: bytes, truth: str) -> tuple[float, float]:
    """Return precision and recall over four-token shingles, as the collection defines them."""
    read = shingles(read_document(body, url="http://example.org/").text)
    true = shingles(truth)
    shared = sum((read & true).values())
    return shared / max(1, sum(read.values())), shared / max(1, sum(true.values()))


def test_articles_are_read_at_f1_of_0_965() -> None:
    truth = json.loads((REAL / "articles" / "ground-truth.json").read_text())

    scores = [score(body, truth[name]["articleBody"]) for name, body in pages("articles")]

    precision = sum(p for p, _ in scores) / len(scores)
    recall = sum(r for _, r in scores) / len(scores)
    assert 2 * precision * recall / (precision + recall) >= 0.965


def test_chinese_pages_are_all_read_as_chinese() -> None:
    readings = [read_document(body, url="http://example.org/") for _, body in pages("chinese")]

    assert all(reading.usable for reading in readings)
    assert {reading.language for reading in readings} == {"zh-cn"}
    assert all(len(reading.text) > 80 and reading.title for reading in readings)
