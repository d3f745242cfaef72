"""Where link, title and date stand in the rows of a list, found by what the rows share."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from lxml import etree

from spiders.dates import find_date
from spiders.items import tidy
from spiders.row_text import (
    MAX_DATE_CHARS,
    MIN_TITLE_CHARS,
    apart,
    is_date,
    is_element,
    stated_date,
    text_of,
    title_of,
)
from spiders.urls import canonical_url

MAX_NODES = 120
MOSTLY = 0.6
_NUMBER = re.compile(r"\d+")
_TITLE_NAME = re.compile(r"tit|bt\b|name|subject|headline|caption", re.IGNORECASE)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_GO_ON = re.compile(
    r"^[\[【（(]?(?:查看|阅读|了解)?(?:更多|全文|详情|详细|原文)(?:内容|信息)?[\]】）)]?\s?(?:>|»|→){0,3}$"
    r"|^(?:read more|more|details?|continue reading|view)\W{0,5}$",
    re.IGNORECASE,
)
_ISSUED = re.compile(r"发布|發佈|公布|公開|公开|publish|posted", re.IGNORECASE)
_DATE = re.compile(r"date|日期|时间|時間", re.IGNORECASE)
_NOT_ISSUED = re.compile(
    r"成文|印发|生效|实施|施行|失效|截止|截至|到期|有效|开始|结束|expir|deadline|clos|effective",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d{2}|1[0-2]\d)(?!\d)")
Place = tuple[str, ...]


def nodes_of(row: etree._Element) -> list[tuple[Place, etree._Element]]:
    """Return what is in a row, each with its place: tags and classes, numbered among its like."""
    found: list[tuple[Place, etree._Element]] = [((), row)]
    places: dict[etree._Element, Place] = {row: ()}
    seen: dict[tuple[etree._Element, str], int] = defaultdict(int)
    for node in row.iterdescendants():
        parent = node.getparent()
        above = places.get(parent) if parent is not None else None
        if parent is None or above is None or not is_element(node):
            continue
        step = _step(node)
        seen[parent, step] += 1
        places[node] = (*above, f"{step}[{seen[parent, step]}]")
        found.append((places[node], node))
        if len(found) > MAX_NODES:
            break
    return found


def _step(node: etree._Element) -> str:
    names = sorted(_NUMBER.sub("", (node.get("class") or "")[:100]).split())
    return f"{node.tag}.{'.'.join(names)}"


def node_at(row: etree._Element, place: Place | None) -> etree._Element | None:
    """Return what stands at a place of a row."""
    if place is None:
        return None
    node = row
    for step in place:
        wanted, _, number = step.rpartition("[")
        left = int(number[:-1])
        for child in node:
            if is_element(child) and _step(child) == wanted:
                left -= 1
                if not left:
                    node = child
                    break
        else:
            return None
    return node


def address(link: etree._Element, base: str) -> str | None:
    """Return the address that a link leads to; None where it leads to no page."""
    href = (link.get("href") or "").strip()
    if not href or href.lower().startswith(("#", "javascript:", "mailto:")):
        return None
    return canonical_url(href, base)


def link_place(nodes: Sequence[list[tuple[Place, etree._Element]]], base: str) -> Place | None:
    """Return where the rows have the link with the most to say."""
    told: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    for row in nodes:
        for place, node in row:
            if node.tag == "a" and (url := address(node, base)):
                shown = tidy(text_of(node))
                title = title_of(node)
                if shown and (_GO_ON.match(shown) or ADDRESS.match(shown)):
                    title = ""
                told[place].append((url, title if shown else title[: len(title) // 2]))

    def worth(place: Place) -> float:
        urls = {url for url, _ in told[place]}
        words = {title for _, title in told[place]}
        mean = sum(min(len(title), 40) for _, title in told[place]) / len(told[place])
        share = len(told[place]) / len(nodes)
        return share * (mean + 0.5) * len(urls) * len(words) / len(told[place]) ** 2

    return max(told, key=worth, default=None)


def title_place(
    nodes: Sequence[list[tuple[Place, etree._Element]]], link: Place | None, today: date
) -> Place | None:
    """Return where the title stands, where it is not simply the link's whole text."""
    if link is None:
        return None
    links = [node for row in nodes for place, node in row if place == link]
    shown = [tidy(text_of(node)) for node in links]
    goes_on = sum(1 for text in shown if not text or _GO_ON.match(text)) > len(shown) * MOSTLY
    same = len(shown) > 2 and len({title_of(node) for node in links}) == 1
    inside = not (goes_on or same)
    if inside and all(not len(node) for node in links):
        return None
    told: dict[Place, list[tuple[str, etree._Element]]] = defaultdict(list)
    for row in nodes:
        for place, node in row:
            if not place or place == link or (inside and place[: len(link)] != link):
                continue
            text = tidy(text_of(node))
            if len(text) < MIN_TITLE_CHARS or _GO_ON.match(text) or is_date(text):
                continue
            # A line with a date in it tells of the document; it is not its title.
            if inside or not find_date(text, today):
                told[place].append((text, node))
    told = {p: some for p, some in told.items() if len(some) >= len(nodes) * MOSTLY}

    def worth(place: Place) -> tuple[bool, bool, float]:
        node = told[place][0][1]
        named = bool(_TITLE_NAME.search(node.get("class") or ""))
        texts = {text for text, _ in told[place]}
        own = len(texts) / len(told[place])
        mean = sum(min(len(text), 60) for text, _ in told[place]) / len(told[place])
        return node.tag in HEADINGS, named, own * mean

    if inside:
        # Within a link, only what is marked as the title is it; else the link's text is.
        told = {p: t for p, t in told.items() if any(worth(p)[:2])}
    return max(told, key=worth, default=None)


