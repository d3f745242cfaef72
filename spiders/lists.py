"""List pages to items: as declared by CSS, or guessed from what repeats; and the way to page on."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from lxml import etree
from parsel import Selector, SelectorList

from policywatch.catalogue.sources import SourceDeclaration
from spiders.bounds import MAX_ITEMS_PER_PAGE, MAX_LINKS_PER_PAGE
from spiders.dates import date_in_url, find_date
from spiders.markup import parse_page
from spiders.urls import canonical_url, is_attachment

MAX_ITEM_LINKS = 3
MAX_ITEM_CHARS = 1500
MIN_TITLE_CHARS = 4
MIN_UNDATED_ITEMS = 3
MAX_PATH_STEPS = 12
MAX_CLIMB = 6
MAX_PAGER_TEXTS = 200

_SPACE = re.compile(r"\s+")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_NUMBER = re.compile(r"\d+")
_SCRIPT_PAGER = re.compile(
    r"createPage\w{0,20}\s{0,5}\((?:\s{0,5}['\"][^'\"]{0,80}['\"]\s{0,5},)?"
    r"\s{0,5}['\"]?(\d{1,6})['\"]?\s{0,5},\s{0,5}['\"]?(\d{1,6})['\"]?\s{0,5},"
    r"\s{0,5}['\"]([\w.-]{1,80})['\"]\s{0,5},\s{0,5}['\"](\w{1,10})['\"]"
)
_NEXT_TEXT = re.compile(
    r"^(?:下一?[页頁]|后一?页|[Nn]ext(?: page)?)\s?(?:>|›|»|→|&gt;){0,3}$|^(?:>|›|»|→){1,2}$"
)
_NOT_CONTENT = frozenset(("nav", "header", "footer", "script", "style", "noscript", "form"))


@dataclass(frozen=True, slots=True)
class ListedItem:
    """What a list says of a document: canonical address, title, date (ISO 8601 or None)."""

    url: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list. `shape` is where its items stand, to find them on the next page.

    `cut` says what of it was not read, because it holds more than it may.
    """

    items: tuple[ListedItem, ...]
    next_url: str | None = None
    shape: str | None = None
    has_script_pager: bool = False
    cut: str = ""


@dataclass(slots=True)
class _Group:
    """Items that stand at the same place of the page."""

    items: dict[str, ListedItem] = field(default_factory=dict)
    dated: int = 0


def read_list(
    body: bytes,
    content_type: str,
    url: str,
    declaration: SourceDeclaration,
    today: date,
    *,
    shape: str | None = None,
) -> ListPage:
    """Return the items of a list page and the address of the next page, if it tells of one.

    `shape` is that of the page before: on the last page of a list, a side bar may hold more
    items than the list does.
    """
    selector = parse_page(body, content_type)
    if selector is None:
        return ListPage(())
    base = _base_url(selector, url)
    links = sum(1 for _ in islice(selector.root.iter("a"), MAX_LINKS_PER_PAGE + 1))
    if declaration.items:
        items = list(_declared_items(selector, declaration, base, today))
        found = None
    else:
        items, found = _guess_items(selector.root, base, today, shape)
    pager = _script_pager(selector)
    next_url = _next_page(selector, declaration, pager, base, url)
    unique = {item.url: item for item in reversed(items[:MAX_ITEMS_PER_PAGE])}
    cut = ""
    if links > MAX_LINKS_PER_PAGE or len(items) > MAX_ITEMS_PER_PAGE:
        cut = f"it holds over {MAX_ITEMS_PER_PAGE:,} items or {MAX_LINKS_PER_PAGE:,} links"
    return ListPage(tuple(reversed(unique.values())), next_url, found, pager is not None, cut)


def _script_pager(selector: Selector) -> re.Match[str] | None:
    """Return a script's call that writes the pager."""
    for script in selector.root.iter("script"):
        call = _SCRIPT_PAGER.search(script.text or "")
        if call:
            return call
    return None


def read_fragment(html: str, base: str, today: date) -> ListedItem | None:
    """Return the item that a fragment of HTML holds (a record of a Hanweb list)."""
    if not html.strip():
        return None
    for link in Selector(text=html, type="html", huge_tree=False).css("a[href]"):
        item = _item(link.root, link.root.getroottree().getroot(), base, today)
        if item:
            return item
    return None


