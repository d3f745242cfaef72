"""Rules over what a text holds: signals to findings that explain themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from policywatch.catalogue.watchlists import Rule, Watchlists
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
from policywatch.flagging.wording import Weighed, Word

MIN_SCORE = 1.0
MAX_SCORE = 100.0
MIN_NAMELESS_SCORE = 24.0
"""Under it a finding that names no programme says nothing: signs of talent stand on most pages."""
MIN_WORDED_SCORE = 34.0
"""The same of a rule that weighs words: most texts have some."""
MIN_WEIGHED = 17.0
"""Under it words are not asked: of 2,043 labelled texts found by them none of use had fewer."""
CLEARLY_AGAINST = -10.0
"""Points of words so low that a rule which they may deny does not hold."""
SHOWN_TERMS = 6
SHOWN_WORDS = 8

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


class _Scored(NamedTuple):
    """A rule that holds: what each piece it rests on is worth, what was added, and in all."""

    rule: Rule
    pieces: Sequence[Piece]
    shares: Sequence[tuple[Piece, float]]
    added: Sequence[tuple[_Weight, Sequence[Piece]]]
    best: Piece | None
    form: float
    weighed: Weighed
    total: float
    score: float


class Rules:
    """The rules of a release; built once, then only read."""

    def __init__(self, watchlists: Watchlists) -> None:
        self._said = {t.id: f"{t.category}: {t.gloss}" for t in watchlists.terms}
        self._forms: Mapping[str, float] = watchlists.forms
        self._conditions = Conditions({t.id: t.category for t in watchlists.terms})
        self._rules = [self._made_ready(rule) for rule in watchlists.rules]

    def apply(self, signals: Signals) -> tuple[FoundFinding, ...]:
        """Return the findings of the rules that hold, best first, less what another one covers."""
        index = self._conditions.index(signals)
        held: list[_Scored] = []
        covered: set[str] = set()
        for ready in self._rules:
            if ready.rule.id in covered and covered >= ready.covers:
                continue
            scored = self._score(ready, index)
            if scored is not None:
                held.append(scored)
                covered |= ready.covers
        programmes = _programmes(index) if held else ()
        findings = [
            self._finding(one, signals, programmes)
            for one in held
            if one.rule.id not in covered and (programmes or one.score >= _least(one.rule))
        ]
        return tuple(sorted(findings, key=lambda finding: -finding.score))

    def _made_ready(self, rule: Rule) -> _Rule:
        ready = self._conditions.ready
        add = tuple(_Weight(ready(weight.when), weight.points, weight.why) for weight in rule.add)
        return _Rule(rule, ready(rule.when), add, frozenset(rule.covers))

    def _score(self, ready: _Rule, index: Index) -> _Scored | None:
        """Return what a rule rests on and its score; its words are written only if told."""
        pieces = ready.when(index)
        if pieces is None:
            return None
        if ready.rule.may_be_denied and index.signals.weigh().points <= CLEARLY_AGAINST:
            return None
        needed: dict[str, Piece] = {}
        for piece in pieces:
            needed.setdefault(key_of(piece), piece)
        shares = _shares(ready.rule.score, len(needed))
        added = [(w, held) for w in ready.add if (held := w.when(index)) is not None]
        form, best = self._best_form(pieces)
        total = sum([*shares, *[weight.points for weight, _ in added], form])
        weighed = Weighed()
        if ready.rule.weighs_words and total >= MIN_WEIGHED:
            weighed = index.signals.weigh()
            total += weighed.points
        score = min(MAX_SCORE, max(0.0, total))
        if score < MIN_SCORE:
            return None
        return _Scored(
            ready.rule, pieces, [*zip(needed.values(), shares, strict=False)], added, best, form,
            weighed, total, score,
        )  # fmt: skip

    def _finding(self, one: _Scored, signals: Signals, programmes: tuple[str, ...]) -> FoundFinding:
        rule = one.rule
        words = signals.words_told(one.weighed) if rule.weighs_words else iter(())
        shown = list(islice(words, SHOWN_WORDS))
        parts = [_part(piece, share, self._say(piece)) for piece, share in one.shares]
        if not parts:
            parts.append(ScorePart(f"rule {rule.id}", rule.score))
        for weight, held in one.added:
            parts.append(_part(held[0] if held else Titled(""), weight.points, weight.why))
        if one.best and one.form:
            parts.append(_part(one.best, one.form, f"written as {_form(one.best)}"))
        if rule.weighs_words:
            parts += _parts_of_words(shown, one.weighed)
        if one.score != one.total:
            parts.append(ScorePart(f"no score is above {MAX_SCORE:g}", one.score - one.total))
        reason = rule.reason.format(
            programmes=", ".join(programmes),
            terms=_shown_terms(one, chain(shown, words)),
            genre=signals.genre.name,
        )
        return FoundFinding(rule.id, one.score, rule.severity, reason, tuple(parts), programmes)

    def _say(self, piece: Piece) -> str:
        if isinstance(piece, FoundFact):
            return f"a fact: {piece.kind}"
        if isinstance(piece, Titled):
            return f"{piece.target_id} in the title"
        if piece.target == "programme":
            return f"names {piece.target_id}" + (f" ({piece.context})" if piece.context else "")
        return self._said[piece.target_id]

    def _best_form(self, pieces: Sequence[Piece]) -> tuple[float, Piece | None]:
        """Return what the least doubtful form of the programmes' names adds or takes, if any."""
        written = [(self._forms.get(_form(p), 0.0), p) for p in pieces if is_programme(p)]
        return max(written, key=lambda one: one[0], default=(0.0, None))


