"""What is wrong with watchlists as a whole: names nobody can find, rules that never hold."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from policywatch.catalogue.levels import Level
from policywatch.catalogue.watchlists.contradictions import why_never
from policywatch.catalogue.watchlists.located import OWNERS, Located, Ref, RefKind
from policywatch.catalogue.watchlists.programmes import Programme, Succession, Term
from policywatch.catalogue.watchlists.rules import FACT_KINDS, GENRES, MIN_SCORE, Condition, Rule

MIN_NAME_CHARS = 2
FoldNames = Callable[[Sequence[str]], list[str]]

_SEARCHED = {
    RefKind.PROGRAMME: ("zh", "en", "short", "stems", "context", "unless"),
    RefKind.TERM: ("zh", "en", "unless"),
}
_OWN_NAMES = ("zh", "en", "short", "stems")


def check(parts: Mapping[Ref, Located], fold: FoldNames | None = None) -> list[str]:
    """Return what is wrong, each with its place.

    `fold` returns names as they are searched for in texts; without it names are only checked by
    their letters.
    """
    return [*_check_names(parts, fold), *_check_successions(parts), *_check_rules(parts)]


def _check_names(parts: Mapping[Ref, Located], fold: FoldNames | None) -> Iterator[str]:
    """Report names that are found nowhere or everywhere, or that stand for two programmes."""
    names = [
        (one, field, number, name)
        for one in parts.values()
        if one.ref.kind in OWNERS
        for field in _SEARCHED[one.ref.kind]
        for number, name in enumerate(getattr(one.value, field))
    ]
    words = [one for ref, one in parts.items() if ref.kind is RefKind.WORD]
    written = [name for *_, name in names] + [one.ref.name for one in words]
    folded = fold(written) if fold else written
    first: dict[str, tuple[Located, str]] = {}
    own: set[tuple[Ref, str]] = set()
    for (one, field, number, name), searched in zip(names, folded, strict=False):
        problem = _cannot_be_found(name, searched)
        if problem:
            yield f"{one.place.at(field, number)}: the name {name!r} {problem}"
        elif field == "unless" and (one.ref, searched) in own:
            yield (
                f"{one.place.at(field, number)}: {name!r} is a name of {one.ref} itself: it would "
                "rule out every place where that stands"
            )
        elif field in _OWN_NAMES:
            own.add((one.ref, searched))
            if one.ref.kind is not RefKind.PROGRAMME:
                continue
            other, other_name = first.setdefault(searched, (one, name))
            if other.ref != one.ref:
                yield (
                    f"{one.place.at(field, number)}: the name {name!r} belongs to programme "
                    f"{other.ref.id} ({other.place.at('id')}), too, as {other_name!r}: a text must "
                    "say which is meant: leave it with one, or write it with its place or sponsor"
                )
    for one, searched in zip(words, folded[len(names) :], strict=True):
        problem = _cannot_be_found(one.ref.name, searched)
        if problem:
            yield f"{one.place.at()}: the word {one.ref.name!r} {problem}"


def _cannot_be_found(name: str, folded: str) -> str:
    weight = sum(unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "So"
                 for char in name)  # fmt: skip
    if weight < MIN_NAME_CHARS:
        return f"has {weight} letters or pictures: expected at least {MIN_NAME_CHARS}"
    if len(name.splitlines()) > 1:
        return "goes over a line: no text is searched across lines"
    if len(folded.strip(" .,")) < MIN_NAME_CHARS:
        return (
            f"is {folded!r} when marks and invisible characters are left out: expected at least "
            f"{MIN_NAME_CHARS} characters"
        )
    return ""


def _check_successions(parts: Mapping[Ref, Located]) -> Iterator[str]:
    """Report successions to nowhere and circles in which a programme follows itself."""
    before: dict[str, set[str]] = {}
    for ref, one in parts.items():
        if not isinstance(one.value, Programme):
            continue
        for field in ("predecessor", "successor"):
            succession: Succession
            for number, succession in enumerate(getattr(one.value, field)):
                if Ref(RefKind.PROGRAMME, succession.id) not in parts:
                    where = one.place.at(field, number)
                    yield f"{where}: {field}: no programme is called {succession.id}"
                elif field == "predecessor":
                    before.setdefault(ref.id, set()).add(succession.id)
                else:
                    before.setdefault(succession.id, set()).add(ref.id)
    for circle in _circles(before):
        place = parts[Ref(RefKind.PROGRAMME, circle[0])].place.at("id")
        yield f"{place}: programme {circle[0]} would come before itself: {' ← '.join(circle)}"


def _circles(edges: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Yield one circle for each group of nodes that lead back to themselves."""
    done: set[str] = set()
    for start in sorted(edges):
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(edges[start])))]
        while stack and start not in done:
            node, following = stack[-1]
            if node not in on_path:
                path.append(node)
                on_path.add(node)
            after = next(following, None)
            if after is None:
                stack.pop()
                path.pop()
                on_path.discard(node)
                done.add(node)
            elif after in on_path:
                yield [*path[path.index(after) :], after]
                done.update(path)
            elif after not in done:
                stack.append((after, iter(sorted(edges.get(after, ())))))


def _check_rules(parts: Mapping[Ref, Located]) -> Iterator[str]:
    rules = {ref.id: one for ref, one in parts.items() if ref.kind is RefKind.RULE}
    terms = [one.value for one in parts.values() if isinstance(one.value, Term)]
    known = {
        "programme": {ref.id for ref in parts if ref.kind is RefKind.PROGRAMME},
        "term": {term.id for term in terms},
        "category": {term.category.value for term in terms},
        "fact": set(FACT_KINDS),
        "genre": set(GENRES),
        "level": {level.value for level in Level},
    }
    categories = {term.id: term.category for term in terms}
    for one in rules.values():
        rule = one.value
        if isinstance(rule, Rule):
            where = f"{one.place.at('when')}: rule {rule.id}"
            yield from (f"{where}: {said}" for said in _wrong_with(rule, rules, known, categories))
    covers = {ref: set(one.value.covers) & set(rules) for ref, one in rules.items()
              if isinstance(one.value, Rule)}  # fmt: skip
    for circle in _circles(covers):
        told = " covers ".join(circle)
        yield f"{rules[circle[0]].place.at('covers')}: {told}: none of them would be seen"


def _wrong_with(
    rule: Rule,
    rules: Mapping[str, Located],
    known: Mapping[str, set[str]],
    categories: Mapping[str, str],
) -> Iterator[str]:
    if not rule.when.can_hold_alone():
        yield "would match everything: ask for something in the text"
    for covered in rule.covers:
        if covered not in rules:
            yield f"covers {covered}, but no rule is called so"
    if rule.highest_score < MIN_SCORE:
        yield f"cannot match: its score is below {MIN_SCORE:g} at best"
    conditions = (rule.when, *(weight.when for weight in rule.add))
    strangers = [
        said for whole in conditions for part in whole.parts() for said in _unknown(part, known)
    ]
    yield from strangers
    if strangers:
        return
    for whole in conditions:
        never = why_never(whole, categories)
        if never:
            yield f"cannot match: {never}"


def _unknown(condition: Condition, known: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the names that nothing has."""
    for kind, names in known.items():
        asked = getattr(condition, kind)
        if asked is None or asked == "any":
            continue
        yield from (
            f"cannot match: no {kind} is called {name}" for name in asked if name not in names
        )
