"""`sources try` yields the items of every family and kind of site, and stores nothing."""

import gzip
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from benchmarks.listing.made import Made
from models import make_engine
from models.migrate import migrate
from policywatch.settings import Settings
from spiders.browser import find_browser
from tests.spiders.site import Answer, Site, notice_html, notices, running_site
from tests.spiders.test_browser import lay_out
from tests.spiders.test_guess import PAGES, guess
from tests.spiders.world import declare

SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# One or two of each kind; the many layouts of plain lists are read in the tests of the guess.
KINDS = {
    *("plain", "search", "trs-script", "trs-document-write", "vsb", "vsb-table", "sudy"),
    *("sudy-json", "ajax", "json", "gkmlpt", "hanweb", "hanweb-form", "hanweb-unit"),
    *("rss", "atom", "sitemap", "news-sitemap"),
}
LISTS = [made for made in PAGES if made.name in KINDS]
Row = tuple[str, str, str | None]


@dataclass(frozen=True)
class Case:
    """A source, and what it is to yield."""

    fields: dict[str, Any]
    items: list[Row]


def put_made(sites: tuple[Site, ...], made: Made) -> Case:
    """Serve a made source, declared as it is guessed, where no other has its address."""
    site = next(one for one in sites if urlsplit(made.url).path not in one.pages)
    host = "{0.scheme}://{0.netloc}".format(urlsplit(made.url))
    fields = json.loads(json.dumps(guess(made).fields, default=str))
    answers = {made.url: (made.kind, made.body)} | {
        host + path: answer for path, answer in made.others.items()
    }
    for url, (kind, body) in answers.items():
        site.pages[urlsplit(url).path] = Answer(moved(body, host, site.url), kind=kind)
    fields["url"] = fields["url"].replace(host, site.url)
    return Case(fields, [(u.replace(host, site.url), t, d) for u, t, d in made.items])


def moved(body: bytes, host: str, to: str) -> bytes:
    """Return a body whose addresses lie on the server at hand."""
    if body.startswith(b"\x1f\x8b"):
        return gzip.compress(moved(gzip.decompress(body), host, to))
    return body.replace(host.encode(), to.encode()).replace(
        host.replace("/", "\\/").encode(), to.replace("/", "\\/").encode()
    )


def put_others(site: Site) -> dict[str, Case]:
    """Lay out the kinds that no made page has."""
    items = [(site.url + path, title, day) for path, title, day in notices(site, 4)]
    urls = "".join(f"<url><loc>{url}</loc></url>" for url, _, _ in items)
    packed = gzip.compress(f"<urlset {SITEMAPS}>{urls}</urlset>".encode())
    site.pages["/maps/1.xml.gz"] = Answer(packed, kind="application/gzip")
    index = f"<sitemap><loc>{site.url}/maps/1.xml.gz</loc></sitemap>"
    site.put("/maps/index.xml", f"<sitemapindex {SITEMAPS}>{index}</sitemapindex>", kind="text/xml")
    site.put("/watched.html", notice_html("人才政策一览"))
    written = [(site.url + path, title, day) for path, title, day in lay_out(site)]
    mapped: list[Row] = [(url, "", None) for url, _, _ in items]
    return {
        "sitemap-index": Case({"family": "sitemap", "url": f"{site.url}/maps/index.xml"}, mapped),
        "sitemap-gz": Case({"family": "sitemap", "url": f"{site.url}/maps/1.xml.gz"}, mapped),
        "watched-page": Case(
            {"family": "page", "url": f"{site.url}/watched.html"},
            [(f"{site.url}/watched.html", "通知公告", None)],
        ),
        "written-by-scripts": Case(
            {"family": "list", "url": f"{site.url}/list/", "browser": "always"}, list(written)
        ),
    }


@pytest.fixture(scope="module")
def tried(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, Case], dict[str, Any]]:
    """Every source, and what came of trying it."""
    home = tmp_path_factory.mktemp("tried")
    settings = Settings(home=home, allow_loopback=True, fetch_timeout=60)
    engine = make_engine(settings.store_url)
    migrate(engine)
    engine.dispose()
    before = everything_in(home)
    with running_site() as site, running_site() as second:
        cases = {made.name: put_made((site, second), made) for made in LISTS} | put_others(site)
        if find_browser() is None:
            del cases["written-by-scripts"]
        declared = [declare(site, **case.fields, id=name) for name, case in cases.items()]
        job = {
            "settings": settings.model_dump(mode="json"),
            "declarations": [one.as_json() for one in declared],
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.spiders.trying"],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    answers = {told["source"]: told for told in map(json.loads, done.stdout.splitlines())}
    assert everything_in(home) == before
    return cases, answers


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


NAMES = [made.name for made in LISTS] + [
    *("sitemap-index", "sitemap-gz", "watched-page"),
    pytest.param(
        "written-by-scripts",
        marks=pytest.mark.skipif(find_browser() is None, reason="no chromium"),
    ),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_source_of_each_kind_yields_its_items_when_tried(
    tried: tuple[dict[str, Case], dict[str, Any]], name: str
) -> None:
    cases, answers = tried

    answer = answers[name]

    assert answer["problem"] == ""
    assert [without_year(*item) for item in answer["items"]] == [
        without_year(*item) for item in cases[name].items
    ]


def without_year(url: str, title: str, day: str | None) -> Row:
    """Return an item without its year, which a list that shows none leaves to today's date."""
    return url, title, day[5:] if day else None
