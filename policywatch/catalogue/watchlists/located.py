"""The parts of the watchlists one by one: what each is called, and where it stands."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, cast

from pydantic import BaseModel

from policywatch.catalogue.watchlists.content import WatchlistFile, Watchlists
from policywatch.catalogue.watchlists.programmes import Context, MoreName, Programme, Term
from policywatch.catalogue.watchlists.rules import Rule

Value = Programme | Term | Rule | MoreName | float | None
WORD_LISTS = tuple(Context.model_fields)


class RefKind(StrEnum):
    """What a part is. A WORD is one of context, a FORM what a form of a name adds."""

    PROGRAMME = "programme"
    TERM = "term"
    RULE = "rule"
    WORD = "word"
    FORM = "form"
    THRESHOLD = "threshold"


ENTITIES = (RefKind.PROGRAMME, RefKind.TERM, RefKind.RULE)
OWNERS = (RefKind.PROGRAMME, RefKind.TERM)


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """What a part is called: programme:qiming, programme:qiming/启明计划, word:talent/引智, …"""

    kind: RefKind
    id: str = ""
    name: str = ""

    def __str__(self) -> str:
        return (
            self.kind + (f":{self.id}" if self.id else "") + (f"/{self.name}" if self.name else "")
        )

    @classmethod
    def parse(cls, written: str) -> "Ref":
        """Return what `str` wrote.

        Raises:
            ValueError: no part is called so.
        """
        kind, _, rest = written.partition(":")
        part_id, slash, name = rest.partition("/")
        ref = cls(RefKind(kind), part_id, name)
        is_whole = {
            RefKind.WORD: part_id in WORD_LISTS and bool(name),
            RefKind.THRESHOLD: not rest,
            RefKind.RULE: bool(part_id) and not slash,
            RefKind.FORM: bool(part_id) and not slash,
        }.get(ref.kind, bool(part_id) and bool(name) == bool(slash))
        if not is_whole:
            raise ValueError(f"{written} names no part")
        return ref

    @property
    def owner(self) -> "Ref":
        """The programme or term that a name belongs to."""
        return Ref(self.kind, self.id)

    @property
    def is_name(self) -> bool:
        """Whether it is a name of a programme or term."""
        return self.kind in OWNERS and bool(self.name)

    @property
    def is_entity(self) -> bool:
        """Whether it is a whole programme, term or rule."""
        return self.kind in ENTITIES and not self.name


class Place(Protocol):
    """Where a part stands: a file or the store."""

    def at(self, *steps: str | int) -> str:
        """Return the place of a value inside the part."""


@dataclass(frozen=True, slots=True)
class InFile:
    """A part of a file; `line` tells the line of a value by the steps to it."""

    file: str
    line: Callable[..., int]
    steps: tuple[str | int, ...] = ()

    def at(self, *steps: str | int) -> str:
        """Return `file:line`."""
        return f"{self.file}:{self.line(*self.steps, *steps)}"


@dataclass(frozen=True, slots=True)
class Located:
    """A part and where it stands."""

    ref: Ref
    value: Value
    place: Place


def locate(file: WatchlistFile, name: str, line: Callable[..., int]) -> Iterator[Located]:
    """Yield the parts of a file."""

    def place(*steps: str | int) -> InFile:
        return InFile(name, line, steps)

    for kind, field in zip(ENTITIES, ("programmes", "terms", "rules"), strict=True):
        for number, part in enumerate(getattr(file, field)):
            yield Located(Ref(kind, part.id), part, place(field, number))
    for number, more in enumerate(file.names):
        yield Located(ref_of_name(more), more, place("names", number))
    for kind_of_word, words in file.context:
        for number, word in enumerate(words):
            at = place("context", kind_of_word, number)
            yield Located(Ref(RefKind.WORD, kind_of_word, word), None, at)
    for form, points in file.forms.items():
        yield Located(Ref(RefKind.FORM, form), points, place("forms", form))
    if file.threshold is not None:
        yield Located(Ref(RefKind.THRESHOLD), file.threshold, place("threshold"))


def ref_of_name(name: MoreName) -> Ref:
    """Return what a further name is called."""
    if name.programme is not None:
        return Ref(RefKind.PROGRAMME, name.programme, name.text)
    return Ref(RefKind.TERM, cast(str, name.term), name.text)


def parts_of(watchlists: Watchlists) -> dict[Ref, Value]:
    """Return the parts of whole watchlists; names stand with their owners."""
    file = WatchlistFile(**{name: getattr(watchlists, name) for name in Watchlists.model_fields})
    return {one.ref: one.value for one in locate(file, "", lambda *_: 0)}


def names_of(owner: Programme | Term) -> tuple[str, ...]:
    """Return every name of a programme or term once."""
    if isinstance(owner, Programme):
        return tuple(dict.fromkeys((*owner.zh, *owner.en, *owner.short, *owner.stems)))
    return tuple(dict.fromkeys((*owner.zh, *owner.en)))


def to_json(value: Value) -> dict[str, Any]:
    """Return what of a value has to be kept, as JSON."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return {} if value is None else {"value": value}


def from_json(ref: Ref, content: dict[str, Any]) -> Value:
    """Return the value that was kept.

    Raises:
        pydantic.ValidationError: it fits no more.
    """
    if ref.is_name:
        return MoreName.model_validate(content)
    if ref.kind is RefKind.WORD:
        return None
    if ref.kind in (RefKind.FORM, RefKind.THRESHOLD):
        return float(content["value"])
    models: dict[RefKind, type[Programme | Term | Rule]] = {
        RefKind.PROGRAMME: Programme, RefKind.TERM: Term, RefKind.RULE: Rule,
    }  # fmt: skip
    return models[ref.kind].model_validate(content)


def fingerprint(value: Value) -> str:
    """Return a short hash of a value: equal values have equal ones."""
    written = json.dumps(to_json(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]
