"""Collecting end to end: real crawl processes against a real server, into a real store."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from models import (
    DocumentKind,
    DocumentState,
    Fetch,
    HostLease,
    Outcome,
    Purpose,
    RobotsFile,
    Snapshot,
    Source,
    Stage,
    Work,
    read_session,
    write_session,
)
from spiders.collect import CrawlError, due_hosts, try_source
from spiders.once import FetchError, fetch_once
from tests.spiders.site import Answer, Site, list_html, notice_html, notices
from tests.spiders.world import World, declare


def lay_out(site: Site, count: int = 7) -> list[tuple[str, str, str]]:
    """A list of two pages with a robots.txt."""
    items = notices(site, count)
    site.put("/list/", list_html(items[:4], '<a href="index_1.html">下一页</a>'))
    site.put("/list/index_1.html", list_html(items[4:]))
    site.put("/robots.txt", "User-agent: *\nDisallow: /secret/\n", kind="text/plain")
    return items


def outcomes(world: World, purpose: Purpose) -> list[Outcome]:
    return [fetch.outcome for fetch in world.fetches() if fetch.purpose is purpose]


def test_a_list_becomes_documents_with_archived_bytes(each_world: World) -> None:
    world = each_world
    items = lay_out(world.site)
    world.watch(declare(world.site))

    counts = world.collect()

    assert (counts.done, counts.failed) == (1, 0)
    documents = world.documents()
    assert {d.url for d in documents} == {world.site.url + path for path, _, _ in items}
    assert {d.state for d in documents} == {DocumentState.LIVE}
    assert {(d.listed_title, d.listed_date) for d in documents} == {(t, d) for _, t, d in items}
    with read_session(world.engine) as session:
        snapshots = session.scalars(select(Snapshot)).all()
        queued = session.scalars(select(Work.subject).where(Work.stage == Stage.READ)).all()
    assert sorted(queued) == sorted(s.id for s in snapshots)
    for snapshot in snapshots:
        stored = world.archive.read(snapshot.warc_file, snapshot.warc_offset)
        assert stored.url == snapshot.url
        assert hashlib.sha256(stored.body).hexdigest() == snapshot.sha256
        assert len(stored.body) == snapshot.size


def test_a_second_pass_asks_conditionally_and_finds_nothing_new(world: World) -> None:
    items = lay_out(world.site)
    path, title, _ = items[0]
    stamps = iter(range(100))
    body = notice_html(title).encode()
    world.site.pages[path] = lambda: Answer(body, headers={"ETag": f'"{next(stamps)}"'})
    world.watch(declare(world.site))
    world.collect()
    world.let_time_pass()

    counts = world.collect()

    assert counts.counts["unchanged"] == 7
    assert counts.counts["new"] == 0
    assert [run.outcome for run in world.runs()] == [Outcome.OK, Outcome.NOT_MODIFIED]
    with read_session(world.engine) as session:
        assert len(session.scalars(select(Snapshot)).all()) == 7
        assert len(session.scalars(select(Work)).all()) == 7
    again = [f for f in world.fetches() if f.run_id == world.runs()[-1].id and f.snapshot_id]
    assert sorted(f.status or 0 for f in again) == [200, *[304] * 6]
    for fetch in again:
        with (world.settings.archive_dir / str(fetch.warc_file)).open("rb") as file:
            file.seek(fetch.warc_offset or 0)
            assert next(iter(ArchiveIterator(file))).rec_type == "revisit"


def test_paging_stops_where_known_items_begin(world: World) -> None:
    items = lay_out(world.site, 12)
    world.watch(declare(world.site))
    world.collect()
    new = notices(world.site, 2, start=100)
    world.site.put("/list/", list_html([*new, *items[:3]], '<a href="index_1.html">下一页</a>'))
    world.let_time_pass()
    before = len(world.site.asked)

    counts = world.collect()

    assert counts.counts["new"] == 2
    assert "/list/index_1.html" not in world.site.asked_since(before)
    assert (world.runs()[-1].gap_from, world.runs()[-1].gap_to) == (None, None)


def test_a_pinned_known_item_does_not_stop_paging(world: World) -> None:
    items = lay_out(world.site)
    world.watch(declare(world.site))
    world.collect()
    new = notices(world.site, 6, start=100)
    first = [items[-1], *new[:3]]
    world.site.put("/list/", list_html(first, '<a href="index_1.html">下一页</a>'))
    world.site.put("/list/index_1.html", list_html([*new[3:], *items[:3]]))
    world.let_time_pass()

    counts = world.collect()

    assert counts.counts["new"] == 6


def test_a_list_that_no_longer_overlaps_is_a_possible_gap_with_its_dates(world: World) -> None:
    world.site.put("/list/", list_html(notices(world.site, 5)))
    world.watch(declare(world.site))
    world.collect()
    new = [
        (p, t, f"2023-09-{n + 10}") for n, (p, t, _) in enumerate(notices(world.site, 5, start=50))
    ]
    world.site.put("/list/", list_html(new))
    world.let_time_pass()

    counts = world.collect()

    assert counts.counts["possible_gaps"] == 1
    run = world.runs()[-1]
    assert (run.outcome, run.gap_from, run.gap_to) == (Outcome.OK, "2023-08-06", "2023-09-10")


def test_a_list_that_shows_nothing_any_more_is_a_failure(world: World) -> None:
    lay_out(world.site)
    world.watch(declare(world.site))
    world.collect()
    world.site.put("/list/", "<html><body><div id=app></div></body></html>")
    world.let_time_pass()

    counts = world.collect()

    assert counts.counts["sources_failing"] == 1
    assert world.runs()[-1].outcome is Outcome.LAYOUT_CHANGED


def test_documents_taken_away_are_told_and_failures_are_not_absence(world: World) -> None:
    items = lay_out(world.site)
    world.watch(declare(world.site))
    world.collect()
    with write_session(world.engine) as session:
        session.query(Work).delete()
    world.site.pages[items[0][0]] = Answer(b"gone", 404)
    world.site.pages[items[1][0]] = Answer(b"broken", 500)
    world.let_time_pass()

    world.collect()

    by_url = {d.url: d for d in world.documents()}
    gone = by_url[world.site.url + items[0][0]]
    with read_session(world.engine) as session:
        queued = session.execute(select(Work.stage, Work.subject)).all()
    assert [tuple(row) for row in queued] == [(Stage.ABSENCE, gone.id)]
    failed = [f for f in world.fetches() if f.outcome is Outcome.HTTP_5XX]
    assert {f.document_id for f in failed} == {by_url[world.site.url + items[1][0]].id}


def test_a_document_that_leads_to_the_front_page_is_not_found(world: World) -> None:
    items = lay_out(world.site)
    world.site.put("/", "<h1>front page</h1>")
    world.watch(declare(world.site))
    world.collect()
    world.site.pages[items[0][0]] = Answer(b"", 302, headers={"Location": "/"})
    world.let_time_pass()

    world.collect()

    assert Outcome.SOFT_404 in outcomes(world, Purpose.DOCUMENT)


def test_attachments_come_as_children_of_their_page(world: World) -> None:
    extra = '<a href="/files/附件1.pdf">附件1：申报表</a><a href="down.jsp?f=名单.xlsx">名单</a>'
    site = world.site
    path, title, _ = notices(site, 1)[0]
    site.put(path, notice_html(title, extra))
    site.pages["/files/%E9%99%84%E4%BB%B61.pdf"] = Answer(b"%PDF-1.4 x", kind="application/pdf")
    site.pages["/art/2023/8/2/down.jsp"] = Answer(b"PK xlsx", kind="application/vnd.ms-excel")
    site.put("/list/", list_html([(path, title, "2023-08-02")]))
    world.watch(declare(site))

    world.collect()

    page, *files = world.documents()
    assert [f.kind for f in files] == [DocumentKind.ATTACHMENT] * 2
    assert {f.parent_id for f in files} == {page.id}
    assert {f.listed_title for f in files} == {"附件1：申报表", "名单"}
    assert {f.state for f in files} == {DocumentState.LIVE}
    assert outcomes(world, Purpose.ATTACHMENT) == [Outcome.OK] * 2


def test_robots_txt_is_obeyed_and_its_hash_is_kept(world: World) -> None:
    items = lay_out(world.site)
    world.site.put("/secret/a.html", notice_html("内部"))
    listed = [("/secret/a.html", "一份不许取的文件通知", "2023-08-20"), *items]
    world.site.put("/list/", list_html(listed))
    world.watch(declare(world.site))

    world.collect()

    assert "/secret/a.html" not in world.site.asked
    blocked = [f for f in world.fetches() if f.outcome is Outcome.BLOCKED_ROBOTS]
    assert [f.robots_allowed for f in blocked] == [False]
    with read_session(world.engine) as session:
        robots = session.scalars(select(RobotsFile)).one()
    assert blocked[0].robots_sha256 == robots.sha256
    assert "Disallow: /secret/" in robots.body
    assert all(
        f.robots_allowed for f in world.fetches() if f.outcome is Outcome.OK and f.document_id
    )


def test_a_broken_robots_txt_keeps_us_off(world: World) -> None:
    lay_out(world.site)
    world.site.pages["/robots.txt"] = Answer(b"", 503)
    world.watch(declare(world.site))

    world.collect()

    assert set(world.site.asked) == {"/robots.txt"}
    # A server that is down answers so for whatever it is asked: no publisher's wish.
    assert world.runs()[-1].outcome is Outcome.HTTP_5XX


def test_the_spider_tells_its_name_and_contact(world: World) -> None:
    lay_out(world.site)
    world.watch(declare(world.site))

    world.collect()

    assert world.site.agents == {world.settings.user_agent}


CHALLENGE = b"<script>document.cookie='a=1';location.reload()</script>"


def closed_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def leads_to(url: str) -> Answer:
    return Answer(b"", 302, headers={"Location": url})


FAILURES = {
    "412": (Answer(b"<script>x</script>", 412), Outcome.BLOCKED_WAF),
    "403-challenge": (Answer(CHALLENGE, 403), Outcome.BLOCKED_WAF),
    "200-challenge": (Answer(CHALLENGE), Outcome.BLOCKED_WAF),
    "403": (Answer(b"no", 403), Outcome.HTTP_4XX),
    "500": (Answer(b"no", 500), Outcome.HTTP_5XX),
    "429": (Answer(b"", 429, headers={"Retry-After": "31536000"}), Outcome.RATE_LIMITED),
    "loop": (leads_to("/loop/"), Outcome.REDIRECT_LOOP),
    "metadata": (leads_to("http://169.254.169.254/latest/meta-data/"), Outcome.REFUSED_ADDRESS),
    "private": (leads_to("http://10.0.0.1/"), Outcome.REFUSED_ADDRESS),
    "mapped": (leads_to("http://[::ffff:10.0.0.1]/"), Outcome.REFUSED_ADDRESS),
    "refused": (leads_to("https://www.zhihu.com/q"), Outcome.REFUSED_ADDRESS),
    "wrong-length": (
        Answer(b"short", headers={"Content-Length": "500", "Connection": "close"}),
        Outcome.PROTOCOL,
    ),
    "no-gzip": (Answer(b"not", headers={"Content-Encoding": "gzip"}), Outcome.UNDECODABLE),
    "bomb": (Answer(bytes(90_000_000), zipped=True), Outcome.TOO_LARGE),
    "empty": (Answer(b"<html><body><p>none yet</p></body></html>"), Outcome.EMPTY_LIST),
    "blank": (Answer(b""), Outcome.EMPTY_LIST),
}


def test_failures_end_in_their_class_and_leave_the_rest_of_the_run_whole(world: World) -> None:
    lay_out(world.site)
    for name, (page, _) in FAILURES.items():
        world.site.pages[f"/{name}/"] = page
    # A host that asks for rest is left alone by all its sources: that one has a name of its own.
    by_name = world.site.url.replace("127.0.0.1", "localhost")
    failing = [
        declare(world.site, f"/{name}/", id=f"a-{name}")
        if name != "429"
        else declare(world.site, id=f"a-{name}", url=f"{by_name}/{name}/")
        for name in FAILURES
    ]
    silent = declare(world.site, id="silent", url=f"http://127.0.0.1:{closed_port()}/list/")
    world.watch(*failing, declare(world.site, id="z-fine"), silent)

    counts = world.collect()

    ended = {run.source_id: run.outcome for run in world.runs() if run.finished_at}
    expected = {f"a-{name}": outcome for name, (_, outcome) in FAILURES.items()}
    assert ended == {**expected, "silent": Outcome.CONNECT, "z-fine": Outcome.OK}
    assert (counts.failed, counts.counts["fetched"]) == (0, 7)
    of_lists = {f.source_id: f.outcome for f in world.fetches() if f.purpose is Purpose.LIST}
    assert of_lists == ended


def test_loopback_is_refused_unless_it_is_allowed(world: World) -> None:
    lay_out(world.site)
    world.watch(
        declare(world.site),
        declare(world.site, id="by-name", url=f"http://localhost:{world.site.port}/list/"),
    )
    world.settings = world.settings.model_copy(update={"allow_loopback": False})

    world.collect()

    assert world.site.asked == []
    assert {run.outcome for run in world.runs()} == {Outcome.REFUSED_ADDRESS}


def test_a_host_that_asks_for_rest_is_not_due_before_it_ends(world: World) -> None:
    lay_out(world.site)
    world.site.pages["/list/"] = Answer(b"", 429, headers={"Retry-After": "7200"})
    world.watch(declare(world.site))

    world.collect()

    with read_session(world.engine) as session:
        due_at = session.get_one(Source, "town-notices").due_at
    assert due_at > datetime.now(UTC) + timedelta(minutes=110)
    assert world.site.asked == ["/robots.txt", "/list/"]


def test_links_to_other_publishers_are_left_out(world: World) -> None:
    items = lay_out(world.site)
    other = ("https://www.example.org/2023-08-01/a.html", "别处的一则很长的通知标题", "2023-08-22")
    world.site.put("/list/", list_html([other, *items]))
    world.watch(declare(world.site))

    world.collect()

    assert len(world.documents()) == 7
    assert world.runs()[-1].detail == "1 links to other hosts left out (www.example.org)"


def test_a_killed_crawl_is_resumed_without_loss_or_repetition(world: World) -> None:
    items = lay_out(world.site, 15)
    for path, title, _ in items:
        world.site.put(path, notice_html(title), drip=0.07)
    world.watch(declare(world.site, concurrency=1))
    command = """
