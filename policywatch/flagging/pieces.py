"""Whether a rule may hold for a version, told from what is stored of it, without its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from policywatch.catalogue.watchlists import Category, Condition
from policywatch.documents import Flagging


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands in a version at all: too little to say that a rule holds, enough that it cannot.

    `programmes` are those held to be meant and `terms` those found, in the text or its title.
    """

    programmes: frozenset[str]
    terms: frozenset[str]
    facts: frozenset[str]
    genre: str
    level: str
    language: str

    @classmethod
    def of(cls, flagging: Flagging, level: str) -> "Pieces":
        """Return the pieces of what flagging said of a text from a source of a level."""
        return cls(
            frozenset(flagging.programmes),
            frozenset(flagging.terms),
            frozenset(fact.kind for fact in flagging.facts),
            flagging.genre.name,
            level,
            flagging.language,
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], genre: str) -> "Pieces":
        """Return what `to_json` wrote."""
        return cls(
            frozenset(stored["programmes"]),
            frozenset(stored["terms"]),
            frozenset(stored["facts"]),
            genre,
            stored["level"],
            stored["language"],
        )

    def to_json(self) -> dict[str, Any]:
        """Return what has to be kept beside the genre."""
        return {
            "programmes": sorted(self.programmes),
            "terms": sorted(self.terms),
            "facts": sorted(self.facts),
            "level": self.level,
            "language": self.language,
        }


class Holding(NamedTuple):
    """Whether a condition may hold, and whether it must."""

    may: bool
    must: bool


NEVER, MAYBE = Holding(False, False), Holding(True, False)


def holding(condition: Condition, pieces: Pieces, categories: Mapping[str, Category]) -> Holding:
    """Return whether a condition may and must hold; where things stand is not looked at.

    `categories` maps the ids of all terms to their categories.
    """
    inner = [holding(part, pieces, categories) for part in condition.inner]
    if condition.any is not None:
        return Holding(any(p.may for p in inner), any(p.must for p in inner))
    if condition.all is not None:
        return Holding(all(p.may for p in inner), all(p.must for p in inner))
    if condition.none is not None:
        return Holding(not any(p.must for p in inner), not any(p.may for p in inner))
    if condition.near is not None:
        return MAYBE if all(p.may for p in inner) else NEVER
    return _leaf(condition, pieces, categories)


def _leaf(condition: Condition, pieces: Pieces, categories: Mapping[str, Category]) -> Holding:
    if condition.fact is not None:
        found = any(kind in pieces.facts for kind in condition.fact)
        return Holding(found, found and condition.at_least == 1)
    for kind in ("genre", "level", "language"):
        asked = getattr(condition, kind)
        if asked is not None:
            holds = getattr(pieces, kind) in asked
            return Holding(holds, holds)
    number = _count(condition, pieces, categories)
    holds = number >= condition.at_least
    return Holding(holds, holds and not condition.in_title)


def _count(condition: Condition, pieces: Pieces, categories: Mapping[str, Category]) -> int:
    """Return how many different programmes or terms stand there of those that are asked for."""
    if condition.programme == "any":
        return len(pieces.programmes)
    if condition.programme is not None:
        return len(pieces.programmes.intersection(condition.programme))
    if condition.term is not None:
        return len(pieces.terms.intersection(condition.term))
    wanted = condition.category or ()
    return sum(categories.get(term) in wanted for term in pieces.terms)
