"""Long names with a slip: one character wrong, missing, one too many, or two swapped."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from policywatch.flagging.names.entries import TAILS, Entry

MIN_CORE_TO_SLIP = 4
# What is left of a name without these tells it from its neighbours: 浦江 of 浦江人才计划.
_GENERIC = (
    *TAILS, "精英", "特支", "育才", "领军", "创新", "创业", "引进", "特聘", "教授", "团队", "博士",
    "奖励",
)  # fmt: skip
NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿双0123456789")
_WHOLE = -1


@dataclass(slots=True)
class Slips:
    """Long names before one tail: by what is left of their stems, and by where characters stand."""

    left: dict[str, list[tuple[int, str, Entry]]] = field(default_factory=dict)
    near: dict[int, set[str]] = field(default_factory=dict)
    longest: int = 0

    def may_stand(self, text: str, end: int) -> bool:
        """Whether a long name with a slip may end at a place: one of its last two is no stranger.

        Most places are denied by this alone.
        """
        if not self.longest or end < MIN_CORE_TO_SLIP - 1:
            return False
        return text[end - 1] in self.near[1] or text[end - 2] in self.near[2]


def core_of(folded: str) -> str:
    """Return what tells a name from others of its kind, without the generic words at its end."""
    core = folded
    while word := next((word for word in _GENERIC if core.endswith(word)), ""):
        core = core.removesuffix(word)
    return core


def let_slip(slips: Slips, stem: str, entry: Entry) -> None:
    """Note a long name by what is left of its stem without any one character."""
    slips.longest = max(slips.longest, len(stem))
    for at, char in enumerate(stem):
        distance = len(stem) - at
        for near in (distance - 1, distance, distance + 1):
            slips.near.setdefault(near, set()).add(char)
        if at and char not in NUMERALS:
            slips.left.setdefault(stem[:at] + stem[at + 1 :], []).append((at, stem, entry))
    slips.left.setdefault(stem, []).append((_WHOLE, stem, entry))


def slipped(slips: Slips, text: str, end: int) -> list[tuple[Entry, int]]:
    """Return the long names that stand before with one character wrong, missing, doubled, swapped.

    The characters of the text are compared with those that names have at their distance from the
    end, give or take one: after two strangers nothing can be meant any more.
    """
    guesses: list[tuple[Entry, int]] = []
    strangers = 0
    for distance in range(1, min(slips.longest + 1, end) + 1):
        char = text[end - distance]
        if char not in slips.near[distance]:
            strangers += 1
            if strangers > 1 or not char.isalnum():
                break
        if distance >= MIN_CORE_TO_SLIP - 1:
            start = end - distance
            guesses += [(entry, start) for entry in _slips_of(slips, text[start:end])]
    return guesses


def _slips_of(slips: Slips, written: str) -> Iterator[Entry]:
    for missing, _, entry in slips.left.get(written, ()):
        if missing != _WHOLE:
            yield entry
    for at in range(len(written)):
        rest = written[:at] + written[at + 1 :]
        for missing, stem, entry in slips.left.get(rest, ()):
            if _is_slip(written, stem, at, missing):
                yield entry


def _is_slip(written: str, stem: str, at: int, missing: int) -> bool:
    """Whether the stem is written with a character wrong, one too many, or two swapped."""
    if missing == _WHOLE:
        return at > 0 and not written[at].isdecimal()
    if written == stem:
        return False
    if missing == at:
        return written[at] not in NUMERALS
    return abs(missing - at) == 1 and sorted(written) == sorted(stem)