def tidy(text: str | None, limit: int = 1000) -> str:
    """Return a text on one line, without repeated spaces and what no store takes as text."""
    return _SPACE.sub(" ", _NO_TEXT.sub("", (text or "")[: limit * 4])).strip()[:limit]


def _base_url(selector: Selector, url: str) -> str:
    declared = selector.css("base::attr(href)").get()
    return (canonical_url(declared, url) if declared else None) or url


def _declared_items(
    selector: Selector, declaration: SourceDeclaration, base: str, today: date
) -> Iterable[ListedItem]:
    for element in selector.css(declaration.items or "")[: MAX_ITEMS_PER_PAGE + 1]:
        link = element.css(declaration.link) if declaration.link else _links_of(element)
        href = _attribute_or_text(link, "href")
        url = canonical_url(href, base) if href else None
        if not url:
            continue
        if declaration.title:
            title = tidy(_text(element.css(declaration.title)))
        else:
            title = _title(link[0].root) if isinstance(link[0].root, etree._Element) else ""
        if declaration.date:
            listed = find_date(tidy(_text(element.css(declaration.date))), today)
        else:
            listed = find_date(_own_text(element.root, title), today) or date_in_url(url)
        yield ListedItem(url, title, listed)


def _links_of(element: Selector) -> SelectorList[Selector]:
    return element.xpath("descendant-or-self::a[@href]")


def _attribute_or_text(found: SelectorList[Selector], name: str) -> str | None:
    if not found:
        return None
    root = found[0].root
    return root if isinstance(root, str) else root.get(name)


def _text(found: SelectorList[Selector]) -> str:
    if not found:
        return ""
    root = found[0].root
    return root if isinstance(root, str) else "".join(root.itertext())


def _title(link: etree._Element) -> str:
    """Return a link's title: its own attribute where the text shown is cut short."""
    shown = tidy("".join(str(part) for part in link.itertext()))
    stated = tidy(link.get("title"))
    if not shown:
        shown = tidy(next((i.get("alt") for i in link.iter("img") if i.get("alt")), ""))
    stem = shown.rstrip(".…·")
    is_cut = len(stem) < MIN_TITLE_CHARS or stated.startswith(stem[:8])
    return stated if len(stated) > len(stem) and is_cut else shown


def _own_text(element: etree._Element, title: str) -> str:
    """Return an item's text without its title, which may speak of other dates."""
    return tidy(" ".join(str(part) for part in element.itertext())).replace(title, " ")


def _guess_items(
    root: etree._Element, base: str, today: date, shape: str | None
) -> tuple[list[ListedItem], str | None]:
    """Return the items of the place of the page that looks most like a list, and that place."""
    counts = _link_counts(root)
    groups: dict[str, _Group] = defaultdict(_Group)
    for link in islice(root.iter("a"), MAX_LINKS_PER_PAGE):
        if not link.get("href") or any(a.tag in _NOT_CONTENT for a in link.iterancestors()):
            continue
        element = _item_element(link, counts)
        item = _item(link, element, base, today)
        if item is None:
            continue
        group = groups[_shape(element)]
        other = group.items.get(item.url)
        if other is None or len(item.title) > len(other.title):
            group.items[item.url] = item
        group.dated += item.date is not None and other is None
    if shape in groups:
        return list(groups[shape].items.values()), shape
    best = max(groups, key=lambda key: _likeness(groups[key]), default=None)
    if best is None or _likeness(groups[best]) <= 0:
        return [], None
    return list(groups[best].items.values()), best


def _likeness(group: _Group) -> float:
    titles = [len(item.title) for item in group.items.values()]
    mean = sum(titles) / len(titles)
    if group.dated:
        return group.dated * min(mean, 40)
    # Menus repeat, too: without dates only long titles make a list.
    return len(titles) * mean / 100 if len(titles) >= MIN_UNDATED_ITEMS and mean >= 8 else 0


def _link_counts(root: etree._Element) -> dict[etree._Element, int]:
    """Return how many links each element holds, in one walk from the leaves up."""
    counts: dict[etree._Element, int] = defaultdict(int)
    for _, element in etree.iterwalk(root, events=("end",)):
        if element.tag == "a" and element.get("href"):
            counts[element] += 1
        parent = element.getparent()
        if parent is not None and counts.get(element):
            counts[parent] += counts[element]
    return counts


