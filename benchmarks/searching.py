"""How long the review queue takes to answer, searched and not, on both databases.

`make bench NAME=searching`: a store of each kind is filled with findings on texts that are put
together of the lines of the sample site's pages, with a few words in some of them, and indexed.
Told is the median of five answers of the whole page; and what the index costs a finding.
"""

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, insert, select

from models import (
    Base,
    Document,
    Finding,
    FindingState,
    Match,
    MatchTarget,
    Posting,
    Reading,
    Release,
    Role,
    Snapshot,
    Version,
    make_engine,
    read_session,
    write_session,
)
from models.migrate import migrate
from policywatch.review import create_app
from policywatch.review.accounts import create_account
from policywatch.samplesite.content import load_content
from policywatch.searching import index_findings
from policywatch.settings import Settings
from tests.rows import make_document, make_reading, make_snapshot, make_source, make_version
from tests.stores import postgres_server

CHARS = 2_000
MATCHES = 5
BATCH = 1_000
TIMES = 5
PASSWORD = "of an account in a store that is thrown away"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
QUERIES = {
    "without search": {},
    "one programme": {"programme": "programme-7"},
    "a name in 20 texts": {"q": "瑶光学者"},
    "… in Traditional characters": {"q": "瑤光學者"},
    "… and a frequent word": {"q": "瑶光学者 人才"},
    "… in Latin letters": {"q": "yaoguang"},
    "a name in 2 % of the texts": {"q": "青城英才"},
    "a name in half of the texts": {"q": "丹霞计划"},
    "… newest first": {"q": "丹霞计划", "order": "time"},
    "… in any state": {"q": "丹霞计划", "state": "any"},
    "a name in none": {"q": "玄武行动"},
    "two characters": {"q": "人才"},
    "one character": {"q": "人"},
    "a letter that others stand for": {"q": "é"},
    "a sentence": {"q": "“入选青城英才的，给予奖励”"},
    "2,000 characters": {"q": "人才" * 1_000},
    "signs of a query language": {"q": '"人才" OR NEAR(%_*) AND \''},
}


@dataclass(frozen=True, slots=True)
class Figure:
    """How long a page took in which store, and how many findings it told of."""

    store: str
    asked: str
    seconds: float
    found: int


