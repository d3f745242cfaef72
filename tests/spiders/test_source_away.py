"""A source that is not there, or shows one page for all: its fault, and no change of a document."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models import (
    Change,
    ChangeKind,
    CrawlRun,
    Document,
    DocumentState,
    Fetch,
    Reading,
    Source,
    SourceState,
    Version,
    read_session,
    write_session,
)
from policywatch.comparing import compare
from policywatch.reading import read_snapshots
from tests.spiders.site import Answer, list_html, notice_html
from tests.spiders.test_unreadable import collect_and_read, utc_now
from tests.spiders.world import World, declare

FILES = Path(__file__).parents[1] / "reading" / "files"
NOTHING = Answer(b"<h1>404</h1>", 404)
_tokens = itertools.count()


def consent() -> Answer:
    """What a site shows for every address until one agrees; no word says so, no two are alike."""
    text = "<p>欢迎您的到来，请阅读并同意以下条款之后继续浏览各栏目的内容。</p>" * 6
    page = f"<html><title>提示</title><body><div data-t={next(_tokens)}>{text}</div></body></html>"
    return Answer(page.encode())


def lay_out(world: World, count: int) -> list[str]:
    """Lay out a list of documents, each with a text of its own; return their paths."""
    items = []
    for n in range(count):
        title = f"关于申报第{n}批启明计划的通知"
        text = "".join(f"<p>第{n}批第{m}项的{n * 7 + m}名人选另行通知。</p>" for m in range(20))
        world.site.put(f"/art/{n}.html", f"<html><h1>{title}</h1>{text}</html>")
        items.append((f"/art/{n}.html", title, "2023-08-01"))
    world.site.put("/list/", list_html(items))
    return [path for path, _, _ in items]


def changes(world: World) -> list[tuple[ChangeKind, str]]:
    with read_session(world.engine) as session:
        rows = session.execute(
            select(Change.kind, Document.url)
            .join(Document, Document.id == Change.document_id)
            .where(Change.kind != ChangeKind.NEW)
            .order_by(Change.id)
        )
        return [(kind, url.removeprefix(world.site.url)) for kind, url in rows]


def texts(world: World) -> set[str]:
    """Return what the documents say by their current versions."""
    with read_session(world.engine) as session:
        current = (
            select(Reading.text)
            .join(Version, Version.reading_id == Reading.id)
            .join(Document, Document.version_id == Version.id)
        )
        return set(session.scalars(current))


@pytest.mark.parametrize("count", [2, 5])
def test_a_page_that_stands_in_for_all_is_a_fault_from_the_first_crawl(
    each_world: World, count: int
) -> None:
    world = each_world
    paths = lay_out(world, count)
    world.watch(declare(world.site))
    collect_and_read(world)
    before = texts(world)

    for path in paths:
        world.site.pages[path] = consent
    walled = [collect_and_read(world) for _ in range(3)]
    kept = texts(world)
    lay_out(world, count)
    back = collect_and_read(world)

    assert {state for state, _ in walled} == {SourceState.FAILING}
    counted = f"{count} of its newest {count} documents could not be read (stand-in): one page"
    assert counted in walled[0][1]
    assert kept == before
    assert len(before) == count
    assert back == (SourceState.WORKING, "data comes")
    assert changes(world) == []
    assert {document.state for document in world.documents()} == {DocumentState.LIVE}


def test_a_new_source_whose_documents_all_show_one_page_is_no_data(world: World) -> None:
    paths = lay_out(world, 6)
    for path in paths:
        world.site.pages[path] = consent
    world.watch(declare(world.site))

    state, reason = collect_and_read(world)
    lay_out(world, 6)
    back = collect_and_read(world)

    assert state is SourceState.FAILING
    assert "6 of its newest 6 documents could not be read (stand-in)" in reason
    assert back[0] is SourceState.WORKING


def test_what_is_listed_while_one_page_stands_in_for_all_is_new_once_it_is_shown(
    world: World,
) -> None:
    paths = lay_out(world, 4)
    world.watch(declare(world.site))
    collect_and_read(world)

    lay_out(world, 5)
    for path in [*paths, "/art/4.html"]:
        world.site.pages[path] = consent
    collect_and_read(world)
    hidden = [document.version_id for document in world.documents()]
    lay_out(world, 5)
    collect_and_read(world)

    assert hidden[4] is None
    assert None not in hidden[:4]
    with read_session(world.engine) as session:
        news = session.scalars(select(Change.document_id).where(Change.kind == ChangeKind.NEW))
        assert sorted(news) == [1, 2, 3, 4, 5]
    assert changes(world) == []


def test_pages_that_come_to_show_the_same_while_others_are_there_are_missing(
    world: World,
) -> None:
    paths = lay_out(world, 5)
    world.watch(declare(world.site))
    collect_and_read(world)

    for path in paths[:2]:
        world.site.pages[path] = consent
    collect_and_read(world)

    assert changes(world) == [(ChangeKind.MISSING, path) for path in paths[:2]]


def test_an_edit_that_leaves_nothing_waits_for_the_crawl_to_end(world: World) -> None:
    paths = lay_out(world, 3)
    world.watch(declare(world.site))
    collect_and_read(world)
    world.site.pages[paths[0]] = consent()
    world.let_time_pass()
    world.collect()
    read_snapshots(world.engine, world.archive)
    ended = world.runs()[-1].finished_at

    with write_session(world.engine) as session:
        session.execute(update(CrawlRun).values(finished_at=None))
    waited = compare(world.engine).counts
    with write_session(world.engine) as session:
        session.execute(update(CrawlRun).values(finished_at=ended))
    compare(world.engine, now=lambda: utc_now().replace(year=utc_now().year + 1))

    assert waited["waiting"] == 1
    assert changes(world) == [(ChangeKind.EDITED, paths[0])]


def pass_with_one_due(world: World) -> None:
    """Crawl and compare when the first document alone is due."""
    world.let_time_pass()
    with write_session(world.engine) as session:
        later = utc_now() + timedelta(hours=2)
        session.execute(update(Document).where(Document.id > 1).values(next_check_at=later))
    collect_and_compare(world, timedelta())


def collect_and_compare(world: World, later: timedelta = timedelta(minutes=10)) -> None:
    """Crawl, and compare so much later."""
    with write_session(world.engine) as session:
        session.execute(update(Source).values(due_at=utc_now()))
    world.collect()
    read_snapshots(world.engine, world.archive)
    compare(world.engine, now=lambda: utc_now() + later)


def test_one_document_alone_that_turned_to_a_stand_in_waits_for_another(world: World) -> None:
    paths = lay_out(world, 3)
    world.watch(declare(world.site))
    collect_and_read(world)
    said = texts(world)
    for path in paths:
        world.site.pages[path] = consent

    pass_with_one_due(world)
    alone = changes(world)
    collect_and_compare(world)

    assert alone == changes(world) == []
    assert texts(world) == said


def test_one_document_alone_that_says_something_else_is_told_once_another_was_seen(
    world: World,
) -> None:
    paths = lay_out(world, 3)
    world.watch(declare(world.site))
    collect_and_read(world)
    world.site.pages[paths[0]] = consent()

    pass_with_one_due(world)
    alone = changes(world)
    collect_and_compare(world)

    assert alone == []
    assert changes(world) == [(ChangeKind.EDITED, paths[0])]


def test_one_document_alone_is_waited_for_no_longer_than_a_day(world: World) -> None:
    paths = lay_out(world, 3)
    world.watch(declare(world.site))
    collect_and_read(world)
    world.site.pages[paths[0]] = consent()

    pass_with_one_due(world)
    compare(world.engine, now=lambda: utc_now() + timedelta(hours=27))

    assert changes(world) == [(ChangeKind.EDITED, paths[0])]


def test_a_page_that_answers_in_the_place_of_a_file_is_no_replacement_of_it(world: World) -> None:
    file = (FILES / "notice.docx").read_bytes()
    link = '<a href="/f/1.docx">附件：办法</a>'
    world.site.put("/art/1.html", notice_html("关于申报启明计划的通知", link))
    world.site.put("/list/", list_html([("/art/1.html", "关于申报启明计划的通知", "2023-08-01")]))
    world.site.pages["/f/1.docx"] = Answer(file, kind="application/msword")
    world.watch(declare(world.site))
    collect_and_read(world)
    said = texts(world)

    world.site.pages["/f/1.docx"] = consent()
    _, reason = collect_and_read(world)
    meanwhile = texts(world)
    world.site.pages["/f/1.docx"] = Answer(file, kind="application/msword")
    collect_and_read(world)

    assert "1 of its newest 2 documents could not be read (stand-in)" in reason
    assert meanwhile == texts(world) == said
    assert ChangeKind.ATTACHMENT_REPLACED not in dict(changes(world))
    assert ChangeKind.MENTION_REMOVED not in dict(changes(world))


@pytest.mark.parametrize("list_is_there", [False, True], ids=["without list", "with list"])
def test_while_nothing_of_a_source_is_there_no_document_is_told_as_missing(
    each_world: World, list_is_there: bool
) -> None:
    world = each_world
    paths = lay_out(world, 4)
    world.watch(declare(world.site, gone_after={"checks": 2, "days": 0}))
    collect_and_read(world)

    for path in [*paths, *([] if list_is_there else ["/list/"])]:
        world.site.pages[path] = NOTHING
    away = [collect_and_read(world) for _ in range(3)]
    told_while_away = changes(world)
    shift_fetches(world, days=-3)
    lay_out(world, 4)
    world.site.pages[paths[1]] = NOTHING
    back = collect_and_read(world)

    assert {state for state, _ in away} == {SourceState.FAILING}
    assert told_while_away == []
    assert back[0] is SourceState.WORKING
    assert changes(world) == [(ChangeKind.MISSING, paths[1])]
    with read_session(world.engine) as session:
        detail = session.scalars(
            select(Change.detail).where(Change.kind == ChangeKind.MISSING)
        ).one()
    assert detail["checks"] == 1


def test_documents_that_are_taken_off_list_and_site_are_missing_though_no_other_was_asked_for(
    world: World,
) -> None:
    paths = lay_out(world, 4)
    world.watch(declare(world.site))
    collect_and_read(world)

    for path in paths:
        world.site.pages[path] = NOTHING
    world.site.put("/list/", list_html([("/art/9.html", "关于申报第9批计划的通知", "2023-09-01")]))
    collect_and_read(world)

    assert changes(world) == [(ChangeKind.MISSING, path) for path in paths]


def test_a_watched_page_that_is_not_there_is_missing(world: World) -> None:
    world.site.put("/p.html", notice_html("关于启明计划的通知"))
    world.watch(declare(world.site, "/p.html", family="page"))
    collect_and_read(world)

    world.site.pages["/p.html"] = NOTHING
    state, _ = collect_and_read(world)

    assert state is SourceState.FAILING
    assert changes(world) == [(ChangeKind.MISSING, "/p.html")]


def shift_fetches(world: World, *, days: float) -> None:
    """Let what was fetched so far have been fetched some days earlier."""
    with write_session(world.engine) as session:
        for fetch in session.scalars(select(Fetch)):
            fetch.at += timedelta(days=days)
