"""Pages that scripts write, as a browser shows them; the browser itself connects to nothing.

Every address that a page asks for is fetched by the crawl's own downloader, so that what guards
the crawl (addresses, robots.txt, delays, sizes, the archive) holds for the browser as well. A
browser left to itself would resolve names and follow redirects out of their sight.
"""

import asyncio
import hashlib
import logging
import os
import re
import shutil
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from models import Outcome
from policywatch.catalogue.sources import BrowserUse
from spiders.bounds import MAX_LIST_BYTES
from spiders.context import spider_of
from spiders.outcomes import Failed, RefusedError, class_of_answer, class_of_exception
from spiders.turns import Line
from spiders.urls import canonical_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

MAX_REQUESTS = 40
MAX_PAGES = 6  # one after the other, as each leads on to the next
RENDER_S = 60.0  # without what its requests wait for their turns
MOST_S = 900.0  # with it
STEP_S = 0.2
QUIET_MS = 8000
MIN_TEXT_CHARS = 200
MAX_SHELL_BYTES = 300_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    # Were a request to slip past the interception, it would find neither name nor way.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-gpu",
    "--js-flags=--max-old-space-size=256",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]
_WANTED = frozenset(("document", "script", "xhr", "fetch"))
_LEADS_ON_BY_TAG = re.compile(
    rb"<meta\s[^<>]{0,200}?http-equiv\s{0,3}=\s{0,3}[\"']?refresh\b[^<>]{0,200}?\burl\s{0,3}=",
    re.IGNORECASE,
)
_TAGS = re.compile(
    rb"<(?:script|style|noscript)\b.{0,200000}?</(?:script|style|noscript)>|<[^>]{0,5000}>",
    re.DOTALL | re.IGNORECASE,
)


def find_browser() -> str | None:
    """Return the path of the system's Chromium; None where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def is_shell(body: bytes) -> bool:
    """Return whether a page holds hardly a text, but scripts that could write one, or the address
    of the page that is shown in its place."""
    if len(body) > MAX_SHELL_BYTES:
        return False
    if b"<script" not in body.lower() and not _LEADS_ON_BY_TAG.search(body):
        return False
    return len(b"".join(_TAGS.sub(b" ", body).split())) < MIN_TEXT_CHARS


_LEADS_ON = Failed(Outcome.BLOCKED_WAF, "its scripts load a page again and again")


class BrowserMiddleware:
    """Stands outermost: hands on pages as the browser shows them, where a source asks for it.

    What it shows is archived beside what came: a page that nobody sent has no exchange.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._agent = crawler.settings.get("USER_AGENT") or ""

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "BrowserMiddleware":
        """Make one for a crawl."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the page as scripts leave it.

        Raises:
            RefusedError: a browser is asked for and there is none, or it came to no end, or to a
                page that is not there.
        """
        use = request.meta.get("browser", BrowserUse.NEVER)
        kind = (response.headers.get("Content-Type") or b"").lower()
        if use == BrowserUse.NEVER or response.status != 200 or b"html" not in kind:
            return response
        if use == BrowserUse.IF_EMPTY and not is_shell(response.body):
            return response
        html = (await self._render(response)).encode("utf-8", "replace")
        if len(html) > MAX_LIST_BYTES:
            raise RefusedError(Outcome.TOO_LARGE, "what its scripts wrote is too large")
        shown = response.replace(body=html, flags=[*response.flags, "browser"])
        shown.headers["Content-Type"] = b"text/html; charset=utf-8"
        archive = spider_of(self._crawler).archive
        if archive is not None:
            request.meta["wire_sha256"] = hashlib.sha256(html).hexdigest()
            request.meta["place"] = archive.write_file(
                response.url, request.meta["at"], "text/html; charset=utf-8", html
            )
        return shown

    async def _render(self, response: Response) -> str:
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError as error:
            raise RefusedError(Outcome.NO_BROWSER, "playwright is not installed there") from error
        path = find_browser()
        if path is None:
            raise RefusedError(Outcome.NO_BROWSER, "chromium is not installed there")
        try:
            async with asyncio.timeout(MOST_S), async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
                line = Line()
                try:
                    return await _in_own_time(self._show(browser, response, line), line)
                finally:
                    await browser.close()
        except TimeoutError as error:
            raise RefusedError(
                Outcome.TIMEOUT, f"its scripts came to no end within {RENDER_S:g} s"
            ) from error
        except Error as error:
            raise RefusedError(Outcome.PROTOCOL, f"the browser: {str(error)[:300]}") from error

    async def _show(self, browser: Any, response: Response, line: Line) -> str:
        context = await browser.new_context(
            user_agent=self._agent, service_workers="block", accept_downloads=False
        )
        asked = _Asked(self._crawler, response, line)
        await context.route("**/*", asked.answer)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        page = await context.new_page()
        await page.goto(response.url, wait_until="domcontentloaded", timeout=0)
        await _let_rest(page, line)
        if asked.failed is not None:
            raise RefusedError(asked.failed.outcome, asked.failed.detail)
        html: str = await page.content()
        return html


