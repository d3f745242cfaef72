"""The archive: bytes come back as they came, bounded, and other tools read the files."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from policywatch.archive import (
    Archive,
    ContentCodingError,
    Exchange,
    TooLargeError,
    UnknownCodingError,
    decode_body,
    records_in,
)
from policywatch.archive.members import gzip_member
from policywatch.errors import ArchiveError

AT = datetime(2023, 8, 24, 9, 0, tzinfo=UTC)
PAGE = "<html>关于申报启明计划的通知</html>".encode() * 50


def exchange(body: bytes = PAGE, coding: str = "", **how: object) -> Exchange:
    headers = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]
    if coding:
        headers.append(("Content-Encoding", coding))
    values: dict[str, object] = {
        "url": "http://www.example.org/a?b=1",
        "at": AT,
        "method": "GET",
        "request_headers": (("Host", "www.example.org"),),
        "request_body": b"",
        "status": 200,
        "reason": "OK",
        "headers": tuple(headers),
        "body": body,
    }
    return Exchange(**(values | how))  # type: ignore[arg-type]


HEAD = b"""HTTP/1.0 200 Fine so\r
server: Old\r
SET-cookie: a=1\r
Set-Cookie: b=2\r
no colon here\r
X-Long: one\r
  two\r
Transfer-Encoding: chunked\r
content-type:text/html"""


def deflate_raw(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


CODINGS = [
    pytest.param("", bytes, id="plain"),
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", deflate_raw, id="raw-deflate"),
    pytest.param("br", brotli.compress, id="br"),
    pytest.param("zstd", zstd.compress, id="zstd"),
    pytest.param("gzip, br", lambda b: brotli.compress(gzip.compress(b)), id="two"),
]


@pytest.mark.parametrize(("coding", "encode"), CODINGS)
def test_bodies_come_back_decoded(
    tmp_path: Path, coding: str, encode: Callable[[bytes], bytes]
) -> None:
    archive = Archive(tmp_path)
    with archive.writer("www.example.org") as writer:
        place = writer.write(exchange(encode(PAGE), coding))

    response = archive.read(place.warc_file, place.offset)

    assert response.body == PAGE
    assert (response.url, response.status) == ("http://www.example.org/a?b=1", 200)


def block_of(path: Path, number: int) -> bytes:
    """Return a record's block as it lies in a file."""
    with path.open("rb") as file:
        records = ArchiveIterator(file, no_record_parse=True)
        return [record.raw_stream.read() for record in records][number]


def test_a_head_is_kept_as_it_came_and_tells_the_truth_of_its_body(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer("host") as writer:
        place = writer.write(exchange(head=HEAD))

    block = block_of(tmp_path / place.warc_file, 1)

    kept = HEAD.replace(b"Transfer-Encoding", b"X-Orig-Transfer-Encoding")
    assert block == kept + f"\r\nContent-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE
    response = archive.read(place.warc_file, place.offset)
    assert (response.status, response.body) == (200, PAGE)


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        pytest.param(b"content-length: 1650", b"content-length: 1650", id="true"),
        pytest.param(b"Content-Length: 7", b"X-Orig-Content-Length: 7", id="untrue"),
    ],
)
def test_a_length_is_kept_where_it_is_true(tmp_path: Path, stated: bytes, kept: bytes) -> None:
    archive = Archive(tmp_path)
    with archive.writer("host") as writer:
        body = PAGE[:1650]
        place = writer.write(exchange(body, head=b"HTTP/1.1 200 OK\r\n" + stated))

    block = block_of(tmp_path / place.warc_file, 1)

    assert kept in block.splitlines()
    assert archive.read(place.warc_file, place.offset).body == body


