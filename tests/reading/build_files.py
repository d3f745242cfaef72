"""Make the recorded files of tests/reading/files: real files of formats that few programs write.

Run `python -m tests.reading.build_files` where LibreOffice (soffice) is installed, after an edit;
the files are committed, so that the tests need no LibreOffice. All that they say is made up.
"""

import datetime as dt
import io
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

FILES = Path(__file__).parent / "files"
TITLE = "关于印发《某某市引进海外高层次人才“启明计划”实施办法（试行）》的通知"
PARAGRAPHS = (
    "各区县（市）人民政府，市政府各部门、各直属单位：",
    "《某某市引进海外高层次人才“启明计划”实施办法（试行）》已经市政府第18次常务会议审议通过，现印发给"
    "你们，请结合实际认真贯彻执行。本办法自2023年5月1日起施行，有效期三年。",
)
SECTIONS = (
    ("总则", "为深入实施人才强市战略，面向海外引进一批能够突破关键技术、发展高新产业、带动新兴学科的领军"
     "人才和创新团队，根据国家和省有关规定，结合我市实际，制定本办法。本办法所称启明计划，是指由市委人才"
     "工作领导小组统一部署、市科学技术局会同市财政局组织实施的海外高层次人才引进专项。"),
    ("申报条件", "申报人应当具有博士学位，年龄不超过四十五周岁，在海外知名高校、科研机构担任相当于副教授以上"
     "职务，或者在知名企业、金融机构担任高级职务；引进后每年在本市工作时间不少于六个月，并与用人单位签订不"
     "少于三年的工作合同。对急需紧缺人才，年龄和学历条件可以适当放宽，由评审委员会集体研究决定。"),
    ("支持措施", "对入选人才给予一次性生活补助，并按照项目评审等次给予科研启动经费；用人单位为企业的，按照企业"
     "实际投入给予配套支持。各类经费的标准见下表，由市、区两级财政按照一比一的比例分担，分三年拨付，每年考核"
     "合格后拨付下一年度经费。"),
    ("附则", "本办法由市科学技术局负责解释。入选人才存在弄虚作假、违反合同等情形的，取消其称号，追回已经拨付的"
     "经费。此前发布的有关规定与本办法不一致的，以本办法为准。"),
)  # fmt: skip
STANDARDS = (
    ("类别", "经费", "", "备注"),
    ("", "生活补助", "启动经费", ""),
    ("顶尖人才", "500", "3000", "一事一议"),
    ("领军人才", "200", "1000", ""),
    ("青年人才", "80", "300", "每年不超过50名"),
)
BUDGET = (
    ("科目编码", "项目名称", "2022年执行数", "2023年预算", "", "比上年增长"),
    ("", "", "", "合计", "其中：启明计划", ""),
    (2060101, "人才引进专项", 1200.5, 1800, 950, 0.49),
    (2060102, "博士后资助", 300, 320.25, 0, 0.0675),
    (2060199, "其他科技支出", 88, 90, 12.5, 0.0227),
)


SLIDES = (
    ("启明计划政策解读", "面向海外引进高层次人才，每年不超过120名"),
    ("支持措施", "顶尖人才生活补助500万元，启动经费3000万元"),
)


