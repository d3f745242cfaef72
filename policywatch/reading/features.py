"""What the model of the main text sees of each piece of a page: numbers, a row a piece."""

import bisect
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from numpy.typing import NDArray

from policywatch.documents import BlockKind
from policywatch.reading.skeleton import Skeleton
from policywatch.reading.structure import Piece, Structure

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
MIN_GOOD = 25
GOOD_WORTH = 60
LOOKED_CHARS = 400
HEAD_CHARS = 100
BOUNDARY_CHARS = 40
FAR = 60.0
FEW = 30
# What a character is as a mark. A full stop ends a sentence before a space or a closing quote; a
# comma or colon of ASCII counts before a space.
_SENTENCE, _STOP, _COMMA, _SPACED_COMMA, _SPACE, _QUOTE = (1 << bit for bit in range(6))
ENDS = frozenset('。！？!?.…”"」:：;；）)')
# Words that ask something of the reader, or speak of the page itself.
OF_THE_PAGE = (
    "免责声明", "版权", "转载", "二维码", "公众号", "客户端", "责任编辑", "责编", "原标题",
    "举报", "点击", "关注", "扫码", "扫描", "扫一扫", "登录", "评论", "字号", "打印", "浏览次数",
    "阅读次数", "上一篇", "下一篇", "當前位置", "当前位置", "备案", "網站", "掃描", "分享",
    "版權", "聲明", "subscri", "newsletter", "sign up", "follow us", "follow me", "follow him",
    "follow her", "follow on", "click here", "copyright", "©", "cookie", "privacy", "terms of",
    "advert", "sponsor", "comment", "read more", "read next", "read also", "see more",
    "listen to", "listen live", "photo by", "photo:", "image:", "image by", "picture:", "credit:",
    "photos by", "photos:", "images:", "getty", "[file", "loading", "log in", "share this",
    "all rights",
)  # fmt: skip
# What short lines begin with under which other documents follow, or what others said.
BOUNDARIES = (
    "相关阅读", "相关新闻", "相关文章", "相关推荐", "相关内容", "相关链接", "相关报道",
    "相关搜索", "相关信息", "相关主题", "相关专题", "相关资讯", "延伸阅读", "推荐阅读",
    "推荐新闻", "推荐文章", "更多阅读", "更多新闻", "更多文章", "更多资讯", "更多内容",
    "热门文章", "热门推荐", "热门新闻", "热门评论", "热门搜索", "热门内容", "最新文章",
    "最新新闻", "最新资讯", "最新评论", "最新信息", "精彩推荐", "精彩评论", "精彩内容",
    "猜你喜欢", "为您推荐", "为你推荐", "大家都在看", "其他文章", "其他新闻", "往期", "评论",
    "网友", "跟贴", "跟帖", "参与讨论", "我要评论", "我要留言", "相關", "延伸閱讀", "推薦",
    "熱門", "related", "more from", "more on", "more news", "more stories", "more in ",
    "you may also", "you might also", "recommended", "don't miss", "don’t miss", "trending",
    "popular", "most read", "most viewed", "most shared", "comments", "leave a reply",
    "leave a comment", "latest", "about the author", "join the", "tags", "filed under",
    "sponsored", "up next", "read next", "see also", "share this",
)  # fmt: skip
NAMES = (
    "length", "linked", "sentences", "commas", "ended", "wide", "of_page", "heading", "level",
    "item", "row", "caption", "framed", "frames_above", "named_above", "items_above",
    "quotes_above", "inside", "steps_out", "steps_up", "depth", "share", "share_around",
    "share_around_that", "left_share_around", "links_around", "links_around_that", "mean_around",
    "count_around", "alike", "alike_share", "alike_places", "alike_each", "copies", "before",
    "after", "passed", "place", "last_good", "next_good", "worth", "worth_before", "worth_after",
    "worth_after_that", "beside_before", "beside_after", "total", "pieces", "from_title",
    "boundary", "boundaries",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Features:
    """A row of numbers a piece, their names in NAMES; `inside` and `framed` say of each piece
    whether it stands in the part that holds most of the text, and whether in a frame."""

    rows: Numbers
    worth: Numbers
    inside: Flags
    framed: Flags


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the pieces' own texts say."""

    length: Numbers
    linked: Numbers
    linked_chars: Numbers
    sentences: Numbers
    commas: Numbers
    ended: Numbers
    wide: Numbers
    of_page: Numbers
    boundary: Flags


_KINDS = {kind: number for number, kind in enumerate(BlockKind)}


@cache
def _words() -> AhoCorasick:
    return AhoCorasick(
        [*OF_THE_PAGE, *BOUNDARIES],
        matchkind=MatchKind.Standard,
        implementation=Implementation.ContiguousNFA,
        store_patterns=False,
    )


def _look(pieces: list[Piece]) -> _Looks:
    texts = [piece.text[:LOOKED_CHARS] for piece in pieces]
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "replace"), np.uint32)
    sizes = np.array([len(text) for text in texts])
    starts = np.zeros(len(texts), int)
    np.cumsum(sizes[:-1] + 1, out=starts[1:])
    marks = _MARKS.take(codes, mode="clip")
    following = marks[1:]
    sentences = marks & _SENTENCE != 0
    sentences[:-1] |= (marks[:-1] & _STOP != 0) & (following & (_SPACE | _QUOTE) != 0)
    commas = marks & _COMMA != 0
    commas[:-1] |= (marks[:-1] & _SPACED_COMMA != 0) & (following & _SPACE != 0)
    of_page, boundary = _find_words([text[:HEAD_CHARS].lower() for text in texts])
    length = np.array([len(piece.text) for piece in pieces], float)
    linked_chars = np.array([piece.linked for piece in pieces], float)
    # Of a character beyond ASCII, UTF-8 has one byte more, of one beyond U+07FF two.
    more_bytes = [
        0 if text.isascii() else len(text.encode("utf-8", "replace")) - len(text) for text in texts
    ]
    return _Looks(
        length=length,
        linked=np.minimum(1.0, linked_chars / length),
        linked_chars=linked_chars,
        sentences=_count(sentences, starts) + [piece.text[-1] == "." for piece in pieces],
        commas=_count(commas, starts),
        ended=np.array([piece.text[-1] in ENDS for piece in pieces], float),
        wide=np.array(more_bytes) / (2 * sizes),
        of_page=of_page,
        boundary=boundary & (length < BOUNDARY_CHARS),
    )


