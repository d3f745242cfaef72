"""The names and words that only one of two releases looks for, or looks for otherwise."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policywatch.catalogue.watchlists import Category, Context, Programme, Term, Watchlists
from policywatch.flagging.candidates.vocabulary import TITLE_TAILS

LISTS = ("zh", "en", "short", "stems", "weak")
PHRASES = ("unless", "context")
# What says something of a programme and nothing about how its names are found. What is in none of
# these three is taken to matter for every name: a new field of the schema is never overlooked.
ABOUT = frozenset(
    ("id", "names", "sponsor", "years", "since", "until", "ambiguity", "predecessor", "successor")
)  # fmt: skip
# Words that decide in which sense a programme's name is meant, and nothing else.
OF_PROGRAMMES = frozenset(("place",))
_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(slots=True)
class ChangedNames:
    """What to look for in a text to tell whether two releases may see it otherwise.

    Where one of `names` or `phrases` stands they may (words of talent speak for names that no
    watchlist knows, too); where only one of `context` stands, they may if the text names a
    programme, too.
    """

    names: Watchlists
    phrases: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names.programmes or self.names.terms or self.phrases or self.context)


@dataclass(slots=True)
class _Changes:
    programmes: list[Programme] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    phrases: set[str] = field(default_factory=set)
    context: set[str] = field(default_factory=set)

    def result(self, context: Context) -> ChangedNames:
        # Not validated: a programme of stems alone is none, but they can be looked for.
        names = Watchlists.model_construct(
            programmes=tuple(self.programmes), terms=tuple(self.terms), context=context, rules=(),
            threshold=0, forms={},
        )  # fmt: skip
        return ChangedNames(names, tuple(sorted(self.phrases)), tuple(sorted(self.context)))


def changed_names(mine: Watchlists, other: Watchlists) -> ChangedNames:
    """Return what one release looks for and another one does not, or does otherwise.

    A text in which neither `changed_names(a, b)` nor `changed_names(b, a)` finds anything has the
    same matches by both.
    """
    found = _Changes()
    programmes = {programme.id: programme for programme in other.programmes}
    for programme in mine.programmes:
        _compare_programme(programme, programmes.get(programme.id), found)
    terms = {term.id: term for term in other.terms}
    for term in mine.terms:
        _compare_term(term, terms.get(term.id), found)
    for kind, words in mine.context:
        only_mine = set(words) - set(getattr(other.context, kind))
        (found.context if kind in OF_PROGRAMMES else found.phrases).update(only_mine)
    # A word that names are made of is no more taken for a slip of another one.
    found.phrases.update(word for word in _words(mine) - _words(other) if len(word) > 1)
    return found.result(Context())


def _words(watchlists: Watchlists) -> set[str]:
    names = (n for p in watchlists.programmes for n in (*p.en, *p.short, *p.stems))
    return {word for name in names for word in _WORD.findall(name)}


def _compare_programme(mine: Programme, other: Programme | None, found: _Changes) -> None:
    if mine == other:
        return
    names = {name for name in _names(mine) if other is None or not _same_name(name, mine, other)}
    if other is None or _differ_otherwise(mine, other):
        names = set(_names(mine))
    if names:
        kept = {
            kind: tuple(name for name in getattr(mine, kind) if name in names) for kind in LISTS
        }
        found.programmes.append(Programme.model_construct(**{**mine.__dict__, **kept, "names": ()}))
    for kind in PHRASES:
        before = () if other is None else getattr(other, kind)
        found.context.update(set(getattr(mine, kind)) - set(before))


def _names(programme: Programme) -> Iterator[str]:
    for kind in LISTS:
        yield from getattr(programme, kind)


def _same_name(name: str, mine: Programme, other: Programme) -> bool:
    """Whether a name stands in the same lists of both."""
    return all((name in getattr(mine, kind)) == (name in getattr(other, kind)) for kind in LISTS)


def _differ_otherwise(mine: Programme, other: Programme) -> bool:
    """Whether something differs that bears on all names, or the common ones change places."""
    for name in Programme.model_fields:
        if name not in ABOUT and name not in (*LISTS, *PHRASES):
            if getattr(mine, name) != getattr(other, name):
                return True
        elif name in LISTS and _order_differs(getattr(mine, name), getattr(other, name)):
            return True
    return False


def _order_differs(mine: Iterable[str], other: Iterable[str]) -> bool:
    first, second = list(dict.fromkeys(mine)), list(dict.fromkeys(other))
    common = set(first) & set(second)
    return [n for n in first if n in common] != [n for n in second if n in common]


def _compare_term(mine: Term, other: Term | None, found: _Changes) -> None:
    if mine == other:
        return
    kept: dict[str, tuple[str, ...]] = {}
    is_other = other is None or any(
        getattr(mine, name) != getattr(other, name)
        for name in Term.model_fields
        if name not in ("zh", "en", "unless")
    )
    for kind in ("zh", "en"):
        names = getattr(mine, kind)
        before = set() if other is None or is_other else set(getattr(other, kind))
        moved = other is not None and _order_differs(names, getattr(other, kind))
        kept[kind] = tuple(name for name in names if moved or name not in before)
    if any(kept.values()):
        found.terms.append(Term.model_construct(**{**mine.__dict__, **kept, "unless": ()}))
    if mine.unlisted and not (other and other.unlisted):
        found.phrases.update(TITLE_TAILS)
    unless_before = () if other is None else other.unless
    found.phrases.update(set(mine.unless) - set(unless_before))


def categories_of(watchlists: Watchlists) -> dict[str, Category]:
    """Return the category of each term by its id."""
    return {term.id: term.category for term in watchlists.terms}