def notice() -> bytes:
    """Return a notice as Word writes it, with all that its text may stand in."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(14)
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    section = document.sections[0]
    section.header.paragraphs[0].text = "某某市人民政府文件"
    section.header.add_paragraph("某政发〔2023〕12号")
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("- ")
    for kind in ("begin", "end"):
        run = footer.add_run()
        if kind == "begin":
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="begin"/>'))
            run = footer.add_run()
            run._r.append(parse_xml(f"<w:instrText {nsdecls('w')}>PAGE</w:instrText>"))
            run = footer.add_run()
        run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
    footer.add_run(" -")
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(TITLE)
    run.font.size = Pt(22)
    run.bold = True
    for text in PARAGRAPHS:
        body = document.add_paragraph(text)
        if text.endswith("。"):
            body.paragraph_format.first_line_indent = Pt(28)
    number = _numbering(document)
    for heading, text in SECTIONS:
        numbered = document.add_paragraph(heading)
        numbered._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            )
        )
        body = document.add_paragraph(text)
        body.paragraph_format.first_line_indent = Pt(28)
        if heading == "支持措施":
            _standards(document)
    _changes(document)
    _text_box(document)
    document.add_paragraph("某某市人民政府").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph("2023年4月3日").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return _with_footnote(out.getvalue())


def _numbering(document: docx.document.Document) -> int:
    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0">'
            '<w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
            '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    return 90


def _standards(document: docx.document.Document) -> None:
    unit = document.add_paragraph("单位：万元")
    unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table = document.add_table(len(STANDARDS), len(STANDARDS[0]), style="Table Grid")
    for row, texts in zip(table.rows, STANDARDS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0)).text = "类别"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "经费"
    table.cell(0, 3).merge(table.cell(1, 3)).text = "备注"


def _changes(document: docx.document.Document) -> None:
    paragraph = document.add_paragraph("联系单位：市科学技术局")
    who = 'w:id="7" w:author="x" w:date="2023-04-01T00:00:00Z"'
    paragraph._p.append(
        parse_xml(
            f"<w:del {nsdecls('w')} {who}><w:r><w:delText>（原千人计划办公室）</w:delText></w:r></w:del>"
        )
    )
    paragraph._p.append(
        parse_xml(f"<w:ins {nsdecls('w')} {who}><w:r><w:t>（人才引进处）</w:t></w:r></w:ins>")
    )


def _text_box(document: docx.document.Document) -> None:
    box = (
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
    )
    text = "<w:txbxContent><w:p><w:r><w:t>文本框：咨询电话见官网</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph("附注").add_run()._r.append(
        parse_xml(
            f'<mc:AlternateContent {nsdecls("w")} xmlns:a="{box[0]}" xmlns:wp="{box[1]}" '
            f'xmlns:wps="{box[2]}" xmlns:mc="{box[3]}"><mc:Choice Requires="wps"><w:drawing>'
            '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
            'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            '<wp:positionH relativeFrom="column"><wp:posOffset>2000000</wp:posOffset></wp:positionH>'
            '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
            '<wp:extent cx="2500000" cy="500000"/><wp:wrapTopAndBottom/>'
            '<wp:docPr id="5" name="box"/><a:graphic><a:graphicData '
            'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
            '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="2500000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            f"</a:prstGeom></wps:spPr><wps:txbx>{text}</wps:txbx><wps:bodyPr/></wps:wsp>"
            "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
        )
    )


def _with_footnote(body: bytes) -> bytes:
    """Return a Word file with a footnote on its first paragraph that says 总则."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                kind = (
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                )
                entry = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
                part = part.replace(b"</Types>", entry.encode())
            elif name == "word/_rels/document.xml.rels":
                kind = (
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                )
                entry = f'<Relationship Id="rId90" Type="{kind}" Target="footnotes.xml"/>'
                part = part.replace(b"</Relationships>", f"{entry}</Relationships>".encode())
            elif name == "word/document.xml":
                mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
                part = part.replace("总则</w:t></w:r>".encode(), f"总则</w:t></w:r>{mark}".encode())
            new.writestr(_entry(name), part)
        notes = "".join(
            f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for n, kind in enumerate(("separator", "continuationSeparator"))
        )
        new.writestr(
            _entry("word/footnotes.xml"),
            f'<w:footnotes {nsdecls("w")}>{notes}<w:footnote w:id="2"><w:p><w:r>'
            "<w:t>启明计划原名某某市海外英才计划。</w:t></w:r></w:p></w:footnote></w:footnotes>",
        )
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2023, 4, 3, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def budget() -> bytes:
    """Return a budget as Excel writes it: merged headers, figures with formats, a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "部门预算"
    sheet.append(["2023年某某市科学技术局部门预算表"])
    sheet.append(["编制日期", dt.date(2023, 2, 10), None, None, None, "单位：万元"])
    for row in BUDGET:
        sheet.append([value if value != "" else None for value in row])
    for area in ("A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4"):
        sheet.merge_cells(area)
    thin = Border(*[Side(style="thin")] * 4)
    for row in sheet.iter_rows(3, 7, 1, 6):
        for cell in row:
            cell.border = thin
    for row in sheet.iter_rows(5, 7, 3, 5):
        for cell in row:
            cell.number_format = "#,##0.00"
    for row in sheet.iter_rows(5, 7, 6, 6):
        row[0].number_format = "0.0%"
    for column in range(1, 7):
        sheet.column_dimensions[get_column_letter(column)].width = 16
    sheet.page_setup.orientation = "landscape"
    second = book.create_sheet("分年度")
    second.append(["年度", "引进人数", "拨付时间"])
    second.append([2021, 12, dt.datetime(2021, 12, 31, 17, 0)])
    second.append([2022, 18, dt.datetime(2022, 12, 30)])
    hidden = book.create_sheet("名单")
    hidden.append(["批次", "项目"])
    hidden.append(["第一批", "启明计划"])
    hidden.sheet_state = "hidden"
    book.properties.created = book.properties.modified = dt.datetime(2023, 4, 3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    """Return a presentation of two slides as a flat OpenDocument file."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"), ("draw", "drawing"), ("text", "text"), ("svg", "svg-compatible"),
            ("presentation", "presentation"),
        )
    )  # fmt: skip
    pages = "".join(
        f'<draw:page draw:name="p{number}"><draw:frame presentation:class="title" svg:width="20cm" '
        f'svg:height="2cm" svg:x="2cm" svg:y="1cm"><draw:text-box><text:p>{title}</text:p>'
        '</draw:text-box></draw:frame><draw:frame presentation:class="outline" svg:width="20cm" '
        f'svg:height="9cm" svg:x="2cm" svg:y="4cm"><draw:text-box><text:p>{text}</text:p>'
        "</draw:text-box></draw:frame></draw:page>"
        for number, (title, text) in enumerate(SLIDES)
    )
    kind = "application/vnd.oasis.opendocument.presentation"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.2" '
        f'office:mimetype="{kind}"><office:body><office:presentation>{pages}'
        "</office:presentation></office:body></office:document>"
    ).encode()


