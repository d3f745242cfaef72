"""Pages a second of the whole flagging on one core, as the number of names grows.

`make bench NAME=flagging.speed [DATA=DIR]`: pages of 3 KB are put together from the sample site's
texts, which hold little but programmes, and, if given, from saved pages of DIR (.html or .html.gz);
then from these alone, which are more like what is crawled: all of them, those that name no
programme, and those in which nothing is found. A figure is the sum over the pages (or groups of
them, as the pipeline flags them) of the least CPU time that each took in ROUNDS rounds, so that
other work on the machine counts little. Each number of names is measured in a process of its own,
for its memory.
"""

import argparse
import gzip
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from policywatch.catalogue.watchlists import Programme, Watchlists, load_watchlists
from policywatch.documents import Block, ReadText
from policywatch.flagging import Flagger
from policywatch.flagging.characters.likeness import spellings
from policywatch.flagging.folding import fold
from policywatch.flagging.lexicon import Lexicon
from policywatch.flagging.texts import Text, in_groups
from policywatch.reading import read_document
from policywatch.samplesite.content import load_content
from policywatch.samplesite.rendering import render_page
from policywatch.settings import ROOT

PAGES = 100
PAGE_BYTES = 3000
PIECE_CHARS = 1200
ROUNDS = 8
NAMES = (100, 1_000, 10_000, 50_000)
SHIPPED = 0
DENSE, SAVED, NAMELESS, NOTHING = "dense", "saved", "nameless", "nothing"
SAVED_KINDS = {
    SAVED: "saved pages alone",
    NAMELESS: "those that name no programme",
    NOTHING: "those in which nothing is found",
}
MAX_DRAWN = 6_000
TAILS = (
    ("人才计划", "Talent Plan"), ("英才计划", "Talents Program"), ("计划", "Plan"),
    ("学者", "Scholars"), ("引才工程", "Talent Project"), ("人才工程", "Talents Project"),
    ("行动", "Action"),
)  # fmt: skip
PREFIXES = ("", "", "", "省", "市", "海外", "青年", "国家")

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page as flagging takes it."""

    title: str
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one lexicon costs: on all pages (µs a page), to build, in memory.

    `page_us` is of all that flagging does, when a group of pages is flagged together as the
    pipeline does it; `alone_us` when each page is flagged for itself.
    """

    names: int
    patterns: int
    build_s: float
    memory_mb: float
    fold_us: float
    find_us: float
    page_us: float
    alone_us: float
    pages_per_s: float


