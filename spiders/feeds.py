"""Feeds and sitemaps to items."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lxml import etree
from w3lib.encoding import read_bom, to_unicode

from models import Outcome
from policywatch.archive import ContentCodingError, TooLargeError, decode_body
from spiders.apis import NotAnAnswerError
from spiders.bounds import MAX_ITEMS_PER_PAGE, MAX_SITEMAP_BYTES, MAX_SITEMAP_ITEMS
from spiders.dates import parse_stamp
from spiders.items import TORN, ListedItem, ListPage, tidy
from spiders.urls import canonical_url

if TYPE_CHECKING:
    from feedparser import FeedParserDict

MAX_FEED_MARKS = 300_000
MAX_END_BYTES = 10_000
TOO_MANY = f"it holds over {MAX_SITEMAP_ITEMS:,} addresses, more than a sitemap may"
_CLOSED = re.compile(rb"</\s*(?:[\w.-]{1,40}:)?(?:rss|feed|RDF)\s*>", re.IGNORECASE)
_SITEMAP_CLOSED = re.compile(
    rb"</\s*(?:[\w.-]{1,40}:)?(?:sitemapindex|urlset)\s*>"
    rb"|<(?:[\w.-]{1,40}:)?(?:sitemapindex|urlset)\b[^<>]{0,2000}/>"
)
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(sitemapindex|urlset)[\s>]")
_DECLARED_ENCODING = re.compile(r"""\sencoding\s?=\s?["'][\w-]{1,40}["']""")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: documents, or further sitemaps with the day they last changed.

    `cut` says what of it was not read, because it holds more than it may or is torn.
    """

    items: tuple[ListedItem, ...] = ()
    sitemaps: tuple[ListedItem, ...] = ()
    cut: str = ""


def read_feed(body: bytes, content_type: str, url: str, timezone: str) -> ListPage:
    """Return the entries of an RSS or Atom feed, newest first.

    Raises:
        NotAnAnswerError: it is no feed, or a larger one than is read.
    """
    if body.count(b"<") > MAX_FEED_MARKS:
        raise NotAnAnswerError(f"it holds over {MAX_FEED_MARKS:,} tags", Outcome.TOO_LARGE)
    import feedparser  # one family's need, so not every crawl's

    body = _without_doctype(body)
    parsed = feedparser.parse(body, response_headers={"content-type": content_type})
    if not parsed.version:
        raise NotAnAnswerError("expected an RSS or Atom feed")
    items: dict[str, ListedItem] = {}
    for entry in parsed.entries[:MAX_ITEMS_PER_PAGE]:
        address = canonical_url(str(entry.get("link") or ""), url)
        if address and address not in items:
            items[address] = ListedItem(
                address, tidy(str(entry.get("title") or "")), _entry_date(entry, timezone)
            )
    dated = [item.date is not None for item in items.values()]
    found = list(items.values())
    if all(dated):
        # Feeds may come in any order; what ends a run is the oldest entry.
        found.sort(key=lambda item: item.date or "", reverse=True)
    cut = TORN if _ROOT.search(body) and not _CLOSED.search(body) else ""
    if len(parsed.entries) > MAX_ITEMS_PER_PAGE:
        cut = f"it holds {len(parsed.entries):,} entries"
    return ListPage(tuple(found), cut=cut)


def _without_doctype(body: bytes) -> bytes:
    """Return a feed without its document type, whose entities could grow without bound."""
    mark, bom = read_bom(body)
    if mark is not None and bom is not None and mark != "utf-8":
        text = to_unicode(body[len(bom) :], mark)
        body = _DECLARED_ENCODING.sub("", text[:200]).encode() + text[200:].encode()
    start = body.upper().find(b"<!DOCTYPE")
    root = _ROOT.search(body)
    if start < 0 or (root is not None and root.start() < start):
        return body
    end = body.find(b"]>", start)
    if end < 0 or (root is not None and end > root.start()):
        end = body.find(b">", start) - 1
    return body[:start] + body[end + 2 :] if end >= start else body[:start]


def _entry_date(entry: "FeedParserDict", timezone: str) -> str | None:
    for name in ("published_parsed", "updated_parsed"):
        stamp = entry.get(name)
        if stamp:
            try:
                moment = datetime.fromtimestamp(calendar.timegm(stamp), UTC)
            except (ValueError, OverflowError, OSError):
                continue
            return moment.astimezone(ZoneInfo(timezone)).date().isoformat()
    return None


def read_sitemap(body: bytes, url: str, timezone: str, today: date) -> Sitemap:
    """Return what a sitemap or sitemap index lists, newest first; .gz is understood.

    Raises:
        NotAnAnswerError: it is neither.
    """
    body = _unpacked(body)
    if body.lstrip()[:4] == b"http":
        return _read_lines(body, url)
    items: list[ListedItem] = []
    kind = ""
    cut = ""
    events = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    try:
        for event, element in events:
            if not kind:
                kind = etree.QName(element).localname
                if kind not in ("urlset", "sitemapindex"):
                    raise NotAnAnswerError(f"expected a sitemap, got <{kind[:40]}>")
            if event == "end" and etree.QName(element).localname in ("url", "sitemap"):
                if len(items) >= MAX_SITEMAP_ITEMS:
                    cut = TOO_MANY
                    break
                items += _entry(element, url, timezone, today)
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise NotAnAnswerError(f"expected a sitemap: {error}") from error
    if not kind:
        raise NotAnAnswerError("expected a sitemap, got nothing")
    if not cut and not _SITEMAP_CLOSED.search(body, max(0, len(body) - MAX_END_BYTES)):
        cut = TORN
    items.sort(key=lambda item: item.date or "", reverse=True)
    if kind == "sitemapindex":
        return Sitemap(sitemaps=tuple(items), cut=cut)
    return Sitemap(tuple(items), cut=cut)


def lists_documents(body: bytes) -> bool:
    """Return whether a sitemap lists documents itself; an index lists them in others.

    Raises:
        NotAnAnswerError: it is packed, and cannot be unpacked.
    """
    body = _unpacked(body)
    root = _SITEMAP_ROOT.search(body)
    return body.lstrip()[:4] == b"http" or (root is not None and root[1] == b"urlset")


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return decode_body(body, "gzip", MAX_SITEMAP_BYTES)
    except ContentCodingError as error:
        is_bomb = isinstance(error, TooLargeError)
        outcome = Outcome.TOO_LARGE if is_bomb else Outcome.UNDECODABLE
        raise NotAnAnswerError(f"the packed sitemap: {error}", outcome) from error


def _read_lines(body: bytes, url: str) -> Sitemap:
    lines = body.decode("utf-8", "replace").splitlines()
    addresses = (canonical_url(line, url) for line in lines[:MAX_SITEMAP_ITEMS])
    items = tuple(ListedItem(address, "", None) for address in addresses if address)
    return Sitemap(items, cut=TOO_MANY if len(lines) > MAX_SITEMAP_ITEMS else "")


def _entry(element: etree._Element, url: str, timezone: str, today: date) -> Iterable[ListedItem]:
    loc = element.find("{*}loc")
    # A child would be an entity that was declared and is not resolved: the text is not whole.
    address = canonical_url(loc.text or "", url) if loc is not None and not len(loc) else None
    if address:
        changed = element.findtext("{*}lastmod") or element.findtext(".//{*}publication_date")
        stamp = parse_stamp(changed, timezone, today)
        title = next((t.text for t in element.iter("{*}title") if t.text), "")
        yield ListedItem(address, tidy(title), stamp)


def _forget(element: etree._Element) -> None:
    """Free an element and those before it: a sitemap is read without being held as a tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
