"""Lines that were broken to a width, in mail, plain text and PDF: a name goes on in the next one.

Elsewhere the end of a line ends what stands in it: it is the end of a paragraph, item or row.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from policywatch.documents import CELL_SEPARATOR, Block, BlockKind

MIN_COLUMNS = 24
MAX_COLUMNS = 160
NEIGHBOURS = 3
# Between letters or digits; or behind a word's hyphen: Thou-, sand Talents.
BREAK = re.compile(r"\n(?:(?<=[^\W_]\n)(?=[^\W_])|(?<=[A-Za-z][-\u2010\u00ad]\n)(?=[A-Za-z]))")
_BEGINS_ITEM = re.compile(r"第?[一二三四五六七八九十百\d]{1,4}[章节条、.．)）]|附件|附表")
_FIRST_WORD = re.compile(r"[A-Za-z0-9'’-]+|.")


def unwrap(text: str, blocks: Sequence[Block] = ()) -> str:
    """Return a text of the same length with a space for each newline that only wraps a line.

    A line was wrapped when it is as full as its neighbours allow (the next word would not have
    fitted), ends in a letter, and neither it nor the next line is a heading, item or table row; or
    where it ends in a hyphen that parts a word.
    """
    wrapped = [at for at in _breaks(text) if _is_broken(text, at) and _goes_on(blocks, at)]
    if not wrapped:
        return text
    pieces = []
    begin = 0
    for at in wrapped:
        pieces.append(text[begin:at])
        begin = at + 1
    return " ".join([*pieces, text[begin:]])


def _breaks(text: str) -> list[int]:
    return [found.start() for found in BREAK.finditer(text)]


def _is_broken(text: str, at: int) -> bool:
    """Whether a newline stands inside a word that a hyphen parts, or only wraps a line."""
    return not text[at - 1].isalnum() or _is_full(text, at)


def _is_full(text: str, at: int) -> bool:
    """Whether the next line's first word would have stuck out of the lines around."""
    begin = max(0, at - MAX_COLUMNS - 1)
    line = text[text.rfind("\n", begin, at) + 1 or begin : at]
    width = _columns(line)
    if not MIN_COLUMNS <= width <= MAX_COLUMNS or CELL_SEPARATOR in line:
        return False
    after = _lines_after(text, at)
    following = after[0]
    if CELL_SEPARATOR in following or _BEGINS_ITEM.match(following):
        return False
    first = _FIRST_WORD.match(following)
    room = width + (_columns(first[0]) if first else 0)
    # Most paragraphs end before a longer one, so that this alone denies it.
    if _columns(following) > room:
        return False
    widest = max(map(_columns, (*_lines_before(text, at), *after)))
    return widest <= min(room, MAX_COLUMNS)


def _lines_before(text: str, end: int) -> list[str]:
    """Return the line that ends at a place and those before it, nearest first."""
    lines = []
    for _ in range(NEIGHBOURS):
        start = text.rfind("\n", max(0, end - MAX_COLUMNS - 1), end) + 1
        if not start and end > MAX_COLUMNS:
            start = end - MAX_COLUMNS - 1
        lines.append(text[start:end])
        if not start or text[start - 1] != "\n":
            break
        end = start - 1
    return lines


def _lines_after(text: str, at: int) -> list[str]:
    """Return the line after a newline and those that follow."""
    lines = []
    for _ in range(NEIGHBOURS):
        start = at + 1
        at = text.find("\n", start, start + MAX_COLUMNS + 1)
        lines.append(text[start : at if at >= 0 else start + MAX_COLUMNS + 1])
        if at < 0:
            break
    return lines


def _columns(text: str) -> int:
    """Return how wide a text is shown: a character of Han or the like takes two columns.

    Those are three bytes long in UTF-8.
    """
    if text.isascii():
        return len(text)
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) // 2


def _goes_on(blocks: Sequence[Block], at: int) -> bool:
    """Whether a newline stands inside a block, or between two paragraphs of one page."""
    number = bisect_left(blocks, at, key=lambda block: block.end)
    if number >= len(blocks) or blocks[number].end != at:
        return True
    block = blocks[number]
    following = blocks[number + 1] if number + 1 < len(blocks) else block
    return block.kind is following.kind is BlockKind.PARAGRAPH and block.page == following.page
