"""A look at an address to a source: its family, where its items stand, what it yields."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from parsel import Selector
from pydantic import ValidationError

from policywatch.catalogue.sources import ApiMap, Family, SourceDeclaration
from policywatch.errors import PolicywatchError
from spiders.api_calls import (
    ListCall,
    known_calls,
    made_addresses,
    script_calls,
    template_of,
)
from spiders.api_fields import map_fields
from spiders.apis import NotAnAnswerError, api_call, parse_json
from spiders.excerpt import excerpt_of
from spiders.items import ListedItem, ListPage
from spiders.lists import embedded_store, shown_elsewhere
from spiders.markup import TooMuchMarkupError, decode_page, parse_page
from spiders.once import Answer, FetchError
from spiders.pagers import next_page, script_pager
from spiders.readers import read_answer
from spiders.row_parts import after_row, find_parts
from spiders.row_places import node_at
from spiders.row_selectors import items_selector, parts_selectors
from spiders.rows import Rows, base_url, find_rows

MAX_FETCHES = 6
MAX_SCRIPTS = 2
MIN_ITEMS = 2
LONG_TEXT = 300
MIN_SENTENCE = 25
MIN_PAGE_CHARS = 150

Fetch = Callable[[str, str, str, str], Answer]
Browse = Callable[[str], Answer]
_LIBRARY = re.compile(
    r"jquery|bootstrap|vue|react|swiper|echarts|layui|layer\b|analytics|baidu|tongji|wza|ie\d|html5"
    r"|polyfill|video|share|slide|chunk-vendors|vendor",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")


class GuessError(PolicywatchError):
    """Nothing that can be watched was found; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What an address was found to be.

    `fields` are those of the source's declaration, `answer` is what its list answered, `items` are
    what that yields, `why` says what the guess stands on and what it could not find.
    """

    fields: dict[str, Any]
    answer: Answer
    items: tuple[ListedItem, ...]
    why: tuple[str, ...]


@dataclass(slots=True)
class _Look:
    """A look at one address, with the few fetches that it may make."""

    declare: Callable[[dict[str, Any]], SourceDeclaration]
    fetch: Fetch
    browse: Browse | None
    today: date
    fetches: int = 1
    why: list[str] = field(default_factory=list)

    def read(self, fields: dict[str, Any], answer: Answer) -> ListPage | None:
        """Return what a declaration makes of an answer; None where it makes nothing of it."""
        try:
            declared = self.declare(fields)
            return read_answer(declared, answer.body, answer.content_type, answer.url, self.today)
        except (NotAnAnswerError, TooMuchMarkupError, ValidationError):
            return None

    def ask(self, url: str, method: str = "GET", body: str = "", kind: str = "") -> Answer | None:
        """Return what an address answers; None where nothing may or can be had any more."""
        if self.fetches >= MAX_FETCHES:
            return None
        self.fetches += 1
        try:
            return self.fetch(url, method, body, kind)
        except FetchError:
            return None


def guess_source(
    url: str,
    *,
    declare: Callable[[dict[str, Any]], SourceDeclaration],
    fetch: Fetch,
    today: date,
    browse: Browse | None = None,
) -> Guess:
    """Return what an address can be watched as; it takes one fetch, and at most a few.

    `declare` makes a declaration of fields, `fetch` asks an address (url, method, body, content
    type), `browse` opens one in a browser where there is one.
    Raises:
        GuessError: nothing that can be watched was found.
        FetchError: the address could not be had.
    """
    look = _Look(declare, fetch, browse, today)
    answer = fetch(url, "GET", "", "")
    found = _whole_answer(look, url, answer)
    elsewhere = ""
    if found is None:
        selector = _page(answer)
        elsewhere = shown_elsewhere(selector, answer.url) if selector is not None else ""
        found = _html_page(look, url, answer, selector) if selector is not None else None
    if found is None and browse is not None:
        found = _in_browser(look, url, browse)
    if found is None:
        raise GuessError(
            f"{url}: no list, feed, sitemap or API was found, nor a text to watch"
            + ("" if browse else "; no browser was at hand to run its scripts")
            + (f"; {elsewhere}" if elsewhere else "")
            + f"; {excerpt_of(answer.body, answer.content_type)}".rstrip("; ")
        )
    return found


def _whole_answer(look: _Look, url: str, answer: Answer) -> Guess | None:
    """Return the guess where the answer as a whole is a feed, a sitemap or an API's."""
    head = answer.body[:4000]
    tries: list[tuple[Family, str]] = []
    if _FEED.search(head):
        tries.append((Family.FEED, "the answer is a feed"))
    if _SITEMAP.search(head) or answer.body[:2] == b"\x1f\x8b" or _is_address_list(head):
        tries.append((Family.SITEMAP, "the answer is a sitemap"))
    for family, why in tries:
        fields = {"family": family, "url": url}
        page = look.read(fields, answer)
        if page is not None and (page.items or family is Family.SITEMAP):
            return _guess(look, fields, answer, page, why)
    text = decode_page(answer.body[:200], answer.content_type).lstrip()
    is_html = b"<html" in head.lower() or b"<body" in head.lower()
    if b"<datastore" in head.lower() and text.startswith("<") and not is_html:
        template, size, _ = template_of(url)
        call = ListCall(template, "the answer is Hanweb's XML", page_size=size, format="datastore")
        return _api_guess(look, call, answer)
    if text[:1] in ("{", "[") or "json" in answer.content_type.lower():
        template, size, first = template_of(url)
        why = "the answer is JSON"
        return _api_guess(look, ListCall(template, why, page_size=size, first_page=first), answer)
    return None


