"""What is archived of a crawl is what came on the wire, and says how it was fetched."""

import gzip
import hashlib
import socketserver
import threading
from collections.abc import Iterator

import pytest

from models import Purpose
from tests.spiders.site import Site
from tests.spiders.world import World, declare

PAGE = gzip.compress(
    '<html><body><ul><li><a href="/art/1.html">关于申报启明计划的通知</a> 2023-08-24</li>'
    '<li><a href="/art/2.html">关于公布名单的通知</a> 2023-08-23</li></ul></body></html>'.encode(),
    mtime=0,
)
HEAD = (
    b"HTTP/1.1 200 Fine\r\nserver: Odd/1\r\nX-b: 2\r\nX-a: 1\r\nSet-Cookie: k=1\r\n"
    b"set-cookie: k=2\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    b"content-type:text/html;charset=utf-8"
)
CHUNKED = b"%x\r\n%b\r\n5;x=y\r\n%b\r\n0\r\n\r\n" % (len(PAGE) - 5, PAGE[:-5], PAGE[-5:])


class Answers(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while line := self.rfile.readline():
            while self.rfile.readline().strip():
                pass
            if b"robots.txt" in line:
                self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            else:
                self.wfile.write(HEAD + b"\r\n\r\n" + CHUNKED)


@pytest.fixture
def raw_site() -> Iterator[Site]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(port=server.server_address[1])
    server.shutdown()
    server.server_close()


def test_heads_and_coded_bodies_are_kept_byte_for_byte(world: World, raw_site: Site) -> None:
    settings = world.settings.model_copy(update={"vantage": "北京一号"})
    world = World(world.engine, settings, raw_site)
    world.watch(declare(raw_site))

    world.collect()

    fetches = [fetch for fetch in world.fetches() if fetch.purpose is not Purpose.ROBOTS]
    assert len(fetches) == 3
    for fetch in fetches:
        records = world.records(fetch)
        response, request, made = records
        assert response.payload == PAGE
        assert fetch.wire_sha256 == hashlib.sha256(PAGE).hexdigest()
        assert dict(response.http_headers)["X-Orig-Transfer-Encoding"] == "chunked"
        assert ("server", "Odd/1") in response.http_headers
        assert [v for k, v in response.http_headers if k.lower() == "set-cookie"] == ["k=1", "k=2"]
        assert dict(request.http_headers)["User-Agent"].startswith("policywatch/")
        said = made.payload.decode()
        assert "vantage: 北京一号\r\n" in said
        assert "source: town-notices\r\n" in said
        assert "fetchTimeMs: " in said
        assert fetch.vantage == "北京一号"
