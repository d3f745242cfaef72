"""Content codings and charsets: bombs, cut ends, lies."""

import gzip
import zlib

import brotli
from backports import zstd

from models import Outcome
from tests.spiders.hostile.cases import SAME, Prepared, add, listing
from tests.spiders.hostile.server import Exchange, Handler
from tests.spiders.site import notice_html

HOST = "codings.web.test"
PAGE = notice_html("一则通知").encode()
SIZE = 60_000_000


def _repeat_gzip(total: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    block = bytes(1_000_000)
    parts = [packer.compress(block) for _ in range(total // len(block))]
    return b"".join([*parts, packer.flush()])


def _repeat_brotli(total: int) -> bytes:
    packer = brotli.Compressor(quality=4)
    block = bytes(1_000_000)
    parts = [packer.process(block) for _ in range(total // len(block))]
    return b"".join([*parts, packer.finish()])


def _repeat_zstd(total: int) -> bytes:
    packer = zstd.ZstdCompressor(level=3)
    block = bytes(1_000_000)
    parts = [packer.compress(block) for _ in range(total // len(block))]
    return b"".join([*parts, packer.flush()])


def _windowed() -> bytes:
    """A frame that asks for a window of 2 GB."""
    options = {
        zstd.CompressionParameter.window_log: 31,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    packer = zstd.ZstdCompressor(options=options)
    return packer.compress(PAGE) + packer.flush()


BOMBS = {
    "gzip-bomb": ("gzip", lambda: _repeat_gzip(SIZE, 31)),
    "deflate-bomb": ("deflate", lambda: _repeat_gzip(SIZE, 15)),
    "raw-deflate-bomb": ("deflate", lambda: _repeat_gzip(SIZE, -15)),
    "brotli-bomb": ("br", lambda: _repeat_brotli(SIZE)),
    "zstd-bomb": ("zstd", lambda: _repeat_zstd(SIZE)),
    "gzip-in-gzip-bomb": ("gzip, gzip", lambda: gzip.compress(_repeat_gzip(SIZE, 31))),
    "gzip-of-many-members-bomb": ("gzip", lambda: _repeat_gzip(10_000_000, 31) * 100),
}
DAMAGED = {
    "gzip-cut-off": ("gzip", lambda: gzip.compress(PAGE)[:-40]),
    "gzip-of-its-first-bytes": ("gzip", lambda: gzip.compress(PAGE)[:10]),
    "gzip-that-is-none": ("gzip", lambda: PAGE),
    "gzip-with-a-wrong-sum": ("gzip", lambda: gzip.compress(PAGE)[:-8] + bytes(8)),
    "deflate-cut-off": ("deflate", lambda: zlib.compress(PAGE)[:-40]),
    "brotli-cut-off": ("br", lambda: brotli.compress(PAGE)[:-40]),
    "brotli-that-is-none": ("br", lambda: PAGE),
    "zstd-cut-off": ("zstd", lambda: zstd.compress(PAGE)[:-20]),
    "zstd-that-is-none": ("zstd", lambda: PAGE),
    "zstd-of-a-huge-window": ("zstd", _windowed),
    "hundred-thousands-of-empty-members": ("gzip", lambda: gzip.compress(b"") * 400_000),
    "hundred-thousands-of-empty-frames": ("zstd", lambda: zstd.compress(b"") * 700_000),
    "unknown-coding": ("x-secret", lambda: PAGE),
    "codings-over-codings": (", ".join(["gzip"] * 500), lambda: PAGE),
}

for _name, (_coding, _make) in BOMBS.items():
    add(
        _name,
        Outcome.TOO_LARGE,
        Prepared(_make, f"Content-Encoding: {_coding}"),
        document=SAME,
        host=HOST,
    )
for _name, (_coding, _make) in DAMAGED.items():
    add(
        _name,
        Outcome.UNDECODABLE,
        Prepared(_make, f"Content-Encoding: {_coding}"),
        document=SAME,
        host=HOST,
    )


def _charset(name: str, kind: str, meta: str = "utf-8", charset: str = "utf-8") -> Handler:
    async def serve(x: Exchange) -> None:
        html = listing(name).replace("charset=utf-8", f'charset="{meta}"')
        await x.answer(html.encode(charset), kind=kind)

    return serve


CHARSETS = {
    "charset-of-no-text": ("text/html; charset=zlib", "utf-8", "utf-8"),
    "charset-punycode": ("text/html; charset=punycode", "utf-8", "utf-8"),
    "charset-that-always-fails": ("text/html; charset=undefined", "utf-8", "utf-8"),
    "charset-unknown": ("text/html; charset=klingon", "utf-8", "utf-8"),
    "charset-of-escapes": ("text/html; charset=unicode_escape", "utf-8", "utf-8"),
    "charset-in-meta-of-no-text": ("text/html", "bz2", "utf-8"),
    "charset-utf-8-but-gbk": ("text/html; charset=utf-8", "gbk", "gb18030"),
    "charset-gbk-but-utf-8": ("text/html; charset=gbk", "utf-8", "utf-8"),
    "charset-latin-but-gbk": ("text/html; charset=iso-8859-1", "gb2312", "gb18030"),
    "charset-utf-16-in-meta": ("text/html", "utf-16", "utf-8"),
    "charset-two-in-the-header": ("text/html; charset=; charset=gbk", "utf-8", "utf-8"),
    "charset-of-a-megabyte": (f"text/html; charset={'x' * 10_000}", "utf-8", "utf-8"),
    "type-of-a-picture": ("image/png", "utf-8", "utf-8"),
    "type-of-nothing": ("", "utf-8", "utf-8"),
    "type-with-control-characters": ("text/html\x01\x02;\x7f charset=utf-8", "utf-8", "utf-8"),
}
for _name, (_kind, _meta, _charset_used) in CHARSETS.items():
    add(
        _name,
        Outcome.OK,
        _charset(_name, _kind, _meta, _charset_used),
        items=3,
        host="charsets.web.test",
    )
