"""Calls of list APIs as they stand in a page: those of known systems, and those of its scripts."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree
from parsel import Selector

MAX_SCRIPT_CHARS = 400_000
MAX_CALLS = 12
USUAL_SIZE = 20

_PAGE = frozenset(
    {
        *("page", "pageno", "pagenum", "pageindex", "pagenumber", "curpage", "currentpage"),
        *("current", "pn", "page_no", "page_num", "pageid", "p", "nowpage", "page_index"),
    }
)
_SIZE = frozenset(
    {
        *("size", "pagesize", "limit", "rows", "perpage", "per_page", "page_size", "num"),
        *("count", "ps", "pagecount", "pernum", "pagelimit"),
    }
)
_START, _END = frozenset({"startrecord"}), frozenset({"endrecord"})
_OFFSET = frozenset({"offset", "start", "skip", "from", "begin"})

_PROXY = re.compile(r"[\w/.:-]{0,120}?/jpage/(?:more)?(?:column)?dataproxy\.jsp")
_PER_PAGE = re.compile(r"per[Pp]age['\"]?\s{0,5}[:=]\s{0,5}['\"]?(\d{1,3})")
_AJAX_PARAM = re.compile(r"ajaxParam['\"]?\s{0,5}:\s{0,5}\{([^{}]{1,2000})\}")
_PAIR = re.compile(
    r"['\"]?(\w{1,60})['\"]?\s{0,5}:\s{0,5}(?:'([^']{0,300})'|\"([^\"]{0,300})\"|([\w.+\-]{1,80}))"
)
_SID = re.compile(r"\bSID['\"]?\s{0,5}[:=]\s{0,5}['\"]?(\d{1,12})")
_LITERAL = re.compile(
    r"([\"'`])((?:https?:)?/?[\w./%:${}-]{0,200}"
    r"(?:api|list|query|page|search|article|content|news|info|ajax|data|load)[\w./%:${}-]{0,200}"
    r"(?:\?[^\"'`<>\s]{0,500})?)\1",
    re.IGNORECASE,
)
_NO_API = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|svg|ico|s?html?|woff2?|vue|pdf|docx?|mp4)(?:\?|$)|^(?:text|application)/"
    r"|^[\w-]+$|^[\w.-]+$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s{0,20}\+\s{0,20}(?:([\w.$()]{1,60})|([\"'`])([^\"'`]{0,300})\2)")
_DATA = re.compile(
    r"(?:data|params|body)['\"]?\s{0,5}:\s{0,5}(JSON\.stringify\(\s{0,20})?\{([^{}]{1,1000})\}"
    r"|^\s{0,20},\s{0,20}(JSON\.stringify\(\s{0,20})?\{([^{}]{1,1000})\}"
)
_IS_POST = re.compile(
    r"\.post\s{0,5}\(\s{0,5}$|(?:type|method)['\"]?\s{0,5}:\s{0,5}['\"]post['\"]", re.IGNORECASE
)
_MADE_ADDRESS = re.compile(
    r"([\w./?=&%:-]{0,200}[=/_-])[\"'`]\s{0,20}\+\s{0,20}\w{1,30}\.(\w{1,40})"
    r"(?:\s{0,20}\+\s{0,20}[\"'`]([\w./?=&%-]{0,100}))?"
    r"|([\w./?=&%:-]{0,200}[=/_-])\$\{\s{0,5}\w{1,30}\.(\w{1,40})\s{0,5}\}([\w./?=&%-]{0,100})"
)


@dataclass(frozen=True, slots=True)
class ListCall:
    """How a list API is asked: address and body with {page}, {size}, … where they vary."""

    url: str
    why: str
    method: str = "GET"
    body: str = ""
    page_size: int = USUAL_SIZE
    first_page: int = 1
    format: str = "json"


def known_calls(selector: Selector, url: str) -> Iterator[ListCall]:
    """Yield the calls of systems that are known: Hanweb's two, Guangdong's catalogue."""
    html = "\n".join(_scripts(selector))
    yield from _jpage_calls(html, url)
    yield from _unit_calls(selector, url)
    sid = _SID.search(html)
    if sid and "/gkmlpt/" in url:
        root = url.partition("/gkmlpt/")[0]
        column = urlsplit(url).fragment if urlsplit(url).fragment.isdecimal() else "0"
        yield ListCall(
            f"{root}/gkmlpt/api/all/{column}?page={{page}}&sid={sid[1]}",
            "the page is a catalogue of Guangdong's system, which has a list API",
            page_size=100,
        )


def _jpage_calls(html: str, url: str) -> Iterator[ListCall]:
    proxy = _PROXY.search(html)
    if not proxy:
        return
    params: dict[str, str] = {}
    asked = re.search(r"dataproxy\.jsp\?([^\"'<>\s]{1,2000})", html)
    if asked:
        params = dict(parse_qsl(asked[1].replace("&amp;", "&")))
    given = _AJAX_PARAM.search(html)
    if given:
        params |= _object(given[1])
    for name in ("page", "startrecord", "endrecord", "perpage"):
        params.pop(name, None)
    size = int(found[1]) if (found := _PER_PAGE.search(html)) else 15
    address = urljoin(url, proxy[0])
    place = "startrecord={start}&endrecord={end}&perpage={size}"
    why = "the page's script asks Hanweb's dataproxy.jsp for its records"
    form = urlencode(params)
    whole = f"{place}&{form}" if form else place
    yield ListCall(f"{address}?{whole}", why, page_size=size, format="datastore")
    if form:
        yield ListCall(f"{address}?{place}", why, "POST", form, size, format="datastore")


def _unit_calls(selector: Selector, url: str) -> Iterator[ListCall]:
    for script in selector.root.iter("script"):
        query, address = script.get("querydata"), script.get("url")
        if not query or not address:
            continue
        params = _object(query.strip().strip("{}"))
        if not params:
            continue
        paging = quote('{"pageNo":') + "{page}" + quote(',"pageSize":') + "{size}" + quote("}")
        yield ListCall(
            f"{urljoin(url, address)}?{urlencode(params)}&paramJson={paging}",
            "the page's script asks Hanweb's gateway for HTML in JSON",
            page_size=15,
            format="json-html",
        )


def script_calls(scripts: list[str], url: str) -> Iterator[ListCall]:
    """Yield what looks like a call of a list API in scripts, the likeliest first."""
    found: dict[str, tuple[float, ListCall]] = {}
    for script in scripts:
        text = script[:MAX_SCRIPT_CHARS]
        for literal in _LITERAL.finditer(text):
            call = _call_at(text, literal, url)
            if call is not None and call.url not in found:
                found[call.url + call.body] = (_likelihood(call), call)
            if len(found) > 200:
                break
    ranked = sorted(found.values(), key=lambda pair: pair[0], reverse=True)
    yield from (call for likelihood, call in ranked[:MAX_CALLS] if likelihood > 0)


def made_addresses(scripts: list[str]) -> list[str]:
    """Return patterns of addresses that scripts make of a row's fields: /show.html?id={id}."""
    patterns: dict[str, None] = {}
    for script in scripts:
        for made in _MADE_ADDRESS.finditer(script[:MAX_SCRIPT_CHARS]):
            before, name, after = (made[n] or made[n + 3] or "" for n in (1, 2, 3))
            if "/" in before or "?" in before or "=" in before:
                patterns[f"{before}{{{name}}}{after}"] = None
    ranked = sorted(patterns, key=lambda p: not re.search("detail|show|view|article|content", p))
    return ranked[:20]


