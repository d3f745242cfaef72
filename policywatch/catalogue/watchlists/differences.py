"""What differs between two states of the watchlists, part by part, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass

from policywatch.catalogue.watchlists.content import Watchlists
from policywatch.catalogue.watchlists.located import Ref, RefKind, Value, names_of, parts_of
from policywatch.catalogue.watchlists.programmes import Programme, Term

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that was added, removed or changed. Names count by themselves."""

    ref: Ref
    how: str
    detail: str = ""

    def __str__(self) -> str:
        ref = self.ref
        if ref.is_name:
            what = f"the name {ref.name} of {ref.kind} {ref.id}"
        elif ref.kind is RefKind.WORD:
            what = f"the context word {ref.name}"
        elif ref.kind is RefKind.THRESHOLD:
            what = "the threshold"
        else:
            what = f"{ref.kind} {ref.id}"
        return f"{what} was {self.how}" + (f" ({self.detail})" if self.detail else "")


def differences(old: Watchlists, new: Watchlists) -> tuple[Difference, ...]:
    """Return what has to be done to the old watchlists to make the new ones of them."""
    before, after = parts_of(old), parts_of(new)
    found: list[Difference] = []
    for ref in sorted({*before, *after}):
        if ref not in after:
            found.append(Difference(ref, REMOVED))
        elif ref not in before:
            found.append(Difference(ref, ADDED))
        elif before[ref] != after[ref]:
            found += _between(ref, before[ref], after[ref])
    return tuple(found)


def _between(ref: Ref, old: Value, new: Value) -> Iterator[Difference]:
    """Yield what differs in one part: its names by themselves, and whatever else."""
    if isinstance(old, Programme | Term) and isinstance(new, Programme | Term):
        before, after = names_of(old), names_of(new)
        for name in before:
            if name not in after:
                yield Difference(Ref(ref.kind, ref.id, name), REMOVED)
        for name in after:
            if name not in before:
                yield Difference(Ref(ref.kind, ref.id, name), ADDED)
        other = [
            field
            for field in type(old).model_fields
            if field not in ("zh", "en", "short", "stems", "names")
            and getattr(old, field) != getattr(new, field)
        ]
        if other or set(before) == set(after):
            yield Difference(ref, CHANGED, ", ".join(other) or "its lists of names")
    elif isinstance(old, float) or isinstance(new, float):
        yield Difference(ref, CHANGED, f"from {old:g} to {new:g}")
    else:
        yield Difference(ref, CHANGED)
