"""Links whose address a script holds, to plain ones: a reader follows them as well as any."""

import re
from itertools import islice

from lxml import etree

from spiders.bounds import MAX_LINKS_PER_PAGE

_QUOTED = r"""['"]([^'"<>\s\\]{1,500})['"](?!\s{0,5}\+)"""
_GOES = re.compile(
    rf"(?:\bopen|\blocation(?:\.href)?|\blocation\.(?:replace|assign))\s{{0,5}}[=(]\s{{0,5}}{_QUOTED}"
)
_IS_PAGE = re.compile(
    r"""['"]([^'"<>\s\\]{1,400}\.(?:s?html?|aspx?|jsp|php|do)(?:\?[^'"<>\s\\]{1,200})?)['"]"""
    r"(?!\s{0,5}\+)"
)
_NO_ADDRESS = re.compile(r"^\s*(?:#.*|javascript:.*)?$", re.IGNORECASE | re.DOTALL)
_BLANK = re.compile(r"^(?:about:|javascript:|#|_)")
_BLOCKS = frozenset(("li", "div", "p", "span", "dd", "dt", "td", "h2", "h3", "h4", "h5"))
MAX_CODE_CHARS = 2000


def has_scripted_links(text: str) -> bool:
    """Return whether a page may hold any, without parsing it."""
    lowered = text.lower()
    return "onclick" in lowered or "javascript:" in lowered


def write_addresses(root: etree._Element) -> None:
    """Give links without an address the one that their script goes to.

    So it is with the link in a row that is clicked as a whole; one without any becomes a link.
    """
    for element in islice(root.iter("a", *_BLOCKS, "tr"), MAX_LINKS_PER_PAGE):
        code = element.get("onclick") or ""
        if element.tag == "a":
            if _NO_ADDRESS.match(element.get("href") or ""):
                _address(element, code or element.get("href") or "")
        elif code:
            _address_row(element, code)


def _address_row(row: etree._Element, code: str) -> None:
    address = _goes_to(code)
    if address is None:
        return
    links = list(islice(row.iter("a"), 20))
    if not links and row.tag in _BLOCKS and next(row.iter(*_BLOCKS - {"span"}), row) is row:
        link = etree.SubElement(row, "a", href=address)
        link.text, row.text = row.text, None
        link.extend(child for child in list(row) if child is not link)
    elif len(links) == 1 and _NO_ADDRESS.match(links[0].get("href") or ""):
        links[0].set("href", address)


def _address(link: etree._Element, code: str) -> None:
    address = _goes_to(code)
    if address is not None:
        link.set("href", address)


def _goes_to(code: str) -> str | None:
    found = _IS_PAGE.search(code[:MAX_CODE_CHARS])
    return sent_to(code) or (found[1] if found and not _BLANK.match(found[1]) else None)


def sent_to(script: str) -> str | None:
    """Return the address that a script opens in place of its page, if it names one."""
    found = _GOES.search(script[:MAX_CODE_CHARS])
    return found[1] if found and not _BLANK.match(found[1]) else None
