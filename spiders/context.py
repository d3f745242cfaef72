"""From a crawl to what the middlewares need of its spider."""

from typing import TYPE_CHECKING, Protocol, cast

from policywatch.archive import ArchiveWriter
from spiders.pace import Pace
from spiders.rests import Rests
from spiders.rules import RobotsBook
from spiders.run import Run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CrawlContext(Protocol):
    """What a spider holds for the middlewares of its crawl."""

    archive: ArchiveWriter | None
    robots: RobotsBook
    run: Run | None
    rests: Rests
    pace: Pace | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be asked for in this run."""


def spider_of(crawler: "Crawler") -> CrawlContext:
    """Return a crawl's spider as what it is to its middlewares."""
    return cast(CrawlContext, crawler.spider)
