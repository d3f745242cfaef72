"""What we look for: programmes, terms and rules in YAML, loaded into immutable releases."""

import hashlib
import json
import string
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Release
from policywatch.catalogue.yaml_file import load_yaml_with_lines
from policywatch.errors import CatalogueError

DEFAULT_THRESHOLD = 40.0
MIN_NAME_CHARS = 2
FACT_KINDS = ("amount", "age", "born", "deadline", "quota", "count", "percent", "duration",
              "degree", "document-number")  # fmt: skip
GENRES = ("notice", "directive", "budget", "report", "awardees", "recruitment-ad", "news", "cv",
          "paper", "ordinary-ad", "welfare", "training", "other")  # fmt: skip
_NAME_FIELDS = {"programmes": ("zh", "en", "short", "stems"), "terms": ("zh", "en")}

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
    """A watched word or phrase in all its forms.

    `unless` are phrases that only happen to hold it, across the border of two words: 索引才能
    holds 引才.
    """

    id: Id
    category: Category
    gloss: str
    zh: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()
    unless: tuple[Name, ...] = ()


class Context(_Part):
    """Words that show in which sense an ambiguous name is meant."""

    talent: tuple[Name, ...] = ()
    against: tuple[Name, ...] = ()
    place: tuple[Name, ...] = Field((), description="speak for a name in Latin letters, too")


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

    The reason may hold {programmes}, {terms} and {genre}. Rules that it `covers` say less of the
    same: where it holds, their findings are left out.
    """

    id: Id
    covers: tuple[Id, ...] = ()
    severity: Literal["low", "medium", "high"] = "medium"
    score: float = Field(ge=0, le=100)
    when: Condition
    add: tuple[Weight, ...] = ()
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _reason_can_be_filled_in(self) -> "Rule":
        try:
            fields = {name for _, name, _, _ in string.Formatter().parse(self.reason)} - {None}
        except ValueError as error:
            raise ValueError(f"reason: {error}: write {{{{ for a brace") from error
        strangers = sorted(str(name) for name in fields - {"programmes", "terms", "genre"})
        if strangers:
            raise ValueError(
                f"reason: {{{strangers[0]}}} is unknown: expected {{programmes}}, {{terms}} or "
                "{genre}"
            )
        return self


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

    @property
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
    files: list[_Loaded] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            files.append(_Loaded(path, *load_yaml_with_lines(path, WatchlistFile)))
        except CatalogueError as error:
            problems += error.problems
    if not files and not problems:
        problems = [f"{folder}: no *.yaml file here: expected programmes, terms and rules"]
    problems += _check_ids(files) + _check_names(files) + _check_rules(files)
    if problems:
        raise CatalogueError(problems)
    parts = [loaded.file for loaded in files]
    thresholds = [file.threshold for file in parts if file.threshold is not None]
    return Watchlists(
        programmes=tuple(p for file in parts for p in file.programmes),
        terms=tuple(t for file in parts for t in file.terms),
        context=Context(
            talent=tuple(word for file in parts for word in file.context.talent),
            against=tuple(word for file in parts for word in file.context.against),
            place=tuple(word for file in parts for word in file.context.place),
        ),
        rules=tuple(r for file in parts for r in file.rules),
        threshold=thresholds[-1] if thresholds else DEFAULT_THRESHOLD,
        forms={form: worth for file in parts for form, worth in file.forms.items()},
    )


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A file with the function that tells the line of a value."""

    path: Path
    file: WatchlistFile
    line: Callable[..., int]

    def at(self, *steps: str | int) -> str:
        """Return `file:line` of a value."""
        return f"{self.path}:{self.line(*steps)}"


def _check_ids(files: list[_Loaded]) -> list[str]:
    problems = []
    seen: dict[tuple[str, str], str] = {}
    for loaded in files:
        for kind in ("programmes", "terms", "rules"):
            for number, part in enumerate(getattr(loaded.file, kind)):
                where = loaded.at(kind, number, "id")
                first = seen.setdefault((kind, part.id), where)
                if first != where:
                    problems.append(f"{where}: {kind} {part.id} stands in {first}, too")
    programmes = {name for kind, name in seen if kind == "programmes"}
    for loaded in files:
        for number, programme in enumerate(loaded.file.programmes):
            for field in ("predecessor", "successor"):
                other = getattr(programme, field)
                if other and other not in programmes:
                    where = loaded.at("programmes", number, field)
                    problems.append(f"{where}: {field}: no programme is called {other}")
    return problems


def _check_names(files: list[_Loaded]) -> list[str]:
    """Report names that are found nowhere or everywhere: of marks only, or of one character."""
    problems = []
    for loaded in files:
        for kind, fields in _NAME_FIELDS.items():
            for number, part in enumerate(getattr(loaded.file, kind)):
                for field in fields:
                    for place, name in enumerate(getattr(part, field)):
                        weight = _weight(name)
                        if weight < MIN_NAME_CHARS:
                            where = loaded.at(kind, number, field, place)
                            problems.append(
                                f"{where}: the name {name!r} has {weight} letters or pictures: "
                                f"expected at least {MIN_NAME_CHARS}"
                            )
    return problems


def _weight(name: str) -> int:
    """Return how many characters of a name are left when marks and spaces are dropped."""
    return sum(unicodedata.category(c)[0] in "LN" or unicodedata.category(c) == "So" for c in name)


def _check_rules(files: list[_Loaded]) -> list[str]:
    parts = [loaded.file for loaded in files]
    rule_ids = {rule.id for file in parts for rule in file.rules}
    known = {
        "programme": {p.id for file in parts for p in file.programmes},
        "term": {t.id for file in parts for t in file.terms},
        "category": {t.category.value for file in parts for t in file.terms},
        "fact": set(FACT_KINDS),
        "genre": set(GENRES),
    }
    problems = []
    for loaded in files:
        for number, rule in enumerate(loaded.file.rules):
            where = f"{loaded.at('rules', number, 'when')}: rule {rule.id}"
            if not rule.when.can_hold_alone():
                problems.append(f"{where}: would match everything: ask for something in the text")
            problems += [
                f"{where}: covers {covered}, but no rule is called so"
                for covered in rule.covers
                if covered not in rule_ids
            ]
            conditions = (rule.when, *(weight.when for weight in rule.add))
            for part in (p for condition in conditions for p in condition.parts()):
                problems += [f"{where}: {problem}" for problem in _cannot_match(part, known)]
    return problems


def _cannot_match(condition: Condition, known: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield why a condition can never hold: a name that nothing has, more than there is."""
    for kind, names in known.items():
        asked = getattr(condition, kind)
        if asked is None or asked == "any":
            continue
        for name in asked:
            if name not in names:
                yield f"cannot match: no {kind} is called {name}"
        if kind in ("programme", "term") and condition.at_least > len(set(asked)):
            yield f"cannot match: at least {condition.at_least} of {len(set(asked))} {kind}s"


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
