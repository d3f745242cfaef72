"""Answers that are not what they say, or say what no answer says: types, statuses, headers."""

import gzip
import zipfile
from io import BytesIO

from models import Outcome
from tests.spiders.hostile.cases import SAME, Prepared, add, case, listing
from tests.spiders.hostile.server import Exchange
from tests.spiders.site import notice_html

HOST = "liars.web.test"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


def _zip() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../evil.html", notice_html("一则通知"))
    return file.getvalue()


for _name, _body in {
    "picture-as-page": lambda: PNG,
    "pdf-as-page": lambda: PDF,
    "zip-as-page": _zip,
    "gzip-as-page": lambda: gzip.compress(listing("gzip-as-page").encode()),
    "json-as-page": lambda: '{"code": 0, "data": []}',
}.items():
    add(_name, Outcome.EMPTY_LIST, Prepared(_body), host=HOST)
add(
    "page-as-download",
    Outcome.OK,
    Prepared(lambda: listing("page-as-download"), kind="application/octet-stream"),
    host=HOST,
    items=3,
)
add(
    "page-as-feed",
    Outcome.LAYOUT_CHANGED,
    Prepared(lambda: listing("page-as-feed")),
    family="feed",
    host=HOST,
)

HEADS = {
    "nul-in-a-header": "X-Nul: a\x00b",
    "nul-in-the-type": "Content-Type: text/html\x00; charset=utf-8\x00",
    "ten-thousand-headers": "\r\n".join(f"X{n}: y" for n in range(8_000)),
    "refreshing-by-header": "Refresh: 0; url=/refreshing-by-header/",
    "location-without-redirect": "Location: http://169.254.169.254/",
    "link-to-the-metadata": "Link: <http://169.254.169.254/>; rel=preload",
    "alternative-service": 'Alt-Svc: h3="169.254.169.254:443"; ma=86400',
    "strict-transport": "Strict-Transport-Security: max-age=99999999999; includeSubDomains",
    "two-types": "Content-Type: image/png",
    "cookie-of-80-kilobytes": "Set-Cookie: a=" + "b" * 80_000,
    "date-of-nowhere": "Date: Fri, 99 Foo 0000 99:99:99 GMT",
    "age-below-zero": "Age: -1\r\nCache-Control: max-age=-99999999999999999999",
}
for _name, _line in HEADS.items():
    add(_name, Outcome.OK, Prepared(lambda n=_name: listing(n), _line), host=HOST, items=3)

STATUSES = {
    "multiple-choices": ("300 Multiple Choices", Outcome.PROTOCOL),
    "use-proxy": ("305 Use Proxy", Outcome.PROTOCOL),
    "moved-without-a-place": ("302 Found", Outcome.PROTOCOL),
    "unauthorized": ("401 Unauthorized", Outcome.HTTP_4XX),
    "proxy-wants-a-password": ("407 Proxy Authentication Required", Outcome.HTTP_4XX),
    "teapot": ("418 I'm a teapot", Outcome.HTTP_4XX),
    "status-of-six-hundred": ("600 What", Outcome.PROTOCOL),
    "gone": ("410 Gone", Outcome.HTTP_4XX),
    "gateway-timeout": ("504 Gateway Timeout", Outcome.HTTP_5XX),
    "early-hints-and-no-more": ("103 Early Hints", Outcome.PROTOCOL),
}


def _status(status: str) -> object:
    async def serve(x: Exchange) -> None:
        if status.startswith("103"):
            await x.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        else:
            await x.answer("<h1>no</h1>", status, "WWW-Authenticate: Basic realm=x")
        x.close()

    return serve


for _name, (_line, _outcome) in STATUSES.items():
    add(_name, _outcome, _status(_line), document=SAME, host=HOST)


@case(Outcome.OK, items=3, host=HOST)
async def old_http_without_a_length(x: Exchange) -> None:
    body = listing("old-http-without-a-length").encode()
    await x.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body)
    x.close()


@case(Outcome.EMPTY_LIST, host=HOST)
async def header_without_a_colon(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 200 OK\r\nthis is no header\r\nContent-Length: 0\r\n\r\n")
    x.close()


@case(Outcome.OK, items=3, host=HOST)
async def length_and_chunks(x: Exchange) -> None:
    """States both: by RFC 9112, 6.3, the chunks count."""
    body = listing("length-and-chunks").encode()
    await x.head("200 OK", "Content-Length: 3", "Transfer-Encoding: chunked", kind="text/html")
    await x.raw(f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")
    x.close()