async def _let_rest(page: Any, line: Line) -> None:
    """Wait until a page asks for nothing more, or has had its time for that."""
    from playwright.async_api import Error

    turns = -1
    while line.waiting or line.turns != turns:
        turns = line.turns
        try:
            await page.wait_for_load_state("networkidle", timeout=QUIET_MS)
        except Error:
            continue
        return
    logger.info("the page does not come to rest: url=%s", page.url)


async def _in_own_time(work: Coroutine[Any, Any, str], line: Line) -> str:
    """Return what comes of the work; its time does not run while its requests wait for turns.

    Raises:
        TimeoutError: it took too long.
    """
    task = asyncio.ensure_future(work)
    left = RENDER_S
    try:
        while left > 0:
            done, _ = await asyncio.wait({task}, timeout=STEP_S)
            if done:
                return task.result()
            left -= 0 if line.waiting else STEP_S
        raise TimeoutError
    finally:
        task.cancel()


def _is_whole_page(request: Any) -> bool:
    """Return whether a request is for what is shown next in place of the page, not in a frame."""
    from playwright.async_api import Error

    try:
        return bool(request.is_navigation_request() and request.frame.parent_frame is None)
    except Error:  # of a window that is not there yet: a script opens another
        return False


class _Asked:
    """Answers what one page asks for, from the crawl's own downloader.

    `failed`: why the page that it led on to last did not come. What the browser shows then is a
    page of its own, which nobody published.
    """

    def __init__(self, crawler: "Crawler", first: Response, line: Line) -> None:
        self._crawler = crawler
        self._line = line
        self._first: Response | None = first
        self._count = 0
        self._pages = 0
        self.failed: Failed | None = None

    async def answer(self, route: Any) -> None:
        request = route.request
        first, is_page = self._first, request.resource_type == "document"
        if first is not None and is_page and request.url.partition("#")[0] == first.url:
            self._first = None
            kind = (first.headers.get("Content-Type") or b"text/html").decode("latin-1")
            await route.fulfill(status=200, headers={"Content-Type": kind}, body=first.body)
            return
        self._count += 1
        leads_on = is_page and _is_whole_page(request)
        self._pages += leads_on
        url = canonical_url(request.url)
        wanted = request.resource_type in _WANTED and request.method in ("GET", "POST")
        if url is None or not wanted or self._count > MAX_REQUESTS or self._pages > MAX_PAGES:
            if leads_on:
                self.failed = _LEADS_ON
            await route.abort("blockedbyclient")
            return
        try:
            answer = await self._download(url, request)
        except Exception as error:  # noqa: BLE001 (whatever it is: the page goes without)
            logger.info("not for the browser: url=%s %s", url, error)
            if leads_on:
                self.failed = class_of_exception(error)
            await route.abort("failed")
            return
        kind = (answer.headers.get("Content-Type") or b"").decode("latin-1")
        if leads_on:
            self.failed = class_of_answer(answer.status, b"", kind)
        headers = {"Content-Type": kind, "Access-Control-Allow-Origin": "*"}
        await route.fulfill(status=answer.status, headers=headers, body=answer.body)

    async def _download(self, url: str, request: Any) -> Response:
        sent = request.headers
        headers = {"Content-Type": sent["content-type"]} if "content-type" in sent else {}
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("no web address")
        asked = Request(
            url,
            method=request.method,
            body=request.post_data_buffer or b"",
            headers=headers,
            dont_filter=True,
            meta={"asked": url, "download_maxsize": MAX_LIST_BYTES, "line": self._line},
        )
        answer: Response = await self._crawler.engine.download_async(asked)
        return answer
