"""Whether a programme that the watchlists do not know comes up among the first candidates.

`make bench NAME=flagging.candidates [DATA=folder of saved pages, read as noise]`. Each of the 20
programmes that most texts name is taken out of the watchlists in turn, and everything is flagged
again; then thirty invented programmes (renamed.yaml, held out of all tuning) are
put in one at a time. What the full watchlists leave as candidates is printed, to be read.
"""

import argparse
import gzip
import hashlib
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from benchmarks.flagging.quality import load_passages
from models import (
    Candidate,
    CandidateState,
    Document,
    Source,
    SourceState,
    Stage,
    Version,
    Work,
    make_engine,
    queue,
    read_session,
    write_session,
)
from models.migrate import migrate
from policywatch.catalogue.watchlists import Programme, Watchlists, load_watchlists
from policywatch.flagging import Flagger
from policywatch.flagging.candidates import Page, settle_candidates, store_sightings
from policywatch.flagging.candidates.listing import ranked
from policywatch.flagging.candidates.scoring import reason_of
from policywatch.flagging.folding import fold_name
from policywatch.reading import read_document
from policywatch.samplesite.site import site_on
from policywatch.settings import ROOT
from tests.rows import make_document, make_reading, make_snapshot, make_version

HERE = Path(__file__).resolve().parent
NOW = datetime(2023, 8, 24, 9, tzinfo=UTC)
REMOVED = 20
FIRST = 10
READ_FIRST = 20
COST_PAGES = 300
PAGE_BYTES = 3_000


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the corpus."""

    source: str
    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where a programme came back: its rank (from 1), the candidate's name and its texts."""

    programme: str
    rank: int | None
    name: str
    texts: int


def main() -> None:
    """Measure, print the tables, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of saved pages, .html or .html.gz")
    parser.add_argument("--tuning", action="store_true", help="only what may be tuned on")
    parser.add_argument("--removed", type=int, default=REMOVED, help="how many are taken out")
    asked = parser.parse_args()
    watchlists = load_watchlists(ROOT / "watchlists")
    corpus = list(load_corpus(asked.data, tuning=asked.tuning))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), corpus, watchlists)
        chosen = most_named(corpus, watchlists, asked.removed)
        back = [bench.without(programme) for programme in chosen]
        _tell(f"{len(corpus)} texts; each programme taken out in turn", back)
        known = bench.with_all()
        renamed = [] if asked.tuning else [bench.with_renamed(*one) for one in load_renamed()]
        if renamed:
            _tell("thirty invented programmes, put in one at a time", renamed)
        left = bench.shown(READ_FIRST)
    print(f"\nthe first candidates of {known} beside the full watchlists, to be read:")
    for number, candidate in enumerate(left, 1):
        print(f"{number:>3} {candidate.score:>5.1f} {candidate.name}: {reason_of(candidate.parts)}")
    cost = measure_cost(corpus, watchlists)
    print(f"\ncost: {cost:.3f} ms per page of {PAGE_BYTES} bytes")
    print(
        json.dumps(
            {
                "benchmark": "flagging.candidates",
                "texts": len(corpus),
                "removed": len(back),
                "back_in_first_ten": _in_first(back),
                "renamed": len(renamed),
                "renamed_in_first_ten": _in_first(renamed),
                "ms_per_page": round(cost, 4),
            }
        )
    )


def _tell(what: str, back: Sequence[Ranked]) -> None:
    print(f"\n{what}: {_in_first(back)} of {len(back)} come up among the first {FIRST}")
    for one in back:
        rank = one.rank or "-"
        print(f"{rank:>4}  {one.programme:<28} {one.name}  ({one.texts} texts)")


def _in_first(back: Iterable[Ranked]) -> int:
    return sum(one.rank is not None and one.rank <= FIRST for one in back)


def load_corpus(data: Path | None, *, tuning: bool) -> Iterator[Text]:
    """Yield the sample site's pages, the labelled passages, and saved pages as noise."""
    seen: set[tuple[str, str]] = set()
    for text in _all_texts(data, tuning):
        if (text.title, text.text) not in seen:
            seen.add((text.title, text.text))
            yield text


