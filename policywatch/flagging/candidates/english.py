"""English names: words in capitals before Plan, Program, Scholars and the like."""

import re
from bisect import bisect_left

from policywatch.flagging.candidates.naming import Name
from policywatch.flagging.candidates.signs import Page
from policywatch.flagging.candidates.vocabulary import (
    ENGLISH_BEFORE,
    ENGLISH_GENERIC,
    ENGLISH_SIDE,
    ENGLISH_TALENT,
)
from policywatch.flagging.folding import fold_name

MAX_NAME_CHARS = 90
_WORDS = re.compile(r"(?:(?:[A-Z0-9][\w’'&./-]*|of|for|and|the)[ \u00a0]){1,8}$")
_FOLLOWING = re.compile(
    r" (?:of|for)(?: [A-Z][\w’'-]*| and| of){1,5}"
    r"| ?[(（](?:Overseas|Youth|Global|International)[)）]"
)
_VERB_AFTER = re.compile(r"s? to\b")


def read_english(page: Page, start: int, end: int) -> Name | None:
    """Return the name that ends in the tail at `start:end` of the folded text, if there is one.

    The span begins with the space before the tail.
    """
    folded = page.folded.text
    end += folded[end : end + 1] == "s"
    if folded[end : end + 1].isalnum():
        return None
    first, last = page.folded.span(start + 1, end)
    if _VERB_AFTER.match(page.text, last):
        return None
    window = page.text[max(0, first - MAX_NAME_CHARS) : first]
    found = _WORDS.search(window)
    if found is None:
        return None
    words = _own_words(found[0].split())
    if not words:
        return None
    lowered = [word.lower().strip("'’") for word in words]
    if _are_generic(words):
        about = sum(word in ENGLISH_TALENT for word in lowered)
        following = _FOLLOWING.match(page.text, last) if about else None
        if following is None and (about < 2 or len(words) < 3):
            return None
        last = following.end() if following else last
        head = page.text[first - sum(len(word) + 1 for word in words) : last]
    else:
        while len(lowered) > 1 and (lowered[-1] in ENGLISH_TALENT or lowered[-1] in ENGLISH_SIDE):
            lowered.pop()
        head = " ".join(lowered)
    shown = first - sum(len(word) + 1 for word in words)
    about = any(word.lower() in ENGLISH_TALENT for word in words)
    if page.folded.starts is not None:
        shown = bisect_left(page.folded.starts, shown)
        last = bisect_left(page.folded.starts, last)
    tail = folded[start + 1 : end]
    return Name(shown, last, fold_name(head), "", False, about, tail, chinese=False)


def _own_words(words: list[str]) -> list[str]:
    """Return the words of a name, less what is before it (Applicants for the, Qiming and)."""
    for at in range(len(words) - 1, -1, -1):
        word = words[at].lower()
        starts_own = word in ("the", "for") or _is_possessive(words[at])
        if starts_own or (word == "and" and not _are_generic(words[at + 1 :])):
            words = words[at + 1 :]
            break
    for at in range(len(words) - 1, -1, -1):
        if words[at].endswith(".") and len(words[at].strip(".")) > 1 and "." not in words[at][:-1]:
            words = words[at + 1 :]  # the sentence before
            break
    while words and words[0].lower() in ENGLISH_BEFORE:
        words = words[1:]
    return words


def _are_generic(words: list[str]) -> bool:
    return all(w.lower() in ENGLISH_GENERIC or (w.isdigit() and len(w) == 4) for w in words)


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "’s", "s'", "s’"))
