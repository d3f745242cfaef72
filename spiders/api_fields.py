"""A JSON answer to the field map of its list: which array, and which fields say what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policywatch.catalogue.sources import ApiMap
from spiders.dates import parse_stamp
from spiders.urls import canonical_url

MAX_DEPTH = 6
MAX_ARRAYS = 200
MIN_ROWS = 2
MOSTLY = 0.7

_URL_NAMES = (
    *("url", "link", "href", "linkurl", "detailurl", "docpuburl", "puburl", "pub_url", "weburl"),
    *("wapurl", "post_url", "arturl", "articleurl", "infourl", "path", "htmlurl", "pageurl"),
)
_TITLE_NAMES = ("title", "articletitle", "doctitle", "name", "subject", "headline", "bt", "topic")
_DATE_NAME = re.compile(r"date|time|pub|created?|_at$|rq|sj", re.IGNORECASE)
_ISSUED = re.compile(r"pub|issue|release|display|fb", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edit|expir|end|deadline|crtime|creat|insert", re.IGNORECASE)
_ID_NAME = re.compile(r"(?:^|_|[a-z])(?:id|no|code|guid|uuid)$", re.IGNORECASE)
_URL_LIKE = re.compile(r"^(?:https?://|/|\./)\S{2,}$|^[\w./-]+\.s?html?(?:\?\S*)?$")


@dataclass(frozen=True, slots=True)
class Fields:
    """What an answer's list is called: a map, how many rows it reads, and its worth."""

    api: ApiMap
    rows: int
    worth: float


def map_fields(
    data: object, url: str, zone: str, today: date, patterns: Sequence[str] = ()
) -> Fields | None:
    """Return the best field map for a JSON answer; None where nothing in it looks like a list.

    `patterns` are addresses that a page's script makes of fields, such as /show.html?id={id}.
    """
    found = [
        fields
        for path, rows in _arrays(data)
        if (fields := _map_rows(path, rows, url, zone, today, patterns)) is not None
    ]
    html = _html_at(data)
    best = max(found, key=lambda fields: fields.worth, default=None)
    if best is None and html is not None:
        return Fields(ApiMap(format="json-html", items=html), 0, 1.0)
    return best


def _arrays(data: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, list[object]]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        if sum(isinstance(row, dict) for row in data[:50]) >= min(MIN_ROWS, len(data) or 1):
            yield path, data
        pairs = [(str(n), row) for n, row in enumerate(data[:3])]
    elif isinstance(data, dict):
        pairs = [(str(name), value) for name, value in list(data.items())[:MAX_ARRAYS]]
    else:
        return
    for name, value in pairs:
        if "." not in name:
            yield from _arrays(value, f"{path}.{name}" if path else name, depth + 1)


def _html_at(data: object, path: str = "", depth: int = 0) -> str | None:
    """Return the path of a string of HTML that holds links."""
    if isinstance(data, str):
        return path if len(re.findall(r"<a\s", data[:200_000])) >= MIN_ROWS else None
    if not isinstance(data, dict) or depth > MAX_DEPTH:
        return None
    for name, value in list(data.items())[:MAX_ARRAYS]:
        inner = f"{path}.{name}" if path else str(name)
        if found := _html_at(value, inner, depth + 1):
            return found
    return None


def _flat(row: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Yield a row's fields, those of objects within it, too, by their paths."""
    if isinstance(row, dict) and depth < 3:
        for name, value in list(row.items())[:100]:
            if "." not in str(name):
                yield from _flat(value, f"{path}.{name}" if path else str(name), depth + 1)
    elif not isinstance(row, list | dict):
        yield path, row


def _map_rows(
    path: str,
    rows: list[object],
    url: str,
    zone: str,
    today: date,
    patterns: Sequence[str],
) -> Fields | None:
    some = [dict(_flat(row)) for row in rows[:40]]
    columns: dict[str, list[object]] = {}
    for row in some:
        for name, value in row.items():
            if value not in (None, ""):
                columns.setdefault(name, []).append(value)
    columns = {name: values for name, values in columns.items() if len(values) >= len(some) * 0.5}
    address = _address_of(columns, url, patterns)
    title = _title_of(columns)
    if address is None or title is None:
        return None
    stamp = _date_of(columns, zone, today)
    titles = [str(value) for value in columns[title]]
    mean = sum(min(len(text), 30) for text in titles) / len(titles)
    worth = len(rows) * mean * (3 if stamp else 1)
    if not stamp and mean < 6:
        return None
    api = ApiMap(items=path, url=address, title=title, date=stamp or "date")
    return Fields(api, len(rows), worth)


def _address_of(columns: dict[str, list[object]], url: str, patterns: Sequence[str]) -> str | None:
    def rank(name: str) -> tuple[int, int]:
        leaf = name.rpartition(".")[2].lower()
        known = _URL_NAMES.index(leaf) if leaf in _URL_NAMES else len(_URL_NAMES)
        return known, len(name)

    for name in sorted(columns, key=rank):
        values = [str(value).strip() for value in columns[name]]
        fits = [v for v in values if _URL_LIKE.match(v) and canonical_url(v, url)]
        is_file = sum(v.lower().endswith((".jpg", ".png", ".gif", ".jpeg", ".webp")) for v in fits)
        distinct = len(set(fits)) > len(fits) * MOSTLY
        if fits and len(fits) >= len(values) * MOSTLY and distinct and not is_file:
            return name
    for pattern in patterns:
        names = re.findall(r"\{([\w.]+)\}", pattern)
        if names and all(name in columns for name in names):
            return pattern
    return None


def _title_of(columns: dict[str, list[object]]) -> str | None:
    def worth(name: str) -> float:
        values = [value for value in columns[name] if isinstance(value, str)]
        if len(values) < len(columns[name]) * MOSTLY:
            return 0.0
        leaf = name.rpartition(".")[2].lower()
        words = [re.sub(r"<[^<>]{0,200}>", "", value).strip() for value in values]
        if any(_URL_LIKE.match(word) for word in words[:5]):
            return 0.0
        mean = sum(len(word) for word in words) / len(words)
        own = len(set(words)) / len(words)
        named = 8.0 if leaf == "title" else 5.0 if leaf in _TITLE_NAMES else 1.0
        named = 4.0 if named == 1.0 and "title" in leaf else named
        shape = mean if mean <= 60 else 60 / mean
        return own * named * shape if mean >= 4 else 0.0

    best = max(columns, key=worth, default=None)
    return best if best is not None and worth(best) > 0 else None


def _date_of(columns: dict[str, list[object]], zone: str, today: date) -> str | None:
    def worth(name: str) -> float:
        leaf = name.rpartition(".")[2]
        if not _DATE_NAME.search(leaf) or _ID_NAME.search(leaf):
            return 0.0
        found = [parse_stamp(value, zone, today) for value in columns[name]]
        share = sum(len(day or "") == 10 for day in found) / len(found)
        if share < MOSTLY:
            return 0.0
        return (
            share + (1.0 if _ISSUED.search(leaf) else 0.0) - (0.7 if _CHANGED.search(leaf) else 0)
        )

    best = max(columns, key=worth, default=None)
    return best if best is not None and worth(best) > 0 else None
