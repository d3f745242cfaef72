"""A stage that dies anywhere goes on where it was, and leaves the same rows."""

import random
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select

from models import (
    Change,
    CopyGroup,
    CopyMember,
    Document,
    Fingerprint,
    Outcome,
    Reading,
    Signature,
    Stage,
    Version,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.comparing import compare
from policywatch.comparing.fingerprints import lookup
from tests.comparing.test_copies import pages
from tests.comparing.world import DAY_ONE, add_fetch, add_reading, publish
from tests.stores import SqliteStores


class Killed(BaseException):
    """Ends the process as far as the stage can tell: nothing in it catches this."""


def fill(store: Engine) -> None:
    for day, (name, text) in enumerate(pages().items()):
        publish(store, name, text, source=f"s{day % 2}", seen=day)
    with write_session(store) as session:
        for document in session.scalars(select(Document).limit(3)).all():
            text = session.scalars(
                select(Reading.text).where(Reading.document_id == document.id)
            ).one()
            add_reading(session, document, text.replace("万元", "亿元"), day=20)
        lost = session.get_one(Document, 7)
        add_fetch(session, lost, 10)
        add_fetch(session, lost, 20, Outcome.HTTP_4XX, 404)
        queue(session, Stage.ABSENCE, [7], DAY_ONE)


def rows(store: Engine) -> dict[str, list[str]]:
    """Return what stands in the store, by natural keys: the order of ids is no result."""
    with read_session(store) as session:
        version = {v.id: (v.document_id, v.number) for v in session.scalars(select(Version))}
        original = {g.id: g.original_id for g in session.scalars(select(CopyGroup))}
        told = {
            "version": [
                (v.document_id, v.number, v.reading_id, v.kind, v.at)
                for v in session.scalars(select(Version))
            ],
            "change": [
                (c.document_id, c.kind, c.at, version.get(c.version_id or 0), sorted(c.detail))
                for c in session.scalars(select(Change))
            ],
            "document": [
                (d.id, d.state, d.not_found_count, version.get(d.version_id or 0))
                for d in session.scalars(select(Document))
            ],
            "signature": [
                (s.document_id, version[s.version_id], s.text_key, s.indexed, s.marks)
                for s in session.scalars(select(Signature))
            ],
            "fingerprint": session.execute(select(Fingerprint.key, Fingerprint.document_id)).all(),
            "copy": [
                (m.document_id, original[m.group_id], m.cluster_id, m.kind, m.overlap)
                for m in session.scalars(select(CopyMember))
            ],
            "flag": [
                version[w.subject]
                for w in session.scalars(select(Work).where(Work.stage == Stage.FLAG))
            ],
        }
    return {name: sorted(map(repr, found)) for name, found in told.items()}


def kill_at(store: Engine, number: int) -> bool:
    """Run the stage until its n-th statement; say whether it came that far."""
    left = number

    def count_down(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    event.listen(store, "before_cursor_execute", count_down)
    try:
        compare(store, now=lambda: DAY_ONE)
    except Killed:
        return True
    finally:
        event.remove(store, "before_cursor_execute", count_down)
    return False


@pytest.fixture(scope="module")
def filled(sqlite: SqliteStores, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "store.sqlite"
    with sqlite.migrated(path) as store:
        fill(store)
    return path


def test_killed_at_fifty_points_it_leaves_the_same_rows(
    filled: Path, sqlite: SqliteStores, tmp_path: Path
) -> None:
    with sqlite.copied(filled, tmp_path / "whole.sqlite") as whole:
        compare(whole, now=lambda: DAY_ONE)
        expected = rows(whole)
    rand = random.Random(4)

    for attempt in range(25):
        with sqlite.copied(filled, tmp_path / f"{attempt}.sqlite") as store:
            killed = [kill_at(store, rand.randint(1, 400)) for _ in range(2)]
            compare(store, now=lambda: DAY_ONE)

            assert any(killed)
            assert rows(store) == expected


def test_a_run_with_nothing_to_do_asks_the_work_table_alone(sqlite_store: Engine) -> None:
    publish(sqlite_store, "a", "正文。")
    compare(sqlite_store)
    asked: list[str] = []
    event.listen(
        sqlite_store, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement)
    )

    compare(sqlite_store)

    tables = [s for s in asked if " FROM " in s or s.startswith("UPDATE")]
    assert all("work" in s for s in tables)
    assert len(tables) < 12


def test_bucket_lookups_and_twins_use_their_indexes(sqlite_store: Engine) -> None:
    statement = str(lookup().compile(sqlite_store, compile_kwargs={"literal_binds": False}))
    count = statement.count("?")
    with sqlite_store.connect() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", tuple([1] * count)
        ).all()
        twins = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT document_id FROM signature WHERE text_key = 'x'"
        ).all()

    assert not any("SCAN fingerprint" in row[3] for row in plan)
    assert "USING" in twins[0][3]