def main() -> None:
    """Measure and print the tables, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of saved pages, .html or .html.gz")
    parser.add_argument("--names", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--kind", default=DENSE, help=argparse.SUPPRESS)
    given = parser.parse_args()
    pages = make_pages(given.data, given.kind)
    if given.names is not None:
        print(json.dumps(asdict(measure(given.names, pages))))
        return
    figures = [_in_own_process(names, given.data) for names in (SHIPPED, *NAMES)]
    print(f"{len(pages)} pages of {PAGE_BYTES} bytes; one core; µs of CPU time a page")
    head = (
        "names",
        "patterns",
        "build s",
        "memory MB",
        "fold",
        "find",
        "alone",
        "whole",
        "pages/s",
    )
    print(("{:>9} " * len(head)).format(*head))
    for f in figures:
        print(
            f"{f.names or 'shipped':>9} {f.patterns:>9} {f.build_s:>9.2f} {f.memory_mb:>9.0f} "
            f"{f.fold_us:>9.0f} {f.find_us:>9.0f} {f.alone_us:>9.0f} {f.page_us:>9.0f} "
            f"{f.pages_per_s:>9.0f}"
        )
    first, last = figures[1], figures[-1]
    print(
        f"cost at {last.names} names: {last.page_us / first.page_us:.2f} of that at {first.names}"
    )
    for kind, told in SAVED_KINDS.items() if given.data else ():
        saved = _in_own_process(SHIPPED, given.data, kind)
        print(
            f"{told}: {saved.page_us:.0f} µs a page, {saved.pages_per_s:.0f} pages/s; "
            f"{saved.alone_us:.0f} µs flagged for itself"
        )
        figures.append(saved)
    peers = measure_peers(pages)
    for name, row in peers.items():
        shown = "  ".join(f"{names}: {rate:.3g}" for names, rate in row.items())
        print(f"{name:<28} MB/s  {shown}")
    print(
        json.dumps({"benchmark": "speed", "figures": [asdict(f) for f in figures], "peers": peers})
    )


def _in_own_process(names: int, data: Path | None, kind: str = DENSE) -> Figure:
    command = [sys.executable, "-m", "benchmarks.flagging.speed", "--names", str(names)]
    command += ["--kind", kind, *(["--data", str(data)] if data else [])]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Figure(**json.loads(told.splitlines()[-1]))


def measure(names: int, pages: Sequence[TextPage]) -> Figure:
    """Return what flagging costs with so many names (SHIPPED: with the shipped watchlists)."""
    watchlists = load_watchlists(ROOT / "watchlists")
    if names != SHIPPED:
        watchlists = watchlists.model_copy(
            update={"programmes": make_programmes(watchlists, names)}
        )
    fold("一")
    spellings("一")
    before = _memory_mb()
    started = time.process_time()
    lexicon = Lexicon(watchlists)
    build_s = time.process_time() - started
    memory_mb = _memory_mb() - before
    flagger = Flagger(watchlists)
    folded = {page.text: fold(f"{page.title}\n{page.text}").text for page in pages}
    groups = list(in_groups(Text(page.text, page.title, page.blocks) for page in pages))
    number = len(pages)
    page_us = _least_us(groups, lambda group: list(flagger.flag_all(group))) / number
    alone_us = _least_us(pages, lambda p: flagger.flag(p.text, title=p.title, blocks=p.blocks))
    return Figure(
        names,
        len(lexicon),
        build_s,
        memory_mb,
        _least_us(pages, lambda page: fold(page.text)) / number,
        _least_us(pages, lambda page: lexicon.find(folded[page.text])) / number,
        page_us,
        alone_us / number,
        1e6 / page_us,
    )


def _least_us(things: Sequence[_Thing], do: Callable[[_Thing], object]) -> float:
    """Return the sum of the least times that each took, in µs."""
    least = [float("inf")] * len(things)
    for _ in range(ROUNDS):
        for number, thing in enumerate(things):
            started = time.thread_time_ns()
            do(thing)
            least[number] = min(least[number], time.thread_time_ns() - started)
    return sum(least) / 1000


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_peers(pages: Sequence[TextPage]) -> dict[str, dict[int, float]]:
    """Return MB/s of UTF-8 of plainer ways to search the same pages, by the number of names."""
    text = "\n".join(page.text for page in pages)
    megabytes = len(text.encode()) / 1e6
    watchlists = load_watchlists(ROOT / "watchlists")
    rates: dict[str, dict[int, float]] = {"str.find of one name": {1: _rate(megabytes, text.find)}}
    for count in NAMES:
        names = [
            name
            for programme in make_programmes(watchlists, count)
            for name in (*programme.zh, *programme.en)
        ]
        some = text[: max(2000, len(text) * 100 // count)]
        part = megabytes * len(some) / len(text)

        def search_each(_: str, names: list[str] = names, some: str = some) -> None:
            for name in names:
                name in some  # noqa: B015

        rates.setdefault("substring loop", {})[count] = _rate(part, search_each)
        if count <= 10_000:
            longest_first = sorted(names, key=len, reverse=True)
            alternation = re.compile("|".join(map(re.escape, longest_first)))

            def search_all(
                _: str, pattern: re.Pattern[str] = alternation, some: str = some
            ) -> None:
                pattern.findall(some)

            rates.setdefault("regex alternation", {})[count] = _rate(part, search_all)
    return rates


def _rate(megabytes: float, search: Callable[[str], object]) -> float:
    least = float("inf")
    for _ in range(3):
        started = time.process_time()
        search("启明星辰计划书")
        least = min(least, time.process_time() - started)
    return megabytes / max(least, 1e-9)


def make_programmes(watchlists: Watchlists, names: int) -> tuple[Programme, ...]:
    """Return shipped programmes with 100 names, and made-up ones, as provinces name theirs."""
    programmes: list[Programme] = []
    count = 0
    for programme in watchlists.programmes:
        if count >= min(100, names):
            break
        programmes.append(programme)
        count += len(programme.zh) + len(programme.en) + len(programme.short)
    draw = random.Random(4)
    chars = [
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xD7)
        for cell in range(0xA1, 0xFA)
    ]
    known = {name for programme in watchlists.programmes for name in programme.zh}
    while count < names:
        stem = "".join(draw.choices(chars, k=draw.choice((2, 2, 2, 3, 4))))
        tail, english = draw.choice(TAILS)
        name = draw.choice(PREFIXES) + stem + tail
        spelled = spellings(stem)
        if name in known or not spelled:
            continue
        known.add(name)
        latin = "".join(spelled[0]).capitalize()
        programmes.append(
            Programme(id=f"made-up-{count}", zh=(name,), en=(f"{latin} {english} {count}",))
        )
        count += 2
    return tuple(programmes)


def make_pages(data: Path | None, kind: str = DENSE) -> list[TextPage]:
    """Return pages of PAGE_BYTES, put together from pieces of documents that were read."""
    documents = _sample_documents() if kind == DENSE else []
    documents += _saved_documents(data) if data else []
    draw = random.Random(1)
    wanted = _wanted(kind)
    drawn = (_put_together(draw, documents) for _ in range(MAX_DRAWN))
    return list(islice(filter(wanted, drawn), PAGES))


def _wanted(kind: str) -> Callable[[TextPage], bool]:
    """Return what says whether a page is of a kind."""
    if kind in (DENSE, SAVED):
        return lambda _: True
    flagger = Flagger(load_watchlists(ROOT / "watchlists"))

    def wanted(page: TextPage) -> bool:
        found = flagger.flag(page.text, title=page.title, blocks=page.blocks)
        matches = found.matches if kind == NOTHING else found.programmes
        return not matches

    return wanted


def _put_together(draw: random.Random, documents: Sequence[ReadText]) -> TextPage:
    text, title, blocks = "", "", []
    while len(text.encode()) < PAGE_BYTES:
        document = draw.choice(documents)
        title = title or document.title
        first, begun = draw.randrange(max(1, len(document.blocks) - 4)), len(text)
        for block in document.blocks[first:]:
            piece = document.text[block.start : block.end][:700]
            blocks.append(block._replace(start=len(text), end=len(text) + len(piece), page=None))
            text += piece + "\n"
            if len(text) - begun > PIECE_CHARS or len(text.encode()) >= PAGE_BYTES:
                break
    return TextPage(title, text.rstrip("\n"), tuple(blocks))


def _sample_documents() -> list[ReadText]:
    content = load_content()
    documents = []
    for page in content.pages:
        if page.file or page.bare or page.status != 200:
            continue
        body = render_page(content, page, min(page.days), []).encode()
        documents.append(
            read_document(body, url=f"http://sample.invalid{page.path}", content_type="text/html")
        )
    return _chinese(documents)


def _saved_documents(data: Path) -> list[ReadText]:
    documents = []
    for path in sorted(p for p in data.rglob("*") if p.name.endswith((".html", ".html.gz"))):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        documents.append(read_document(body, url=f"http://saved.invalid/{path.name}"))
    return _chinese(documents)


def _chinese(documents: Sequence[ReadText]) -> list[ReadText]:
    return [document for document in documents if document.language.startswith("zh")]


if __name__ == "__main__":
    main()
