"""Where a list goes on: a link to the next page, or what a script would write as one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import cast
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from spiders.items import tidy
from spiders.postbacks import NextForm, form_sent_by, sends_back, shows_next
from spiders.urls import canonical_url

MAX_PAGER_TEXTS = 200
LeadsOn = Callable[[etree._Element], bool]

_CALL = re.compile(
    r"createPage\w{0,20}\s{0,5}\((?:\s{0,5}['\"][^'\"]{0,80}['\"]\s{0,5},)?"
    r"\s{0,5}['\"]?(\d{1,6})['\"]?\s{0,5},\s{0,5}['\"]?(\d{1,6})['\"]?\s{0,5},"
    r"\s{0,5}['\"]([\w.-]{1,80})['\"]\s{0,5},\s{0,5}['\"](\w{1,10})['\"]"
)
# Older TRS pages write the pager line by line: var currentPage = 0; … "index"+"_" + nextPage.
_CURRENT = re.compile(r"\bcurrentPage\s{0,5}=\s{0,5}(\d{1,6})\b")
_COUNT = re.compile(r"\b(?:countPage|pageCount|totalPage)\s{0,5}=\s{0,5}(\d{1,6})\b")
_WRITES = re.compile(
    r"([\w.-]{1,80})\\?[\"']\s{0,5}\+\s{0,5}[\"']_[\"']\s{0,5}\+\s{0,5}nextPage\s{0,5}\+\s{0,5}"
    r"[\"']\.[\"']\s{0,5}\+\s{0,5}[\"'](\w{1,10})"
    r"|([\w.-]{1,80})_[\"']\s{0,5}\+\s{0,5}nextPage\s{0,5}\+\s{0,5}[\"']\.(\w{1,10})"
)
NEXT_TEXT = re.compile(
    r"^[\[【(（]?(?:下\s?一?\s?[页頁]|[后後]一?[页頁]"
    r"|[Nn]ext(?: [Pp]age)?|[Oo]lder(?: (?:[Pp]osts|[Ee]ntries))?)"
    r"(?:\s?[(（]N[)）])?[\]】)）]?\s?(?:>|›|»|→|&gt;){0,3}$"
    r"|^(?:>|›|»|→){1,2}$"
)
# What a pager's links say besides.
PAGER_TEXT = re.compile(
    r"^[<«‹\[]{0,3}\s?(?:首\s?[页頁]|第一[页頁]|上一?[页頁]|前一?[页頁]|尾[页頁]|末[页頁]|最[后後]一?[页頁]"
    r"|[Pp]rev(?:ious)?(?: [Pp]age)?|[Ff]irst(?: [Pp]age)?|[Ll]ast(?: [Pp]age)?)\s?[>»›\]]{0,3}$"
)


@dataclass(frozen=True, slots=True)
class ScriptPager:
    """A pager that a script writes: page `current` (from 0) of `pages`, `name_N.suffix`."""

    pages: int
    current: int
    name: str
    suffix: str


def script_pager(selector: Selector) -> ScriptPager | None:
    """Return a page's script that writes the pager, if it has one."""
    for script in selector.root.iter("script"):
        text = script.text or ""
        call = _CALL.search(text)
        if call:
            return ScriptPager(int(call[1]), int(call[2]), call[3], call[4])
        current, count, writes = _CURRENT.search(text), _COUNT.search(text), _WRITES.search(text)
        if current and count and writes:
            name, suffix = writes[1] or writes[3], writes[2] or writes[4]
            return ScriptPager(int(count[1]), int(current[1]), name, suffix)
    return None


def next_page(
    selector: Selector, declared: str, pager: ScriptPager | None, base: str, url: str
) -> str | None:
    """Return the next page's address; `declared` is auto, none, or CSS of the link to it."""
    if declared == "none":
        return None
    if declared != "auto":
        found = selector.css(declared)
        root = found[0].root if found else None
        href = root if isinstance(root, str) else root.get("href") if root is not None else None
        following = canonical_url(href, base) if href else None
    elif pager:
        following = _next_by_script(pager, url)
    else:
        link = _link_by_text(selector, _leads_on)
        link = _link_by_number(selector, _leads_on) if link is None else link
        href = link.get("href") if link is not None else None
        following = canonical_url(href.strip(), base) if href else None
    if following is None or following == url:
        return None
    # A list that goes on elsewhere is another list: a slide show, an advertisement.
    return following if urlsplit(following).netloc == urlsplit(url).netloc else None


