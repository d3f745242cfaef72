"""`sources try` of several sources in one crawl process: their starts would cost most of a test."""

import json
import sys
from typing import Any

from policywatch.settings import Settings
from spiders.job import drive, tell


async def _try_all(crawling: Any, declarations: list[dict[str, Any]]) -> None:
    for declaration in declarations:
        items, problem = await crawling.try_source(declaration)
        told = [[item.url, item.title, item.date] for item in items]
        tell(source=declaration["id"], items=told, problem=problem)


def main() -> int:
    """Try what standard input declares, one line of answer each."""
    job = json.load(sys.stdin)

    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from spiders.crawling import Crawling

    crawling = Crawling(Settings.model_validate(job["settings"]))
    return drive(crawling, _try_all(crawling, job["declarations"]))


if __name__ == "__main__":
    sys.exit(main())
