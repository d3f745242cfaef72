"""A few marks to write pages by, turned into the HTML that each family of CMS makes."""

import re
from collections.abc import Iterable
from html import unescape

_TAG = re.compile(r"<[^<>]{0,300}>")

# How each family writes a paragraph. The odd ones are what editors paste from a word processor.
PARAGRAPHS = {
    "trs": '<p style="text-indent: 2em; text-align: justify;">{}</p>',
    "word": '<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt">'
    '<span style="font-size:16.0pt;font-family:仿宋_GB2312">{}</span></p>',
    "old": "<p>　　{}</p>",
    "break": "&nbsp;&nbsp;&nbsp;&nbsp;{}<br />",
    "vsb": '<p class="vsbcontent_start" style="text-indent:2em"><span>{}</span></p>',
    "sudy": '<p class="p_text_indent_2" style="line-height:2em;">'
    '<span style="font-size:16px;font-family:宋体">{}</span></p>',
    "plain": "<p>{}</p>",
}


def to_html(body: str, style: str) -> str:
    """Return the HTML of a body.

    A line is a paragraph. `# ` begins a heading, `> ` a line set to the right (as `^ `,
    that of a table's unit), `= ` one in the
    middle, `- ` an item, `| a | b |` a row of a table whose first row names the columns, and a
    line that begins with `<` is HTML already. Inline HTML is kept everywhere.
    """
    return "\n".join(_blocks(body, PARAGRAPHS[style]))


def table_rows(lines: Iterable[str]) -> list[list[str]]:
    """Return the cells of `| a | b |` lines."""
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def plain_text(html: str) -> str:
    """Return the words of a piece of our own HTML."""
    return unescape(_TAG.sub("", html)).strip()


def lines_of(body: str) -> list[str]:
    """Return the body's lines that hold something."""
    return [line.strip() for line in body.splitlines() if line.strip()]


def _blocks(body: str, paragraph: str) -> Iterable[str]:
    rows: list[str] = []
    items: list[str] = []
    for line in [*lines_of(body), ""]:
        if rows and not line.startswith("|"):
            yield _table(table_rows(rows))
            rows = []
        if items and not line.startswith("- "):
            yield "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
            items = []
        if line.startswith("|"):
            rows.append(line)
        elif line.startswith("- "):
            items.append(line[2:])
        elif line:
            yield _block(line, paragraph)


def _block(line: str, paragraph: str) -> str:
    if line.startswith("# "):
        return paragraph.format(f"<strong>{line[2:]}</strong>")
    if line.startswith(("> ", "^ ")):
        return f'<p style="text-align: right;">{line[2:]}</p>'
    if line.startswith("= "):
        return f'<p style="text-align: center;"><strong>{line[2:]}</strong></p>'
    if line.startswith("<"):
        return line
    return paragraph.format(line)


def _table(rows: list[list[str]]) -> str:
    head = "".join(f"<td><strong>{cell}</strong></td>" for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    return (
        '<table border="1" cellspacing="0" cellpadding="5" style="border-collapse:collapse;'
        f'width:100%"><tbody><tr>{head}</tr>{body}</tbody></table>'
    )
