"""Queries of links in the charset of their page, as browsers send them and old servers expect."""

import re
from itertools import islice
from urllib.parse import quote

from lxml import etree

from spiders.bounds import MAX_LINKS_PER_PAGE

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_CHARSETS = ("utf-8", "gb18030", "big5")


def quote_queries(root: etree._Element, body: bytes) -> None:
    """Percent-encode what is beyond ASCII in the queries of a page's links, as its bytes are.

    Paths are sent as UTF-8 whatever the page is in; queries are not (WHATWG URL, 4.4).
    """
    charset = None
    for link in islice(root.iter("a"), MAX_LINKS_PER_PAGE):
        path, mark, query = (link.get("href") or "").partition("?")
        if not mark or query.isascii():
            continue
        charset = charset or _charset_of(query, body)
        if charset is None:
            return
        link.set("href", f"{path}?{_quoted(query, charset)}")


def _charset_of(query: str, body: bytes) -> str | None:
    """Return in which charset a page writes a query; None where that is UTF-8, or not seen."""
    longest = max(_BEYOND_ASCII.findall(query), key=len)
    for charset in _CHARSETS:
        if longest.encode(charset, "replace") in body:
            return None if charset == "utf-8" else charset
    return None


def _quoted(query: str, charset: str) -> str:
    return _BEYOND_ASCII.sub(lambda run: quote(run[0].encode(charset, "replace")), query)
