"""The text of elements: titles, dates, and what is neither."""

import re
from datetime import date

from lxml import etree

from spiders.dates import find_date, published_date
from spiders.items import tidy

MIN_TITLE_CHARS = 4
MAX_DATE_CHARS = 40
_BULLET = re.compile(r"^[\s·•▪■◆●○▶►>»*\-–—|]{1,5}|^\d{1,3}[.、．]\s(?=\D)")
_INLINE = frozenset(("em", "b", "strong", "font", "u", "mark", "sub", "sup", "i", "wbr", "ins"))
_LAST_DATE = re.compile(
    r"[\s\[(（【]{1,3}((?:(?:19|20)\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?)[\])）】]?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_DATE_SIGNS = re.compile(
    r"[\d\s\[\]()（）【】年月日时分秒点:：/.\-\\|]|发布|發佈|公布|更新|日期|时间|時間"
)


def text_of(element: etree._Element, *, without: etree._Element | None = None) -> str:
    """Return an element's text, words of neighbouring elements apart, without one part of it."""
    pieces: list[str] = []
    _gather(element, without, pieces)
    return "".join(pieces)


def _gather(element: etree._Element, without: etree._Element | None, pieces: list[str]) -> None:
    skip = False
    for event, node in etree.iterwalk(element, events=("start", "end", "comment")):
        if event == "comment":
            if node.tail and not skip:
                pieces.append(node.tail)
            continue
        if event == "start":
            if node is without or node.tag in ("script", "style"):
                skip = True
            elif not skip and node.text:
                apart = node is not element and node.tag not in _INLINE
                pieces.append(f" {node.text}" if apart else node.text)
        else:
            if node is without or node.tag in ("script", "style"):
                skip = False
            if node is not element and node.tail and not skip:
                pieces.append(node.tail if node.tag in _INLINE else f" {node.tail}")


def title_of(
    node: etree._Element, *, stated: str | None = None, without: etree._Element | None = None
) -> str:
    """Return a title: the attribute's where the text shown is cut short, without its bullet."""
    shown = tidy(text_of(node, without=without))
    stated = tidy(node.get("title") or stated)
    if not shown:
        shown = tidy(next((i.get("alt") for i in node.iter("img") if i.get("alt")), ""))
    shown = _BULLET.sub("", shown).strip() or shown
    stem = shown.rstrip(".…· ")
    is_cut = len(stem) < MIN_TITLE_CHARS or stated.startswith(stem[:8])
    is_longer = len(stated) > len(stem) or (len(stated) == len(stem) and len(stem) < len(shown))
    return stated if is_longer and is_cut else shown


def cut_date(title: str, today: date) -> tuple[str, str | None]:
    """Return a title without the date at its end, and that date."""
    found = _LAST_DATE.search(title)
    if not found:
        return title, None
    listed = find_date(found[1], today)
    return (title[: found.start()].strip(), listed) if listed else (title, None)


def stated_date(node: etree._Element, today: date) -> str | None:
    """Return the date that an element states, in its attribute or in a few words."""
    stamp = node.get("datetime")
    if node.tag == "time" and stamp:
        found = find_date(stamp, today)
        if found:
            return found
    text = apart(node)
    return published_date(text, today) if len(text) <= MAX_DATE_CHARS else None


def apart(node: etree._Element) -> str:
    """Return a text as a calendar leaf needs it: <b>15</b><i>2022-06</i> is 15 2022-06."""
    return tidy(" ".join(map(str, node.itertext())), MAX_DATE_CHARS + 1)


def is_date(text: str) -> bool:
    """Return whether a text is a date and nothing else."""
    return any(c.isdigit() for c in text) and not _DATE_SIGNS.sub("", text)


def is_element(node: etree._Element) -> bool:
    """Whether a node is an element: comments and instructions have a function for a tag."""
    return isinstance(node.tag, str)
