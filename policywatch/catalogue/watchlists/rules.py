"""Rules: which combination of what a text holds matters, how much, and why."""

import string
from collections.abc import Iterator
from typing import Literal

from pydantic import Field, StrictInt, model_validator

from policywatch.catalogue.watchlists.base import Id, Ids, Part, Sentence
from policywatch.catalogue.watchlists.programmes import Category

KINDS = ("any", "all", "none", "near", "programme", "category", "term", "fact", "genre",
         "level", "language")  # fmt: skip
COMBINATIONS = ("any", "all", "none", "near")
OF_WORDS = ("programme", "category", "term")
FACT_KINDS = ("amount", "age", "born", "deadline", "quota", "count", "percent", "duration",
              "degree", "document-number")  # fmt: skip
GENRES = ("notice", "directive", "budget", "report", "awardees", "recruitment-ad", "news", "cv",
          "paper", "ordinary-ad", "welfare", "training", "other")  # fmt: skip
MIN_SCORE = 1.0


class Condition(Part):
    """What a rule asks of a text: exactly one of its kinds, or a combination."""

    any: tuple["Condition", ...] | None = None
    all: tuple["Condition", ...] | None = None
    none: tuple["Condition", ...] | None = None
    near: tuple["Condition", ...] | None = Field(None, description="all of these close together")
    within: Literal["sentence", "paragraph"] | StrictInt | None = Field(
        None,
        description="how close `near` is: sentence, paragraph (or table row), or so many "
        "characters from where one begins to where another does",
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
    at_least: StrictInt = Field(1, ge=1, le=1000, description="so many different ones")
    in_title: bool = Field(False, description="in the title")

    @property
    def kind(self) -> str:
        """The one kind that it is of."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def inner(self) -> tuple["Condition", ...]:
        """The conditions that it combines; none for a leaf."""
        return self.any or self.all or self.none or self.near or ()

    @model_validator(mode="after")
    def _has_one_kind(self) -> "Condition":
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"expected exactly one of {', '.join(KINDS)}; found {given or 'none'}")
        kind = given[0]
        if (self.near is not None) != (self.within is not None):
            raise ValueError("`near` and `within` go together")
        if not getattr(self, kind):
            raise ValueError(f"`{kind}` is empty: it would match everything or nothing")
        if self.near is not None and len(self.near) < 2:
            raise ValueError("`near` needs at least two conditions")
        if isinstance(self.within, int) and not 1 <= self.within <= 100_000:
            raise ValueError("`within` is sentence, paragraph, or 1 to 100000 characters")
        if self.in_title and kind not in OF_WORDS:
            raise ValueError(f"`in_title` goes with {', '.join(OF_WORDS)}, not with {kind}")
        if self.at_least > 1 and kind not in (*OF_WORDS, "fact"):
            raise ValueError(f"`at_least` goes with {', '.join(OF_WORDS)} or fact, not with {kind}")
        return self

    def parts(self) -> Iterator["Condition"]:
        """Yield this condition and all inside it."""
        yield self
        for part in self.inner:
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


class Weight(Part):
    """What a further condition adds to (or takes from) a rule's score."""

    when: Condition
    points: float = Field(ge=-100, le=100)
    why: Sentence


class Rule(Part):
    """Which combination matters, how much, and a sentence of reason.

    The reason may hold {programmes}, {terms} and {genre}. Rules that it `covers` say less of the
    same: where it holds, their findings are left out. With `wording` the words of the text count,
    too, by weights learnt from labelled texts; with `denies` it does not hold where they speak
    clearly against it.
    """

    id: Id
    covers: tuple[Id, ...] = ()
    severity: Literal["low", "medium", "high"] = "medium"
    score: float = Field(ge=0, le=100)
    when: Condition
    add: tuple[Weight, ...] = ()
    wording: bool | Literal["denies"] = False
    reason: Sentence

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

    @property
    def weighs_words(self) -> bool:
        """Whether the words of a text count for its score."""
        return self.wording is True

    @property
    def may_be_denied(self) -> bool:
        """Whether it does not hold where the words of a text speak clearly against it."""
        return self.wording == "denies"

    @property
    def highest_score(self) -> float:
        """The most that it can give, without what the form of a name adds."""
        return self.score + sum(max(0.0, weight.points) for weight in self.add)