@given(head=st.binary(max_size=300), body=st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_head_spoils_its_body(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, body: bytes
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    archive = Archive(folder)
    with archive.writer("host") as writer:
        place = writer.write(exchange(body, head=b"HTTP/1.1 200 OK\r\n" + head))

    record = next(records_in(archive.exchange(*astuple(place))))

    assert (record.status, record.payload) == (200, body)


def test_how_a_fetch_was_made_stands_beside_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    notes = (("vantage", "北京\r\nevil: 1"), ("fetchTimeMs", "12"))
    with archive.writer("host") as writer:
        place = writer.write(exchange(notes=notes))
        writer.write(exchange())

    records = list(records_in(archive.exchange(*astuple(place))))

    assert [record.kind for record in records] == ["response", "request", "metadata"]
    assert records[2].payload.decode() == "vantage: 北京  evil: 1\r\nfetchTimeMs: 12\r\n"
    about = {record.headers.get("WARC-Concurrent-To") for record in records[1:]}
    assert about == {records[0].headers["WARC-Record-ID"]}


def test_every_byte_of_an_exchange_counts(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer("host") as writer:
        writer.write(exchange())
        place = writer.write(exchange())
    path = tmp_path / place.warc_file
    stored = path.read_bytes()

    for at in range(place.offset, place.offset + place.length):
        path.write_bytes(stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :])
        with pytest.raises(ArchiveError):
            archive.exchange(*astuple(place))
    path.write_bytes(stored[: place.offset + place.length - 1])
    with pytest.raises(ArchiveError, match="ends before"):
        archive.exchange(*astuple(place))


@pytest.mark.parametrize(("coding", "encode"), CODINGS[1:])
def test_bombs_and_damage_are_refused(coding: str, encode: Callable[[bytes], bytes]) -> None:
    whole = encode(bytes(3_000_000))

    with pytest.raises(TooLargeError):
        decode_body(whole, coding, 1_000_000)
    with pytest.raises(ContentCodingError):
        decode_body(whole[: len(whole) // 2], coding)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=20_000), st.sampled_from([0, 1, 65_535, 65_536, 200_000]))
def test_a_member_is_one_gzip_file_of_text_and_what_was_compressed_before(
    text: bytes, size: int
) -> None:
    dense = bytes(range(256)) * (size // 256) + bytes(size % 256)
    reading = zlib.decompressobj(zlib.MAX_WBITS | 16)

    read = reading.decompress(gzip_member(text, dense) + b"next")

    assert read == text + dense
    assert reading.eof
    assert reading.unused_data == b"next"


def test_gzip_members_follow_each_other_and_padding_is_ignored() -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(20)

    assert decode_body(body, "gzip") == b"one two"


def test_codings_that_are_unknown_or_too_many_are_refused() -> None:
    with pytest.raises(UnknownCodingError):
        decode_body(b"x", "compress")
    with pytest.raises(ContentCodingError):
        decode_body(b"x", ",".join(["gzip"] * 50))


def test_wire_bytes_are_kept_and_other_tools_accept_every_digest(tmp_path: Path) -> None:
    wire = gzip.compress(PAGE)
    archive = Archive(tmp_path)
    with archive.writer("www.example.org") as writer:
        first = writer.write(exchange(wire, "gzip"))
        writer.write(exchange(wire, "gzip", refers_to=("http://www.example.org/a?b=1", AT)))
        unmodified = exchange(b"", status=304, refers_to=("http://www.example.org/a?b=1", AT))
        writer.write(unmodified)

    with (tmp_path / first.warc_file).open("rb") as file:
        kinds, raw = [], []
        for record in ArchiveIterator(file, check_digests="raise", no_record_parse=False):
            kinds.append(record.rec_type)
            raw.append(record.raw_stream.read())

    assert kinds == ["warcinfo", "response", "request", *["revisit", "request"] * 2]
    assert raw[1] == wire


def test_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    with archive.writer("host") as writer:
        place = writer.write(exchange())
        again = writer.write(exchange(refers_to=("http://www.example.org/a?b=1", AT)))
    (tmp_path / "secret").write_bytes(gzip.compress(b"x"))

    for file, offset in (
        (place.warc_file, place.offset + 1),
        (place.warc_file, 10**9),
        (again.warc_file, again.offset),
        ("2023/08/none.warc.gz", 0),
        ("../secret", 0),
    ):
        with pytest.raises(ArchiveError):
            archive.read(file, offset)


def test_a_flipped_byte_is_told(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer("host") as writer:
        place = writer.write(exchange())
    path = tmp_path / place.warc_file
    stored = bytearray(path.read_bytes())
    whole = archive.read(place.warc_file, place.offset)

    for at in range(place.offset, place.offset + 400, 7):
        damaged = stored.copy()
        damaged[at] ^= 0x55
        path.write_bytes(damaged)
        try:
            response = archive.read(place.warc_file, place.offset)
        except ArchiveError:
            continue
        assert response.body == whole.body


def test_files_rotate_by_size_and_never_grow_by_another_writer(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer("host", rotate_bytes=500) as writer:
        places = [writer.write(exchange()) for _ in range(4)]
    with archive.writer("host") as other:
        places.append(other.write(exchange()))

    assert len({place.warc_file for place in places}) >= 4
    assert all(archive.read(p.warc_file, p.offset).body == PAGE for p in places)


def test_what_is_synced_outlives_a_writer_that_is_never_closed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    writer = archive.writer("host")
    place = writer.write(exchange())

    writer.sync()

    assert archive.read(place.warc_file, place.offset).body == PAGE
    writer.close()


def test_header_values_cannot_begin_new_lines(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    evil = exchange(headers=(("X-A", "1\r\n\r\nHTTP/1.1 200 OK"), ("Content-Type", "text/html")))
    with archive.writer("host") as writer:
        place = writer.write(evil)

    response = archive.read(place.warc_file, place.offset)

    assert response.body == PAGE
    assert ("Content-Type", "text/html") in response.headers
