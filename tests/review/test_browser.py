"""The review app in a real browser: without scripts, by keyboard, on a phone, checked by axe."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine, update

from models import Finding, Message, Reading, make_engine, write_session
from policywatch.settings import Settings
from tests.browser import ARGUMENTS, CHROMIUM, needs_chromium
from tests.review.conftest import running_app
from tests.review.seeding import PASSWORD, TITLE

pytestmark = [pytest.mark.browser, needs_chromium]

PATHS = [
    "/",
    "/documents/1",
    "/documents/1/changes/2",
    "/candidates",
    "/candidates/1",
    "/sources",
    "/unreadable",
    "/submissions",
    "/?q=nothing&source=source-2",
    "/mail",
    "/mail/1",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def page_of(browser: Browser, **context: Any) -> Iterator[Page]:
    with browser.new_context(**context) as opened:
        yield opened.new_page()


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("input[name=name]", "analyst")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("nav")


def read(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert (answer.status, page.url.endswith(path)) == (200, True)


@pytest.fixture(scope="module")
def signed_in(
    browser: Browser, seeded: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What a browser needs to read, signed in, an app that no test changes."""
    folder = tmp_path_factory.mktemp("read")
    engine = make_engine(f"sqlite:///{shutil.copy(seeded[0], folder / 'store.sqlite')}")
    with running_app(engine, Settings(home=folder / "home", allow_loopback=True)) as address:
        with page_of(browser) as page:
            sign_in(page, address)
            state = page.context.storage_state()
        yield {"base_url": address, "storage_state": state}
    engine.dispose()


def test_an_analyst_decides_without_scripts(browser: Browser, address: str) -> None:
    with page_of(browser, java_script_enabled=False) as page:
        sign_in(page, address)
        page.click(f"text={TITLE}")
        page.fill("textarea", "known from Huzhou")
        page.click("button[value=relevant]")

        assert page.locator(".said").first.inner_text().startswith("Relevant · analyst")
        assert "known from Huzhou" in page.locator(".said").first.inner_text()
        page.goto(f"{address}/?state=relevant")
        assert page.locator(".finding").count() == 1


def test_hostile_titles_and_texts_run_nothing(browser: Browser, signed_in: dict[str, Any]) -> None:
    alerts: list[str] = []
    with page_of(browser, **signed_in) as page:
        page.on("dialog", lambda dialog: alerts.append(dialog.message))

        for path in PATHS:
            read(page, path)

            assert page.locator("main script").count() == 0
    assert alerts == []


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_to_mend(browser: Browser, signed_in: dict[str, Any], path: str) -> None:
    with page_of(browser, **signed_in, bypass_csp=True) as page:
        read(page, path)

        results = Axe().run(page)

        assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_a_phone(
    browser: Browser, signed_in: dict[str, Any], path: str
) -> None:
    with page_of(browser, **signed_in, viewport={"width": 390, "height": 800}) as page:
        read(page, path)

        width = page.evaluate("document.documentElement.scrollWidth")

        assert width <= 390


def test_short_details_are_not_broken_for_a_long_one_beside_them(
    browser: Browser, signed_in: dict[str, Any]
) -> None:
    with page_of(browser, **signed_in, viewport={"width": 1280, "height": 800}) as page:
        read(page, "/documents/1")

        cells = page.locator(".stated td:nth-child(2):not([colspan])")
        heights = cells.evaluate_all("all => all.map(one => one.clientHeight)")
        widths = cells.evaluate_all("all => all.map(one => one.clientWidth)")

    assert heights
    assert min(widths) >= 6 * 15
    assert min(heights) < 2 * 1.55 * 15


@pytest.mark.parametrize("path", ["/", "/documents/1", "/documents/1/changes/2", "/mail/1"])
def test_words_without_an_end_and_wide_tables_widen_no_page(
    browser: Browser, sqlite_store: Engine, address: str, path: str
) -> None:
    row = "\t".join(f"单元格{n}" for n in range(30))
    text = f"{row}\n{row}\n{'z' * 3000}"
    starts = (0, len(row) + 1, 2 * len(row) + 2)
    kinds = ("row", "row", "paragraph")
    blocks = [
        {"kind": kind, "start": start, "end": start + len(line), "level": 0, "page": None,
         "table": 0, "header": False}
        for kind, start, line in zip(kinds, starts, text.split("\n"), strict=True)
    ]  # fmt: skip
    with write_session(sqlite_store) as session:
        session.execute(update(Reading).values(title="长" * 50_000, text=text, blocks=blocks))
        session.execute(update(Finding).values(reason="y" * 2000, rule="r" * 60))
        session.execute(update(Message).values(subject="x" * 900, message_id=f"<{'m' * 200}@a>"))
    with page_of(browser, base_url=address, viewport={"width": 360, "height": 800}) as page:
        sign_in(page, address)
        read(page, path)

        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("document.querySelector('h1').textContent.length") <= 1000


def test_the_queue_is_worked_by_keyboard_alone(browser: Browser, address: str) -> None:
    with page_of(browser, java_script_enabled=False) as page:
        sign_in(page, address)

        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.url.endswith("#content")
