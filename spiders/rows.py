"""Where a page's list stands: elements of one shape that hold a link each, dates near them.

Elements are grouped by their place in the page (tags and classes from the root), as in Liu,
Grossman and Zhai, "Mining data records in web pages" (KDD 2003), but by whole paths instead of
neighbours, so that a list that is broken into several stays one. Of the groups, the one is taken
whose rows look most like notices: long titles, dates, addresses of one make.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml import etree

from spiders.items import ListedItem
from spiders.layout import address_shape
from spiders.row_groups import groups_of_links, signature
from spiders.row_likeness import MIN_UNDATED_TITLE, likeness_of
from spiders.row_parts import read_rows
from spiders.row_places import ADDRESS
from spiders.row_text import MIN_TITLE_CHARS

MAX_GROUPS_READ = 40
MAX_ROWS_READ = 400


@dataclass(frozen=True, slots=True)
class Rows:
    """A page's list: its row elements, what they say, where they stand."""

    elements: tuple[etree._Element, ...]
    items: tuple[ListedItem, ...]
    shape: str
    likeness: float


def find_rows(root: etree._Element, base: str, today: date, shape: str | None = None) -> Rows:
    """Return the rows of the list of a page; none where nothing on it looks like a list.

    `shape` is that of the page before, whose place is looked at first.
    """
    groups = groups_of_links(root)
    rows = _find(groups, base, today, shape)
    if not rows.elements:
        # A head that is never closed swallows the page.
        groups = groups_of_links(root, everywhere=True)
        rows = _find(groups, base, today, shape)
    return rows


def _find(
    groups: dict[str, list[etree._Element]], base: str, today: date, shape: str | None
) -> Rows:
    if shape is not None and shape in groups:
        same = _dated_together(groups[shape], list(read_rows(groups[shape], base, today)))
        return Rows(tuple(same), tuple(read_rows(same, base, today)), shape, 1.0)
    best = Rows((), (), "", 0.0)
    for place in _most_promising(groups):
        rows = _judged(groups[place], place, base, today)
        # Of elements within each other that say the same, the outermost: what stands beside a row
        # of another class is then seen.
        ties = abs(rows.likeness - best.likeness) < 1e-9 * best.likeness
        if best.shape.startswith(place) if ties else rows.likeness > best.likeness:
            best = rows
    return _with_siblings(best, groups, base, today) if best.elements else best


def _most_promising(groups: dict[str, list[etree._Element]]) -> list[str]:
    """Return the places to look at closely: those with the most text in their links."""

    def text(place: str) -> int:
        elements = groups[place]
        return sum(
            min(len("".join(map(str, islice(element.itertext(), 20)))), 60)
            for element in elements[:100]
        )

    return sorted(groups, key=text, reverse=True)[:MAX_GROUPS_READ]


def _judged(elements: Sequence[etree._Element], place: str, base: str, today: date) -> Rows:
    items = list(read_rows(elements[:MAX_ROWS_READ], base, today))
    dated = _dated_together(elements[:MAX_ROWS_READ], items)
    if len(dated) < min(len(elements), MAX_ROWS_READ):
        elements = dated
        items = list(read_rows(elements, base, today))
    unique = {
        item.url: item
        for item in items
        if len(item.title) >= MIN_TITLE_CHARS and not ADDRESS.match(item.title) and item.url != base
    }
    likeness = likeness_of(list(unique.values()), elements, place, base)
    if likeness and len(elements) > MAX_ROWS_READ:
        items = list(read_rows(elements, base, today))
    return Rows(tuple(elements), tuple(items), place, likeness)


def _dated_together(
    elements: Sequence[etree._Element], items: Sequence[ListedItem]
) -> Sequence[etree._Element]:
    """Return the rows without those of containers where none is dated, if others' all are.

    Pages without classes have lists and side bars at the same place of the page.
    """
    dated = {item.url for item in items if item.date}
    if not dated or len(dated) == len({item.url for item in items}) or len(items) != len(elements):
        return elements
    shares: dict[etree._Element | None, list[bool]] = defaultdict(list)
    for element, item in zip(elements, items, strict=True):
        shares[element.getparent()].append(item.url in dated)
    if len(shares) == 1 or not any(all(some) for some in shares.values()):
        return elements
    return [element for element in elements if any(shares[element.getparent()])]


def _with_siblings(
    best: Rows, groups: dict[str, list[etree._Element]], base: str, today: date
) -> Rows:
    """Return the rows with those beside them that differ in class only and are dated, too.

    So do rows of the same make in a list beside theirs that differs in class only.
    """
    parents = {element.getparent() for element in best.elements}
    lists = {(parent.tag, parent.getparent()) for parent in parents if parent is not None}
    tag, make = best.elements[0].tag, signature(best.elements[0])
    members = set(best.elements)

    def is_beside(element: etree._Element) -> bool:
        parent = element.getparent()
        if element.tag != tag or element in members or parent is None:
            return False
        return parent in parents or (
            signature(element) == make and (parent.tag, parent.getparent()) in lists
        )

    others = [
        element
        for place, elements in groups.items()
        if place != best.shape
        for element in elements
        if is_beside(element)
    ]
    if tag == "a" or not others:
        return best
    dated = all(item.date for item in best.items)
    known = {item.url for item in best.items}
    makes = {address_shape(url) for url in known}
    fitting = [
        element
        for element in others
        for item in islice(read_rows([element], base, today), 1)
        if (item.date or not dated)
        and len(item.title) >= MIN_UNDATED_TITLE
        and item.url not in known
        and (element.getparent() in parents or address_shape(item.url) in makes)
    ]
    if not fitting:
        return best
    whole = _in_order((*best.elements, *fitting))
    return Rows(whole, tuple(read_rows(whole, base, today)), best.shape, best.likeness)


def _in_order(elements: Iterable[etree._Element]) -> tuple[etree._Element, ...]:
    wanted = set(elements)
    root = next(iter(wanted)).getroottree().getroot()
    return tuple(element for element in root.iter() if element in wanted)
