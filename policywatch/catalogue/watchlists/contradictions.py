"""Why a condition can never hold, whatever the text."""

from collections.abc import Iterator, Mapping

from policywatch.catalogue.watchlists.rules import Condition

_ONE_EACH = ("genre", "level", "language")  # a text has one of each


def why_never(condition: Condition, categories: Mapping[str, str]) -> str:
    """Return why a condition can never hold, or nothing where it may.

    `categories` maps the ids of all terms to their categories.
    """
    if condition.any is not None:
        reasons = [why_never(part, categories) for part in condition.any]
        return reasons[0] if all(reasons) else ""
    if condition.none is not None:
        return ""
    if condition.near is not None:
        for part in condition.near:
            if not _has_a_place(part):
                return f"`near` asks for {_told(part)}, which stands nowhere in the text"
    if condition.inner:
        reasons = [reason for part in condition.inner if (reason := why_never(part, categories))]
        return reasons[0] if reasons else _contradiction(condition, categories)
    return _too_many(condition, categories)


def _too_many(condition: Condition, categories: Mapping[str, str]) -> str:
    if condition.programme not in (None, "any"):
        there, kind = len(set(condition.programme or ())), "programmes"
    elif condition.term is not None:
        there, kind = len(set(condition.term)), "terms"
    elif condition.category is not None:
        wanted = set(condition.category)
        there = sum(category in wanted for category in categories.values())
        kind = f"terms of {', '.join(sorted(wanted))}"
    else:
        return ""
    return f"at least {condition.at_least} of {there} {kind}" if condition.at_least > there else ""


def _has_a_place(condition: Condition) -> bool:
    """Whether it can rest on something at a place of the text proper."""
    if condition.inner and condition.none is None:
        return any(_has_a_place(part) for part in condition.inner)
    is_of_the_text = not condition.in_title and condition.kind not in (*_ONE_EACH, "none")
    return is_of_the_text


def _contradiction(condition: Condition, categories: Mapping[str, str]) -> str:
    """Return what of an `all` (or `near`) speaks against the rest of it."""
    needed = list(_needed(condition))
    for kind in _ONE_EACH:
        asked = [set(getattr(leaf, kind)) for leaf in needed if getattr(leaf, kind) is not None]
        if asked and not set.intersection(*asked):
            return f"no text is of one {kind} and of another one"
    for refused in _refused(condition):
        for leaf in needed:
            if _implies(leaf, refused, categories):
                return f"it asks for {_told(leaf)} and for none of it"
    return ""


def _needed(condition: Condition) -> Iterator[Condition]:
    """Yield the leaves that must all hold."""
    if condition.all is not None or condition.near is not None:
        for part in condition.inner:
            yield from _needed(part)
    elif condition.any is not None and len(condition.any) == 1:
        yield from _needed(condition.any[0])
    elif not condition.inner:
        yield condition


def _refused(condition: Condition) -> Iterator[Condition]:
    """Yield the leaves none of which may hold."""
    if condition.none is not None:
        for part in condition.none:
            if not part.inner:
                yield part
            elif part.any is not None:
                yield from (leaf for leaf in part.any if not leaf.inner)
    elif condition.all is not None:
        for part in condition.all:
            yield from _refused(part)


def _implies(leaf: Condition, other: Condition, categories: Mapping[str, str]) -> bool:
    """Whether another leaf holds wherever this one does."""
    if other.at_least > leaf.at_least or (other.in_title and not leaf.in_title):
        return False
    if leaf.kind == other.kind:
        asked, refused = getattr(leaf, leaf.kind), getattr(other, other.kind)
        return refused == "any" or (asked != "any" and set(asked) <= set(refused))
    if leaf.term is not None and other.category is not None:
        return all(categories[term] in other.category for term in leaf.term)
    return False


def _told(condition: Condition) -> str:
    value = getattr(condition, condition.kind)
    if condition.inner:
        return f"`{condition.kind}`"
    return f"{condition.kind} {value if isinstance(value, str) else ', '.join(value)}"
