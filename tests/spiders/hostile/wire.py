"""Broken HTTP: lengths, chunks, heads, pace."""

import asyncio

from models import Outcome
from tests.spiders.hostile.cases import SAME, add, case, good, listing
from tests.spiders.hostile.server import CHUNK, Exchange
from tests.spiders.site import notice_html

SLOW = "slow.web.test"
PAGE = notice_html("一则通知").encode()


@case(Outcome.TIMEOUT, document=SAME, host=SLOW)
async def slow_head(x: Exchange) -> None:
    await x.drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n" * 9)


@case(Outcome.TIMEOUT, document=SAME, host=SLOW)
async def slow_body(x: Exchange) -> None:
    await x.head("200 OK", "Content-Length: 100000")
    await x.drip(b"<p>drip</p>" * 1000)


@case(Outcome.TIMEOUT, document=SAME, host=SLOW)
async def silent(x: Exchange) -> None:
    await x.hang()


@case(Outcome.TIMEOUT, document=SAME, host=SLOW)
async def stalled_body(x: Exchange) -> None:
    await x.head("200 OK", "Content-Length: 1000")
    await x.raw(b"x" * 500)
    await x.hang()


@case(Outcome.TIMEOUT, host=SLOW)
async def stalled_chunks(x: Exchange) -> None:
    await x.head("200 OK", "Transfer-Encoding: chunked")
    await x.raw(b"5\r\nhello\r\n5\r\nhel")
    await x.hang()


@case(Outcome.TOO_LARGE, document=SAME)
async def endless_body(x: Exchange) -> None:
    await x.head("200 OK", "Connection: close")
    await x.flood()


@case(Outcome.TOO_LARGE, document=SAME)
async def endless_chunks(x: Exchange) -> None:
    await x.head("200 OK", "Transfer-Encoding: chunked")
    await x.flood(b"10000\r\n" + CHUNK + b"\r\n")


@case(Outcome.TIMEOUT, document=SAME, host=SLOW)
async def endless_tiny_chunks(x: Exchange) -> None:
    await x.head("200 OK", "Transfer-Encoding: chunked")
    await x.flood(b"1\r\nx\r\n" * 10_000)


@case(Outcome.TOO_LARGE, document=SAME)
async def huge_length(x: Exchange) -> None:
    await x.head("200 OK", "Content-Length: 10000000000000")
    await x.raw(b"x")
    await x.hang()


@case(Outcome.TOO_LARGE)
async def one_huge_chunk(x: Exchange) -> None:
    await x.head("200 OK", "Transfer-Encoding: chunked")
    await x.raw(b"ffffffffffff\r\n")
    await x.flood()


@case(Outcome.CONNECT, document=SAME)
async def reset_at_once(x: Exchange) -> None:
    x.reset()


@case(Outcome.CONNECT, document=SAME)
async def closed_at_once(x: Exchange) -> None:
    x.close()


