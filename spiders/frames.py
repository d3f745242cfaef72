"""The pages that a page shows in frames in place of a text of its own."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from spiders.items import ListedItem, tidy
from spiders.markup import base_url, parse_page
from spiders.urls import canonical_url, is_attachment

MAX_FRAMES = 3
ENOUGH_CHARS = 100
_FRAME_NEAR = re.compile(rb"<i?frame\b", re.IGNORECASE)
# A sentence, and no heading, menu or address of the site.
_SENTENCE = re.compile(r"[。；！？]|[a-z]{2}[.!?](?:\s|$)")
_NOT_SHOWN = frozenset(
    ("script", "style", "noscript", "template", "title", "option", "button", "a")
)
# Frames that sites set around each page.
_AROUND = re.compile(
    r"(?<![a-z])(?:search|log[io]n|head(?:er)?|foot(?:er)?|top|bottom|nav|menu|left|share|"
    r"comments?|counts?|stats?|weather|ads?|banner|jiathis)(?![a-z])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_SIZE = frozenset(("0", "1", "0px", "1px"))


def may_have_framed_pages(body: bytes) -> bool:
    """Return whether a page holds a frame, without parsing it."""
    return _FRAME_NEAR.search(body) is not None


def find_framed_pages(body: bytes, content_type: str, url: str) -> list[ListedItem]:
    """Return the pages of its own host that a page without sentences shows in frames.

    Raises:
        TooMuchMarkupError: it would take too much memory or time.
    """
    selector = parse_page(body, content_type)
    if selector is None or _says_enough(selector.root):
        return []
    base = base_url(selector.root, url)
    title = tidy("".join(selector.xpath("(//title)[1]//text()").getall()))
    found: dict[str, ListedItem] = {}
    for frame in selector.root.iter("iframe", "frame"):
        address = canonical_url(frame.get("src") or "", base) if _is_shown(frame) else None
        if address and address != url and _is_page_of(address, url):
            found.setdefault(address, ListedItem(address, title, None))
    return list(found.values())[:MAX_FRAMES]


def _is_shown(frame: etree._Element) -> bool:
    names = (frame.get("src"), frame.get("id"), frame.get("name"), frame.get("class"))
    sizes = {(frame.get(side) or "").strip().lower() for side in ("width", "height")}
    # One without height alone gets it from a script, once its page has come.
    hidden = _HIDDEN.search(frame.get("style") or "") or sizes <= _NO_SIZE
    return not hidden and not any(_AROUND.search(name) for name in names if name)


def _is_page_of(address: str, url: str) -> bool:
    """Whether a frame shows a page of the page's own host; files are found as such."""
    one = urlsplit(address)
    return (
        one.netloc == urlsplit(url).netloc
        and not is_attachment(address)
        and "viewer" not in one.path.lower()
    )


def _says_enough(root: etree._Element) -> bool:
    """Whether a page holds sentences of its own: frames beside a text are none of it."""
    said = 0
    for text in _shown_texts(root):
        if _SENTENCE.search(text):
            said += len(text.strip())
        if said >= ENOUGH_CHARS:
            return True
    return False


def _shown_texts(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in _NOT_SHOWN and element.text:
            yield element.text
        if element.tail:
            yield element.tail
