"""Edits of the watchlists in the store: added, removed, restored, taken over; append-only.

Files and edits make the watchlists together. Every function here works in the caller's
transaction, checks what would come of the edit before it writes, and writes nothing that is wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import EditAction, WatchlistEdit
from policywatch.catalogue.watchlists.assembling import Assembled, Edit, assemble
from policywatch.catalogue.watchlists.checks import FoldNames
from policywatch.catalogue.watchlists.content import Watchlists
from policywatch.catalogue.watchlists.files import read_folder
from policywatch.catalogue.watchlists.located import (
    Located,
    Ref,
    fingerprint,
    from_json,
    names_of,
    parts_of,
    to_json,
)
from policywatch.catalogue.watchlists.programmes import Programme, Term
from policywatch.errors import CatalogueError

MAX_WHO_CHARS = 100


@dataclass(frozen=True, slots=True)
class Author:
    """Who edits, when and why."""

    who: str
    at: datetime
    why: str = ""

    @property
    def told(self) -> str:
        """Name, day and reason, as they stand behind what was done."""
        return f"{self.who} on {self.at:%Y-%m-%d}" + (f": {self.why}" if self.why else "")


@dataclass(frozen=True, slots=True)
class InStore:
    """A part that an edit put into the store."""

    who: str
    made_at: datetime

    def at(self, *_steps: str | int) -> str:
        """Return who put it there and when: the store has no lines."""
        return f"the store ({self.who}, {self.made_at:%Y-%m-%d %H:%M})"


@dataclass(slots=True)
class Editor:
    """The watchlists as they stand, and the ways to change them."""

    session: Session
    folder: Path
    fold: FoldNames | None = None
    _located: list[Located] | None = None

    def standing(self) -> Assembled:
        """Return what files and edits make together now.

        Raises:
            CatalogueError: lists every problem with its place, or there is nothing at all.
        """
        standing = self._assemble(self._edits())
        if not standing.parts:
            raise CatalogueError([f"{self.folder}: no *.yaml file here, and no edit in the store"])
        return standing

    def add(
        self, given: Iterable[Located], author: Author, *, replace: bool = False
    ) -> tuple[Ref, ...]:
        """Put parts into the store and return those that were not there just so already.

        Raises:
            CatalogueError: a part of the same id stands there already and `replace` is not asked
                for; or what would come of it is wrong.
        """
        standing = self._lock()
        problems: list[str] = []
        edits: list[Edit] = []
        for one in given:
            there = standing.find(one.ref)
            if there and (one.ref.is_name or fingerprint(there.value) == fingerprint(one.value)):
                continue
            if there and not replace:
                problems.append(
                    f"{one.place.at('id')}: {one.ref} stands in {there.place.at('id')}, too: "
                    "choose another id, or ask for it to be replaced"
                )
            edits.append(self._put(standing, one))
        if problems:
            raise CatalogueError(problems)
        return self._write(edits, author)

    def remove(self, refs: Sequence[Ref], author: Author) -> tuple[Ref, ...]:
        """Take parts off the watchlists, wherever they stand.

        Raises:
            CatalogueError: there is no such part, or what is left asks for it.
        """
        standing = self._lock()
        missing = [f"{ref}: there is no such part" for ref in refs if not standing.find(ref)]
        if missing:
            raise CatalogueError(missing)
        place = InStore(author.who, author.at)
        edits = [Edit(EditAction.REMOVE, r, None, place, standing.base(r)) for r in refs]
        return self._write(edits, author)

    def restore(self, refs: Sequence[Ref], author: Author) -> tuple[Ref, ...]:
        """Take what the files hold again, in place of what the store put, or removed.

        Raises:
            CatalogueError: the store has never edited such a part, or what would come of it is
                wrong.
        """
        self._lock()
        edited = {edit.ref for edit in self._edits()}
        never = [f"{ref}: the store has no edit of it" for ref in refs if ref not in edited]
        if never:
            raise CatalogueError(never)
        place = InStore(author.who, author.at)
        return self._write([Edit(EditAction.RESTORE, r, None, place) for r in refs], author)

    def plan_takeover(self, wanted: Watchlists, author: Author) -> list[Edit]:
        """Return the edits after which files and store make exactly these watchlists."""
        standing = self._assemble(self._edits())
        now, then = parts_of(standing.watchlists), parts_of(wanted)
        place = InStore(author.who, author.at)
        edits = [
            Edit(EditAction.REMOVE, ref, None, place, standing.base(ref))
            for ref in now
            if ref not in then
        ]
        return edits + [
            self._put(standing, Located(ref, value, place))
            for ref, value in then.items()
            if ref not in now or fingerprint(now[ref]) != fingerprint(value)
        ]

    def take_over(self, wanted: Watchlists, author: Author) -> tuple[Ref, ...]:
        """Let files and store make exactly these watchlists; return what had to change.

        Raises:
            CatalogueError: what would come of it is wrong.
        """
        self._lock()
        return self._write(self.plan_takeover(wanted, author), author)

    def resolve(self, written: str) -> Ref:
        """Return the part that a user names: as `Ref` writes it, or a bare name of one owner.

        Raises:
            CatalogueError: no part or several are called so.
        """
        standing = self.standing()
        try:
            ref = Ref.parse(written)
        except ValueError:
            owners = [
                ref
                for ref, one in standing.parts.items()
                if isinstance(one.value, Programme | Term) and written in names_of(one.value)
            ]
            if len(owners) != 1:
                told = ", ".join(f"{ref}/{written}" for ref in owners)
                said = f"several have this name: say {told}" if owners else "there is no such part"
                raise CatalogueError([f"{written}: {said}"]) from None
            return Ref(owners[0].kind, owners[0].id, written)
        if standing.find(ref) is None and not any(edit.ref == ref for edit in self._edits()):
            raise CatalogueError([f"{ref}: there is no such part"])
        return ref

    def history(self) -> list[WatchlistEdit]:
        """Return every edit ever made, oldest first."""
        return list(self.session.scalars(select(WatchlistEdit).order_by(WatchlistEdit.id)))

    def _lock(self) -> Assembled:
        """Let nobody else edit before the transaction's end; return what stands now."""
        if self.session.get_bind().dialect.name == "postgresql":
            table = WatchlistEdit.__tablename__
            self.session.execute(text(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))
        return self._assemble(self._edits())

    def _edits(self) -> list[Edit]:
        """Return the newest edit of each part, oldest first."""
        newest = {row.ref: row.id for row in self.history()}
        problems: list[str] = []
        edits: list[Edit] = []
        for row in self.history():
            if newest[row.ref] != row.id:
                continue
            place = InStore(row.who, row.at)
            ref = Ref.parse(row.ref)
            try:
                value = from_json(ref, row.content) if row.action is EditAction.PUT else None
            except ValidationError as error:
                said = "; ".join(one["msg"] for one in error.errors())
                problems.append(f"{place.at()}: {ref}: {said}")
                continue
            edits.append(Edit(row.action, ref, value, place, row.base))
        if problems:
            raise CatalogueError(problems)
        return edits

    def _assemble(self, edits: Sequence[Edit]) -> Assembled:
        if self._located is None:
            located, problems = read_folder(self.folder)
            if problems:
                raise CatalogueError(problems)
            self._located = located
        return assemble(self._located, edits, self.fold)

    def _put(self, standing: Assembled, one: Located) -> Edit:
        """Return the edit after which a part stands: the files' own where they hold just that."""
        base = standing.base(one.ref)
        if base and base == fingerprint(one.value):
            return Edit(EditAction.RESTORE, one.ref, None, one.place)
        return Edit(EditAction.PUT, one.ref, one.value, one.place, base)

    def _write(self, edits: Sequence[Edit], author: Author) -> tuple[Ref, ...]:
        if edits and not self._assemble([*self._edits(), *edits]).parts:
            raise CatalogueError(["nothing would be looked for any more"])
        self.session.add_all(
            WatchlistEdit(
                at=author.at,
                who=author.who[:MAX_WHO_CHARS],
                why=author.why,
                action=edit.action,
                ref=str(edit.ref),
                base=edit.base,
                content=to_json(edit.value),
            )
            for edit in edits
        )
        self.session.flush()
        return tuple(edit.ref for edit in edits)


def last_author(session: Session, refs: Iterable[Ref], since: datetime) -> Author | None:
    """Return who made the newest edit of some parts in the store; None where nobody did since."""
    rows = select(WatchlistEdit).where(
        WatchlistEdit.ref.in_([str(ref) for ref in refs]), WatchlistEdit.at >= since
    )
    row = session.scalar(rows.order_by(WatchlistEdit.id.desc()).limit(1))
    return Author(row.who, row.at, row.why) if row else None