def _is_address_list(head: bytes) -> bool:
    lines = head.split()[:3]
    return bool(lines) and all(line.startswith((b"http://", b"https://")) for line in lines)


def _page(answer: Answer) -> Selector | None:
    try:
        selector = parse_page(answer.body, answer.content_type)
    except TooMuchMarkupError:
        return None
    if selector is None or not isinstance(selector.root, etree._Element):
        return None
    return selector


def _html_page(look: _Look, url: str, answer: Answer, selector: Selector) -> Guess | None:
    base = base_url(selector.root, answer.url)
    store = embedded_store(selector)
    rows = find_rows(selector.root, base, look.today)
    is_text = _is_one_text(selector.root, rows, base, look.today)
    for call in known_calls(selector, answer.url):
        if found := _called(look, call):
            return found
    if store or (len(rows.items) >= MIN_ITEMS and not is_text):
        return _list_guess(look, url, answer, selector, rows)
    if is_text:
        return _page_guess(look, url, answer, selector)
    scripts = [str(s.text) for s in selector.root.iter("script") if s.text]
    found = _by_scripts(look, scripts, answer.url)
    if found is None:
        others = _other_scripts(look, selector, answer.url)
        found = _by_scripts(look, others, answer.url) if others else None
    if found is None and look.browse is not None:
        found = _in_browser(look, url, look.browse)
    if found is None and len(rows.items) >= MIN_ITEMS:
        return _list_guess(look, url, answer, selector, rows)
    return found or _page_guess(look, url, answer, selector)


def _is_one_text(root: etree._Element, rows: Rows, base: str, today: date) -> bool:
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


_INLINE = frozenset(("a", "span", "em", "i", "b", "strong", "font", "u", "sub", "sup", "mark"))


def _is_inline(child: etree._Element, rows: set[etree._Element]) -> bool:
    return child.tag in _INLINE and child not in rows and not len(child)


def _list_guess(
    look: _Look, url: str, answer: Answer, selector: Selector, rows: Rows
) -> Guess | None:
    pager = script_pager(selector)
    family = Family.SCRIPT_LIST if pager else Family.LIST
    fields: dict[str, Any] = {"family": family, "url": url}
    plain = look.read(fields, answer)
    if plain is None or not plain.items:
        return None
    if rows.elements and not embedded_store(selector):
        fields = _with_selectors(look, fields, answer, selector, rows, plain)
    following = next_page(selector, "auto", pager, base_url(selector.root, answer.url), answer.url)
    why = f"{len(plain.items)} rows of one shape with links"
    if not any(item.date for item in plain.items):
        why += "; none shows a date"
    if "items" not in fields:
        why += "; no class names them, so they are found by their shape"
    look.why.append(
        f"the next page is {following}"
        if following
        else "no link to a next page was found: only the first page is read"
    )
    return _guess(look, fields, answer, look.read(fields, answer) or plain, why)


def _with_selectors(
    look: _Look,
    fields: dict[str, Any],
    answer: Answer,
    selector: Selector,
    rows: Rows,
    plain: ListPage,
) -> dict[str, Any]:
    """Return the fields with CSS, as far as CSS yields the same items."""
    css = items_selector(selector, rows.elements)
    if css is None:
        return fields
    with_items = fields | {"items": css}
    page = look.read(with_items, answer)
    if page is None or page.items != plain.items:
        return fields
    parts = find_parts(rows.elements, base_url(selector.root, answer.url), look.today)
    for name, part in parts_selectors(rows.elements, parts, node_at).items():
        if part is None:
            continue
        more = with_items | {name: part}
        page = look.read(more, answer)
        if page is not None and page.items == plain.items:
            with_items = more
    return with_items


