"""Many patterns in one pass over a text: Aho and Corasick, "Efficient string matching", 1975."""

from collections.abc import Sequence

import ahocorasick_rs


class Automaton:
    """Finds every place of every pattern, overlapping ones included."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns,
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            store_patterns=False,
        )

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (number of the pattern, start, end) in characters, in order of the ends."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(
            text, overlapping=True
        )
        return found
