"""Collecting that is killed, asked to end, or run twice at once: real commands, real signals."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from fastwarc.warc import ArchiveIterator
from sqlalchemy import func, select

from models import (
    GOOD_OUTCOMES,
    DocumentState,
    Fetch,
    HostLease,
    Snapshot,
    Stage,
    Work,
    read_session,
)
from policywatch.catalogue.sources import SourceDeclaration
from policywatch.settings import Settings
from tests.spiders.site import Answer, Site, list_html, notice_html, notices
from tests.spiders.world import World, declare

# Each takes a command's start: POLICYWATCH_TEST_KILLS=50 for the long run.
KILLS = int(os.environ.get("POLICYWATCH_TEST_KILLS", "20"))
SEED = 20230824
PER_LIST_PAGE = 20
ANSWER_S = 0.03  # what a page takes: long enough for a signal to come in its midst
START_S = 120  # far more than a command takes until it asks for its first page
END_S = 15


@pytest.fixture
def commanded(world: World, tmp_path: Path) -> World:
    """A world whose source is declared in a file, for commands of their own process."""
    folder = tmp_path / "sources"
    folder.mkdir()
    write_source(folder, declare(world.site, concurrency=2, max_pages=1000))
    world.settings = world.settings.model_copy(update={"sources_dir": folder})
    return world


def write_source(folder: Path, declaration: SourceDeclaration) -> None:
    of_publisher = ("publisher", "publisher_en", "legal", "level", "checked")
    fields = ("id", "name", "family", "url", "enabled", "delay", "concurrency", "max_pages")
    declared = declaration.model_dump(mode="json")
    told = {name: declared[name] for name in of_publisher}
    told["sources"] = [{name: declared[name] for name in fields} | {"every": "1h"}]
    (folder / "town.yaml").write_text(yaml.safe_dump(told, allow_unicode=True))


def slow(title: str) -> Callable[[], Answer]:
    def answer() -> Answer:
        time.sleep(ANSWER_S)
        return Answer(notice_html(title).encode())

    return answer


def lay_out(site: Site, count: int) -> list[str]:
    """Lay out so many notices, newest first, and their list; return their paths."""
    items = notices(site, count)
    for path, title, _ in items:
        site.pages[path] = slow(title)
    starts = range(0, count, PER_LIST_PAGE)
    for number, start in enumerate(starts):
        more = f'<a href="/list/index_{number + 1}.html">下一页</a>'
        name = f"index_{number}.html" if number else ""
        page = list_html(items[start : start + PER_LIST_PAGE], more if start != starts[-1] else "")
        site.put(f"/list/{name}", page)
    return [path for path, _, _ in items]


def start_collecting(settings: Settings) -> "subprocess.Popen[str]":
    """Start `policywatch collect` as a user does, in a process group of its own."""
    told = {
        f"POLICYWATCH_{name.upper()}": str(value)
        for name, value in settings.model_dump(mode="json", exclude_defaults=True).items()
    }
    return subprocess.Popen(
        [sys.executable, "-m", "policywatch", "collect", "--source", "town-notices", "--json"],
        env={k: v for k, v in os.environ.items() if not k.startswith("POLICYWATCH_")} | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def children_of(pid: int) -> list[int]:
    try:
        tasks = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for task in tasks for child in task.split()]


def kill(process: "subprocess.Popen[str]", how: str) -> None:
    """Kill the command, its fork server, its crawl process, or all at once, by SIGKILL."""
    servers = children_of(process.pid)
    crawls = [crawl for server in servers for crawl in children_of(server)]
    if how == "all":
        os.killpg(process.pid, signal.SIGKILL)
        return
    for pid in {"server": servers, "crawl": crawls}.get(how) or [process.pid]:
        os.kill(pid, signal.SIGKILL)


def killed_somewhere(process: "subprocess.Popen[str]", site: Site, rng: random.Random) -> bool:
    """Kill a command at a random point of its life; return whether it came to that."""
    asked = len(site.asked)
    early = rng.random() < 0.2
    wanted = 0 if early else rng.randrange(1, 30)
    pause = rng.uniform(0, 1.5) if early else rng.uniform(0, 2 * ANSWER_S)
    deadline = time.monotonic() + START_S
    while len(site.asked) < asked + wanted and process.poll() is None:
        assert time.monotonic() < deadline, "the command does nothing"
        time.sleep(0.002)
    time.sleep(pause)
    if process.poll() is not None:
        return False
    kill(process, rng.choice(("all", "command", "server", "crawl")))
    return True


def check_store(world: World, paths: list[str]) -> None:
    """Nothing lost, nothing twice, and every row's record is in the archive."""
    documents = world.documents()
    assert Counter(d.url for d in documents) == Counter(world.site.url + path for path in paths)
    assert {d.state for d in documents} == {DocumentState.LIVE}
    with read_session(world.engine) as session:
        snapshots = session.scalars(select(Snapshot)).all()
        queued = session.scalars(select(Work.subject).where(Work.stage == Stage.READ)).all()
        leases = session.scalar(select(func.count()).select_from(HostLease))
    assert sorted(s.document_id for s in snapshots) == sorted(d.id for d in documents)
    assert {d.snapshot_id for d in documents} == {s.id for s in snapshots}
    assert sorted(queued) == sorted(s.id for s in snapshots)
    assert leases == 0
    for snapshot in snapshots:
        stored = world.archive.read(snapshot.warc_file, snapshot.warc_offset)
        assert (stored.url, len(stored.body)) == (snapshot.url, snapshot.size)
    for fetch in world.fetches():
        if fetch.warc_file is not None:
            assert target(world, fetch) == fetch.final_url