def _page_guess(look: _Look, url: str, answer: Answer, selector: Selector) -> Guess | None:
    texts = selector.xpath(
        "//body//text()[not(ancestor::a or ancestor::script or ancestor::style)]"
    )
    if sum(len(text.get().strip()) for text in texts[:5000]) < MIN_PAGE_CHARS:
        return None
    fields = {"family": Family.PAGE, "url": url}
    page = look.read(fields, answer)
    why = "the page is one text: it is watched for changes"
    return _guess(look, fields, answer, page, why) if page else None


def _by_scripts(look: _Look, scripts: list[str], url: str) -> Guess | None:
    patterns = made_addresses(scripts)
    for call in script_calls(scripts, url):
        if look.fetches >= MAX_FETCHES:
            return None
        if found := _called(look, call, patterns):
            return found
    return None


def _other_scripts(look: _Look, selector: Selector, url: str) -> list[str]:
    """Return the page's own scripts that lie in files of their own, a few of them."""
    host = urlsplit(url).netloc
    addresses = [urljoin(url, s.get("src")) for s in selector.root.iter("script") if s.get("src")]
    own = [a for a in addresses if urlsplit(a).netloc == host and not _LIBRARY.search(a)]
    answers = [look.ask(address) for address in own[-MAX_SCRIPTS:]]
    return [decode_page(a.body, a.content_type) for a in answers if a is not None]


def _called(look: _Look, call: ListCall, patterns: list[str] | None = None) -> Guess | None:
    first = api_call(look.declare(_api_fields(call)), 0)
    answer = look.ask(first.url, first.method, first.body, first.content_type)
    return _api_guess(look, call, answer, patterns) if answer is not None else None


def _api_fields(call: ListCall, api: ApiMap | None = None) -> dict[str, Any]:
    known = (api or ApiMap(format=call.format)).model_dump(exclude_defaults=True)
    asked: dict[str, Any] = {"page_size": call.page_size, "first_page": call.first_page}
    if call.method == "POST":
        asked |= {"method": "POST", "body": call.body}
    return {"family": Family.API_LIST, "url": call.url, "api": known | asked}


def _api_guess(
    look: _Look, call: ListCall, answer: Answer, patterns: list[str] | None = None
) -> Guess | None:
    fields = _api_fields(call)
    if call.format != "datastore":
        try:
            data = parse_json(decode_page(answer.body, answer.content_type))
        except NotAnAnswerError:
            return None
        zone = look.declare(fields).timezone
        mapped = map_fields(data, answer.url, zone, look.today, patterns or [])
        if mapped is None:
            return None
        fields = _api_fields(call, mapped.api)
    page = look.read(fields, answer)
    if page is None or len(page.items) < MIN_ITEMS:
        return None
    if fields["api"].get("format") == "json-html":
        fields = _with_fragment_selectors(look, fields, answer, page)
    size = fields["api"]["page_size"]
    if len(page.items) < size and not _asks_for_size(call):
        # It answers so many whatever is asked: that is its page.
        fields["api"]["page_size"] = len(page.items)
    return _guess(look, fields, answer, page, call.why)


def _asks_for_size(call: ListCall) -> bool:
    return "{size}" in call.url + call.body or "{end}" in call.url + call.body


def _with_fragment_selectors(
    look: _Look, fields: dict[str, Any], answer: Answer, plain: ListPage
) -> dict[str, Any]:
    """Return an API's fields with CSS for the HTML in its answer, where CSS yields the same."""
    data = parse_json(decode_page(answer.body, answer.content_type))
    html: object = data
    for step in str(fields["api"].get("items", "")).split("."):
        html = html.get(step) if isinstance(html, dict) else None
    if not isinstance(html, str):
        return fields
    selector = Selector(text=html, type="html", huge_tree=False)
    rows = find_rows(selector.root, answer.url, look.today)
    if not rows.elements:
        return fields
    return _with_selectors(look, fields, answer, selector, rows, plain)


def _in_browser(look: _Look, url: str, browse: Browse) -> Guess | None:
    """Return the guess from the page as a browser shows it."""
    try:
        answer = browse(url)
    except FetchError as error:
        look.why.append(f"a browser did not get it: {error}")
        return None
    selector = _page(answer)
    if selector is None:
        return None
    base = base_url(selector.root, answer.url)
    rows = find_rows(selector.root, base, look.today)
    if len(rows.items) < MIN_ITEMS or _is_one_text(selector.root, rows, base, look.today):
        return None
    found = _list_guess(look, url, answer, selector, rows)
    if found is None:
        return None
    fields = found.fields | {"browser": "always"}
    return replace(found, fields=fields, why=("without scripts the page is empty", *found.why))


def _guess(look: _Look, fields: dict[str, Any], answer: Answer, page: ListPage, why: str) -> Guess:
    return Guess(fields, answer, page.items, (why, *look.why))
