"""The same notice and budget read the same from every format; the files are recorded.

`tests/reading/build_files.py` made them: Word and Excel files by libraries, the others of them by
LibreOffice.
"""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from policywatch.documents import BlockKind, ProblemKind, ReadText
from policywatch.flagging.facts import find_facts
from policywatch.reading import Extras, read_document

FILES = Path(__file__).parent / "files"
URL = "http://www.example.gov.cn/files/download.jsp?id=7"
TITLE = "关于印发《某某市引进海外高层次人才“启明计划”实施办法（试行）》的通知"
NUMBER = "某政发〔2023〕12号"


def read(body: bytes, *, extras: Extras | None = None) -> ReadText:
    return read_document(body, url=URL, extras=extras or Extras())


def recorded(name: str) -> bytes:
    return (FILES / name).read_bytes()


def rows(reading: ReadText) -> list[list[str]]:
    return [
        reading.text[block.start : block.end].split("\t")
        for block in reading.blocks
        if block.kind is BlockKind.ROW
    ]


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def ofd(objects: str, **parts: bytes) -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    document = (
        f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    page = (
        f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    )
    top = (
        f"<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo><ofd:Title>启明计划指南</ofd:Title>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    return zipped(
        {
            "OFD.xml": top.encode(),
            "Doc_0/Document.xml": document.encode(),
            "Doc_0/Pages/Page_0/Content.xml": page.encode(),
            **parts,
        }
    )


def ofd_text(text: str, x: float, y: float, step: float = 4.0) -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 5" Size="4"><ofd:TextCode X="0" Y="3.5" '
        f'DeltaX="g {max(1, len(text) - 1)} {step}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_rule(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<ofd:PathObject Boundary="{x} {y} {width} {height}"><ofd:AbbreviatedData>M 0 0 L '
        f"{width} {height}</ofd:AbbreviatedData></ofd:PathObject>"
    )


@pytest.mark.parametrize("kind", ["docx", "doc", "pdf", "rtf"])
def test_a_notice_reads_the_same_from_every_format(kind: str) -> None:
    reading = read(recorded(f"notice.{kind}"))

    assert reading.usable
    assert reading.problem is None
    assert reading.extractor.startswith(f"{kind}/")
    assert reading.title == TITLE
    assert "本办法自2023年5月1日起施行，有效期三年。" in reading.text
    assert "配套支持。各类经费的标准见下表" in reading.text
    assert ["顶尖人才", "500", "3000", "一事一议"] in rows(reading)


@pytest.mark.parametrize("kind", ["docx", "doc", "pdf"])
def test_headers_notes_and_text_boxes_are_read(kind: str) -> None:
    reading = read(recorded(f"notice.{kind}"))

    assert reading.text.count(NUMBER) == 1
    assert reading.details["document_number"].value == NUMBER
    assert "启明计划原名某某市海外英才计划。" in reading.text
    assert "文本框：咨询电话见官网" in reading.text


@pytest.mark.parametrize("kind", ["docx", "pdf", "rtf"])
def test_automatic_numbers_are_read(kind: str) -> None:
    assert "三、支持措施" in read(recorded(f"notice.{kind}")).text.replace("、 ", "、")


def test_tracked_deletions_are_left_out_and_that_is_said() -> None:
    reading = read(recorded("notice.docx"))

    assert "联系单位：市科学技术局（人才引进处）" in reading.text
    assert "its tracked deletions are left out" in reading.quality_reasons


@pytest.mark.parametrize("kind", ["docx", "doc", "pdf", "rtf"])
def test_an_amount_in_a_table_is_read_with_its_unit_line(kind: str) -> None:
    reading = read(recorded(f"notice.{kind}"))

    facts = find_facts(reading.text, blocks=reading.blocks)

    amounts = {Decimal(f.low) for f in facts if f.kind == "amount" and f.low is not None}
    assert {Decimal(10_000_000), Decimal(30_000_000)} <= amounts


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_budget_reads_the_same_from_every_format(kind: str) -> None:
    reading = read(recorded(f"budget.{kind}"))

    assert reading.extractor.startswith(f"{kind}/")
    assert rows(reading)[:7] == [
        ["2023年某某市科学技术局部门预算表"],
        ["编制日期", "2023-02-10", "", "", "", "单位：万元"],
        ["科目编码", "项目名称", "2022年执行数", "2023年预算", "2023年预算", "比上年增长"],
        ["科目编码", "项目名称", "2022年执行数", "合计", "其中：启明计划", "比上年增长"],
        ["2060101", "人才引进专项", "1200.5", "1800", "950", "49%"],
        ["2060102", "博士后资助", "300", "320.25", "0", "6.75%"],
        ["2060199", "其他科技支出", "88", "90", "12.5", "2.27%"],
    ]
    assert ["2021", "12", "2021-12-31 17:00"] in rows(reading)
    assert "the sheet 名单 is hidden" in reading.quality_reasons
    assert ["第一批", "启明计划"] in rows(reading)


