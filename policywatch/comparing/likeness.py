"""Two texts to how one is a copy of the other: a function of the two and of nothing else.

That no third text has a say is what makes groups independent of the order of arrival: boilerplate
is not learnt from a source's other pages, but seen in the pair (`_alike_in_frame_only`).
"""

import re
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz.distance import Indel

from policywatch.comparing.particulars import (
    Particulars,
    find_particulars,
    tell_other_things,
    without_frame,
)
from policywatch.comparing.signature import (
    HAN_WIDTH,
    MAX_CHARS,
    Hashes,
    Overlap,
    Signature,
    fold_lines,
    marks,
    minhash,
    overlap,
    shingles,
    text_key,
    to_simplified,
    width,
)

# Equal texts shorter than this say nothing; alike ones must be longer to be called near.
MIN_EXACT_CHARS = 16
MIN_NEAR_CHARS = 60
# A notice of so many Han (letters weigh a third) is near what holds all of it under its title and
# little else.
MIN_NOTICE_WIDTH = 16 * HAN_WIDTH
NOTICE_JACCARD = 0.36
# A text shorter than this says too little without its title to be taken for another's copy.
TITLED_CHARS = 100
# Least shares by the number of the smaller text's shingles.
NEAR_JACCARD = ((200, 0.36), (100, 0.4), (0, 0.6))
ALIGNED_JACCARD = 0.18
NEAR_ALIGNED = 0.55
MAX_ALIGNED_UNITS = 40_000
# What stands nearly whole in a text of twice its size is an excerpt of it.
INSIDE_JACCARD = 0.5
EXCERPT_CONTAINMENT = ((100, 0.75), (0, 0.85))
EXCERPT_SHINGLES = 50
FRAME_LINES = 20
MAX_FRAME_CHARS = 600
MIN_OWN_CHARS = 16
SAME_TITLE = 0.6
MIN_TITLE_CHARS = 8
MAX_COMPILED_SHARE = 0.3
MIN_SHARED_LINE_CHARS = 12
MIN_SHARED_TEXT = 0.6

_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]{1,40}")


