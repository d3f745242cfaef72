"""A host's robots rules as a crawl keeps them."""

import asyncio
from dataclasses import dataclass

from protego import Protego

from models import Outcome

MAX_CRAWL_DELAY_S = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """A host's rules. `refusal` says why nothing at all may be fetched, with its class."""

    sha256: str | None = None
    parsed: Protego | None = None
    refusal: tuple[Outcome, str] | None = None

    def allows(self, url: str, agent: str) -> bool:
        """Return whether an address may be fetched under a name."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, agent))

    def crawl_delay(self, agent: str) -> float:
        """Return the seconds that the host wants between requests, bounded."""
        wanted = self.parsed.crawl_delay(agent) if self.parsed else None
        return min(max(float(wanted or 0), 0.0), MAX_CRAWL_DELAY_S)


class RobotsBook:
    """The rules of each host met by this process: read once, shared by its sources."""

    def __init__(self) -> None:
        self.rules: dict[str, asyncio.Future[Rules]] = {}
