"""What stands for a programme or a term where it is found, and how a name is made up."""

import re
from dataclasses import dataclass
from enum import StrEnum

from policywatch.catalogue.watchlists import Programme

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_HAN_ONLY = re.compile(f"{HAN.pattern}+")
TAILS = (
    "计划", "工程", "行动", "项目", "专项", "人才", "学者", "英才", "引才", "专家", "支持", "基金",
)  # fmt: skip
"""Words that a programme's name ends in, and that a stem takes on: 启明 → 启明人才."""
INITIALS_TAILS = (
    "计划", "人才", "项目", "工程", "引才", "专家", "行动", "学者", "专项", "英才",
)  # fmt: skip
MAX_CAPITALS = 4
MAX_STEM = 4
HIDDEN = "*"
"""Stands in the name of a masked entry for what is hidden; folding leaves it out."""


class Kind(StrEnum):
    """What an entry is there for."""

    PROGRAMME = "programme"
    TERM = "term"
    BLOCK = "block"  # another sense of a programme's name
    TERM_BLOCK = "term-block"  # a phrase that only happens to hold a term
    CONTEXT = "context"  # a programme's own words that resolve it
    TALENT = "talent"
    AGAINST = "against"
    PLACE = "place"  # a word of China: speaks for a name in Latin letters


class Strength(StrEnum):
    """CERTAIN counts by itself unless spoken against; WEAK only where talent is spoken of.

    OWN counts only near words of the programme's own context.
    """

    CERTAIN = "certain"
    WEAK = "weak"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is found where it stands in a text: a name of a target, in a form."""

    kind: Kind
    target_id: str
    name: str
    form: str = "exact"
    strength: Strength = Strength.CERTAIN


def is_initials(name: str) -> bool:
    """Whether a name is only a few Latin capitals: alone it counts in capitals only."""
    return 2 <= len(name) <= MAX_CAPITALS and name.isascii() and name.isalpha() and name.isupper()


def is_han(text: str) -> bool:
    """Whether a text is of Han characters only."""
    return _HAN_ONLY.fullmatch(text) is not None


def stem_and_tail(folded: str) -> tuple[str, str]:
    """Cut a folded name before the word for a programme that it ends in: 启明, 计划."""
    tail = next((tail for tail in TAILS if folded.endswith(tail)), "")
    return folded.removesuffix(tail), tail


def strength_of(programme: Programme, name: str) -> Strength:
    """Return whether a listed name counts by itself."""
    is_doubtful = name in (*programme.weak, *programme.short, *programme.stems)
    return doubtful(programme) if is_doubtful else Strength.CERTAIN


def doubtful(programme: Programme) -> Strength:
    """Return what a name of the programme counts that does not count by itself."""
    return Strength.OWN if programme.needs_context else Strength.WEAK


def may_be_disguised(programme: Programme) -> bool:
    """Whether a programme's names are looked for in disguise: all but titles of universities.

    These are printed with pride, and ordinary words sound like many of them.
    """
    return programme.level != "university"


def guessed(programme: Programme, name: str, form: str) -> Entry:
    """Return what stands for a name in disguise: any word of talent speaks for it.

    Of a name that counts only near words of its own, the disguise says already that no other
    sense is meant: nobody hides a park's name.
    """
    return Entry(Kind.PROGRAMME, programme.id, name, form, Strength.WEAK)


def bare_stem(folded: str) -> str:
    """Return a folded name without all the words for a programme or its people that it ends in."""
    stem, tail = stem_and_tail(folded)
    while tail and stem:
        folded = stem
        stem, tail = stem_and_tail(folded)
    return folded.removesuffix("领军")


def cut_place(place: str) -> tuple[str, str]:
    """Return the province and the city of a place, which may be empty: 浙江, 湖州."""
    province = 3 if place.startswith(("黑龙江", "内蒙古")) else 2
    return place[:province], place[province:]
