"""Conditions and rules over what a text holds: signals to findings that explain themselves."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policywatch.catalogue.watchlists import Category, Condition, Rule
from policywatch.documents import FoundFact, FoundFinding, FoundMatch, Genre, ScorePart
from policywatch.flagging.sentences import Stretches

MIN_SCORE = 1.0
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that a condition rests on; `start` is None for the title or the whole text."""

    key: str
    what: str
    form: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None
    programme: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    holds: bool
    pieces: list[_Piece] = field(default_factory=list)


def apply_rules(rules: Sequence[Rule], signals: Signals) -> tuple[FoundFinding, ...]:
    """Return the findings of the rules that hold, best first."""
    findings = [finding for rule in rules if (finding := _apply(rule, signals))]
    return tuple(sorted(findings, key=lambda finding: -finding.score))


def _apply(rule: Rule, signals: Signals) -> FoundFinding | None:
    outcome = _evaluate(rule.when, signals)
    if not outcome.holds:
        return None
    parts = [ScorePart(f"rule {rule.id}", rule.score)]
    parts += [ScorePart(p.what, 0, p.form, p.text, p.start, p.end) for p in _distinct(outcome)]
    score = rule.score
    for weight in rule.add:
        added = _evaluate(weight.when, signals)
        if added.holds:
            score += weight.points
            piece = added.pieces[0] if added.pieces else _Piece("", "")
            parts.append(
                ScorePart(weight.why, weight.points, piece.form, piece.text, piece.start, piece.end)
            )
    written = _best_form(outcome, signals)
    if written:
        score += written.points
        parts.append(written)
    score = min(100.0, max(0.0, score))
    if score < MIN_SCORE:
        return None
    programmes = tuple(dict.fromkeys(_programmes(signals)))
    reason = rule.reason.format(
        programmes=", ".join(programmes), terms=_shown_terms(outcome), genre=signals.genre.name
    )
    return FoundFinding(rule.id, score, rule.severity, reason, tuple(parts), programmes)


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
    return ScorePart(f"written as {best.form}", points, best.form, best.text, best.start, best.end)


def _distinct(outcome: _Outcome) -> list[_Piece]:
    """Return each piece once, by what it is: the first place it stands in the text."""
    first: dict[str, _Piece] = {}
    for piece in outcome.pieces:
        first.setdefault(piece.key, piece)
    return list(first.values())


def _shown_terms(outcome: _Outcome) -> str:
    words = list(dict.fromkeys(p.text for p in outcome.pieces if p.text))
    return "、".join(words[:SHOWN_TERMS])


def _evaluate(condition: Condition, signals: Signals) -> _Outcome:
    if condition.all is not None:
        outcomes = [_evaluate(part, signals) for part in condition.all]
        return _Outcome(all(o.holds for o in outcomes), [p for o in outcomes for p in o.pieces])
    if condition.any is not None:
        held = [o for part in condition.any if (o := _evaluate(part, signals)).holds]
        return _Outcome(bool(held), [p for o in held for p in o.pieces])
    if condition.none is not None:
        return _Outcome(not any(_evaluate(part, signals).holds for part in condition.none))
    if condition.near is not None:
        return _evaluate_near(condition, signals)
    if condition.genre is not None:
        return _Outcome(signals.genre.name in condition.genre)
    if condition.level is not None:
        return _Outcome(signals.level in condition.level)
    if condition.language is not None:
        return _Outcome(signals.language in condition.language)
    pieces = _pieces(condition, signals)
    return _Outcome(len({piece.key for piece in pieces}) >= condition.at_least, pieces)


def _pieces(condition: Condition, signals: Signals) -> list[_Piece]:
    """Return what of the text a leaf condition asks for."""
    if condition.fact is not None:
        return [
            _Piece(f"{f.kind}:{f.start}", f"a fact: {f.kind}", "", f.text, f.start, f.end)
            for f in signals.facts
            if f.kind in condition.fact
        ]
    if condition.in_title:
        if condition.programme:
            return _titled(condition, signals)
        return [
            _Piece(name, f"{name} in the title")
            for name in sorted(signals.title_terms)
            if _asks_for(condition, name, signals)
        ]
    target = "programme" if condition.programme else "term"
    pieces = [
        _Piece(m.target_id, _say(m, signals), m.form, m.text, m.start, m.end, target == "programme")
        for m in signals.matches
        if m.held and m.target == target and _asks_for(condition, m.target_id, signals)
    ]
    if condition.programme:
        found = {piece.key for piece in pieces}
        pieces += [piece for piece in _titled(condition, signals) if piece.key not in found]
    else:
        found = {piece.key for piece in pieces}
        pieces += [
            _Piece(name, f"{name} in the title")
            for name in sorted(signals.title_terms - found)
            if _asks_for(condition, name, signals)
        ]
    return pieces


def _titled(condition: Condition, signals: Signals) -> list[_Piece]:
    return [
        _Piece(name, f"{name} in the title", match.form, match.text, programme=True)
        for name, match in signals.title_programmes.items()
        if _asks_for(condition, name, signals)
    ]


def _asks_for(condition: Condition, name: str, signals: Signals) -> bool:
    if condition.programme is not None:
        return condition.programme == "any" or name in condition.programme
    if condition.category is not None:
        return signals.categories.get(name) in condition.category
    return name in (condition.term or ())


def _say(match: FoundMatch, signals: Signals) -> str:
    if match.target == "programme":
        return f"names {match.target_id}" + (f" ({match.context})" if match.context else "")
    return f"{signals.categories[match.target_id]}: {signals.glosses[match.target_id]}"


def _evaluate_near(condition: Condition, signals: Signals) -> _Outcome:
    groups = [
        [p for p in _evaluate(part, signals).pieces if p.start is not None]
        for part in condition.near or ()
    ]
    if not all(groups):
        return _Outcome(False)
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
