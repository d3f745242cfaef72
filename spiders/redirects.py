"""Redirects: followed as Scrapy does, and no server is told where a request comes from."""

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class UnreferredRedirectMiddleware(RedirectMiddleware):
    """Does not look for what would set a Referer header: there is nothing that does."""

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Make one for a crawl."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made
