"""Lists that trap, grow, or hold what no list should; documents of the same kind."""

from typing import Any

from models import Outcome
from tests.spiders.hostile.cases import Prepared, add, case, good, listing
from tests.spiders.hostile.server import Exchange, Handler
from tests.spiders.site import list_html, notice_html

HOST = "lists.web.test"
OTHERS = "others.web.test"
TITLE = "关于组织申报第{n}批人才项目的通知"
FEW = {"include": ["-[123]\\.html"]}


def row(name: str, n: int, href: str = "") -> str:
    """Return an item of a list."""
    address = href or f"/good/{name}-{n}.html"
    return f"<li><a href='{address}'>{TITLE.format(n=n)}</a> 2023-08-01</li>"


def rows(name: str, count: int) -> str:
    """Return a list of many items."""
    return "<ul>" + "".join(row(name, n) for n in range(count))


def with_row(name: str, more: str) -> str:
    """Return a proper list with an item before the first."""
    return listing(name).replace('<ul><li><a href="/good', f'<ul>{more}<li><a href="/good')


EMPTY = {
    "empty": "",
    "blank": " \n\t ",
    "nul": "\x00" * 100_000,
    "only-scripts": "<html><body><div id=app></div><script src=/a.js></script></body></html>",
    "refreshing": "<meta http-equiv=refresh content='0;url=/refreshing/'>",
    "only-javascript-links": "".join(row("", n, f"javascript:go({n})") for n in range(9)),
    "only-data-links": "".join(row("", n, f"data:text/html,{n}") for n in range(9)),
    "only-links-elsewhere": "".join(row("", n, f"http://10.0.0.{n}/a") for n in range(9)),
    "base-elsewhere": "<base href='http://10.0.0.1/'>" + listing("base-elsewhere"),
    "nested-10000-deep": "<div>" * 10_000,
}
for _name, _body in EMPTY.items():
    add(_name, Outcome.EMPTY_LIST, Prepared(lambda body=_body: body), host=HOST)

