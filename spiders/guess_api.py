"""What an API's answer can be watched as, and the APIs that a page's scripts call."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from policywatch.catalogue.sources import ApiMap, Family
from spiders.api_calls import (
    ListCall,
    made_addresses,
    script_calls,
)
from spiders.api_fields import map_fields
from spiders.apis import NotAnAnswerError, api_call, parse_json
from spiders.guess_look import MIN_ITEMS, AddressLook, Guess, with_selectors
from spiders.items import ListPage
from spiders.markup import decode_page
from spiders.once import Answer
from spiders.rows import find_rows

MAX_SCRIPTS = 2
_LIBRARY = re.compile(
    r"jquery|bootstrap|vue|react|swiper|echarts|layui|layer\b|analytics|baidu|tongji|wza|ie\d|html5"
    r"|polyfill|video|share|slide|chunk-vendors|vendor",
    re.IGNORECASE,
)


def guess_by_scripts(look: AddressLook, scripts: list[str], url: str) -> Guess | None:
    """Return the guess of the first API that scripts call and that answers a list."""
    patterns = made_addresses(scripts)
    for call in script_calls(scripts, url):
        if look.is_over:
            return None
        if found := guess_by_call(look, call, patterns):
            return found
    return None


def scripts_in_files(look: AddressLook, selector: Selector, url: str) -> list[str]:
    """Return the page's own scripts that lie in files of their own, a few of them."""
    host = urlsplit(url).netloc
    addresses = [urljoin(url, s.get("src")) for s in selector.root.iter("script") if s.get("src")]
    own = [a for a in addresses if urlsplit(a).netloc == host and not _LIBRARY.search(a)]
    answers = [look.ask(address) for address in own[-MAX_SCRIPTS:]]
    return [decode_page(a.body, a.content_type) for a in answers if a is not None]


def guess_by_call(
    look: AddressLook, call: ListCall, patterns: list[str] | None = None
) -> Guess | None:
    """Return the guess of an API that is called so; `patterns` are addresses that scripts make."""
    first = api_call(look.declare(_api_fields(call)), 0)
    answer = look.ask(first.url, first.method, first.body, first.content_type)
    return guess_api(look, call, answer, patterns) if answer is not None else None


def _api_fields(call: ListCall, api: ApiMap | None = None) -> dict[str, Any]:
    known = (api or ApiMap(format=call.format)).model_dump(exclude_defaults=True)
    asked: dict[str, Any] = {"page_size": call.page_size, "first_page": call.first_page}
    if call.method == "POST":
        asked |= {"method": "POST", "body": call.body}
    return {"family": Family.API_LIST, "url": call.url, "api": known | asked}


def guess_api(
    look: AddressLook, call: ListCall, answer: Answer, patterns: list[str] | None = None
) -> Guess | None:
    """Return the guess of an API by what it answered; None where that is no list."""
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
    return look.found(fields, answer, page, call.why)


def _asks_for_size(call: ListCall) -> bool:
    return "{size}" in call.url + call.body or "{end}" in call.url + call.body


def _with_fragment_selectors(
    look: AddressLook, fields: dict[str, Any], answer: Answer, plain: ListPage
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
    return with_selectors(look, fields, answer, selector, rows, plain)