def _least(rule: Rule) -> float:
    """Return the least score of a finding that names no programme."""
    return MIN_WORDED_SCORE if rule.weighs_words else MIN_NAMELESS_SCORE


def _shares(score: float, number: int) -> list[float]:
    """Share a rule's own score among the pieces that it rests on: each of them was needed."""
    if not number:
        return [score]
    share = round(score / number, 1)
    return [score - share * (number - 1), *[share] * (number - 1)]


def _form(piece: Piece) -> str:
    return "" if isinstance(piece, FoundFact) else piece.form


def _part(piece: Piece, points: float, what: str) -> ScorePart:
    return ScorePart(what, points, _form(piece), piece.text, piece.start, piece.end)


def _programmes(index: Index) -> tuple[str, ...]:
    held = [match.target_id for match in index.programmes]
    return tuple(dict.fromkeys(held + sorted(index.signals.title_programmes)))


def _parts_of_words(shown: Sequence[Word], weighed: Weighed) -> Iterator[ScorePart]:
    """Yield what the words that count most add, each by itself, and the others together."""
    for word in shown:
        place = (word.start, word.end) if word.start >= 0 else (None, None)
        about = "bringing in talent" if word.points > 0 else "other things"
        yield ScorePart(f"a word of texts on {about}", word.points, "", word.word, *place)
    others = weighed.points - sum(word.points for word in shown)
    if others:
        number = len(weighed.found) - len(shown)
        yield ScorePart(f"{number} other words, and the length of the text", others)


def _shown_terms(one: _Scored, words: Iterator[Word]) -> str:
    """Return the terms that a reason shows; of a rule that weighs words those that add most first.

    There words learnt that speak for it come behind the terms.
    """
    terms = [piece.text for piece in one.pieces if piece.text]
    if one.rule.weighs_words:
        added = sorted(one.added, key=lambda weight_and_held: -weight_and_held[0].points)
        telling = [held[0].text for weight, held in added if weight.points > 0 and held]
        terms = [*filter(None, telling), *terms]
    learnt = (word.word for word in words if word.points > 0)
    shown: dict[str, str] = {}
    for text in chain(terms, learnt):
        shown.setdefault(text.casefold(), text)
        if len(shown) == SHOWN_TERMS:
            break
    return "、".join(shown.values())
