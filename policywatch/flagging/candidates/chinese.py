"""Chinese names: what stands before 计划, 工程, 行动 … and what quotes and brackets say of it."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from policywatch.flagging.candidates.naming import MAX_BEFORE_CHARS, Name, parse
from policywatch.flagging.candidates.signs import Page, Surroundings
from policywatch.flagging.candidates.vocabulary import (
    DELIMITERS,
    DESCRIPTORS,
    GENERIC_WORDS,
    MODIFIERS,
    PEOPLE_TAILS,
    PLAN_TAILS,
    RUNS_ON,
    TITLE_TAILS,
    TITLE_WORDS,
)

MAX_RUN_CHARS = 24
MAX_BARE_RUN_CHARS = 10
MAX_BARE_CHARS = 4
_CALLED = frozenset(PEOPLE_TAILS)
COMMON_WORDS = DESCRIPTORS | GENERIC_WORDS | DELIMITERS
OPENING = frozenset('“‘「『《〈【"')
CLOSING = frozenset('”’」』》〉】"')
BRANCHES = frozenset(("海外", "青年"))
BREAKS = frozenset(" 　()（）[]〔〕")
_PEOPLE = "|".join(PEOPLE_TAILS)
# “瓯越人才”, “瓯越”人才.
_QUOTED_NAME = re.compile(
    rf"[“「『](?P<head>[^“”「」『』\s，。]{{2,8}}?)(?:(?:{_PEOPLE})[”」』]|[”」』](?:{_PEOPLE}))"
    rf"(?!\w{{0,4}}(?:{'|'.join(PLAN_TAILS)}))"
)
# A name without a head of its own may be told by its part: 博士后国际交流计划引进项目.
_PART = re.compile("(?:引进|派出|资助|支持|青年|海外|创新|创业){1,2}(?:项目|专项)")
_RUN_TAILS = {
    tail: {char: tuple(word for word in words if word[0] == char) for char in {w[0] for w in words}}
    for tail, words in RUNS_ON.items()
}


def is_known(text: str, surroundings: Surroundings, end: int) -> bool:
    """Whether a known name ends here, without words before it that make another of it."""
    if end not in surroundings.known_ends:
        return False
    known = surroundings.known_at(end)
    return known is None or text[max(0, known[0] - 2) : known[0]] not in MODIFIERS


def runs_on(text: str, tail: str, end: int) -> bool:
    """Whether a tail is the beginning of another word (工程师)."""
    words = _RUN_TAILS.get(tail[-2:], {}).get(text[end : end + 1], ())
    return any(text.startswith(word, end) for word in words)


def read_chinese(page: Page, start: int, end: int, tail: str) -> Name | None:
    """Return the name that ends in the tail at `start:end` of the folded text, if there is one."""
    text = page.folded.text
    if tail == "项目" and not _may_be_project(page, start, end):
        return None
    first = start
    while first > 0 and start - first < MAX_RUN_CHARS and text[first - 1].isalnum():
        first -= 1
    first, opened, closed = _bounds(page, first, start)
    branch_end = _with_branch(page, end)
    quoted = opened and (closed or page.text[_shown_end(page, end) :][:1] in CLOSING)
    parsed = parse(text[first:start], quoted=quoted, branch=branch_end > end)
    if parsed is None:
        return None
    if not parsed.head and branch_end == end and (part := _PART.match(text, end)):
        branch_end = part.end()
    about = parsed.is_about_talent or branch_end > end
    tail = text[start:branch_end]
    end = branch_end
    if tail in TITLE_TAILS and not (parsed.head and TITLE_WORDS.issuperset(parsed.words)):
        return None
    if tail.endswith(("行动", "专项")) and not (parsed.head or quoted):
        return None
    at = first + parsed.start
    head = parsed.head or text[at:end]
    before = text[max(first, at - MAX_BEFORE_CHARS) : at]
    return Name(at, end, head, before, quoted, about, tail, placed=parsed.placed)


def _may_be_project(page: Page, start: int, end: int) -> bool:
    """Whether 项目 is worth a look: after a word of talent, in quotes, or of a branch (海外)."""
    text = page.folded.text
    if text[max(0, start - 2) : start] in DESCRIPTORS or text[end : end + 2] in BRANCHES:
        return True
    return page.text[_shown_end(page, end) :][:1] in CLOSING


def _with_branch(page: Page, end: int) -> int:
    """Return where a name ends that is followed by its branch in brackets: …项目（海外）."""
    if page.folded.text[end : end + 2] not in BRANCHES:
        return end
    opens = page.text[_shown_end(page, end) :][:1] in "(（"
    return end + 2 if opens and page.text[_shown_end(page, end + 2) :][:1] in ")）" else end


def _bounds(page: Page, first: int, start: int) -> tuple[int, bool, bool]:
    """Return where the words before a tail begin, whether a quote opens there and closes within.

    Folding dropped the quotes and spaces; the gaps between the characters as shown hold them.
    """
    starts = page.folded.starts
    if starts is None:
        return first, False, False
    places = starts[max(0, first - 1) : start + 1].tolist()
    if first == 0:
        places.insert(0, -1)
    closed = False
    for at in range(start, first - 1, -1):
        left, right = places[at - first], places[at - first + 1]
        if right - left == 1:
            continue
        dropped = page.text[left + 1 : right]
        own = page.folded.text[at:start]
        has_head = len(own) > 1 and own not in DESCRIPTORS
        if any(char in CLOSING for char in dropped):
            if has_head:
                return at, any(char in OPENING for char in dropped), closed
            closed = True
        elif any(char in OPENING for char in dropped) and own:
            return at, True, closed
        elif has_head and any(char in BREAKS for char in dropped):
            return at, False, closed
    return first, False, closed


def _shown_end(page: Page, end: int) -> int:
    return page.folded.span(end - 1, end)[1]


def quoted_names(page: Page) -> Iterator[Name]:
    """Yield names that only quotes tell from common words: “瓯越人才”."""
    starts = page.folded.starts
    if starts is None or not any(map(page.text.__contains__, "“「『")):
        return
    for found in _QUOTED_NAME.finditer(page.text):
        start = bisect_left(starts, found.start("head"))
        head_end = bisect_left(starts, found.end("head"), start)
        end = bisect_left(starts, found.end(), head_end)
        parsed = parse(page.folded.text[start:head_end], quoted=True)
        if parsed and parsed.head:
            at = start + parsed.start
            tail = page.folded.text[head_end:end]
            yield Name(at, end, parsed.head, "", True, True, tail)


def bare_names(page: Page, surroundings: Surroundings) -> Iterator[Name]:
    """Yield names that are called by their people alone, as 双创人才 beside 双创团队.

    Any trade has its 人才; it takes two such words for one head, or 入选 before it.
    """
    text = page.folded.text
    found: dict[str, list[Name]] = {}
    for start, end in surroundings.called(_CALLED):
        if end in surroundings.known_ends or text[start - 2 : start] in COMMON_WORDS:
            continue
        if text.startswith(PLAN_TAILS, end):
            continue
        first = start
        while first > 0 and start - first < MAX_BARE_RUN_CHARS and text[first - 1].isalnum():
            first -= 1
        parsed = parse(text[first:start])
        if parsed is None or parsed.words or not 2 <= len(parsed.head) <= MAX_BARE_CHARS:
            continue
        at = first + parsed.start
        before = text[max(first, at - MAX_BEFORE_CHARS) : at]
        name = Name(at, end, parsed.head, before, False, True, text[start:end])
        found.setdefault(parsed.head, []).append(name)
    for names in found.values():
        several = len({name.tail for name in names}) > 1
        yield from (n for n in names if several or n.before.endswith(("入选", "获评")))
