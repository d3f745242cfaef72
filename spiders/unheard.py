"""What Scrapy says and counts of each page, where nobody here listens: left unsaid."""

from typing import Any

from scrapy.logformatter import LogFormatter
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import StatsCollector


class Signals(SignalManager):
    """Sends only signals that somebody connected to; Scrapy looks for listeners at each one."""

    def __init__(self, sender: Any) -> None:
        super().__init__(sender)
        self._heard: set[object] = set()

    def connect(self, receiver: Any, signal: Any, **kwargs: Any) -> None:
        """Connect a receiver to a signal."""
        self._heard.add(signal)
        super().connect(receiver, signal, **kwargs)

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal to who listens."""
        return super().send_catch_log(signal, **kwargs) if signal in self._heard else []


class NoStats(StatsCollector):
    """Counts nothing: what a run did is counted as it goes into the store."""

    def __getattribute__(self, name: str) -> Any:
        """Return an attribute as it is: Scrapy's own wraps each to warn of an old argument."""
        return object.__getattribute__(self, name)

    def inc_value(self, key: str, count: int = 1, start: int = 0, spider: object = None) -> None:
        """Count nothing."""

    def set_value(self, key: str, value: Any, spider: object = None) -> None:
        """Keep nothing."""

    def max_value(self, key: str, value: Any, spider: object = None) -> None:
        """Keep nothing."""

    def min_value(self, key: str, value: Any, spider: object = None) -> None:
        """Keep nothing."""


class FailuresOnly(LogFormatter):
    """Has nothing to say of pages that came."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override]  # None is allowed, says Scrapy
        """Say nothing."""
