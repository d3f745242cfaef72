"""Files called .doc and .xls that are XML, web archives or text, as sites' programs write them."""

import quopri

import pytest

from policywatch.documents import BlockKind, ProblemKind, ReadText
from policywatch.flagging.facts import find_facts
from policywatch.reading import read_document

WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
WORD_2007 = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TITLE = "关于申报启明计划的通知"
BODY = (
    f"<w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>给予最高</w:t></w:r><w:r><w:t>300万元资助。</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>类别</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>经费（万元）</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>领军人才</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>500</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
SHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="名单"><Table>'
    "{}</Table></Worksheet></Workbook>"
)


def read(body: bytes | str, name: str) -> ReadText:
    coded = body.encode() if isinstance(body, str) else body
    return read_document(coded, url=f"http://a.cn/{name}", content_type="application/msword")


def cell(text: str, attributes: str = "", kind: str = "String") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param(
            '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
            f'<w:wordDocument xmlns:w="{WORD_2003}"><w:body>{BODY}</w:body></w:wordDocument>',
            id="Word 2003",
        ),
        pytest.param(
            '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
            '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
            '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
            f'<w:document xmlns:w="{WORD_2007}"><w:body>'
            f"{BODY}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>",
            id="Word 2007",
        ),
    ],
)
def test_a_word_document_in_xml_is_read(xml: str) -> None:
    reading = read(xml, "a.doc")

    assert reading.text == f"{TITLE}\n给予最高300万元资助。\n类别\t经费（万元）\n领军人才\t500"
    assert reading.title == TITLE
    assert reading.extractor.startswith("wordxml/")


def test_a_workbook_in_xml_is_read_with_its_places_and_merged_cells() -> None:
    rows = "".join(
        (
            f"<Row>{cell('姓名')}{cell('单位')}{cell('日期')}</Row>",
            '<Row ss:Index="4">',
            cell("王某"),
            cell("2023-04-03T00:00:00.000", 'ss:Index="3"', "DateTime"),
            "</Row><Row>",
            cell("合计", 'ss:MergeAcross="1"'),
            cell("2", kind="Number"),
            "</Row>",
        )
    )
    reading = read(SHEET.format(rows), "a.xls")

    assert reading.text == "名单\n姓名\t单位\t日期\n王某\t\t2023-04-03\n合计\t\t2"
    assert reading.extractor.startswith("sheetxml/")


def test_a_web_archive_is_read_in_its_own_charset() -> None:
    page = f"<html><body><p>{TITLE}</p><p>给予最高300万元资助。</p></body></html>".encode("gbk")
    archive = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=xx\r\n\r\n--xx\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b'Content-Type: text/html; charset="gb2312"\r\n\r\n'
        + quopri.encodestring(page)
        + b"\r\n--xx\r\nContent-Type: image/png\r\n\r\nxx\r\n--xx--\r\n"
    )
    reading = read(archive, "a.doc")

    assert reading.text == f"{TITLE}\n给予最高300万元资助。"
    assert reading.title == TITLE


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig"])
def test_values_between_commas_are_rows(encoding: str) -> None:
    text = '项目,金额（万元）,备注\n引才奖励,"1,500","分三年, 每年考核"\n安家补贴,300,\n'
    reading = read_document(text.encode(encoding), url="http://a.cn/a.csv", content_type="text/csv")

    assert reading.title == "a.csv"
    assert "引才奖励\t1,500\t分三年, 每年考核" in reading.text
    assert [block.header for block in reading.blocks] == [True, False, False]
    assert {f.low for f in find_facts(reading.text, reading.blocks)} == {"15000000", "3000000"}


def test_lines_with_a_comma_here_and_there_are_no_rows() -> None:
    text = (
        "Dear colleagues,\nThe call is open.\nApply by May, please.\nBest, the office, Shenzhen\n"
    )

    kinds = {block.kind for block in read(text, "a.txt").blocks}

    assert kinds == {BlockKind.PARAGRAPH}


@pytest.mark.parametrize(
    "body",
    [
        SHEET.format("<Row>" * 100_000),
        SHEET.format(
            '<Row ss:Index="999999999"><Cell ss:Index="999999" ss:MergeAcross="999999"/></Row>' * 50
        ),
        SHEET.format("").replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook'),
        f'<?xml version="1.0"?><w:wordDocument xmlns:w="{WORD_2003}">' + "<w:p>" * 50_000,
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n"
        + "--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 20_000,
    ],
)
def test_a_hostile_one_is_told_and_nothing_more(body: str) -> None:
    reading = read(body, "a.doc")

    assert not reading.usable
    assert reading.problem_kind in (ProblemKind.DAMAGED, ProblemKind.EMPTY)
