"""Damaged and hostile attachments end within their bounds, each with its reason."""

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policywatch.documents import ProblemKind, ReadText
from policywatch.reading import read_document
from tests.reading.test_attachments_formats import FILES, ofd, recorded, zipped

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "aaaaaaaaaa"}">' for n in range(12))
QUADRATIC = f'<!ENTITY e11 "{"a" * 100_000}">'
NAMES = sorted(path.name for path in FILES.iterdir())


def read(body: bytes) -> ReadText:
    return read_document(body, url="http://www.example.gov.cn/files/a")


def check(reading: ReadText) -> None:
    """Hold a reading to its contract, whatever the bytes were."""
    parts = [reading.text[block.start : block.end] for block in reading.blocks]
    assert "\n".join(parts) == reading.text
    assert reading.usable or (reading.problem_kind and reading.problem)
    assert reading.text or not reading.usable
    (reading.text + reading.title).encode("utf-8")


def with_entities(entities: str, kind: str) -> bytes:
    text = "&e11;" * 2000
    dtd = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>'
    if kind == "docx":
        document = f"{dtd}<w:document {WORD}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>"
        return zipped({"word/document.xml": document.encode()})
    if kind == "xlsx":
        cell = f'<c t="inlineStr"><is><t>{text}</t></is></c>'
        sheet = f"{dtd}<worksheet {SHEET}><sheetData><row>{cell}</row></sheetData></worksheet>"
        book = f"<workbook {SHEET}/>"
        parts = {"xl/workbook.xml": book.encode(), "xl/worksheets/sheet1.xml": sheet.encode()}
        return zipped(parts)
    top = f"{dtd}<OFD><DocRoot>{text}</DocRoot></OFD>"
    return zipped({"OFD.xml": top.encode()})


@pytest.mark.parametrize("kind", ["docx", "xlsx", "ofd"])
@pytest.mark.parametrize("entities", [LAUGHS, QUADRATIC], ids=["laughs", "quadratic"])
@pytest.mark.timeout(30)
def test_entities_are_never_expanded(entities: str, kind: str) -> None:
    reading = read(with_entities(entities, kind))

    assert not reading.usable
    assert "no proper XML" in (reading.problem or "")


def nested(levels: int) -> bytes:
    body = zipped({"a.txt": b"0" * 30_000_000})
    for _ in range(levels):
        body = zipped({f"{n}.zip": body for n in range(8)})
    return body


def overlapping() -> bytes:
    """Return a bundle whose 5,000 files are one and the same bytes."""
    whole = zipped({"a.txt": "启明计划".encode() * 50_000})
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    tail = bytearray(whole[end:])
    entries = whole[start:end] * 5_000
    struct.pack_into("<HHII", tail, 8, 5_000, 5_000, len(entries), start)
    return whole[:start] + entries + bytes(tail)


def pdf(pages: int, stream: bytes, filters: str = "/FlateDecode") -> bytes:
    kids = b" ".join([b"3 0 R"] * pages)
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/"
        b"MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Filter[%s]/Length %d>>stream\n%s\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>"
        % (pages, kids, filters.encode(), len(stream), stream)
    )


def text_page(pages: int) -> bytes:
    return pdf(pages, zlib.compress(b"BT /F 12 Tf 50 700 Td (The Qiming plan of the city) Tj ET"))


BOMBS = {
    "zip bomb": lambda: zipped({"word/document.xml": b"a" * 80_000_000}),
    "bundles in bundles": lambda: nested(6),
    "files that overlap": overlapping,
    "21,000 files": lambda: zipped({f"{n}.txt": b"" for n in range(21_000)}),
    "deep XML": lambda: zipped(
        {"word/document.xml": f"<w:document {WORD}>".encode() + b"<w:p>" * 200_000}
    ),
    "deep OFD": lambda: ofd("<ofd:PageBlock>" * 50_000),
    "far cells": lambda: zipped(
        {
            "xl/workbook.xml": f"<workbook {SHEET}/>".encode(),
            "xl/worksheets/sheet1.xml": (
                f"<worksheet {SHEET}><sheetData>"
                + "".join(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20_000))
                + "</sheetData>"
                + "".join(f'<mergeCell ref="A{n}:ZZ{n + 900}"/>' for n in range(1, 20_000))
                + "</worksheet>"
            ).encode(),
        }
    ),
    "deep RTF": lambda: b"{\\rtf1 " + b"{" * 500_000,
    "a stream that unpacks to 1 GB": lambda: pdf(
        1, zlib.compress(zlib.compress(bytes(1_000_000_000), 1)), "/FlateDecode/FlateDecode"
    ),
    "a million lines": lambda: pdf(1, zlib.compress(b"0 0 m 500 500 l S\n" * 1_000_000)),
    "30 MB of zip heads": lambda: b"PK\x03\x04" * 7_500_000,
    "30 MB of an OLE file": lambda: OLE + random.Random(1).randbytes(30_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.timeout(150)
def test_a_bomb_ends_with_its_reason(name: str) -> None:
    reading = read(BOMBS[name]())

    check(reading)
    assert reading.problem_kind
    assert reading.problem


def test_of_endless_pages_the_first_are_read() -> None:
    reading = read(text_page(100_000))

    assert reading.problem == "only the first 1000 of 100000 pages are read"
    assert reading.usable
    assert reading.blocks[-1].page == 1000


def test_what_needs_a_password_says_so() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "启明计划")
    body = bytearray(out.getvalue())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(signature) + at] |= 1

    reading = read(bytes(body))

    assert reading.problem_kind is ProblemKind.ENCRYPTED
    assert reading.problem == "the zip bundle needs a password"


@pytest.mark.parametrize("name", ["notice.docx", "budget.xlsx"])
def test_what_is_left_of_a_cut_off_file_is_read_and_the_rest_said(name: str) -> None:
    body = recorded(name)

    reading = read(body[: int(0.97 * len(body))])

    assert reading.usable
    assert "启明计划" in reading.text
    assert reading.problem_kind is ProblemKind.PARTLY_READ
    assert "the file is cut off or damaged" in (reading.problem or "")


@pytest.mark.parametrize("name", NAMES)
def test_any_damage_is_read_or_refused(name: str) -> None:
    whole = (Path(FILES) / name).read_bytes()
    chance = random.Random(name)

    for number in range(25):
        damaged = bytearray(whole)
        if number % 3 == 0:
            del damaged[chance.randrange(10, len(whole)) :]
        for _ in range(chance.choice((0, 1, 8, 60))):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        check(read(bytes(damaged)))


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(
        (b"%PDF-1.7\n", b"{\\rtf1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    ),
    st.binary(max_size=2_000),
)
def test_any_bytes_after_a_known_beginning_are_read_or_refused(start: bytes, rest: bytes) -> None:
    check(read(start + rest))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        (
            "word/document.xml",
            "xl/worksheets/sheet1.xml",
            "ppt/slides/slide1.xml",
            "OFD.xml",
            "a.txt",
        )
    ),
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<a>{text}".encode()),
)
def test_any_part_of_a_package_is_read_or_refused(name: str, content: bytes) -> None:
    check(read(zipped({name: content})))