def test_a_budgets_pdf_has_its_rows_and_merged_cells() -> None:
    reading = read(recorded("budget.pdf"))

    assert reading.text.startswith("2023年某某市科学技术局部门预算表\n")
    assert rows(reading)[:3] == [
        ["科目编码", "项目名称", "2022年执行数", "2023年预算", "2023年预算", "比上年增长"],
        ["科目编码", "项目名称", "2022年执行数", "合计", "其中：启明计划", "比上年增长"],
        ["2060101", "人才引进专项", "1,200.50", "1,800.00", "950.00", "49.0%"],
    ]
    assert [block.header for block in reading.blocks if block.kind is BlockKind.ROW][:3] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("kind", ["pptx", "ppt"])
def test_slides_are_read_as_pages(kind: str) -> None:
    reading = read(recorded(f"slides.{kind}"))

    shown = [(b.page, reading.text[b.start : b.end]) for b in reading.blocks]
    assert reading.extractor.startswith(f"{kind}/")
    assert shown == [
        (1, "启明计划政策解读"),
        (1, "面向海外引进高层次人才，每年不超过120名"),
        (2, "支持措施"),
        (2, "顶尖人才生活补助500万元，启动经费3000万元"),
    ]


def test_an_ofd_is_read_with_its_table() -> None:
    lines = [ofd_rule(20, y, 100, 0) for y in (60, 70, 80)]
    lines += [ofd_rule(x, 60, 0, 20) for x in (20, 70, 120)]
    words = [("项目", 30, 62), ("金额", 80, 62), ("引才", 30, 72), ("300", 80, 72)]
    texts = [ofd_text("启明计划申报指南", 60, 20), ofd_text("单位：万元", 90, 50)]
    texts += [ofd_text(text, x, y, 2 if text.isascii() else 4) for text, x, y in words]

    reading = read(ofd("".join(texts + lines)))

    assert reading.extractor.startswith("ofd/")
    assert reading.text == "启明计划申报指南\n单位：万元\n项目\t金额\n引才\t300"
    assert {block.page for block in reading.blocks} == {1}


def test_a_scanned_ofd_is_told_as_such() -> None:
    picture = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'

    reading = read(ofd(picture))

    assert reading.problem_kind is ProblemKind.SCANNED
    assert reading.extractor.endswith("without ocr")


def test_a_bundle_is_one_reading_with_a_heading_for_each_file() -> None:
    inner = zipped({"内层/说明.txt": "启明计划说明".encode("gb18030")})
    body = zipped(
        {
            "附件1：实施办法.docx": recorded("notice.docx"),
            "../../etc/附件2.xlsx": recorded("budget.xlsx"),
            "附件3.zip": inner,
            "附件4.rar": b"Rar!\x1a\x07\x00" + bytes(50),
            "__MACOSX/._x": b"noise",
        }
    )

    reading = read(body)

    heads = [reading.text[b.start : b.end] for b in reading.blocks if b.kind is BlockKind.HEADING]
    assert reading.usable
    assert heads[:2] == ["附件1：实施办法.docx", "etc/附件2.xlsx"]
    assert "启明计划说明" in reading.text
    assert reading.problem_kind is ProblemKind.PARTLY_READ
    assert reading.problem == "附件4.rar: a RAR bundle: unpack it and submit its files"
    tables = [b.table for b in reading.blocks if b.table is not None]
    assert len(set(tables)) == 4


def test_names_in_gbk_are_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x" * 12 + ".txt", "启明计划")
    name = "报名表附件".encode("gbk") + b"ab"
    body = out.getvalue().replace(b"x" * 12, name)

    reading = read(body)

    assert reading.text.startswith("报名表附件ab.txt\n")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xls", "a"])
def test_a_format_is_known_by_its_content_alone(name: str) -> None:
    reading = read_document(
        recorded("notice.doc"), url=f"http://a.cn/{name}", content_type="application/pdf"
    )

    assert reading.extractor.startswith("doc/")
    assert reading.usable


def test_a_format_that_needs_a_program_says_so_and_is_read_again_once_it_is_there() -> None:
    from policywatch.reading import current_extractors

    reading = read(recorded("notice.odt"))

    assert reading.problem == "an OpenDocument file: needs LibreOffice"
    assert reading.extractor in current_extractors(Extras())
    assert reading.extractor not in current_extractors(Extras(libreoffice="/usr/bin/soffice"))


@pytest.mark.skipif(not Extras.found(ocr=True).tesseract, reason="tesseract is not installed")
def test_scanned_pages_are_read_by_ocr_where_it_is_wanted() -> None:
    site = Path(__file__).resolve().parents[2] / "policywatch" / "samplesite" / "attachments"
    body = (site / "scanned-annex.pdf").read_bytes()

    plain = read(body)
    reading = read(body, extras=Extras.found(ocr=True))

    assert plain.problem_kind is ProblemKind.SCANNED
    assert plain.extractor.endswith("without ocr")
    assert reading.usable
    assert "2023年科技人才工作任务分解表" in reading.text
    assert "page 1 of 1 is read by OCR" in reading.quality_reasons
    assert "without" not in reading.extractor


@pytest.mark.skipif(not Extras.found(ocr=False).libreoffice, reason="LibreOffice is not installed")
@pytest.mark.timeout(200)
def test_what_libreoffice_can_convert_is_read() -> None:
    reading = read(recorded("notice.odt"), extras=Extras.found(ocr=False))

    assert reading.title == TITLE
    assert ["顶尖人才", "500", "3000", "一事一议"] in rows(reading)
