"""Glyphs at places on a page to its lines, each with its box."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from policywatch.reading.attachments.grid import Rule
from policywatch.reading.structure import tidy

FIRST_HAN = "\u2e80"
# A title or the head of a letter that is set wide: 关 于 申 报 的 通 知.
SET_WIDE = re.compile("(?:[\u2e80-\uffef] ){3,}[\u2e80-\uffef]")


class Glyph(NamedTuple):
    """A character (or a few) and its box on the page, in points from the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Sheet:
    """A page: its lines of glyphs in the file's order, and its rules."""

    number: int
    width: float
    height: float
    lines: list[list[Glyph]] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A line of glyphs, its box in points from the page's top left."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    glyphs: list[Glyph]
    indent: float = 0.0
    is_full: bool = False
    height: float = 0.0  # of its top, as a share of the page's, from the top


def line_of(glyphs: list[Glyph], page: int) -> Line:
    """Return the line that glyphs make, of which one at least is no blank."""
    solid = [glyph for glyph in glyphs if not glyph.text.isspace()]
    text = tidy(spaced(glyphs))
    return Line(
        text=text.replace(" ", "") if SET_WIDE.fullmatch(text) else text,
        page=page,
        left=min(glyph.left for glyph in solid),
        top=min(glyph.top for glyph in solid),
        right=max(glyph.right for glyph in solid),
        bottom=max(glyph.bottom for glyph in solid),
        size=median(glyph.bottom - glyph.top for glyph in solid),
        glyphs=glyphs,
    )


def spaced(glyphs: Sequence[Glyph]) -> str:
    """Return the text of glyphs on one line, with a space where there is a gap.

    Programs set Latin letters and digits a little apart from Chinese: that is no space.
    """
    texts: list[str] = []
    last: Glyph | None = None
    parted = False
    for glyph in glyphs:
        if glyph.text.isspace():
            parted = True
            continue
        if last is not None:
            gap = (glyph.left - last.right) / max(1.0, glyph.bottom - glyph.top)
            chinese = last.text >= FIRST_HAN or glyph.text >= FIRST_HAN
            if gap > 0.5 or (parted and not (chinese and gap < 0.45)):
                texts.append(" ")
        texts.append(glyph.text)
        last, parted = glyph, False
    return "".join(texts)


def is_blank(line: list[Glyph]) -> bool:
    """Whether glyphs show nothing."""
    return all(glyph.text.isspace() for glyph in line)


def joined(lines: Iterable[str]) -> str:
    """Return wrapped lines as one, with a space only between Latin words."""
    text = ""
    for line in map(tidy, lines):
        chinese = not text or not line or text[-1] >= FIRST_HAN or line[0] >= FIRST_HAN
        text += line if chinese else f" {line}"
    return text


def same_line(one: Glyph, other: Glyph) -> bool:
    """Whether a glyph stands on the line of another, behind it."""
    middle = (other.top + other.bottom) / 2
    return one.top <= middle <= one.bottom and other.left > one.left - 1


def has_columns(lines: list[Line], width: float) -> bool:
    """Return whether long lines stand side by side."""
    wide = sorted((li for li in lines if li.right - li.left > 0.3 * width), key=lambda li: li.top)
    for number, line in enumerate(wide):
        for other in wide[number + 1 : number + 6]:
            level = other.top < (line.top + line.bottom) / 2
            if level and (other.left > line.right or line.left > other.right):
                return True
    return False


def from_top(lines: list[Line]) -> list[Line]:
    """Return lines from the top down, the pieces of one line put together."""
    merged: list[Line] = []
    for line in sorted(lines, key=lambda li: (li.top + li.bottom, li.left)):
        last = merged[-1] if merged else None
        middle = (line.top + line.bottom) / 2
        if last is None or not last.top < middle < last.bottom or _overlap(last, line):
            merged.append(line)
            continue
        glyphs = last.glyphs + line.glyphs
        merged[-1] = line_of(sorted(glyphs, key=lambda glyph: glyph.left), line.page)
    return merged


def _overlap(one: Line, other: Line) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > one.size
