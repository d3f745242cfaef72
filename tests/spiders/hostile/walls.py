"""Walls: challenges, limits, and robots.txt of every kind."""

import gzip

from models import Outcome
from tests.spiders.hostile.cases import SAME, add, case, listing, proper
from tests.spiders.hostile.server import Exchange, Handler

HOST = "walls.web.test"
YEAR = "Retry-After: 31536000"
CHALLENGE = "<html><script>document.cookie='a=1';location.reload()</script></html>"
JSL = "<script>document.cookie=('__jsl_clearance=1');location.href=location.pathname</script>"


def _says(body: str, status: str, *lines: str) -> Handler:
    async def serve(x: Exchange) -> None:
        await x.answer(body, status, *lines)

    return serve


WALLS = {
    "wall-412": (CHALLENGE, "412 Precondition Failed", Outcome.BLOCKED_WAF),
    "wall-521": (JSL, "521 ", Outcome.BLOCKED_WAF),
    "wall-403": (CHALLENGE, "403 Forbidden", Outcome.BLOCKED_WAF),
    "wall-200": (CHALLENGE, "200 OK", Outcome.BLOCKED_WAF),
    "wall-202": (JSL, "202 Accepted", Outcome.BLOCKED_WAF),
    "forbidden": ("no", "403 Forbidden", Outcome.HTTP_4XX),
    "not-found": ("no", "404 Not Found", Outcome.HTTP_4XX),
    "legal-reasons": ("no", "451 Unavailable For Legal Reasons", Outcome.HTTP_4XX),
    "server-error": ("no", "500 Internal Server Error", Outcome.HTTP_5XX),
    "bad-gateway": ("no", "502 Bad Gateway", Outcome.HTTP_5XX),
    "unavailable": ("no", "503 Service Unavailable", Outcome.HTTP_5XX),
}
for _name, (_body, _status, _outcome) in WALLS.items():
    add(_name, _outcome, _says(_body, _status), document=SAME, host=HOST)

add(
    "wait-a-year",
    Outcome.RATE_LIMITED,
    _says("", "429 Too Many Requests", YEAR),
    host="r1.web.test",
)
add("wait", Outcome.RATE_LIMITED, _says("", "429 Too Many Requests"), host="r2.web.test")
add(
    "wait-for-nonsense",
    Outcome.RATE_LIMITED,
    _says("", "429 ", "Retry-After: \xff\x01soon"),
    host="r3.web.test",
)
add(
    "wait-until-the-year-99999",
    Outcome.RATE_LIMITED,
    _says("", "429 ", "Retry-After: Fri, 31 Dec 99999 23:59:59 GMT"),
    host="r4.web.test",
)
add(
    "unavailable-for-a-year",
    Outcome.HTTP_5XX,
    _says("", "503 Service Unavailable", YEAR),
    host="r5.web.test",
)


@case(Outcome.OK, items=3, host="r6.web.test")
async def wait_a_second(x: Exchange) -> None:
    if x.number == 1:
        await x.answer("", "429 Too Many Requests", "Retry-After: 1")
    else:
        await x.answer(listing("wait-a-second"))


@case(Outcome.RATE_LIMITED, host="r7.web.test")
async def wait_a_second_for_ever(x: Exchange) -> None:
    await x.answer("", "429 Too Many Requests", "Retry-After: 1")


ROBOTS: dict[str, Handler] = {}


def robots(
    name: str, ends: Outcome, serve: Handler, *, items: int | None = None, detail: str = ""
) -> None:
    """Register a robots.txt, on a host of its own, before a proper list."""
    host = f"{name}.web.test"
    ROBOTS[host] = serve
    add(name, ends, proper, host=host, items=items, detail=detail)


def _text(body: bytes, status: str = "200 OK", *lines: str) -> Handler:
    async def serve(x: Exchange) -> None:
        await x.answer(body, status, *lines, kind="text/plain")

    return serve


async def _endless(x: Exchange) -> None:
    await x.head("200 OK", "Connection: close", kind="text/plain")
    await x.flood(b"Disallow: /nothing/of/ours/\n" * 1000)


async def _slow(x: Exchange) -> None:
    await x.head("200 OK", "Content-Length: 5000", kind="text/plain")
    await x.drip(b"User-agent: *\nDisallow: /\n" * 100)


async def _loop(x: Exchange) -> None:
    await x.redirect("/robots.txt")


async def _away(x: Exchange) -> None:
    await x.redirect("http://metadata.web.test/robots.txt")


async def _garbage(x: Exchange) -> None:
    await x.raw(b"\x00\x01\x02 garbage\r\n\r\n")
    x.close()


RULES = b"User-agent: *\nDisallow: /secret/\n"
STARS = b"User-agent: *\nDisallow: /" + b"*a" * 5000 + b"b\n"
robots("robots-500", Outcome.HTTP_5XX, _text(b"", "500 Internal Server Error"))
robots("robots-503", Outcome.HTTP_5XX, _text(b"", "503 Service Unavailable"))
robots("robots-403", Outcome.OK, _text(b"", "403 Forbidden"), items=3)
robots("robots-412", Outcome.BLOCKED_WAF, _text(b"", "412 Precondition Failed"))
robots("robots-429", Outcome.RATE_LIMITED, _text(b"", "429 Too Many Requests", YEAR))
robots("robots-of-10-mb", Outcome.OK, _text(RULES + b"Disallow: /x\n" * 800_000), items=3)
robots("robots-of-one-line", Outcome.OK, _text(RULES + b"Disallow: /" + b"x" * 10_000_000), items=3)
robots("robots-of-stars", Outcome.OK, _text(STARS * 40), items=3)
robots("robots-of-binary", Outcome.OK, _text(bytes(range(256)) * 1000), items=3)
robots("robots-of-nul", Outcome.OK, _text(b"User-agent: *\nDisallow: /\x00\xff\xfe\n" * 9), items=3)
robots("robots-endless", Outcome.TOO_LARGE, _endless)
robots("robots-slow", Outcome.TIMEOUT, _slow)
robots("robots-loop", Outcome.REDIRECT_LOOP, _loop)
robots("robots-to-metadata", Outcome.REFUSED_ADDRESS, _away)
robots("robots-garbage", Outcome.PROTOCOL, _garbage)
robots(
    "robots-bomb",
    Outcome.TOO_LARGE,
    _text(gzip.compress(bytes(60_000_000)), "200 OK", "Content-Encoding: gzip"),
)
robots("robots-forbids", Outcome.BLOCKED_ROBOTS, _text(b"User-agent: *\nDisallow: /\n"))
