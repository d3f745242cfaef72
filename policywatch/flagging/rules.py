"""Rules over what a text holds: signals to findings that explain themselves."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from policywatch.catalogue.watchlists import Category, Rule, Watchlists
from policywatch.documents import FoundFact, FoundFinding, ScorePart
from policywatch.flagging.conditions import (
    Asked,
    Conditions,
    Index,
    Piece,
    Signals,
    Titled,
    is_programme,
    key_of,
)

MIN_SCORE = 1.0
MAX_SCORE = 100.0
MIN_NAMELESS_SCORE = 20.0
"""Under it a finding that names no programme says nothing: signs of talent stand on most pages."""
SHOWN_TERMS = 6

Say = Callable[[Piece], str]


class _Weight(NamedTuple):
    when: Asked
    points: float
    why: str


class _Rule(NamedTuple):
    """A rule with its conditions made ready."""

    rule: Rule
    when: Asked
    add: tuple[_Weight, ...]
    covers: frozenset[str]


class Rules:
    """The rules of a release; built once, then only read."""

    def __init__(self, watchlists: Watchlists) -> None:
        self._categories: dict[str, Category] = {t.id: t.category for t in watchlists.terms}
        self._said = {t.id: f"{t.category}: {t.gloss}" for t in watchlists.terms}
        self._forms: Mapping[str, float] = watchlists.forms
        self._conditions = Conditions(self._categories)
        self._rules = [self._made_ready(rule) for rule in watchlists.rules]

    def apply(self, signals: Signals) -> tuple[FoundFinding, ...]:
        """Return the findings of the rules that hold, best first, less what another one covers."""
        index = self._conditions.index(signals)
        found: list[FoundFinding] = []
        covered: set[str] = set()
        for ready in self._rules:
            if ready.rule.id in covered and covered >= ready.covers:
                continue
            finding = self._finding(ready, index)
            if finding is not None:
                found.append(finding)
                covered |= ready.covers
        findings = [
            finding
            for finding in found
            if finding.rule not in covered
            and (finding.programmes or finding.score >= MIN_NAMELESS_SCORE)
        ]
        return tuple(sorted(findings, key=lambda finding: -finding.score))

    def _made_ready(self, rule: Rule) -> _Rule:
        ready = self._conditions.ready
        add = tuple(_Weight(ready(weight.when), weight.points, weight.why) for weight in rule.add)
        return _Rule(rule, ready(rule.when), add, frozenset(rule.covers))

    def _finding(self, ready: _Rule, index: Index) -> FoundFinding | None:
        pieces = ready.when(index)
        if pieces is None:
            return None
        rule, signals = ready.rule, index.signals
        parts = self._shares(rule, pieces)
        for weight in ready.add:
            added = weight.when(index)
            if added is not None:
                piece = added[0] if added else Titled("")
                parts.append(_part(piece, weight.points, weight.why))
        written = self._best_form(pieces)
        if written:
            parts.append(written)
        total = sum(part.points for part in parts)
        score = min(MAX_SCORE, max(0.0, total))
        if score < MIN_SCORE:
            return None
        if score != total:
            parts.append(ScorePart(f"no score is above {MAX_SCORE:g}", score - total))
        programmes = _programmes(index)
        reason = rule.reason.format(
            programmes=", ".join(programmes), terms=_shown_terms(pieces), genre=signals.genre.name
        )
        return FoundFinding(rule.id, score, rule.severity, reason, tuple(parts), programmes)

    def _shares(self, rule: Rule, pieces: Sequence[Piece]) -> list[ScorePart]:
        """Share a rule's own score among the pieces that it rests on: each of them was needed."""
        first: dict[str, Piece] = {}
        for piece in pieces:
            first.setdefault(key_of(piece), piece)
        if not first:
            return [ScorePart(f"rule {rule.id}", rule.score)]
        share = round(rule.score / len(first), 1)
        rest = rule.score - share * (len(first) - 1)
        return [
            _part(piece, share if number else rest, self._say(piece))
            for number, piece in enumerate(first.values())
        ]

    def _say(self, piece: Piece) -> str:
        if isinstance(piece, FoundFact):
            return f"a fact: {piece.kind}"
        if isinstance(piece, Titled):
            return f"{piece.target_id} in the title"
        if piece.target == "programme":
            return f"names {piece.target_id}" + (f" ({piece.context})" if piece.context else "")
        return self._said[piece.target_id]

    def _best_form(self, pieces: Sequence[Piece]) -> ScorePart | None:
        """Return what the least doubtful form of the programmes' names adds or takes, if any."""
        written = [(self._forms.get(_form(p), 0.0), p) for p in pieces if is_programme(p)]
        if not written:
            return None
        points, best = max(written, key=lambda one: one[0])
        return _part(best, points, f"written as {_form(best)}") if points else None


def _form(piece: Piece) -> str:
    return "" if isinstance(piece, FoundFact) else piece.form


def _part(piece: Piece, points: float, what: str) -> ScorePart:
    return ScorePart(what, points, _form(piece), piece.text, piece.start, piece.end)


def _programmes(index: Index) -> tuple[str, ...]:
    held = [match.target_id for match in index.programmes]
    return tuple(dict.fromkeys(held + sorted(index.signals.title_programmes)))


def _shown_terms(pieces: Sequence[Piece]) -> str:
    words = list(dict.fromkeys(piece.text for piece in pieces if piece.text))
    return "、".join(words[:SHOWN_TERMS])
