"""A clock that was wrong for one pass, years ahead or a day behind: what it dated stops nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import DateTime, Engine, select, update

from models import (
    Base,
    Change,
    ChangeKind,
    Document,
    Reading,
    Source,
    SourceState,
    Version,
    read_session,
    write_session,
)
from models.base import UTCDateTime
from policywatch.comparing import compare
from policywatch.health import assess
from policywatch.reading import read_snapshots
from policywatch.settings import Settings
from tests.spiders.site import Answer, list_html, notice_html, running_site
from tests.spiders.world import World, declare

AHEAD, BEHIND = timedelta(days=3650), timedelta(days=-1)


def utc_now() -> datetime:
    return datetime.now(UTC)


def date_by_wrong_clock(engine: Engine, since: datetime, off: timedelta) -> None:
    """Date what was written since a time as a clock did that was off by so much."""
    with write_session(engine) as session:
        for mapper in Base.registry.mappers:
            table = mapper.local_table
            for column in table.c:
                if not isinstance(column.type, (UTCDateTime, DateTime)):
                    continue
                keys = list(table.primary_key)
                rows = session.execute(select(*keys, column).where(column >= since)).all()
                for *key, at in rows:
                    where = [k == value for k, value in zip(keys, key, strict=True)]
                    session.execute(update(table).where(*where).values({column.name: at + off}))


def lay_out(world: World, day: int) -> None:
    items = []
    for n in range(5):
        title = f"关于申报第{n}批启明计划的通知"
        world.site.put(
            f"/art/{n}.html", notice_html(title, f"<p>第{day}次修订，名额{day * 7}名。</p>")
        )
        items.append((f"/art/{n}.html", title, "2023-08-01"))
    world.site.put("/list/", list_html(items))


def pass_through(world: World) -> None:
    world.collect()
    read_snapshots(world.engine, world.archive)
    compare(world.engine)
    assess(world.engine, now=utc_now())


def pass_by_wrong_clock(world: World, off: timedelta, *, read: bool) -> None:
    since = utc_now()
    world.collect()
    if off < timedelta():
        # What is read is compared with what the right clock dated.
        date_by_wrong_clock(world.engine, since, off)
        since = utc_now()
    if read:
        read_snapshots(world.engine, world.archive)
        compare(world.engine)
    assess(world.engine, now=utc_now())
    date_by_wrong_clock(world.engine, since, off)


@pytest.mark.parametrize("off", [AHEAD, BEHIND], ids=["ahead", "behind"])
@pytest.mark.parametrize("read", [False, True], ids=["put off", "done"])
def test_what_a_clock_that_was_wrong_left_behind_stops_nothing(
    store: Engine, settings: Settings, read: bool, off: timedelta
) -> None:
    url = store.url.render_as_string(hide_password=False)
    with running_site() as site:
        world = World(store, settings.model_copy(update={"database_url": url}), site)
        world.watch(declare(site, every="1h", recheck="1h", gone_after={"checks": 2, "days": 0}))
        lay_out(world, 1)
        pass_through(world)
        world.let_time_pass()
        lay_out(world, 2)
        pass_by_wrong_clock(world, off, read=read)

        lay_out(world, 3)
        site.pages["/art/0.html"] = Answer(b"", 404)
        pass_through(world)
        world.let_time_pass()
        pass_through(world)

    with read_session(store) as session:
        said = session.execute(
            select(Document.url, Reading.text, Document.state)
            .join(Version, Version.id == Document.version_id)
            .join(Reading, Reading.id == Version.reading_id)
            .order_by(Document.url)
        ).all()
        kinds = list(session.scalars(select(Change.kind).order_by(Change.id)))
        source = session.scalars(select(Source)).one()
    assert ["第3次修订" in text for _, text, _ in said[1:]] == [True] * 4
    assert [state.value for _, _, state in said] == ["gone"] + ["live"] * 4
    assert kinds.count(ChangeKind.EDITED) == 5 + 4
    assert kinds.count(ChangeKind.MISSING) == kinds.count(ChangeKind.GONE) == 1
    assert ChangeKind.LIST_ITEM_VANISHED not in kinds
    assert source.state in (SourceState.WORKING, SourceState.QUIET)
    assert source.due_at < utc_now() + timedelta(hours=3)
