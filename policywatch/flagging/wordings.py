"""Many regular expressions over one text, told apart by one pass for the words they are made of.

Most alternatives of such a pattern are plain words: the automaton finds these by itself. Any other
one is only tried where a word stands that whatever it matches must hold.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from policywatch.flagging.automaton import Automaton, required_literals, spelled_out

_PART = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[()|]|[^\\\[()|]+")


_Plain = tuple[int, tuple[int, int], int]
"""A word found: where, and which way of which alternative of its pattern it is."""


class _Other(NamedTuple):
    """An alternative that is no plain word."""

    order: tuple[int, int]
    pattern: re.Pattern[str]


@dataclass(slots=True)
class _Word:
    """What a word says: it is an alternative of patterns, or others of theirs may match."""

    plain: list[tuple[int, tuple[int, int]]] = field(default_factory=list)
    admits: list[tuple[int, _Other]] = field(default_factory=list)


class Wordings:
    """Finds what each of many patterns matches in a text; built once, then only read."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._words: dict[str, _Word] = {}
        self._always: dict[int, list[_Other]] = {}
        for number, pattern in enumerate(patterns):
            for order, alternative in enumerate(alternatives(pattern)):
                self._add(number, order, alternative)
        self._by_number = list(self._words.values())
        self._automaton = Automaton(list(self._words))

    def find(self, text: str) -> dict[int, set[str]]:
        """Return, by the number of the pattern, the different strings that `finditer` would give.

        Patterns that match nothing are left out.
        """
        plain: dict[int, list[_Plain]] = {}
        others = {number: set(always) for number, always in self._always.items()}
        words = self._by_number
        for at, start, end in self._automaton.find(text):
            word = words[at]
            for number, order in word.plain:
                if number in plain:
                    plain[number].append((start, order, end))
                else:
                    plain[number] = [(start, order, end)]
            for number, other in word.admits:
                if number in others:
                    others[number].add(other)
                else:
                    others[number] = {other}
        found: dict[int, set[str]] = {}
        for number, some in others.items():
            if strings := _strings(text, plain.pop(number, []), some):
                found[number] = strings
        for number, places in plain.items():
            found[number] = set(_words_found(text, places))
        return found

    def _add(self, number: int, order: int, alternative: str) -> None:
        spelled = spelled_out(alternative)
        if spelled:
            for way, word in enumerate(spelled):
                self._word(word).plain.append((number, (order, way)))
            return
        other = _Other((order, 0), re.compile(alternative, re.M))
        literals = required_literals(alternative)
        for literal in literals:
            self._word(literal).admits.append((number, other))
        if not literals:
            self._always.setdefault(number, []).append(other)

    def _word(self, written: str) -> _Word:
        return self._words.setdefault(written, _Word())


def alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a regular expression, as far as they stand in no group."""
    found, depth = [""], 0
    for part in _PART.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            found.append("")
        else:
            found[-1] += part
    return found


def _strings(text: str, plain: list[_Plain], others: set[_Other]) -> set[str]:
    if plain or len(others) > 1:
        return set(_matches(text, plain, others))
    (other,) = others
    return {match[0] for match in other.pattern.finditer(text)}


def _words_found(text: str, places: list[_Plain]) -> Iterator[str]:
    """Yield words that do not overlap: of those at one place the first of the pattern."""
    at = 0
    places.sort()
    for start, _, end in places:
        if start >= at:
            yield text[start:end]
            at = end


def _matches(text: str, plain: list[_Plain], others: set[_Other]) -> Iterator[str]:
    """Yield what the pattern that these are alternatives of matches, from left to right."""
    ahead = sorted(plain, reverse=True)
    tried = {other: found for other in others if (found := other.pattern.search(text))}
    at = 0
    while tried:
        while ahead and ahead[-1][0] < at:
            ahead.pop()
        other, match = min(tried.items(), key=lambda item: (item[1].start(), item[0].order))
        if match.start() < at:
            again = other.pattern.search(text, at)
            if again:
                tried[other] = again
            else:
                del tried[other]
            continue
        if ahead and ahead[-1][:2] < (match.start(), other.order):
            start, _, end = ahead.pop()
        else:
            start, end = match.span()
        yield text[start:end]
        at = max(end, start + 1)
    yield from _words_found(text, [word for word in ahead if word[0] >= at])
