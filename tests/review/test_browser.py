"""The review app in a real browser: without scripts, by keyboard, on a phone, checked by axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, needs_chromium
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
    "/mail",
    "/mail/1",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def open_queue(browser: Browser, address: str, **context: object) -> Page:
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.fill("input[name=name]", "analyst")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("nav")
    return page


def test_an_analyst_decides_without_scripts(browser: Browser, address: str) -> None:
    page = open_queue(browser, address, java_script_enabled=False)

    page.click(f"text={TITLE}")
    page.fill("textarea", "known from Huzhou")
    page.click("button[value=relevant]")

    assert page.locator(".said").first.inner_text().startswith("Relevant · analyst")
    assert "known from Huzhou" in page.locator(".said").first.inner_text()
    page.goto(f"{address}/?state=relevant")
    assert page.locator(".finding").count() == 1


def test_hostile_titles_and_texts_run_nothing(browser: Browser, address: str) -> None:
    page = open_queue(browser, address)
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))

    for path in PATHS:
        page.goto(address + path)

    assert alerts == []
    assert page.locator("main script").count() == 0


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_to_mend(browser: Browser, address: str, path: str) -> None:
    page = open_queue(browser, address, bypass_csp=True)
    page.goto(address + path)

    results = Axe().run(page)

    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_a_phone(browser: Browser, address: str, path: str) -> None:
    page = open_queue(browser, address, viewport={"width": 390, "height": 800})
    page.goto(address + path)

    width = page.evaluate("document.documentElement.scrollWidth")

    assert width <= 390


def test_the_queue_is_worked_by_keyboard_alone(browser: Browser, address: str) -> None:
    page = open_queue(browser, address, java_script_enabled=False)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#content")
