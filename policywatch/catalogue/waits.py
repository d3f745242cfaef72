"""How long a source may be put off: what is put off for longer was so by a clock that was wrong."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from policywatch.catalogue.sources import parse_duration

# No rest that a host asks for, and no wait after failures, puts a source off for longer.
DUE_WITHIN = timedelta(days=3)
OVERDUE_FACTOR = 3


def expected_every(declaration: Mapping[str, Any]) -> timedelta:
    """Return the cadence of a source's declaration, a day where it says none.

    One whose promise is longer than twice that has its time.
    """
    every = parse_duration(str(declaration.get("every", "1d")))
    promise = declaration.get("promise")
    return max(every, parse_duration(promise) / 2) if isinstance(promise, str) else every


def longest_wait(declaration: Mapping[str, Any]) -> timedelta:
    """Return for how long a source may be put off at most."""
    return max(expected_every(declaration) * OVERDUE_FACTOR, DUE_WITHIN)
