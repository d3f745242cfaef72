"""Conditions and rules over what a text holds: signals to findings that explain themselves."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from policywatch.catalogue.watchlists import Category, Condition, Rule
from policywatch.documents import FoundFact, FoundFinding, FoundMatch, Genre, ScorePart
from policywatch.flagging.sentences import Stretches

MIN_SCORE = 1.0
MAX_SCORE = 100.0
SHOWN_TERMS = 6


@dataclass(frozen=True, slots=True)
class Signals:
    """What a text holds. `title_*` are targets named in the title, wherever else they stand."""

    matches: Sequence[FoundMatch]
    facts: Sequence[FoundFact]
    genre: Genre
    level: str
    categories: dict[str, Category]
    glosses: dict[str, str]
    sentences: Stretches
    lines: Stretches
    language: str = ""
    forms: Mapping[str, float] = field(default_factory=dict)
    title_programmes: Mapping[str, FoundMatch] = field(default_factory=dict)
    title_terms: frozenset[str] = frozenset()


class _Piece(NamedTuple):
    """Something that a condition rests on; `start` is None for the title or the whole text."""

    key: str
    what: str
    form: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None
    programme: bool = False


class _Outcome(NamedTuple):
    holds: bool
    pieces: Sequence[_Piece] = ()


class _Index:
    """The pieces of a text by what conditions ask for, made once for all rules."""

    def __init__(self, signals: Signals) -> None:
        self.signals = signals
        self.asked: dict[tuple[object, ...], list[_Piece]] = {}
        self.facts: dict[str, list[_Piece]] = {}
        self.programmes: list[_Piece] = []
        self.terms: dict[str, list[_Piece]] = {}
        self.terms_of: dict[str, list[str]] = {}
        self.titled = {
            name: _Piece(name, f"{name} in the title", match.form, match.text, programme=True)
            for name, match in signals.title_programmes.items()
        }
        for fact in signals.facts:
            piece = _Piece(
                f"{fact.kind}:{fact.start}",
                f"a fact: {fact.kind}",
                "",
                fact.text,
                fact.start,
                fact.end,
            )
            self.facts.setdefault(fact.kind, []).append(piece)
        for match in signals.matches:
            if match.held:
                self._add(match)
        for name in sorted(signals.title_terms):
            self.terms.setdefault(name, [_titled_term(name)])
        for name in self.terms:
            self.terms_of.setdefault(signals.categories[name], []).append(name)

    def _add(self, match: FoundMatch) -> None:
        name = match.target_id
        said = _say(match, self.signals)
        if match.target == "programme":
            self.programmes.append(
                _Piece(name, said, match.form, match.text, match.start, match.end, programme=True)
            )
        else:
            piece = _Piece(name, said, match.form, match.text, match.start, match.end)
            self.terms.setdefault(name, []).append(piece)


def _titled_term(name: str) -> _Piece:
    return _Piece(name, f"{name} in the title")


def apply_rules(rules: Sequence[Rule], signals: Signals) -> tuple[FoundFinding, ...]:
    """Return the findings of the rules that hold, best first, without what another one covers."""
    index = _Index(signals)
    found = [(rule, finding) for rule in rules if (finding := _apply(rule, index))]
    covered = {name for rule, _ in found for name in rule.covers}
    findings = [finding for rule, finding in found if rule.id not in covered]
    return tuple(sorted(findings, key=lambda finding: -finding.score))


def _apply(rule: Rule, index: _Index) -> FoundFinding | None:
    signals = index.signals
    outcome = _evaluate(rule.when, index)
    if not outcome.holds:
        return None
    parts = _shares(rule, outcome)
    for weight in rule.add:
        added = _evaluate(weight.when, index)
        if added.holds:
            piece = added.pieces[0] if added.pieces else _Piece("", "")
            parts.append(_part(piece, weight.points, weight.why))
    written = _best_form(outcome, signals)
    if written:
        parts.append(written)
    total = sum(part.points for part in parts)
    score = min(MAX_SCORE, max(0.0, total))
    if score < MIN_SCORE:
        return None
    if score != total:
        parts.append(ScorePart(f"no score is above {MAX_SCORE:g}", score - total))
    programmes = tuple(dict.fromkeys(_programmes(signals)))
    reason = rule.reason.format(
        programmes=", ".join(programmes), terms=_shown_terms(outcome), genre=signals.genre.name
    )
    return FoundFinding(rule.id, score, rule.severity, reason, tuple(parts), programmes)


def _shares(rule: Rule, outcome: _Outcome) -> list[ScorePart]:
    """Share a rule's own score among the pieces that it rests on: each of them was needed."""
    pieces = _distinct(outcome)
    if not pieces:
        return [ScorePart(f"rule {rule.id}", rule.score)]
    share = round(rule.score / len(pieces), 1)
    first = rule.score - share * (len(pieces) - 1)
    return [_part(piece, share if number else first) for number, piece in enumerate(pieces)]


def _part(piece: _Piece, points: float, what: str = "") -> ScorePart:
    return ScorePart(what or piece.what, points, piece.form, piece.text, piece.start, piece.end)


