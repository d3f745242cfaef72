"""The header table of a government notice: 索引号, 发文机关, 文号, 成文日期 and the like."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from lxml import etree

from policywatch.documents import Stated
from policywatch.reading.dates import parse_date
from policywatch.reading.structure import Piece, Structure

LABELS = {
    "索引号": "index_number",
    "索取号": "index_number",
    "信息索引": "index_number",
    "信息索引号": "index_number",
    "文号": "document_number",
    "发文字号": "document_number",
    "发文文号": "document_number",
    "文件编号": "document_number",
    "文件字号": "document_number",
    "公文编号": "document_number",
    "发文机关": "issuer",
    "发文单位": "issuer",
    "发布机构": "issuer",
    "发布机关": "issuer",
    "发布单位": "issuer",
    "公开主体": "issuer",
    "公开责任部门": "issuer",
    "信息来源": "issuer",
    "制发机关": "issuer",
    "制定机关": "issuer",
    "生成日期": "written",
    "成文日期": "written",
    "成文时间": "written",
    "制定日期": "written",
    "发文日期": "written",
    "发文时间": "written",
    "发布日期": "published",
    "发布时间": "published",
    "公开日期": "published",
    "公布日期": "published",
    "公开时间": "published",
    "生效日期": "effective",
    "生效时间": "effective",
    "实施日期": "effective",
    "施行日期": "effective",
    "失效日期": "expires",
    "废止日期": "expires",
    "终止日期": "expires",
    "有效期至": "expires",
    "有效性": "validity",
    "有效状态": "validity",
    "文件状态": "validity",
    "时效性": "validity",
    "效力状态": "validity",
    "主题分类": "subject",
    "信息分类": "subject",
    "所属主题": "subject",
    "组配分类": "subject",
    "标题": "title",
    "名称": "title",
    "信息名称": "title",
    "文件名称": "title",
    # Recognised so that they end the value before them and leave with the table.
    "统一编号": "",
    "统一登记号": "",
    "主题词": "",
    "关键词": "",
    "公开方式": "",
    "公开范围": "",
    "公开形式": "",
    "公开时限": "",
    "体裁分类": "",
    "服务对象": "",
    "有效期": "",
    "文件类型": "",
    "公文种类": "",
    "语种": "",
    "浏览次数": "",
    "來源": "",
    "來文機關": "issuer",
    "發文機關": "issuer",
    "發文字號": "document_number",
    "發文日期": "written",
    "發布日期": "published",
    "發佈日期": "published",
}
STRONG = frozenset(("index_number", "document_number", "written", "validity", "subject"))
DATES = frozenset(("written", "published", "effective", "expires"))
SPACE = re.compile(r"[\s\u3000\u00a0]+")
_ALTERNATIVES = "|".join(
    r"\s{0,4}".join(label) for label in sorted(LABELS, key=lambda name: -len(name))
)
LABEL = re.compile(
    rf"[\[【]\s{{0,4}}(?P<marked>{_ALTERNATIVES})\s{{0,4}}[\]】]\s{{0,4}}[:：\t]?|"
    rf"(?P<name>{_ALTERNATIVES})\s{{0,4}}(?:[:：\t]|$)"
)
# A label and its value in elements of their own, nothing between.
GLUED = re.compile(rf"(?P<name>{_ALTERNATIVES})(?=\S)")
MAX_GLUED_CHARS = 80
MIN_GLUED = 3
MAX_VALUE_CHARS = 200
MAX_TABLE_CHARS = 1500
MAX_GAP = 6
MAX_LOOKED_PIECES = 400
CELL_TAGS = ("tr", "td", "th", "li", "dt", "dd", "p", "tbody")


@dataclass(frozen=True, slots=True)
class HeaderTable:
    """What a header table states, and the pieces of the page that it is made of."""

    details: dict[str, Stated]
    pieces: frozenset[int]
    title: str = ""


def read_header_table(structure: Structure) -> HeaderTable:
    """Return the page's header table; empty if it has none (two labels at least make one)."""
    pieces = structure.pieces[:MAX_LOOKED_PIECES]
    labelled = [
        (index, [_name(mark) for mark in LABEL.finditer(piece.text)])
        for index, piece in enumerate(pieces)
        if len(piece.text) < MAX_TABLE_CHARS and LABEL.match(piece.text)
    ]
    group = _first_group(labelled) or _first_group(_glued(pieces), least=MIN_GLUED)
    if not group:
        return HeaderTable({}, frozenset())
    top = _common_part(structure, [structure.pieces[index].at for index in group])
    inside = _pieces_in(structure, top)
    if _is_all_header(structure, inside):
        while structure.parts.tag[top] in CELL_TAGS:
            around = _pieces_in(structure, structure.parts.parent[top])
            if not _is_all_header(structure, around):
                break
            top, inside = structure.parts.parent[top], around
        return _table(_strings(structure.parts.element[top]), inside)
    span = _with_values(structure.pieces, group)
    texts = [text for i in span for text in structure.pieces[i].text.split("\t")]
    return _table(texts, span)


