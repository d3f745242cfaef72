"""The words that names of programmes are made of, and those that stand around them: words.yaml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_WORDS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
)


def _split(words: object) -> Iterator[str]:
    if isinstance(words, dict):
        for group in words.values():
            yield from _split(group)
    elif isinstance(words, list):
        yield from words
    else:
        yield from str(words).split()


def _tuple(name: str) -> tuple[str, ...]:
    return tuple(_split(_WORDS[name]))


def _set(name: str) -> frozenset[str]:
    return frozenset(_split(_WORDS[name]))


PLAN_TAILS = _tuple("plan_tails")
TITLE_TAILS = _tuple("title_tails")
PEOPLE_TAILS = _tuple("people_tails")
ENGLISH_TAILS = _tuple("english_tails")
RUNS_ON = {tail: tuple(_split(words)) for tail, words in _WORDS["runs_on"].items()}
VERB_AFTER = _tuple("verb_after")

TALENT_WORDS = _set("talent_words")
SIDE_WORDS = _set("side_words")
TITLE_WORDS = _set("title_words")
MODIFIERS = _set("modifiers")
DESCRIPTORS = TALENT_WORDS | SIDE_WORDS
POINTING = _tuple("pointing")
GENERIC_WORDS = SIDE_WORDS | _set("generic_words")
LEVELS = _set("levels")
DELIMITERS = LEVELS | {*POINTING} | _set("delimiters")
# Single characters may begin or end a name, too; CLOSING are never the end of a name of two.
LOOSE = frozenset(word for word in DELIMITERS if len(word) == 1) | _set("closing")
CLOSING = _set("closing")
PLACES = _set("places")

SLOTS_BEFORE = {what: tuple(_split(words)) for what, words in _WORDS["slots_before"].items()}
HOLDERS_AFTER = _tuple("holders_after")
OVERSEAS = _set("overseas")

_ENGLISH = _WORDS["english"]
ENGLISH_TALENT = frozenset(_split(_ENGLISH["talent"]))
ENGLISH_SIDE = frozenset(_split(_ENGLISH["side"]))
ENGLISH_BEFORE = frozenset(_split(_ENGLISH["before"]))
ENGLISH_GENERIC = (
    ENGLISH_TALENT | ENGLISH_SIDE | ENGLISH_BEFORE | frozenset(_split(_ENGLISH["generic"]))
)
ENGLISH_SLOTS = {what: tuple(_ENGLISH[what]) for what in ("selected", "applied")}
