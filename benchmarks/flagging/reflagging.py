"""How long it takes until an edit of the watchlists has taken effect on what is stored.

`make bench NAME=flagging.reflagging [DATA=DIR]`: a SQLite store is filled with 100,000 versions of
3 KB as the shipped watchlists flagged them; then 10 names come into the watchlists, each of which
stands in 100 of the versions in one of several spellings. Measured is what `policywatch flag` does
then: to find which versions the edit touches, and to flag these. Filling the store is not part of
the figure. Every version that names one has to be found, or the benchmark fails.
"""

import argparse
import hashlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select

from benchmarks.flagging.speed import TextPage, make_pages
from models import (
    Document,
    DocumentKind,
    DocumentState,
    Fact,
    Judgement,
    Match,
    MatchTarget,
    Reading,
    Release,
    Snapshot,
    Source,
    SourceState,
    Stage,
    Version,
    VersionKind,
    make_engine,
    queue,
    read_session,
    write_session,
)
from models.migrate import migrate
from policywatch.catalogue.watchlists import (
    Programme,
    Watchlists,
    current_release,
    load_watchlists,
)
from policywatch.documents import Flagging
from policywatch.flagging import Flagger, flag_versions, reflag
from policywatch.flagging.folding import fold
from policywatch.flagging.pieces import Pieces
from policywatch.flagging.tool import flagger_version
from policywatch.settings import ROOT

VERSIONS = 100_000
NAMED = 100
AT_ONCE = 1_000
DAY = datetime(2026, 1, 1, tzinfo=UTC)
STEMS = ("启舫", "澜沧", "岷峨", "漱玉", "栖霞", "云岫", "沅芷", "湘兰", "鹤汀", "凫渚")
SPELLINGS = ("{0}人才计划", "{1}·{2}人才計劃", "“{0}”人才计划", "{1} {2} 人 才 计 划")
SENTENCE = "\n现组织申报{}，面向海外引进高层次人才，给予安家费300万元。"
EXTRACTOR = "benchmark/1"


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what the shipped watchlists say of it; `named` says that a new name is in it."""

    text: str
    title: str
    flagging: Flagging
    named: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A step over so many versions."""

    step: str
    versions: int
    seconds: float
    per_second: float


def main() -> None:
    """Fill a store, edit the watchlists, and print how long the edit took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of saved pages, .html or .html.gz")
    parser.add_argument("--versions", type=int, default=VERSIONS)
    given = parser.parse_args()
    shipped = load_watchlists(ROOT / "watchlists")
    pages = make_pages(given.data)
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/store.sqlite")
        migrate(engine)
        named = fill(engine, shipped, pages, given.versions)
        figures = measure(engine, shipped, given.versions, named)
        engine.dispose()
    figures.append(measure_folding(pages))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'step':<44} {'versions':>9} {'seconds':>8} {'per s':>9}")
    for f in figures:
        print(f"{f.step:<44} {f.versions:>9,} {f.seconds:>8.1f} {f.per_second:>9,.0f}")
    print(f"peak memory {peak:.0f} MB, filling the store included")
    print(json.dumps({"benchmark": "reflagging", "figures": [asdict(f) for f in figures]}))


def fill(engine: Engine, shipped: Watchlists, pages: Sequence[TextPage], versions: int) -> int:
    """Store versions as the shipped watchlists flagged them; return how many hold a new name."""
    started = time.perf_counter()
    flagger = Flagger(shipped)
    plain = [_flagged(flagger, page.text, page.title, False) for page in pages]
    named = [
        _flagged(flagger, pages[at % len(pages)].text + SENTENCE.format(_spell(stem, way)),
                 pages[at % len(pages)].title, True)
        for at, (stem, way) in enumerate((stem, way) for stem in STEMS for way in SPELLINGS)
    ]  # fmt: skip
    with write_session(engine) as session:
        release_id = current_release(session, shipped, DAY).id
        session.add(_source())
    step = max(1, versions // (len(STEMS) * NAMED))
    count = 0
    numbers = iter(range(1, versions + 1))
    while batch := list(islice(numbers, AT_ONCE)):
        chosen = []
        for number in batch:
            is_named = number % step == 0 and count < len(STEMS) * NAMED
            chosen.append((number, named[count % len(named)] if is_named
                           else plain[number % len(plain)]))  # fmt: skip
            count += is_named
        _insert(engine, release_id, chosen)
    print(f"stored {versions:,} versions in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return count


def _spell(stem: str, way: str) -> str:
    return way.format(stem, *stem)


def _flagged(flagger: Flagger, text: str, title: str, named: bool) -> Page:
    return Page(text, title, flagger.flag(text, title=title, level="city"), named)


def _source() -> Source:
    return Source(
        id="s", name="s", publisher="p", level="city", family="list", url="http://example.org/",
        host="example.org", enabled=True, declaration={}, declaration_sha256="0" * 64,
        state=SourceState.NEW, state_since=DAY, due_at=DAY,
    )  # fmt: skip


def _insert(engine: Engine, release_id: int, pages: Sequence[tuple[int, Page]]) -> None:
    """Store a batch of versions, each a document of its own, all ids the version's."""
    rows: dict[Any, list[dict[str, Any]]] = {
        Document: [], Snapshot: [], Reading: [], Version: [], Judgement: [], Match: [], Fact: [],
    }  # fmt: skip
    for number, page in pages:
        for table, row in _rows(release_id, number, page):
            rows[table].append(row)
    with write_session(engine) as session:
        for table, batch in rows.items():
            session.execute(insert(table), batch)