def _count(marked: Flags, starts: NDArray[np.int_]) -> Numbers:
    """Return how many characters of each piece are marked."""
    places = np.searchsorted(starts, np.flatnonzero(marked), "right") - 1
    return np.bincount(places, minlength=len(starts)).astype(float)


def _find_marks() -> NDArray[np.uint8]:
    """Return what each code point is as a mark; the last stands for all beyond."""
    found = np.zeros(0x10000, np.uint8)
    for marks, kind in (
        ("。！？；;!?", _SENTENCE), (".", _STOP), ("，、：", _COMMA), (",:", _SPACED_COMMA),
        (" ", _SPACE), ('"”', _QUOTE),
    ):  # fmt: skip
        found[[ord(mark) for mark in marks]] = kind
    return found


_MARKS = _find_marks()


def _find_words(heads: list[str]) -> tuple[Numbers, Flags]:
    """Return how many words of the page itself each head has, and which begin as boundaries."""
    starts: list[int] = []
    at = 0
    for head in heads:
        starts.append(at)
        at += len(head) + 1
    of_page = np.zeros(len(heads))
    boundary = np.zeros(len(heads), bool)
    found = _words().find_matches_as_indexes("\n".join(heads), overlapping=True)
    for pattern, start, _ in found:
        index = bisect.bisect_right(starts, start) - 1
        if pattern < len(OF_THE_PAGE):
            of_page[index] += 1
        elif start - starts[index] <= 1:
            boundary[index] = True
    return of_page, boundary


def _worths(looks: _Looks, rows: Flags) -> Numbers:
    """Return what each piece counts for as text: its length, unless it is links or a label.

    A wide character says as much as two and a half Latin letters.
    """
    size = looks.length * (1 + 1.5 * looks.wide)
    marks = np.minimum(3, looks.sentences + looks.commas)
    worth = size * (1 - looks.linked) * (0.4 + 0.2 * marks)
    worth[(size < MIN_GOOD) & ~((size >= 8) & (marks > 0))] = 0.0
    worth[rows] = (0.6 * size * (1 - looks.linked))[rows]
    worth[looks.linked > 0.6] = 0.0
    return worth


