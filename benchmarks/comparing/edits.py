"""What happens to a text on its way from site to site: copies, excerpts, and what is no copy.

Each edit takes a text and gives another; `Made.kept` is the share of the old text's characters
that still stands in it, `Made.is_copy` whether a person would call it a copy.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from opencc import OpenCC

from benchmarks.comparing.texts import Base, sentences
from policywatch.comparing.particulars import PLACES_FILE

_TRADITIONAL = OpenCC("s2t")
_PLACES = [
    name
    for line in PLACES_FILE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for name in line.split()
]
_PLACE = re.compile("|".join(sorted(_PLACES, key=len, reverse=True)))
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_DIGITS = re.compile(r"\d+")
MIN_PARTICULARS = 4
ISSUERS = ("人力资源和社会保障局", "科学技术局", "经济和信息化局", "人才工作领导小组办公室")
_LATIN_HEADS = (
    "Published by the editors of the {place} Observer. Sign up for our newsletter.",
    "The following first appeared elsewhere and is republished with permission.",
    "Posted by admin in News. Reading time: {n} minutes.",
)
_LATIN_FEET = (
    "Share this article on social media, or write to our desk with your comments.",
    "Copyright {n} The {place} Post. All rights reserved.",
    "Read more of our coverage of the region in the archive.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A text made of another by the edit `how`."""

    how: str
    text: str
    title: str
    kept: float
    is_copy: bool = True


@dataclass(frozen=True)
class Workshop:
    """What edits draw on: chance, and sentences of other texts of the language."""

    random: random.Random
    others: Sequence[str]

    def other_sentences(self, number: int) -> list[str]:
        """Return sentences of other texts."""
        return [self.random.choice(self.others) for _ in range(number)]

    def own_title(self) -> str:
        """Return a title that has nothing to do with the text."""
        return self.random.choice(self.others).strip()


def some_place(rand: random.Random, but: str = "") -> str:
    """Return the name of a place, another than `but`."""
    return rand.choice([place for place in _PLACES if place != but])


def _share(pieces: Sequence[str], kept: Sequence[bool]) -> float:
    whole = sum(map(len, pieces)) or 1
    return sum(len(piece) for piece, stays in zip(pieces, kept, strict=True) if stays) / whole


def rewritten(shop: Workshop, base: Base, share: float) -> Made:
    """Put other sentences in the place of a share of the sentences."""
    pieces = sentences(base.text)
    stays = [shop.random.random() >= share for _ in pieces]
    text = "".join(
        p if s else shop.random.choice(shop.others) for p, s in zip(pieces, stays, strict=True)
    )
    return Made(f"rewritten {share:.0%}", text, base.title, _share(pieces, stays))


def shortened(shop: Workshop, base: Base, share: float) -> Made:
    """Leave out a share of the sentences."""
    pieces = sentences(base.text)
    stays = [shop.random.random() >= share for _ in pieces]
    text = "".join(p for p, s in zip(pieces, stays, strict=True) if s)
    return Made(f"shortened {share:.0%}", text, base.title, _share(pieces, stays))


def reworded(shop: Workshop, base: Base, share: float) -> Made:
    """Change single words (or Han) all over the text."""
    units = re.findall(r"[A-Za-z]+|.", base.text, re.DOTALL)
    words = re.findall(r"[A-Za-z]+|[一-鿿]", "".join(shop.others[:400]))
    stays = [not u.isalpha() or shop.random.random() >= share for u in units]
    text = "".join(u if s else shop.random.choice(words) for u, s in zip(units, stays, strict=True))
    return Made(f"reworded {share:.0%}", text, base.title, _share(units, stays))


def shuffled(shop: Workshop, base: Base) -> Made:
    """Put the paragraphs in another order, leaving out some."""
    lines = [line for line in base.text.split("\n") if line]
    kept = [line for line in lines if shop.random.random() > 0.1] or lines
    shop.random.shuffle(kept)
    return Made("shuffled", "\n".join(kept), base.title, sum(map(len, kept)) / len(base.text))


def scanned(shop: Workshop, base: Base) -> Made:
    """Break the lines anew and misread a character in fifty, as OCR does."""
    other = shop.random.sample(sorted(set(base.text)), min(20, len(set(base.text))))
    chars = [shop.random.choice(other) if shop.random.random() < 0.02 else c for c in base.text]
    text = "".join(chars).replace("\n", "")
    width = shop.random.randint(24, 60)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return Made("scanned", "\n".join(lines), base.title, 0.98)


def relaid(_shop: Workshop, base: Base) -> Made:
    """Set the text in another script, width and layout."""
    text = _TRADITIONAL.convert(base.text).replace("，", ", ").replace("\n", "\n\n　　")
    return Made("relaid", text, base.title, 1.0)


def forwarded(shop: Workshop, base: Base) -> Made:
    """Put a header and a footer of another publisher around the text."""
    place, year = shop.random.choice(_PLACES), shop.random.randint(2015, 2024)
    if base.is_chinese:
        issuer = f"{place}市{shop.random.choice(ISSUERS)}"
        head = [
            f"{issuer}关于转发《{base.title}》的通知",
            "各区县、各有关单位：",
            f"现将《{base.title}》转发给你们，请结合实际认真贯彻执行，并于本月底前反馈落实情况。",
            *shop.other_sentences(1),
        ]
        foot = [*shop.other_sentences(1), issuer, f"{year}年{shop.random.randint(1, 12)}月8日"]
        title = head[0]
    else:
        fill = {"place": place, "n": year}
        head = [line.format(**fill) for line in shop.random.sample(_LATIN_HEADS, 2)]
        foot = [line.format(**fill) for line in shop.random.sample(_LATIN_FEET, 2)]
        title = f"{base.title} | The {place} Post"
    return Made("forwarded", "\n".join([*head, base.text, *foot]), title, 1.0)


