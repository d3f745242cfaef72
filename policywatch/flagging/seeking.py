"""Patterns sought by the sign that they begin with."""

import re
from collections.abc import Iterable, Iterator


def matches_from(signs: str, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begins with one of a few signs, as `finditer` would.

    One sign after the other is sought many times quicker than a class of them at once.
    """
    places = []
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            places.append(at)
            at = text.find(sign, at + 1)
    return matches_at(sorted(places), pattern, text)


def matches_at(
    places: Iterable[int], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern at places in their order, none that begins in another one."""
    end = 0
    for at in places:
        if at >= end and (found := pattern.match(text, at)):
            end = found.end()
            yield found
