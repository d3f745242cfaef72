import io
import zipfile

import docx
import openpyxl
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from policywatch.documents import BlockKind, ProblemKind, ReadText
from policywatch.reading import read_document
from policywatch.reading.attachments.cells import shown

URL = "http://www.example.gov.cn/files/P0202303"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(body: bytes, name: str = "") -> ReadText:
    return read_document(body, url=URL + name)


def pdf(pages: list[list[str]], **options: object) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, **options)
    for lines in pages:
        sheet.setFont("STSong-Light", 12)
        for number, line in enumerate(lines):
            sheet.drawString(60, 780 - 20 * number, line)
        if not lines:
            sheet.rect(50, 50, 400, 600, fill=1)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_pdf_is_read_with_its_page_numbers() -> None:
    reading = read(pdf([["启明计划申报指南", "一、申报条件"], ["二、经费支持"]]))

    assert reading.usable
    assert reading.text == "启明计划申报指南\n一、申报条件\n二、经费支持"
    assert [block.page for block in reading.blocks] == [1, 1, 2]
    assert reading.title == "启明计划申报指南"


def test_a_title_that_is_set_wide_in_a_pdf_is_read_as_words() -> None:
    title = "关于申报启明计划的通知"
    text = "为深入实施人才强市战略，现就做好启明计划申报工作通知如下。"

    reading = read(pdf([["\u3000".join(title), text]]), ".pdf")

    assert reading.title == title
    assert reading.text == f"{title}\n{text}"


def test_wrapped_lines_of_a_pdf_are_joined() -> None:
    lines = [
        "为深入实施人才强市战略，现就做好二〇二三年度启",
        "明计划申报工作通知如下，请遵照执行。",
        "一、条件",
    ]

    assert read(pdf([lines])).text == "".join(lines[:2]) + "\n一、条件"


def test_a_scanned_pdf_is_told_as_such() -> None:
    reading = read(pdf([[], []]))

    assert not reading.usable
    assert reading.problem_kind is ProblemKind.SCANNED


def test_a_pdf_with_some_scanned_pages_is_read_in_part() -> None:
    reading = read(pdf([["启明计划申报指南，详见以下各页内容说明。"], [], []]))

    assert reading.usable
    assert reading.problem_kind is ProblemKind.PARTLY_READ
    assert reading.problem == "pages 2-3 of 3 are pictures without text: needs OCR"


def test_an_encrypted_pdf_is_told_as_such() -> None:
    reading = read(pdf([["启明计划"]], encrypt="secret"))

    assert reading.problem_kind is ProblemKind.ENCRYPTED


def test_a_truncated_pdf_does_no_harm() -> None:
    body = pdf([["启明计划申报指南"]])

    for size in range(10, len(body), 97):
        reading = read(body[:size])
        assert reading.usable or reading.problem


def test_a_word_file_is_read_with_headings_and_tables() -> None:
    document = docx.Document()
    document.add_heading("启明计划申报书", 1)
    paragraph = document.add_paragraph("经")
    paragraph.add_run("费").bold = True
    paragraph.add_run("支持")
    table = document.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["项目", "金额", "引才", "300"], strict=True
    ):
        cell.text = text
    out = io.BytesIO()
    document.save(out)

    reading = read(out.getvalue(), ".docx")

    assert reading.text == "启明计划申报书\n经费支持\n项目\t金额\n引才\t300"
    assert [b.kind for b in reading.blocks] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.ROW,
        BlockKind.ROW,
    ]
    assert [b.header for b in reading.blocks] == [False, False, True, False]


def test_deleted_words_of_a_word_file_are_not_read() -> None:
    body = f"""<w:document {WORD}><w:body><w:p><w:r><w:t>保留</w:t></w:r>
    <w:del><w:r><w:t>删去</w:t></w:r></w:del></w:p></w:body></w:document>"""

    assert read(zipped({"word/document.xml": body.encode()})).text == "保留"


def test_what_a_word_file_strikes_out_or_sets_above_is_no_digit_of_an_amount() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("给予")
    for struck in "10", "0":
        paragraph.add_run(struck).font.strike = True
    paragraph.add_run("300万元，")
    paragraph.add_run("另加50")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run("万元，每100m")
    paragraph.add_run("2").font.superscript = True
    out = io.BytesIO()
    document.save(out)

    assert read(out.getvalue(), ".docx").text == "给予 100 300万元，另加50 1万元，每100m2"


def test_a_workbook_is_read_by_sheets_and_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "预算表"
    for row in (["单位：万元"], ["项目", None, "金额"], ["引才", "甲", 1200.5]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)

    reading = read(out.getvalue(), ".xlsx")

    assert reading.text == "预算表\n单位：万元\n项目\t\t金额\n引才\t甲\t1200.5"


def bomb(kind: str) -> bytes:
    if kind == "zip":
        text = b"a" * 80_000_000
        content = f"<w:document {WORD}><w:body><w:p><w:r><w:t>".encode() + text
    elif kind == "entities":
        entities = "".join(
            f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "aaaaaaaaaa"}">' for n in range(12)
        )
        content = (
            f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><w:document {WORD}><w:body><w:p><w:r>'
            "<w:t>&e11;</w:t></w:r></w:p></w:body></w:document>"
        ).encode()
    else:
        content = f"<w:document {WORD}>".encode() + b"<w:p>" * 100_000
    return zipped({"word/document.xml": content})


@pytest.mark.parametrize("kind", ["zip", "entities", "depth"])
@pytest.mark.timeout(20)
def test_bombs_do_not_go_off(kind: str) -> None:
    reading = read(bomb(kind))

    assert not reading.usable
    assert reading.problem_kind in (ProblemKind.DAMAGED, ProblemKind.EMPTY)


@pytest.mark.parametrize(
    ("body", "name", "needs"),
    [
        (b"Rar!\x1a\x07\x00", ".rar", "RAR"),
        (b"7z\xbc\xaf\x27\x1c\x00", ".7z", "7z"),
        (b"ID3" + b"\0" * 50, ".mp3", "sound"),
        (b"MZ\x90\x00" + b"\0" * 50, ".exe", "program"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, name: str, needs: str) -> None:
    reading = read(body, name)

    assert reading.problem_kind is ProblemKind.UNSUPPORTED
    assert reading.problem is not None
    assert needs in reading.problem


def test_a_gbk_file_name_serves_as_title() -> None:
    body = pdf([["，" * 20]])

    assert read_document(body, url="http://a.cn/%B1%A8%C3%FB%B1%ED.pdf").title == "报名表.pdf"


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (300, '0"万元"', "300万元"),
        (5_000_000, '0.00,"千元"', "5000千元"),
        (5_000_000, '0\\.0,"万元"', "500万元"),
        (250_000_000, '#,##0.00,,"百万元"', "250百万元"),
        (1234.5, "#,##0.00", "1234.5"),
    ],
)
def test_a_format_that_shows_a_smaller_number_is_followed(
    value: float, code: str, expected: str
) -> None:
    assert shown(value, 164, code) == expected


def test_an_rtf_file_with_characters_as_they_are_is_read() -> None:
    text = "关于申报启明计划的通知"
    head = rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 "

    assert read(head + text.encode("gbk") + rb"\par }").text == text
