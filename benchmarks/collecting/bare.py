"""Bare Scrapy over the site: a spider that asks for every page and keeps nothing.

As a program: `python -m benchmarks.collecting.bare stock|repaired PORT PAGES` writes how many pages
came. Stock has Scrapy's defaults; repaired lacks the two costs found in it by profile: the guess
at the charset of compressed bytes, and a hundred tasks for each response.
"""

import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse

from benchmarks.collecting.site import path


class NoGuess:
    """Next to the wire: says that compressed bytes have a charset, so that nobody guesses at it."""

    def process_response(self, request: scrapy.Request, response: Response) -> Response:
        """Set what Scrapy would work out by looking at the compressed bytes."""
        if isinstance(response, TextResponse) and b"Content-Encoding" in response.headers:
            if not hasattr(response, "_cached_benc"):
                raise TypeError("Scrapy keeps the charset elsewhere now: mend this benchmark")
            response._cached_benc = "utf-8"
        return response


class BareSpider(scrapy.Spider):
    """Asks for all pages."""

    name = "bare"
    port = 0
    pages = 0
    came = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for them."""
        for number in range(self.pages):
            yield scrapy.Request(f"http://127.0.0.1:{self.port}{path(number)}")

    def parse(self, response: Response, **_: Any) -> None:
        """Count it."""
        BareSpider.came += response.status == 200 and len(response.body) > 30_000


def main() -> None:
    """Crawl, and tell how many pages came."""
    way, port, pages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    settings: dict[str, Any] = {"LOG_ENABLED": False}
    if way == "repaired":
        settings |= {"CONCURRENT_ITEMS": 1, "DOWNLOADER_MIDDLEWARES": {NoGuess: 595}}
    process = CrawlerProcess(settings)
    process.crawl(BareSpider, port=port, pages=pages)
    process.start()
    print(BareSpider.came)


if __name__ == "__main__":
    main()
