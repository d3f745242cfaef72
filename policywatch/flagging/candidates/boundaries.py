"""What the whole corpus says of where names begin: spellings of a stem to the heads they count as.

A text alone cannot tell 宁海凌云 (a county and a name) from a name of four characters. Where the
shorter one stands on its own elsewhere, in as many texts, the longer is it with something before;
and where three and more different beginnings stand before the same end, that end is the name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from policywatch.flagging.candidates.vocabulary import DELIMITERS, LOOSE, MODIFIERS, PLACES

MIN_HEAD_CHARS = 2
MIN_BEGINNINGS = 3
MIN_TEXTS_BEFORE = 5
SHARE_BEFORE = 0.9
_LOOSE = "".join(LOOSE)
_COMMON = tuple(word for word in DELIMITERS | PLACES if len(word) > 1)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A head with what was cut off before it, in how many texts, and in how many of them quoted."""

    head: str
    before: str
    texts: int
    quoted: int


def settle_heads(spellings: Iterable[Spelling]) -> dict[str, str]:
    """Return what head each spelling of one stem counts as; most count as themselves."""
    texts: Counter[str] = Counter()
    quoted: Counter[str] = Counter()
    before: dict[str, Counter[str]] = defaultdict(Counter)
    for spelling in spellings:
        texts[spelling.head] += spelling.texts
        quoted[spelling.head] += spelling.quoted
        before[spelling.head][spelling.before] += spelling.texts
    settled = {head: _lengthened(head, before[head]) for head in texts}
    for head in sorted(texts, key=lambda head: (len(head), head)):
        shorter = [
            other
            for other in texts
            if _is_end(other, head)
            and texts[other] >= texts[head]
            and not (quoted[head] and quoted[head] >= quoted[other])
        ]
        if shorter:
            settled[head] = settled[max(shorter, key=lambda other: (texts[other], -len(other)))]
    return settled | _shared_ends([h for h in texts if settled[h] == h and not quoted[h]])


def _is_end(end: str, head: str) -> bool:
    """Whether a head is an end of another with something before it that is no part of a name."""
    extra = len(head) - len(end)
    return extra >= 2 and head.endswith(end) and head[:extra] not in MODIFIERS


def _lengthened(head: str, before: Counter[str]) -> str:
    """Return a head with what stands before it nearly always, where that is no common word."""
    total = sum(before.values())
    if total < MIN_TEXTS_BEFORE:
        return head
    for length in (4, 3, 2):
        ends: Counter[str] = Counter()
        for words, number in before.items():
            if len(words) >= length:
                ends[words[-length:]] += number
        for end, number in ends.items():
            own = end.lstrip(_LOOSE)
            if number >= SHARE_BEFORE * total and len(own) > 1 and not own.endswith(_COMMON):
                return own + head
    return head


def _shared_ends(heads: list[str]) -> dict[str, str]:
    """Return the common end of heads that begin differently (宁海凌云, 象山凌云, 慈溪凌云)."""
    groups: dict[str, set[str]] = defaultdict(set)
    for head in heads:
        for length in range(MIN_HEAD_CHARS, len(head) - 1):
            groups[head[-length:]].add(head)
    shared: dict[str, str] = {}
    for end, members in sorted(groups.items(), key=lambda item: (-len(item[0]), item[0])):
        free = {head for head in members if head not in shared and not head.isascii()}
        beginnings = {head[: -len(end)][-1] for head in free}
        if len(beginnings) >= MIN_BEGINNINGS:
            shared |= dict.fromkeys(free, end)
    return shared
