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
from typing import Any, NamedTuple, cast

from sqlalchemy import Column, Engine, Table, func, insert, select

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
from tests.rows import make_source

VERSIONS = 100_000
NAMED = 100
AT_ONCE = 1_000
DAY = datetime(2026, 1, 1, tzinfo=UTC)
STEMS = ("启舫", "澜沧", "岷峨", "漱玉", "栖霞", "云岫", "沅芷", "湘兰", "鹤汀", "凫渚")
SPELLINGS = ("{0}人才计划", "{1}·{2}人才計劃", "“{0}”人才计划", "{1} {2} 人 才 计 划")
SENTENCE = "\n现组织申报{}，面向海外引进高层次人才，给予安家费300万元。"
NUMBERS = ("id", "version_id", "document_id", "snapshot_id", "reading_id", "warc_offset")
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
    """A step over so many versions; on a busy machine it takes longer than its CPU time."""

    step: str
    versions: int
    seconds: float
    cpu_seconds: float
    per_second: float


class Took(NamedTuple):
    """Seconds that went by, and those of CPU time."""

    seconds: float
    cpu: float


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
    print(f"{'step':<46} {'versions':>9} {'seconds':>8} {'of CPU':>7} {'per s':>9}")
    for f in figures:
        print(
            f"{f.step:<46} {f.versions:>9,} {f.seconds:>8.1f} {f.cpu_seconds:>7.1f}"
            f" {f.per_second:>9,.0f}"
        )
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
        session.add(make_source("s", DAY))
    step = max(1, versions // (len(STEMS) * NAMED))
    first = min(versions, step * len(named))
    count = 0
    numbers = iter(range(1, first + 1))
    while batch := list(islice(numbers, AT_ONCE)):
        chosen = []
        for number in batch:
            is_named = number % step == 0
            chosen.append((number, named[count % len(named)] if is_named
                           else plain[number % len(plain)]))  # fmt: skip
            count += is_named
        _insert(engine, release_id, chosen)
    for begin in range(first, versions, first):
        _copy(engine, begin, min(first, versions - begin))
    print(f"stored {versions:,} versions in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return versions // step


def _copy(engine: Engine, begin: int, number: int) -> None:
    """Store the first `number` versions again, as others, with ids from `begin` on."""
    with write_session(engine) as session:
        for table in (Document, Snapshot, Reading, Version, Judgement, Match, Fact):
            rows = cast(Table, table.__table__)
            shown = {
                column: _copied(column, begin)
                for column in rows.columns
                if table not in (Match, Fact) or column.name != "id"
            }
            owner = rows.c.version_id if "version_id" in rows.c else rows.c.id
            copied = select(*shown.values()).where(owner <= number)
            session.execute(insert(rows).from_select(list(shown), copied))


def _copied(column: Column[Any], begin: int) -> Any:
    """Return what a copy has in a column: another id, another URL, else the same."""
    if column.name in (
        "id",
        "version_id",
        "document_id",
        "snapshot_id",
        "reading_id",
        "warc_offset",
    ):
        return column + begin
    if column.name in ("url", "url_sha256"):
        return column + str(begin)
    return column


def _spell(stem: str, way: str) -> str:
    return way.format(stem, *stem)


def _flagged(flagger: Flagger, text: str, title: str, named: bool) -> Page:
    return Page(text, title, flagger.flag(text, title=title, level="city"), named)


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
    started = _clock()
    looked = reflag(engine, edited, now=lambda: later, progress=_tell("looking"))
    looking = _since(started)
    flagger = Flagger(edited)
    flagged = flag_versions(engine, flagger, now=lambda: later, progress=_tell("flagging"))
    whole = _since(started)
    with read_session(engine) as session:
        is_new = Match.target_id.startswith("new-") & Match.held
        found = session.scalar(select(func.count(Match.version_id.distinct())).where(is_new))
        releases = session.scalars(select(Judgement.release_id).distinct()).all()
        current = session.scalar(select(Release.id).where(Release.sha256 == edited.sha256))
    if looked.failed or flagged.failed or found != named or releases != [current]:
        raise SystemExit(f"{found} of {named} versions were found, by releases {releases}")
    return [
        _figure("looked through for 10 new names", versions, looking),
        _figure("flagged again, as they name one", flagged.done, _less(whole, looking)),
        _figure("THE EDIT HAS TAKEN EFFECT", versions, whole),
        _measure_all(engine, flagger, later, versions),
    ]


def _measure_all(engine: Engine, flagger: Flagger, now: datetime, versions: int) -> Figure:
    """Return what flagging every version would take, told from some of them."""
    some = range(1, min(versions, 1_000) + 1)
    with write_session(engine) as session:
        queue(session, Stage.FLAG, some, now)
    started = _clock()
    flag_versions(engine, flagger, now=lambda: now).check()
    took = _since(started)
    times = versions / len(some)
    all_of_them = Took(took.seconds * times, took.cpu * times)
    return _figure(f"all flagged again (from {len(some):,})", versions, all_of_them)


def measure_folding(pages: Sequence[TextPage]) -> Figure:
    """Return what folding costs: the time that a stored folded text would save at most."""
    text = "\n\n".join(page.text for page in pages)
    best = min(_timed(text) for _ in range(5))
    each = Took(best.seconds / len(pages) * VERSIONS, best.cpu / len(pages) * VERSIONS)
    return _figure("of it folding (a stored folded text saves it)", VERSIONS, each)


def _timed(text: str) -> Took:
    started = _clock()
    fold(text)
    return _since(started)


def _clock() -> Took:
    return Took(time.perf_counter(), time.process_time())


def _since(started: Took) -> Took:
    return _less(_clock(), started)


def _less(more: Took, less: Took) -> Took:
    return Took(more.seconds - less.seconds, more.cpu - less.cpu)


def _figure(step: str, versions: int, took: Took) -> Figure:
    per_second = versions / took.seconds if took.seconds else 0.0
    return Figure(step, versions, round(took.seconds, 1), round(took.cpu, 1), per_second)


def _tell(label: str) -> Any:
    return lambda done, total: print(f"{label}: {done} of {total}", file=sys.stderr)


if __name__ == "__main__":
    main()