import sys
from models import make_engine
from policywatch.settings import Settings
from spiders.collect import collect
settings = Settings.model_validate_json(sys.argv[1])
collect(make_engine(settings.store_url), settings)
"""
    crawl = subprocess.Popen([sys.executable, "-c", command, world.settings.model_dump_json()])
    wait_for(lambda: sum(path.startswith("/art") for path in world.site.asked) >= 5)

    os.kill(crawl.pid, signal.SIGKILL)
    crawl.wait()
    at_kill = len(world.site.asked)
    time.sleep(1.5)

    assert len(world.site.asked) <= at_kill + 2, "the crawl process outlived its parent"
    assert world.runs()[-1].finished_at is None
    counts = world.collect()
    assert (counts.done, counts.counts["hosts_busy"]) == (1, 0)
    with read_session(world.engine) as session:
        snapshots = session.scalars(select(Snapshot.document_id)).all()
    assert sorted(snapshots) == sorted(d.id for d in world.documents())
    assert len(snapshots) == 15


def test_trouble_with_the_store_breaks_a_run_off_and_the_next_one_mends_it(world: World) -> None:
    lay_out(world.site)
    world.watch(declare(world.site))
    with world.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    broken = world.collect()
    with world.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")

    mended = world.collect()

    assert (broken.done, broken.failed) == (0, 1)
    assert (mended.done, mended.failed) == (1, 0)
    assert world.runs()[0].finished_at is None
    with read_session(world.engine) as session:
        assert len(session.scalars(select(Snapshot)).all()) == 7


def wait_for(condition: object, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_host_under_lease_is_left_alone(world: World) -> None:
    lay_out(world.site)
    world.watch(declare(world.site))
    later = datetime.now(UTC) + timedelta(minutes=1)
    with write_session(world.engine) as session:
        session.add(
            HostLease(host=f"127.0.0.1:{world.site.port}", holder="other", expires_at=later)
        )

    counts = world.collect()

    assert counts.counts["hosts_busy"] == 1
    assert world.site.asked == []


def test_due_hosts_group_what_is_due(world: World) -> None:
    world.watch(
        declare(world.site, id="a"),
        declare(world.site, id="b"),
        declare(world.site, id="c", url="https://www.example.org/", enabled=False),
    )

    with read_session(world.engine) as session:
        due = due_hosts(session, datetime.now(UTC))
        early = due_hosts(session, datetime.now(UTC) - timedelta(hours=1))

    assert [(d.host, set(d.source_ids)) for d in due] == [
        (f"127.0.0.1:{world.site.port}", {"a", "b"})
    ]
    assert early == []


def test_trying_a_source_stores_nothing(world: World) -> None:
    items = lay_out(world.site)

    found = try_source(declare(world.site), world.settings)

    assert [(i.title, i.date) for i in found] == [(t, d) for _, t, d in items[:4]]
    assert world.runs() == []
    assert not world.settings.archive_dir.exists()


def test_trying_a_source_says_why_it_yields_nothing(world: World) -> None:
    world.site.pages["/list/"] = Answer(b"", 412)

    with pytest.raises(CrawlError, match="blocked-waf"):
        try_source(declare(world.site), world.settings)


def test_one_address_can_be_fetched_by_hand(world: World) -> None:
    world.site.put("/a.html", notice_html("通知"), zipped=True)

    answer = fetch_once(world.site.url + "/a.html", world.settings)

    assert answer.body == notice_html("通知").encode()
    assert answer.content_type == "text/html; charset=utf-8"
    with pytest.raises(FetchError, match="http-4xx"):
        fetch_once(world.site.url + "/none.html", world.settings)


def test_fetches_name_their_vantage_point(world: World) -> None:
    lay_out(world.site)
    world.watch(declare(world.site))
    world.settings = world.settings.model_copy(update={"vantage": "hk-1"})

    world.collect()

    with read_session(world.engine) as session:
        assert set(session.scalars(select(Fetch.vantage))) == {"hk-1"}