def _item_element(link: etree._Element, counts: dict[etree._Element, int]) -> etree._Element:
    """Return the largest element around a link that still is about this link alone."""
    element = link
    for _ in range(MAX_CLIMB):
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "html", "ul", "ol", "tbody", "table"):
            break
        if counts[parent] > MAX_ITEM_LINKS or (counts[parent] > 1 and _is_row(element)):
            break
        element = parent
    return element


def _is_row(element: etree._Element) -> bool:
    return element.tag in ("li", "tr", "dd", "dl", "article")


def _item(
    link: etree._Element, element: etree._Element, base: str, today: date
) -> ListedItem | None:
    url = canonical_url(link.get("href") or "", base)
    title = _title(link)
    if not url or len(title) < MIN_TITLE_CHARS or _NEXT_TEXT.match(title):
        return None
    around = _own_text(element, title)
    listed = find_date(around, today) if len(around) <= MAX_ITEM_CHARS else None
    return ListedItem(url, title, listed or date_in_url(url))


def _shape(element: etree._Element) -> str:
    """Return where an element stands: tags and classes of what is around it, without numbers."""
    steps = [str(element.tag)]
    for ancestor in element.iterancestors():
        if len(steps) > MAX_PATH_STEPS:
            break
        names = _NUMBER.sub("", (ancestor.get("class") or "")[:100])
        steps.append(f"{ancestor.tag}.{names}")
    return "/".join(reversed(steps))


def _next_page(
    selector: Selector,
    declaration: SourceDeclaration,
    pager: re.Match[str] | None,
    base: str,
    url: str,
) -> str | None:
    if declaration.next_page == "none":
        return None
    if declaration.next_page != "auto":
        href = _attribute_or_text(selector.css(declaration.next_page), "href")
        following = canonical_url(href, base) if href else None
    elif pager:
        following = _next_by_script(pager, url)
    else:
        following = _next_by_link(selector, base) or _next_by_number(selector, base)
    return None if following == url else following


def _next_by_script(pager: re.Match[str], url: str) -> str | None:
    """Return what `createPageHTML(pages, current, "index", "html")` would link to."""
    pages, current, name, suffix = int(pager[1]), int(pager[2]), pager[3], pager[4]
    if current + 1 >= pages:
        return None
    return canonical_url(f"{name}_{current + 1}.{suffix}", url)


_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_WAYS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("//link[@rel='next'] | //a[@rel='next']", lambda _: True),
    ("//a[@href]", lambda text: bool(_NEXT_TEXT.match(text))),
    (
        "//a[@href][contains(concat(' ', @class, ' '), ' next ')]"
        " | //*[contains(concat(' ', @class, ' '), ' next ')]/a[@href]",
        lambda _: True,
    ),
)


def _next_by_link(selector: Selector, base: str) -> str | None:
    for path, fits in _WAYS:
        for found in selector.xpath(path):
            link = found.root
            text = tidy("".join(str(part) for part in link.itertext()), 40)
            text = text or tidy(link.get("title"), 40)
            href = (link.get("href") or "").strip()
            if href and not href.startswith(("#", "javascript:")) and fits(text):
                return canonical_url(href, base)
    return None


def _next_by_number(selector: Selector, base: str) -> str | None:
    """Return what follows in a pager of bare numbers: the one that is no link is this page."""
    for pager in selector.xpath("//*[count(a[@href]) > 0]"):
        links = {
            int(number[0]): link.get("href")
            for link in pager.root.iterchildren("a")
            if (number := _NUMBER.findall(text := tidy("".join(link.itertext()), 10)))
            and text.strip("[]() ") == number[0]
        }
        if not links:
            continue
        text = "".join(islice(pager.root.itertext(), MAX_PAGER_TEXTS))
        shown = {int(n) for n in _NUMBER.findall(tidy(text, 400))}
        here = shown - links.keys()
        if len(here) == 1 and (href := links.get(here.pop() + 1)):
            return canonical_url(href.strip(), base)
    return None


def find_attachments(body: bytes, content_type: str, url: str) -> list[ListedItem]:
    """Return the files that a page links to, with the names it gives them.

    Raises:
        TooMuchMarkupError: it would take too much memory or time.
    """
    selector = parse_page(body, content_type)
    if selector is None:
        return []
    base = _base_url(selector, url)
    found: dict[str, ListedItem] = {}
    for link in islice(selector.root.iter("a"), MAX_LINKS_PER_PAGE):
        address = canonical_url(link.get("href") or "", base)
        if address and address != url and is_attachment(address) and address not in found:
            found[address] = ListedItem(address, _title(link), None)
    return list(found.values())
