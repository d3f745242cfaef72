"""`sources new`: from an address to a source that yields what a reader sees there."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from click.testing import CliRunner

from benchmarks.listing import pages_check, pages_tuning
from benchmarks.listing.made import TODAY, Made
from policywatch.catalogue.sources import SourceDeclaration
from policywatch.cli import policywatch
from spiders.apis import api_call
from spiders.guess import GuessError, guess_source
from spiders.guess_look import Guess
from spiders.items import ListedItem
from spiders.once import Answer, FetchError
from spiders.readers import read_answer
from tests.spiders.site import Site, list_html, notice_html, notices

PAGES = [make() for make in (*pages_tuning.MADE, *pages_check.MADE)]


def declare(fields: dict[str, Any]) -> SourceDeclaration:
    base = {"id": "s", "name": "s", "publisher": "p", "publisher_en": "p", "legal": "l"}
    rest = {"checked": "2023-08-24", "level": "city", "place": ""}
    return SourceDeclaration.model_validate(base | rest | fields)


def guess(made: Made) -> Guess:
    def fetch(url: str, _method: str, _body: str, _kind: str) -> Answer:
        if url == made.url:
            return Answer(url, made.kind, made.body)
        other = made.others.get(urlsplit(url).path)
        if other is None:
            raise FetchError(f"{url}: http-4xx: HTTP 404")
        return Answer(url, *other)

    return guess_source(made.url, declare=declare, fetch=fetch, today=TODAY)


@pytest.mark.parametrize("made", PAGES, ids=[made.name for made in PAGES])
def test_a_look_at_a_page_tells_its_family_and_items(made: Made) -> None:
    found = guess(made)

    assert found.fields["family"] == made.family
    if made.family != "page":
        assert found.items == tuple(ListedItem(*row) for row in made.items)


@pytest.mark.parametrize(
    "made",
    [made for made in PAGES if made.family in ("list", "script-list")],
    ids=lambda made: made.name,
)
def test_what_was_guessed_reads_the_page_by_itself_and_pages_on(made: Made) -> None:
    declared = declare(guess(made).fields)

    page = read_answer(declared, made.body, made.kind, made.url, TODAY)

    assert page.items == tuple(ListedItem(*row) for row in made.items)
    assert page.next_url == made.following


def test_an_api_is_asked_for_its_further_pages() -> None:
    made = pages_tuning.hanweb_form()

    declared = declare(guess(made).fields)

    assert "startrecord=41&endrecord=60&perpage=20" in api_call(declared, 2).url


def test_an_empty_page_is_told_and_not_guessed_at() -> None:
    made = Made(
        "x",
        "",
        "http://a.example.org/x",
        b"<html><body><div id=app>Sign in</div></body></html>",
        (),
    )

    with pytest.raises(GuessError, match=r"no list, feed, sitemap or API .* it says: Sign in"):
        guess(made)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("POLICYWATCH_SOURCES_DIR", str(tmp_path / "sources"))
    monkeypatch.setenv("POLICYWATCH_ALLOW_LOOPBACK", "true")
    return lambda *words: CliRunner().invoke(policywatch, list(words))


def test_new_writes_a_source_that_its_recorded_answer_holds_to_what_it_yields(
    run: Any, site: Site, tmp_path: Path
) -> None:
    items = notices(site, 6)
    site.put("/list/", list_html(items, '<a href="index_1.html">下一页</a>'))

    done = run("sources", "new", f"{site.url}/list/", "--id", "town")

    assert done.exit_code == 0, done.output
    file = tmp_path / "sources" / "town.yaml"
    (entry,) = yaml.safe_load(file.read_text("utf-8"))["sources"]
    assert (entry["family"], entry["items"], entry["enabled"]) == ("list", "div.list li", False)
    golden = yaml.safe_load((tmp_path / "sources/recorded/town/golden.yaml").read_text("utf-8"))
    assert [(i["title"], i["date"]) for i in golden["items"]] == [(t, d) for _, t, d in items]
    assert "1 recorded answers yield" in run("sources", "check").output
    assert "is there already" in run("sources", "new", f"{site.url}/list/", "--id", "town").output

    file.write_text(file.read_text("utf-8").replace("date: span", "date: em"), "utf-8")

    broken = run("sources", "check")
    assert broken.exit_code == 1
    assert "town: it yields 6 items where 6 are recorded; date None where it was" in broken.output


@pytest.mark.parametrize("name", ["X Y", "../town"])
def test_new_writes_no_source_whose_name_none_can_have(
    run: Any, site: Site, tmp_path: Path, name: str
) -> None:
    site.put("/list/", list_html(notices(site, 6)))

    done = run("sources", "new", f"{site.url}/list/", "--id", name)

    assert done.exit_code == 2
    assert "sources.0.id" in done.output
    assert list(tmp_path.rglob("*.yaml")) == []


def test_sites_whose_terms_forbid_crawling_are_not_looked_at(run: Any) -> None:
    done = run("sources", "new", "https://www.zhihu.com/people/x")

    assert done.exit_code == 2
    assert "Zhihu's terms forbid crawling" in done.output
    assert "submission" in done.output


def test_robots_rules_hold_for_a_look(run: Any, site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /list/\n", kind="text/plain")
    site.put("/list/", notice_html("一则通知"))

    done = run("sources", "new", f"{site.url}/list/")

    assert done.exit_code == 1
    assert "blocked-robots" in done.output
