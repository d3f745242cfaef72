"""An HTML tree to its pieces: paragraphs, headings, items and table rows, in reading order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from policywatch.documents import CELL_SEPARATOR, BlockKind

MAX_CHARS = 4_000_000
MAX_PIECES = 200_000
MAX_CELLS = 300_000
MAX_CELL_CHARS = 1_500
DEEPEST = 2_030  # libxml2 stops at 2,048

# fmt: off
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
# fmt: on
# fmt: off
SKIPPED = frozenset((
    "applet", "audio", "base", "button", "canvas", "datalist", "embed", "frame", "frameset",
    "head", "iframe", "img", "input", "link", "map", "math", "meta", "noframes", "noscript",
    "object", "option", "param", "rp", "rt", "script", "select", "style", "svg", "template",
    "textarea", "video",
))
# fmt: on
# The tag given to the part of a table of data: nothing of such a table stands in parts below it.
DATA_TABLE = "data-table"
HEADINGS = {f"h{n}": n for n in range(1, 7)}
FRAME_TAGS = frozenset(("nav", "footer", "aside", "dialog", "menu"))
# fmt: off
FRAME_ROLES = frozenset((
    "alert", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar",
    "navigation", "search", "toolbar",
))
# fmt: on
FILE_NAME = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|zip|rar|7z|csv|txt|odt|ods)$", re.IGNORECASE
)
BLANK = re.compile(r"\s+")
HAN = "\u2e80-\u2fdf\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
WRAPPED = re.compile(rf"(?<=[{HAN}])\s*\n\s*(?=[{HAN}])")
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Class and id words of what stands around a page's text. Bounded by non-letters, so that
# "download" is no ad and "shareholder" no share button.
FRAME_WORDS = re.compile(
    r"(?:^|[\W_\d])(?:ads?|adsense|advert\w{0,12}|banner|bottom-?nav|bread-?crumbs?|byline|"
    r"captcha|comment-?(?:list|form|s|area|box|section)?|contact-?us|cookies?|copyright|crumbs?|"
    r"disqus\w{0,10}|foot(?:er)?\w{0,8}|gdpr|hidden|hot-?(?:news|list|words?)|leftnav|login|"
    r"mailing|masthead|menus?|meta|modal|more-?\w{0,10}|most-?\w{0,10}|nav\w{0,8}|newsletter\w{0,8}|"
    r"outbrain\w{0,12}|pager|pagination|paywall|pop-?up|popular|position|promo\w{0,8}|"
    r"qr-?code|rank(?:ing)?|read-?(?:more|next)|recirc\w{0,8}|recommend\w{0,8}|"
    r"related?(?:-?\w{1,12})?|respond|search\w{0,8}|share\w{0,3}|sharing|share-?\w{1,10}|"
    r"side-?(?:bar|nav)?\w{0,8}|sign-?(?:up|in)|site-?(?:map|nav|header|footer)|skip-?\w{0,8}|"
    r"social\w{0,10}|sponsor\w{0,8}|subscri\w{0,6}|taboola\w{0,12}|tag-?s|tag-?list|tips|"
    r"tool-?(?:bar|box|s)|top-?(?:bar|nav)|trending|widget|erweima|dibu|daohang|fenxiang)"
    r"(?=$|[\W_\d])",
    re.IGNORECASE,
)
SURE_WORDS = re.compile(r"comment|copyright|foot(?:er)?(?=$|[\W_\d])|disqus|cookie", re.IGNORECASE)
TEXT_WORDS = re.compile(
    r"(?:article|story|post|entry|news|content|main|page|body)[-_]{0,2}"
    r"(?:content|body|text|main|detail|con|article|area|wrap\w{0,4})|trs_editor|ucapcontent|"
    r"v_news_content|wp_articlecontent|rich_media_content|articlebody|(?:^|\W)zoom(?:$|\W)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Piece:
    """A block before it has its place in the text; `at` is the index of the part it stands in."""

    kind: BlockKind
    text: str
    at: int
    level: int = 0
    table: int | None = None
    header: bool = False
    linked: int = 0
    cells: tuple[str, ...] = ()

    @property
    def link_share(self) -> float:
        """The share of the text that is links (0-1)."""
        return min(1.0, self.linked / len(self.text)) if self.text else 0.0


@dataclass(slots=True)
class Part:
    """A block-level element: a node of the page's skeleton, in document order.

    `framed` says that it is navigation or the like by tag, role or class, `surely` that this is
    beyond doubt; `named` that its class or id is one that content systems give to a page's text.
    """

    parent: int
    tag: str
    element: etree._Element
    framed: bool
    named: bool
    surely: bool = False


@dataclass(slots=True)
class Structure:
    """The parts of a page and the pieces in them; `cut` says that there was more than is kept,
    `too_deep` that the parser left out what is nested deeper than it goes.
    """

    parts: list[Part] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    cut: bool = False
    too_deep: bool = False


def tidy(text: str) -> str:
    """Return text on one line: runs of space made one, line wraps inside Chinese taken out."""
    if "\n" in text:
        text = WRAPPED.sub("", text.strip())
    return BLANK.sub(" ", NOT_TEXT.sub("", text)).strip()


def strings_of(element: etree._Element) -> str:
    """Return all the text in an element, as it stands in the source."""
    return "".join(str(string) for string in element.itertext())


@lru_cache(maxsize=16_384)
def _judge_names(names: str) -> tuple[bool, bool]:
    return bool(FRAME_WORDS.search(names)), bool(TEXT_WORDS.search(names))


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None


def _is_file(link: etree._Element) -> bool:
    """Return whether a link is to a file: such a link belongs to a text, and is no navigation."""
    return bool(FILE_NAME.search(link.get("href", "").partition("?")[0]))


def data_tables(root: etree._Element) -> set[etree._Element]:
    """Return the tables that hold data: rows of several short cells, and no table inside."""
    found: set[etree._Element] = set()
    open_tables: list[tuple[etree._Element, list[int], list[int]]] = []
    nested: set[etree._Element] = set()
    tags = ("table", "tr", "td", "th", "p", "div", "li", "h1", "h2", "h3", "ul")
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=tags):
        tag = element.tag
        if event == "start":
            if tag == "table":
                nested.update(entry[0] for entry in open_tables[-1:])
                open_tables.append((element, [], [0]))
            elif open_tables:
                rows, blocks = open_tables[-1][1:]
                if tag == "tr":
                    rows.append(0)
                elif tag in ("td", "th"):
                    if rows:
                        rows[-1] += 1
                else:
                    blocks[0] += 1
        elif tag == "table" and open_tables:
            table, rows, blocks = open_tables.pop()
            cells = sum(rows)
            wide = sum(1 for row in rows if row > 1)
            if table not in nested and wide >= 2 and blocks[0] <= 3 * cells + 6 and cells >= 4:
                found.add(table)
    return found


class _Walker:
    """One walk over the tree, without recursion: pages nest as deep as they like."""

    def __init__(self, tables: set[etree._Element], leaves_frames_out: bool) -> None:
        self.leaves_frames_out = leaves_frames_out
        self.structure = Structure()
        self.tables = tables
        self.tables_read = 0
        self.buffer: list[str] = []
        self.linked = 0
        self.chars = 0
        self.cells = 0

    def walk(self, root: etree._Element) -> Structure:
        parts = self.structure.parts
        parts.append(Part(-1, str(root.tag), root, False, False))
        self.buffer.append(root.text or "")
        # Of each open element: its children, itself, whether a block, a link, the part around it.
        stack: list[tuple[Iterator[etree._Element], etree._Element, bool, bool, int]] = [
            (iter(root), root, True, False, 0)
        ]
        at = 0
        in_link = 0
        buffer = self.buffer
        while stack:
            children, owner, is_block, was_link, outer = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if is_block:
                    self.flush(at)
                    at = outer
                elif was_link:
                    in_link -= 1
                if stack and owner.tail:
                    buffer.append(owner.tail)
                    if in_link:
                        self.linked += len(owner.tail.strip())
                continue
            tag = child.tag
            if self.is_passed_over(child, tag, at):
                if child.tail:
                    buffer.append(child.tail)
                    if in_link:
                        self.linked += len(child.tail.strip())
                continue
            if tag in INLINE or ":" in tag:
                is_link = tag == "a" and not _is_file(child)
                in_link += is_link
                if text := child.text:
                    buffer.append(text)
                    if in_link:
                        self.linked += len(text.strip())
                if not len(child):
                    in_link -= is_link
                    if text := child.tail:
                        buffer.append(text)
                        if in_link:
                            self.linked += len(text.strip())
                    continue
                stack.append((iter(child), child, False, is_link, at))
                self.structure.too_deep |= len(stack) > DEEPEST
                continue
            self.flush(at)
            part = self.enter(child, tag, at)
            if self.leaves_frames_out and parts[part].surely:
                if text := child.tail:
                    buffer.append(text)
                continue
            stack.append((iter(child), child, True, False, at))
            at = part
            if text := child.text:
                buffer.append(text)
                if in_link:
                    self.linked += len(text.strip())
            self.structure.too_deep |= len(stack) > DEEPEST
            if self.is_full():
                break
        return self.structure

    def is_passed_over(self, element: etree._Element, tag: object, at: int) -> bool:
        """Return whether there is nothing to walk into, having read what the element says."""
        if not isinstance(tag, str) or tag in SKIPPED:
            return True
        if tag in ("br", "hr"):
            self.flush(at)
            return True
        if tag == "table" and element in self.tables:
            self.flush(at)
            rows = self.read_table(element, len(self.structure.parts))
            if rows is None:
                return False
            self.enter(element, DATA_TABLE, at)
            self.structure.pieces.extend(rows)
            return True
        return False

    def enter(self, element: etree._Element, tag: str, at: int) -> int:
        parts = self.structure.parts
        surely = framed = tag in FRAME_TAGS
        named = tag == "article"
        if element.attrib:
            names = f"{element.get('class', '')} {element.get('id', '')}"
            if len(names) > 1:
                frame_name, text_name = _judge_names(names[:200])
                named = named or text_name
                framed = framed or (frame_name and not text_name and tag not in ("body", "html"))
            named = named or element.get("itemprop") == "articleBody"
            surely = surely or element.get("role") in FRAME_ROLES or _is_hidden(element)
            surely = surely or (framed and bool(SURE_WORDS.search(names[:200])))
        parts.append(Part(at, tag, element, framed or surely, named, surely))
        return len(parts) - 1

    def flush(self, at: int) -> None:
        if not self.buffer:
            return
        raw = "".join(self.buffer)
        self.buffer.clear()
        linked, self.linked = self.linked, 0
        text = tidy(raw) if raw and not raw.isspace() else ""
        if text:
            kind, level = self.kind_at(at)
            self.add(Piece(kind, text, at, level=level, linked=linked))

    def kind_at(self, at: int) -> tuple[BlockKind, int]:
        parts = self.structure.parts
        for _ in range(3):
            if at < 0:
                break
            tag = parts[at].tag
            if tag in HEADINGS:
                return BlockKind.HEADING, HEADINGS[tag]
            if tag in ("li", "dd", "dt"):
                return BlockKind.ITEM, 0
            if tag in ("figcaption", "caption"):
                return BlockKind.CAPTION, 0
            at = parts[at].parent
        return BlockKind.PARAGRAPH, 0

    def is_full(self) -> bool:
        full = self.chars > MAX_CHARS or len(self.structure.pieces) >= MAX_PIECES
        self.structure.cut |= full
        return full

    def add(self, piece: Piece) -> None:
        self.chars += len(piece.text)
        self.structure.pieces.append(piece)

    def read_table(self, table: etree._Element, at: int) -> list[Piece] | None:
        """Return a table's rows; None where its cells hold whole pages, as layout tables' do."""
        rows: list[Piece] = []
        for element in table.iter("tr", "caption"):
            if self.chars > MAX_CHARS or self.cells > MAX_CELLS:
                self.structure.cut = True
                break
            if element.tag == "caption":
                text = tidy(strings_of(element))
                row = Piece(BlockKind.CAPTION, text, at, table=self.tables_read) if text else None
            else:
                row = _read_row(element, at, self.tables_read)
            if row is None:
                continue
            if any(len(cell) > MAX_CELL_CHARS for cell in row.cells):
                return None
            self.chars += len(row.text)
            self.cells += len(row.cells)
            rows.append(row)
        self.tables_read += 1
        _mark_header(rows)
        return rows


def _read_row(element: etree._Element, at: int, number: int) -> Piece | None:
    cells: list[str] = []
    linked = 0
    heads = 0
    for cell in element:
        if cell.tag not in ("td", "th"):
            continue
        if len(cells) >= MAX_CELLS:
            break
        heads += cell.tag == "th"
        cells.append(cell_text(cell))
        linked += sum(
            len(strings_of(link).strip()) for link in cell.iter("a") if not _is_file(link)
        )
    if not any(cells):
        return None
    parent = element.getparent()
    header = (parent is not None and parent.tag == "thead") or 1 < len(cells) == heads
    text = CELL_SEPARATOR.join(cells)
    return Piece(
        BlockKind.ROW,
        text.strip(" "),
        at,
        table=number,
        header=header,
        linked=linked,
        cells=tuple(cells),
    )


def cell_text(cell: etree._Element) -> str:
    """Return a cell's text on one line; what stands in blocks of its own is set apart."""
    if not len(cell):
        return tidy(cell.text or "")
    texts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if not isinstance(tag, str) or tag in SKIPPED:
                continue
            if tag not in INLINE and texts:
                texts.append(" \N{NULL}")
            texts.append(element.text or "")
        elif element is not cell:
            texts.append(element.tail or "")
    joined = "".join(texts)
    return tidy(" ".join(tidy(part) for part in joined.split("\N{NULL}")))


def _mark_header(rows: list[Piece]) -> None:
    """Mark the first full row as header if it has no figures and the next one has."""
    data = [row for row in rows if row.kind == BlockKind.ROW]
    if any(row.header for row in data):
        return
    wide = [row for row in data if len([c for c in row.cells if c]) > 1]
    if len(wide) < 2:
        return
    first, second = wide[0], wide[1]
    has_figures = re.compile(r"\d")
    if not any(has_figures.search(c) for c in first.cells) and any(
        has_figures.search(c) for c in second.cells
    ):
        first.header = True


def read_structure(root: etree._Element, *, whole: bool = False) -> Structure:
    """Return the parts and pieces of a page, less what is surely its frame; `whole`: with that."""
    tables = data_tables(root) if root.find(".//table") is not None else set()
    return _Walker(tables, not whole).walk(root)
