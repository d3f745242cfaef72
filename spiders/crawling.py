"""The crawls of one process: its sources one after the other, on one reactor and one archive."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Response
from sqlalchemy import Engine, select

from models import Outcome, Source, make_engine, read_session
from policywatch.archive import Archive, ArchiveWriter
from policywatch.catalogue.sources import Family, SourceDeclaration
from policywatch.settings import Settings
from spiders.families import spider_for
from spiders.guard import GuardedResolver
from spiders.list_end import Backfill
from spiders.lists import ListedItem
from spiders.outcomes import class_of_answer, class_of_exception
from spiders.pace import Pace
from spiders.rests import Rests
from spiders.rules import RobotsBook
from spiders.run import Run
from spiders.settings import most_careful, scrapy_settings
from spiders.source_spider import SourceSpider
from spiders.unheard import Signals

logger = logging.getLogger(__name__)

SETTLING_TURNS = 20
"""An answer is on its way from downloader to scraper for a few turns of the event loop, and no
longer in the one nor yet in the other."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Crawling:
    """What the crawls of a process share."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._robots = RobotsBook()
        self._archive: ArchiveWriter | None = None
        self._run: Run | None = None
        self._crawler: Crawler | None = None
        self._engine: Engine | None = None
        self.is_broken = False

    def install_guard(self, reactor: Any) -> None:
        """Let the reactor connect to public addresses only."""
        resolver = GuardedResolver(
            reactor.nameResolver, allow_loopback=self._settings.allow_loopback
        )
        reactor.installNameResolver(resolver)

    async def crawl(
        self,
        source_ids: Sequence[str],
        tell: Callable[[Run], None],
        backfill: Backfill | None = None,
    ) -> None:
        """Crawl sources of one host one after the other."""
        engine = self._engine = make_engine(self._settings.store_url)
        with read_session(engine) as session:
            sources = session.scalars(select(Source).where(Source.id.in_(source_ids))).all()
            declared = [SourceDeclaration.from_store(source.declaration) for source in sources]
        if not declared:
            return
        archived = Archive(self._settings.archive_root)
        self._archive = archived.writer(declared[0].host)
        for declaration in sorted(declared, key=lambda d: source_ids.index(d.id)):
            self._run = Run(
                engine,
                declaration,
                self._archive,
                archived=archived,
                vantage=self._settings.vantage,
                now=_utc_now,
                backfill=backfill,
            )
            await self._crawl_one(declaration, declared, run=self._run, tell=tell)
            self._run = None

    async def _crawl_one(
        self,
        declaration: SourceDeclaration,
        neighbours: Sequence[SourceDeclaration],
        *,
        run: Run | None,
        tell: Callable[[Run], None] = lambda _: None,
    ) -> SourceSpider:
        pace = None
        if run is not None and self._engine is not None:
            pace = Pace(self._engine, *most_careful([declaration, *neighbours]))
        runner = AsyncCrawlerRunner(
            scrapy_settings(self._settings, declaration, neighbours, is_paced=pace is not None)
        )
        self._crawler = crawler = runner.create_crawler(spider_for(declaration.family))
        crawler.signals = Signals(crawler)
        await runner.crawl(
            crawler,
            declaration=declaration,
            run=run,
            archive=self._archive,
            robots=self._robots,
            pace=pace,
            now=_utc_now,
            tell=tell,
        )
        spider = crawler.spider
        if not isinstance(spider, SourceSpider):
            raise TypeError(f"the crawl of {declaration.id} made no spider")
        if spider.broken:
            self.is_broken = True
            logger.error("the crawl broke off: source=%s", declaration.id, exc_info=spider.broken)
        return spider

    async def try_source(self, declaration: dict[str, Any]) -> tuple[list[ListedItem], str]:
        """Return what the first page of a source's list shows, and why it shows nothing."""
        declared = SourceDeclaration.from_store(declaration)
        spider = await self._crawl_one(declared, [declared], run=None)
        end = spider.end
        if spider.tried:
            return spider.tried, ""
        if end.outcome.is_failure:
            return [], f"{end.outcome}: {end.detail}"
        return [], f"{Outcome.EMPTY_LIST}: nothing that it names shows an item"

    async def fetch_once(
        self,
        url: str,
        method: str = "GET",
        body: str = "",
        content_type: str = "",
        browser: str = "never",
    ) -> dict[str, Any]:
        """Return one address's answer: body, content_type, status, or problem."""
        declaration = SourceDeclaration(
            id="once",
            name="once",
            family=Family.PAGE,
            url=url,
            every="1d",
            delay=0,
            level="company",
            place="",
            publisher="once",
            publisher_en="once",
            legal="asked for by hand",
            checked="not yet checked live",
        )
        runner = AsyncCrawlerRunner(scrapy_settings(self._settings, declaration))
        crawler = runner.create_crawler(_OnceSpider)
        headers = {"Content-Type": content_type} if content_type else {}
        asked = Request(url, method=method, body=body, headers=headers, dont_filter=True)
        asked.meta["browser"] = browser
        await runner.crawl(crawler, asked=asked, robots=self._robots)
        spider = crawler.spider
        if not isinstance(spider, _OnceSpider):
            raise TypeError("the fetch made no spider")
        return spider.answer

    async def let_come_what_was_asked(self, seconds: float) -> None:
        """Ask for nothing more, and wait so long at most for the answers under way."""
        engine = self._crawler.engine if self._crawler is not None else None
        if engine is None or engine.paused:
            return
        engine.pause()
        slots = engine.downloader.slots.values()
        for slot in slots:
            slot.queue.clear()  # these wait for their turn: nothing was asked yet
        end = time.monotonic() + seconds
        quiet = 0
        while quiet < SETTLING_TURNS and time.monotonic() < end:
            scraping = engine.scraper.slot
            is_busy = any(s.transferring for s in slots) or (scraping and not scraping.is_idle())
            quiet = 0 if is_busy else quiet + 1
            await asyncio.sleep(0.01 if is_busy else 0)

    def keep(self) -> None:
        """Write what was fetched and is not yet in the store."""
        if self._run is not None:
            self._run.flush()
        self.close()

    def close(self) -> None:
        """Close the archive's file."""
        if self._archive is not None:
            self._archive.close()


class _OnceSpider(Spider):
    """Fetches one address with all manners and guards, and stores nothing."""

    name = "once"
    is_over = False

    def __init__(self, *, asked: Request, robots: RobotsBook, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.robots = robots
        self.rests = Rests()
        self.pace: Pace | None = None
        self.run: Run | None = None
        self.archive: ArchiveWriter | None = None
        self.answer: dict[str, Any] = {"body": b"", "problem": "nothing came"}
        self._asked = asked

    async def start(self) -> Any:
        """Ask for the address."""
        yield self._asked.replace(callback=self.parse, errback=self.on_error)

    def parse(self, response: Response, **_: Any) -> None:
        """Keep the answer."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        failed = class_of_answer(response.status, response.body, kind)
        self.answer = {
            "body": response.body,
            "content_type": kind,
            "url": response.url,
            "status": response.status,
            "problem": f"{failed.outcome}: {failed.detail}" if failed else "",
        }

    def on_error(self, failure: Any) -> None:
        """Keep why there is none."""
        failed = class_of_exception(failure.value)
        self.answer = {"body": b"", "problem": f"{failed.outcome}: {failed.detail}"}