def retitled(shop: Workshop, base: Base) -> Made:
    """Publish the text under a title of one's own, less one of its paragraphs."""
    lines = [line for line in base.text.split("\n") if line]
    left_out = shop.random.randrange(len(lines)) if len(lines) > 2 else None
    kept = [number != left_out for number in range(len(lines))]
    text = "\n".join(line for line, stays in zip(lines, kept, strict=True) if stays)
    return Made("retitled, a paragraph less", text, shop.own_title(), _share(lines, kept))


def republished(shop: Workshop, base: Base) -> Made:
    """Do all that a portal does: header, footer, a title of its own, a paragraph less."""
    less = retitled(shop, base)
    framed = forwarded(shop, replace(base, text=less.text))
    return Made("republished", framed.text, less.title, less.kept)


def framed_excerpt(shop: Workshop, base: Base) -> Made:
    """Put a header and a footer of another publisher around half of the text."""
    pieces = sentences(base.text)
    first = shop.random.randint(0, len(pieces) // 2)
    taken = "".join(pieces[first : first + max(1, len(pieces) // 2)])
    framed = forwarded(shop, replace(base, text=taken))
    return Made("framed excerpt", framed.text, shop.own_title(), len(taken) / len(base.text))


def excerpt(shop: Workshop, base: Base, chars: int) -> Made:
    """Take so many characters from anywhere."""
    length = f"{chars} characters"
    chars = min(chars, len(base.text))
    start = shop.random.randint(0, len(base.text) - chars)
    text = base.text[start : start + chars]
    return Made(f"excerpt of {length}", text, "", chars / len(base.text))


def introduced(shop: Workshop, base: Base) -> Made:
    """Take a third of the text and put a line of one's own before it."""
    pieces = sentences(base.text)
    first = shop.random.randint(0, max(0, len(pieces) * 2 // 3 - 1))
    taken = "".join(pieces[first : first + max(1, len(pieces) // 3)])
    own = "据有关部门消息：\n" if base.is_chinese else "We read elsewhere:\n"
    return Made("introduced excerpt", own + taken, "", len(taken) / len(base.text))


def reused(shop: Workshop, base: Base) -> Made | None:
    """Use the text as a template: other places, names, years and numbers throughout."""
    return _swapped(shop, base, "reused as template", places=True, years=True, numbers=True)


def reissued(shop: Workshop, base: Base) -> Made | None:
    """Publish the text again in another year."""
    return _swapped(shop, base, "reissued", years=True)


def relocated(shop: Workshop, base: Base) -> Made | None:
    """Publish the text for other places."""
    return _swapped(shop, base, "relocated", places=True)


def _swapped(
    shop: Workshop,
    base: Base,
    how: str,
    *,
    places: bool = False,
    years: bool = False,
    numbers: bool = False,
) -> Made | None:
    """Change all particulars of some kinds; None where the text is no template: it has too few."""
    other_place = dict(zip(_PLACES, shop.random.sample(_PLACES, len(_PLACES)), strict=True))
    names = sorted(set(_NAME.findall(base.text))) if places else []
    other_names = sorted(set(_NAME.findall(" ".join(shop.others)))) or ["Someone"]
    other_name = {name: shop.random.choice(other_names) for name in names}
    shift = shop.random.choice([-3, -2, -1, 1, 2, 3])
    changed = 0

    def swap(match: re.Match[str]) -> str:
        nonlocal changed
        found = match.group()
        other = found
        if found in other_place:
            other = other_place[found] if places else found
        elif found in other_name:
            other = other_name[found]
        elif re.fullmatch(r"(?:19|20)\d\d", found):
            other = str(int(found) + shift) if years else found
        elif found.isdigit() and numbers and len(found) < 10:
            low = 10 ** (len(found) - 1)
            other = str(low + (int(found) - low + shop.random.randint(1, 9 * low - 1)) % (9 * low))
        changed += other != found
        return other

    words = rf"\b(?:{'|'.join(names)})\b|" if names else ""
    pattern = re.compile(f"{_PLACE.pattern}|{words}{_DIGITS.pattern}")
    text, title = pattern.sub(swap, base.text), pattern.sub(swap, base.title)
    if changed < MIN_PARTICULARS:
        return None
    return Made(how, text, title, 0.9, is_copy=False)


def quoting(shop: Workshop, base: Base) -> Made:
    """Quote one passage in a longer text about something else."""
    quoted = base.text[: min(120, len(base.text) // 4)]
    own = shop.other_sentences(30)
    own.insert(shop.random.randrange(len(own)), f"\n{quoted}\n")
    return Made("quoting", "".join(own), "", len(quoted) / len(base.text), is_copy=False)


Edit = Callable[[Workshop, Base], Made | None]
EDITS: tuple[Edit, ...] = (
    *(
        (lambda shop, base, share=share: rewritten(shop, base, share))
        for share in (0.05, 0.1, 0.2, 0.3, 0.4)
    ),
    *((lambda shop, base, share=share: shortened(shop, base, share)) for share in (0.2, 0.4)),
    *((lambda shop, base, share=share: reworded(shop, base, share)) for share in (0.02, 0.05, 0.1)),
    shuffled,
    scanned,
    relaid,
    forwarded,
    retitled,
    republished,
    framed_excerpt,
    *((lambda shop, base, chars=chars: excerpt(shop, base, chars)) for chars in (120, 250, 600)),
    introduced,
    reused,
    reissued,
    relocated,
    quoting,
)
