"""Scrapy's settings for every crawl: bounded, polite, without what nobody here needs."""

from collections.abc import Iterable
from typing import Any

from policywatch.catalogue.sources import SourceDeclaration
from policywatch.settings import Settings

MAX_BODY_BYTES = 40_000_000
DOWNLOAD_TIMEOUT_S = 60
MAX_REDIRECTS = 8
RETRY_TIMES = 1

MIDDLEWARES: dict[str, int | None] = {
    "spiders.guard.GuardMiddleware": 60,
    "spiders.robots.RobotsMiddleware": 100,
    "spiders.patience.PatienceMiddleware": 540,
    "spiders.archiving.ArchiveMiddleware": 650,
    # ArchiveMiddleware does its work, and keeps the bytes that came.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    # A proxy would resolve names out of sight of the address guard.
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}


def scrapy_settings(settings: Settings, sources: Iterable[SourceDeclaration]) -> dict[str, Any]:
    """Return Scrapy's settings for sources of one host; the most careful of them rules."""
    declared = list(sources)
    concurrency = min((source.concurrency for source in declared), default=1)
    return {
        "USER_AGENT": settings.user_agent,
        "POLICYWATCH_ALLOW_LOOPBACK": settings.allow_loopback,
        "DOWNLOADER_MIDDLEWARES": MIDDLEWARES,
        "DOWNLOAD_DELAY": max((source.delay for source in declared), default=1.0),
        "DOWNLOAD_DELAY_JITTER": 0.2,
        "CONCURRENT_REQUESTS": concurrency + 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        # More of them only make a hundred tasks for each response.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_TIMEOUT": DOWNLOAD_TIMEOUT_S,
        "DOWNLOAD_MAXSIZE": MAX_BODY_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "RETRY_TIMES": RETRY_TIMES,
        "RETRY_HTTP_CODES": [500, 502, 504, 408],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "HTTPERROR_ALLOW_ALL": True,
        "ROBOTSTXT_OBEY": False,  # RobotsMiddleware does, and keeps what it decided by
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOADER_STATS": False,
        "LOG_ENABLED": False,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.6",
        },
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
