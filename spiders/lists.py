"""List pages to items: as declared by CSS, or guessed from what repeats; and the way to page on."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice

from lxml import etree
from parsel import Selector, SelectorList

from policywatch.catalogue.sources import SourceDeclaration
from spiders.bounds import MAX_ITEMS_PER_PAGE, MAX_LINKS_PER_PAGE
from spiders.dates import published_date
from spiders.items import ListedItem, ListPage, tidy
from spiders.markup import base_url, charset_of, parse_page
from spiders.pagers import next_form, next_page, script_pager
from spiders.records import TooManyRecordsError, read_records
from spiders.row_parts import find_parts, read_rows
from spiders.row_text import title_of
from spiders.rows import find_rows
from spiders.scripted_links import sent_to
from spiders.urls import canonical_url

__all__ = ["ListPage", "ListedItem", "read_list", "shown_elsewhere", "tidy"]

MAX_FRAMES = 5
_REFRESH = re.compile(r"""url\s{0,5}=\s{0,5}['"]?([^'"\s>]{1,500})""", re.IGNORECASE)


def read_list(
    body: bytes,
    content_type: str,
    url: str,
    declaration: SourceDeclaration,
    today: date,
    *,
    shape: str | None = None,
) -> ListPage:
    """Return the items of a list page and the address of the next page, if it tells of one.

    `shape` is that of the page before: on the last page of a list, a side bar may hold more
    items than the list does.
    """
    selector = parse_page(body, content_type)
    if selector is None:
        return ListPage(())
    base = base_url(selector.root, url)
    links = sum(1 for _ in islice(selector.root.iter("a"), MAX_LINKS_PER_PAGE + 1))
    found = None
    if declaration.items:
        items = list(_declared_items(selector, declaration, base, today))
    else:
        store = embedded_store(selector)
        items = _records_of(store, base, today) if store else []
        if not items:
            rows = find_rows(selector.root, base, today, shape)
            items, found = list(rows.items), rows.shape or None
    pager = script_pager(selector)
    following = next_page(selector, declaration.next_page, pager, base, url)
    form = None
    if following is None and b"__doPostBack" in body:
        form = next_form(selector, declaration.next_page, base, url, charset_of(body))
    unique = {item.url: item for item in reversed(items[:MAX_ITEMS_PER_PAGE])}
    cut = ""
    if links > MAX_LINKS_PER_PAGE or len(items) > MAX_ITEMS_PER_PAGE:
        cut = f"it holds over {MAX_ITEMS_PER_PAGE:,} items or {MAX_LINKS_PER_PAGE:,} links"
    elsewhere = "" if unique else shown_elsewhere(selector, base)
    listed = tuple(reversed(unique.values()))
    return ListPage(listed, following, found, pager is not None, cut, elsewhere, form)


def shown_elsewhere(selector: Selector, base: str) -> str:
    """Return in words what a page shows in frames or leads on to; nothing where it does neither."""
    told = []
    for what, written in (
        ("it leads on to", _led_to(selector.root)),
        (
            "it shows in frames:",
            [f.get("src") or "" for f in selector.root.iter("frame", "iframe")],
        ),
    ):
        addresses = [url for one in written if one and (url := canonical_url(one, base))]
        if addresses:
            told.append(f"{what} {', '.join(addresses[:MAX_FRAMES])}")
    return "; ".join(told)


def _led_to(root: etree._Element) -> list[str]:
    """Return where a page sends its readers to by itself."""
    metas = [m for m in root.iter("meta") if (m.get("http-equiv") or "").lower() == "refresh"]
    found = [_REFRESH.search((meta.get("content") or "")[:1000]) for meta in metas]
    led = [one[1] for one in found if one]
    return led + [url for script in root.iter("script") if (url := sent_to(script.text or ""))]


def _records_of(store: str, base: str, today: date) -> list[ListedItem]:
    try:
        return read_records(store, base, today)
    except TooManyRecordsError:
        return []


def embedded_store(selector: Selector) -> str | None:
    """Return the datastore of records that Hanweb's pages keep in a script, if there is one."""
    for script in selector.root.iter("script"):
        text = script.text or ""
        if "<datastore" in text[:2000].lower() and "<record>" in text:
            return text
    return None


def _declared_items(
    selector: Selector, declaration: SourceDeclaration, base: str, today: date
) -> Iterable[ListedItem]:
    elements = selector.css(declaration.items or "")[: MAX_ITEMS_PER_PAGE + 1]
    roots = [e.root for e in elements if isinstance(e.root, etree._Element)]
    parts = find_parts(roots, base, today)
    for element in elements:
        if not isinstance(element.root, etree._Element):
            continue
        guessed = next(read_rows([element.root], base, today, parts), None)
        url = guessed.url if guessed else None
        if declaration.link:
            href = _attribute_or_text(element.css(declaration.link), "href")
            url = canonical_url(href, base) if href else None
        if not url:
            continue
        title = guessed.title if guessed else ""
        if declaration.title:
            title = _title(element.css(declaration.title))
        listed = guessed.date if guessed else None
        if declaration.date:
            listed = published_date(tidy(_text(element.css(declaration.date))), today)
        yield ListedItem(url, title, listed)


def _attribute_or_text(found: SelectorList[Selector], name: str) -> str | None:
    if not found:
        return None
    root = found[0].root
    return root if isinstance(root, str) else root.get(name)


def _title(found: SelectorList[Selector]) -> str:
    if not found:
        return ""
    root = found[0].root
    return tidy(root) if isinstance(root, str) else title_of(root)


def _text(found: SelectorList[Selector]) -> str:
    if not found:
        return ""
    root = found[0].root
    return (
        root
        if isinstance(root, str)
        else f"{root.get('datetime') or ''} {''.join(root.itertext())}"
    )
