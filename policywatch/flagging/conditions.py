"""Conditions made ready to be asked of many texts: each once a text, the cheap ones first."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from policywatch.catalogue.watchlists import Category, Condition
from policywatch.documents import FoundFact, FoundMatch, Genre
from policywatch.flagging.sentences import Stretches
from policywatch.flagging.wording import Weighed, Word


class Signals(NamedTuple):
    """What a text holds. `title_*` are targets named in the title, wherever else they stand.

    `weigh` tells what its words speak for, `words_told` which they are, with offsets as matches
    have them.
    """

    matches: Sequence[FoundMatch]
    facts: Sequence[FoundFact]
    genre: Genre
    level: str
    sentences: Stretches
    lines: Stretches
    language: str = ""
    title_programmes: Mapping[str, FoundMatch] = MappingProxyType({})
    title_terms: frozenset[str] = frozenset()
    weigh: Callable[[], Weighed] = Weighed
    words_told: Callable[[Weighed], Iterator[Word]] = lambda _: iter(())


class Titled(NamedTuple):
    """A programme or term that the title names; it stands nowhere in the text proper."""

    target_id: str
    form: str = ""
    text: str = ""
    is_programme: bool = False
    start: None = None
    end: None = None


Piece = FoundMatch | FoundFact | Titled
"""Something that a condition rests on."""
Held = Sequence[Piece] | None
"""What a condition rests on where it holds, which may be nothing; None where it does not hold."""
Asked = Callable[["Index"], Held]

_ALWAYS = ""
"""A key that every text holds."""
_UNKNOWN = frozenset({_ALWAYS})
_UNASKED: Sequence[Piece] = (Titled("not asked yet"),)
_NOTHING: Sequence[Piece] = ()


def is_programme(piece: Piece) -> bool:
    """Whether a piece is a programme's name."""
    if isinstance(piece, FoundMatch):
        return piece.target == "programme"
    return isinstance(piece, Titled) and piece.is_programme


def key_of(piece: Piece) -> str:
    """Return what makes two pieces count as one: places of one name do, facts never."""
    return f"{piece.kind}:{piece.start}" if isinstance(piece, FoundFact) else piece.target_id


class Index:
    """The pieces of a text by what conditions ask for, and the answers given so far.

    `present` are the keys of all that the text holds: most questions are denied by these alone.
    """

    __slots__ = (
        "answers", "facts", "present", "programmes", "signals", "terms", "terms_of", "titled",
    )  # fmt: skip

    def __init__(self, signals: Signals, categories: Mapping[str, str], questions: int) -> None:
        self.signals = signals
        self.answers: list[Held] = [_UNASKED] * questions
        self.facts: dict[str, list[FoundFact]] = {}
        self.programmes: list[FoundMatch] = []
        self.terms: dict[str, list[Piece]] = {}
        self.terms_of: dict[str, list[str]] = {}
        self.titled = [
            Titled(name, match.form, match.text, True)
            for name, match in signals.title_programmes.items()
        ]
        for fact in signals.facts:
            self.facts.setdefault(fact.kind, []).append(fact)
        for match in signals.matches:
            if not match.held:
                continue
            if match.target == "programme":
                self.programmes.append(match)
            elif match.target_id in self.terms:
                self.terms[match.target_id].append(match)
            else:
                self.terms[match.target_id] = [match]
        for name in sorted(signals.title_terms):
            self.terms.setdefault(name, [Titled(name)])
        for name in self.terms:
            self.terms_of.setdefault(categories[name], []).append(name)
        self.present = {
            _ALWAYS,
            f"genre:{signals.genre.name}",
            f"level:{signals.level}",
            f"language:{signals.language}",
            *[f"fact:{kind}" for kind in self.facts],
            *[f"term:{name}" for name in self.terms],
            *[f"category:{category}" for category in self.terms_of],
        }
        if self.programmes or self.titled:
            named = {match.target_id for match in self.programmes}
            named |= {piece.target_id for piece in self.titled}
            self.present |= {"programme:", *[f"programme:{name}" for name in named]}
        if self.titled or signals.title_terms:
            for name in signals.title_terms:
                self.present |= {f"title-term:{name}", f"title-category:{categories[name]}"}
            for piece in self.titled:
                self.present |= {"title-programme:", f"title-programme:{piece.target_id}"}


