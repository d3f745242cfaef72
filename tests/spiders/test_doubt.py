"""A server that says for ever that nothing changed is not believed for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Change,
    ChangeKind,
    CrawlRun,
    Fetch,
    Outcome,
    Purpose,
    read_session,
    write_session,
)
from policywatch.comparing import compare
from policywatch.health import assess
from policywatch.reading import read_snapshots
from spiders.doubt import SAME_CHECKS, SAME_CRAWLS
from tests.spiders.site import Answer, Site, list_html, notice_html, notices
from tests.spiders.test_unreadable import utc_now
from tests.spiders.world import World, declare


def shift(world: World, back: timedelta) -> None:
    """Let all that was fetched have been fetched earlier."""
    with write_session(world.engine) as session:
        for fetch in session.scalars(select(Fetch)):
            fetch.at -= back
        for run in session.scalars(select(CrawlRun)):
            run.started_at -= back


def lie_from_now_on(site: Site, *paths: str) -> None:
    """Let the server answer 304 to whatever is asked conditionally, whatever it has."""
    for path in paths:
        body = site.pages[path]
        assert isinstance(body, Answer)
        site.pages[path] = Answer(body.body, headers={"ETag": '"for-ever"'})
    site.unmodified.update(paths)


def asked_list(world: World) -> list[int | None]:
    with read_session(world.engine) as session:
        query = select(Fetch.status).where(Fetch.purpose == Purpose.LIST).order_by(Fetch.id)
        return list(session.scalars(query))


def crawl(world: World, times: int, *, every: timedelta = timedelta(hours=2)) -> None:
    for _ in range(times):
        world.let_time_pass()
        world.collect()
        shift(world, every)


@pytest.fixture
def watched(world: World) -> World:
    world.site.put("/list/", list_html(notices(world.site, 3)))
    lie_from_now_on(world.site, "/list/")
    world.watch(declare(world.site, recheck="365d"))
    return world


def test_a_list_that_is_unmodified_for_ever_is_asked_for_anew_now_and_then(watched: World) -> None:
    crawl(watched, 3 * SAME_CRAWLS)

    statuses = asked_list(watched)

    assert statuses[0] == 200
    assert statuses.count(200) - 1 in (2, 3)
    assert {run.outcome for run in watched.runs()[1:]} == {Outcome.NOT_MODIFIED, Outcome.OK}
    assert {run.detail for run in watched.runs()} == {""}


def test_what_was_kept_back_comes_and_the_server_is_not_believed_any_more(watched: World) -> None:
    crawl(watched, 3)
    watched.site.put("/list/", list_html(notices(watched.site, 5)))
    lie_from_now_on(watched.site, "/list/")
    crawl(watched, SAME_CRAWLS - 4)
    kept_back = len(watched.documents())

    crawl(watched, 2)
    assess(watched.engine, now=utc_now())
    told = [run.detail for run in watched.runs() if run.detail]
    after = len(asked_list(watched))
    crawl(watched, 2)

    assert (kept_back, len(watched.documents())) == (3, 5)
    assert told == ["its server said for long that the list was unmodified, and it was not"]
    assert asked_list(watched)[after:] == [200, 200]


def test_a_list_that_comes_alike_for_ever_is_asked_for_past_caches(world: World) -> None:
    world.site.put("/list/", list_html(notices(world.site, 3)), headers={"ETag": ""})
    world.watch(declare(world.site, recheck="365d"))

    crawl(world, SAME_CRAWLS + 3)

    passed_by = [head for path, head in world.site.heads if path == "/list/"]
    assert [head.get("Cache-Control") for head in passed_by].count("no-cache") == 1


def test_a_list_is_believed_for_a_day(watched: World) -> None:
    crawl(watched, 2 * SAME_CRAWLS, every=timedelta(minutes=10))

    assert asked_list(watched).count(200) == 1


def test_an_edit_is_seen_though_the_server_says_for_ever_that_there_is_none(world: World) -> None:
    items = notices(world.site, 1)
    path = items[0][0]
    world.site.put("/list/", list_html(items))
    lie_from_now_on(world.site, path)
    world.watch(declare(world.site))
    crawl(world, 1 + SAME_CHECKS, every=timedelta(days=8))
    world.site.put(path, notice_html("关于延期申报的通知"))
    lie_from_now_on(world.site, path)

    crawl(world, 2, every=timedelta(days=8))
    read_snapshots(world.engine, world.archive)
    compare(world.engine)

    with read_session(world.engine) as session:
        kinds = list(session.scalars(select(Change.kind)))
    assert kinds == [ChangeKind.NEW, ChangeKind.EDITED]
