"""Every family end to end: its list pages on, its items become documents."""

import gzip
import json
import os
import signal
import subprocess
import sys

from sqlalchemy import select

from models import DocumentState, Outcome, Snapshot, Stage, Work, read_session
from tests.spiders.site import Answer, Site, list_html, notice_html, notices
from tests.spiders.test_collect import wait_for
from tests.spiders.world import World, declare

SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_every_family_lists_and_fetches(world: World) -> None:
    site = world.site
    sets = {
        name: notices(site, 6, start=10 * n) for n, name in enumerate(("s", "j", "h", "f", "m"), 1)
    }
    lay_out_script_list(site, sets["s"])
    lay_out_apis(site, sets["j"], sets["h"])
    lay_out_feed_and_sitemap(site, sets["f"], sets["m"])
    site.put("/watched.html", notice_html("人才政策一览"))
    world.watch(
        declare(site, "/s/", id="script", family="script-list"),
        declare(
            site,
            "/j?page={page}&size={size}",
            id="json",
            family="api-list",
            api={"items": "data.rows", "page_size": 4},
        ),
        declare(
            site,
            "/h?startrecord={start}&endrecord={end}",
            id="hanweb",
            family="api-list",
            api={"format": "datastore", "method": "POST", "body": "col=1", "page_size": 4},
        ),
        declare(site, "/feed.xml", id="feed", family="feed"),
        declare(site, "/sitemap.xml", id="sitemap", family="sitemap"),
        declare(site, "/watched.html", id="page", family="page"),
    )

    counts = world.collect()

    assert {run.source_id: (run.outcome, run.listed, run.fetched) for run in world.runs()} == {
        **dict.fromkeys(("script", "json", "hanweb", "feed", "sitemap"), (Outcome.OK, 6, 6)),
        "page": (Outcome.OK, 1, 1),
    }
    assert counts.counts["documents_failed"] == 0
    assert {d.state for d in world.documents()} == {DocumentState.LIVE}
    titles = {path: title for items in sets.values() for path, title, _ in items}
    for document in world.documents():
        path = document.url.removeprefix(site.url)
        if document.source_id in ("script", "json", "hanweb", "feed"):
            assert document.listed_title == titles[path]


def lay_out_script_list(site: Site, items: list[tuple[str, str, str]]) -> None:
    for number, name in enumerate(("", "index_1.html", "index_2.html")):
        pager = f"<script>createPageHTML(3, {number}, 'index', 'html');</script>"
        site.put(f"/s/{name}", list_html(items[number * 2 : number * 2 + 2], pager))


def lay_out_apis(
    site: Site, rows: list[tuple[str, str, str]], records: list[tuple[str, str, str]]
) -> None:
    for number in (1, 2):
        some = rows[number * 4 - 4 : number * 4]
        data = {"rows": [{"url": u, "title": t, "date": d} for u, t, d in some]}
        body = json.dumps({"data": data})
        site.put(f"/j?page={number}&size=4", body, kind="application/json")
        some = records[number * 4 - 4 : number * 4]
        marks = "".join(
            f"<record><![CDATA[<li><a href='{u}'>{t}</a> {d}</li>]]></record>" for u, t, d in some
        )
        first, last = number * 4 - 3, number * 4
        path = f"/h?startrecord={first}&endrecord={last}#col=1"
        site.put(path, f"<datastore><recordset>{marks}</recordset></datastore>", kind="text/xml")


def lay_out_feed_and_sitemap(
    site: Site, entries: list[tuple[str, str, str]], pages: list[tuple[str, str, str]]
) -> None:
    items = "".join(f"<item><title>{t}</title><link>{u}</link></item>" for u, t, _ in entries)
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    site.put("/feed.xml", rss, kind="application/rss+xml")
    index = "".join(f"<sitemap><loc>{site.url}/m{n}.xml.gz</loc></sitemap>" for n in (1, 2))
    site.put("/sitemap.xml", f"<sitemapindex {SITEMAPS}>{index}</sitemapindex>", kind="text/xml")
    for n in (1, 2):
        urls = "".join(
            f"<url><loc>{site.url}{u}</loc></url>" for u, _, _ in pages[n * 3 - 3 : n * 3]
        )
        body = gzip.compress(f"<urlset {SITEMAPS}>{urls}</urlset>".encode())
        site.pages[f"/m{n}.xml.gz"] = Answer(body, kind="application/gzip")


