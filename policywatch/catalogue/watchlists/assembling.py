"""Files and the store's edits together: the watchlists that are looked for now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from models import EditAction
from policywatch.catalogue.watchlists.checks import FoldNames, check
from policywatch.catalogue.watchlists.content import DEFAULT_THRESHOLD, Watchlists
from policywatch.catalogue.watchlists.located import (
    ENTITIES,
    WORD_LISTS,
    Located,
    Place,
    Ref,
    RefKind,
    Value,
    fingerprint,
    names_of,
    parts_of,
)
from policywatch.catalogue.watchlists.names import with_names, without_names
from policywatch.catalogue.watchlists.programmes import Context, MoreName, Programme, Term
from policywatch.catalogue.watchlists.rules import Rule
from policywatch.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Edit:
    """A part put, removed or restored in the store.

    `base` is the fingerprint of what the files held there when the edit was made, empty where they
    held nothing: so what comes into the files later is told from what the edit was about.
    """

    action: EditAction
    ref: Ref
    value: Value
    place: Place
    base: str = ""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The watchlists with the place of each part, and what somebody should look at."""

    watchlists: Watchlists
    parts: dict[Ref, Located]
    in_files: dict[Ref, Located]
    notes: list[str]

    def find(self, ref: Ref) -> Located | None:
        """Return a part, also a name of a programme or term, with its place."""
        return find(self.parts, ref)

    def base(self, ref: Ref) -> str:
        """Return the fingerprint of what the files hold, empty where they hold nothing."""
        stands = find(self.in_files, ref)
        return "" if stands is None else fingerprint(stands.value)


def find(parts: dict[Ref, Located], ref: Ref) -> Located | None:
    """Return a part, also a name of a programme or term, with its place."""
    if not ref.is_name:
        return parts.get(ref)
    owner = parts.get(ref.owner)
    if owner is None or not isinstance(owner.value, Programme | Term):
        return None
    return Located(ref, None, owner.place) if ref.name in names_of(owner.value) else None


def assemble(
    located: Iterable[Located], edits: Sequence[Edit] = (), fold: FoldNames | None = None
) -> Assembled:
    """Return the watchlists that the parts of files and the edits of the store make.

    Raises:
        CatalogueError: lists every problem with its place.
    """
    in_files, problems = _join_files(located)
    parts, conflicts, notes = _apply(in_files, edits)
    problems += conflicts
    problems += check(parts, fold)
    if problems:
        raise CatalogueError(problems)
    return Assembled(
        _content({ref: one.value for ref, one in parts.items()}), parts, in_files, notes
    )


def propose(
    standing: Assembled, given: Sequence[Located], fold: FoldNames | None = None
) -> Watchlists:
    """Return the watchlists as they would be with some parts added, or put in others' place.

    Raises:
        CatalogueError: what would come of it is wrong.
    """
    puts = []
    for one in given:
        there = standing.find(one.ref)
        base = fingerprint(there.value) if there else ""
        puts.append(Edit(EditAction.PUT, one.ref, one.value, one.place, base))
    return assemble(standing.parts.values(), puts, fold).watchlists


def without(watchlists: Watchlists, refs: Iterable[Ref]) -> Watchlists:
    """Return watchlists without some parts; what asks for these stays, though it is not there."""
    parts = parts_of(watchlists)
    names: dict[Ref, set[str]] = {}
    for ref in refs:
        if ref.is_name:
            names.setdefault(ref.owner, set()).add(ref.name)
        else:
            parts.pop(ref, None)
    for owner, gone in names.items():
        value = parts.pop(owner, None)
        if isinstance(value, Programme | Term) and not set(names_of(value)) <= gone:
            parts[owner] = without_names(value, gone)
    return _content(parts)


def _join_files(located: Iterable[Located]) -> tuple[dict[Ref, Located], list[str]]:
    """Return the parts of all files, further names with their owners, and what is there twice."""
    parts: dict[Ref, Located] = {}
    names: dict[Ref, list[Located]] = {}
    problems: list[str] = []
    for one in located:
        if one.ref.is_name:
            names.setdefault(one.ref.owner, []).append(one)
            continue
        first = parts.setdefault(one.ref, one)
        if first is not one and (one.ref.kind in ENTITIES or first.value != one.value):
            problems.append(f"{_at(one)}: {_told(one.ref)} stands in {_at(first)}, too")
    for ref, more in names.items():
        owner = parts.get(ref)
        if owner is None or not isinstance(owner.value, Programme | Term):
            problems += [f"{one.place.at()}: no {ref.kind} is called {ref.id}" for one in more]
            continue
        value = with_names(owner.value, [n.value for n in more if isinstance(n.value, MoreName)])
        parts[ref] = Located(ref, value, owner.place)
    return parts, problems