def next_form(
    selector: Selector, declared: str, base: str, url: str, charset: str
) -> NextForm | None:
    """Return the form that is sent back for the next page, where the pager is ASP.NET's."""
    if declared == "none":
        return None
    link: etree._Element | None
    if declared != "auto":
        found = selector.css(declared)
        link = found[0].root if found and isinstance(found[0].root, etree._Element) else None
    else:
        link = _link_by_text(selector, sends_back)
        if link is None:
            link = next(filter(shows_next, selector.root.iter("a")), None)
        link = _link_by_number(selector, sends_back) if link is None else link
    return form_sent_by(link, base, url, charset) if link is not None else None


def _next_by_script(pager: ScriptPager, url: str) -> str | None:
    if pager.current + 1 >= pager.pages:
        return None
    return canonical_url(f"{pager.name}_{pager.current + 1}.{pager.suffix}", url)


_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_BARE_NUMBER = re.compile(r"^\d{1,4}$")
_CURRENT_NAME = re.compile(
    r"\b(?:active|current|cur|on|selected|thisclass|hover|now)\b", re.IGNORECASE
)
_WAYS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("//link[@rel='next'] | //a[@rel='next']", lambda _: True),
    ("//a[@href]", lambda text: bool(NEXT_TEXT.match(text))),
    (
        "//a[@href][contains(concat(' ', @class, ' '), ' next ')]"
        " | //*[contains(concat(' ', @class, ' '), ' next ')]/a[@href]",
        lambda _: True,
    ),
    # Pagers of pictures: what follows is told by a name, in what is named a pager.
    (
        "//*[contains(@class, 'pag') or contains(@id, 'pag') or contains(@class, 'fenye')]"
        "//a[@href][contains(@class, 'next') or contains(@class, 'Next')]"
        "[not(contains(@class, 'swiper') or contains(@class, 'slick'))]",
        lambda _: True,
    ),
)


def _link_by_text(selector: Selector, leads_on: LeadsOn) -> etree._Element | None:
    for path, fits in _WAYS:
        for found in selector.xpath(path):
            link = found.root
            text = tidy("".join(str(part) for part in link.itertext()), 40)
            text = text or tidy(link.get("title") or link.get("aria-label") or _alt(link), 40)
            if leads_on(link) and fits(text):
                return cast("etree._Element", link)
    return None


def _alt(link: etree._Element) -> str | None:
    return next((image.get("alt") for image in link.iter("img") if image.get("alt")), None)


def _link_by_number(selector: Selector, leads_on: LeadsOn) -> etree._Element | None:
    """Return what follows in a pager of bare numbers: the one that is no link is this page.

    Or the one that is marked as current, where all are links.
    """
    pagers: dict[etree._Element, dict[int, etree._Element]] = {}
    for element in selector.xpath("//a | //span | //em | //strong | //b | //li[not(*)] | //i"):
        node = element.root
        text = "".join(map(str, islice(node.itertext(), 5))).strip(" []()\n\t\r\xa0")
        if not _BARE_NUMBER.match(text) or (node.tag != "a" and len(node)):
            continue
        for above in islice(node.iterancestors(), 3):
            pagers.setdefault(above, {}).setdefault(int(text), node)
    for pager, numbers in pagers.items():
        links = {n: a for n, a in numbers.items() if leads_on(a)}
        if not links:
            continue
        text = " ".join(islice(map(str, pager.itertext()), MAX_PAGER_TEXTS))
        shown = {int(n) for n in _NUMBER.findall(tidy(text, 400))}
        here = shown - links.keys() or {n for n, a in links.items() if _is_current(a)}
        if len(here) == 1 and (following := links.get(here.pop() + 1)) is not None:
            return following
    return None


def _leads_on(node: etree._Element) -> bool:
    href = (node.get("href") or "").strip().lower()
    return bool(href) and not href.startswith(("#", "javascript:"))


def _is_current(node: etree._Element) -> bool:
    parent = node.getparent()
    names = f"{node.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
    return bool(_CURRENT_NAME.search(names)) or node.get("aria-current") is not None
