"""Titles of scientists that no watchlist lists, as people are said to hold them: 入选钱塘学者."""

from collections.abc import Iterable, Sequence

from policywatch.catalogue.watchlists import Term
from policywatch.documents import FoundCandidate, FoundMatch
from policywatch.flagging.candidates.vocabulary import TITLE_TAILS
from policywatch.flagging.folding import fold_name

MIN_STRENGTH = 3.5
HELD = frozenset(("selected", "holders", "beside"))
"""That someone holds the title: 入选…, …特聘教授, or with a known one in a list."""
NO_TITLE = frozenset(("general", "common", "against", "verb"))


class Titles:
    """Finds titles that stand for a term with `unlisted`; built once, then only read."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = [
            (term.id, tuple(fold_name(phrase) for phrase in term.unless))
            for term in terms
            if term.unlisted
        ]

    def find(
        self, candidates: Sequence[FoundCandidate], matches: Sequence[FoundMatch]
    ) -> tuple[list[FoundMatch], set[str]]:
        """Return the titles of the text as matches, and the ids of terms that its title names.

        Where the term itself stands already, there is nothing to add.
        """
        found: list[FoundMatch] = []
        titled: set[str] = set()
        titles = [candidate for candidate in candidates if _is_title(candidate)]
        if not titles:
            return found, titled
        for term_id, unless in self._terms:
            listed = [(m.start, m.end) for m in matches if m.target_id == term_id]
            for title in titles:
                if any(phrase in title.name for phrase in unless):
                    continue
                match = _as_match(term_id, title)
                if match is None:
                    titled.add(term_id)
                elif not any(start < match.end and match.start < end for start, end in listed):
                    found.append(match)
        return found, titled


def _is_title(found: FoundCandidate) -> bool:
    signs = {what for what, _ in found.signs}
    return (
        found.strength >= MIN_STRENGTH
        and any(tail in found.name for tail in TITLE_TAILS)
        and not signs.isdisjoint(HELD)
        and signs.isdisjoint(NO_TITLE)
    )


def _as_match(term_id: str, found: FoundCandidate) -> FoundMatch | None:
    """Return a candidate as a match of a term; None where only the title of the text names it."""
    if found.start is None or found.end is None:
        return None
    first, last = found.sentence_start or 0, found.sentence_end or found.end
    return FoundMatch("term", term_id, "unlisted", found.shown, found.start, found.end, first, last)
