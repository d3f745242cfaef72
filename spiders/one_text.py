"""Whether a page is one text with lists beside it, not a list."""

import re
from datetime import date

from lxml import etree

from spiders.row_parts import after_row, find_parts
from spiders.rows import Rows

LONG_TEXT = 300
MIN_SENTENCE = 25
_INLINE = frozenset(("a", "span", "em", "i", "b", "strong", "font", "u", "sub", "sup", "mark"))


def is_one_text(root: etree._Element, rows: Rows, base: str, today: date) -> bool:
    """Return whether a page is one text with lists beside it, not a list.

    What counts is sentences outside the rows: a list's page has menus and notes, but no text.
    """
    inside = set(rows.elements)
    if find_parts(rows.elements, base, today).between:
        inside.update(node for row in rows.elements for node in after_row(row))
    listed = sum(len(item.title) for item in rows.items)
    sentences = 0
    for element in root.iter("p", "div", "td", "li", "dd", "section", "article"):
        if any(above in inside for above in (element, *element.iterancestors())):
            continue
        own = (element.text or "") + "".join(
            (child.tail or "")
            + ("".join(map(str, child.itertext())) if _is_inline(child, inside) else "")
            for child in element
        )
        text = " ".join(own.split())
        if len(text) >= MIN_SENTENCE and re.search(r"[，。；,;]|\. ", text):
            sentences += len(text)
    weight = 3.0 if rows.items and all(item.date for item in rows.items) else 1.0
    return sentences >= LONG_TEXT and sentences > listed * weight


def _is_inline(child: etree._Element, rows: set[etree._Element]) -> bool:
    return child.tag in _INLINE and child not in rows and not len(child)
