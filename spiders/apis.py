"""List APIs to items, by the field map of a source: JSON, HTML in JSON, Hanweb's XML."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from models import Outcome
from policywatch.catalogue.sources import ApiMap, SourceDeclaration
from spiders.bounds import MAX_ITEMS_PER_PAGE
from spiders.dates import parse_stamp
from spiders.items import ListedItem, ListPage, tidy
from spiders.lists import read_list
from spiders.markup import decode_page
from spiders.records import TooManyRecordsError, read_records
from spiders.urls import canonical_url

_PLACE = re.compile(r"\{(page|start|end|offset|size)\}")
_FIELD = re.compile(r"\{([\w.]{1,100})\}")
_JSONP = re.compile(r"^\s{0,100}[\w.$]{1,100}\s{0,10}\(")


class NotAnAnswerError(Exception):
    """An answer does not have the shape that its family says; `outcome` is its class."""

    def __init__(self, problem: str, outcome: Outcome = Outcome.LAYOUT_CHANGED) -> None:
        super().__init__(problem)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One request to a list API."""

    url: str
    method: str
    body: str
    content_type: str


def api_call(declaration: SourceDeclaration, page: int) -> ApiCall:
    """Return the request for a page, counted from 0."""
    api = declaration.api or ApiMap()
    values = {
        "page": str(page + api.first_page),
        "start": str(page * api.page_size + 1),
        "offset": str(page * api.page_size),
        "end": str((page + 1) * api.page_size),
        "size": str(api.page_size),
    }
    body = _PLACE.sub(lambda m: values[m[1]], api.body)
    is_json = body.lstrip().startswith(("{", "["))
    kind = "application/json" if is_json else "application/x-www-form-urlencoded"
    url = _PLACE.sub(lambda m: values[m[1]], declaration.url)
    return ApiCall(url, api.method, body, kind if api.method == "POST" else "")


def pages_on(declaration: SourceDeclaration) -> bool:
    """Return whether the API is asked page by page."""
    api = declaration.api or ApiMap()
    return bool(_PLACE.search(declaration.url) or _PLACE.search(api.body))


def read_api(
    body: bytes, content_type: str, url: str, declaration: SourceDeclaration, today: date
) -> ListPage:
    """Return the items of an API's answer.

    Raises:
        NotAnAnswerError: says what was expected and is not there.
    """
    api = declaration.api or ApiMap()
    text = decode_page(body, content_type)
    if api.format == "json-html":
        html = _at(parse_json(text), api.items)
        if not isinstance(html, str):
            raise NotAnAnswerError(f"expected HTML at {api.items or 'the top'!r}")
        return read_list(html.encode(), "text/html; charset=utf-8", url, declaration, today)
    if api.format == "datastore":
        items = _read_datastore(text, url, today)
    else:
        items = _read_json(text, url, api, declaration.timezone, today)
    unique: dict[str, ListedItem] = {}
    for count, item in enumerate(items):
        if count >= MAX_ITEMS_PER_PAGE:
            return ListPage(tuple(unique.values()), cut=f"it holds over {count:,} items")
        unique.setdefault(item.url, item)
    return ListPage(tuple(unique.values()))


def _read_datastore(text: str, url: str, today: date) -> Iterable[ListedItem]:
    if "<datastore" not in text[:2000].lower():
        raise NotAnAnswerError("expected XML that begins with <datastore>")
    try:
        return read_records(text, url, today)
    except TooManyRecordsError as error:
        raise NotAnAnswerError(str(error), Outcome.TOO_LARGE) from error


def _read_json(
    text: str, url: str, api: ApiMap, timezone: str, today: date
) -> Iterable[ListedItem]:
    rows = _at(parse_json(text), api.items)
    if not isinstance(rows, list):
        raise NotAnAnswerError(f"expected an array at {api.items or 'the top'!r}")
    for row in rows:
        address = canonical_url(_address(row, api.url), url)
        if address:
            title = tidy(_plain(_at(row, api.title)))
            yield ListedItem(address, title, parse_stamp(_at(row, api.date), timezone, today))


def parse_json(text: str) -> object:
    """Return what JSON, or JSON in a call (JSONP), says.

    Raises:
        NotAnAnswerError: it is none.
    """
    jsonp = _JSONP.match(text)
    if jsonp:
        text = text[jsonp.end() : text.rfind(")")]
    try:
        data: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAnAnswerError(f"expected JSON: {error}") from error
    return data


def _address(row: object, pattern: str) -> str:
    if "{" not in pattern:
        found = _at(row, pattern)
        return found if isinstance(found, str) else ""
    return _FIELD.sub(lambda m: urlencode({"": str(_at(row, m[1]) or "")})[1:], pattern)


def _plain(value: object) -> str:
    """Return a title without the marks that search APIs put around hits."""
    return re.sub(r"<[^<>]{0,200}>", "", value) if isinstance(value, str) else ""


def _at(value: object, path: str) -> object:
    """Return what stands at a path like data.list or rows.0.name; None where nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