RANDOM = bytes((n * 7919 + n // 251) % 256 for n in range(200_000))
add("random-bytes", Outcome.EMPTY_LIST, Prepared(lambda: RANDOM), host=HOST)

LARGE = {
    "list-of-15-mb": lambda: rows("l", 150_000),
    "open-tags-of-5-mb": lambda: "<" * 5_000_000,
    "attributes-of-5-mb": lambda: "<a " + "a=1 " * 1_250_000 + ">",
}
for _name, _make in LARGE.items():
    add(_name, Outcome.TOO_LARGE, Prepared(_make), host=HOST)
# What could be read of it is kept, and that it was not all is said.
add(
    "list-of-25000-links",
    Outcome.TOO_LARGE,
    Prepared(lambda: rows("many", 25_000)),
    host=HOST,
    source=FEW,
    items=3,
)

add(
    "list-of-100000-links",
    Outcome.TOO_LARGE,
    Prepared(lambda: "<ul>" + "".join(f"<li><a href=/g/{n}>{TITLE}</a>" for n in range(100_000))),
    host=HOST,
    source={"include": ["/g/[123]$"]},
    items=3,
)

NESTED = "".join(
    f"<div><a href='/good/nested-{n}.html'>通知之{n}</a>2023-08-01" for n in range(9999)
)
NUMBERS = "".join(f"<span><a href='?{n}'>{n}</a>" for n in range(50_000))
GARBAGE = "<script>" + "createPageHTML(" + " " * 1_000_000 + "'" * 1_000_000 + "</script>"
ODD = {
    "nested-with-links": lambda: NESTED,
    "pager-of-50000-numbers": lambda: listing("pager-of-50000-numbers", after=NUMBERS),
    "pager-of-garbage": lambda: listing("pager-of-garbage", after=GARBAGE),
    "addresses-of-a-megabyte": lambda: with_row(
        "addresses-of-a-megabyte", row("", 1, "/" + "a" * 1_000_000)
    ),
}
for _name, _make in ODD.items():
    # Of what is nested without an end, the parser gives up the depth: some rows are read.
    items = None if _name == "nested-with-links" else 3
    add(_name, Outcome.OK, Prepared(_make), host=HOST, items=items)
add(
    "nul-in-addresses-and-titles",
    Outcome.OK,
    Prepared(
        lambda: with_row(
            "nul-in-addresses-and-titles",
            "<li><a href='/good/n\x00-9.html'>一则带\x00空字符\ufffe的&#0;通知</a> 2023-08-01</li>",
        )
    ),
    host=HOST,
    items=4,
)


@case(Outcome.OK, items=60, detail="stopped at 20 pages", host=HOST)
async def infinite_calendar(x: Exchange) -> None:
    page = int(x.path.rpartition("?")[2]) if "?" in x.path else 1
    after = f"<a href='?{page + 1}'>下一页</a>"
    await x.answer(listing("infinite-calendar", start=page * 3, after=after))


@case(Outcome.OK, items=3, host=HOST)
async def next_page_is_this_page(x: Exchange) -> None:
    after = f"<a href='?again={x.number}{len(x.path)}'>下一页</a>"
    await x.answer(listing("next-page-is-this-page", after=after))


@case(Outcome.OK, items=3, host=HOST)
async def next_page_is_elsewhere(x: Exchange) -> None:
    after = "<a href='http://metadata.web.test/next'>下一页</a>"
    await x.answer(listing("next-page-is-elsewhere", after=after))


@case(Outcome.OK, items=3, twice=True, host=HOST)
async def session_in_every_link(x: Exchange) -> None:
    visit = f".html;jsessionid={x.number:032x}?sid={x.number}"
    await x.answer(listing("session-in-every-link").replace(".html", visit))


@case(Outcome.OK, items=3, twice=True, host=HOST)
async def validators_of_control_characters(x: Exchange) -> None:
    lines = ('ETag: "\x01\x0b\xff"', f"Last-Modified: \x02{'x' * 5000}")
    await x.answer(listing("validators-of-control-characters") + str(x.number), "200 OK", *lines)


def documents(name: str, serve: Handler, count: int = 3, **more: Any) -> None:
    """Register a proper list whose documents, at `/NAME/N.html`, are served so."""
    listed = [(f"/{name}/{n}.html", TITLE.format(n=n), "2023-08-01") for n in range(count)]

    async def list_or_document(x: Exchange) -> None:
        if x.path == f"/{name}/":
            await x.answer(list_html(listed))
        else:
            await serve(x)

    source = {"attachments": True}
    add(name, Outcome.OK, list_or_document, host=OTHERS, items=count, source=source, **more)


async def _names(x: Exchange) -> None:
    evil = 'Content-Disposition: attachment; filename="../../../../tmp/policywatch-evil.html"'
    also = "Content-Disposition: inline; filename*=UTF-8''..%2f..%2fpolicywatch-evil.html"
    await x.answer(notice_html("通知"), "200 OK", evil, also)


async def _files(x: Exchange) -> None:
    if x.path.endswith(".html"):
        above = "../../../../etc"
        links = "".join(f"<a href='{above}/{n}/../../passwd{n}.pdf'>附件{n}</a>" for n in range(3))
        await x.answer(notice_html("通知", links))
    else:
        await x.answer(b"%PDF-1.4", kind="application/pdf")


async def _many_files(x: Exchange) -> None:
    if x.path.endswith(".html"):
        links = "".join(f"<a href='/files/{n}.pdf'>附件{n}</a>" for n in range(5_000))
        await x.answer(notice_html("通知", links))
    else:
        await x.answer(b"%PDF-1.4", kind="application/pdf")


async def _stops(x: Exchange) -> None:
    if int(x.path.rpartition("/")[2].partition(".")[0]) < 3:
        await good(x)
    else:
        await x.hang()


documents("names-of-files-above", _names)
documents("files-above", _files)
documents("files-without-number", _many_files, count=1)
documents("host-stops-answering", _stops, count=16, slow=True)
