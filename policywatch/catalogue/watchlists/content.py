"""What one file may hold, and what all of them together make: the content of a release."""

import hashlib
import json
from typing import Annotated, Any, TypeVar

from pydantic import Field, field_validator

from policywatch.catalogue.watchlists.base import Part
from policywatch.catalogue.watchlists.programmes import Context, MoreName, Programme, Term
from policywatch.catalogue.watchlists.rules import Rule

DEFAULT_THRESHOLD = 40.0

Points = Annotated[float, Field(ge=-100, le=100)]
Form = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
Entity = TypeVar("Entity", Programme, Term, Rule)


class WatchlistFile(Part):
    """One file: any of the parts."""

    programmes: tuple[Programme, ...] = ()
    terms: tuple[Term, ...] = ()
    names: tuple[MoreName, ...] = Field(
        (), description="further names of programmes and terms that stand elsewhere"
    )
    context: Context = Context()
    threshold: float | None = Field(None, ge=0, le=100, description="score from which it is queued")
    forms: dict[Form, Points] = Field(
        {}, description="what a form of a programme's name adds to a score, or takes from it"
    )
    rules: tuple[Rule, ...] = ()


class Watchlists(Part):
    """All that is looked for: the content of a release.

    Its parts stand in order of their ids and words, so that a release is what is looked for, and
    not how it is spread over files.
    """

    programmes: tuple[Programme, ...]
    terms: tuple[Term, ...]
    context: Context
    rules: tuple[Rule, ...]
    threshold: float
    forms: dict[str, float] = Field(default_factory=dict)

    @field_validator("programmes", "terms", "rules", mode="after")
    @classmethod
    def _by_id(cls, parts: tuple[Entity, ...]) -> tuple[Entity, ...]:
        return tuple(sorted(parts, key=lambda part: part.id))

    @field_validator("context", mode="after")
    @classmethod
    def _words_once(cls, context: Context) -> Context:
        return Context(**{kind: tuple(sorted(set(words))) for kind, words in context})

    @property
    def sha256(self) -> str:
        """The name of the release: the hash of its canonical content.

        Left-out values count as their defaults do, so that a new field renames no release.
        """
        content = self.model_dump(mode="json", exclude_defaults=True)
        written = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()


def watchlists_schema() -> dict[str, Any]:
    """Return the JSON Schema of a watchlist file, for editors to complete and check it."""
    schema = WatchlistFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Programmes, terms and rules"
    return schema
