"""Feeds, sitemaps and list APIs that grow, nest, or point where nobody should go."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from models import Outcome
from tests.spiders.hostile.cases import Prepared, add
from tests.spiders.hostile.listings import FEW
from tests.spiders.hostile.server import Exchange, Handler

FEEDS = "feeds.web.test"
SITEMAPS = "sitemaps.web.test"
APIS = "apis.web.test"
URLSET = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>'
OUTSIDE = (
    '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "http://127.0.0.1/x">'
    '<!ENTITY % p SYSTEM "http://169.254.169.254/dtd">%p;]>'
)
Make = Callable[[], bytes | str]

# Feeds.


def _entry(name: str, n: int, title: str = "一则通知") -> str:
    day = "Tue, 01 Aug 2023 16:30:00 GMT"
    link = f"/good/{name}-{n}.html"
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>"


def _feed(name: str, last: str = "", *, head: str = "", count: int = 3) -> str:
    entries = "".join(_entry(name, n) for n in range(count))
    last = _entry(name, 999, last) if last else ""
    body = f'<rss version="2.0"><channel><title>t</title>{entries}{last}</channel></rss>'
    return f'<?xml version="1.0"?>{head}{body}'


def _feeds(name: str, ends: Outcome, make: Make, **more: Any) -> None:
    serve = Prepared(make, kind="application/rss+xml")
    add(name, ends, serve, family="feed", host=FEEDS, **more)


def _laughs_in_utf16() -> bytes:
    text = _feed("feed-of-laughs-in-utf-16", "&l12;", head=LAUGHS)
    return text.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")


FOUR = {
    "feed-of-laughs": ("&l12;", LAUGHS),
    "feed-of-quadratic-growth": ("&a;" * 10_000, QUADRATIC),
    "feed-of-files": ("&f;&h;", OUTSIDE),
    "feed-with-doctype-behind": ("&l12;", "<!--" + "x" * 150_000 + "-->" + LAUGHS),
    "feed-of-one-huge-title": ("长" * 1_000_000, ""),
    "feed-of-markup": ("&lt;b&gt;" * 100_000, ""),
}
for _name, (_last, _head) in FOUR.items():

    def _make(name: str = _name, last: str = _last, head: str = _head) -> str:
        return _feed(name, last, head=head)

    _feeds(_name, Outcome.OK, _make, items=4)
_feeds("feed-of-laughs-in-utf-16", Outcome.OK, _laughs_in_utf16, items=4)
_feeds("feed-of-control-characters", Outcome.OK, lambda: _feed("fc", "a&#0;b\x00c\x0b"), items=4)
_feeds(
    "feed-of-6000-entries",
    Outcome.TOO_LARGE,
    lambda: _feed("feed-of-6000-entries", count=6000),
    source=FEW,
    items=3,
)
_feeds("feed-of-15-mb", Outcome.TOO_LARGE, lambda: _feed("f", "x" * 15_000_000))
_feeds("feed-nested", Outcome.TOO_LARGE, lambda: "<rss>" + "<a>" * 1_000_000)
_feeds("feed-of-html", Outcome.LAYOUT_CHANGED, lambda: "<html><body>gone</body></html>")
_feeds("feed-empty", Outcome.EMPTY_LIST, lambda: _feed("feed-empty", count=0))

# Sitemaps.


def _locs(paths: Iterable[str], tag: str = "urlset", head: str = "") -> str:
    inner = "url" if tag == "urlset" else "sitemap"
    rows = "".join(f"<{inner}><loc>{path}</loc></{inner}>" for path in paths)
    return f"{head}<{tag} {URLSET}>{rows}</{tag}>"


def _sitemaps(name: str, ends: Outcome, serve: Handler, **more: Any) -> None:
    add(name, ends, serve, family="sitemap", host=SITEMAPS, **more)


def _xml(make: Make) -> Prepared:
    return Prepared(make, kind="text/xml")


def _two_million() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    some = b"".join(b"<url><loc>/good/s-%d.html</loc></url>" % n for n in range(10_000))
    parts = [packer.compress(f"<urlset {URLSET}>".encode())]
    parts += [packer.compress(some) for _ in range(200)]
    return b"".join([*parts, packer.flush()])


def _answers(tag: str, paths: Callable[[Exchange], Iterable[str]]) -> Handler:
    async def serve(x: Exchange) -> None:
        await x.answer(_locs(paths(x), tag), kind="text/xml")

    return serve


def _indexed(children: Callable[[Exchange], Iterable[str]], below: Handler) -> Handler:
    index = _answers("sitemapindex", children)

    async def serve(x: Exchange) -> None:
        await (below if x.path.endswith(".xml") else index)(x)

    return serve


async def _one_broken(x: Exchange) -> None:
    if x.path.endswith("1.xml"):
        await x.answer("no", "500 Internal Server Error")
    else:
        await x.answer(_locs([f"/good/broken-{x.path[-5]}.html"]), kind="text/xml")


def _three(x: Exchange) -> list[str]:
    return [f"{x.path}{n}.xml" for n in range(3)]


def _elsewhere(x: Exchange) -> list[str]:
    return ["http://169.254.169.254/s.xml", "http://10.0.0.1/s.xml", f"{x.path}a.xml"]


def _deeper(x: Exchange) -> list[str]:
    folder = x.path.rpartition("/")[0]
    return [f"{folder}/{x.number}{n}.x{x.path[-30:].strip('/')}" for n in range(50)]


TWO = _answers("urlset", lambda x: ["/good/s-1.html", "/good/s-2.html"])
NONE = _answers("urlset", lambda x: [])
ITSELF = _answers("sitemapindex", lambda x: [x.path] * 50)
_sitemaps("sitemap-index-for-ever", Outcome.EMPTY_LIST, _answers("sitemapindex", _deeper))
_sitemaps("sitemap-index-of-itself", Outcome.EMPTY_LIST, ITSELF)
_sitemaps("sitemap-index-of-elsewhere", Outcome.OK, _indexed(_elsewhere, TWO), items=2)
_sitemaps("sitemap-index-of-nothing", Outcome.EMPTY_LIST, _indexed(_three, NONE))
_sitemaps("sitemap-index-with-one-broken", Outcome.HTTP_5XX, _indexed(_three, _one_broken), items=2)
_sitemaps("sitemap-of-two-million", Outcome.TOO_LARGE, Prepared(_two_million, kind="x/gzip"))
_sitemaps("sitemap-bomb", Outcome.TOO_LARGE, Prepared(lambda: gzip.compress(bytes(80_000_000))))
_sitemaps(
    "sitemap-in-two-wrappers",
    Outcome.LAYOUT_CHANGED,
    Prepared(lambda: gzip.compress(gzip.compress(b"x" * 1000))),
)
_sitemaps(
    "sitemap-cut-off",
    Outcome.UNDECODABLE,
    Prepared(lambda: gzip.compress(_locs(["/good/a.html"]).encode())[:-20]),
)
_sitemaps(
    "sitemap-of-60000",
    Outcome.TOO_LARGE,
    _xml(lambda: _locs(f"/good/sixty-{n}.html" for n in range(60_000))),
    source=FEW,
    items=3,
    detail="over 50,000",
)
_sitemaps(
    "sitemap-of-60000-lines",
    Outcome.TOO_LARGE,
    Prepared(lambda: "".join(f"http://{SITEMAPS}/good/t-{n}.html\n" for n in range(60_000))),
    source=FEW,
    items=3,
)
_sitemaps(
    "sitemap-of-laughs",
    Outcome.OK,
    _xml(lambda: _locs(["/good/laughs-1.html", "/good/&l12;.html"], head=LAUGHS)),
    items=1,
)
_sitemaps(
    "sitemap-of-files",
    Outcome.OK,
    _xml(lambda: _locs(["/good/files-1.html", "/good/&f;&h;.html"], head=OUTSIDE)),
    items=1,
)
_sitemaps("sitemap-nested", Outcome.LAYOUT_CHANGED, _xml(lambda: "<a>" * 1_000_000))
_sitemaps("sitemap-of-html", Outcome.LAYOUT_CHANGED, _xml(lambda: "<html><body>gone</body></html>"))

# APIs.


def _apis(name: str, ends: Outcome, make: Make, *, api: Any = None, **more: Any) -> None:
    serve = Prepared(make, kind="application/json")
    source = {"api": {"items": "data.rows"} | (api or {})} | more.pop("source", {})
    add(name, ends, serve, family="api-list", host=APIS, source=source, **more)


def _row(name: str, n: int, **other: object) -> dict[str, object]:
    own = {"url": f"/good/{name}-{n}.html", "title": f"第{n}批通知", "date": "2023-08-01"}
    return own | other


def _rows(rows: Iterable[dict[str, object]]) -> str:
    return json.dumps({"data": {"rows": list(rows)}})


def _odd() -> str:
    odd: list[dict[str, object]] = [
        *({"url": 5, "title": [], "date": {}}, {"url": ["x"]}, {}),
        {"url": "/good/odd-9.html", "title": {"a": 1}, "date": 1e300},
    ]
    return _rows([*(_row("odd", n) for n in range(3)), *odd])


def _infinite() -> str:
    return _rows(_row("infinite", n) for n in range(3)).replace('"2023-08-01"', '1e999, "x": NaN')


def _surrogates() -> str:
    odd = {"title": "\ud800通知\x00\udfff", "date": "\ud800\x00"}
    return _rows(_row("surrogates", n, **odd) for n in range(3))


DATASTORE = {"format": "datastore"}
_apis("json-nested", Outcome.LAYOUT_CHANGED, lambda: "[" * 1_000_000)
_apis("json-of-objects-nested", Outcome.LAYOUT_CHANGED, lambda: '{"data":' * 200_000)
_apis("json-cut-off", Outcome.LAYOUT_CHANGED, lambda: _rows([_row("cut", 1)])[:-9])
_apis("json-of-html", Outcome.LAYOUT_CHANGED, lambda: "<html><body>login</body></html>")
_apis("json-empty", Outcome.EMPTY_LIST, lambda: _rows([]))
_apis(
    "json-of-a-huge-number",
    Outcome.LAYOUT_CHANGED,
    lambda: '{"data":{"rows":' + "9" * 1_000_000 + "}}",
)
_apis("json-of-surrogates-and-nul", Outcome.OK, _surrogates, items=3)
_apis("json-of-odd-types", Outcome.OK, _odd, items=4)
_apis("json-of-infinite-dates", Outcome.OK, _infinite, items=3)
_apis(
    "json-of-6000-rows",
    Outcome.TOO_LARGE,
    lambda: _rows(_row("thousands", n) for n in range(6000)),
    source=FEW,
    items=3,
)
_apis(
    "datastore-of-open-records",
    Outcome.TOO_LARGE,
    lambda: "<datastore>" + "<record><![CDATA[" * 300_000,
    api=DATASTORE,
)
_apis(
    "datastore-of-scripts",
    Outcome.TOO_LARGE,
    lambda: "<datastore>" + "<record><![CDATA[<script>x</script>]]></record>" * 20_000,
    api=DATASTORE,
)
