"""A real web server on loopback whose pages a test lays out, and that misbehaves where asked."""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What the server sends. `drip` seconds pass between its bytes."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0
    zipped: bool = False


@dataclass
class Site:
    """Pages by path (with its query), and what was asked for.

    The pages of `unmodified` are said to be so to whoever asks conditionally.
    """

    pages: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    heads: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    unmodified: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, text: str, **how: object) -> None:
        """Lay out a page; it answers conditional requests by its ETag."""
        self.pages[path] = Answer(text.encode(), **how)  # type: ignore[arg-type]

    def asked_since(self, number: int) -> list[str]:
        return self.asked[number:]


def list_html(items: list[tuple[str, str, str]], after: str = "") -> str:
    """A list page: (path, title, date) an item, with a menu that is no list."""
    rows = "".join(
        f'<li><a href="{path}" title="{title}">{title[:12]}…</a><span>{date}</span></li>'
        for path, title, date in items
    )
    menu = "".join(f'<li><a href="/menu{n}/">栏目{n}</a></li>' for n in range(6))
    return (
        f"<html><head><meta charset=utf-8><title>通知公告</title></head><body><nav><ul>{menu}"
        f'</ul></nav><div class="list"><ul>{rows}</ul></div><div class="page">{after}</div>'
        "</body></html>"
    )


def notice_html(title: str, extra: str = "") -> str:
    """A notice of ordinary length."""
    text = "".join(f"<p>{title}，第{n}条规定如下，请各单位遵照执行。</p>" for n in range(20))
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><h1>{title}</h1>{text}{extra}</body></html>"
    )


def notices(site: Site, count: int, *, start: int = 1) -> list[tuple[str, str, str]]:
    """Lay out notices and return their list items, newest first."""
    items = []
    for n in range(start, start + count):
        path = f"/art/2023/8/{n % 28 + 1}/art_{n}.html"
        title = f"关于组织申报第{n}批人才项目的通知"
        site.put(path, notice_html(title))
        items.append((path, title, f"2023-08-{n % 28 + 1:02}"))
    return items[::-1]


@contextmanager
def running_site() -> Iterator[Site]:
    """Serve a site on a free port of loopback."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two writes

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.heads.append((self.path, dict(self.headers.items())))
            site.agents.add(self.headers.get("User-Agent", ""))
            page = site.pages.get(self.path) or site.pages.get(urlsplit(self.path).path)
            answer = page() if callable(page) else page or Answer(b"<h1>404</h1>", 404)
            self._send(answer)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self.path = f"{self.path}#{self.rfile.read(length).decode()}"
            self.do_GET()

        def _send(self, answer: Answer) -> None:
            body = gzip.compress(answer.body, mtime=0) if answer.zipped else answer.body
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            plain = answer.status == 200
            if self.path in site.unmodified and "If-None-Match" in self.headers:
                etag = self.headers["If-None-Match"]
            if plain and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.send_header("ETag", etag)
                self.end_headers()
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(body)))
            if answer.zipped:
                self.send_header("Content-Encoding", "gzip")
            if plain and "ETag" not in answer.headers:
                self.send_header("ETag", etag)
            for name, value in answer.headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(body), 1000 if answer.drip else max(len(body), 1)):
                step = 1000 if answer.drip else len(body)
                self.wfile.write(body[start : start + step])
                time.sleep(answer.drip)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that went away is no matter."""

    server = Server(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
