"""Which hosts asked for rest: in this crawl, and in those before it that the store knows of."""

from datetime import UTC, datetime

from policywatch.catalogue.sources import host_of
from spiders.pace import Pace


class Rests:
    """Until when each host wants to be left alone; with a `pace`, by whatever crawl was told."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace
        self._until = pace.resting(datetime.now(UTC)) if pace is not None else {}

    def add(self, url: str, until: datetime) -> None:
        """Note what an address's host asked for."""
        host = host_of(url)
        self._until[host] = until
        if self._pace is not None:
            self._pace.rest(host, until, datetime.now(UTC))

    def until(self, url: str) -> datetime | None:
        """Return until when an address's host rests; None where it does not."""
        until = self._until.get(host_of(url)) if self._until else None
        return until if until is not None and until > datetime.now(UTC) else None
