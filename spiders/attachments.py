"""The files that hang on a page: linked to, shown in a frame, or handed to a viewer by a script."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import unquote, urlsplit

from lxml import etree

from spiders.bounds import MAX_LINKS_PER_PAGE
from spiders.items import ListedItem
from spiders.markup import base_url, parse_page
from spiders.row_text import title_of
from spiders.urls import canonical_url, is_attachment

_SUFFIX = r"\.(?:pdf|docx?|docm|wp[st]|xls[xm]?|ett?|csv|ofd|rtf|od[ts]|pptx?|dps|zip|rar|7z)"
_DOWNLOADS = r"download\.|downfile|getfile|fileid=|file_id=|fujian|attach(?:ment)?s?[/_.?]"
_IS_DOWNLOAD = re.compile(_DOWNLOADS, re.IGNORECASE)
# What no page lacks that a file hangs on: asked of each page, so words are looked for first.
_FILE_NEAR = re.compile(rf"{_SUFFIX}\b".encode(), re.IGNORECASE)
_WORDS = (b"download.", b"downfile", b"getfile", b"fileid=", b"file_id=", b"fujian", b"attach")
_DOWNLOAD_NEAR = re.compile(
    rf"""href\s{{0,3}}=\s{{0,3}}["']?[^"'>\s]{{0,300}}?(?:{_DOWNLOADS})""".encode()
)
_FILE_NAME = re.compile(
    rf"{_SUFFIX}\s{{0,4}}[)）】\]]?\s{{0,4}}$|^\s{{0,4}}附[件表]", re.IGNORECASE
)
# What scripts are told of a file: showVsbpdfIframe("/a.pdf"), window.open('/b.docx').
_QUOTED = re.compile(rf"""["'(]([^"'<>()\s\\]{{1,500}}{_SUFFIX})["')?]""", re.IGNORECASE)
_VIEWED = ("src", "data", "pdfsrc")
_HANDLERS = ("href", "onclick")
MAX_SCRIPT_CHARS = 200_000


def may_have_attachments(body: bytes) -> bool:
    """Return whether a page holds what a file could hang on, without parsing it."""
    if _FILE_NEAR.search(body):
        return True
    lowered = body.lower()
    return any(word in lowered for word in _WORDS) and _DOWNLOAD_NEAR.search(lowered) is not None


def find_attachments(body: bytes, content_type: str, url: str) -> list[ListedItem]:
    """Return the files that hang on a page, with the names it gives them.

    Such are what it links to if the address ends as a file's does, or leads to a download that the
    page calls by a file's name; what it shows in a frame or viewer; what its scripts open.

    Raises:
        TooMuchMarkupError: it would take too much memory or time.
    """
    selector = parse_page(body, content_type)
    if selector is None:
        return []
    root = selector.root
    base = base_url(root, url)
    found: dict[str, ListedItem] = {}
    for written, title in chain(_linked(root), _viewed(root), _scripted(root)):
        address = canonical_url(written, base)
        if address and address != url:
            found.setdefault(address, ListedItem(address, title, None))
    return list(found.values())


def _linked(root: etree._Element) -> Iterator[tuple[str, str]]:
    for link in islice(root.iter("a"), MAX_LINKS_PER_PAGE):
        href = link.get("href") or ""
        if href.lower().lstrip().startswith("javascript:"):
            href = ""
        if _is_file(href) or (_IS_DOWNLOAD.search(href) and _FILE_NAME.search(title_of(link))):
            yield _shown_by(href), title_of(link)
        elif not href.strip("# "):
            yield from ((one, title_of(link)) for name in _HANDLERS for one in _in(link.get(name)))


def _viewed(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what frames and viewers show; 苏迪's players name it in an attribute of their own."""
    for element in root.iter("iframe", "embed", "object", "frame", "div"):
        for name in _VIEWED:
            shown = element.get(name) or ""
            if shown and _is_file(shown):
                yield _shown_by(shown), ""


def _scripted(root: etree._Element) -> Iterator[tuple[str, str]]:
    for script in root.iter("script"):
        yield from ((one, "") for one in _in(script.text))


def _in(script: str | None) -> Iterator[str]:
    for found in _QUOTED.finditer((script or "")[:MAX_SCRIPT_CHARS]):
        yield _shown_by(found[1])


def _is_file(href: str) -> bool:
    try:
        return is_attachment(href)
    except ValueError:  # no address at all
        return False


def _shown_by(href: str) -> str:
    """Return the file that a viewer's address names (viewer.html?file=/a.pdf), else the address."""
    parts = urlsplit(href.strip())
    if "viewer" in parts.path.lower():
        for pair in parts.query.split("&"):
            value = unquote(pair.partition("=")[2])
            if is_attachment(value):
                return value
    return href
