"""What an analyst types into the queue's search, as conditions on what a finding rests on."""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import Session

from models import Document, Finding, Reading, Source
from policywatch.flagging.folding import simplified

MAX_CHARS = 200
MAX_WORDS = 10
FIRST_HAN, LAST_HAN = 0x3400, 0x9FFF
FULL_WIDTH = 0xFEE0  # from an ASCII character to the one that is as wide as a Han character
_WORDS = re.compile(r"[\"“”「『]([^\"“”」』]+)[\"“”」』]|([^\s\"“”「」『』]+)")
SEARCHED = (
    Reading.title,
    Document.listed_title,
    Finding.reason,
    Source.publisher,
    Document.url,
    Reading.text,
)


def said(session: Session, query: str) -> list[ColumnElement[bool]]:
    """Return what holds of the findings that are searched for: each word is in one of the places.

    Words in quotes belong together. Letters are found in any case and width, Han characters in
    Simplified and Traditional forms alike, and over the end of a line.
    """
    found = _WORDS.findall(query.replace("\x00", "")[:MAX_CHARS])
    words = [word for quoted, bare in found if (word := (quoted or bare).strip())]
    in_sqlite = session.get_bind().dialect.name == "sqlite"
    if words and in_sqlite:
        connection: Any = session.connection().connection.driver_connection
        connection.create_function("says", -1, _says, deterministic=True)

    def stands(word: str) -> ColumnElement[bool]:
        if in_sqlite:
            return func.says(word, *SEARCHED)
        return or_(*(place.regexp_match(_pattern(word)) for place in SEARCHED))

    return [stands(word) for word in words[:MAX_WORDS]]


def _says(word: str, *places: str | None) -> bool:
    """Whether a word stands in one of the places: SQLite asks Python for expressions anyway.

    A text that lacks one of the word's characters is told apart at a fifth of the time.
    """
    needed, pattern = _compiled(word)
    return any(
        all(any(form in text for form in forms) for forms in needed) and pattern.search(text)
        for text in places
        if text
    )


@lru_cache(maxsize=256)
def _compiled(word: str) -> tuple[list[list[str]], re.Pattern[str]]:
    needed = [sorted(_forms(char)) for char in dict.fromkeys(word) if not char.isspace()]
    return needed, re.compile(_pattern(word))


def _pattern(word: str) -> str:
    """Return a word as an expression that Python and PostgreSQL read alike."""
    parts: list[str] = []
    for char in " ".join(word.split()):
        if parts and parts[-1] != r"\s+" and char != " " and not (parts[-1] + char).isascii():
            parts.append(r"\s?")
        parts.append(r"\s+" if char == " " else _any_form(char))
    return "".join(parts)


def _any_form(char: str) -> str:
    return f"[{''.join(map(re.escape, sorted(_forms(char))))}]"


def _forms(char: str) -> set[str]:
    """Return the characters that stand for one: of any case and width, of either script."""
    plain = unicodedata.normalize("NFKC", char)
    forms = {char, *(one for one in (plain, plain.lower(), plain.upper()) if len(one) == 1)}
    forms |= {chr(ord(form) + FULL_WIDTH) for form in forms if "!" <= form <= "~"}
    forms.update(_written_as().get(simplified(char), ()))
    return forms


@cache
def _written_as() -> dict[str, str]:
    """Return for each Simplified character all that stand for it."""
    han = "".join(map(chr, range(FIRST_HAN, LAST_HAN + 1)))
    forms: dict[str, list[str]] = defaultdict(list)
    for form, plain in zip(han, simplified(han), strict=True):
        forms[plain].append(form)
    return {plain: "".join(written) for plain, written in forms.items()}