class Conditions:
    """Makes conditions ready; equal ones are one question, however many rules ask it."""

    def __init__(self, categories: Mapping[str, Category]) -> None:
        # A plain string is quicker to look up than a member of an enumeration.
        self._categories = {name: category.value for name, category in categories.items()}
        self._ready: dict[str, Asked] = {}

    def index(self, signals: Signals) -> Index:
        """Return the pieces of a text, of which no question was asked yet."""
        return Index(signals, self._categories, len(self._ready))

    def ready(self, condition: Condition) -> Asked:
        """Return the condition as a question that an index of a text answers."""
        name = condition.model_dump_json(exclude_defaults=True)
        if name not in self._ready:
            ask = self._make(condition)
            self._ready[name] = _asked_once(len(self._ready), _needs(condition), ask)
        return self._ready[name]

    def _make(self, condition: Condition) -> Asked:
        if condition.all is not None:
            return _all([self.ready(part) for part in condition.all], _by_cost(condition.all))
        if condition.any is not None:
            return _any([self.ready(part) for part in condition.any])
        if condition.none is not None:
            order = _by_cost(condition.none)
            return _none([self.ready(condition.none[at]) for at in order])
        if condition.near is not None and condition.within is not None:
            order = _by_cost(condition.near)
            return _near([self.ready(part) for part in condition.near], order, condition.within)
        return _counted(_leaf(condition), condition.at_least)


def _asked_once(number: int, needs: frozenset[str], ask: Asked) -> Asked:
    def asked(index: Index) -> Held:
        held = index.answers[number]
        if held is _UNASKED:
            held = None if needs.isdisjoint(index.present) else ask(index)
            index.answers[number] = held
        return held

    return asked


def _needs(condition: Condition) -> frozenset[str]:
    """Return keys of which a text must hold one for the condition to hold."""
    if condition.any is not None:
        return frozenset().union(*map(_needs, condition.any))
    if condition.all is not None or condition.near is not None:
        needs = map(_needs, condition.all or condition.near or ())
        return min((need for need in needs if _ALWAYS not in need), key=len, default=_UNKNOWN)
    if condition.none is not None:
        return _UNKNOWN
    asked: dict[str, Sequence[str]] = {
        "genre": condition.genre or (),
        "level": condition.level or (),
        "language": condition.language or (),
        "fact": condition.fact or (),
        "term": condition.term or (),
        "category": condition.category or (),
        "programme": ("",) if condition.programme == "any" else condition.programme or (),
    }
    where = "title-" if condition.in_title else ""
    return frozenset(f"{where}{kind}:{name}" for kind, names in asked.items() for name in names)


def _by_cost(parts: Sequence[Condition]) -> list[int]:
    """Return in which order to ask parts: what denies soonest first."""
    return sorted(range(len(parts)), key=lambda at: _cost(parts[at]))


def _cost(condition: Condition) -> int:
    inner = sum(map(_cost, condition.inner))
    return inner * 4 + 8 if condition.near is not None else inner + 1


def _all(parts: Sequence[Asked], order: Sequence[int]) -> Asked:
    def ask(index: Index) -> Held:
        held: list[Sequence[Piece]] = [_NOTHING] * len(parts)
        for at in order:
            pieces = parts[at](index)
            if pieces is None:
                return None
            held[at] = pieces
        return [piece for pieces in held for piece in pieces]

    return ask


def _any(parts: Sequence[Asked]) -> Asked:
    def ask(index: Index) -> Held:
        held = [pieces for part in parts if (pieces := part(index)) is not None]
        return [piece for pieces in held for piece in pieces] if held else None

    return ask


def _none(parts: Sequence[Asked]) -> Asked:
    def ask(index: Index) -> Held:
        for part in parts:
            if part(index) is not None:
                return None
        return _NOTHING

    return ask