def _apply(
    in_files: dict[Ref, Located], edits: Sequence[Edit]
) -> tuple[dict[Ref, Located], list[str], list[str]]:
    """Return the parts after the edits, the conflicts between both, and what has moved on."""
    parts = dict(in_files)
    problems: list[str] = []
    notes: list[str] = []
    last, names = _last_edits(edits)
    for edit in last.values():
        stands = in_files.get(edit.ref)
        is_put = edit.action is EditAction.PUT
        if (
            is_put
            and stands
            and not edit.base
            and fingerprint(stands.value) != fingerprint(edit.value)
        ):
            problems.append(
                f"{_at(stands)}: {_told(edit.ref)} stands in {edit.place.at()}, too, and not "
                f"alike: call one of them otherwise, or: policywatch watchlists remove {edit.ref}"
            )
            continue
        if stands and edit.base and edit.base != fingerprint(stands.value):
            done = "put another in its place" if is_put else "removed it"
            notes.append(
                f"{_at(stands)}: {_told(edit.ref)} has changed since {edit.place.at()} {done}, "
                f"which still counts; to take the file's: policywatch watchlists restore {edit.ref}"
            )
        if is_put:
            parts[edit.ref] = Located(edit.ref, edit.value, edit.place)
        elif edit.action is EditAction.REMOVE and edit.base:
            parts.pop(edit.ref, None)
    for owner, changes in names.items():
        problems += _apply_names(parts, owner, changes)
    return parts, problems, notes


def _last_edits(edits: Sequence[Edit]) -> tuple[dict[Ref, Edit], dict[Ref, dict[Ref, Edit]]]:
    """Return the last edit of each part; and by owner of each name, if its owner's was before."""
    last: dict[Ref, Edit] = {}
    names: dict[Ref, dict[Ref, Edit]] = {}
    for edit in edits:
        if edit.ref.is_name:
            of_owner = names.setdefault(edit.ref.owner, {})
            of_owner.pop(edit.ref, None)
            of_owner[edit.ref] = edit
            continue
        last[edit.ref] = edit
        names.pop(edit.ref, None)
    return last, names


def _apply_names(parts: dict[Ref, Located], ref: Ref, changes: dict[Ref, Edit]) -> list[str]:
    """Put and remove names of one programme or term; return what is wrong with that."""
    put = [edit for edit in changes.values() if edit.action is EditAction.PUT]
    removed = {edit.ref.name for edit in changes.values() if edit.action is EditAction.REMOVE}
    owner = parts.get(ref)
    if owner is None or not isinstance(owner.value, Programme | Term):
        return [
            f"{edit.place.at()}: no {ref.kind} is called {ref.id}: to drop this name: "
            f"policywatch watchlists remove {edit.ref}"
            for edit in put
        ]
    try:
        value = with_names(owner.value, [e.value for e in put if isinstance(e.value, MoreName)])
        value = without_names(value, removed)
    except ValidationError as error:
        said = "; ".join(one["msg"] for one in error.errors())
        return [f"{owner.place.at('id')}: {_told(ref)}: {said}"]
    parts[ref] = Located(ref, value, owner.place)
    return []


def _content(parts: Mapping[Ref, Value]) -> Watchlists:
    words: dict[str, list[str]] = {kind: [] for kind in WORD_LISTS}
    programmes, terms, rules, forms = [], [], [], {}
    threshold = DEFAULT_THRESHOLD
    for ref, value in parts.items():
        if isinstance(value, Programme):
            programmes.append(value)
        elif isinstance(value, Term):
            terms.append(value)
        elif isinstance(value, Rule):
            rules.append(value)
        elif ref.kind is RefKind.WORD:
            words[ref.id].append(ref.name)
        elif isinstance(value, float):
            if ref.kind is RefKind.FORM:
                forms[ref.id] = value
            else:
                threshold = value
    return Watchlists(
        programmes=tuple(programmes),
        terms=tuple(terms),
        context=Context(**{kind: tuple(found) for kind, found in words.items()}),
        rules=tuple(rules),
        threshold=threshold,
        forms=dict(sorted(forms.items())),
    )


def _at(one: Located) -> str:
    return one.place.at("id") if one.ref.kind in ENTITIES else one.place.at()


def _told(ref: Ref) -> str:
    """Return what a part is called in a sentence."""
    if ref.kind is RefKind.WORD:
        return f"the word {ref.name} of context.{ref.id}"
    return f"{ref.kind} {ref.id}".strip() + (f"/{ref.name}" if ref.name else "")
