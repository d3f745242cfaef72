"""What the rows of a list say: each row's link, title and date, found by what the rows share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml import etree

from spiders.dates import date_in_url, published_date
from spiders.items import ListedItem, tidy
from spiders.row_places import (
    Place,
    address,
    date_place,
    link_place,
    node_at,
    nodes_of,
    title_place,
)
from spiders.row_text import MAX_DATE_CHARS, cut_date, is_element, stated_date, text_of, title_of

MAX_ROW_CHARS = 1500
MAX_AFTER = 8


@dataclass(frozen=True, slots=True)
class Parts:
    """Where link, title and date stand inside the rows of a list; None where nowhere of its own.

    `between` is how many nodes lie between rows that say nothing of their date, if that stands
    there: behind its row, or before it (then less than 0).
    """

    link: Place | None
    title: Place | None
    date: Place | None
    between: int = 0


def read_rows(
    rows: Sequence[etree._Element], base: str, today: date, parts: Parts | None = None
) -> Iterator[ListedItem]:
    """Yield what rows say; a row without an address is left out."""
    if not rows:
        return
    parts = parts or find_parts(rows, base, today)
    for row in rows:
        item = _read_row(row, parts, base, today)
        if item is not None:
            yield item


def find_parts(rows: Sequence[etree._Element], base: str, today: date) -> Parts:
    """Return where most of the rows have their link, their title and their date."""
    some = rows[:60]
    nodes = [nodes_of(row) for row in some]
    link = link_place(nodes, base)
    title = title_place(nodes, link, today)
    issued = date_place(some, nodes, title or link, today)
    between = _dates_between(rows, today) if issued is None else 0
    return Parts(link, title, issued, between)


def _read_row(row: etree._Element, parts: Parts, base: str, today: date) -> ListedItem | None:
    link = node_at(row, parts.link)
    if link is None or not address(link, base):
        link = _longest_link(row, base)
    if link is None:
        return None
    url = address(link, base)
    if url is None:
        return None
    title_node = node_at(row, parts.title)
    if title_node is None:
        title_node = link
    date_node = node_at(row, parts.date)
    title = title_of(title_node, stated=link.get("title"), without=date_node)
    listed = stated_date(date_node, today) if date_node is not None else None
    if listed is None or len(listed) < 10:
        around = text_of(row, without=title_node)[: MAX_ROW_CHARS + 1]
        if len(around) <= MAX_ROW_CHARS:
            listed = published_date(around.replace(title, " "), today) or listed
        if listed is None and date_node is None and title_node is link:
            # The date may end the link's own text: "关于…的通知 2023-08-18".
            title, listed = cut_date(title, today)
    return ListedItem(url, title, listed or _date_beside(row, parts, today) or date_in_url(url))


def _longest_link(row: etree._Element, base: str) -> etree._Element | None:
    links = [link for link in row.iter("a") if address(link, base)]
    return max(links, key=lambda link: len(title_of(link)), default=None)


def after_row(row: etree._Element) -> list[etree._Element]:
    """Return what stands behind a row, up to the next that holds a link.

    Lists without an element for each item: <h4><a>…</a></h4><div>2023-08-18</div><p>…</p><h4>….
    """
    found: list[etree._Element] = []
    for node in islice(row.itersiblings(), MAX_AFTER):
        if _holds_link(node):
            break
        if is_element(node):
            found.append(node)
    return found


def _holds_link(node: etree._Element) -> bool:
    return is_element(node) and next(node.iter("a"), None) is not None


def _dates_between(rows: Sequence[etree._Element], today: date) -> int:
    """Return whether dates stand between rows, and on which side of theirs: `Parts.between`.

    That shows at the ends: only one of them has a date at its outer side. Where both or none has
    one, nothing can be said, and a wrong date is worse than none.
    """
    if len(rows) < 2:
        return 0
    parent = rows[0].getparent()
    last = next(row for row in reversed(rows) if row.getparent() is parent)
    size = next((n for n, s in enumerate(rows[0].itersiblings(), 1) if s is rows[1]), 0)
    if not 0 < size <= MAX_AFTER or last is rows[0]:
        return 0
    behind = _date_beside(last, Parts(None, None, None, size), today)
    before = _date_beside(rows[0], Parts(None, None, None, -size), today)
    if bool(behind) == bool(before):
        return 0
    return size if behind else -size


def _date_beside(row: etree._Element, parts: Parts, today: date) -> str | None:
    texts = [] if not parts.between else _behind(row, parts.between)
    if parts.between < 0:
        texts = _before(row, -parts.between)
    for text in texts:
        text = tidy(text, 2 * MAX_DATE_CHARS + 1)
        found = published_date(text, today) if len(text) <= 2 * MAX_DATE_CHARS else None
        if found and len(found) == 10:
            return found
    return None


def _behind(row: etree._Element, limit: int) -> list[str | None]:
    texts: list[str | None] = [row.tail]
    for node in islice(row.itersiblings(), max(limit, 0)):
        if _holds_link(node):
            break
        texts += [text_of(node) if is_element(node) else None, node.tail]
    return texts


def _before(row: etree._Element, limit: int) -> list[str | None]:
    texts: list[str | None] = []
    for node in islice(row.itersiblings(preceding=True), limit):
        texts.append(node.tail)
        if _holds_link(node):
            return texts
        texts.append(text_of(node) if is_element(node) else None)
    parent = row.getparent()
    return [*texts, parent.text if parent is not None else None]