def _table(strings: list[str], pieces: list[int]) -> HeaderTable:
    details = _values(strings)
    title = details.pop("title", None)
    return HeaderTable(details, frozenset(pieces), title.value if title else "")


def _name(mark: re.Match[str]) -> str:
    """Return the detail that a label names; "" where none is kept."""
    named = mark.groupdict()
    return LABELS[SPACE.sub("", named["name"] or named.get("marked") or "")]


def _glued(pieces: list[Piece]) -> list[tuple[int, list[str]]]:
    return [
        (index, [_name(mark)])
        for index, piece in enumerate(pieces)
        if len(piece.text) < MAX_GLUED_CHARS
        and not LABEL.match(piece.text)
        and (mark := GLUED.match(piece.text))
    ]


def _is_all_header(structure: Structure, inside: list[int]) -> bool:
    """Return whether some pieces are a header table and nothing else: labels and short values."""
    texts = [structure.pieces[index].text for index in inside]
    labels = sum(1 for text in texts if LABEL.match(text) or GLUED.match(text))
    short = all(len(text) < MAX_VALUE_CHARS and "。" not in text for text in texts)
    return short and len(texts) <= 2 * labels + 2


def _first_group(labelled: list[tuple[int, list[str]]], *, least: int = 2) -> list[int]:
    """Return the first run of labelled pieces that states enough to be a header table."""
    group: list[int] = []
    names: list[str] = []
    for index, found in [*labelled, (10**9, [])]:
        if group and index - group[-1] > MAX_GAP:
            if len(names) >= least and any(name in STRONG for name in names):
                return group
            group, names = [], []
        group.append(index)
        names += found
    return []


def _common_part(structure: Structure, parts: list[int]) -> int:
    """Return the innermost part that holds all the given ones."""
    heads = set(parts)
    while len(heads) > 1:
        deepest = max(heads)
        heads.remove(deepest)
        heads.add(max(0, structure.parts.parent[deepest]))
    return heads.pop()


def _pieces_in(structure: Structure, top: int) -> list[int]:
    return list(range(structure.parts.first[top], structure.parts.upto[top]))


def _with_values(pieces: list[Piece], group: list[int]) -> list[int]:
    """Return the labelled pieces, and after a bare label the piece that is its value."""
    span = set(group)
    for index in group:
        bare = LABEL.fullmatch(pieces[index].text.strip())
        if bare and index + 1 < len(pieces) and len(pieces[index + 1].text) < MAX_VALUE_CHARS:
            span.add(index + 1)
    return sorted(span)


def _strings(element: etree._Element) -> list[str]:
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    soup = BeautifulSoup(markup, "lxml")
    for unread in soup.find_all(["script", "style"]):
        unread.decompose()
    texts: list[str] = []
    for box in soup.find_all(["td", "th", "li", "dt", "dd", "p", "div", "span", "label", "b"]):
        if box.find(["td", "th", "li", "dt", "dd", "p", "div", "table", "tr"]):
            continue
        if box.parent and box.name in ("span", "label", "b") and box.find_parent(["td", "li", "p"]):
            continue
        texts.append(box.get_text("", strip=True))
    return texts or list(soup.stripped_strings)


def _values(strings: list[str]) -> dict[str, Stated]:
    """Return labels with their values: after the colon, or in the strings that follow."""
    details: dict[str, Stated] = {}
    waiting: str | None = None
    for string in strings:
        marks = list(LABEL.finditer(string))
        if not marks or marks[0].start() > 2:
            if waiting is not None and string.strip():
                _state(details, waiting, string)
                waiting = None
            continue
        for number, mark in enumerate(marks):
            until = marks[number + 1].start() if number + 1 < len(marks) else len(string)
            name = _name(mark)
            value = string[mark.end() : until]
            waiting = name
            if value.strip():
                _state(details, name, value)
                waiting = None
    return details


def _state(details: dict[str, Stated], name: str, value: str) -> None:
    value = SPACE.sub(" ", value).strip(" :：\t[]【】")[:MAX_VALUE_CHARS]
    if name in DATES:
        value = parse_date(value) or ""
    if name and value and value not in ("无", "-", "/", "——") and name not in details:
        details[name] = Stated(value, "header-table")