@case(Outcome.PROTOCOL, document=SAME)
async def reset_in_head(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 200 OK\r\nContent-")
    await asyncio.sleep(0.05)
    x.reset()


@case(Outcome.PROTOCOL, document=SAME)
async def reset_in_body(x: Exchange) -> None:
    await x.head("200 OK", f"Content-Length: {len(PAGE) * 2}")
    await x.raw(PAGE)
    await asyncio.sleep(0.05)
    x.reset()


@case(Outcome.PROTOCOL, document=SAME)
async def closed_in_body(x: Exchange) -> None:
    await x.head("200 OK", f"Content-Length: {len(PAGE) + 1}")
    await x.raw(PAGE)
    x.close()


@case(Outcome.PROTOCOL, document=SAME)
async def closed_in_chunks(x: Exchange) -> None:
    await x.head("200 OK", "Transfer-Encoding: chunked")
    await x.raw(f"{len(PAGE):x}\r\n".encode() + PAGE + b"\r\n")
    x.close()


@case(Outcome.PROTOCOL, document=SAME)
async def more_than_its_length(x: Exchange) -> None:
    await x.head("200 OK", f"Content-Length: {len(PAGE) // 2}")
    await x.raw(PAGE)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BROKEN = {
    "lengths-that-differ": HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n<p>123456",
    "length-below-zero": HEAD + b"Content-Length: -5\r\n\r\n<p>1",
    "length-that-is-none": HEAD + b"Content-Length: many\r\n\r\n<p>1",
    "chunk-sizes-of-garbage": HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n<p>\r\n0\r\n\r\n",
    "chunk-size-below-zero": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n<p>\r\n0\r\n\r\n",
    "chunk-extension-without-end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 100_000,
    "chunk-longer-than-said": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n0\r\n\r\n",
    "unknown-transfer-coding": HEAD + b"Transfer-Encoding: rot13\r\n\r\n<p>1",
    "no-status-line": PAGE,
    "status-that-is-no-number": b"HTTP/1.1 OK 200\r\n\r\n" + PAGE,
    "another-protocol": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "version-of-nowhere": b"HTTP/x.y 200 OK\r\n\r\n" + PAGE,
    "binary-garbage": bytes(range(256)) * 40,
    "frames-of-http-2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80" * 8,
    "status-of-two-digits": b"HTTP/1.1 99 What\r\nContent-Length: 0\r\n\r\n",
    "status-of-nine-hundred": b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n",
    "header-that-begins-with-a-space": b"HTTP/1.1 200 OK\r\n folded: x\r\n\r\n" + PAGE,
    "reset-content": b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
    "partial-content": b"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\n<p>",
    "no-content-with-a-body": b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
    "not-modified-from-nothing": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "switching-protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
}  # fmt: skip


def _broken(data: bytes) -> None:
    async def serve(x: Exchange) -> None:
        await x.raw(data)
        x.close()

    return serve


for _name, _data in BROKEN.items():
    add(_name, Outcome.PROTOCOL, _broken(_data), document=SAME)


@case(Outcome.TOO_LARGE, document=SAME)
async def endless_headers(x: Exchange) -> None:
    await x.raw(HEAD)
    await x.flood(b"X-More: of the same\r\n" * 1000)


@case(Outcome.TOO_LARGE, document=SAME)
async def one_huge_header(x: Exchange) -> None:
    await x.head("200 OK", "X-Huge: " + "x" * 5_000_000, "Content-Length: 0")


@case(Outcome.TOO_LARGE, document=SAME)
async def header_without_end(x: Exchange) -> None:
    await x.raw(HEAD + b"X-Endless: ")
    await x.flood()


@case(Outcome.TOO_LARGE)
async def folded_header_without_end(x: Exchange) -> None:
    await x.raw(HEAD + b"X-Folded: a\r\n")
    await x.flood(b" and on\r\n" * 1000)


@case(Outcome.TOO_LARGE)
async def status_line_without_end(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 200 ")
    await x.flood()


@case(Outcome.TOO_LARGE, document=SAME)
async def flood_of_continues(x: Exchange) -> None:
    await x.flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


@case(Outcome.PROTOCOL)
async def endless_trailers(x: Exchange) -> None:
    await x.head("200 OK", "Transfer-Encoding: chunked")
    await x.raw(b"1\r\nx\r\n0\r\n")
    await x.flood(b"X-Trailer: more\r\n" * 1000)


@case(Outcome.OK, items=3)
async def flood_of_cookies(x: Exchange) -> None:
    cookies = [f"Set-Cookie: c{n}={'v' * 80}; Path=/" for n in range(300)]
    await x.answer(listing("flood-of-cookies"), "200 OK", *cookies)


@case(Outcome.OK, items=3)
async def continue_then_an_answer(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    await x.answer(listing("continue-then-an-answer"))


@case(Outcome.OK, items=3)
async def bare_line_feeds(x: Exchange) -> None:
    body = listing("bare-line-feeds").encode()
    await x.raw(b"HTTP/1.0 200 OK\nContent-Type: text/html; charset=utf-8\n\n" + body)
    x.close()


@case(Outcome.OK, items=3)
async def no_length_at_all(x: Exchange) -> None:
    await x.head("200 OK", "Connection: close", kind="text/html; charset=utf-8")
    await x.raw(listing("no-length-at-all").encode())
    x.close()


@case(Outcome.OK, items=3)
async def half_closed(x: Exchange) -> None:
    await x.answer(listing("half-closed"), "200 OK", "Connection: close")
    x.writer.write_eof()
    await asyncio.sleep(0.2)
    x.close()


@case(Outcome.OK, items=3, host=SLOW, slow=True)
async def slow_but_steady(x: Exchange) -> None:
    """Takes longer than the bound for one answer, but never stops coming."""
    body = (listing("slow-but-steady") + " " * 400_000).encode()
    await x.head("200 OK", f"Content-Length: {len(body)}", kind="text/html; charset=utf-8")
    for start in range(0, len(body), 10_000):
        await x.raw(body[start : start + 10_000])
        await asyncio.sleep(0.08)


@case(Outcome.OK, items=3)
async def answers_nobody_asked_for(x: Exchange) -> None:
    """Sends a second answer into the idle connection: it must not be taken for the next one's."""
    if x.path.startswith("/answers"):
        await x.answer(listing("answers-nobody-asked-for"))
        await asyncio.sleep(0.05)
        await x.answer("<h1>poison</h1>")
    else:
        await good(x)