def target(world: World, fetch: Fetch) -> str | None:
    """Return the address in the record that a fetch names."""
    with (world.settings.archive_dir / str(fetch.warc_file)).open("rb") as file:
        file.seek(fetch.warc_offset or 0)
        record = next(iter(ArchiveIterator(file)))
        return record.headers.get("WARC-Target-URI")


def records(world: World) -> Iterator[str]:
    """Yield the addresses of all records that can be read, file by file, in order."""
    for path in sorted(world.settings.archive_dir.rglob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                yield record.headers.get("WARC-Target-URI") or ""


@pytest.mark.timeout(1500)  # a command takes a second to start, and many on a busy machine
def test_killed_at_random_points_collecting_loses_and_repeats_nothing(commanded: World) -> None:
    world, rng = commanded, random.Random(SEED)
    count = 30
    paths = lay_out(world.site, count)
    kills = 0
    while kills < KILLS:
        with start_collecting(world.settings) as process:
            if killed_somewhere(process, world.site, rng):
                kills += 1
                continue
            assert process.wait() == 0, process.stderr and process.stderr.read()
        check_store(world, paths)
        count += 10
        paths = lay_out(world.site, count)

    done = json.loads(run_to_its_end(world))

    assert (done["done"], done["failed"]) == (1, 0)
    assert done.get("hosts_busy", 0) == 0, "the dead one's lease was not taken over"
    check_store(world, paths)
    assert {world.site.url + path for path in paths} <= set(records(world))


def run_to_its_end(world: World) -> str:
    with start_collecting(world.settings) as process:
        output, errors = process.communicate(timeout=START_S)
    assert process.returncode == 0, errors
    return output.splitlines()[-1]


def wait_for(condition: Callable[[], bool], seconds: float = START_S) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_sigterm_ends_it_in_seconds_with_all_that_came_kept(commanded: World) -> None:
    world = commanded
    paths = lay_out(world.site, 60)
    with start_collecting(world.settings) as process:
        wait_for(lambda: sum(path in paths for path in world.site.asked) >= 20)
        process.terminate()
        began = time.monotonic()
        process.wait(END_S)
        took = time.monotonic() - began
    asked = sum(path in paths for path in world.site.asked)

    assert took < END_S
    with read_session(world.engine) as session:
        kept = session.scalar(select(func.count()).select_from(Snapshot)) or 0
    assert kept == asked < len(paths), "what had come was not kept"
    run_to_its_end(world)
    check_store(world, paths)
    again = Counter(path for path in world.site.asked if path in paths)
    assert again == Counter(paths), "what was kept was asked for again"


def test_two_runs_of_one_source_at_once_double_nothing(commanded: World) -> None:
    world = commanded
    paths = lay_out(world.site, 40)

    with start_collecting(world.settings) as one, start_collecting(world.settings) as other:
        outputs = [process.communicate(timeout=START_S)[0] for process in (one, other)]

    assert {one.returncode, other.returncode} == {0}
    told = [json.loads(output.splitlines()[-1]) for output in outputs]
    check_store(world, paths)
    assert Counter(path for path in world.site.asked if path in paths) == Counter(paths)
    ran = sum(counts["done"] for counts in told)
    assert ran + sum(counts.get("hosts_busy", 0) for counts in told) == 2
    good = [run for run in world.runs() if run.outcome in GOOD_OUTCOMES and run.finished_at]
    assert len(good) == len(world.runs()) == ran
    assert all(run.finished_at and run.finished_at <= datetime.now(UTC) for run in good)