def _counted(find: Callable[[Index], Sequence[Piece] | None], at_least: int) -> Asked:
    def ask(index: Index) -> Held:
        pieces = find(index)
        if not pieces or at_least == 1:
            return pieces if pieces or pieces is _NOTHING else None
        return pieces if len(set(map(key_of, pieces))) >= at_least else None

    return ask


def _leaf(condition: Condition) -> Callable[[Index], Sequence[Piece] | None]:
    """Return what finds the pieces that a condition without parts asks for."""
    if condition.genre is not None:
        genres = frozenset(condition.genre)
        return lambda index: _NOTHING if index.signals.genre.name in genres else None
    if condition.level is not None:
        levels = frozenset(condition.level)
        return lambda index: _NOTHING if index.signals.level in levels else None
    if condition.language is not None:
        languages = frozenset(condition.language)
        return lambda index: _NOTHING if index.signals.language in languages else None
    if condition.fact is not None:
        return _facts(condition.fact)
    if condition.programme is not None:
        return _programmes(condition)
    return _terms(condition)


def _facts(kinds: Sequence[str]) -> Callable[[Index], list[Piece]]:
    def find(index: Index) -> list[Piece]:
        facts = index.facts
        return [piece for kind in kinds if kind in facts for piece in facts[kind]]

    return find


def _programmes(condition: Condition) -> Callable[[Index], list[Piece]]:
    """Titles count where the text does not name the programme itself."""
    asked = frozenset(() if condition.programme == "any" else condition.programme or ())
    in_title = condition.in_title

    def find(index: Index) -> list[Piece]:
        titled: list[Piece] = [p for p in index.titled if not asked or p.target_id in asked]
        if in_title:
            return titled
        named = [p for p in index.programmes if not asked or p.target_id in asked]
        found = {match.target_id for match in named}
        return [*named, *(piece for piece in titled if key_of(piece) not in found)]

    return find


def _terms(condition: Condition) -> Callable[[Index], list[Piece]]:
    terms = condition.term or ()
    categories = [category.value for category in condition.category or ()]

    def names(index: Index) -> list[str]:
        found = [name for name in terms if name in index.terms]
        for category in categories:
            found += index.terms_of.get(category, ())
        return found

    if condition.in_title:
        return lambda index: [
            Titled(name) for name in names(index) if name in index.signals.title_terms
        ]
    return lambda index: [piece for name in names(index) for piece in index.terms[name]]


def _near(parts: Sequence[Asked], order: Sequence[int], within: str | int) -> Asked:
    def ask(index: Index) -> Held:
        groups: list[list[Piece]] = [[]] * len(parts)
        for at in order:
            groups[at] = [p for p in parts[at](index) or () if p.start is not None]
            if not groups[at]:
                return None
        if isinstance(within, int):
            return _near_by_characters(groups, within)
        signals = index.signals
        return _in_one(signals.sentences if within == "sentence" else signals.lines, groups)

    return ask


def _in_one(stretches: Stretches, groups: Sequence[Sequence[Piece]]) -> Held:
    """Return the pieces of the stretches that hold some of every group."""
    number = stretches.number
    numbered = [[(number(p.start or 0), p) for p in group] for group in groups]
    common = set.intersection(*({n for n, _ in group} for group in numbered))
    return [p for group in numbered for n, p in group if n in common] if common else None


def _near_by_characters(groups: Sequence[Sequence[Piece]], within: int) -> Held:
    """Return the first piece that has one of each other group within so many characters."""
    starts = [sorted(p.start or 0 for p in group) for group in groups[1:]]
    for piece in groups[0]:
        at = piece.start or 0
        if all(_has_between(positions, at - within, at + within) for positions in starts):
            close = [
                next(p for p in group if abs((p.start or 0) - at) <= within) for group in groups[1:]
            ]
            return [piece, *close]
    return None


def _has_between(positions: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(positions, low)
    return at < len(positions) and positions[at] <= high
