"""Other people's replay, pywb itself, shows what was archived: each body as it came."""

import contextlib
import gzip
import hashlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from backports import zstd
from sqlalchemy import Engine

from models import read_session
from policywatch.archive import Archive, Exchange, decode_body
from policywatch.evidence import gather, seal, write_bundle
from tests.evidence.world import World, fill, page

LOCK = Path(__file__).with_name("pywb.lock")
HOME = Path(sys.prefix) / "pywb"
AT = datetime(2023, 8, 24, 9, tzinfo=UTC)
BODY = "<html><body>关于申报启明计划的通知</body></html>".encode() * 40
BODIES = {
    "plain": ("", BODY),
    "gzip": ("gzip", gzip.compress(BODY)),
    "deflate": ("deflate", zlib.compress(BODY)),
    "br": ("br", brotli.compress(BODY)),
    "zstd": ("zstd", zstd.compress(BODY)),
}


@pytest.fixture(scope="session")
def pywb() -> Path:
    """The programs of pywb, which cannot be installed beside us; made once for each lock."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    made = HOME / "made"
    if not made.exists() or made.read_text() != wanted:
        shutil.rmtree(HOME, ignore_errors=True)
        uv = str(Path(sys.executable).with_name("uv"))
        python = str(HOME / "bin" / "python")
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(HOME)], check=True)
        install = [uv, "pip", "install", "-q", "--python", python, "--require-hashes"]
        subprocess.run([*install, "-r", str(LOCK)], check=True, timeout=250)
        made.write_text(wanted)
    return HOME / "bin"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def replaying(pywb: Path, folder: Path, *archives: Path) -> Iterator[str]:
    """Serve archives as the collection `case`; give its address."""
    folder.mkdir()
    manager = str(pywb / "wb-manager")
    subprocess.run([manager, "init", "case"], cwd=folder, check=True, capture_output=True)
    for archive in archives:
        subprocess.run(
            [manager, "add", "case", str(archive), *["--unpack-wacz"][: archive.suffix == ".wacz"]],
            cwd=folder,
            check=True,
            capture_output=True,
        )
    port = free_port()
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(pywb / "wayback"), "-p", str(port), "-b", "127.0.0.1"],
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/case"
    finally:
        server.terminate()
        server.wait(20)


def replayed(collection: str, at: datetime, url: str) -> tuple[bytes, str]:
    """Return a replayed body, free of the content coding in which it is sent, and that coding."""
    address = f"{collection}/{at:%Y%m%d%H%M%S}id_/{url}"
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        coding = answer.headers.get("Content-Encoding", "")
        return decode_body(answer.read(), coding), coding


def test_each_body_and_each_revisit_comes_back_as_it_was(pywb: Path, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    later = AT + timedelta(days=3)
    with archive.writer("example.org") as writer:
        for name, (coding, wire) in BODIES.items():
            url = f"http://example.org/{name}"
            heads = ["HTTP/1.1 200 Fine", "Content-Type: text/html", "Transfer-Encoding: chunked"]
            heads += [f"Content-Encoding: {coding}"] if coding else []
            head = "\r\n".join(heads).encode()
            one = Exchange(
                url=url, at=AT, method="GET", request_headers=(("Host", "example.org"),),
                request_body=b"", status=200, reason="OK", headers=(), body=wire, head=head,
                notes=(("vantage", "local"),),
            )  # fmt: skip
            place = writer.write(one)
            again = {"at": later, "refers_to": (url, AT)}
            writer.write(Exchange(**{**_fields(one), **again}))
            unmodified = {"status": 304, "body": b"", "head": b"HTTP/1.1 304 Not Modified"}
            again = {"at": later + timedelta(days=3), "refers_to": (url, AT)}
            writer.write(Exchange(**{**_fields(one), **unmodified, **again}))

    with replaying(pywb, tmp_path / "replay", tmp_path / "archive" / place.warc_file) as case:
        for name, (coding, _) in BODIES.items():
            url = f"http://example.org/{name}"
            for at in (AT, later):
                assert replayed(case, at, url) == (BODY, coding), name
            with pytest.raises(urllib.error.HTTPError, match="304"):
                replayed(case, later + timedelta(days=3), url)


def _fields(exchange: Exchange) -> dict[str, object]:
    return {name: getattr(exchange, name) for name in Exchange.__dataclass_fields__}


def test_a_bundle_is_replayed_as_it_is(pywb: Path, sqlite_store: Engine, tmp_path: Path) -> None:
    world = World(sqlite_store, Archive(tmp_path / "archive"), tmp_path)
    finding = fill(world)
    seal(world.engine, lambda: AT)
    bundle = tmp_path / "case.wacz"
    with read_session(world.engine) as session:
        bundle.write_bytes(write_bundle(gather(session, finding, "test"), world.archive))

    with replaying(pywb, tmp_path / "replay", bundle) as case:
        assert replayed(case, AT, "http://example.org/notice.html")[0] == page(1)
        edited = AT + timedelta(days=1, seconds=1)
        assert replayed(case, edited, "http://example.org/notice.html")[0] == page(99)
        with pytest.raises(urllib.error.HTTPError):
            replayed(case, AT, "http://example.org/bystander.html")
