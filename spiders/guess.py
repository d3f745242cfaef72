"""A look at an address to a source: its family, where its items stand, what it yields."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from lxml import etree
from parsel import Selector

from policywatch.catalogue.sources import Family, SourceDeclaration
from policywatch.errors import PolicywatchError
from spiders.api_calls import (
    ListCall,
    known_calls,
    template_of,
)
from spiders.excerpt import excerpt_of
from spiders.guess_api import guess_api, guess_by_call, guess_by_scripts, scripts_in_files
from spiders.guess_look import MIN_ITEMS, AddressLook, Browse, Fetch, Guess, with_selectors
from spiders.lists import embedded_store, shown_elsewhere
from spiders.markup import TooMuchMarkupError, base_url, decode_page, parse_page
from spiders.once import Answer, FetchError
from spiders.one_text import is_one_text
from spiders.pagers import next_page, script_pager
from spiders.rows import Rows, find_rows

MIN_PAGE_CHARS = 150

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")


class GuessError(PolicywatchError):
    """Nothing that can be watched was found; the message says what was looked for."""


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
    look = AddressLook(declare, fetch, browse, today)
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


def _whole_answer(look: AddressLook, url: str, answer: Answer) -> Guess | None:
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
            return look.found(fields, answer, page, why)
    text = decode_page(answer.body[:200], answer.content_type).lstrip()
    is_html = b"<html" in head.lower() or b"<body" in head.lower()
    if b"<datastore" in head.lower() and text.startswith("<") and not is_html:
        template, size, _ = template_of(url)
        call = ListCall(template, "the answer is Hanweb's XML", page_size=size, format="datastore")
        return guess_api(look, call, answer)
    if text[:1] in ("{", "[") or "json" in answer.content_type.lower():
        template, size, first = template_of(url)
        why = "the answer is JSON"
        return guess_api(look, ListCall(template, why, page_size=size, first_page=first), answer)
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


def _html_page(look: AddressLook, url: str, answer: Answer, selector: Selector) -> Guess | None:
    base = base_url(selector.root, answer.url)
    store = embedded_store(selector)
    rows = find_rows(selector.root, base, look.today)
    is_text = is_one_text(selector.root, rows, base, look.today)
    for call in known_calls(selector, answer.url):
        if found := guess_by_call(look, call):
            return found
    if store or (len(rows.items) >= MIN_ITEMS and not is_text):
        return _list_guess(look, url, answer, selector, rows)
    if is_text:
        return _page_guess(look, url, answer, selector)
    scripts = [str(s.text) for s in selector.root.iter("script") if s.text]
    found = guess_by_scripts(look, scripts, answer.url)
    if found is None:
        others = scripts_in_files(look, selector, answer.url)
        found = guess_by_scripts(look, others, answer.url) if others else None
    if found is None and look.browse is not None:
        found = _in_browser(look, url, look.browse)
    if found is None and len(rows.items) >= MIN_ITEMS:
        return _list_guess(look, url, answer, selector, rows)
    return found or _page_guess(look, url, answer, selector)


def _list_guess(
    look: AddressLook, url: str, answer: Answer, selector: Selector, rows: Rows
) -> Guess | None:
    pager = script_pager(selector)
    family = Family.SCRIPT_LIST if pager else Family.LIST
    fields: dict[str, Any] = {"family": family, "url": url}
    plain = look.read(fields, answer)
    if plain is None or not plain.items:
        return None
    if rows.elements and not embedded_store(selector):
        fields = with_selectors(look, fields, answer, selector, rows, plain)
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
    return look.found(fields, answer, look.read(fields, answer) or plain, why)


def _page_guess(look: AddressLook, url: str, answer: Answer, selector: Selector) -> Guess | None:
    texts = selector.xpath(
        "//body//text()[not(ancestor::a or ancestor::script or ancestor::style)]"
    )
    if sum(len(text.get().strip()) for text in texts[:5000]) < MIN_PAGE_CHARS:
        return None
    fields = {"family": Family.PAGE, "url": url}
    page = look.read(fields, answer)
    why = "the page is one text: it is watched for changes"
    return look.found(fields, answer, page, why) if page else None


def _in_browser(look: AddressLook, url: str, browse: Browse) -> Guess | None:
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
    if len(rows.items) < MIN_ITEMS or is_one_text(selector.root, rows, base, look.today):
        return None
    found = _list_guess(look, url, answer, selector, rows)
    if found is None:
        return None
    fields = found.fields | {"browser": "always"}
    return replace(found, fields=fields, why=("without scripts the page is empty", *found.why))
