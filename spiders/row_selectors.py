"""CSS for the rows of a list and their parts: by names that mean something, not by places."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from lxml import etree
from parsel import Selector

from spiders.row_groups import STATES
from spiders.row_parts import Parts

MAX_TRIED = 80
MAX_ANCESTORS = 6
MOSTLY = 0.9

_WORD = re.compile(r"^[A-Za-z_][\w-]{1,40}$")
_DIGITS = re.compile(r"\d{3,}|\d+$")
# Classes of layout, which say nothing of what an element is for.
_LAYOUT = re.compile(
    r"^(?:clear(?:fix)?|cf|fl|fr|f[lr]?\d*|left|right|pull-\w+|float\w+|row|col|col-\w+-\d+|w\d+|h\d+"
    r"|[mp][tblrxy]?-?\d+|text-\w+|font\d*|black\d*|gray\d*|grey\d*|red|blue|bold|line|n\d+|i\d+|wow"
    r"|animated|fade\w*|block|hidden|show|hide|d-\w+|flex|grid|container|wrap(?:per)?|inner|main)$",
    re.IGNORECASE,
)


def items_selector(selector: Selector, rows: Sequence[etree._Element]) -> str | None:
    """Return CSS that selects these rows and nothing else with a link; None where none does.

    Preferred is what names the list: `ul.news_list > li` before `li`, classes before ids with
    numbers, never a position.
    """
    wanted = set(rows)
    for css in islice(_candidates(rows), MAX_TRIED):
        found = {e.root for e in selector.css(css)}
        if wanted <= found and not any(_holds_link(extra) for extra in found - wanted):
            return css
    return None


def _holds_link(element: etree._Element) -> bool:
    return element.tag == "a" or next(element.iter("a"), None) is not None


def _candidates(rows: Sequence[etree._Element]) -> Iterator[str]:
    """Yield selectors of rows, those that will last the longest first."""
    tag = str(rows[0].tag)
    if any(row.tag != tag for row in rows):
        return
    shared = set.intersection(*({*names_of(row)} for row in rows))
    own = [f"{tag}.{name}" for name in names_of(rows[0]) if name in shared]
    above = list(_ancestors(rows))
    for step, is_parent in above:
        join = " > " if is_parent else " "
        yield from (f"{step}{join}{leaf}" for leaf in own)
    yield from own
    for step, is_parent in above:
        yield f"{step}{' > ' if is_parent else ' '}{tag}"
    # Where the list's own element has no name: what lies between, by tags.
    between: list[str] = []
    row = rows[0].getparent()
    for _ in range(MAX_ANCESTORS):
        if row is None or row.tag in ("body", "html"):
            return
        between.insert(0, str(row.tag))
        row = row.getparent()
        if row is not None:
            for step in _steps(row):
                yield " > ".join((step, *between, tag))


def _ancestors(rows: Sequence[etree._Element]) -> Iterator[tuple[str, bool]]:
    """Yield what all rows lie in, as CSS, the nearest first; whether it is their parent."""
    chains = [list(row.iterancestors())[:MAX_ANCESTORS] for row in (rows[0], rows[-1])]
    for depth, element in enumerate(chains[0]):
        if element.tag in ("body", "html"):
            return
        for step in _steps(element):
            other = chains[1][depth] if depth < len(chains[1]) else None
            if other is element or (other is not None and step in _steps(other)):
                yield step, depth == 0


def _steps(element: etree._Element) -> list[str]:
    steps = [f"{element.tag}.{name}" for name in names_of(element)]
    identity = element.get("id") or ""
    if _WORD.match(identity) and not _DIGITS.search(identity):
        steps.append(f"#{identity}")
    return steps


def names_of(element: etree._Element) -> list[str]:
    """Return an element's classes that can name it, the most telling first."""
    names = [
        name
        for name in (element.get("class") or "").split()[:10]
        if _WORD.match(name)
        and not _DIGITS.search(name)
        and not _LAYOUT.match(name)
        and name.lower() not in STATES
    ]
    numbered = [
        name
        for name in (element.get("class") or "").split()[:10]
        if _WORD.match(name) and name not in names and re.fullmatch(r"[A-Za-z_-]{4,}\d{1,2}", name)
    ]
    return names + numbered


def part_selector(
    rows: Sequence[etree._Element], nodes: Sequence[etree._Element | None]
) -> str | None:
    """Return CSS whose first find in each row is the row's node; None where none is."""
    known = [(row, node) for row, node in zip(rows, nodes, strict=True) if node is not None]
    if len(known) < len(rows) * MOSTLY:
        return None
    row, node = known[0]
    for css in _part_candidates(row, node):
        select: Callable[[etree._Element], object] = _first(css)
        if all(select(row) is node for row, node in known):
            return css
    return None


def _first(css: str) -> Callable[[etree._Element], object]:
    def select(row: etree._Element) -> object:
        found = Selector(root=row, type="html").css(css)
        return found[0].root if found else None

    return select


def _part_candidates(row: etree._Element, node: etree._Element) -> Iterator[str]:
    tag = str(node.tag)
    names = names_of(node)
    yield from (f"{tag}.{name}" for name in names)
    yield tag
    parent = node.getparent()
    while parent is not None and parent is not row:
        steps = [f"{parent.tag}.{name}" for name in names_of(parent)] or [str(parent.tag)]
        yield from (f"{step} > {tag}" for step in steps if parent is node.getparent())
        yield from (f"{step} {tag}" for step in steps)
        parent = parent.getparent()
    parent = node.getparent()
    if parent is not None:
        # The last resort: which of its like it is. Columns of a table have nothing else.
        place = 1 + sum(1 for other in node.itersiblings(tag, preceding=True) if other is not None)
        yield f"{tag}:nth-of-type({place})"


def parts_selectors(
    rows: Sequence[etree._Element], parts: Parts, at: Callable[..., etree._Element | None]
) -> dict[str, str | None]:
    """Return CSS of link, title and date inside rows, where rows have them at a place."""
    places = {"link": parts.link, "title": parts.title, "date": parts.date}
    return {
        name: part_selector(rows, [at(row, place) for row in rows]) if place else None
        for name, place in places.items()
    }