def _all_texts(data: Path | None, tuning: bool) -> Iterator[Text]:
    for day in (1, 2, 3):
        site = site_on(day)
        for page in site.content.pages:
            if day in page.days and not page.file:
                answer = site.answer(page.path, "")
                yield from _read(page.publisher, page.slug, answer.body, answer.content_type)
    for passage in load_passages():
        if passage.for_tuning or not tuning:
            yield Text(f"passages-{passage.id[:2]}", passage.id, passage.title, passage.text)
    for path in sorted((ROOT / "tests" / "flagging").glob("passages*.yaml")):
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield Text(path.stem, f"{number}", entry.get("title", ""), entry["text"])
    for path in sorted(data.rglob("*.html*")) if data else ():
        body = path.read_bytes()
        yield from _read(
            "saved", path.name, gzip.decompress(body) if path.suffix == ".gz" else body, "text/html"
        )


def _read(source: str, name: str, body: bytes, content_type: str) -> Iterator[Text]:
    read = read_document(body, url=f"http://{source}.invalid/{name}", content_type=content_type)
    if read.usable:
        yield Text(source, name, read.title, read.text)


def load_renamed() -> list[tuple[tuple[str, ...], list[Text]]]:
    """Return the invented programmes: the names each may be called by, and its texts."""
    return [
        (
            tuple(entry["names"]),
            [
                Text(f"renamed-{number}", f"{entry['names'][0]}-{number}", p["title"], p["text"])
                for number, p in enumerate(entry["passages"])
            ],
        )
        for entry in yaml.safe_load((HERE / "renamed.yaml").read_text(encoding="utf-8"))
    ]


def most_named(corpus: Sequence[Text], watchlists: Watchlists, number: int) -> list[Programme]:
    """Return the programmes that most texts name, as the full watchlists see it."""
    flagger = Flagger(watchlists)
    named: Counter[str] = Counter()
    for text in corpus:
        named.update(set(flagger.flag(text.text, title=text.title).programmes))
    best = sorted(named, key=lambda programme: (-named[programme], programme))[:number]
    return [p for programme in best for p in watchlists.programmes if p.id == programme]


class Bench:
    """A store of the corpus's versions, of which each trial gets a copy."""

    def __init__(self, folder: Path, corpus: Sequence[Text], watchlists: Watchlists) -> None:
        self._folder = folder
        self._watchlists = watchlists
        self._base = folder / "base.sqlite"
        self._known = folder / "known.sqlite"
        engine = make_engine(f"sqlite:///{self._base}")
        migrate(engine)
        with write_session(engine) as session:
            for text in corpus:
                add_version(session, text)
        _close(engine)

    def without(self, programme: Programme) -> Ranked:
        """Return where a programme comes back that the watchlists lack."""
        kept = tuple(p for p in self._watchlists.programmes if p.id != programme.id)
        watchlists = self._watchlists.model_copy(update={"programmes": kept})
        names = (*programme.zh, *programme.en, *programme.short)
        engine = self._copy(self._base)
        _flag(engine, watchlists)
        return _rank(engine, programme.id, names)

    def with_all(self) -> int:
        """Flag by the full watchlists; return how many candidates are left."""
        engine = self._copy(self._base, self._known)
        _flag(engine, self._watchlists)
        with read_session(engine) as session:
            number = session.query(Candidate).count()
        _close(engine)
        return number

    def with_renamed(self, names: Sequence[str], texts: Sequence[Text]) -> Ranked:
        """Return where an invented programme comes up whose texts are added."""
        engine = self._copy(self._known)
        with write_session(engine) as session:
            for text in texts:
                add_version(session, text)
        _flag(engine, self._watchlists)
        return _rank(engine, names[0], names)

    def shown(self, number: int) -> list[Candidate]:
        """Return the first candidates beside the full watchlists."""
        engine = make_engine(f"sqlite:///{self._known}")
        with read_session(engine) as session:
            return ranked(session, CandidateState.OPEN, limit=number)

    def _copy(self, base: Path, path: Path | None = None) -> Engine:
        path = path or self._folder / "trial.sqlite"
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copy(base, path)
        return make_engine(f"sqlite:///{path}")


