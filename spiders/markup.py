"""Bytes of a page to markup, within bounds: which charset it is in, how much it may hold."""

import codecs
import re

from lxml import etree
from parsel import Selector
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    to_unicode,
)

from spiders.query_charset import quote_queries
from spiders.scripted_links import has_scripted_links, write_addresses
from spiders.urls import canonical_url

MAX_MARKS = 1_000_000
MAX_TEXT_BYTES = 9_900_000  # libxml2 reads no more of a page, and does not say so
TOLERATED_LOSS = 0.005
PAIRED = 0.9

# The encodings of the WHATWG's standard, as Python calls them. Python knows further "charsets"
# that are none (zlib, punycode, idna, undefined): a server may name them, nobody decodes by them.
_CHARSETS = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
        *("gb18030", "big5", "big5hkscs", "hz", "iso2022_jp", "iso2022_kr", "euc_jp", "cp932"),
        *("shift_jis", "euc_kr", "cp949", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
        *("cp866", "cp874", *(f"cp125{n}" for n in range(9))),
        *(f"iso8859-{n}" for n in range(1, 17)),
    }
)
_SEVEN_BIT = frozenset({"hz", "iso2022_jp", "iso2022_kr"})
_WESTERN = frozenset({"cp1252", "iso8859-1", "iso8859-15"})
_HIGH = re.compile(rb"[\x80-\xff]+")
_FIRST = 200_000


class TooMuchMarkupError(Exception):
    """A page holds more markup than is read."""


def decode_page(body: bytes, content_type: str) -> str:
    """Return a page's text: by what it says of its charset where that is true, else as found.

    Bytes that are UTF-8 are read as such whatever is said of them; GB2312 is taken as GB18030.
    """
    mark, bom = read_bom(body)
    if mark is not None and bom is not None:
        return to_unicode(body[len(bom) :], mark)
    declared = _known(http_content_type_encoding(content_type[:500]))
    declared = declared or _known(html_body_declared_encoding(body))
    if declared in _SEVEN_BIT:
        return to_unicode(body, declared)
    if b"\x00" not in body[:_FIRST] or declared in (None, "utf-8"):
        utf8 = _strictly(body, "utf-8")
        if utf8 is not None:
            return utf8
    if declared is None or (declared in _WESTERN and _is_paired(body)):
        return to_unicode(body, "gb18030")
    text = to_unicode(body, declared)
    if text.count("\ufffd") > len(text) * TOLERATED_LOSS:
        return _strictly(body, "gb18030") or text
    return text


def charset_of(body: bytes) -> str:
    """Return the charset that a Chinese page takes back what is typed on it."""
    return "gb18030" if _strictly(body, "utf-8") is None else "utf-8"


def parse_page(body: bytes, content_type: str) -> Selector | None:
    """Return a page's markup; None where it holds no text at all.

    Raises:
        TooMuchMarkupError: it would take too much memory or time.
    """
    if body.count(b"<") + body.count(b"=") > MAX_MARKS:
        raise TooMuchMarkupError(f"the page holds over {MAX_MARKS:,} tags and attributes")
    text = decode_page(body, content_type).replace("\x00", "")
    if len(text) * 3 > MAX_TEXT_BYTES and len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise TooMuchMarkupError(f"the page is over {MAX_TEXT_BYTES:,} bytes in UTF-8")
    if not text.strip():
        return None
    selector = Selector(text=text, type="html", huge_tree=False)
    if isinstance(selector.root, etree._Element):
        if has_scripted_links(text):
            write_addresses(selector.root)
        quote_queries(selector.root, body)
    return selector


def _known(charset: str | None) -> str | None:
    if charset is None:
        return None
    name = codecs.lookup(charset).name
    return name if name in _CHARSETS else None


def _strictly(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except UnicodeDecodeError as error:
        # A character cut off at the end does not make a text another charset's.
        return body[: error.start].decode(charset) if error.start > len(body) - 4 else None


def _is_paired(body: bytes) -> bool:
    """Return whether bytes beyond ASCII mostly stand in pairs, as those of Chinese do."""
    runs = [len(run) for run in _HIGH.findall(body[:_FIRST])]
    return sum(n for n in runs if n > 1) > PAIRED * sum(runs)


def base_url(root: etree._Element, url: str) -> str:
    """Return what the addresses of a page are relative to."""
    declared = next((e.get("href") for e in root.iter("base") if e.get("href")), None)
    return (canonical_url(declared, url) if declared else None) or url
