"""What was fetched is sealed into a chain: nothing is altered, added or lost unseen."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text, update

from models import CrawlRun, Fetch, Manifest, make_engine, read_session, write_session
from policywatch.archive import Archive
from policywatch.evidence import check, gather, mend, seal, verify_bundle, write_bundle
from policywatch.evidence.manifests import GENESIS
from tests.comparing.world import DAY_ONE, add_source
from tests.evidence.conftest import utc_now
from tests.evidence.world import World, fill


def manifests(engine: Engine) -> list[Manifest]:
    with read_session(engine) as session:
        return list(session.scalars(select(Manifest).order_by(Manifest.id)))


def test_each_manifest_names_the_one_before_and_bundles_hold(store: Engine, tmp_path: Path) -> None:
    world = World(store, Archive(tmp_path / "archive"), tmp_path)
    finding = fill(world)

    assert seal(store, utc_now) == 3
    assert seal(store, utc_now) == 0

    chain = manifests(store)
    assert [one.id for one in chain] == [1, 2, 3]
    assert [one.previous_sha256 for one in chain] == [
        GENESIS, chain[0].sha256, chain[1].sha256,
    ]  # fmt: skip
    checked = check(store, world.archive)
    assert checked.problems == []
    assert (checked.manifests, checked.fetches, checked.exchanges) == (3, 7, 7)
    assert checked.head == chain[2].sha256
    bundle = tmp_path / "case.wacz"
    with read_session(store) as session:
        bundle.write_bytes(write_bundle(gather(session, finding, "test"), world.archive))
    verified = verify_bundle(bundle)
    assert (verified.problems, verified.sealed) == ([], 5)


def test_a_killed_run_is_sealed_once_its_source_has_a_later_one(
    sqlite_store: Engine, tmp_path: Path
) -> None:
    world = World(sqlite_store, Archive(tmp_path), tmp_path)
    with write_session(sqlite_store) as session:
        add_source(session, "s")
    killed = world.run(0, finished=False)
    under_way = world.run(0, finished=False)
    assert seal(sqlite_store, utc_now) == 0

    later = world.run(1)

    assert seal(sqlite_store, utc_now) == 3
    assert [one.run_id for one in manifests(sqlite_store)] == [killed, under_way, later]


def test_many_may_seal_at_once(store: Engine, tmp_path: Path) -> None:
    world = World(store, Archive(tmp_path), tmp_path)
    with write_session(store) as session:
        add_source(session, "s")
    for day in range(12):
        world.run(day)

    def seal_all() -> None:
        engine = make_engine(store.url.render_as_string(hide_password=False))
        seal(engine, utc_now)
        engine.dispose()

    threads = [threading.Thread(target=seal_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(manifests(store)) == 12
    assert check(store, None).problems == []


def alter_a_row(engine: Engine) -> None:
    with write_session(engine) as session:
        session.execute(update(Fetch).where(Fetch.id == 2).values(url="http://example.org/other"))


def take_a_row(engine: Engine) -> None:
    with write_session(engine) as session:
        session.execute(delete(Fetch).where(Fetch.id == 3))


def add_a_row(engine: Engine) -> None:
    with write_session(engine) as session:
        columns = [c.name for c in Fetch.__table__.columns if c.name != "id"]
        names = ", ".join(columns)
        session.execute(text(f"INSERT INTO fetch ({names}) SELECT {names} FROM fetch WHERE id = 1"))


def alter_a_run(engine: Engine) -> None:
    with write_session(engine) as session:
        session.execute(
            update(CrawlRun).where(CrawlRun.id == 2).values(started_at=DAY_ONE + timedelta(9))
        )


def alter_a_manifest(engine: Engine) -> None:
    with write_session(engine) as session:
        one = session.get_one(Manifest, 2)
        one.content = one.content.replace('"fetches":2', '"fetches":3')


def take_a_manifest(engine: Engine) -> None:
    with write_session(engine) as session:
        session.execute(delete(Manifest).where(Manifest.id == 2))


def forge_a_manifest(engine: Engine) -> None:
    """Alter a manifest and its hash, but not those after it."""
    from policywatch.evidence.manifests import sha256

    with write_session(engine) as session:
        one = session.get_one(Manifest, 2)
        one.content = one.content.replace("北京一号", "上海一号")
        one.sha256 = sha256(one.content.encode())


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        pytest.param(alter_a_row, "fetch 2: url altered", id="row altered"),
        pytest.param(take_a_row, "fetch 3 was taken away", id="row taken"),
        pytest.param(add_a_row, "was added later", id="row added"),
        pytest.param(alter_a_run, "the run is not what was sealed", id="run altered"),
        pytest.param(alter_a_manifest, "manifest 2 .* is not what was sealed", id="manifest"),
        pytest.param(take_a_manifest, "3 sealed runs and 2 manifests", id="manifest taken"),
        pytest.param(forge_a_manifest, "manifest 3 .* does not follow", id="manifest forged"),
    ],
)
def test_what_was_tampered_with_is_named(
    world: World, finding: int, tamper: Callable[[Engine], None], told: str
) -> None:
    import re

    tamper(world.engine)

    problems = check(world.engine, world.archive).problems

    assert any(re.search(told, problem) for problem in problems), problems


def test_a_byte_of_the_archive_is_enough(world: World, finding: int) -> None:
    path, size = next(world.archive.storage.files())
    file = world.folder / "archive" / path
    data = file.read_bytes()
    file.write_bytes(data[: size - 5] + bytes([data[size - 5] ^ 1]) + data[size - 4 :])

    (problem,) = check(world.engine, world.archive).problems

    assert path in problem
    assert check(world.engine, None).problems == []


def test_mending_cuts_torn_ends_and_never_what_rows_point_to(world: World, finding: int) -> None:
    path, size = next(world.archive.storage.files())
    file = world.folder / "archive" / path
    file.write_bytes(file.read_bytes() + file.read_bytes()[:100])

    assert mend(world.engine, world.archive) == {path: 100}
    assert file.stat().st_size == size
    assert check(world.engine, world.archive).problems == []

    file.write_bytes(file.read_bytes()[:-9])
    assert mend(world.engine, world.archive) == {}
    assert len(check(world.engine, world.archive).problems) == 1


def test_nothing_to_seal_is_found_by_an_index(sqlite_store: Engine) -> None:
    with sqlite_store.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM crawl_run WHERE NOT crawl_run.sealed ORDER BY id"
        ).all()

    assert "ix_crawl_run_unsealed" in str(plan)
