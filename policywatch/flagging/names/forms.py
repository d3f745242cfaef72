"""How a name was written where it was found: exact, traditional, spaced, …"""

import re
import unicodedata
from functools import lru_cache

from policywatch.flagging.folding import fold, is_filler
from policywatch.flagging.names.entries import HAN, Entry

MISWRITTEN = frozenset(("homophone", "look-alike"))
"""In characters that only sound or look like a name's."""
GUESSED = frozenset(("homophone", "look-alike", "typo", "masked", "reversed", "translated"))
"""Forms that say only what a name may be meant by."""
_UNSEEN = ("Cf", "Cc", "Mn", "Me")
_NUMBERS = ("No", "Nl")
_KATAKANA = re.compile("[\u30a1-\u30fa]")
_INITIALS_NAME = re.compile(r"[A-Z]{1,3}[^\W_A-Za-z0-9]{2}$")


def name_form(shown: str, entry: Entry) -> str:
    """Say how a name was written where it was found: exact, traditional, spaced, …

    Of several ways the one is told that hides the name best.
    """
    if entry.form == "stem" and any(map(_is_picture, shown)):
        return "emoji"
    if entry.form != "exact":
        return entry.form
    # As nearly all are: as listed, of letters that are no Latin ones.
    if shown == entry.name and shown.isalpha() and not shown[0].isascii():
        return "exact"
    return _form_of(shown, entry.name)


@lru_cache(maxsize=20_000)
def _form_of(shown: str, name: str) -> str:
    if shown == name:
        return _listed_form(name)
    if shown.casefold() == name.casefold():
        return "case"
    if name.isascii() and _is_toned(shown, name):
        return "pinyin"
    if any(_is_picture(char) for char in shown):
        return "emoji"
    if any(unicodedata.category(char) in _UNSEEN for char in shown.replace("\n", "")):
        return "zero-width"
    if not HAN.search(shown) and not unicodedata.normalize("NFKC", shown).isascii():
        return "look-alike"
    if "\n" in shown:
        return "wrapped"
    if sum(map(is_filler, shown)) != sum(map(is_filler, name)):
        return "spaced"
    if unicodedata.normalize("NFKC", shown) != shown:
        return "full-width"
    if any(unicodedata.category(char) in _NUMBERS and not HAN.match(char) for char in shown):
        return "numerals"
    if _KATAKANA.search(shown):
        return "look-alike"
    if HAN.search(shown) and fold(shown).text != shown.lower():
        return "traditional"
    return "variant"


def _is_toned(shown: str, name: str) -> bool:
    """Say whether a name in Latin letters is shown with marks above them: Qǐmíng."""
    letters = unicodedata.normalize("NFD", shown)
    plain = "".join(char for char in letters if unicodedata.category(char) != "Mn")
    return plain != letters and plain.casefold() == name.casefold()


def _is_picture(char: str) -> bool:
    """Say whether a symbol stands for a Han character: 🔥 for 火."""
    return unicodedata.category(char) == "So" and bool(HAN.match(fold(char).text))


def _listed_form(name: str) -> str:
    """Name the forms that the watchlists list themselves: QM计划, 🔥炬计划."""
    if any(unicodedata.category(char) == "So" for char in name):
        return "emoji"
    return "initials" if _INITIALS_NAME.match(name) else "exact"
