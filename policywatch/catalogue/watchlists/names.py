"""Add names to a programme or term, or take some away."""

from collections.abc import Collection, Sequence
from typing import Any

from policywatch.catalogue.watchlists.located import names_of
from policywatch.catalogue.watchlists.programmes import HAN, MoreName, Programme, Term

LISTS = ("zh", "en", "short", "stems", "weak")


def with_names(owner: Programme | Term, names: Sequence[MoreName]) -> Programme | Term:
    """Return the programme or term with further names; those that it has stay as they are."""
    has = set(names_of(owner))
    new = {name.text: name for name in names if name.text not in has}
    if not new:
        return owner
    if isinstance(owner, Term):
        more: dict[str, list[str]] = {"zh": list(owner.zh), "en": list(owner.en)}
        for text in new:
            more["zh" if HAN.search(text) else "en"].append(text)
        return owner.model_copy(update={field: tuple(texts) for field, texts in more.items()})
    known = [one.model_dump() for one in (*owner.names, *(name.known() for name in new.values()))]
    return Programme.model_validate(owner.model_dump() | {"names": known})


def without_names(owner: Programme | Term, texts: Collection[str]) -> Programme | Term:
    """Return the programme or term without some of its names.

    Raises:
        pydantic.ValidationError: it would have none left.
    """
    if not any(text in texts for text in names_of(owner)):
        return owner
    left: dict[str, Any] = owner.model_dump()
    for field in LISTS:
        if field in left:
            left[field] = [name for name in left[field] if name not in texts]
    if isinstance(owner, Term):
        return Term.model_validate(left)
    left["names"] = [name for name in left["names"] if name["text"] not in texts]
    return Programme.model_validate(left)
