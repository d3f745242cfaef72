"""How much elements of one shape look like rows of a list of documents."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml import etree

from spiders.items import ListedItem
from spiders.layout import address_shape
from spiders.row_groups import is_usable
from spiders.row_places import HEADINGS
from spiders.row_text import MIN_TITLE_CHARS, is_date
from spiders.urls import registered_domain

MIN_UNDATED_ROWS = 3
MIN_UNDATED_TITLE = 8
FULL_TITLE = 25
_BESIDE = re.compile(
    r"nav|menu|foot|friend|crumb|position(?!-(?:rel|abs|stat|fix))|weizhi|rank|(?<!in)(?<!out)side"
    r"|related?|recommend|(?<![ps])hot|tuijian|tags?\b|\btop\b|header|share|copyright|pager"
    r"|pagination|banner|swiper|slide(?!txt)|left[-_]?(?:nav|menu)",
    re.IGNORECASE,
)


def likeness_of(
    items: Sequence[ListedItem],
    elements: Sequence[etree._Element],
    place: str,
    base: str,
) -> float:
    """Return how much rows look like a list of documents; 0 where they do not."""
    if not items:
        return 0.0
    dated = sum(1 for item in items if item.date) / len(items)
    mean = sum(len(item.title) for item in items) / len(items)
    few = len(items) < MIN_UNDATED_ROWS or mean < MIN_UNDATED_TITLE
    if not dated and few:
        return 0.0
    worth = sum(min(len(item.title), FULL_TITLE) / FULL_TITLE for item in items)
    said = sum(_says_more(element) for element in elements[:100]) / min(len(elements), 100)
    own = registered_domain(urlsplit(base).netloc)
    ours = sum(1 for i in items if registered_domain(urlsplit(i.url).netloc) == own) / len(items)
    makes = Counter(address_shape(item.url) for item in items)
    alike = makes.most_common(1)[0][1] / len(items)
    beside = len(_BESIDE.findall(place.rpartition("/")[0])) > 0
    some = elements[:100]
    links = sum(_links(element) for element in some) / len(some)
    inline = sum(_is_inside_a_sentence(element) for element in some) / len(some)
    likeness: float = (
        worth
        * (1 + 2 * dated)
        * (1 + 0.5 * said)
        * (0.2 + 0.8 * ours)
        * (0.7 + 0.3 * alike)
        * (0.35 if beside else 1.0)
        / max(links, 1.0) ** 0.5
        * (1 - inline)
    )
    return likeness


def _says_more(element: etree._Element) -> bool:
    """Return whether a row says more than its link, or stands under a heading of its own."""
    inside = sum(len(str(t).strip()) for a in element.iter("a") for t in a.itertext())
    whole = sum(len(str(t).strip()) for t in element.itertext())
    return whole > inside + 3 or next(element.iter("h2", "h3", "h4", "h5"), None) is not None


def _is_inside_a_sentence(element: etree._Element) -> bool:
    """Return whether a row is a text that mentions a link, with words before and after it."""
    link = max(element.iter("a"), key=lambda a: len("".join(map(str, a.itertext()))), default=None)
    parent = link.getparent() if link is not None else None
    if link is None or parent is None or link is element:
        return False
    before = (parent.text or "") + "".join(s.tail or "" for s in link.itersiblings(preceding=True))
    after = (link.tail or "").strip()
    return bool(before.strip()) and len(after) > 15 and not is_date(after)


def _links(element: etree._Element) -> int:
    """Return to how many different addresses with a text an element leads.

    Where one link is the heading, the others tell of the same document: its publisher, its field.
    """
    headings = sum(1 for link in element.iter("a") if _is_heading(link, element))
    if headings == 1:
        return 1
    return len(
        {
            link.get("href")
            for link in element.iter("a")
            if is_usable(link.get("href"))
            and len("".join(map(str, link.itertext())).strip()) >= MIN_TITLE_CHARS
        }
    )


def _is_heading(link: etree._Element, row: etree._Element) -> bool:
    """Return whether a link is the heading of a row, or holds it."""
    if next(link.iter(*HEADINGS), None) is not None:
        return True
    for above in link.iterancestors():
        if above is row:
            return above.tag in HEADINGS
        if above.tag in HEADINGS:
            return True
    return False