def date_place(
    rows: Sequence[etree._Element],
    nodes: Sequence[list[tuple[Place, etree._Element]]],
    title: Place | None,
    today: date,
) -> Place | None:
    """Return where the rows have the date of publication."""
    told: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    for row in nodes:
        for place, node in row:
            if not place or place == title or (title and title[: len(place)] == place):
                continue
            text = apart(node)
            stamp = node.get("datetime") or ""
            if len(text) <= MAX_DATE_CHARS and (found := stated_date(node, today)):
                told[place].append((found, f"{stamp} {text}"))
    heads = _column_heads(rows)

    def worth(place: Place) -> tuple[float, bool, bool, float, int]:
        label = heads.get(place[0], "") if place else ""
        said = " ".join(text for _, text in told[place][:5]) + " " + label
        # A day whose year stands there is better than one whose year is only probable.
        whole = sum(
            1.0 if _YEAR.search(text) else 0.9 for found, text in told[place] if len(found) == 10
        ) / len(nodes)
        short = -sum(len(text) for _, text in told[place]) / len(told[place])
        return (
            -1.0 if _NOT_ISSUED.search(said) and not _ISSUED.search(said) else 0.0,
            whole >= MOSTLY,
            bool(_ISSUED.search(said) or _DATE.search(said)),
            round(len(told[place]) / len(nodes) + whole, 2) + min(short, -8) / 1000,
            -len(place),
        )

    best = max(told, key=worth, default=None)
    if best is None or worth(best)[0] < 0 or len(told[best]) < min(len(nodes), 2) * 0.5:
        return None
    if len(told[best]) < len(nodes) * 0.3:
        return None
    # Where an element says the same dates and nothing else, it is that one.
    dates = [found for found, _ in told[best]]
    alone = [
        place
        for place, some in told.items()
        if [found for found, _ in some] == dates and all(is_date(text) for _, text in some)
    ]
    return best if best in alone else min(alone, key=len, default=best)


def _column_heads(rows: Sequence[etree._Element]) -> dict[str, str]:
    """Return what a table's head says of its columns, by the step that leads into one."""
    if not rows or rows[0].tag != "tr":
        return {}
    table = next(rows[0].iterancestors("table"), None)
    head = (
        next((tr for tr in table.iter("tr") if tr not in rows), None) if table is not None else None
    )
    if head is None:
        return {}
    texts = [tidy(text_of(cell), 20) for cell in head if cell.tag in ("th", "td")]
    seen: dict[str, int] = defaultdict(int)
    heads: dict[str, str] = {}
    for cell, text in zip((c for c in rows[0] if c.tag in ("th", "td")), texts, strict=False):
        step = _step(cell)
        seen[step] += 1
        heads[f"{step}[{seen[step]}]"] = text
    return heads
