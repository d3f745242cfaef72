"""What the rows of a list say: each row's link, title and date, found by what the rows share."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml import etree

from spiders.dates import date_in_url, find_date, published_date
from spiders.items import ListedItem, tidy
from spiders.urls import canonical_url

MIN_TITLE_CHARS = 4
MAX_DATE_CHARS = 40
MAX_ROW_CHARS = 1500
MAX_NODES = 120
MAX_AFTER = 8
MOSTLY = 0.6

_NUMBER = re.compile(r"\d+")
_TITLE_NAME = re.compile(r"tit|bt\b|name|subject|headline|caption", re.IGNORECASE)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BULLET = re.compile(r"^[\s·•▪■◆●○▶►>»*\-–—|]{1,5}|^\d{1,3}[.、．]\s(?=\D)")
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
Place = tuple[str, ...]


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
    nodes = [_nodes(row) for row in some]
    link = _link_place(nodes, base)
    title = _title_place(nodes, link, today)
    date_place = _date_place(some, nodes, title or link, today)
    between = _dates_between(rows, today) if date_place is None else 0
    return Parts(link, title, date_place, between)


def _read_row(row: etree._Element, parts: Parts, base: str, today: date) -> ListedItem | None:
    link = node_at(row, parts.link)
    if link is None or not _address(link, base):
        link = _longest_link(row, base)
    if link is None:
        return None
    url = _address(link, base)
    if url is None:
        return None
    title_node = node_at(row, parts.title)
    if title_node is None:
        title_node = link
    date_node = node_at(row, parts.date)
    title = title_of(title_node, stated=link.get("title"), without=date_node)
    listed = _stated_date(date_node, today) if date_node is not None else None
    if listed is None or len(listed) < 10:
        around = text_of(row, without=title_node)[: MAX_ROW_CHARS + 1]
        if len(around) <= MAX_ROW_CHARS:
            listed = published_date(around.replace(title, " "), today) or listed
        if listed is None and date_node is None and title_node is link:
            # The date may end the link's own text: "关于…的通知 2023-08-18".
            title, listed = _cut_date(title, today)
    return ListedItem(url, title, listed or _date_beside(row, parts, today) or date_in_url(url))


def after_row(row: etree._Element) -> list[etree._Element]:
    """Return what stands behind a row, up to the next that holds a link.

    Lists without an element for each item: <h4><a>…</a></h4><div>2023-08-18</div><p>…</p><h4>….
    """
    found: list[etree._Element] = []
    for node in islice(row.itersiblings(), MAX_AFTER):
        if _holds_link(node):
            break
        if _is_element(node):
            found.append(node)
    return found


def _holds_link(node: etree._Element) -> bool:
    return _is_element(node) and next(node.iter("a"), None) is not None


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
        texts += [text_of(node) if _is_element(node) else None, node.tail]
    return texts


def _before(row: etree._Element, limit: int) -> list[str | None]:
    texts: list[str | None] = []
    for node in islice(row.itersiblings(preceding=True), limit):
        texts.append(node.tail)
        if _holds_link(node):
            return texts
        texts.append(text_of(node) if _is_element(node) else None)
    parent = row.getparent()
    return [*texts, parent.text if parent is not None else None]


_LAST_DATE = re.compile(
    r"[\s\[(（【]{1,3}((?:(?:19|20)\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?)[\])）】]?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?$"
)


def _cut_date(title: str, today: date) -> tuple[str, str | None]:
    found = _LAST_DATE.search(title)
    if not found:
        return title, None
    listed = find_date(found[1], today)
    return (title[: found.start()].strip(), listed) if listed else (title, None)


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


def text_of(element: etree._Element, *, without: etree._Element | None = None) -> str:
    """Return an element's text, words of neighbouring elements apart, without one part of it."""
    pieces: list[str] = []
    _gather(element, without, pieces)
    return "".join(pieces)


_INLINE = frozenset(("em", "b", "strong", "font", "u", "mark", "sub", "sup", "i", "wbr", "ins"))


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


def _nodes(row: etree._Element) -> list[tuple[Place, etree._Element]]:
    """Return what is in a row, each with its place: tags and classes, numbered among its like."""
    found: list[tuple[Place, etree._Element]] = [((), row)]
    places: dict[etree._Element, Place] = {row: ()}
    seen: dict[tuple[etree._Element, str], int] = defaultdict(int)
    for node in row.iterdescendants():
        parent = node.getparent()
        above = places.get(parent) if parent is not None else None
        if parent is None or above is None or not _is_element(node):
            continue
        step = _step(node)
        seen[parent, step] += 1
        places[node] = (*above, f"{step}[{seen[parent, step]}]")
        found.append((places[node], node))
        if len(found) > MAX_NODES:
            break
    return found


def _is_element(node: etree._Element) -> bool:
    return isinstance(node.tag, str)  # comments and instructions have a function there


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
            if _is_element(child) and _step(child) == wanted:
                left -= 1
                if not left:
                    node = child
                    break
        else:
            return None
    return node


def _address(link: etree._Element, base: str) -> str | None:
    href = (link.get("href") or "").strip()
    if not href or href.lower().startswith(("#", "javascript:", "mailto:")):
        return None
    return canonical_url(href, base)


def _longest_link(row: etree._Element, base: str) -> etree._Element | None:
    links = [link for link in row.iter("a") if _address(link, base)]
    return max(links, key=lambda link: len(title_of(link)), default=None)


def _link_place(nodes: Sequence[list[tuple[Place, etree._Element]]], base: str) -> Place | None:
    """Return where the rows have the link with the most to say."""
    told: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    for row in nodes:
        for place, node in row:
            if node.tag == "a" and (url := _address(node, base)):
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


def _title_place(
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


def _date_place(
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
            text = _apart(node)
            stamp = node.get("datetime") or ""
            if len(text) <= MAX_DATE_CHARS and (found := _stated_date(node, today)):
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


def _stated_date(node: etree._Element, today: date) -> str | None:
    stamp = node.get("datetime")
    if node.tag == "time" and stamp:
        found = find_date(stamp, today)
        if found:
            return found
    text = _apart(node)
    return published_date(text, today) if len(text) <= MAX_DATE_CHARS else None


def _apart(node: etree._Element) -> str:
    """Return a text as a calendar leaf needs it: <b>15</b><i>2022-06</i> is 15 2022-06."""
    return tidy(" ".join(map(str, node.itertext())), MAX_DATE_CHARS + 1)


_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d{2}|1[0-2]\d)(?!\d)")
_DATE_SIGNS = re.compile(
    r"[\d\s\[\]()（）【】年月日时分秒点:：/.\-\\|]|发布|發佈|公布|更新|日期|时间|時間"
)


def is_date(text: str) -> bool:
    """Return whether a text is a date and nothing else."""
    return any(c.isdigit() for c in text) and not _DATE_SIGNS.sub("", text)


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
