"""What crawls need, imported short of a reactor: once for all crawls of a fork server."""


def import_all() -> None:
    """Import what every crawl needs."""
    # Scrapy looks through the whole stack when it loads this: cheap from here, not from within.
    import scrapy.core.downloader.contextfactory
    import scrapy.dupefilters
    import scrapy.pqueues
    import scrapy.squeues  # noqa: F401
    from scrapy.utils.misc import load_object
    from sqlalchemy.orm import configure_mappers

    import spiders.crawling  # noqa: F401
    from spiders.settings import MIDDLEWARES

    for name in MIDDLEWARES:
        load_object(name)
    configure_mappers()


def import_rest() -> None:
    """Import what many a crawl needs, once the first one is on its way and need not wait."""
    import feedparser  # noqa: F401

    from spiders.urls import registered_domain

    registered_domain("www.example.org")
