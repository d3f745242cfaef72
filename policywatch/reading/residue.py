"""Lines that stand within a text's element and are none of it: where to go next, what to press.

They change when the site does: what is 上一篇：没有了 today is a link tomorrow, and no edit.
"""

import re
from collections.abc import Sequence

from policywatch.documents import BlockKind
from policywatch.reading.structure import Piece

MAX_CHARS = 120
MARKS = r"[\s【】\[\]（）()|｜:：/·>»\-—]"
NEXT = re.compile(
    rf"{MARKS}{{0,4}}(?:[上下]\s?一?\s?(?:[篇条條页頁则則]|新闻|文章)|[前后後]一?篇){MARKS}{{0,4}}"
    r"(?:(?<=[:：】\]\s]).*|没有了?|无|無|暂无|已?(?:是|到).{0,6})?|"
    r"(?:previous|next)(?: (?:post|article|page|one))?\s?[:：].*",
    re.IGNORECASE,
)
# Nothing is gone back on (++): of a line of such words there are countless ways to read it.
BUTTONS = re.compile(
    rf"(?>{MARKS}|(?:打印|列印|关闭|關閉|收藏|分享|复制|下载|纠错)(?:本页|此页|本文|文章|页面|窗口|网页|链接|到|至)?|"
    r"返回(?:上一?[页级]|首页|列表|顶部)?|加入收藏|我要(?:打印|纠错|收藏|分享)|字[号號体體]|[大中小](?![\u4e00-\u9fff])|"
    r"扫一扫.{0,20}|用?手机(?:打开|查看).{0,8}|微信|微博|朋友圈|QQ空间|top\b|print\b|close\b|back\b|share\b)++",
    re.IGNORECASE,
)
BUTTON = re.compile(
    r"打印|列印|关闭|關閉|收藏|分享|字[号號体體]|返回|扫一扫|纠错|print|close", re.IGNORECASE
)


def without_residue(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a text less those that lead to another page or are named after
    buttons."""
    return [piece for piece in pieces if not _is_residue(piece)]


def _is_residue(piece: Piece) -> bool:
    text = piece.text
    if piece.kind is BlockKind.ROW or len(text) > MAX_CHARS:
        return False
    return bool(NEXT.fullmatch(text) or (BUTTON.search(text) and BUTTONS.fullmatch(text)))
