"""Feeds and sitemaps to items."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import feedparser
from lxml import etree

from policywatch.archive import ContentCodingError, decode_body
from spiders.apis import NotAnAnswerError
from spiders.dates import parse_stamp
from spiders.lists import ListedItem, tidy
from spiders.urls import canonical_url

MAX_FEED_ITEMS = 5000
MAX_SITEMAP_ITEMS = 50_000
MAX_SITEMAP_BYTES = 50_000_000

_DECLARED_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: documents, or further sitemaps with the day they last changed."""

    items: tuple[ListedItem, ...] = ()
    sitemaps: tuple[ListedItem, ...] = ()


def read_feed(body: bytes, content_type: str, url: str, timezone: str) -> tuple[ListedItem, ...]:
    """Return the entries of an RSS or Atom feed, newest first.

    Raises:
        NotAnAnswerError: it is no feed.
    """
    if _DECLARED_ENTITIES.search(body[:100_000].split(b"<rss")[0].split(b"<feed")[0]):
        body = _without_doctype(body)
    parsed = feedparser.parse(body, response_headers={"content-type": content_type})
    if not parsed.version:
        raise NotAnAnswerError("expected an RSS or Atom feed")
    items: dict[str, ListedItem] = {}
    for entry in parsed.entries[:MAX_FEED_ITEMS]:
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
    return tuple(found)


def _without_doctype(body: bytes) -> bytes:
    """Return a feed without its document type, whose entities could grow without bound."""
    start = body.upper().find(b"<!DOCTYPE")
    end = body.find(b"]>", start)
    if end < 0 or end > body.find(b"<rss") > 0:
        end = body.find(b">", start) - 1
    return body if start < 0 or end < 0 else body[:start] + body[end + 2 :]


def _entry_date(entry: feedparser.FeedParserDict, timezone: str) -> str | None:
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
    if body.startswith(b"\x1f\x8b"):
        try:
            body = decode_body(body, "gzip", MAX_SITEMAP_BYTES)
        except ContentCodingError as error:
            raise NotAnAnswerError(f"expected a sitemap: {error}") from error
    if body.lstrip()[:4] == b"http":
        lines = body.decode("utf-8", "replace").splitlines()[:MAX_SITEMAP_ITEMS]
        addresses = (canonical_url(line, url) for line in lines)
        return Sitemap(tuple(ListedItem(address, "", None) for address in addresses if address))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAnAnswerError(f"expected a sitemap: {error}") from error
    kind = etree.QName(root).localname if root is not None else ""
    if kind not in ("urlset", "sitemapindex"):
        raise NotAnAnswerError(f"expected a sitemap, got <{kind[:40]}>")
    items = sorted(
        _entries(root, url, timezone, today), key=lambda item: item.date or "", reverse=True
    )
    return Sitemap(sitemaps=tuple(items)) if kind == "sitemapindex" else Sitemap(tuple(items))


def _entries(root: etree._Element, url: str, timezone: str, today: date) -> Iterable[ListedItem]:
    for count, entry in enumerate(root.iterchildren("{*}url", "{*}sitemap")):
        if count >= MAX_SITEMAP_ITEMS:
            return
        address = canonical_url(entry.findtext("{*}loc") or "", url)
        if address:
            stamp = parse_stamp(entry.findtext("{*}lastmod"), timezone, today)
            title = next((t.text for t in entry.iter("{*}title") if t.text), "")
            yield ListedItem(address, tidy(title), stamp)
