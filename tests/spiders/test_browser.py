"""Lists and pages that scripts write: shown by a browser that connects to nothing itself."""

import json
from datetime import date

import pytest

from models import Outcome
from spiders.browser import find_browser, is_shell
from spiders.collect import try_source
from spiders.guess import guess_source
from spiders.once import fetch_once
from tests.spiders.site import Site, list_html, notice_html, notices
from tests.spiders.world import World, declare

needs_browser = pytest.mark.skipif(find_browser() is None, reason="no chromium")
SCRIPT = """<html><head><meta charset=utf-8></head><body><div id=list></div><script>
fetch('/api/list').then(r => r.json()).then(rows => {
  document.getElementById('list').innerHTML = '<ul class=news>' + rows.map(r =>
    '<li><a href="' + r[0] + '">' + r[1] + '</a><span>' + r[2] + '</span></li>').join('') + '</ul>';
});
%s
</script></body></html>"""


def lay_out(site: Site, more: str = "") -> list[tuple[str, str, str]]:
    items = notices(site, 5)
    site.put("/list/", SCRIPT % more)
    site.put("/api/list", json.dumps(items), kind="application/json")
    return items


@needs_browser
@pytest.mark.parametrize("use", ["always", "if-empty"])
def test_what_scripts_write_is_listed(world: World, use: str) -> None:
    items = lay_out(world.site)
    world.watch(declare(world.site, browser=use))

    world.collect()

    assert [run.outcome for run in world.runs()] == [Outcome.OK]
    assert {(d.listed_title, d.listed_date) for d in world.documents()} == {
        (title, day) for _, title, day in items
    }


@needs_browser
def test_the_guards_of_the_crawl_hold_in_the_browser(world: World) -> None:
    hidden = (
        "for (const url of ['http://169.254.169.254/latest/', 'http://10.0.0.1/', '/secret/x',"
        "'https://www.zhihu.com/x']) fetch(url, {mode: 'no-cors'}).catch(() => 0);"
        "document.body.appendChild(new Image()).src = '/pixel.png';"
        "try { new WebSocket('ws://' + location.host + '/socket') } catch (e) {}"
    )
    lay_out(world.site, hidden)
    world.site.put("/robots.txt", "User-agent: *\nDisallow: /secret/\n", kind="text/plain")
    world.watch(declare(world.site, browser="always"))

    world.collect()

    assert [run.outcome for run in world.runs()] == [Outcome.OK]
    assert not {"/secret/x", "/pixel.png", "/socket"} & set(world.site.asked)
    assert len(world.documents()) == 5
    assert world.site.agents == {world.settings.user_agent}


@needs_browser
def test_a_list_that_stands_in_the_page_needs_no_browser(world: World) -> None:
    rows = list_html(notices(world.site, 8))
    world.site.put("/list/", rows.replace("</body>", "<script src=/a.js></script></body>"))

    found = try_source(declare(world.site, browser="if-empty"), world.settings)

    assert len(found) == 8
    assert "/a.js" not in world.site.asked


@needs_browser
def test_a_page_that_only_a_browser_shows_is_guessed_from_there(world: World) -> None:
    items = lay_out(world.site)
    url = f"{world.site.url}/list/"
    world.site.put("/list/", (SCRIPT % "").replace("'/api/list'", "'/a' + 'pi/list'"))

    found = guess_source(
        url,
        declare=lambda fields: declare(world.site, **fields),
        fetch=lambda asked, *_: fetch_once(asked, world.settings),
        browse=lambda asked: fetch_once(asked, world.settings, in_browser=True),
        today=date(2023, 8, 30),
    )

    assert (found.fields["family"], found.fields["browser"]) == ("list", "always")
    assert [item.title for item in found.items] == [title for _, title, _ in items]


def test_a_shell_is_told_from_a_page() -> None:
    assert is_shell(b"<html><body><div id=app></div><script src=a.js></script></body></html>")
    assert not is_shell(notice_html("一则通知").encode() + b"<script></script>")
    assert not is_shell(b"<html><body></body></html>")