def add_version(session: Session, text: Text) -> None:
    """Add a document with one version, and the work to flag it."""
    if session.get(Source, text.source) is None:
        session.add(
            Source(
                id=text.source, name=text.source, publisher=text.source, level="city",
                family="page", url="http://bench.invalid/", host="bench.invalid",
                enabled=False, declaration={}, declaration_sha256="", state=SourceState.DISABLED,
                state_since=NOW, due_at=NOW,
            )
        )  # fmt: skip
        session.flush()
    url = f"http://bench.invalid/{text.source}/{text.name}/{session.query(Document).count()}"
    sha256 = hashlib.sha256(text.text.encode("utf-8", "replace")).hexdigest()
    document = make_document(text.source, url, NOW)
    session.add(document)
    session.flush()
    snapshot = make_snapshot(
        document, NOW, sha256=sha256, size=len(text.text), warc_file="bench",
        warc_offset=document.id,
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    reading = make_reading(snapshot, text.text, extractor="bench", title=text.title)
    session.add(reading)
    session.flush()
    version = make_version(reading, at=NOW + timedelta(minutes=document.id))
    session.add(version)
    session.flush()
    document.version_id = version.id
    queue(session, Stage.FLAG, [version.id], NOW)


def _flag(engine: Engine, watchlists: Watchlists) -> None:
    """Do what the flag stage does for candidates, and only that, in one transaction."""
    flagger = Flagger(watchlists)
    with write_session(engine) as session:
        waiting = select(Work.subject).where(Work.stage == Stage.FLAG).order_by(Work.subject)
        for version_id in session.scalars(waiting).all():
            version = session.get_one(Version, version_id)
            reading = version.reading
            found = flagger.flag(reading.text, title=reading.title).candidates
            store_sightings(session, [(version, found)], NOW)
        session.execute(delete(Work).where(Work.stage == Stage.FLAG))
    settle_candidates(engine, watchlists, now=lambda: NOW).check()


def _rank(engine: Engine, programme: str, names: Sequence[str]) -> Ranked:
    """Return the first candidate that is written as one of a programme's names."""
    wanted = {fold_name(name) for name in names}
    with read_session(engine) as session:
        for number, candidate in enumerate(ranked(session, CandidateState.OPEN, limit=10_000), 1):
            if wanted & {named["folded"] for named in candidate.names}:
                found = Ranked(programme, number, candidate.name, candidate.texts)
                break
        else:
            found = Ranked(programme, None, "", 0)
    _close(engine)
    return found


def _close(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def measure_cost(corpus: Sequence[Text], watchlists: Watchlists) -> float:
    """Return what finding candidates costs, in ms per page of about 3 KB: the best of 5 passes."""
    seen: list[Page] = []
    flagger = Flagger(watchlists)
    finder = flagger._candidates
    flagger._candidates = _Recorder(seen)  # type: ignore[assignment]
    for page in _pages(corpus):
        flagger.flag(page.text, title=page.title)
    spent = []
    for _ in range(5):
        started = time.process_time()
        for page in seen:
            finder.find(page)
        spent.append((time.process_time() - started) / len(seen) * 1000)
    return min(spent)


@dataclass(frozen=True, slots=True)
class _Recorder:
    """Keeps what it would have to search."""

    seen: list[Page]

    def find(self, page: Page) -> tuple[()]:
        """Keep a page and find nothing."""
        self.seen.append(page)
        return ()


def _pages(corpus: Sequence[Text]) -> list[Text]:
    """Return the corpus as pages of about 3 KB of UTF-8: short texts joined, long ones cut."""
    pages, held = [], ""
    for text in corpus:
        held += text.text + "\n"
        while len(held.encode("utf-8", "replace")) >= PAGE_BYTES:
            page = held.encode("utf-8", "replace")[:PAGE_BYTES].decode("utf-8", "ignore")
            pages.append(Text("", "", text.title, page))
            held = held[len(page) :]
    return pages[:: max(1, len(pages) // COST_PAGES)]


if __name__ == "__main__":
    main()
