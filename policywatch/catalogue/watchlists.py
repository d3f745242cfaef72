"""What we look for: programmes, terms and rules in YAML, loaded into immutable releases."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Release
from policywatch.catalogue.yaml_file import load_yaml
from policywatch.errors import CatalogueError

DEFAULT_THRESHOLD = 40.0

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]


class Category(StrEnum):
    """What a term speaks of."""

    INCENTIVE = "incentive"
    ELIGIBILITY = "eligibility"
    FIELD = "field"
    SECRECY = "secrecy"
    RECRUITMENT = "recruitment"
    INSTITUTION = "institution"
    GENRE = "genre"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Programme(_Part):
    """A programme with all its names.

    `weak` are those of its names that count only where talent is spoken of; `short` forms
    and `stems` always do. `context` are words of its own that resolve it; `unless` are its other
    senses: a phrase over a match rules it out, a word near it speaks against it.
    """

    id: Id
    zh: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()
    short: tuple[Name, ...] = ()
    stems: tuple[Name, ...] = ()
    weak: tuple[Name, ...] = ()
    context: tuple[Name, ...] = ()
    unless: tuple[Name, ...] = ()
    level: str = ""
    place: str = ""
    sponsor: str = ""
    years: str = ""
    basis: Literal["story", "general knowledge", "document", "analyst"] = "general knowledge"
    ambiguity: str = ""
    predecessor: Id | None = None
    successor: Id | None = None

    @model_validator(mode="after")
    def _weak_names_are_names(self) -> "Programme":
        names = {*self.zh, *self.en}
        if not names:
            raise ValueError("a programme needs a name: zh or en")
        strangers = [name for name in self.weak if name not in names]
        if strangers:
            raise ValueError(f"weak names must stand in zh or en, too: {', '.join(strangers)}")
        return self


class Term(_Part):
    """A watched word or phrase in all its forms."""

    id: Id
    category: Category
    gloss: str
    zh: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()


class Context(_Part):
    """Words that show in which sense an ambiguous name is meant."""

    talent: tuple[Name, ...] = ()
    against: tuple[Name, ...] = ()


Ids = Annotated[tuple[str, ...], Field(min_length=1)]


class Condition(_Part):
    """What a rule asks of a text: exactly one of its kinds, or a combination."""

    any: tuple["Condition", ...] | None = None
    all: tuple["Condition", ...] | None = None
    none: tuple["Condition", ...] | None = None
    near: tuple["Condition", ...] | None = Field(None, description="all of these close together")
    within: Literal["sentence", "paragraph"] | int | None = Field(
        None, description="how close `near` is: sentence, paragraph (or table row), or characters"
    )
    programme: Ids | Literal["any"] | None = Field(None, description="a programme held to be meant")
    category: tuple[Category, ...] | None = Field(None, description="terms of a category")
    term: Ids | None = Field(None, description="terms by id")
    fact: Ids | None = Field(None, description="facts of a kind")
    genre: Ids | None = Field(None, description="the document is of one of these genres")
    level: Ids | None = Field(None, description="the source is of one of these levels")
    language: tuple[Literal["zh", "en"], ...] | None = Field(
        None, description="the text is mostly in one of these"
    )
    at_least: int = Field(1, ge=1, le=1000, description="so many different ones")
    in_title: bool = Field(False, description="in the title")

    @model_validator(mode="after")
    def _has_one_kind(self) -> "Condition":
        kinds = ("any", "all", "none", "near", "programme", "category", "term", "fact", "genre",
                 "level", "language")  # fmt: skip
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"expected exactly one of {', '.join(kinds)}; found {given or 'none'}")
        if (self.near is not None) != (self.within is not None):
            raise ValueError("`near` and `within` go together")
        parts = getattr(self, given[0])
        if given[0] in ("any", "all", "none", "near") and not parts:
            raise ValueError(f"`{given[0]}` is empty: it would match everything or nothing")
        if self.near is not None and len(self.near) < 2:
            raise ValueError("`near` needs at least two conditions")
        return self

    def parts(self) -> Iterator["Condition"]:
        """Yield this condition and all inside it."""
        yield self
        for group in (self.any, self.all, self.none, self.near):
            for part in group or ():
                yield from part.parts()

    def can_hold_alone(self) -> bool:
        """Whether something in the text must be there for it to hold (it is not all negation)."""
        if (self.none or self.genre or self.level or self.language) is not None:
            return False
        if self.any is not None:
            return all(part.can_hold_alone() for part in self.any)
        if self.all is not None:
            return any(part.can_hold_alone() for part in self.all)
        return True


class Weight(_Part):
    """What a further condition adds to (or takes from) a rule's score."""

    when: Condition
    points: float = Field(ge=-100, le=100)
    why: str = Field(min_length=1)


