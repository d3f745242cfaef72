"""The title of a document, without the name of the site around it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from policywatch.reading.structure import Piece, tidy

MAX_TITLE_CHARS = 300
MIN_TITLE_CHARS = 5
LINES_ABOVE = 40
SITE_SUFFIX = re.compile(
    r"\s*[_|｜«»·]\s*|\s+[–—-]{1,2}\s+|(?<=[\u4e00-\u9fff])-{1,2}(?=[\u4e00-\u9fff])|--"
)
# How the title of a document that is issued ends.
TITLE_END = re.compile(
    r"(?:通知|公告|公示|办法|意见|方案|规定|细则|指南|决定|条例|报告|规划|计划|批复|函|简章|启事|"
    r"预算|预算表|决算|名单|申报书|汇总表|一览表|措施|要点)(?:[（(][^）)]{1,12}[）)])?$"
)
# What pages have in their heads that name no document there: their site, a column, or nothing.
NO_DOCUMENT = re.compile(
    r"(?:欢迎|welcome|无标题|untitled|new page|新建|首页|home$).*|"
    r"(?!.*(?:关于|[诚招延]聘|诚邀|加盟|申报|引进|入职|计划))[\w（）() ]{1,24}"
    r"(?:网|网站|门户|平台|政府|局|厅|委|部|委员会|办公室|大学|学院|研究[院所]|医院|集团|公司|中心|"
    r"协会|学会|基金会|处|馆|系统|频道|专栏)|"
    r"(?:政府|政务|主动|法定|要闻|通知|公告|公示|新闻|动态|政策|文件|法规|信息|公开|招聘|人才|工作|详[细情]|正文|内容|文章|查看|浏览|列表|页面?|栏目)*",
    re.IGNORECASE,
)
NOT_PLAIN = re.compile(r"[\W_]+")
SENTENCE = re.compile(r"[。；;]")
PATH = re.compile(r"首页|主页|首頁|当前位置|您|home\b|附件", re.IGNORECASE)
SHARED_PAIRS = 0.7
CUT_OFF = re.compile(r"(?:\.{3}|…)(?=$|\s*[_|｜–—-])")
MIN_BEGINNING = 8
MAX_LINE_CHARS = 120
MAX_TITLE_LINES = 3


def plain(text: str) -> str:
    """Return the letters and digits of a text, for comparing."""
    return NOT_PLAIN.sub("", text).lower()


def find_title(
    *,
    in_head: str,
    meta: Mapping[str, str],
    headline: str,
    above: Sequence[Piece],
    selected: str = "",
    listed: str = "",
) -> str:
    """Return a document's own title.

    `above` are the pieces over its text, the nearest last, and the first of the text: the title is
    one of them, mostly, and the name of the site never: the longest line that the page's head, its
    meta tags or the list that led here says as well.
    """
    if selected:
        return selected[:MAX_TITLE_CHARS]
    if len(meta.get("articletitle", "")) >= MIN_TITLE_CHARS:
        return meta["articletitle"][:MAX_TITLE_CHARS]
    shared = meta.get("og:title", "") or meta.get("twitter:title", "")
    heads = [name for name in (shared, headline, in_head) if name]
    named = [name for name in heads if not _names_none(name)]
    own = _without_site((named or heads or [""])[0])
    names = [name for name in (in_head, shared, headline, listed) if name]
    is_cut = bool(listed and CUT_OFF.search(listed))
    told = [plain(name) for name in names]
    begun = [plain(name[: cut.start()]) for name in names if (cut := CUT_OFF.search(name))]
    above = _joined(above, names)
    if not named:
        above = [piece for piece in above if not _names_none(piece.text)]
    shortest = max(3 * MIN_TITLE_CHARS, min(map(len, told), default=0))
    said = [
        piece
        for piece in above
        if shortest <= 3 * len(piece.text) <= 3 * MAX_TITLE_CHARS
        and _is_told(plain(piece.text), told, begun)
    ]
    site = plain(meta.get("og:site_name", "") or meta.get("sitename", ""))
    said = [piece for piece in said if plain(piece.text) != site]
    if said:
        return _best_said(said, own)
    if listed and not is_cut and (not named or plain(listed) in plain(in_head)):
        return listed[:MAX_TITLE_CHARS]
    if (heading := _heading(above)) and _speaks_of(heading, shared or headline, told):
        # A mark such as 原创 may stand before a title, in its element.
        marked = own and plain(heading).endswith(plain(own)) and len(own) >= 0.8 * len(heading)
        return own if marked else heading
    line = _issued(above) if not named else ""
    return (line or own or listed)[:MAX_TITLE_CHARS]


def _names_none(name: str) -> bool:
    """Return whether a page's title names no document, but its site or column."""
    return all(NO_DOCUMENT.fullmatch(part.strip(" !！")) for part in SITE_SUFFIX.split(name))


