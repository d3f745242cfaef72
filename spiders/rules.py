"""A host's robots rules as a crawl keeps them."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from models import Outcome
from spiders.bounds import MAX_HOSTS_REMEMBERED

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
    """The rules of the hosts met last by this process, shared by its sources.

    Rules got over a connection that was not verified are not taken for others.
    """

    def __init__(self) -> None:
        self._rules: OrderedDict[tuple[str, bool], asyncio.Future[Rules]] = OrderedDict()

    async def rules(
        self, origin: str, verified: bool, fetch: Callable[[str], Awaitable[Rules]]
    ) -> Rules:
        """Return a host's rules, fetched by whoever asks first."""
        key = (origin, verified)
        known = self._rules.get(key)
        if known is not None:
            self._rules.move_to_end(key)
            return known.result() if known.done() else await asyncio.shield(known)
        future = self._rules[key] = asyncio.get_running_loop().create_future()
        try:
            rules = await fetch(origin)
        except BaseException:
            self._rules.pop(key, None)
            future.cancel()
            raise
        future.set_result(rules)
        while len(self._rules) > MAX_HOSTS_REMEMBERED and next(iter(self._rules.values())).done():
            self._rules.popitem(last=False)
        return rules
