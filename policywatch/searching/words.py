"""What an analyst types into the search: words, and the characters that stand for their own."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from policywatch.flagging.folding import simplified

MAX_CHARS = 200
MAX_WORDS = 10
FIRST_HAN, LAST_HAN = 0x3400, 0x9FFF
FULL_WIDTH = 0xFEE0  # from an ASCII character to the one that is as wide as a Han character
_WORDS = re.compile(r"[\"“”「『]([^\"“”」』]+)[\"“”」』]|([^\s\"“”「」『』]+)")


def words_of(query: str) -> list[str]:
    """Return the words of a query; those in quotes belong together, one space between two."""
    found = _WORDS.findall(query.replace("\x00", "")[:MAX_CHARS])
    words = (" ".join((quoted or bare).split()) for quoted, bare in found)
    return [word for word in words if word][:MAX_WORDS]


def says(word: str, places: Iterable[str]) -> bool:
    """Whether a word stands in one of some texts.

    Letters are found in any case and width, Han characters in Simplified and Traditional forms
    alike, and over the end of a line. A text that lacks one of the word's characters is told apart
    at a fifth of the time.
    """
    needed, pattern = _compiled(word)
    return any(
        all(any(form in text for form in forms) for forms in needed) and pattern.search(text)
        for text in places
    )


@lru_cache(maxsize=256)
def _compiled(word: str) -> tuple[list[list[str]], re.Pattern[str]]:
    needed = [sorted(forms_of(char)) for char in dict.fromkeys(word) if char != " "]
    return needed, re.compile(_pattern(word))


def _pattern(word: str) -> str:
    parts: list[str] = []
    for char in word:
        if parts and parts[-1] != r"\s+" and char != " ":
            parts.append(r"\s?")
        parts.append(r"\s+" if char == " " else _any_form(char))
    return "".join(parts)


def _any_form(char: str) -> str:
    return f"[{''.join(map(re.escape, sorted(forms_of(char))))}]"


def forms_of(char: str) -> set[str]:
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
