"""A file that was fetched well and cannot be read: its fetch says so, and so does its source."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from models import (
    Fetch,
    Outcome,
    Purpose,
    Source,
    SourceState,
    Transition,
    read_session,
    write_session,
)
from policywatch.evidence import check, seal
from policywatch.health import assess, status
from policywatch.reading import read_snapshots
from policywatch.reading.stage import queue_again
from tests.spiders.site import Answer, list_html, notice_html
from tests.spiders.world import World, declare


def utc_now() -> datetime:
    return datetime.now(UTC)


def test_files_that_cannot_be_read_are_a_failure_of_their_fetches_and_source(world: World) -> None:
    site = world.site
    files = "".join(f'<a href="/f/{n}.pdf">附件{n}：申报表</a>' for n in range(5))
    site.put("/art/1.html", notice_html("关于申报启明计划的通知", files))
    for n in range(5):
        site.pages[f"/f/{n}.pdf"] = Answer(b"%PDF-1.4 cut of", kind="application/pdf")
    site.put("/list/", list_html([("/art/1.html", "关于申报启明计划的通知", "2023-08-01")]))
    world.watch(declare(site))
    world.collect()
    seal(world.engine, utc_now)

    read_snapshots(world.engine, world.archive)
    transitions = assess(world.engine, now=utc_now())

    came_of = {f.url.removeprefix(site.url): f.read_outcome for f in world.fetches()}
    files_came_of = {path: came for path, came in came_of.items() if path.startswith("/f/")}
    assert came_of["/art/1.html"] is None
    assert files_came_of == {f"/f/{n}.pdf": Outcome.UNREADABLE_ATTACHMENT for n in range(5)}
    assert {f.outcome for f in world.fetches() if f.purpose is Purpose.ATTACHMENT} == {Outcome.OK}
    (told,) = transitions
    assert (told.before, told.after) == (SourceState.NEW, SourceState.FAILING)
    counted = "5 of its newest 6 documents could not be read (unreadable-attachment)"
    assert counted in told.reason
    assert "unreadable list" in told.advice
    with read_session(world.engine) as session:
        assert status(session, utc_now())["fetches_24h"]["unreadable-attachment"] == 5
    # What was sealed of the fetch is what was seen then, and still holds.
    assert check(world.engine, world.archive).problems == []


def test_a_source_says_how_many_files_could_not_be_read_until_they_are(world: World) -> None:
    site = world.site
    items = []
    for n in range(3):
        site.put(f"/art/{n}.html", notice_html(f"关于申报第{n}批启明计划的通知"))
        items.append((f"/art/{n}.html", f"关于申报第{n}批启明计划的通知", "2023-08-01"))
    site.put("/list/", list_html(items))
    world.watch(declare(site))
    world.collect()
    with write_session(world.engine) as session:
        # As a reader left it that could not read what today's can.
        mine = update(Fetch).where(Fetch.url.endswith("/art/1.html"))
        session.execute(mine.values(read_outcome=Outcome.UNREADABLE_ATTACHMENT))

    assess(world.engine, now=utc_now())
    before = state(world)
    queue_again(world.engine, now=utc_now())
    read_snapshots(world.engine, world.archive)
    assess(world.engine, now=utc_now())

    told = "data comes; 1 of its newest 3 documents could not be read (unreadable-attachment)"
    assert before == (SourceState.WORKING, told)
    assert state(world) == (SourceState.WORKING, "data comes")
    with read_session(world.engine) as session:
        assert len(session.scalars(select(Transition)).all()) == 1


def state(world: World) -> tuple[SourceState, str]:
    with read_session(world.engine) as session:
        source = session.get_one(Source, "town-notices")
        return source.state, source.state_reason
