"""Manners that hold across processes: two real ones, and what a server sees of them."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Outcome, Purpose, Source, read_session
from tests.spiders.site import Answer, Site, list_html, notice_html, running_site
from tests.spiders.world import World, declare

COUNT = 6


class Seen:
    """When a server was asked, and by how many at a time."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self.at_once = 0
        self._now = 0
        self._lock = threading.Lock()

    def page(self, seconds: float) -> Callable[[], Answer]:
        """Return a page that takes its time."""

        def serve() -> Answer:
            with self._lock:
                self.at.append(time.monotonic())
                self._now += 1
                self.at_once = max(self.at_once, self._now)
            time.sleep(seconds)
            with self._lock:
                self._now -= 1
            return Answer(notice_html("一则通知").encode())

        return serve


@pytest.fixture
def lists() -> Iterator[tuple[Site, Site]]:
    with running_site() as first, running_site() as second:
        yield first, second


def watch(
    world: World, lists: tuple[Site, Site], seen: Seen, *, seconds: float, delay: float, most: int
) -> None:
    """Watch two hosts, each crawled by a process of its own, whose documents lie on a third."""
    for number, site in enumerate(lists):
        items = []
        for n in range(COUNT):
            path = f"/art/{number}-{n}.html"
            world.site.pages[path] = seen.page(seconds)
            items.append(
                (world.site.url + path, f"关于组织申报第{number}{n}批的通知", "2023-08-01")
            )
        site.put("/list/", list_html(items))
    third = f"127.0.0.1:{world.site.port}"
    sources = [
        declare(site, id=f"list-{n}", delay=delay, concurrency=most, hosts=[third])
        for n, site in enumerate(lists)
    ]
    world.watch(*sources)


def test_a_hosts_delay_holds_across_processes(world: World, lists: tuple[Site, Site]) -> None:
    seen, delay = Seen(), 0.5
    watch(world, lists, seen, seconds=0, delay=delay, most=4)

    counts = world.collect()

    assert counts.counts["fetched"] == len(seen.at) == 2 * COUNT
    # Alone, each process would take half as long. A single gap tells nothing on a busy machine.
    assert seen.at[-1] - seen.at[0] >= delay * (2 * COUNT - 1) * 0.9


def test_a_hosts_concurrency_holds_across_processes(world: World, lists: tuple[Site, Site]) -> None:
    seen = Seen()
    watch(world, lists, seen, seconds=0.3, delay=0.01, most=1)

    counts = world.collect()

    assert counts.counts["fetched"] == 2 * COUNT
    assert seen.at_once == 1


def test_a_host_that_asked_for_rest_is_asked_by_no_run_before_it_ends(
    world: World, lists: tuple[Site, Site]
) -> None:
    first, _ = lists
    shared = world.site
    rests = Answer(b"", 429, headers={"Retry-After": "3600"})
    shared.pages["/list/"] = shared.pages["/art/1.html"] = rests
    items = [(shared.url + "/art/1.html", "关于组织申报第1批的通知", "2023-08-01")]
    first.put("/list/", list_html(items))
    third = f"127.0.0.1:{shared.port}"
    world.watch(declare(shared, id="shared"), declare(first, id="first", hosts=[third]))
    world.collect(source_ids=["shared"])
    asked = len(shared.asked)
    world.let_time_pass()

    world.collect(source_ids=["first"])
    by_hand = world.collect(source_ids=["shared"], even_if_not_due=True)

    assert len(shared.asked) == asked
    assert world.collect(source_ids=["shared"]).done == 0
    assert by_hand.counts["sources_failing"] == 1
    assert world.runs()[-1].outcome is Outcome.RATE_LIMITED
    with read_session(world.engine) as session:
        due = session.scalars(select(Source.due_at).where(Source.id == "shared")).one()
    assert due > datetime.now(UTC) + timedelta(minutes=50)


def test_robots_txt_is_asked_for_conditionally_and_obeyed_as_before(world: World) -> None:
    site = world.site
    site.put("/robots.txt", "User-agent: *\nDisallow: /secret/\n", kind="text/plain")
    site.put("/art/1.html", notice_html("一则通知"))
    titled = "关于组织申报第1批的通知"
    items = [("/art/1.html", titled, "2023-08-01"), ("/secret/2.html", titled, "2023-08-01")]
    site.put("/list/", list_html(items))
    world.watch(declare(site))
    world.collect()
    world.let_time_pass()

    world.collect()

    first, second = [f for f in world.fetches() if f.purpose is Purpose.ROBOTS]
    secret = [f.outcome for f in world.fetches() if "/secret/" in f.url]
    assert (first.outcome, second.outcome) == (Outcome.OK, Outcome.NOT_MODIFIED)
    assert first.robots_sha256 == second.robots_sha256
    assert secret == [Outcome.BLOCKED_ROBOTS] * 2
    assert "/secret/2.html" not in site.asked
