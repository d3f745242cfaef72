"""Scrapy's settings for every crawl: bounded, polite, without what nobody here needs."""

from collections.abc import Iterable
from typing import Any

from policywatch.catalogue.sources import SourceDeclaration, Tls
from policywatch.settings import Settings
from spiders.bounds import MAX_BODY_BYTES, MAX_REDIRECTS

RETRY_TIMES = 1

# All there are: Scrapy's own defaults are left out. ArchiveMiddleware decodes bodies, and keeps the
# bytes that came; a proxy would resolve names out of sight of the address guard; which addresses
# are a source's own is decided before they are asked for.
MIDDLEWARES: dict[str, int] = {
    "spiders.browser.BrowserMiddleware": 50,
    "spiders.guard.GuardMiddleware": 60,
    "spiders.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "spiders.patience.PatienceMiddleware": 540,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "spiders.redirects.UnreferredRedirectMiddleware": 600,
    "spiders.archiving.ArchiveMiddleware": 650,
    "spiders.turns.PaceMiddleware": 700,
}

HANDLERS: dict[str, str | None] = {
    "http": "spiders.wire.BoundedHandler",
    "https": "spiders.wire.BoundedHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
# Broken connections: what timed out, does not resolve or is refused will be no better at once.
RETRIED = [
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectionDone",
    "twisted.internet.error.ConnectionLost",
]


def _tls_settings(tls: Tls) -> dict[str, Any]:
    if tls is Tls.VERIFIED:
        return {"DOWNLOAD_VERIFY_CERTIFICATES": True}
    return {
        "DOWNLOAD_VERIFY_CERTIFICATES": False,
        "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0",
    }


def most_careful(declared: Iterable[SourceDeclaration]) -> tuple[float, int]:
    """Return the longest delay and the least concurrency of sources on one host."""
    declared = list(declared)
    return max(one.delay for one in declared), min(one.concurrency for one in declared)


def scrapy_settings(
    settings: Settings,
    source: SourceDeclaration,
    neighbours: Iterable[SourceDeclaration] = (),
    *,
    is_paced: bool = False,
) -> dict[str, Any]:
    """Return Scrapy's settings for a source; the most careful of those on its host rules.

    Where the crawl `is_paced` by the store, Scrapy's own delay has nothing to add.
    """
    declared = [source, *neighbours]
    delay, concurrency = most_careful(declared)
    return {
        "USER_AGENT": settings.user_agent,
        "POLICYWATCH_ALLOW_LOOPBACK": settings.allow_loopback,
        "POLICYWATCH_VANTAGE": settings.vantage,
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": MIDDLEWARES,
        # Spiders yield requests of their own making to known depth and length.
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "STATS_CLASS": "spiders.unheard.NoStats",
        "LOG_FORMATTER": "spiders.unheard.FailuresOnly",
        "DOWNLOAD_DELAY": 0 if is_paced else delay,
        "DOWNLOAD_DELAY_JITTER": 0.2,
        "CONCURRENT_REQUESTS": concurrency + 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        # The first asked first: what is unseen comes before what is checked again.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        # More of them only make a hundred tasks for each response.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_HANDLERS": HANDLERS,
        "POLICYWATCH_FETCH_TIMEOUT": settings.fetch_timeout,
        **_tls_settings(source.tls),
        "DOWNLOAD_MAXSIZE": MAX_BODY_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "RETRY_TIMES": RETRY_TIMES,
        "RETRY_HTTP_CODES": [500, 502, 504, 408],
        "RETRY_EXCEPTIONS": RETRIED,
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "LOG_ENABLED": False,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "DEFAULT_REQUEST_HEADERS": {
            "User-Agent": settings.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.6",
        },
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