class Rule(_Part):
    """Which combination matters, how much, and a sentence of reason.

    The reason may hold {programmes}, {terms} and {genre}.
    """

    id: Id
    severity: Literal["low", "medium", "high"] = "medium"
    score: float = Field(ge=0, le=100)
    when: Condition
    add: tuple[Weight, ...] = ()
    reason: str = Field(min_length=1)


class WatchlistFile(_Part):
    """One file: any of the parts."""

    programmes: tuple[Programme, ...] = ()
    terms: tuple[Term, ...] = ()
    context: Context = Context()
    threshold: float | None = Field(None, ge=0, le=100, description="score from which it is queued")
    forms: dict[str, float] = Field(
        {}, description="what a form of a programme's name adds to a score, or takes from it"
    )
    rules: tuple[Rule, ...] = ()


class Watchlists(_Part):
    """All that is looked for: the content of a release."""

    programmes: tuple[Programme, ...]
    terms: tuple[Term, ...]
    context: Context
    rules: tuple[Rule, ...]
    threshold: float
    forms: dict[str, float] = Field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """The name of the release: the hash of its canonical content."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


def load_watchlists(folder: Path) -> Watchlists:
    """Return the watchlists of a folder's *.yaml files together.

    Raises:
        CatalogueError: lists every problem of every file as `file:line: what was expected`.
    """
    problems: list[str] = []
    files: list[tuple[Path, WatchlistFile]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            files.append((path, load_yaml(path, WatchlistFile)))
        except CatalogueError as error:
            problems += error.problems
    problems += _check_ids(files)
    if problems:
        raise CatalogueError(problems)
    thresholds = [file.threshold for _, file in files if file.threshold is not None]
    watchlists = Watchlists(
        programmes=tuple(p for _, file in files for p in file.programmes),
        terms=tuple(t for _, file in files for t in file.terms),
        context=Context(
            talent=tuple(word for _, file in files for word in file.context.talent),
            against=tuple(word for _, file in files for word in file.context.against),
        ),
        rules=tuple(r for _, file in files for r in file.rules),
        threshold=thresholds[-1] if thresholds else DEFAULT_THRESHOLD,
        forms={form: worth for _, file in files for form, worth in file.forms.items()},
    )
    problems = _check_rules(watchlists, folder)
    if problems:
        raise CatalogueError(problems)
    return watchlists


def _check_ids(files: list[tuple[Path, WatchlistFile]]) -> list[str]:
    problems = []
    seen: dict[tuple[str, str], Path] = {}
    for path, file in files:
        entries: list[tuple[str, str]] = [("programme", p.id) for p in file.programmes]
        entries += [("term", t.id) for t in file.terms] + [("rule", r.id) for r in file.rules]
        for key in entries:
            if key in seen:
                problems.append(f"{path}:1: {key[0]} {key[1]} stands in {seen[key]}, too")
            seen[key] = path
    return problems


def _check_rules(watchlists: Watchlists, folder: Path) -> list[str]:
    programmes = {programme.id for programme in watchlists.programmes}
    terms = {term.id for term in watchlists.terms}
    categories = {term.category for term in watchlists.terms}
    problems = []
    for rule in watchlists.rules:
        where = f"{folder}: rule {rule.id}"
        if not rule.when.can_hold_alone():
            problems.append(f"{where}: would match everything: ask for something in the text")
        for part in (p for c in (rule.when, *(w.when for w in rule.add)) for p in c.parts()):
            for kind, known, asked in (
                ("programme", programmes, part.programme if part.programme != "any" else ()),
                ("term", terms, part.term),
            ):
                for name in asked or ():
                    if name not in known:
                        problems.append(f"{where}: cannot match: no {kind} is called {name}")
            for category in part.category or ():
                if category not in categories:
                    problems.append(f"{where}: cannot match: no term is of category {category}")
    return problems


def watchlists_schema() -> dict[str, Any]:
    """Return the JSON Schema of a watchlist file, for editors to complete and check it."""
    schema = WatchlistFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Programmes, terms and rules"
    return schema


def current_release(session: Session, watchlists: Watchlists, now: datetime) -> Release:
    """Return the release of these watchlists, written now if they were never used before."""
    known = session.scalar(select(Release).where(Release.sha256 == watchlists.sha256))
    if known is not None:
        return known
    release = Release(sha256=watchlists.sha256, at=now, content=watchlists.model_dump(mode="json"))
    session.add(release)
    session.flush()
    return release