class LikenessKind(StrEnum):
    """NEAR: alike as wholes. EXCERPT: the shorter stands in the longer.

    TEMPLATE: alike in their words, but about other things: no copies, rather the contrary.
    """

    NEAR = "near"
    EXCERPT = "excerpt"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two texts are copies, and what share (0-1): of both, or of the shorter."""

    kind: LikenessKind
    overlap: float


@dataclass(frozen=True)
class Print:
    """What is compared of a text. `host` is where it was published, "" if not known."""

    text: str
    title: str = ""
    host: str = ""

    def prepare(self) -> None:
        """Work out now what is stored of it, so that no writing transaction waits for it."""
        if self.is_comparable:
            _ = self.key, self.minhash, self.marks

    @cached_property
    def lines(self) -> list[str]:
        """The folded lines."""
        return fold_lines(self.text)

    @cached_property
    def line_set(self) -> frozenset[str]:
        """The folded lines, each once."""
        return frozenset(self.lines)

    @cached_property
    def folded(self) -> str:
        """The folded text."""
        return "".join(self.lines)

    @cached_property
    def is_comparable(self) -> bool:
        """Whether it is long enough to be near anything."""
        return len(self.folded) >= MIN_NEAR_CHARS or width(self.folded) >= MIN_NOTICE_WIDTH

    @cached_property
    def key(self) -> str:
        """The hash by which equal texts are found."""
        if len(self.folded) >= TITLED_CHARS:
            return text_key(self.folded)
        title = "".join(fold_lines(self.title))
        return text_key(self.folded if self.folded.startswith(title) else title + self.folded)

    @cached_property
    def hashes(self) -> Hashes:
        """The shingles."""
        return shingles(self.folded)

    @cached_property
    def units(self) -> list[str]:
        """The words and Han in their order."""
        return _UNIT.findall(to_simplified(self.text).casefold())

    @cached_property
    def minhash(self) -> Signature:
        """The MinHash of the shingles; there must be one at least."""
        return minhash(self.hashes)

    @cached_property
    def marks(self) -> Signature:
        """The marks of the passages."""
        return marks(self.folded)

    @cached_property
    def particulars(self) -> Particulars:
        """The particulars."""
        return find_particulars(self.text, self.title)

    def extent(self, lines: Set[str]) -> tuple[int, int]:
        """Return the numbers of the first and behind the last of its lines that is one of some."""
        numbers = [number for number, line in enumerate(self.lines) if line in lines]
        return numbers[0], numbers[-1] + 1

    def particulars_within(self, first: int, end: int) -> Particulars:
        """Return the particulars of the text whose frame is all but some of the lines."""
        if (first, end) not in self._within:
            text = "\n".join(self.text[:MAX_CHARS].split("\n")[first:end])
            self._within[first, end] = without_frame(self.particulars, find_particulars(text))
        return self._within[first, end]

    @cached_property
    def _within(self) -> dict[tuple[int, int], Particulars]:
        return {}


def liken(one: Print, other: Print) -> Likeness | None:
    """Return how two texts of different keys are alike, or None if they are not."""
    found = _judge(overlap(one.hashes, other.hashes), one, other)
    if found is None or _alike_in_frame_only(one, other) or _is_compilation(found, one, other):
        return None
    if tell_other_things(one.particulars, other.particulars) is None or _differ_around(one, other):
        return found
    return Likeness(LikenessKind.TEMPLATE, found.overlap)


def measure(one: Print, other: Print, otherwise: LikenessKind) -> Likeness:
    """Return how much two texts of one group have in common, copies of each other or not."""
    common = overlap(one.hashes, other.hashes)
    found = _judge(common, one, other)
    if found is not None:
        return found
    near = otherwise is LikenessKind.NEAR
    return Likeness(otherwise, common.jaccard if near else common.containment)


def _judge(common: Overlap, one: Print, other: Print) -> Likeness | None:
    if min(len(one.folded), len(other.folded)) < MIN_NEAR_CHARS:
        near = _is_same_notice(common, one, other)
        return Likeness(LikenessKind.NEAR, common.jaccard) if near else None
    smaller = min(len(one.hashes), len(other.hashes))
    is_inside = common.containment >= _least(EXCERPT_CONTAINMENT, smaller)
    if is_inside and common.jaccard < INSIDE_JACCARD:
        if common.shared < EXCERPT_SHINGLES:
            return None
        return Likeness(LikenessKind.EXCERPT, common.containment)
    if common.jaccard >= _least(NEAR_JACCARD, smaller) or (
        common.jaccard >= ALIGNED_JACCARD and _aligned(one, other) >= NEAR_ALIGNED
    ):
        return Likeness(LikenessKind.NEAR, common.jaccard)
    return None


def _is_same_notice(common: Overlap, one: Print, other: Print) -> bool:
    """Whether a text of few words stands whole in one of the same title that says little else."""
    inner, outer = sorted((one, other), key=lambda print_: len(print_.folded))
    return (
        inner.is_comparable
        and common.jaccard >= NOTICE_JACCARD
        and inner.folded in outer.folded
        and _is_same_title(one.title, other.title)
    )


def _aligned(one: Print, other: Print) -> float:
    """Return what share of two texts' words and Han stand in both in one order (0-1).

    Single words changed all over a text break most of its shingles and leave this.
    """
    if max(len(one.units), len(other.units)) > MAX_ALIGNED_UNITS:
        return 0.0
    return float(Indel.normalized_similarity(one.units, other.units, score_cutoff=NEAR_ALIGNED))


def _least(steps: tuple[tuple[int, float], ...], size: int) -> float:
    return next(share for least, share in steps if size >= least)


def _alike_in_frame_only(one: Print, other: Print) -> bool:
    """Whether two pages of one site with titles of their own share no more than its frame.

    The frame is what stands in equal lines near the ends of both. Without it they must still be
    alike to be copies.
    """
    if not one.host or one.host != other.host or _is_same_title(one.title, other.title):
        return False
    shared = Counter(_edge_lines(one)) & Counter(_edge_lines(other))
    if not 0 < sum(len(line) * count for line, count in shared.items()) <= MAX_FRAME_CHARS:
        return False
    own = [_without(each.lines, shared) for each in (one, other)]
    if min(map(len, own)) < MIN_OWN_CHARS:
        return False
    left = overlap(shingles(own[0]), shingles(own[1]))
    return left.jaccard < NEAR_JACCARD[0][1] and left.containment < EXCERPT_CONTAINMENT[0][1]


def _differ_around(one: Print, other: Print) -> bool:
    """Whether what tells two texts apart is who sent them and when: names and dates around them.

    So it is with what two offices put over and under a text that both pass on, line for line.
    """
    shared = {line for line in one.line_set & other.line_set if len(line) >= MIN_SHARED_LINE_CHARS}
    common = sum(map(len, shared))
    if common < MIN_SHARED_TEXT * min(len(one.folded), len(other.folded)):
        return False
    inner = [each.particulars_within(*each.extent(shared)) for each in (one, other)]
    return tell_other_things(*inner) is None


def _is_compilation(found: Likeness, one: Print, other: Print) -> bool:
    """Whether the longer text has a title of its own and holds the shorter under its title.

    It may hold many: a compilation of notices is no copy of any.
    """
    if found.kind is not LikenessKind.EXCERPT:
        return False
    inner, outer = sorted((one, other), key=lambda print_: len(print_.hashes))
    if len(inner.hashes) > MAX_COMPILED_SHARE * len(outer.hashes):
        return False
    title = "".join(fold_lines(inner.title))
    return (
        len(title) >= MIN_TITLE_CHARS
        and title in outer.folded
        and not _is_same_title(inner.title, outer.title)
    )


def _edge_lines(print_: Print) -> list[str]:
    full = [line for line in print_.lines if len(line) > 1]
    return full if len(full) <= 2 * FRAME_LINES else full[:FRAME_LINES] + full[-FRAME_LINES:]


def _without(lines: list[str], shared: Counter[str]) -> str:
    left = Counter(shared)
    own = []
    for line in lines:
        if left[line] > 0:
            left[line] -= 1
        else:
            own.append(line)
    return "".join(own)


def _is_same_title(one: str, other: str) -> bool:
    """Whether two titles say the same; an unknown title may be any."""
    pairs = [_pairs("".join(fold_lines(title))) for title in (one, other)]
    if not pairs[0] or not pairs[1]:
        return True
    return len(pairs[0] & pairs[1]) / min(map(len, pairs)) >= SAME_TITLE


def _pairs(folded: str) -> set[str]:
    return {folded[at : at + 2] for at in range(len(folded) - 1)}