def find_features(structure: Structure) -> Features:
    """Return the features of a structure that has at least one piece."""
    pieces, parts = structure.pieces, structure.parts
    count = len(pieces)
    looks = _look(pieces)
    kinds = np.array([_KINDS[piece.kind] for piece in pieces])
    rows = kinds == _KINDS[BlockKind.ROW]
    worth = _worths(looks, rows)
    at = np.array([piece.at for piece in pieces])
    bones = Skeleton(structure, at, worth, looks.length, looks.linked_chars)
    parent = np.maximum(0, np.array(parts.parent))
    around = parent[at]
    around_that = parent[around]
    total = max(bones.worth[0], 1e-9)
    share = bones.worth / total
    left_share = bones.left / max(bones.left[0], 1e-9)
    sizes, counts = bones.size, bones.count
    links = bones.linked / np.maximum(1.0, sizes)
    framed = bones.is_framed[at]
    inside = np.zeros(count, bool)
    inside[parts.first[bones.chosen] : parts.upto[bones.chosen]] = True
    *above, depth = bones.above(at)
    line, on_the_line = bones.on_the_line(count)
    good = (worth > GOOD_WORTH) & ~framed & (looks.linked < 0.3)
    kept = np.cumsum(np.where(inside & ~framed, worth, 0.0))
    inner = np.flatnonzero(good & inside)
    first, last = (int(inner[0]), int(inner[-1])) if len(inner) else (0, count)
    order = np.arange(count)
    shape = np.array(parts.shape)[at]
    alike = np.bincount(shape)
    places = sorted(set((shape * len(parts) + around).tolist()))
    alike_places = np.bincount(np.array(places) // len(parts), minlength=len(alike)) + (alike == 0)
    copies = Counter(piece.text for piece in pieces)
    levels = np.array([piece.level for piece in pieces])
    log_worth = np.log1p(worth)
    together = (around[1:] == around[:-1]) | (at[1:] == at[:-1])
    boundaries = np.cumsum(looks.boundary)
    columns: list[Numbers | Flags] = [
        np.log1p(looks.length * (1 + 1.5 * looks.wide)),
        looks.linked,
        np.minimum(5, looks.sentences),
        np.minimum(6, looks.commas),
        looks.ended,
        looks.wide,
        np.minimum(3, looks.of_page),
        kinds == _KINDS[BlockKind.HEADING],
        levels,
        kinds == _KINDS[BlockKind.ITEM],
        rows,
        kinds == _KINDS[BlockKind.CAPTION],
        framed,
        *(np.minimum(FEW, counts) for counts in above),
        inside,
        np.minimum(FEW, depth - on_the_line),
        np.minimum(FEW, line - on_the_line),
        np.minimum(FEW, depth),
        share[at],
        share[around],
        share[around_that],
        left_share[around],
        links[around],
        links[around_that],
        np.log1p(sizes[around] / np.maximum(1.0, counts[around])),
        np.log1p(counts[around]),
        np.log1p(alike[shape]),
        np.bincount(shape, weights=worth)[shape] / total,
        np.log1p(alike_places[shape]),
        alike[shape] / alike_places[shape],
        np.minimum(9, np.array([copies[piece.text] for piece in pieces])),
        np.log1p(np.maximum(0, first - order)),
        np.log1p(np.maximum(0, order - last)),
        _moved(kept, 1, 0.0) / max(kept[-1], 1e-9),
        order / count,
        np.log1p(_distance(good, order)),
        np.log1p(_distance(good[::-1], order)[::-1]),
        log_worth,
        _moved(log_worth, 1, 0.0),
        _moved(log_worth, -1, 0.0),
        _moved(log_worth, -2, 0.0),
        np.concatenate(([0.0], together)),
        np.concatenate((together, [0.0])),
        np.full(count, np.log1p(total)),
        np.full(count, np.log1p(count)),
        np.log1p(_nearest(levels == 1, order)),
        _distance(looks.boundary, order),
        np.clip(boundaries - (boundaries[first - 1] if 0 < first < count else 0), -1, 5),
    ]
    rows_of = np.empty((len(columns), count))
    for index, column in enumerate(columns):
        rows_of[index] = column
    return Features(rows_of.T, worth, inside, framed)


def _distance(marked: Flags, order: NDArray[np.int_]) -> Numbers:
    """Return how many pieces lie between each piece and the last marked one before it."""
    latest = np.maximum.accumulate(np.where(marked, order, -1_000))
    far: Numbers = np.minimum(FAR, order - _moved(latest, 1, -1_000))
    return far


def _nearest(marked: Flags, order: NDArray[np.int_]) -> Numbers:
    """Return how far the nearest marked piece is from each, either way."""
    where = np.flatnonzero(marked)
    if not len(where):
        return np.full(len(order), FAR)
    right = np.clip(np.searchsorted(where, order), 0, len(where) - 1)
    left = np.maximum(0, right - 1)
    nearest = np.minimum(abs(where[right] - order), abs(where[left] - order))
    near: Numbers = np.minimum(FAR, nearest.astype(float))
    return near


def _moved(values: NDArray[np.generic], steps: int, outside: float) -> Numbers:
    """Return the values of the pieces so many steps before each (after it: below 0)."""
    moved: Numbers = np.full(len(values), outside)
    if steps > 0:
        moved[steps:] = values[:-steps]
    else:
        moved[:steps] = values[-steps:]
    return moved