def _rows(release_id: int, n: int, page: Page) -> Iterator[tuple[Any, dict[str, Any]]]:
    url = f"http://example.org/{n}"
    sha = hashlib.sha256(url.encode()).hexdigest()
    yield Document, {
        "id": n, "source_id": "s", "kind": DocumentKind.PAGE, "url": url, "url_sha256": sha,
        "state": DocumentState.LIVE, "first_seen_at": DAY, "version_id": n,
    }  # fmt: skip
    yield Snapshot, {
        "id": n, "document_id": n, "url": url, "fetched_at": DAY, "sha256": sha, "size": 1,
        "warc_file": "a", "warc_offset": n,
    }  # fmt: skip
    yield Reading, {
        "id": n, "snapshot_id": n, "document_id": n, "extractor": EXTRACTOR, "at": DAY,
        "usable": True, "title": page.title, "text": page.text, "text_sha256": sha, "blocks": [],
        "links": [], "details": {}, "languages": {}, "quality": 1.0, "quality_reasons": [],
    }  # fmt: skip
    yield Version, {
        "id": n, "document_id": n, "reading_id": n, "number": 1, "kind": VersionKind.SOURCE,
        "at": DAY, "text_sha256": sha,
    }  # fmt: skip
    genre = page.flagging.genre
    yield Judgement, {
        "version_id": n, "release_id": release_id, "flagger": flagger_version(),
        "genre": genre.name, "confidence": genre.confidence, "reasons": list(genre.reasons),
        "pieces": Pieces.of(page.flagging, "city").to_json(),
    }  # fmt: skip
    for match in page.flagging.matches:
        row = match._asdict()
        row |= {"version_id": n, "release_id": release_id, "target": MatchTarget(match.target)}
        yield Match, row
    for fact in page.flagging.facts:
        yield Fact, {"version_id": n} | fact._asdict()


def measure(engine: Engine, shipped: Watchlists, versions: int, named: int) -> list[Figure]:
    """Return how long an edit of 10 names takes, and how long flagging all again would."""
    new = tuple(Programme(id=f"new-{n}", zh=(f"{stem}人才计划",)) for n, stem in enumerate(STEMS))
    edited = Watchlists(**{**dict(shipped), "programmes": (*shipped.programmes, *new)})
    later = DAY + timedelta(days=1)
    started = time.perf_counter()
    looked = reflag(engine, edited, now=lambda: later, progress=_tell("looking"))
    looking = time.perf_counter() - started
    flagger = Flagger(edited)
    flagged = flag_versions(engine, flagger, now=lambda: later, progress=_tell("flagging"))
    whole = time.perf_counter() - started
    with read_session(engine) as session:
        is_new = Match.target_id.startswith("new-") & Match.held
        found = session.scalar(select(func.count(Match.version_id.distinct())).where(is_new))
        releases = session.scalars(select(Judgement.release_id).distinct()).all()
        current = session.scalar(select(Release.id).where(Release.sha256 == edited.sha256))
    if looked.failed or flagged.failed or found != named or releases != [current]:
        raise SystemExit(f"{found} of {named} versions were found, by releases {releases}")
    return [
        _figure("looked through for 10 new names", versions, looking),
        _figure("flagged again, as they name one", flagged.done, whole - looking),
        _figure("THE EDIT HAS TAKEN EFFECT", versions, whole),
        _measure_all(engine, flagger, later, versions),
    ]


def _measure_all(engine: Engine, flagger: Flagger, now: datetime, versions: int) -> Figure:
    """Return what flagging every version would take, told from some of them."""
    some = range(1, min(versions, 1_000) + 1)
    with write_session(engine) as session:
        queue(session, Stage.FLAG, some, now)
    started = time.perf_counter()
    flag_versions(engine, flagger, now=lambda: now).check()
    each = (time.perf_counter() - started) / len(some)
    return _figure(f"all flagged again (from {len(some):,})", versions, each * versions)


def measure_folding(pages: Sequence[TextPage]) -> Figure:
    """Return what folding costs: the time that a stored folded text would save at most."""
    text = "\n\n".join(page.text for page in pages)
    best = min(_timed(text) for _ in range(5))
    return _figure("of it folding (a stored folded text saves it)", VERSIONS,
                   best / len(pages) * VERSIONS)  # fmt: skip


def _timed(text: str) -> float:
    started = time.perf_counter()
    fold(text)
    return time.perf_counter() - started


def _figure(step: str, versions: int, seconds: float) -> Figure:
    return Figure(step, versions, round(seconds, 1), versions / seconds if seconds else 0.0)


def _tell(label: str) -> Any:
    return lambda done, total: print(f"{label}: {done} of {total}", file=sys.stderr)


if __name__ == "__main__":
    main()
