"""The sets of documents that copies are looked for in, and what is asked of each document."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from benchmarks.comparing import edits
from benchmarks.comparing.edits import EDITS, Edit, Made, Workshop
from benchmarks.comparing.texts import Base, sentences

EDITS_PER_TEXT = 9
# A longer one would be a passage that two edited texts have in common, or a short one's whole.
MAX_SENTENCE_CHARS = 45
MIN_OVERLAP = 0.6
MIN_PAGE_CHARS = 100
# A page of a PDF holds some 600 Han or 2,000 letters.
LONG_CHARS = {True: 60_000, False: 200_000}
LONG_EDITS: tuple[Edit, ...] = (
    *((lambda shop, base, share=share: edits.rewritten(shop, base, share)) for share in (0.1, 0.3)),
    lambda shop, base: edits.shortened(shop, base, 0.2),
    edits.relaid,
    edits.forwarded,
    edits.retitled,
    edits.republished,
    edits.framed_excerpt,
    *((lambda shop, base, chars=chars: edits.excerpt(shop, base, chars)) for chars in (600, 5000)),
    edits.reused,
    edits.reissued,
    edits.relocated,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A document of the benchmark: the base it was made of, how, and what is asked of it.

    `wanted` says that it must be found as a copy of its base; what is a copy but shares too
    little is neither asked for nor counted as wrong.
    """

    base: int
    family: str
    how: str
    title: str
    text: str
    is_copy: bool
    wanted: bool


def halves(bases: Sequence[Base]) -> dict[str, list[Base]]:
    """Split texts by a hash of their families: the search is tuned on the first half alone."""
    split: dict[str, list[Base]] = {"tuning": [], "untouched": []}
    for base in bases:
        digest = hashlib.sha256(base.family.encode()).digest()
        split["untouched" if digest[0] % 2 else "tuning"].append(base)
    return split


def make_pages(bases: Sequence[Base], seed: int) -> list[Item]:
    """Return the texts and what was made of each by some of the edits."""
    rand = random.Random(seed)
    return _make(bases, rand, lambda: rand.sample(EDITS, EDITS_PER_TEXT), MIN_PAGE_CHARS)


def make_long(bases: Sequence[Base], seed: int) -> list[Item]:
    """Return texts of a hundred pages, put together of real ones, and what was made of each."""
    by_language = sorted(bases, key=lambda base: base.is_chinese)
    long: list[Base] = []
    for is_chinese, group in groupby(by_language, key=lambda base: base.is_chinese):
        text = "\n".join(f"{base.title}\n{base.text}" for base in group)
        size = LONG_CHARS[is_chinese]
        for start in range(0, len(text) - size // 2, size):
            name = f"long {len(long)}"
            part = text[start : start + size]
            long.append(Base(name, part.partition("\n")[0][:80], part, name))
    return _make(long, random.Random(seed), lambda: LONG_EDITS, MIN_PAGE_CHARS, bases)


def make_notices(bases: Sequence[Base], seed: int) -> list[Item]:
    """Return Chinese notices of some thirty characters, and what was made of each."""
    rand = random.Random(seed)
    notices = []
    for base in bases:
        told = (sentence.strip() for sentence in sentences(base.text))
        begun = [s for s in told if 22 <= len(s) <= 36 and "|" not in s]
        if base.is_chinese and begun and base.family == base.name:
            place = edits.some_place(rand)
            text = f"{place}市：{rand.choice(begun)}"
            title = f"{place}市关于{base.title}的公示"
            notices.append(Base(base.name, title, text, base.name))
    return _make(notices, rand, lambda: NOTICE_EDITS, 0, bases)


def _relaid(_shop: Workshop, base: Base) -> Made:
    text = base.text.translate(str.maketrans("0123456789,:", "０１２３４５６７８９，："))
    half = len(text) // 2
    return Made("relaid", f"　　{text[:half]}\n{text[half:]}\n", base.title, 1.0)


def _signed(shop: Workshop, base: Base) -> Made:
    place = base.text.partition("市：")[0]
    issuer = f"{place}市{shop.random.choice(edits.ISSUERS)}"
    return Made("signed", f"{base.text}\n{issuer}\n2023年5月9日", base.title, 1.0)


def _headed(shop: Workshop, base: Base) -> Made:
    return Made("under a heading", f"通知公告\n{base.title}\n{base.text}", base.title, 1.0)


def _elsewhere(shop: Workshop, base: Base) -> Made:
    place, _, rest = base.text.partition("市：")
    other = edits.some_place(shop.random, but=place)
    title = base.title.replace(place, other)
    return Made("of another place", f"{other}市：{rest}", title, 0.9, is_copy=False)


def _of_another(shop: Workshop, base: Base) -> Made:
    title = f"关于{shop.own_title()}的公示"
    return Made("the words of another notice", base.text, title, 1.0, is_copy=False)


NOTICE_EDITS: tuple[Edit, ...] = (_relaid, _signed, _headed, _elsewhere, _of_another)


def _make(
    bases: Sequence[Base],
    rand: random.Random,
    chosen: Callable[[], Sequence[Edit]],
    least: int,
    material: Sequence[Base] = (),
) -> list[Item]:
    others = {
        is_chinese: [
            sentence
            for base in material or bases
            if base.is_chinese is is_chinese
            for sentence in sentences(base.text)
            if 8 < len(sentence) < MAX_SENTENCE_CHARS
        ]
        for is_chinese in (True, False)
    }
    items: list[Item] = []
    for number, base in enumerate(bases):
        items.append(Item(number, base.family, "base", base.title, base.text, True, False))
        pool = [s for s in others[base.is_chinese] if s not in base.text or material]
        shop = Workshop(rand, pool)
        for edit in chosen():
            made = edit(shop, base)
            if made is None or len(made.text) < least:
                continue
            wanted = made.is_copy and _shares_enough(base, made)
            items.append(
                Item(number, base.family, made.how, made.title, made.text, made.is_copy, wanted)
            )
    rand.shuffle(items)
    return items


def _shares_enough(base: Base, made: Made) -> bool:
    """Whether a copy has at least 60 % in common with its base, or is an excerpt of it."""
    common = made.kept * len(base.text)
    if "excerpt" in made.how:
        return common / len(made.text) >= MIN_OVERLAP
    return 2 * common / (len(base.text) + len(made.text)) >= MIN_OVERLAP
