"""A site of many pages of 40 KB on loopback, served from memory by a process of its own.

As a program: `python -m benchmarks.collecting.site PAGES` writes its port, and serves until its
standard input ends. It does nothing per request but look a page up: what is measured against it is
the client.
"""

import asyncio
import gzip
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache

PAGE_BYTES = 40_000
PAGES_IN_MEMORY = 6_000
ROBOTS_RULES = 50
PARAGRAPHS = 1_000
_TEXT = (
    "人才计划引进申报科技创新创业团队项目资助专家海外高层次管理办法通知单位部门评审公示经费万元年度工作实施意见"
    "推荐材料条件待遇服务平台建设发展支持重点产业企业高校院所博士教授研究成果转化国家全省市级区县组织开展加强完善"
    "落实要求程序时间地点联系方式附件表格汇总审核批准签订合同考核期满奖励住房子女"
)


def page(number: int) -> bytes:
    """Return a notice of 40 KB as such sites serve them: menus, scripts, text; no two alike."""
    rng = random.Random(number)
    menu = "".join(f'<li><a href="/column/{n}/index.html">栏目{n}</a></li>' for n in range(120))
    head = (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f"<title>关于组织申报第{number}批人才项目的通知</title>"
        '<link rel="stylesheet" href="/css/main.css"><script>var _u="/js/";</script></head>'
        f'<body><div class="nav"><ul>{menu}</ul></div><div class="article">'
        f"<h1>关于组织申报第{number}批人才项目的通知</h1>"
    )
    parts = [head.encode()]
    size = len(parts[0])
    while size < PAGE_BYTES:
        parts.append(rng.choice(_paragraphs()))
        size += len(parts[-1])
    return b"".join(parts) + b"</div></body></html>"


@cache
def _paragraphs() -> list[bytes]:
    rng = random.Random(0)
    words = [_TEXT[n : n + 2] for n in range(0, len(_TEXT), 2)]
    texts = ("".join(rng.choices(words, k=rng.randrange(20, 60))) for _ in range(PARAGRAPHS))
    return [f'<p style="text-indent:2em">{text}。</p>\n'.encode() for text in texts]


@lru_cache(PAGES_IN_MEMORY)
def _zipped(number: int) -> bytes:
    return gzip.compress(page(number), 1, mtime=0)  # 1 is what nginx does


def path(number: int, folder: str = "art") -> str:
    """Return where a page lies: those under /same/ are sent again whoever has them already."""
    return f"/{folder}/2023/8/24/art_{number}.html"


def sitemap(folder: str, first: int, count: int, port: int) -> bytes:
    """Return a sitemap of some of the pages."""
    urls = "".join(
        f"<url><loc>http://127.0.0.1:{port}{path(n, folder)}</loc></url>"
        for n in range(first, first + count)
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><urlset xmlns="{space}">{urls}</urlset>'.encode()


def robots() -> bytes:
    """Return a robots.txt of some length that allows every page."""
    rules = "".join(f"Disallow: /private/{n}/\n" for n in range(ROBOTS_RULES))
    return f"User-agent: *\n{rules}".encode()


def _answer(target: str, head: bytes, port: int) -> bytes:
    if target.startswith(("/art/", "/same/")):
        number = int(target[target.rindex("_") + 1 : -5])
        body = _zipped(number)
        validator = b""
        if target.startswith("/art/"):
            etag = b'"%d-%d"' % (number, len(body))
            if etag in head:
                return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % etag
            validator = b"ETag: %s\r\n" % etag
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
            b"%sContent-Length: %d\r\n\r\n%s" % (validator, len(body), body)
        )
    if target == "/robots.txt":
        return _plain(robots(), b"text/plain")
    if target.startswith("/sitemap/"):
        _, _, folder, numbers = target.removesuffix(".xml").split("/")
        first, count = map(int, numbers.split("-"))
        return _plain(sitemap(folder, first, count, port), b"application/xml")
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _plain(body: bytes, kind: bytes) -> bytes:
    length = len(body)
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (
        kind,
        length,
        body,
    )


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._pending = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self._port = int(transport.get_extra_info("sockname")[1])

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            head, self._pending = self._pending[:end], self._pending[end + 4 :]
            target = head.split(b" ", 2)[1].decode()
            self._transport.write(_answer(target, head, self._port))


async def _serve(pages: int) -> None:
    for number in range(min(pages, PAGES_IN_MEMORY)):
        _zipped(number)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def running_site(pages: int) -> Iterator[int]:
    """Serve the site in a process of its own; give its port."""
    command = [sys.executable, "-m", "benchmarks.collecting.site", str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("the site has no standard output")
            yield int(process.stdout.readline())
        finally:
            process.stdin.close() if process.stdin else None


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
