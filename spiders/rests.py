"""Which hosts asked for rest in the crawl of a source."""

from datetime import datetime
from urllib.parse import urlsplit


class Rests:
    """Until when each host wants to be left alone."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def add(self, url: str, until: datetime) -> None:
        """Note what an address's host asked for."""
        self._until[urlsplit(url).netloc] = until

    def until(self, url: str) -> datetime | None:
        """Return until when an address's host rests; None where it does not."""
        return self._until.get(urlsplit(url).netloc)
