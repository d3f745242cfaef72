"""Lists and pages that scripts write: shown by a browser that connects to nothing itself."""

import json
import threading
import time
from datetime import UTC, date, datetime

import pytest

from models import Outcome, Source, SourceState, read_session
from policywatch.health import assess
from spiders.browser import find_browser, is_shell
from spiders.collect import try_source
from spiders.guess import guess_source
from spiders.once import fetch_once
from tests.spiders.site import Answer, Site, list_html, notice_html, notices, running_site
from tests.spiders.world import World, declare

CHAIN = """<html><head><meta charset=utf-8></head><body><div id=list></div><script>
(async () => {
  let rows;
  for (let n = 0; n < %d; n++) rows = await (await fetch('%s/api')).json();
  document.getElementById('list').innerHTML = rows.map(r =>
    '<li><a href="' + r[0] + '">' + r[1] + '</a><span>' + r[2] + '</span></li>').join('');
})();
</script></body></html>"""
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
def test_what_scripts_write_is_listed(world: World) -> None:
    items = lay_out(world.site)
    world.watch(declare(world.site, browser="if-empty"))

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


@needs_browser
def test_a_hosts_pace_holds_for_what_pages_ask_for_in_the_browser(world: World) -> None:
    """Two hosts, crawled by a process each, whose pages ask a third for what they show."""
    delay, chain = 2, 3
    seen: list[float] = []
    under_way = Overlap()
    rows = [(f"/gone/{n}.html", f"关于申报第{n}批的通知", "2023-08-01") for n in range(3)]

    def serve() -> Answer:
        seen.append(time.monotonic())
        with under_way:
            time.sleep(0.3)
        return Answer(json.dumps(rows).encode(), kind="application/json")

    world.site.pages["/api"] = serve
    world.site.put("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}\n", kind="text/plain")
    with running_site() as first, running_site() as second:
        for site in (first, second):
            site.put("/list/", CHAIN % (chain, world.site.url))
        world.watch(
            *(
                declare(
                    site,
                    id=f"list-{n}",
                    browser="always",
                    delay=0.01,
                    concurrency=1,
                )
                for n, site in enumerate((first, second))
            )
        )

        world.collect()

    # Waiting for turns takes longer than a page that asks for nothing is waited for.
    assert [(run.outcome, run.listed) for run in world.runs()] == [(Outcome.OK, 3)] * 2
    assert len(seen) == 2 * chain
    assert seen[-1] - seen[0] >= delay * (2 * chain - 1) * 0.9
    assert under_way.most == 1


@needs_browser
@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ("document.title = 'x'; location.href = location.pathname", Outcome.BLOCKED_WAF),
        ("location.href = '/moved/away.html'", Outcome.HTTP_4XX),
        ("location.href = 'http://10.0.0.1/'", Outcome.REFUSED_ADDRESS),
    ],
    ids=["loads itself again", "leads to what is not there", "leads where none may go"],
)
def test_what_the_browser_says_of_a_page_that_does_not_come_is_no_page(
    world: World, script: str, outcome: Outcome
) -> None:
    (address, _, _), *_ = items = notices(world.site, 4)
    world.site.put("/list/", list_html(items))
    world.site.put(address, f"<html><script>{script}</script></html>")
    world.watch(declare(world.site, browser="if-empty"))

    world.collect()

    fetches = {f.url.removeprefix(world.site.url): f.outcome for f in world.fetches()}
    assert fetches[address] == outcome
    assert world.site.asked.count(address) < 10


@needs_browser
@pytest.mark.parametrize(
    "leads_on",
    [
        "<script>location.href = '/there.html'</script>",
        '<meta http-equiv="Refresh" content="0; URL=/there.html">',
    ],
    ids=["by a script", "by a tag"],
)
def test_the_page_that_another_leads_on_to_is_the_page(world: World, leads_on: str) -> None:
    (address, _, _), *_ = items = notices(world.site, 4)
    world.site.put("/list/", list_html(items))
    world.site.put(address, f"<html><head>{leads_on}</head></html>")
    world.site.put("/there.html", notice_html("关于组织申报的通知"))
    world.watch(declare(world.site, browser="if-empty"))

    world.collect()

    fetches = {f.url.removeprefix(world.site.url): f for f in world.fetches()}
    assert fetches[address].outcome == Outcome.OK
    shown = b"".join(record.payload for record in world.records(fetches[address]))
    assert "关于组织申报的通知".encode() in shown


class Overlap:
    """How many were in a block at once, at most."""

    def __init__(self) -> None:
        self.most = self._now = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._now -= 1


def test_a_shell_is_told_from_a_page() -> None:
    assert is_shell(b"<html><body><div id=app></div><script src=a.js></script></body></html>")
    assert not is_shell(notice_html("一则通知").encode() + b"<script></script>")
    assert not is_shell(b"<html><body></body></html>")
    assert is_shell(b"<meta http-equiv=refresh content='0;url=/a.html'>")
    assert not is_shell(b"<meta http-equiv=refresh content=60>")


@pytest.mark.parametrize("use", ["if-empty", "always"])
def test_a_machine_without_a_browser_is_told_as_such(
    world: World, monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    lay_out(world.site)
    world.watch(declare(world.site, browser=use))
    monkeypatch.setenv("PATH", "/nowhere")

    world.collect()
    assess(world.engine, now=datetime.now(UTC))
    world.let_time_pass()
    world.collect()
    assess(world.engine, now=datetime.now(UTC))

    assert [run.outcome for run in world.runs()] == [Outcome.NO_BROWSER] * 2
    with read_session(world.engine) as session:
        source = session.get_one(Source, "town-notices")
        told = "it needs a browser, and the machine that crawls has none (chromium is not installed"
        assert source.state is SourceState.FAILING
        assert told in source.state_reason
        assert "apt install chromium" in source.state_advice
