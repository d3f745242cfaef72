"""Make the sample site's attachments from what their YAML says: the files are committed.

Run `python -m tests.samplesite.build_attachments` after an edit of such a YAML file; the same
words give the same bytes.
"""

import io
import zipfile
from datetime import datetime
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from policywatch.samplesite.content import ATTACHMENTS_DIR, Page, load_content
from policywatch.samplesite.markup import lines_of, plain_text, table_rows

FONT = "STSong-Light"
# For the picture of a page only: any font with these characters will do.
IMAGE_FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
MADE = datetime(2023, 3, 20)  # noqa: DTZ001 - these formats hold times without a zone
NOTICE = "本文件为示例文件，内容均为虚构。This is a made-up sample file."


def build(folder: Path = ATTACHMENTS_DIR) -> list[Path]:
    """Write every attachment into a folder; return the paths."""
    folder.mkdir(exist_ok=True)
    made = []
    for page in load_content().pages:
        if page.file:
            make = {".docx": _docx, ".xlsx": _xlsx, ".pdf": _pdf}[Path(page.file).suffix]
            make = _scan if page.slug.startswith("scanned") else make
            path = folder / page.file
            path.write_bytes(make(page))
            made.append(path)
    return made


def _pieces(page: Page) -> list[str | list[list[str]]]:
    """Return the body as lines and tables."""
    pieces: list[str | list[list[str]]] = []
    rows: list[str] = []
    for line in [*lines_of(page.body), NOTICE]:
        if line.startswith("|"):
            rows.append(line)
            continue
        if rows:
            pieces.append(table_rows(rows))
            rows = []
        pieces.append(plain_text(line))
    return pieces


def _pdf(page: Page) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    text = ParagraphStyle("text", fontName=FONT, fontSize=11, leading=19, wordWrap="CJK")
    title = ParagraphStyle("title", parent=text, fontSize=16, leading=26, alignment=1)
    flow: list[Flowable] = []
    for piece in _pieces(page):
        if isinstance(piece, list):
            table = Table([[Paragraph(cell, text) for cell in row] for row in piece])
            table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
            flow.append(table)
        else:
            style = title if piece.startswith("= ") else text
            flow.append(Paragraph(piece.removeprefix("= ").removeprefix("^ "), style))
        flow.append(Spacer(1, 6))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=page.title, invariant=1).build(flow)
    return out.getvalue()


def _scan(page: Page) -> bytes:
    """Return a PDF that holds a picture of the page and no text."""
    image = Image.new("L", (826, 1169), 247)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(IMAGE_FONT, 20)
    y = 120
    for piece in _pieces(page):
        lines = ["　".join(row) for row in piece] if isinstance(piece, list) else [piece]
        for line in lines:
            draw.text((90, y), line.removeprefix("= "), font=font, fill=40)
            y += 46
    draw.ellipse((520, y - 60, 680, y + 100), outline=120, width=5)
    image = image.rotate(0.8, fillcolor=240)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(image.quantize(8)), 0, 0, *A4)
    canvas.save()
    return out.getvalue()


def _docx(page: Page) -> bytes:
    document = Document()
    document.core_properties.created = document.core_properties.modified = MADE
    document.core_properties.author = "sample"
    for piece in _pieces(page):
        if isinstance(piece, list):
            table = document.add_table(len(piece), len(piece[0]), style="Table Grid")
            for row, cells in zip(table.rows, piece, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
        elif piece.startswith("= "):
            document.add_heading(piece.removeprefix("= "), level=1)
        else:
            document.add_paragraph(piece.removeprefix("^ "))
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _xlsx(page: Page) -> bytes:
    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    sheet = book.active
    sheet.title = "明细表"
    for piece in _pieces(page):
        for row in piece if isinstance(piece, list) else [[piece.lstrip("=^ ")]]:
            sheet.append([int(cell) if cell.isdecimal() else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _timeless(package: bytes) -> bytes:
    """Return a zip package with every entry at one fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            body = old.read(name)
            if name == "docProps/core.xml":
                body = _without_save_time(body)
            new.writestr(entry, body)
    return out.getvalue()


def _without_save_time(xml: bytes) -> bytes:
    start = xml.find(b"<dcterms:modified")
    if start < 0:
        return xml
    inner = xml.index(b">", start) + 1
    return xml[:inner] + MADE.isoformat().encode() + b"Z" + xml[xml.index(b"</", inner) :]


if __name__ == "__main__":
    for made in build():
        print(made.name, made.stat().st_size)  # noqa: T201 - a script's answer