def template_of(url: str) -> tuple[str, int, int]:
    """Return an API's address with placeholders for what pages on, its page size, its first page.

    Addresses without such parameters come back as they are.
    """
    parts = urlsplit(url)
    size, first = USUAL_SIZE, 1
    pairs: list[str] = []
    for pair in parts.query.split("&") if parts.query else []:
        name, _, value = pair.partition("=")
        place = place_of(name)
        if place == "size" and value.isdecimal():
            size = max(int(value), 1)
        if place == "page" and value == "0":
            first = 0
        is_number = value.isdecimal() or not value
        pairs.append(f"{name}={{{place}}}" if place and is_number else pair)
    pairs = _consistent(pairs)
    return urlunsplit((*parts[:3], "&".join(pairs), "")), min(size, 1000), first


def _consistent(pairs: list[str]) -> list[str]:
    """Return parameters without a placeholder that would ask for the same twice."""
    has_page = any(pair.endswith("={page}") for pair in pairs)
    return [
        pair.replace("{offset}", "0") if has_page and pair.endswith("={offset}") else pair
        for pair in pairs
    ]


def place_of(name: str) -> str | None:
    """Return which placeholder a parameter of this name takes, if any."""
    name = name.lower()
    for names, place in (
        (_PAGE, "page"),
        (_SIZE, "size"),
        (_START, "start"),
        (_END, "end"),
        (_OFFSET, "offset"),
    ):
        if name in names:
            return place
    return None


