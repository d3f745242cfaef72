"""Where a page's list stands: elements of one shape that hold a link each, dates near them.

Elements are grouped by their place in the page (tags and classes from the root), as in Liu,
Grossman and Zhai, "Mining data records in web pages" (KDD 2003), but by whole paths instead of
neighbours, so that a list that is broken into several stays one. Of the groups, the one is taken
whose rows look most like notices: long titles, dates, addresses of one make.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from spiders.bounds import MAX_LINKS_PER_PAGE
from spiders.items import ListedItem, tidy
from spiders.layout import address_shape
from spiders.pagers import NEXT_TEXT, PAGER_TEXT
from spiders.row_parts import read_rows
from spiders.row_places import ADDRESS, HEADINGS
from spiders.row_text import MIN_TITLE_CHARS, is_date
from spiders.urls import canonical_url, registered_domain

MAX_ROW_LINKS = 8
MAX_CLIMB = 8
MAX_PATH_STEPS = 12
MAX_GROUPS_READ = 40
MAX_ROWS_READ = 400
MIN_UNDATED_ROWS = 3
MIN_UNDATED_TITLE = 8
FULL_TITLE = 25

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
_BESIDE = re.compile(
    r"nav|menu|foot|friend|crumb|position(?!-(?:rel|abs|stat|fix))|weizhi|rank|(?<!in)(?<!out)side"
    r"|related?|recommend|(?<![ps])hot|tuijian|tags?\b|\btop\b|header|share|copyright|pager"
    r"|pagination|banner|swiper|slide(?!txt)|left[-_]?(?:nav|menu)",
    re.IGNORECASE,
)


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
    groups = _groups(root)
    rows = _find(groups, base, today, shape)
    if not rows.elements:
        # A head that is never closed swallows the page.
        groups = _groups(root, everywhere=True)
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


def signature(element: etree._Element) -> str:
    """Return an element's tag and classes, without numbers and passing states."""
    names = _NUMBER.sub("", (element.get("class") or "")[:100]).split()
    names = sorted({n for n in names if n.lower() not in STATES and not _MOTION.match(n)})
    return f"{element.tag}.{'.'.join(names)}"


def _groups(root: etree._Element, *, everywhere: bool = False) -> dict[str, list[etree._Element]]:
    """Return the elements that hold a few links, by their place in the page."""
    counts = _link_counts(root)
    paths: dict[etree._Element, str] = {}
    groups: dict[str, dict[etree._Element, None]] = defaultdict(dict)
    outside: dict[etree._Element, bool] = {}
    for link in islice(root.iter("a"), MAX_LINKS_PER_PAGE):
        if not _is_usable(link.get("href")) or _pages_on(link):
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


def _is_usable(href: str | None) -> bool:
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
        if element.tag == "a" and _is_usable(element.get("href")):
            counts[element] += 1
        parent = element.getparent()
        if parent is not None and counts.get(element):
            counts[parent] += counts[element]
    return counts


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
    likeness = _likeness(list(unique.values()), elements, place, base)
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


def _likeness(
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
            if _is_usable(link.get("href"))
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


def base_url(root: etree._Element, url: str) -> str:
    """Return what the addresses of a page are relative to."""
    declared = next((e.get("href") for e in root.iter("base") if e.get("href")), None)
    return (canonical_url(declared, url) if declared else None) or url