def _programmes(signals: Signals) -> list[str]:
    held = [m.target_id for m in signals.matches if m.target == "programme" and m.held]
    return held + sorted(signals.title_programmes)


def _best_form(outcome: _Outcome, signals: Signals) -> ScorePart | None:
    """Return what the least doubtful form of the programmes' names adds or takes, if anything."""
    written = [p for p in outcome.pieces if p.programme]
    if not written:
        return None
    best = max(written, key=lambda p: signals.forms.get(p.form, 0.0))
    points = signals.forms.get(best.form, 0.0)
    if not points:
        return None
    return _part(best, points, f"written as {best.form}")


def _distinct(outcome: _Outcome) -> list[_Piece]:
    """Return each piece once, by what it is: the first place it stands in the text."""
    first: dict[str, _Piece] = {}
    for piece in outcome.pieces:
        first.setdefault(piece.key, piece)
    return list(first.values())


def _shown_terms(outcome: _Outcome) -> str:
    words = list(dict.fromkeys(p.text for p in outcome.pieces if p.text))
    return "、".join(words[:SHOWN_TERMS])


def _evaluate(condition: Condition, index: _Index) -> _Outcome:
    if condition.all is not None:
        return _evaluate_all(condition.all, index)
    if condition.any is not None:
        held = [o for part in condition.any if (o := _evaluate(part, index)).holds]
        return _Outcome(bool(held), [p for o in held for p in o.pieces])
    if condition.none is not None:
        return _Outcome(not any(_evaluate(part, index).holds for part in condition.none))
    if condition.near is not None:
        return _evaluate_near(condition, index)
    signals = index.signals
    if condition.genre is not None:
        return _Outcome(signals.genre.name in condition.genre)
    if condition.level is not None:
        return _Outcome(signals.level in condition.level)
    if condition.language is not None:
        return _Outcome(signals.language in condition.language)
    asked = (
        condition.fact, condition.programme, condition.term, condition.category, condition.in_title,
    )  # fmt: skip
    pieces = index.asked.get(asked)
    if pieces is None:
        pieces = index.asked[asked] = _pieces(condition, index)
    if condition.at_least == 1:
        return _Outcome(bool(pieces), pieces)
    return _Outcome(len({piece.key for piece in pieces}) >= condition.at_least, pieces)


def _evaluate_all(parts: Sequence[Condition], index: _Index) -> _Outcome:
    pieces: list[_Piece] = []
    for part in parts:
        outcome = _evaluate(part, index)
        if not outcome.holds:
            return _Outcome(False)
        pieces += outcome.pieces
    return _Outcome(True, pieces)


def _pieces(condition: Condition, index: _Index) -> list[_Piece]:
    """Return what of the text a leaf condition asks for; titles count where the text does not."""
    if condition.fact is not None:
        return [piece for kind in condition.fact for piece in index.facts.get(kind, ())]
    if condition.programme is not None:
        asked = None if condition.programme == "any" else frozenset(condition.programme)
        titled = [p for p in index.titled.values() if asked is None or p.key in asked]
        if condition.in_title:
            return titled
        pieces = [p for p in index.programmes if asked is None or p.key in asked]
        found = {piece.key for piece in pieces}
        return pieces + [piece for piece in titled if piece.key not in found]
    names: Iterable[str] = condition.term or ()
    if condition.category is not None:
        names = [
            name for category in condition.category for name in index.terms_of.get(category, ())
        ]
    if condition.in_title:
        return [_titled_term(name) for name in names if name in index.signals.title_terms]
    return [piece for name in names for piece in index.terms.get(name, ())]


def _say(match: FoundMatch, signals: Signals) -> str:
    if match.target == "programme":
        return f"names {match.target_id}" + (f" ({match.context})" if match.context else "")
    return f"{signals.categories[match.target_id]}: {signals.glosses[match.target_id]}"


def _evaluate_near(condition: Condition, index: _Index) -> _Outcome:
    groups = []
    for part in condition.near or ():
        found = _evaluate(part, index)
        groups.append([p for p in found.pieces if found.holds and p.start is not None])
        if not groups[-1]:
            return _Outcome(False)
    signals = index.signals
    if isinstance(condition.within, int):
        return _near_by_characters(groups, condition.within)
    stretches = signals.sentences if condition.within == "sentence" else signals.lines
    numbered = [[(stretches.number(p.start or 0), p) for p in group] for group in groups]
    common = set.intersection(*({n for n, _ in group} for group in numbered))
    pieces = [p for group in numbered for n, p in group if n in common]
    return _Outcome(bool(common), pieces)


def _near_by_characters(groups: list[list[_Piece]], within: int) -> _Outcome:
    """Return the first piece that has one of each other group within so many characters."""
    starts = [sorted(p.start or 0 for p in group) for group in groups[1:]]
    for piece in groups[0]:
        at = piece.start or 0
        if all(_has_between(positions, at - within, at + within) for positions in starts):
            close = [
                next(p for p in group if abs((p.start or 0) - at) <= within) for group in groups[1:]
            ]
            return _Outcome(True, [piece, *close])
    return _Outcome(False)


def _has_between(positions: list[int], low: int, high: int) -> bool:
    at = bisect_left(positions, low)
    return at < len(positions) and positions[at] <= high
