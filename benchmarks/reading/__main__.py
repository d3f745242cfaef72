"""Text, metadata and speed of reading, beside other extractors, in one run.

`make bench NAME=reading [DATA=DIR]`: DIR holds pages (.html, .html.gz) in folders, a folder with
a `ground-truth.json` of the public collection's form where the text is known; without it the
pages beside the checkout are taken. Pages per second are of processor time, for other work may
share the cores; the extractors take turns every few pages, so that all see the same machine. (Not
page by page: who reads for 8 ms and then waits for 100 is measured waking up.)

Other extractors give a page's main text and no more. Beside them stand our whole reading (charset,
text with its structure, title, metadata, attachments, language, quality), and the part of it that
is their work: from a page's bytes to its main text with the structure.
"""

import argparse
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

from benchmarks.reading.metadata import MetadataFigure, measure_metadata
from benchmarks.reading.pages import REAL, KnownPage, load_pages
from benchmarks.reading.rivals import Rivals
from benchmarks.reading.scoring import Score, mean, score
from policywatch.reading import read_document
from policywatch.reading.charset import decode
from policywatch.reading.html import structure_of
from policywatch.reading.main_text import choose
from policywatch.reading.names import judge_names

OURS = "policywatch"
TEXT_ALONE = "our text alone"
WARM_UP = 5
TURN = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One extractor over one folder of pages; scores are None where no text is known."""

    pages: str
    extractor: str
    count: int
    f1: float | None
    precision: float | None
    recall: float | None
    per_second: float
    empty: int


def main() -> None:
    """Measure, print the tables, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=REAL, help="folder of pages in folders")
    parser.add_argument("--beside", action="append", help="an extractor (may be repeated); all")
    given = parser.parse_args()
    folders = load_pages(given.data)
    figures: list[Figure] = []
    metadata: list[MetadataFigure] = []
    with Rivals() as rivals:
        for name, pages in folders.items():
            figures += measure(name, pages, rivals, given.beside or rivals.names)
            metadata += measure_metadata(name, pages)
    print(
        f"{'pages':<10} {'extractor':<17} {'n':>4} {'F1':>7} {'P':>6} {'R':>6} {'per s':>7} empty"
    )
    for f in figures:
        scores = f"{f.f1:>7.4f} {f.precision:>6.3f} {f.recall:>6.3f}" if f.f1 else f"{'-':>21}"
        print(
            f"{f.pages:<10} {f.extractor:<17} {f.count:>4} {scores} {f.per_second:>7.1f} {f.empty}"
        )
    print("\npages      what        known  right  share")
    for m in metadata:
        print(f"{m.pages:<10} {m.what:<10} {m.known:>6} {m.right:>6} {m.right / m.known:>6.3f}")
    told = {
        "benchmark": "reading",
        "figures": [asdict(f) for f in figures],
        "metadata": [asdict(m) for m in metadata],
    }
    print(json.dumps(told))


def measure(
    name: str, pages: list[KnownPage], rivals: Rivals, beside: Sequence[str]
) -> list[Figure]:
    """Return our figures over a folder of pages, and those of the extractors beside us."""
    names = [OURS, *beside, TEXT_ALONE]
    seconds = dict.fromkeys(names, 0.0)
    scores: dict[str, list[Score]] = {extractor: [] for extractor in names}
    empty = dict.fromkeys(names, 0)
    for extractor in names:
        _read(extractor, pages[:WARM_UP], rivals)
    for batch, extractor in itertools.product(_turns(pages), names):
        for page, (text, took) in zip(batch, _read(extractor, batch, rivals), strict=True):
            seconds[extractor] += took
            empty[extractor] += not text.strip()
            if page.text is not None:
                found = score(text, page.text, by_character=page.is_chinese)
                scores[extractor].append(found)
    return [
        _figure(
            name, extractor, len(pages), scores[extractor], seconds[extractor], empty[extractor]
        )
        for extractor in names
    ]


def _turns(pages: list[KnownPage]) -> Iterator[list[KnownPage]]:
    return (pages[at : at + TURN] for at in range(0, len(pages), TURN))


def _read(extractor: str, pages: Sequence[KnownPage], rivals: Rivals) -> list[tuple[str, float]]:
    """Return the texts that an extractor finds, and its seconds of processor time for each."""
    if extractor == OURS:
        return [_timed(lambda page: read_document(page.body, url=page.url).text, p) for p in pages]
    if extractor == TEXT_ALONE:
        return [_timed(_text, page) for page in pages]
    return rivals.read(extractor, [page.path for page in pages])


def _timed(read: Callable[[KnownPage], str], page: KnownPage) -> tuple[str, float]:
    judge_names.cache_clear()  # of a page read twice, the second reading must not be the easier
    start = process_time()
    text = read(page)
    return text, process_time() - start


def _text(page: KnownPage) -> str:
    """Return a page's main text, and look at nothing else."""
    decoded = decode(page.body)
    return "\n".join(piece.text for piece in choose(structure_of(decoded.text, decoded.utf8)))


def _figure(
    pages: str, extractor: str, count: int, scores: list[Score], seconds: float, empty: int
) -> Figure:
    total = mean(scores) if scores else None
    return Figure(
        pages=pages,
        extractor=extractor,
        count=count,
        f1=total.f1 if total else None,
        precision=total.precision if total else None,
        recall=total.recall if total else None,
        per_second=count / seconds,
        empty=empty,
    )


if __name__ == "__main__":
    main()
