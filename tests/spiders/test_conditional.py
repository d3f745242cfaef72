"""Refetches of list pages: asked for conditionally, and a 304 still says what the page lists."""

import json

from models import CrawlRun, Outcome, Purpose
from policywatch.archive.records import warc_date
from spiders.backfill import backfill
from tests.spiders.site import Site, list_html, notices
from tests.spiders.world import World, declare

SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEXT = '<a href="index_1.html">下一页</a>'
API = {"items": "", "page_size": 4}
Item = tuple[str, str, str]


def put_sitemap(site: Site, name: str, items: list[Item]) -> None:
    urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path, _, _ in items)
    site.put(name, f"<urlset {SITEMAPS}>{urls}</urlset>", kind="text/xml")


def put_api(site: Site, items: list[Item]) -> None:
    for page in (1, 2):
        some = [{"url": u, "title": t, "date": d} for u, t, d in items[page * 4 - 4 : page * 4]]
        site.put(f"/j?page={page}&size=4", json.dumps(some), kind="application/json")


def newest(world: World, source_id: str) -> CrawlRun:
    return [run for run in world.runs() if run.source_id == source_id][-1]


def asked(world: World, source_id: str) -> list[tuple[str, int | None]]:
    """Return what the newest run of a source asked for its list, and what came."""
    run = newest(world, source_id)
    mine = [f for f in world.fetches() if f.run_id == run.id and f.purpose is Purpose.LIST]
    return [(f.url.removeprefix(world.site.url), f.status) for f in mine]


def still_listed(world: World, source_id: str) -> int:
    """Return how many documents the newest run of a source saw listed."""
    began = newest(world, source_id).started_at
    mine = [d.last_listed_at for d in world.documents() if d.source_id == source_id]
    return sum(at is not None and at >= began for at in mine)


def check_revisits(world: World) -> None:
    """Check that each 304 lies in the archive as a revisit of the answer that it confirms."""
    brought = {
        (f.final_url, warc_date(f.at)): f.purpose for f in world.fetches() if f.status == 200
    }
    confirmed = [f for f in world.fetches() if f.status == 304]
    for fetch in confirmed:
        first = world.records(fetch)[0]
        assert first.kind == "revisit"
        assert first.headers["WARC-Profile"].endswith("server-not-modified")
        named = ("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")
        assert brought[(first.headers[named[0]], first.headers[named[1]])] is fetch.purpose
    assert {f.purpose for f in confirmed} == {Purpose.LIST, Purpose.ROBOTS}


def test_unmodified_pages_of_a_list_are_asked_for_conditionally_and_still_list(
    world: World,
) -> None:
    site = world.site
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
    mapped, plain, listed, rows, held = (notices(site, 8, start=20 * n) for n in range(5))
    index = "".join(f"<sitemap><loc>{site.url}/m{n}.xml</loc></sitemap>" for n in (1, 2))
    site.put("/index.xml", f"<sitemapindex {SITEMAPS}>{index}</sitemapindex>", kind="text/xml")
    put_sitemap(site, "/m1.xml", mapped[:3])
    put_sitemap(site, "/m2.xml", mapped[3:7])
    put_sitemap(site, "/plain.xml", plain)
    site.put("/list/", list_html(listed[:3], NEXT))
    site.put("/list/index_1.html", list_html(listed[3:]))
    put_api(site, rows[:7])
    site.put("/anew/", list_html(held))
    declared = [
        declare(site, "/index.xml", id="index", family="sitemap"),
        declare(site, "/plain.xml", id="plain", family="sitemap"),
        declare(site, "/list/", id="list"),
        declare(site, "/j?page={page}&size={size}", id="api", family="api-list", api=API),
    ]
    world.watch(*declared, declare(site, "/anew/", id="anew", exclude=[r"art_8[1-4]\."]))
    world.collect()
    put_sitemap(site, "/m2.xml", mapped[3:])
    site.put("/list/", list_html([*listed[:3], *notices(site, 4, start=200)], NEXT))
    world.watch(*declared, declare(site, "/anew/", id="anew"))

    counts = world.collect(even_if_not_due=True)

    # An index may stay as it is while the sitemaps that it names change.
    assert asked(world, "index") == [("/index.xml", 304), ("/m1.xml", 304), ("/m2.xml", 200)]
    assert newest(world, "index").outcome is Outcome.OK
    assert (newest(world, "index").new, still_listed(world, "index")) == (1, 8)
    assert newest(world, "plain").outcome is Outcome.NOT_MODIFIED
    # The known items of the second page end the run: nothing may have been missed.
    assert asked(world, "list") == [("/list/", 200), ("/list/index_1.html", 304)]
    assert (newest(world, "list").listed, newest(world, "list").new) == (12, 4)
    assert counts.counts["possible_gaps"] == 0
    assert asked(world, "anew") == [("/anew/", 200)]
    assert newest(world, "anew").new == 4

    check_revisits(world)

    first, second = "/j?page=1&size=4", "/j?page=2&size=4"
    result = backfill(world.engine, world.settings, "api", None)
    assert (result.done, result.listed, result.new) == (True, 7, 0)
    assert asked(world, "api") == [(first, 304), (second, 304)]

    for path in world.settings.archive_dir.rglob("*.warc.gz"):
        path.unlink()
    result = backfill(world.engine, world.settings, "api", None)
    assert (result.done, result.listed, result.new) == (True, 7, 0)
    assert asked(world, "api") == [(first, 304), (first, 200), (second, 304), (second, 200)]