def _scripts(selector: Selector) -> list[str]:
    return [
        str(script.text)[:MAX_SCRIPT_CHARS]
        for script in selector.root.iter("script")
        if isinstance(script, etree._Element) and script.text
    ]


def _call_at(text: str, literal: re.Match[str], url: str) -> ListCall | None:
    address = literal[2]
    if _NO_API.search(address) or "/" not in address:
        return None
    end = literal.end()
    address = re.sub(r"\$\{[^{}]{0,80}\}", "", address)
    while more := _MORE.match(text, end):
        address += more[3] if more[2] else ""
        end = more.end()
    before, after = text[max(literal.start() - 300, 0) : literal.start()], text[end : end + 700]
    near = before.rpartition("{")[2] if "{" in before else before[-60:]
    is_post = bool(_IS_POST.search(before[-200:]) or _IS_POST.search(after[:300]))
    template, size, first = template_of(urljoin(url, address))
    given = _DATA.search(after) or _DATA.search(near)
    body = ""
    if given:
        params = _object(given[2] or given[4])
        size = next(
            (int(v) for n, v in params.items() if place_of(n) == "size" and v.isdecimal()), size
        )
        first = 0 if any(place_of(n) == "page" and v == "0" for n, v in params.items()) else first
        filled = {n: f"{{{place_of(n)}}}" if place_of(n) else v for n, v in params.items()}
        if is_post and (
            given[1] or given[3] or (".post" in before[-60:] and "axios" in before[-60:])
        ):
            body = json.dumps(filled, ensure_ascii=False).replace('"{size}"', "{size}")
            body = body.replace('"{page}"', "{page}").replace('"{offset}"', "{offset}")
        else:
            pairs = "&".join(
                f"{n}={v if v.startswith('{') else quote(v)}" for n, v in filled.items()
            )
            body = pairs if is_post else ""
            if not is_post:
                template += ("&" if "?" in template else "?") + pairs
    why = f"a script of the page asks {urlsplit(template).path}"
    method = "POST" if is_post else "GET"
    return ListCall(template, why, method, body, min(max(size, 1), 1000), first)


def _likelihood(call: ListCall) -> float:
    whole = call.url + call.body
    path = urlsplit(call.url).path.lower()
    points = 3.0 * ("{page}" in whole or "{offset}" in whole or "{start}" in whole)
    points += 1.0 * ("{size}" in whole)
    points += 2.0 * bool(re.search(r"list|page|query|articles?|contents?|news|search", path))
    points += 1.0 * bool(re.search(r"/api/|/rest|\.do$|\.action$|\.ashx$|\.jsp$|services?/", path))
    hidden = r"login|count|stat|visit|captcha|config|menu|user|weather|upload|track|log\b|tree|hits"
    return points - 3.0 * bool(re.search(hidden, path))


def _object(text: str) -> dict[str, str]:
    """Return the pairs of a JavaScript object's text; what is no constant is empty."""
    found: dict[str, str] = {}
    for pair in _PAIR.finditer(text):
        bare = pair[4] or ""
        constant = bare if re.fullmatch(r"\d{1,15}|true|false", bare) else ""
        found[pair[1]] = (
            pair[2] if pair[2] is not None else pair[3] if pair[3] is not None else constant
        )
    return found
