"""A server that sends whatever bytes a case wants, at whatever pace, and notes what was asked."""

import asyncio
import ipaddress
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

Handler = Callable[["Exchange"], Awaitable[None]]
HANG_S = 3600.0
CHUNK = b"x" * 65536


@dataclass
class Exchange:
    """A request, and the means to answer it badly."""

    method: str
    host: str
    path: str
    headers: dict[str, str]
    number: int
    writer: asyncio.StreamWriter
    closed: bool = False

    async def raw(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: str = "200 OK", *lines: str, kind: str = "text/html") -> None:
        """Send a status line and headers, with no word on the body's length."""
        kinds = (f"Content-Type: {kind}",) if kind else ()
        whole = "\r\n".join((f"HTTP/1.1 {status}", *kinds, *lines, "", ""))
        await self.raw(whole.encode("latin-1", "replace"))

    async def answer(
        self,
        body: bytes | str = b"",
        status: str = "200 OK",
        *lines: str,
        kind: str = "text/html; charset=utf-8",
    ) -> None:
        """Send a proper answer."""
        data = body.encode() if isinstance(body, str) else body
        await self.head(status, f"Content-Length: {len(data)}", *lines, kind=kind)
        await self.raw(data)

    async def redirect(self, to: str, status: str = "302 Found", *lines: str) -> None:
        """Send the client elsewhere."""
        await self.answer(b"", status, f"Location: {to}", *lines)

    async def drip(self, data: bytes, pause: float = 0.2) -> None:
        """Send bytes one by one, slowly."""
        for byte in data:
            await self.raw(bytes([byte]))
            await asyncio.sleep(pause)

    async def flood(self, data: bytes = CHUNK) -> None:
        """Send the same bytes until the client has had enough."""
        while True:
            await self.raw(data)
            await asyncio.sleep(0)  # others are to be answered, too

    async def hang(self) -> None:
        """Say nothing more."""
        await asyncio.sleep(HANG_S)

    def close(self) -> None:
        """Close the connection once the answer is sent."""
        self.closed = True

    def reset(self) -> None:
        """Reset the connection."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        self.closed = True


@dataclass
class Web:
    """Servers in a thread of their own. `find` gives the handler of a host and path."""

    find: Callable[[str, str], Handler | None]
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    touched: Counter[str] = field(default_factory=Counter)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def start(self) -> None:
        """Begin to serve."""
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def listen(self, address: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        """Serve HTTP at an address."""
        self._do(asyncio.start_server(self._serve, address, port, ssl=tls, limit=2**20))

    def listen_raw(
        self,
        address: str,
        port: int,
        serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    ) -> None:
        """Serve something that is no HTTP at an address."""

        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await serve(reader, writer)
            except OSError:
                writer.close()

        self._do(asyncio.start_server(guarded, address, port))

    def watch(self, address: str, port: int) -> None:
        """Count who connects where nobody may."""

        async def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.touched[f"{address}:{port}"] += 1
            writer.close()

        self._do(asyncio.start_server(count, address, port))

    def _do(self, work: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (exchange := await self._read(reader, writer)) is not None:
                handler = self.find(exchange.host, exchange.path)
                if handler is None:
                    await exchange.answer("<h1>not found</h1>", "404 Not Found")
                else:
                    await handler(exchange)
                if exchange.closed:
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # a client that has had enough is what is wanted
        finally:
            writer.close()

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Exchange | None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.split("\r\n")
        method, path, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        await reader.readexactly(int(headers.get("content-length", 0)))
        host = headers.get("host", "")
        self.asked[host, path] += 1
        return Exchange(method, host, path, headers, self.asked[host, path], writer)


class Names:
    """A name server on loopback, answering from a table; a name may stay without an answer."""

    def __init__(self, table: Callable[[str], list[str] | str | None]) -> None:
        self._table = table

    def start(self) -> None:
        """Begin to answer at 127.0.0.1:53."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 53))
        threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        import dns.message

        while True:
            data, sender = sock.recvfrom(4096)
            answer = self._answer(dns.message.from_wire(data))
            if answer is not None:
                sock.sendto(answer.to_wire(), sender)

    def _answer(self, query: Any) -> Any:
        import dns.flags
        import dns.message
        import dns.rcode
        import dns.rdatatype
        import dns.rrset

        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        found = self._table(name)
        if found == "silent":
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif isinstance(found, str):
            answer.set_rcode(dns.rcode.from_text(found))
        else:
            version = 4 if question.rdtype == dns.rdatatype.A else 6
            fitting = [a for a in found if ipaddress.ip_address(a).version == version]
            if fitting:
                answer.answer.append(
                    dns.rrset.from_text(question.name, 0, "IN", question.rdtype, *fitting)
                )
        return answer
