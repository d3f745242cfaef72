"""Patterns sought by the sign that they begin with."""

import re
from collections.abc import Iterator


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
    end = 0
    for at in sorted(places):
        if at >= end and (found := pattern.match(text, at)):
            end = found.end()
            yield found
