"""Conditions and rules over what a text holds: signals to findings that explain themselves."""

from collections.abc import Sequence
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
    title_programmes: frozenset[str] = frozenset()
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
        titled = signals.title_programmes if condition.programme else signals.title_terms
        return [
            _Piece(name, f"{name} in the title")
            for name in titled
            if _asks_for(condition, name, signals)
        ]
    target = "programme" if condition.programme else "term"
    pieces = [
        _Piece(m.target_id, _say(m, signals), m.form, m.text, m.start, m.end)
        for m in signals.matches
        if m.held and m.target == target and _asks_for(condition, m.target_id, signals)
    ]
    if condition.programme:
        found = {piece.key for piece in pieces}
        wanted = (n for n in signals.title_programmes if _asks_for(condition, n, signals))
        pieces += [_Piece(n, f"{n} in the title") for n in wanted if n not in found]
    return pieces


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
    for piece in groups[0]:
        at = piece.start or 0
        close = [[p for p in group if abs((p.start or 0) - at) <= within] for group in groups[1:]]
        if all(close):
            return _Outcome(True, [piece, *(p for group in close for p in group)])
    return _Outcome(False)
