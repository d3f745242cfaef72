"""The further pages of a text that its site shows page by page."""

import re
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from spiders.bounds import MAX_LINKS_PER_PAGE
from spiders.items import ListedItem, tidy
from spiders.markup import base_url, parse_page
from spiders.pagers import NEXT_TEXT, script_pager
from spiders.urls import canonical_url

MAX_PAGES = 50
_NUMBERED = re.compile(r"[_-]\d{1,2}$")
_LATER = re.compile(r"^(?:[2-9]|[1-9]\d)$")
_PAGE_NUMBER = re.compile(r"^\d{1,2}$")
_PARAMETERS = frozenset(("page", "pageno", "pagenum", "pageindex", "currentpage"))
_HAS_SCRIPT = re.compile(rb"createPage\w{0,20}\s{0,5}\([^)]{0,80}?\b(?:[2-9]|[1-9]\d)\b")
# One that begins with a letter is looked for at once; whether it is whole is asked where it is.
_PARAMETER_NEAR = re.compile(rb"page(?:no|num|index)?=\d")
_PARAMETER = re.compile(rb"[?&;](?:current)?page(?:no|num|index)?=\d{1,2}(?!\d)")


def may_have_following_pages(body: bytes, url: str, *, is_first: bool) -> bool:
    """Return whether a page holds an address of the make of its own next page's.

    Asked of every page that is fetched: nearly none is to be parsed for it.
    """
    path = urlsplit(url).path
    name = (_bare(path) if is_first else _stem(path)).rpartition("/")[2].encode()
    if name and (name + b"_" in body or name + b"-" in body):
        numbered = rb"[/\"'=]" + re.escape(name) + rb"[_-]\d{1,2}[.\"'?]"
        if re.search(numbered, body):
            return True
    lowered = body.lower()
    if _PARAMETER_NEAR.search(lowered) and _PARAMETER.search(lowered):
        return True
    return _HAS_SCRIPT.search(body) is not None


def find_following_pages(
    body: bytes, content_type: str, url: str, *, is_first: bool
) -> list[ListedItem]:
    """Return the pages that a page's pager leads to, if they are pages of the same text.

    So they are if their address is that of the text's first page with a number: a_2.html of
    a.html, ?page=2. `is_first` says that this is the first page.

    Raises:
        TooMuchMarkupError: it would take too much memory or time.
    """
    selector = parse_page(body, content_type)
    if selector is None:
        return []
    base = base_url(selector.root, url)
    found: dict[str, ListedItem] = {}
    pager = script_pager(selector)
    for number in range(1, min(pager.pages, MAX_PAGES + 1) if pager else 0):
        address = canonical_url(f"{pager.name}_{number}.{pager.suffix}", base) if pager else None
        if address and address != url and _is_page_of(address, url, is_first=is_first):
            found[address] = ListedItem(address, "", None)
    for link in islice(selector.root.iter("a"), MAX_LINKS_PER_PAGE):
        if not _pages_on(link):
            continue
        address = canonical_url(link.get("href") or "", base)
        if address and address != url and _is_page_of(address, url, is_first=is_first):
            found.setdefault(address, ListedItem(address, "", None))
    return list(found.values())[:MAX_PAGES]


def _pages_on(link: etree._Element) -> bool:
    text = tidy("".join(map(str, islice(link.itertext(), 5))), 20).strip(" []【】()")
    return bool(_LATER.match(text) or NEXT_TEXT.match(text))


def _is_page_of(address: str, url: str, *, is_first: bool) -> bool:
    one, other = urlsplit(address), urlsplit(url)
    if one.netloc != other.netloc:
        return False
    if one.path == other.path:
        return _without_page(one.query) == _without_page(other.query) and one.query != other.query
    first = _bare(other.path) if is_first else _stem(other.path)
    return _NUMBERED.search(_bare(one.path)) is not None and (
        _stem(one.path),
        _suffix(one.path),
        one.query,
    ) == (first, _suffix(other.path), other.query)


def _bare(path: str) -> str:
    """Return a path without the suffix of its file."""
    dot = path.rfind(".", path.rfind("/") + 1)
    return path[:dot] if dot > 0 else path


def _stem(path: str) -> str:
    """Return a path without its suffix and the number of its page."""
    return _NUMBERED.sub("", _bare(path))


def _suffix(path: str) -> str:
    return path[len(_bare(path)) :]


def _without_page(query: str) -> list[tuple[str, str]]:
    """Return a query without the number of the page: one of two digits, no calendar's."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return sorted(
        (name, value)
        for name, value in pairs
        if name.lower() not in _PARAMETERS or not _PAGE_NUMBER.match(value)
    )
