"""Programmes and terms: whom and what we look for, with all their names."""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from policywatch.catalogue.watchlists.base import Day, Id, Name, Part, Text, is_before

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


class Category(StrEnum):
    """What a term speaks of."""

    INCENTIVE = "incentive"
    ELIGIBILITY = "eligibility"
    FIELD = "field"
    SECRECY = "secrecy"
    RECRUITMENT = "recruitment"
    INSTITUTION = "institution"
    GENRE = "genre"


class NameKind(StrEnum):
    """Who uses a name. CODE: written so as not to be found (QM计划)."""

    OFFICIAL = "official"
    PRESS = "press"
    ABBREVIATION = "abbreviation"
    CODE = "code"


class Writing(StrEnum):
    """How a name is written."""

    SIMPLIFIED = "simplified"
    TRADITIONAL = "traditional"
    ENGLISH = "english"
    PINYIN = "pinyin"


class KnownName(Part):
    """A name of which more is known than its letters; `weak` as in `Programme`."""

    text: Name
    kind: NameKind = NameKind.PRESS
    writing: Writing | None = None
    weak: bool = False
    since: Day | None = None
    until: Day | None = None
    note: Text = ""

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "KnownName":
        _check_order(self.since, self.until)
        return self


class Succession(Part):
    """Another programme that came before or after, since when, and how we know."""

    id: Id
    date: Day | None = None
    note: Text = ""


def _as_successions(value: Any) -> Any:
    """Return a list of successions for what may be an id, one succession, or a list of either."""
    values = value if isinstance(value, list | tuple) else [value] if value is not None else []
    return [{"id": one} if isinstance(one, str) else one for one in values]


Successions = Annotated[
    tuple[Succession, ...],
    BeforeValidator(
        _as_successions,
        json_schema_input_type=Id | Succession | tuple[Id | Succession, ...] | None,
    ),
]


class Programme(Part):
    """A programme with all its names.

    `zh` and `en` hold the names in use, `short` its abbreviations and code words in Latin letters,
    `stems` what is left of a name without 计划 and the like. `names` says more about some of them:
    whether a name is official, since when it is used; a name that only stands there counts with
    the others. `weak` are those names that count only where talent is spoken of; `short` forms
    and `stems` always do. `context` are words of its own that resolve it; where it
    `needs_context`, words of talent in general do not. `unless` are its other senses: a phrase
    over a match rules it out, a word near it speaks against it.
    """

    id: Id
    names: tuple[KnownName, ...] = ()
    zh: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()
    short: tuple[Name, ...] = ()
    stems: tuple[Name, ...] = ()
    weak: tuple[Name, ...] = ()
    context: tuple[Name, ...] = ()
    needs_context: bool = False
    unless: tuple[Name, ...] = ()
    level: Literal["", "national", "ministry", "province", "city", "county", "university"] = ""
    place: Text = ""
    sponsor: Text = ""
    years: Text = Field("", description="when it ran, in words")
    since: Day | None = None
    until: Day | None = None
    basis: Literal["story", "general knowledge", "document", "analyst"] = "general knowledge"
    ambiguity: Text = ""
    predecessor: Successions = ()
    successor: Successions = ()

    @model_validator(mode="before")
    @classmethod
    def _every_name_stands_in_a_list(cls, value: Any) -> Any:
        """Add the names that only stand in `names` to the lists that are searched for."""
        named = value.get("names") if isinstance(value, dict) else None
        if not isinstance(named, list | tuple):
            return value
        lists = {
            field: list(value.get(field) or ())
            for field in ("zh", "en", "short", "stems", "weak")
            if isinstance(value.get(field) or (), list | tuple)
        }
        for one in named:
            name = one.model_dump() if isinstance(one, KnownName) else one
            if isinstance(name, dict) and isinstance(name.get("text"), str):
                _put_into_a_list(name, lists)
        return value | {field: names for field, names in lists.items() if names}

    @model_validator(mode="after")
    def _is_whole(self) -> "Programme":
        names = {*self.zh, *self.en}
        if not names:
            raise ValueError("a programme needs a name: zh or en")
        strangers = [name for name in self.weak if name not in names]
        if strangers:
            raise ValueError(f"weak names must stand in zh or en, too: {', '.join(strangers)}")
        texts = [name.text for name in self.names]
        twice = [text for text in dict.fromkeys(texts) if texts.count(text) > 1]
        if twice:
            raise ValueError(f"names: {', '.join(twice)} stands here twice")
        _check_order(self.since, self.until)
        return self


def _put_into_a_list(name: dict[str, Any], lists: dict[str, list[Any]]) -> None:
    text = name["text"]
    if not any(text in lists.get(field, ()) for field in ("zh", "en", "short", "stems")):
        is_short = name.get("kind") in (NameKind.ABBREVIATION, NameKind.CODE)
        field = "zh" if HAN.search(text) else "short" if is_short else "en"
        lists.setdefault(field, []).append(text)
    is_weak = name.get("weak") is True and text not in lists.get("weak", ())
    if is_weak and any(text in lists.get(field, ()) for field in ("zh", "en")):
        lists.setdefault("weak", []).append(text)


def _check_order(since: str | None, until: str | None) -> None:
    if since and until and is_before(until, since):
        raise ValueError(f"until {until} lies before since {since}")


class Term(Part):
    """A watched word or phrase in all its forms.

    `unless` are phrases that only happen to hold it, across the border of two words: 索引才能
    holds 引才. `unlisted` lets titles that nothing here lists stand for it, where someone is said
    to hold them (入选钱塘学者), but for those that hold a phrase of `unless`.
    """

    id: Id
    category: Category
    gloss: Text
    zh: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()
    unless: tuple[Name, ...] = ()
    unlisted: bool = Field(False, description="titles that nothing here lists stand for it, too")

    @model_validator(mode="after")
    def _has_a_name(self) -> "Term":
        if not (self.zh or self.en):
            raise ValueError("a term needs a name: zh or en")
        return self


class Context(Part):
    """Words that show in which sense an ambiguous name is meant."""

    talent: tuple[Name, ...] = ()
    against: tuple[Name, ...] = ()
    place: tuple[Name, ...] = Field((), description="speak for a name in Latin letters, too")


class MoreName(KnownName):
    """A further name of a programme or term that stands elsewhere."""

    programme: Id | None = None
    term: Id | None = None

    @model_validator(mode="after")
    def _has_one_owner(self) -> "MoreName":
        if (self.programme is None) == (self.term is None):
            raise ValueError("a further name needs either `programme` or `term`: whose name it is")
        more = sorted(self.model_dump(exclude={"programme", "term", "text"}, exclude_defaults=True))
        if self.term is not None and more:
            raise ValueError(f"a term's name is only its text, without {', '.join(more)}")
        return self

    def known(self) -> KnownName:
        """Return the name without its owner."""
        return KnownName(**self.model_dump(exclude={"programme", "term"}))
