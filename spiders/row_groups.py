"""Elements of a page that hold a few links, by where they stand: what may be rows of a list."""

import re
from collections import defaultdict
from itertools import islice

from lxml import etree

from spiders.bounds import MAX_LINKS_PER_PAGE
from spiders.items import tidy
from spiders.pagers import NEXT_TEXT, PAGER_TEXT

MAX_ROW_LINKS = 8
MAX_CLIMB = 8
MAX_PATH_STEPS = 12
_NUMBER = re.compile(r"\d+")
_ALWAYS_OUTSIDE = frozenset(("nav", "script", "style", "noscript", "select", "template"))
_ENDS = frozenset(("html", "body"))
# Classes that tell rows of one list apart, not lists.
STATES = frozenset(
    {
        *("odd", "even", "first", "last", "active", "on", "off", "cur", "current", "hover"),
        *("selected", "top", "alt", "new", "hot", "pinned", "end", "begin", "noborder"),
    }
)
# Classes that scripts of motion add to what they have shown: wow.js, animate.css, AOS.
_MOTION = re.compile(
    r"^(?:wow|animated|animate__\w+|aos-\w+|fade\w*|(?:back|bounce|flip|rotate|slide|zoom)(?:In|Out)\w*)$",
    re.IGNORECASE,
)


def signature(element: etree._Element) -> str:
    """Return an element's tag and classes, without numbers and passing states."""
    names = _NUMBER.sub("", (element.get("class") or "")[:100]).split()
    names = sorted({n for n in names if n.lower() not in STATES and not _MOTION.match(n)})
    return f"{element.tag}.{'.'.join(names)}"


def groups_of_links(
    root: etree._Element, *, everywhere: bool = False
) -> dict[str, list[etree._Element]]:
    """Return the elements that hold a few links, by their place in the page."""
    counts = _link_counts(root)
    paths: dict[etree._Element, str] = {}
    groups: dict[str, dict[etree._Element, None]] = defaultdict(dict)
    outside: dict[etree._Element, bool] = {}
    for link in islice(root.iter("a"), MAX_LINKS_PER_PAGE):
        if not is_usable(link.get("href")) or _pages_on(link):
            continue
        if not everywhere and _is_outside(link, outside):
            continue
        element: etree._Element | None = link
        for _ in range(MAX_CLIMB):
            if element is None or element.tag in _ENDS or counts[element] > MAX_ROW_LINKS:
                break
            groups[_path(element, paths)][element] = None
            element = element.getparent()
    return {place: list(elements) for place, elements in groups.items()}


def is_usable(href: str | None) -> bool:
    """Return whether an address leads to a document, and not within its page or to a script."""
    href = (href or "").strip()
    return bool(href) and not href.lower().startswith(("#", "javascript:", "mailto:", "tel:"))


def _pages_on(link: etree._Element) -> bool:
    text = tidy("".join(map(str, islice(link.itertext(), 10))), 30)
    return bool(NEXT_TEXT.match(text) or PAGER_TEXT.match(text))


def _is_outside(link: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """Return whether a link lies in what is never the list: menus, heads and feet of the page."""
    chain: list[etree._Element] = []
    found = False
    for element in link.iterancestors():
        if element in known:
            found = known[element]
            break
        chain.append(element)
        if element.tag in _ALWAYS_OUTSIDE or (
            element.tag in ("header", "footer")
            and not any(a.tag in ("article", "li", "section") for a in element.iterancestors())
        ):
            found = True
            break
    for element in chain:
        known[element] = found
    return found


def _path(element: etree._Element, paths: dict[etree._Element, str]) -> str:
    """Return where an element stands: tags and classes of what is around it, without numbers."""
    known = paths.get(element)
    if known is None:
        steps = [signature(element)]
        for ancestor in element.iterancestors():
            if len(steps) > MAX_PATH_STEPS:
                break
            name = _NUMBER.sub("", ancestor.get("id") or "")[:40]
            steps.append(f"{signature(ancestor)}#{name}")
        known = paths[element] = "/".join(reversed(steps))
    return known


def _link_counts(root: etree._Element) -> dict[etree._Element, int]:
    """Return how many links each element holds, in one walk from the leaves up."""
    counts: dict[etree._Element, int] = defaultdict(int)
    for _, element in etree.iterwalk(root, events=("end",)):
        if element.tag == "a" and is_usable(element.get("href")):
            counts[element] += 1
        parent = element.getparent()
        if parent is not None and counts.get(element):
            counts[parent] += counts[element]
    return counts
