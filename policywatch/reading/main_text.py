"""Which pieces of a page are its main text: where the mass of sentences lies, less its frame."""

import re
from collections.abc import Container

from policywatch.documents import BlockKind
from policywatch.reading.structure import DATA_TABLE, Piece, Structure

SENTENCE = re.compile(r"[。！？；;!?]|[.,，、：:](?=\s|$|[^\x00-\x7f])")
SHARE_TO_DESCEND = 0.65
SHARE_TO_DESCEND_NAMED = 0.4
MIN_GOOD = 25
WEAK_FRAME = 0.3
SURE_FRAME = 0.8
# What stays where it is in a text: the steps of the walk down end above these.
LEAVES = frozenset((DATA_TABLE, "p", "li", "blockquote", "h1", "h2", "h3", "pre", "dl", "ul", "ol"))
# Short lines that belong to the frame of a page wherever they stand.
FRAME_LINE = re.compile(
    r"(?:share(?: this)?|print|email|advertisement|read more|related|photo:|image:|caption|close|"
    r"copyright|all rights reserved|sign up|subscribe|follow us|log (?:in|out)|skip to|"
    r"【?(?:打印|关闭|字体|字号|收藏|返回顶部|分享到|扫一扫|上一篇|下一篇|上一条|下一条|责任编辑|浏览次数|阅读次数|点击数|点击次数)|"
    r"(?:首页|主页|主頁|首頁|home)\s{0,3}(?:>|»|›|&gt;)|"
    r"您(?:的|当前|现在)?(?:的)?位置|当前位置|版权所有|.{0,4}ICP备|主办单位|网站地图)",
    re.IGNORECASE,
)
FILE = re.compile(r"附件|\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)\b", re.IGNORECASE)
LINKED_SHARE = 0.7
LITTLE = 0.2
SHORT_PARAGRAPH = 100
HAN = re.compile("[\u3400-\u9fff]")


def _worth(piece: Piece) -> float:
    """Return what a piece counts for as text: its length, unless it is links or a label.

    A Han character says as much as two and a half Latin letters.
    """
    share = piece.link_share
    if share > 0.6:
        return 0.0
    text = piece.text
    length = len(text) + (1.5 * len(HAN.findall(text)) if not text.isascii() else 0.0)
    if piece.kind == BlockKind.ROW:
        return 0.6 * length * (1 - share)
    marks = min(3, len(SENTENCE.findall(text[:400])))
    if length < MIN_GOOD and not (length >= 8 and marks):
        return 0.0
    return length * (1 - share) * (0.4 + 0.2 * marks)


def choose(structure: Structure, besides: Container[int] = frozenset()) -> list[Piece]:
    """Return the pieces of the main text, in order; those numbered in `besides` are none."""
    parts = structure.parts
    pieces = [p for i, p in enumerate(structure.pieces) if i not in besides]
    if not pieces:
        return []
    own = [0.0] * len(parts)
    for piece in pieces:
        own[piece.at] += _worth(piece)
    worths = _sum_up(structure, own)
    framed = _frames(structure, worths)
    _add_link_lists(structure, pieces, framed, worths)
    for index, is_framed in enumerate(framed):
        if is_framed:
            own[index] = 0.0
    sums = _sum_up(structure, own)
    if sums[0] <= 0:
        return _labels_only(structure, pieces, framed)
    members = _members(structure, _descend(structure, sums))
    return [p for p in pieces if members[p.at] and not framed[p.at] and not _is_frame(p)]


def has_text(structure: Structure) -> bool:
    """Return whether there is at least a short paragraph in a page."""
    return sum(_worth(piece) for piece in structure.pieces) >= SHORT_PARAGRAPH


def _labels_only(structure: Structure, pieces: list[Piece], framed: list[bool]) -> list[Piece]:
    """Return what there is on a page without sentences: what is no frame, or may be none."""
    surely = [part.surely for part in structure.parts]
    for index in range(1, len(surely)):
        surely[index] |= surely[structure.parts[index].parent]
    outside = [piece for piece in pieces if not framed[piece.at] and not _is_frame(piece)]
    return outside or [piece for piece in pieces if not surely[piece.at]]


def _sum_up(structure: Structure, own: list[float]) -> list[float]:
    """Return for each part what it and all in it are worth."""
    sums = own[:]
    for index in range(len(sums) - 1, 0, -1):
        sums[structure.parts[index].parent] += sums[index]
    return sums


def _frames(structure: Structure, sums: list[float]) -> list[bool]:
    """Return which parts are frame: by name, but not where a name covers a good part of the text.

    Names lie: a body of class "has-sidebar" or a form called "search" may hold everything.
    """
    framed = [False] * len(structure.parts)
    for index in range(1, len(framed)):
        part = structure.parts[index]
        most = SURE_FRAME if part.surely else WEAK_FRAME
        whole = part.framed and sums[index] > most * sums[0]
        framed[index] = framed[part.parent] or (part.framed and not whole)
    return framed


def _add_link_lists(
    structure: Structure, pieces: list[Piece], framed: list[bool], worths: list[float]
) -> None:
    """Mark as frame the parts that are mostly links: with the dates and counts beside the links.

    A list of attachments is kept: it says what belongs to the document.
    """
    size = [0.0] * len(framed)
    linked = size[:]
    files = size[:]
    for piece in pieces:
        size[piece.at] += len(piece.text)
        linked[piece.at] += piece.linked
        files[piece.at] += bool(FILE.search(piece.text))
    size, linked, files = (_sum_up(structure, counted) for counted in (size, linked, files))
    for index in range(1, len(framed)):
        mostly = linked[index] > LINKED_SHARE * size[index] and linked[index] > 20
        little = worths[index] < LITTLE * worths[0]
        is_list = mostly and little and not files[index]
        framed[index] |= framed[structure.parts[index].parent] or is_list


def _descend(structure: Structure, sums: list[float]) -> int:
    """Return the innermost part that still holds most of the text."""
    parts = structure.parts
    best: dict[int, int] = {}
    for index in range(1, len(parts)):
        parent = parts[index].parent
        if sums[index] > sums[best.get(parent, index)] or parent not in best:
            best[parent] = index
    at = 0
    while (child := best.get(at)) is not None and parts[child].tag not in LEAVES:
        enough = SHARE_TO_DESCEND * sums[at]
        if parts[child].named:
            enough = SHARE_TO_DESCEND_NAMED * sums[0]
        if sums[child] <= 0 or sums[child] < enough:
            break
        at = child
    return at


def _members(structure: Structure, chosen: int) -> list[bool]:
    members = [False] * len(structure.parts)
    members[chosen] = True
    for index in range(chosen + 1, len(members)):
        members[index] = members[structure.parts[index].parent]
    return members


def _is_frame(piece: Piece) -> bool:
    if piece.kind == BlockKind.ROW:
        return False
    if piece.kind == BlockKind.CAPTION and piece.table is None:
        return True
    if len(piece.text) < 60 and FRAME_LINE.match(piece.text):
        return True
    return piece.link_share > 0.7 and len(piece.text) < 120 and not piece.text.startswith("附件")