def convert(body: bytes, suffix: str, *targets: str) -> dict[str, bytes]:
    """Return a file in other formats, as LibreOffice writes them."""
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"file.{suffix}"
        source.write_bytes(body)
        for target in targets:
            subprocess.run(
                [
                    shutil.which("soffice") or "soffice",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless", "--convert-to", target, "--outdir", f"{folder}/out", source,
                ],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            kind = target.partition(":")[0]
            made[kind] = (Path(folder) / "out" / f"file.{kind}").read_bytes()
    return made


def main() -> None:
    """Write every file."""
    FILES.mkdir(exist_ok=True)
    files = {"notice.docx": notice(), "budget.xlsx": budget()}
    for kind, body in convert(files["notice.docx"], "docx", "doc", "rtf", "pdf", "odt").items():
        files[f"notice.{kind}"] = body
    for kind, body in convert(files["budget.xlsx"], "xlsx", "xls", "pdf", "ods").items():
        files[f"budget.{kind}"] = body
    for kind, body in convert(slides(), "fodp", "ppt", "pptx").items():
        files[f"slides.{kind}"] = body
    for name, body in files.items():
        (FILES / name).write_bytes(body)
        print(name, len(body))  # noqa: T201 (a script's answer)


if __name__ == "__main__":
    main()
