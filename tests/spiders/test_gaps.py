"""Overlap: what a list may have shown unseen is a gap, told once, and filled by a backfill."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from models import CrawlRun, Gap, Outcome, Source, read_session, write_session
from policywatch.health import source_health
from policywatch.health.overview import status
from spiders.backfill import backfill
from spiders.collect import CrawlError
from spiders.leases import release_lease, take_lease
from tests.spiders.site import Answer, Site, list_html, notice_html
from tests.spiders.world import World, declare

PER_PAGE = 5
FIRST = datetime(2020, 1, 1, 4, tzinfo=UTC)


def day_of(n: int) -> str:
    return f"{FIRST + timedelta(days=n):%Y-%m-%d}"


def lay_out(site: Site, newest: int, *, pages: int = 100) -> None:
    """Lay out notices 1 to `newest`, one a day, the newest first, PER_PAGE a page."""
    numbers = list(range(newest, 0, -1))
    for page, start in enumerate(range(0, min(newest, pages * PER_PAGE), PER_PAGE)):
        some = numbers[start : start + PER_PAGE]
        items = [(f"/art/art_{n}.html", f"关于组织申报第{n}批项目的通知", day_of(n)) for n in some]
        after = f'<a href="/list/index_{page + 1}.html">下一页</a>' if some[-1] > 1 else ""
        site.put(f"/list/index_{page}.html" if page else "/list/", list_html(items, after))
        for n in some:
            site.put(f"/art/art_{n}.html", notice_html(f"第{n}批"))


def gaps(world: World) -> list[Gap]:
    with read_session(world.engine) as session:
        return list(session.scalars(select(Gap).order_by(Gap.id)))


@pytest.fixture
def gapped(world: World) -> World:
    """A world whose list grew by thirty notices, six pages, while three are read at most."""
    lay_out(world.site, 10)
    world.watch(declare(world.site, max_pages=3))
    world.collect()
    lay_out(world.site, 40)
    world.let_time_pass()
    world.collect()
    return world


def numbers(world: World) -> set[int]:
    return {int(d.url.rpartition("_")[2].partition(".")[0]) for d in world.documents()}


def test_a_list_without_overlap_leaves_a_gap_with_its_dates_that_is_shown(gapped: World) -> None:
    (gap,) = gaps(gapped)
    with read_session(gapped.engine) as session:
        (health,) = source_health(session, datetime.now(UTC))
        told = status(session, datetime.now(UTC))["gaps"]

    assert (gap.first, gap.last, gap.passing) == (day_of(10), day_of(26), False)
    assert health.gap == f"{day_of(10)} to {day_of(26)}"
    assert told == [{"source": "town-notices", "from": day_of(10), "to": day_of(26)}]
    assert numbers(gapped) == {*range(1, 11), *range(26, 41)}


def test_a_date_to_come_hides_nothing_of_a_gap(world: World) -> None:
    lay_out(world.site, 10)
    pinned = [("/art/art_0.html", "关于举办第0批项目路演活动的预告", "2062-10-05")]
    shown = [
        (f"/art/art_{n}.html", f"关于组织申报第{n}批项目的通知", day_of(n)) for n in (10, 9, 8)
    ]
    world.site.put("/list/", list_html(pinned + shown))
    world.watch(declare(world.site, max_pages=3))
    world.collect()
    lay_out(world.site, 40)
    world.let_time_pass()
    world.collect()
    (gap,) = gaps(world)
    told = (gap.first, gap.last)

    filled = backfill(world.engine, world.settings, "town-notices", None)

    assert told == (day_of(10), day_of(26))
    assert (filled.done, filled.gaps_open) == (True, 0)
    assert numbers(world) >= {*range(8, 41)}


def test_a_list_of_older_things_than_were_known_leaves_a_gap_from_the_older_day(
    world: World,
) -> None:
    lay_out(world.site, 40, pages=1)
    world.watch(declare(world.site))
    world.collect()
    lay_out(world.site, 20, pages=1)
    world.let_time_pass()
    world.collect()

    (gap,) = gaps(world)

    assert (gap.first, gap.last) == (day_of(16), day_of(40))


@pytest.mark.parametrize(
    ("left", "came", "hidden"), [(1, 0, [11]), (4, 2, [10]), (7, 0, []), (12, 11, [])]
)
def test_a_list_that_is_cut_to_a_few_items_may_hide_others(
    world: World, left: int, came: int, hidden: list[int]
) -> None:
    def show(numbers: range) -> None:
        path = "/art/art_{}.html"
        items = [(path.format(n), f"关于组织申报第{n}批项目的通知", day_of(n)) for n in numbers]
        world.site.put("/list/", list_html(items))

    lay_out(world.site, 40)
    show(range(12, 0, -1))
    world.watch(declare(world.site))
    world.collect()
    show(range(12 + came, 12 + came - left, -1))
    world.let_time_pass()
    world.collect()

    told = [(gap.first, gap.last) for gap in gaps(world)]
    assert told == [(day_of(1), day_of(last)) for last in hidden]


def test_a_gap_stays_while_later_runs_overlap(gapped: World) -> None:
    gapped.let_time_pass()
    gapped.collect()

    assert [gap.closed_at for gap in gaps(gapped)] == [None]


def test_a_backfill_reads_back_to_its_day_and_closes_the_gap(gapped: World) -> None:
    with read_session(gapped.engine) as session:
        due = session.scalars(select(Source.due_at)).one()

    came = backfill(gapped.engine, gapped.settings, "town-notices", None)

    (gap,) = gaps(gapped)
    assert (came.done, came.gaps_closed, came.gaps_open, came.since) == (True, 1, 0, day_of(10))
    assert numbers(gapped) == set(range(1, 41))
    assert came.new == came.fetched == 15
    assert gap.closed_by == gapped.runs()[-1].id
    with read_session(gapped.engine) as session:
        assert session.scalars(select(Source.due_at)).one() == due


def test_a_backfill_to_a_later_day_leaves_the_gap_open(gapped: World) -> None:
    came = backfill(gapped.engine, gapped.settings, "town-notices", day_of(24))

    assert (came.done, came.gaps_closed, came.gaps_open) == (True, 0, 1)
    assert 19 in numbers(gapped)
    assert 12 not in numbers(gapped)


def test_a_backfill_that_failed_goes_on_at_the_page_it_read_last(gapped: World) -> None:
    site = gapped.site
    page = site.pages["/list/index_4.html"]
    site.pages["/list/index_4.html"] = Answer(b"", 404 + 100)
    first = backfill(gapped.engine, gapped.settings, "town-notices", None)
    site.pages["/list/index_4.html"] = page
    before = len(site.asked)

    second = backfill(gapped.engine, gapped.settings, "town-notices", None)

    lists = [path for path in site.asked_since(before) if path.startswith("/list/")]
    assert (first.done, first.outcome, second.done) == (False, Outcome.HTTP_5XX, True)
    assert lists[:2] == ["/list/index_3.html", "/list/index_4.html"]
    assert numbers(gapped) == set(range(1, 41))
    assert all(gap.closed_at for gap in gaps(gapped))


def test_a_killed_backfill_goes_on_and_loses_nothing(gapped: World) -> None:
    site, settings = gapped.site, gapped.settings
    reached, page = threading.Event(), site.pages["/list/index_5.html"]

    def waits() -> Answer:
        reached.set()
        time.sleep(3)
        return page if isinstance(page, Answer) else page()

    site.pages["/list/index_5.html"] = waits
    code = (
        "import sys; from models import make_engine; from policywatch.settings import Settings;"
        "from spiders.backfill import backfill;"
        "s = Settings.model_validate_json(sys.argv[1]);"
        "backfill(make_engine(s.store_url), s, 'town-notices', None)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, settings.model_dump_json()])
    assert reached.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    site.pages["/list/index_5.html"] = page
    time.sleep(1)
    before = len(site.asked)

    came = backfill(gapped.engine, settings, "town-notices", None)

    lists = [path for path in site.asked_since(before) if path.startswith("/list/")]
    assert came.done
    assert lists[0] == "/list/index_4.html"
    assert numbers(gapped) == set(range(1, 41))
    assert len(gapped.documents()) == 40


def test_a_run_that_fails_on_its_way_leaves_a_gap_that_the_next_one_closes(world: World) -> None:
    lay_out(world.site, 10)
    world.watch(declare(world.site))
    world.collect()
    lay_out(world.site, 30)
    page = world.site.pages["/list/index_1.html"]
    world.site.pages["/list/index_1.html"] = Answer(b"", 500)
    world.let_time_pass()
    world.collect()
    (left,) = gaps(world)
    world.site.pages["/list/index_1.html"] = page
    world.let_time_pass()

    world.collect()

    (gap,) = gaps(world)
    assert left.passing
    assert left.closed_at is None
    assert gap.closed_at is not None
    assert numbers(world) == set(range(1, 31))


def test_a_feed_that_shows_too_little_says_so(world: World) -> None:
    def feed(numbers: range) -> str:
        entries = "".join(
            f"<item><title>第{n}批项目的通知</title><link>/art/art_{n}.html</link>"
            f"<pubDate>{format_datetime(FIRST + timedelta(days=n))}</pubDate></item>"
            for n in numbers
        )
        return f'<rss version="2.0"><channel><title>t</title>{entries}</channel></rss>'

    for n in range(1, 31):
        world.site.put(f"/art/art_{n}.html", notice_html(f"第{n}批"))
    world.site.put("/feed.xml", feed(range(1, 6)), kind="application/rss+xml")
    world.watch(declare(world.site, "/feed.xml", family="feed"))
    world.collect()
    world.site.put("/feed.xml", feed(range(20, 26)), kind="application/rss+xml")
    world.let_time_pass()
    world.collect()

    came = backfill(world.engine, world.settings, "town-notices", None)

    assert (came.done, came.gaps_open) == (False, 1)
    assert "nothing older" in came.detail


def test_a_backfill_keeps_off_a_host_that_is_crawled_and_off_what_it_cannot_page(
    gapped: World,
) -> None:
    host = declare(gapped.site).host
    take_lease(gapped.engine, host, "elsewhere|1|2|x", datetime.now(UTC))
    with pytest.raises(CrawlError, match="another crawl has"):
        backfill(gapped.engine, gapped.settings, "town-notices", None)
    release_lease(gapped.engine, host, "elsewhere|1|2|x")
    with pytest.raises(CrawlError, match="no enabled source"):
        backfill(gapped.engine, gapped.settings, "nobody", None)


def test_what_changes_is_looked_at_sooner_and_never_later_than_promised(world: World) -> None:
    lay_out(world.site, 10)
    world.watch(declare(world.site, every="1d", promise="36h"))
    world.collect()
    past = datetime.now(UTC)
    with write_session(world.engine) as session:
        source = session.scalars(select(Source)).one()
        for n in range(20, 0, -1):
            at = past - timedelta(days=n)
            row: dict[str, Any] = {"started_at": at, "finished_at": at, "outcome": Outcome.OK}
            row |= {"listed": 5, "declaration_sha256": source.declaration_sha256}
            session.add(CrawlRun(source_id=source.id, new=1, **row))
    waits = {}
    for name, new in (("busy", 1), ("dead", 0)):
        with write_session(world.engine) as session:
            session.execute(update(CrawlRun).values(new=new))
        world.let_time_pass()
        began = datetime.now(UTC)
        world.collect()
        with read_session(world.engine) as session:
            waits[name] = session.scalars(select(Source.due_at)).one() - began

    assert timedelta(hours=5) < waits["busy"] < timedelta(hours=16)
    assert timedelta(hours=32) < waits["dead"] <= timedelta(hours=36, minutes=1)


def test_a_source_in_its_quiet_hours_is_left_alone_but_by_hand(world: World) -> None:
    now = datetime.now(UTC)
    quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    lay_out(world.site, 5)
    world.watch(declare(world.site, quiet_hours=quiet, timezone="UTC"))

    assert world.collect().done == 0
    assert world.collect(source_ids=["town-notices"], even_if_not_due=True).done == 1
