"""The index in step with what is searched, wherever it is stopped."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select

from models import (
    Base,
    CrawlRun,
    Document,
    Finding,
    Posting,
    SearchBlock,
    Stage,
    make_engine,
    queue,
    read_session,
    write_session,
)
from models.migrate import migrate
from policywatch.catalogue.sources import sync_sources
from policywatch.catalogue.sources.declaring import SourceDeclaration
from policywatch.cli.app import App
from policywatch.cli.stages import AFTER_COLLECT
from policywatch.searching import find_findings, index_findings
from policywatch.searching.indexing import BLOCK, ids_of
from policywatch.settings import Settings
from policywatch.work import Shard
from spiders.items import ListedItem
from spiders.listing import list_items
from tests.pipeline.command_line import CommandLine
from tests.searching.conftest import add_findings, odd_text, rows_of

DECLARATION = {
    "id": "s", "name": "通知", "publisher": "科技局", "publisher_en": "p", "level": "city",
    "place": "p", "legal": "public", "checked": "2023-08-24", "family": "list",
    "url": "http://example.org/list/",
}  # fmt: skip


def found(store: Engine, query: str) -> list[int]:
    with read_session(store) as session:
        ids = find_findings(session, query)
    return [] if ids is None else list(map(int, ids))


def in_blocks(store: Engine) -> Counter[int]:
    """How often each finding is in a block."""
    with read_session(store) as session:
        blocks = session.scalars(select(SearchBlock)).all()
    return Counter(key for block in blocks for key in ids_of(block).tolist() if key)


def number_unindexed(store: Engine) -> int:
    with read_session(store) as session:
        return session.scalar(select(func.count()).where(Finding.block_id.is_(None))) or 0


def write_findings(store: Engine, number: int, now: datetime) -> None:
    """Write findings on texts that all say 启明计划."""
    with write_session(store) as session:
        add_findings(session, [f"启明计划{key}。" for key in range(number)], now)


@pytest.fixture
def indexed(store: Engine, now: datetime, small_blocks: int) -> Engine:
    """A store with two blocks of findings on texts that all say 启明计划, and three in none."""
    write_findings(store, 2 * small_blocks + 3, now)
    assert index_findings(store) == 2 * small_blocks
    return store


def test_what_is_too_little_for_a_block_is_found_all_the_same(indexed: Engine) -> None:
    assert number_unindexed(indexed) == 3
    assert found(indexed, "启明计划") == list(range(1, 44))
    assert found(indexed, "启明计划42") == [43]


def test_a_reason_that_was_changed_is_found_and_what_it_was_is_not(
    indexed: Engine, small_blocks: int
) -> None:
    with write_session(indexed) as session:
        session.get_one(Finding, 7).explain("names 鲲鹏行动")

    before = found(indexed, "鲲鹏行动"), found(indexed, "programme-1")
    with write_session(indexed) as session:
        for key in range(8, 8 + small_blocks):
            session.get_one(Finding, key).explain("of another kind")
    index_findings(indexed)

    assert number_unindexed(indexed) < small_blocks
    assert (found(indexed, "鲲鹏行动"), found(indexed, "programme-1")) == (
        [7], [key for key in before[1] if key not in range(8, 8 + small_blocks)]
    )  # fmt: skip
    assert before[0] == [7]
    assert 7 not in before[1]
    assert found(indexed, "启明计划") == list(range(1, 44))
    assert set(in_blocks(indexed).values()) == {1}


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_a_finding_that_is_indexed_while_its_reason_is_changed_is_not_found_by_the_old_one(
    store: Engine, now: datetime, small_blocks: int
) -> None:
    write_findings(store, small_blocks + 1, now)

    with write_session(store) as session:
        finding = session.get_one(Finding, 1)  # is in no block, as far as this one knows
        index_findings(store)
        finding.explain("names 鲲鹏行动")

    assert found(store, "鲲鹏行动") == [1]
    assert 1 not in found(store, "programme-1")


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_what_is_being_changed_is_left_for_another_block(
    store: Engine, now: datetime, small_blocks: int
) -> None:
    write_findings(store, small_blocks + 1, now)

    with write_session(store) as session:
        session.get_one(Finding, 1).explain("names 鲲鹏行动")
        session.flush()
        index_findings(store)

    assert in_blocks(store)[1] == 0
    assert found(store, "鲲鹏行动") == [1]
    assert found(store, "启明计划") == list(range(1, small_blocks + 2))


def test_a_publisher_that_is_renamed_is_found_by_its_new_name(
    indexed: Engine, now: datetime
) -> None:
    declaration = SourceDeclaration.model_validate(DECLARATION)
    with write_session(indexed) as session:
        sync_sources(session, [declaration], now)

    assert found(indexed, "市办") == []
    assert found(indexed, "科技局") == list(range(1, 44))
    index_findings(indexed)
    assert found(indexed, "市办") == []
    assert found(indexed, "科技局") == list(range(1, 44))


def test_a_title_that_a_list_shows_later_is_found(
    store: Engine, now: datetime, small_blocks: int
) -> None:
    with write_session(store) as session:
        add_findings(session, ["abc" for _ in range(small_blocks)], now)
        session.add(CrawlRun(id=1, source_id="s", started_at=now))
        url = session.get_one(Document, 5).url
        assert session.get_one(Document, 5).listed_title == ""
    index_findings(store)

    declaration = SourceDeclaration.model_validate(DECLARATION)
    with write_session(store) as session:
        list_items(session, [ListedItem(url, "鲲鹏行动", None)], declaration, run_id=1, now=now)

    assert found(store, "鲲鹏行动") == [5]


def test_blocks_that_hold_little_that_counts_go(indexed: Engine, small_blocks: int) -> None:
    for turn in range(4):
        with write_session(indexed) as session:
            for key in range(1, 40):
                session.get_one(Finding, key).explain(f"reason {turn}")
        index_findings(indexed)

    with read_session(indexed) as session:
        blocks = set(session.scalars(select(SearchBlock.id)))
        posted = set(session.scalars(select(Posting.block_id).distinct()))
    assert blocks == posted
    assert len(blocks) <= 5
    assert set(in_blocks(indexed).values()) == {1}
    assert found(indexed, "“reason 3”") == list(range(1, 40))
    assert found(indexed, "“reason 2”") == []
    assert found(indexed, "启明计划") == list(range(1, 44))


def test_flagging_indexes_what_it_has_found(
    sqlite_store: Engine, settings: Settings, now: datetime, small_blocks: int
) -> None:
    with write_session(sqlite_store) as session:
        add_findings(session, [f"启明计划{key}" for key in range(small_blocks)], now)
        queue(session, Stage.FLAG, [1], now)
    url = sqlite_store.url.render_as_string(hide_password=False)
    app = App(settings.model_copy(update={"database_url": url}))

    told = [AFTER_COLLECT["flag"](app, Shard(number, 2), None, None) for number in (0, 1)]

    assert "indexed" not in told[0].counts  # the first half had nothing to do
    assert number_unindexed(sqlite_store) > 0
    with write_session(sqlite_store) as session:
        queue(session, Stage.FLAG, [2], now)
    assert AFTER_COLLECT["flag"](app, Shard(0, 2), None, None).counts["indexed"] >= small_blocks


def test_a_store_of_an_earlier_schema_is_searched_at_once_and_indexed_by_migrate(
    tmp_path: Path, now: datetime
) -> None:
    texts = [f"启明计划{key}" for key in range(BLOCK + 10)]
    engine = make_engine(f"sqlite:///{tmp_path / 'policywatch.sqlite'}")
    migrate(engine, "0022")
    with write_session(engine) as session:
        for row in rows_of(texts, now):
            names = [attribute.key for attribute in row.__mapper__.column_attrs]
            given = {n: value for n in names if (value := getattr(row, n)) is not None}
            session.execute(insert(Base.metadata.tables[row.__tablename__]), [given])

    migrate(engine)
    before = found(engine, "计划7")
    told = CommandLine.at(tmp_path).run("migrate")

    assert told.returncode == 0
    assert f"index: {BLOCK} of {BLOCK + 10}" in told.stderr
    assert number_unindexed(engine) == 10
    assert found(engine, "计划7") == before
    assert len(before) == 111


INDEX = """
import sys
from models import make_engine
from policywatch.searching import index_findings, indexing
indexing.BLOCK = int(sys.argv[2])
print("begins", flush=True)
index_findings(make_engine(sys.argv[1]))
"""


def test_indexing_that_is_killed_anywhere_goes_on_and_misses_nothing(
    store: Engine, now: datetime, small_blocks: int
) -> None:
    chance = random.Random(5)
    with write_session(store) as session:
        add_findings(session, [odd_text(chance, 300) + "启明" for _ in range(300)], now)
    url = store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", INDEX, url, str(small_blocks)]

    for _ in range(4):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout
            running.stdout.readline()
            time.sleep(chance.random() * 0.4)
            running.send_signal(signal.SIGKILL)
        assert found(store, "启明") == list(range(1, 301))
    index_findings(store)

    assert number_unindexed(store) == 0
    assert in_blocks(store) == Counter(range(1, 301))
    assert found(store, "启明") == list(range(1, 301))


def test_texts_of_many_characters_make_a_block_by_themselves(
    store: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policywatch.searching.indexing.MAX_BLOCK_CHARS", 500)
    with write_session(store) as session:
        add_findings(session, ["启明" * 600, *(f"启明{key}" * 20 for key in range(9))], now)

    index_findings(store)

    assert number_unindexed(store) < 5
    assert found(store, "启明") == list(range(1, 11))
    assert found(store, "启明3") == [5]
