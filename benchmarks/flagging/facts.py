"""How well facts are read from labelled sentences, and how long that takes.

`make bench NAME=flagging.facts [DATA=DIR]`: DIR holds saved pages (.html or .html.gz), read in
place; without it, only the speed on the labelled sentences and the sample site is told. Each page
is read by itself, again and again, and its shortest time counts: so other work on the machine
shows least. `python -m benchmarks.flagging.facts --labels FILE` tells how well sentences of one's
own are read, labelled as those of `tests/flagging/facts/sentences.tsv` are.
"""

import argparse
import gzip
import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from policywatch.documents import Block, BlockKind, ReadText
from policywatch.flagging.facts import find_facts
from policywatch.reading import read_document
from policywatch.samplesite.site import site_on
from tests.flagging.facts.scoring import Score, halves, load_labels, score

PAGE_BYTES = 3000
ROUNDS = 25
ADDRESS = "http://127.0.0.1"
Page = tuple[str, list[Block]]


def main() -> None:
    """Print precision and recall by kind, milliseconds per page, and all as JSON at last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of saved pages, .html or .html.gz")
    parser.add_argument("--labels", type=Path, help="labelled sentences, told in both halves")
    arguments = parser.parse_args()
    data, labelled = arguments.data, arguments.labels
    figures: dict[str, object] = {}
    sentences = load_labels("sentences.tsv")
    sets = {"": sentences}
    if labelled:
        sets[f"{labelled.name}, "] = load_labels(labelled.resolve())
    for name, labelled_sentences in sets.items():
        for half, labels in halves(labelled_sentences).items():
            told = _tell_score(f"{name}{half}", len(labels), score(labels))
            figures[f"{name}{half}"] = told
    corpora = {"sample site": _sample_site(), "labelled sentences, joined": _joined(sentences)}
    if data:
        corpora[data.name] = _saved(data)
    print(f"{'pages of 3 KB':28} {'pages':>6} {'facts':>7} {'ms/page':>8} {'pages/s':>8}")
    for name, texts in corpora.items():
        figures[name] = _tell_speed(name, list(_pages(texts)))
    print(json.dumps(figures))


def _tell_score(half: str, sentences: int, reached: Score) -> dict[str, object]:
    print(f"{half} half, {sentences} sentences\n{'kind':16} {'P':>6} {'R':>6} {'labelled':>9}")
    kinds = sorted(set(reached.read) | set(reached.labelled), key=lambda k: (k == "all", k))
    told: dict[str, object] = {}
    for kind in kinds:
        precision, recall = reached.precision(kind), reached.recall(kind)
        print(f"{kind:16} {precision:6.3f} {recall:6.3f} {reached.labelled[kind]:9}")
        told[kind] = [round(precision, 3), round(recall, 3), reached.labelled[kind]]
    print()
    return told


def _tell_speed(name: str, pages: Sequence[Page]) -> dict[str, float]:
    seconds, facts = 0.0, 0
    for text, blocks in pages:
        best = 60.0
        for _ in range(ROUNDS):
            began = time.perf_counter()
            found = find_facts(text, blocks)
            best = min(best, time.perf_counter() - began)
        seconds += best
        facts += len(found)
    each = seconds / max(1, len(pages))
    per_page = facts / max(1, len(pages))
    print(f"{name:28} {len(pages):6} {per_page:7.1f} {each * 1000:8.3f} {1 / each:8,.0f}")
    return {"pages": len(pages), "facts_per_page": per_page, "ms_per_page": each * 1000}


def _sample_site() -> Iterable[ReadText]:
    site = site_on(1)
    for path in site.pages:
        answer = site.answer(path, ADDRESS)
        if answer.status == 200:
            yield read_document(answer.body, url=f"{ADDRESS}{path}")


def _saved(folder: Path) -> Iterable[ReadText]:
    for path in sorted(folder.rglob("*.html*")):
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        yield read_document(body, url=f"https://example.org/{path.name}")


def _joined(sentences: Iterable[str]) -> Iterable[ReadText]:
    """Yield the labelled sentences as one text: a page that is nothing but facts and traps."""
    yield ReadText("", usable=True, text="\n".join(s for s in sentences if "\t" not in s))


def _pages(texts: Iterable[ReadText]) -> Iterable[Page]:
    """Cut texts at their blocks into pages of some 3,000 bytes; leave out much shorter rests."""
    for read in texts:
        blocks = list(read.blocks) or _lines(read.text)
        while blocks:
            size, taken = 0, 0
            while taken < len(blocks) and size < PAGE_BYTES * 5 // 6:
                block = blocks[taken]
                size += len(read.text[block.start : block.end].encode("utf-8", "replace"))
                taken += 1
            first, last = blocks[0].start, blocks[taken - 1].end
            if PAGE_BYTES // 2 < size < 2 * PAGE_BYTES:
                moved = [
                    b._replace(start=b.start - first, end=b.end - first) for b in blocks[:taken]
                ]
                yield read.text[first:last], moved if read.blocks else []
            blocks = blocks[taken:]


def _lines(text: str) -> list[Block]:
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(line)))
        at += len(line) + 1
    return blocks


if __name__ == "__main__":
    main()
