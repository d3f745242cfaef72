"""Where a programme's name begins: the words before its tail, cut into name and surroundings.

Chinese has no spaces: in 申报省级启明计划 the name is 启明计划. What is before the tail is read
from right to left: words that say what the programme is for (人才, 引进, 青年 …), then the head
that is its own (启明), up to a quote, a mark, or a word that is no part of a name (申报, 省级, a
place).
"""

import re
from typing import NamedTuple

from policywatch.flagging.candidates.vocabulary import (
    CLOSING,
    DELIMITERS,
    DESCRIPTORS,
    GENERIC_WORDS,
    LEVELS,
    LOOSE,
    PLACES,
    POINTING,
    TALENT_WORDS,
)

MAX_HEAD_CHARS = 8
MAX_BEFORE_CHARS = 4
MAX_DESCRIPTOR = max(map(len, DESCRIPTORS))
MAX_DELIMITER = max(map(len, DELIMITERS))
MAX_GENERIC = max(map(len, GENERIC_WORDS))
_COUNTED = re.compile(
    r"(?:\d{2,4}|[〇零一二三四五六七八九十]{2,4})年度?$|第?[一二三四五六七八九十\d]{1,3}(?:批次?|届|期|轮|次|类|层次?|个|项|名|位|人|家)$"
)
_LATIN = re.compile(r"[a-z0-9]+$")
_DATED = re.compile(r"(?:19|20)\d\d(?=[^\W\da-z]{2})")
_YEAR = re.compile(r"(?:19|20)\d\d$")


class Parsed(NamedTuple):
    """A run of characters before a tail, cut: `run[:start]` is no part of the name.

    `head` is what the name has of its own; a general name (国家级人才计划) has none, nor has one
    that has only its place (浙江省…引进计划, `placed`). `words` are the describing words before the
    tail.
    """

    start: int
    head: str
    words: tuple[str, ...]
    placed: bool = False

    @property
    def is_about_talent(self) -> bool:
        """Whether the name itself says that it is about talent."""
        return any(word in TALENT_WORDS for word in self.words)


class Name(NamedTuple):
    """A name as it was cut out: a span of the folded text."""

    start: int
    end: int
    head: str
    before: str
    quoted: bool
    own: bool
    tail: str
    chinese: bool = True
    placed: bool = False


def parse(run: str, *, quoted: bool = False, branch: bool = False) -> Parsed | None:
    """Return how a run before a tail is cut, or None where it holds no name of a programme.

    A quoted run begins where the name does, unless a whole sentence is quoted, or what is only
    pointed to (“某类人才项目”). A name with a branch (…基金项目（海外）) may be of common words.
    """
    quoted = quoted and not run.startswith(POINTING)
    at = len(run)
    words: list[str] = []
    while word := _last_word(run, at):
        words.append(word)
        at -= len(word)
    words.reverse()
    core = run[:at]
    cut = _cut(core, bool(words), quoted)
    if _DATED.match(core, cut):
        cut += 4
    head = core[cut:]
    if _is_place(head) or (not head and _is_place(core)):
        return _of_place(core, words)
    if len(head) > 1 and not _is_generic(head) and not _YEAR.match(head):
        return Parsed(cut, head, tuple(words)) if len(head) <= MAX_HEAD_CHARS else None
    if quoted and len(run) > 1 and not _is_generic(run):
        return Parsed(0, run, ())
    if head.isascii() and head.isalpha():
        return Parsed(cut, head, tuple(words))
    if branch and len(head) > 1 and _is_generic(head):
        level = next((n for n in (3, 2) if cut >= n and core[cut - n : cut] in LEVELS), 0)
        return Parsed(cut - level, "", (core[cut - level :], *words))
    return _general(core, cut, words, quoted)


def stem_of(head: str) -> str:
    """Return the end of a head that its spellings share: 宁海凌云 and 凌云 both end in 凌云."""
    latin = _LATIN.search(head)
    return latin[0] if latin else head[-2:]


def _last_word(run: str, at: int) -> str:
    """Return the describing word that ends at a place, or nothing."""
    for length in range(min(MAX_DESCRIPTOR, at), 1, -1):
        word = run[at - length : at]
        if word in DESCRIPTORS:
            return word
    return ""


def _cut(core: str, has_words: bool, quoted: bool) -> int:
    """Return where what is no part of the name ends."""
    for at in range(len(core), 0, -1):
        left = len(core) - at
        if left == 1 and not core[at:].isascii():
            continue
        for length in range(2, min(MAX_DELIMITER, at) + 1):
            word = core[at - length : at]
            if word in DELIMITERS or (left > 1 and word in PLACES and not quoted):
                return at
        char = core[at - 1]
        if quoted:
            continue
        if char in LOOSE and (left > 1 or (left == 0 and (has_words or char in CLOSING))):
            return at
        if char in "年度批届期轮次类层个项名位人家" and _COUNTED.search(core[:at]):
            return at
    return 0


def _is_generic(head: str) -> bool:
    """Whether a head is made of words alone that every office's plans are made of."""
    reached = {0}
    for at in range(len(head)):
        if at in reached:
            for length in range(1, min(MAX_GENERIC, len(head) - at) + 1):
                if head[at : at + length] in GENERIC_WORDS:
                    reached.add(at + length)
    return len(head) in reached


def _is_place(head: str) -> bool:
    return head in PLACES or (head[-1:] in "省市区县州" and head[:-1] in PLACES)


def _of_place(core: str, words: list[str]) -> Parsed | None:
    """Return a name that has only its place of its own (浙江省海外高层次人才引进计划)."""
    if not any(word in TALENT_WORDS for word in words):
        return None
    start = next(at for at in range(len(core)) if _is_place(core[at:]))
    return Parsed(start, "", (core[start:], *words), placed=True)


def _general(core: str, cut: int, words: list[str], quoted: bool) -> Parsed | None:
    """Return a name without a head of its own, with the level that it leans on (国家级人才计划)."""
    if not any(word in TALENT_WORDS for word in words):
        return None
    before = core[:cut] if len(core) - cut < 2 else core
    for length in (3, 2):
        if len(before) >= length and before[-length:] in LEVELS:
            return Parsed(len(before) - length, "", (before[-length:], *words))
    if len(words) > 1 or quoted:
        return Parsed(len(core), "", tuple(words))
    return None