def test_a_sitemap_that_is_not_there_is_told_though_its_index_and_the_others_are(
    world: World,
) -> None:
    lay_out_feed_and_sitemap(world.site, [], notices(world.site, 6))
    world.watch(declare(world.site, "/sitemap.xml", family="sitemap"))
    world.collect()

    del world.site.pages["/m2.xml.gz"]
    world.let_time_pass()
    world.collect()

    last = world.runs()[-1]
    assert last.outcome is Outcome.OK
    assert f"not found: {world.site.url}/m2.xml.gz" in last.detail


def test_a_watched_page_is_looked_at_in_every_run_and_fails_with_its_page(world: World) -> None:
    world.site.put("/watched.html", notice_html("人才政策一览"))
    world.watch(declare(world.site, "/watched.html", family="page", recheck="30d"))
    world.collect()
    world.site.put("/watched.html", notice_html("人才政策一览（更新）"))

    world.collect(source_ids=["town-notices"], even_if_not_due=True)
    world.site.pages["/watched.html"] = Answer(b"", 412)
    world.collect(source_ids=["town-notices"], even_if_not_due=True)

    assert [run.outcome for run in world.runs()] == [Outcome.OK, Outcome.OK, Outcome.BLOCKED_WAF]
    with read_session(world.engine) as session:
        assert len(session.scalars(select(Snapshot)).all()) == 2
        assert len(session.scalars(select(Work).where(Work.stage == Stage.READ)).all()) == 2


def test_a_script_pager_that_is_gone_is_a_change_of_layout(world: World) -> None:
    world.site.put("/list/", list_html(notices(world.site, 5)))
    world.watch(declare(world.site, family="script-list"))

    world.collect()

    assert world.runs()[-1].outcome is Outcome.LAYOUT_CHANGED


def test_a_page_of_the_list_that_fails_is_fetched_over_by_the_next_run(world: World) -> None:
    items = notices(world.site, 8)
    pager = '<a href="index_1.html">下一页</a>'
    world.site.put("/list/", list_html(items[:4], pager))
    world.site.pages["/list/index_1.html"] = Answer(b"", 500)
    world.watch(declare(world.site))
    world.collect()
    world.site.put("/list/index_1.html", list_html(items[4:]))
    world.let_time_pass()

    world.collect()

    first, second = world.runs()
    assert (first.outcome, first.listed, first.fetched) == (Outcome.HTTP_5XX, 4, 4)
    assert (second.outcome, second.new) == (Outcome.OK, 4)


def test_sigterm_keeps_what_was_fetched_and_ends_at_once(world: World) -> None:
    items = notices(world.site, 20)
    world.site.put("/list/", list_html(items))
    for path, title, _ in items[10:]:
        world.site.put(path, notice_html(title), drip=20)
    world.watch(declare(world.site, concurrency=1))
    job = {"settings": world.settings.model_dump(mode="json"), "sources": ["town-notices"]}
    crawl = subprocess.Popen(
        [sys.executable, "-m", "spiders", str(os.getpid())], stdin=subprocess.PIPE
    )
    assert crawl.stdin
    crawl.stdin.write(json.dumps(job).encode())
    crawl.stdin.close()
    wait_for(lambda: any(path == items[10][0] for path in world.site.asked))

    crawl.send_signal(signal.SIGTERM)

    assert crawl.wait(5) == 143
    states = [d.state for d in world.documents()]
    assert states.count(DocumentState.LIVE) == 10
    assert world.runs()[-1].finished_at is None
    with read_session(world.engine) as session:
        for snapshot in session.scalars(select(Snapshot)):
            assert world.archive.read(snapshot.warc_file, snapshot.warc_offset).body
