"""The manifest and the site say the same, page by page and day by day."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from protego import Protego

from policywatch.catalogue.sources import load_sources
from policywatch.samplesite import Event, ManifestPage, Problem, load_manifest
from policywatch.samplesite.content import LAST_DAY, Page, load_content
from policywatch.samplesite.markup import plain_text, to_html
from policywatch.samplesite.rendering import NOTICE_EN, NOTICE_HK, NOTICE_ZH
from policywatch.samplesite.site import ROBOTS, site_on
from policywatch.settings import ROOT

DAYS = range(1, LAST_DAY + 1)
MANIFEST = load_manifest()
PAGES = {page.path: page for page in load_content().pages}
# What may stand between the characters of a name without hiding it from a reader.
FILLER = re.compile("[\\s·\u200b\u200c\u00ad“”「」()（）-]")


def words_on(page: Page, day: int) -> str:
    return page.title_on(day) + "\n" + plain_text(to_html(page.body_on(day), "plain"))


def shingles(text: str) -> set[str]:
    squeezed = re.sub(r"\s", "", text)
    return {squeezed[i : i + 4] for i in range(len(squeezed) - 3)}


def scrubs() -> list[tuple[ManifestPage, int]]:
    return [
        (page, day)
        for page in MANIFEST.pages
        for day, event in page.events.items()
        if event is Event.MENTION_REMOVED
    ]


def test_there_are_many_pages_and_each_kind_of_event() -> None:
    html = [page for page in MANIFEST.pages if not page.parent]
    events = {event for page in MANIFEST.pages for event in page.events.values()}

    assert len(html) >= 75
    assert events == set(Event) - {Event.ATTACHMENT_REPLACED}
    assert {page.problem for page in MANIFEST.pages} == {None, *Problem}


def test_each_page_stands_in_the_manifest_once() -> None:
    assert len(MANIFEST.by_path) == len(MANIFEST.pages)
    assert set(MANIFEST.by_path) == set(PAGES)
    assert all(MANIFEST.by_path[path].title == page.title for path, page in PAGES.items())


@pytest.mark.parametrize("day", DAYS)
def test_exactly_the_pages_of_the_manifest_are_served(day: int) -> None:
    assert set(site_on(day).pages) == {page.path for page in MANIFEST.served_on(day)}


@pytest.mark.parametrize("day", DAYS)
def test_an_event_is_told_exactly_when_the_text_of_a_page_changes(day: int) -> None:
    for path, page in PAGES.items():
        told = MANIFEST.by_path[path].events.get(day)
        if day not in page.days or day - 1 not in page.days:
            continue
        changed = words_on(page, day) != words_on(page, day - 1)
        assert changed == (told in (Event.EDITED, Event.MENTION_REMOVED)), path


@pytest.mark.parametrize(
    ("page", "day"), [pytest.param(p, d, id=f"{p.path}-{d}") for p, d in scrubs()]
)
def test_a_name_that_was_removed_is_nowhere_on_the_page(page: ManifestPage, day: int) -> None:
    names = {
        programme["id"]: [*programme["zh"], *programme.get("en", ())]
        for programme in yaml.safe_load(
            (ROOT / "watchlists" / "programmes.yaml").read_text(encoding="utf-8")
        )["programmes"]
    }
    removed = set(page.programmes_on(day - 1)) - set(page.programmes_on(day))
    text = FILLER.sub("", words_on(PAGES[page.path], day)).lower()

    assert removed
    for programme in removed:
        assert not [n for n in names[programme] if FILLER.sub("", n).lower() in text]
    served = site_on(day).answer(page.path, "http://sample").body
    for edit in PAGES[page.path].edits:
        assert edit.day > day or edit.replace.encode() not in served


def test_near_copies_are_near_and_the_excerpt_is_contained() -> None:
    copies = [page for page in MANIFEST.pages if page.copy_of]
    excerpts = [page for page in MANIFEST.pages if page.excerpt_of]

    assert len({page.source for page in copies}) == 3
    assert excerpts
    for copy in copies:
        one, two = (shingles(words_on(PAGES[p], 1)) for p in (copy.path, copy.copy_of))
        assert len(one & two) / len(one | two) > 0.6
    for excerpt in excerpts:
        one, two = (shingles(words_on(PAGES[p], 1)) for p in (excerpt.path, excerpt.excerpt_of))
        assert len(one & two) / len(one) > 0.6 > len(one & two) / len(two)


def test_an_excerpt_and_copies_name_pages_that_exist() -> None:
    for page in MANIFEST.pages:
        for other in filter(None, (page.copy_of, page.excerpt_of, page.parent)):
            assert other in MANIFEST.by_path


def test_what_is_relevant_has_a_grade_and_what_is_not_names_no_programme() -> None:
    for page in MANIFEST.pages:
        relevant = any(page.is_relevant_on(day) for day in DAYS)
        assert bool(page.grade) == relevant, page.path
        assert relevant or not any(page.programmes_on(day) for day in DAYS), page.path
    assert sum(not any(p.relevant.values()) for p in MANIFEST.pages) >= 25


def test_programmes_and_sources_are_declared() -> None:
    text = (ROOT / "watchlists" / "programmes.yaml").read_text(encoding="utf-8")
    known = {programme["id"] for programme in yaml.safe_load(text)["programmes"]}
    declared = {s.id: s for s in load_sources(ROOT / "sources", sample_site="http://127.0.0.1:1")}

    for page in MANIFEST.pages:
        assert {p for day in DAYS for p in page.programmes_on(day)} <= known
        assert declared[page.source].enabled


def test_robots_txt_closes_exactly_the_pages_that_say_so() -> None:
    robots = Protego.parse(ROBOTS)

    closed = {p.path for p in MANIFEST.pages if not robots.can_fetch(p.path, "policywatch/0.1")}

    assert closed == {p.path for p in MANIFEST.pages if p.problem is Problem.ROBOTS}


def test_every_page_says_that_it_is_made_up() -> None:
    for day in DAYS:
        for path, page in site_on(day).pages.items():
            if page.file or page.bare:
                continue
            publisher = load_content().publisher(page.publisher)
            text = site_on(day).answer(path, "http://sample").body.decode(publisher.charset)
            assert any(notice in text for notice in (NOTICE_ZH, NOTICE_EN, NOTICE_HK)), path


def test_events_follow_each_other_sensibly() -> None:
    for page in MANIFEST.pages:
        events = [page.events[day] for day in sorted(page.events)]
        assert events[0] is Event.NEW
        for before, after in pairwise(events):
            was_away = before in (Event.GONE, Event.REDIRECTED)
            assert (after is Event.RETURNED) == was_away, page.path


def test_no_file_lies_about_unused() -> None:
    folder = Path(ROOT / "policywatch" / "samplesite" / "attachments")

    assert {path.name for path in folder.iterdir()} == {p.file for p in PAGES.values() if p.file}


def test_document_numbers_are_those_of_the_header_tables() -> None:
    for path, page in PAGES.items():
        number = page.header.get("发文字号", page.header.get("文号", ""))
        assert MANIFEST.by_path[path].document_number == number, path
