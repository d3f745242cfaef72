"""From a crawl to its spider, for the middlewares."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.source_spider import SourceSpider


def spider_of(crawler: "Crawler") -> "SourceSpider":
    """Return a crawl's spider as what it is here."""
    return cast("SourceSpider", crawler.spider)