def _joined(above: Sequence[Piece], names: Sequence[str]) -> Sequence[Piece]:
    """Return pieces with those made one that are a title broken into lines: together they stand in
    a name, with no name of site or column between."""
    told = [plain(part) for name in names for part in SITE_SUFFIX.split(name)]
    joined: list[Piece] = []
    letters: list[str] = []
    for piece in above:
        joined.append(piece)
        letters.append(plain(piece.text[: 2 * MAX_LINE_CHARS]))
        for count in range(2, min(MAX_TITLE_LINES, len(joined)) + 1):
            whole = "".join(letters[-count:])
            if len(whole) <= MAX_LINE_CHARS and _is_told(whole, told, ()):
                joined[-count:], letters[-count:] = [_as_one(joined[-count:])], [whole]
                break
    return joined


def _best_said(said: Sequence[Piece], own: str) -> str:
    """Return the title among the lines that the page's head says too.

    That is the heading nearest over the text, or else the longest line; but a line that has the
    site's name in it says no more than `own`, the name without it.
    """
    longest = max(len(piece.text) for piece in said)
    headings = [p for p in said if 0 < p.level <= 3 and len(p.text) >= 0.3 * longest]
    best = headings or [p for p in said if len(p.text) >= 0.9 * longest]
    text = best[-1].text
    begins = not headings and own and plain(text).startswith(plain(own))
    return own if begins and len(own) >= 0.5 * len(text) else text


def _speaks_of(heading: str, shared: str, told: Sequence[str]) -> bool:
    """Return whether a heading is the page's title: because nothing else claims to be, or because
    it has most of the claimed title's characters, pair by pair."""
    if not shared:
        return True
    letters = plain(heading)
    pairs = {letters[i : i + 2] for i in range(len(letters) - 1)}
    return any(
        sum(pair in name for pair in pairs) >= SHARED_PAIRS * max(1, len(pairs)) for name in told
    )


def _is_told(line: str, told: Sequence[str], begun: Sequence[str]) -> bool:
    """Return whether a line is a good part of what one of some names says, or goes on as one that
    was cut off begins."""
    return len(line) >= MIN_TITLE_CHARS and (
        any(line in name and 3 * len(line) >= len(name) for name in told)
        or any(len(name) >= MIN_BEGINNING and line.startswith(name) for name in begun)
    )


def _heading(above: Sequence[Piece]) -> str:
    """Return the heading nearest over a text; "" if none looks like a title."""
    return next((p.text for p in reversed(above) if p.level and _may_be_title(p)), "")


def _issued(above: Sequence[Piece]) -> str:
    """Return what stands nearest over a text and ends as the titles of what is issued do: the few
    lines of one part, or one line."""
    parts = [list(part) for _, part in groupby(above, key=lambda piece: piece.at)]
    for part in reversed(parts):
        whole = [_as_one(part)] if 1 < len(part) <= MAX_TITLE_LINES else []
        for piece in (*whole, *reversed(part)):
            if TITLE_END.search(piece.text) and _may_be_title(piece):
                return piece.text
    return ""


def _as_one(lines: Sequence[Piece]) -> Piece:
    text = tidy("\n".join(line.text for line in lines))
    return replace(lines[0], text=text, linked=sum(line.linked for line in lines))


def _may_be_title(piece: Piece) -> bool:
    text = piece.text
    return (
        8 <= len(text) <= MAX_LINE_CHARS
        and piece.link_share < 0.5
        and not SENTENCE.search(text)
        and not PATH.match(text)
    )


def _without_site(title: str) -> str:
    """Return a title less the names of site and column: its longest part, or the first if that is
    nearly as long."""
    pieces = [part.strip() for part in SITE_SUFFIX.split(title) if part.strip()]
    if not pieces:
        return title.strip()
    longest = max(pieces, key=len)
    return pieces[0] if len(pieces[0]) >= 0.6 * len(longest) else longest
