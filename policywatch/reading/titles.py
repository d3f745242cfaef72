"""The title of a document, without the name of the site around it."""

import re
from collections.abc import Mapping, Sequence

from policywatch.reading.structure import Piece

MAX_TITLE_CHARS = 300
MIN_TITLE_CHARS = 5
LINES_ABOVE = 40
SITE_SUFFIX = re.compile(
    r"\s*[_|｜«»·]\s*|\s+[–—-]{1,2}\s+|(?<=[\u4e00-\u9fff])-{1,2}(?=[\u4e00-\u9fff])|--"
)
NOT_PLAIN = re.compile(r"[\W_]+")
SENTENCE = re.compile(r"[。；;]")
PATH = re.compile(r"首页|主页|首頁|当前位置|您|home\b", re.IGNORECASE)
SHARED_PAIRS = 0.7
CUT_OFF = ("...", "…")


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
    told = [plain(name) for name in (in_head, shared, headline, listed) if name]
    shortest = max(3 * MIN_TITLE_CHARS, min(map(len, told), default=0))
    said = [
        piece
        for piece in above
        if shortest <= 3 * len(piece.text) <= 3 * MAX_TITLE_CHARS
        and _is_told(plain(piece.text), told)
    ]
    site = plain(meta.get("og:site_name", "") or meta.get("sitename", ""))
    said = [piece for piece in said if plain(piece.text) != site]
    own = _without_site(shared or headline or in_head)
    if said:
        return _best_said(said, own)
    if listed and not listed.endswith(CUT_OFF) and (not own or plain(listed) in plain(in_head)):
        return listed[:MAX_TITLE_CHARS]
    if (heading := _heading(above)) and _speaks_of(heading, shared or headline, told):
        # A mark such as 原创 may stand before a title, in its element.
        marked = own and plain(heading).endswith(plain(own)) and len(own) >= 0.8 * len(heading)
        return own if marked else heading
    return (own or listed)[:MAX_TITLE_CHARS]


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


def _is_told(line: str, told: Sequence[str]) -> bool:
    """Return whether a line is a good part of what one of some names says."""
    return len(line) >= MIN_TITLE_CHARS and any(
        line in name and 3 * len(line) >= len(name) for name in told
    )


def _heading(above: Sequence[Piece]) -> str:
    """Return the heading nearest over a text; "" if none looks like a title."""
    for piece in reversed(above):
        text = piece.text
        if (
            piece.level
            and 8 <= len(text) <= 120
            and piece.link_share < 0.5
            and not SENTENCE.search(text)
            and not PATH.match(text)
        ):
            return text
    return ""


def _without_site(title: str) -> str:
    """Return a title less the names of site and column: its longest part, or the first if that is
    nearly as long."""
    pieces = [part.strip() for part in SITE_SUFFIX.split(title) if part.strip()]
    if not pieces:
        return title.strip()
    longest = max(pieces, key=len)
    return pieces[0] if len(pieces[0]) >= 0.6 * len(longest) else longest