def main() -> None:
    """Measure, print a line for each figure, and all of them as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=100_000)
    number = parser.parse_args().findings
    figures = []
    for store in (_sqlite, _postgresql):
        with store() as engine:
            _fill(engine, number)
            _index(engine, number)
            for figure in _measure(engine):
                print(f"{figure.store:11} {figure.seconds:7.3f} s {figure.found:7} {figure.asked}")
                figures.append(asdict(figure))
    print(json.dumps(figures, ensure_ascii=False))


@contextmanager
def _sqlite() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'store.sqlite'}")
        yield engine
        engine.dispose()


@contextmanager
def _postgresql() -> Iterator[Engine]:
    with postgres_server() as url:
        engine = make_engine(url.render_as_string(hide_password=False))
        yield engine
        engine.dispose()


def _fill(engine: Engine, number: int) -> None:
    migrate(engine)
    with write_session(engine) as session:
        session.add(make_source("bench", NOW))
        session.add(Release(id=1, sha256="r" * 64, at=NOW, content={}))
        create_account(session, "analyst", PASSWORD, Role.ANALYST, NOW)
    batch: list[Base] = []
    for key, text in enumerate(_texts(number), 1):
        batch += _rows(key, text)
        if key % BATCH == 0 or key == number:
            _write(engine, batch)
            batch = []
    _analyze(engine)


def _index(engine: Engine, number: int) -> None:
    """Index the findings; print what that costs one of them."""
    began = time.process_time(), time.perf_counter()
    indexed = index_findings(engine)
    spent = time.process_time() - began[0], time.perf_counter() - began[1]
    with read_session(engine) as session:
        size = session.scalar(select(func.sum(func.length(Posting.pairs)))) or 0
    cpu, clock = (1_000 * seconds / max(1, indexed) for seconds in spent)
    print(f"{engine.dialect.name}: {indexed} of {number} indexed")
    print(f"a finding: {size // max(1, indexed)} bytes, {cpu:.2f} ms of processor, {clock:.2f} ms")
    _analyze(engine)


def _analyze(engine: Engine) -> None:
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            raw.execute("ANALYZE")
            return
        raw.autocommit = True
        raw.execute("VACUUM ANALYZE")
        raw.autocommit = False


def _texts(number: int) -> Iterator[str]:
    chance = random.Random(1)
    pages = load_content().pages
    lines = sorted({line for page in pages for line in re.findall(r"[^\n<>]{15,}", str(page))})
    for key in range(number):
        chosen: list[str] = []
        while sum(map(len, chosen)) < CHARS:
            chosen.append(chance.choice(lines))
        if key % max(1, number // 20) == 7:
            chosen.insert(3, "本市遴选瑶光学者（Yaoguang Scholars）若干名，面向海外人才")
        if key % 50 == 3:
            chosen.insert(3, "入选青城英才的，给予奖励")
        if key % 2:
            chosen.insert(3, "丹霞计划入选者按规定执行")
        yield "\n".join(chosen)


def _rows(key: int, text: str) -> Iterator[Base]:
    url = f"http://example.org/art/{key}.html"
    document = make_document("bench", url, NOW, id=key, version_id=key, listed_title=text[:30])
    snapshot = make_snapshot(document, NOW, id=key, warc_offset=key)
    reading = make_reading(snapshot, text, id=key, title=text[:30])
    yield from (document, snapshot, reading, make_version(reading, id=key))
    part = {"what": "names programme-7", "points": 5, "form": "exact", "text": text[:9]}
    parts = [part | {"start": n, "end": n + 9, "sentence": text[:60]} for n in range(MATCHES)]
    yield Finding(
        id=key, document_id=key, version_id=key, release_id=1, rule="programme-named",
        score=20 + key * 7 % 80, severity="high", reason="names programme-7", parts=parts,
        programmes=["programme-7"], evidence_key="e" * 64, at=NOW,
        state=FindingState.OPEN if key % 5 else FindingState.RELEVANT,
    )  # fmt: skip
    for n in range(MATCHES):
        yield Match(
            version_id=key, release_id=1, target=MatchTarget.PROGRAMME,
            target_id=f"programme-{(key + n) % 80}", form="exact", text=text[n : n + 9], start=n,
            end=n + 9, sentence_start=0, sentence_end=60, in_title=False, held=True,
        )  # fmt: skip


def _write(engine: Engine, rows: list[Base]) -> None:
    with write_session(engine) as session:
        for table in (Document, Snapshot, Reading, Version, Finding, Match):
            values = [_values(row) for row in rows if type(row) is table]
            session.execute(insert(table), values)


def _values(row: Base) -> dict[str, Any]:
    columns = [attribute.key for attribute in row.__mapper__.column_attrs]
    return {name: value for name in columns if (value := getattr(row, name)) is not None}


def _measure(engine: Engine) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as home,
        TestClient(
            create_app(engine, Settings(home=Path(home))), base_url="http://127.0.0.1"
        ) as client,
    ):
        client.post("/sign-in", data={"name": "analyst", "password": PASSWORD})
        for asked, chosen in QUERIES.items():
            seconds = []
            for _ in range(TIMES):
                began = time.perf_counter()
                page = client.get("/", params=chosen)
                seconds.append(time.perf_counter() - began)
            found = re.search(r"<h1>\S+ <small>(\d+)", page.text)
            number = int(found[1]) if found else -1
            yield Figure(engine.dialect.name, asked, statistics.median(seconds), number)


if __name__ == "__main__":
    main()
