"""A file that was fetched well and cannot be read: its fetch says so, and so does its source."""

from datetime import UTC, datetime

import pytest
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
from policywatch.comparing import compare
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


FRAME_ONLY = (
    "<html><h1>{title}</h1><p>发布时间：2023-05-01</p><iframe src='/{n}.asp'></iframe></html>"
)
NOT_THERE = (
    "<html><title>提示信息</title><body>对不起，您访问的页面不存在或已被删除！</body></html>"
)


def lay_out(world: World, page: str, count: int = 4, *, start: int = 0) -> list[str]:
    """Lay out a list of documents that are all alike; return their paths."""
    items = []
    for n in range(start, start + count):
        title = f"关于申报第{n}批启明计划的通知"
        world.site.put(f"/art/{n}.html", page.format(title=title, n=n))
        items.append((f"/art/{n}.html", title, "2023-08-01"))
    world.site.put("/list/", list_html(items))
    return [path for path, _, _ in items]


def collect_and_read(world: World) -> tuple[SourceState, str]:
    world.let_time_pass()
    world.collect()
    read_snapshots(world.engine, world.archive)
    compare(world.engine)
    assess(world.engine, now=utc_now())
    return state(world)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        pytest.param(
            FRAME_ONLY,
            "8 of its newest 8 documents could not be read (boilerplate-only, http-4xx): "
            "its pages hold nothing but",
            id="in frames that are not there",
        ),
        pytest.param(
            NOT_THERE,
            "4 of its newest 4 documents could not be read (soft-404): a document's address shows",
            id="not there",
        ),
    ],
)
def test_a_list_whose_documents_never_had_a_text_is_no_data(
    world: World, page: str, said: str
) -> None:
    lay_out(world, page)
    world.watch(declare(world.site))

    came_to, reason = collect_and_read(world)

    assert came_to is SourceState.FAILING
    assert said in reason


def test_a_list_whose_documents_are_read_in_their_frames_brings_data(world: World) -> None:
    lay_out(world, FRAME_ONLY)
    for n in range(4):
        world.site.put(f"/{n}.asp", notice_html(f"第{n}批启明计划"))
    world.watch(declare(world.site))

    assert collect_and_read(world) == (SourceState.WORKING, "data comes")


def test_a_list_whose_documents_were_never_there_is_no_data(world: World) -> None:
    for path in lay_out(world, NOT_THERE):
        world.site.pages[path] = Answer(b"<h1>404</h1>", 404)
    world.watch(declare(world.site))

    came_to, reason = collect_and_read(world)

    assert came_to is SourceState.FAILING
    assert "4 of its newest 4 documents could not be read (http-4xx)" in reason


def test_documents_that_are_taken_down_are_an_answer_unless_the_list_still_shows_them(
    world: World,
) -> None:
    paths = lay_out(world, notice_html("{title}"))
    world.watch(declare(world.site))
    first = collect_and_read(world)

    for path in paths:
        world.site.put(path, NOT_THERE)
    still_shown = collect_and_read(world)
    lay_out(world, notice_html("{title}"), start=4)
    taken_off = collect_and_read(world)

    assert first == (SourceState.WORKING, "data comes")
    assert still_shown[0] is SourceState.FAILING
    assert "4 of its newest 4 documents could not be read (soft-404)" in still_shown[1]
    assert taken_off[0] is SourceState.WORKING


def test_documents_that_become_shells_are_no_data(world: World) -> None:
    lay_out(world, notice_html("{title}"))
    world.watch(declare(world.site))
    first = collect_and_read(world)

    lay_out(world, FRAME_ONLY)
    emptied = collect_and_read(world)

    assert [first[0], emptied[0]] == [SourceState.WORKING, SourceState.FAILING]


SIGN_IN = "<html><title>用户登录</title><body>密码<input type=password></body></html>"


def publish(world: World, *pages: str) -> None:
    """Show one more document with each page, above those that the list shows."""
    first = len(world.documents())
    for n, page in enumerate(pages, first):
        world.site.put(f"/art/{n}.html", page.format(title=f"关于申报第{n}批启明计划的通知"))
    items = [
        (f"/art/{n}.html", f"关于申报第{n}批启明计划的通知", "2023-08-01")
        for n in range(first + len(pages))
    ]
    world.site.put("/list/", list_html(items[::-1]))


def test_what_is_new_and_kept_behind_a_sign_in_is_no_data_though_the_rest_is_shown(
    world: World,
) -> None:
    publish(world, *[notice_html("{title}")] * 12)
    world.watch(declare(world.site))
    collect_and_read(world)
    states = []
    for _ in range(3):
        publish(world, SIGN_IN, SIGN_IN)
        states.append(collect_and_read(world))
    publish(world, notice_html("{title}"))
    after = collect_and_read(world)

    assert [came_to.value for came_to, _ in states] == ["working", "working", "failing"]
    assert "6 of its newest 6 documents could not be read (error-page)" in states[-1][1]
    assert after[0] is SourceState.WORKING


def test_pages_without_a_text_among_those_with_one_are_no_end_of_data(world: World) -> None:
    pictures = "<html><title>{title}</title><body></body></html>"
    publish(world, *[notice_html("{title}"), pictures] * 5)
    world.watch(declare(world.site))
    collect_and_read(world)
    for _ in range(3):
        publish(world, pictures, pictures)
        came_to, _ = collect_and_read(world)

    assert came_to is SourceState.WORKING


def test_a_source_says_how_many_documents_it_could_not_be_asked_for(world: World) -> None:
    paths = lay_out(world, notice_html("{title}"))
    world.site.pages[paths[0]] = Answer(b"busy", 500)
    world.watch(declare(world.site))

    assert collect_and_read(world) == (
        SourceState.WORKING,
        "data comes; 1 of 4 documents could not be had (http-5xx)",
    )


@pytest.mark.parametrize(
    ("page", "said"),
    [
        pytest.param("", "(empty)", id="empty"),
        pytest.param(NOT_THERE, "(soft-404)", id="not there any more"),
        pytest.param("<title>安全验证</title><p>请输入验证码</p>", "(blocked-waf)", id="a guard"),
        pytest.param("<title>登录</title><input type=password>", "(error-page)", id="sign-in"),
    ],
)
def test_a_watched_page_that_holds_no_text_any_more_is_no_data(
    world: World, page: str, said: str
) -> None:
    files = "<a href='/f/1.xlsx'>附件1</a><a href='/f/2.xlsx'>附件2</a>"
    world.site.put("/p.html", notice_html("关于启明计划的通知", files))
    world.watch(declare(world.site, "/p.html", family="page"))
    before = collect_and_read(world)

    world.site.put("/p.html", page)
    after = collect_and_read(world)

    assert before[0] is SourceState.WORKING
    assert after[0] is SourceState.FAILING
    assert f"1 of its newest 1 documents could not be read {said}" in after[1]
