"""An HTML tree to its structure: one walk, without recursion, for pages nest as they like."""

from collections.abc import Iterator

from lxml import etree

from policywatch.documents import BlockKind
from policywatch.reading.names import judge_names
from policywatch.reading.structure import (
    DATA_TABLE,
    INLINE,
    MAX_CELLS,
    MAX_CHARS,
    MAX_PIECES,
    SKIPPED,
    Part,
    Piece,
    Structure,
    is_file,
    tidy,
)
from policywatch.reading.tables import MAX_CELL_CHARS, TableReader, data_tables, mark_header

DEEPEST = 2_030  # libxml2 stops at 2,048
HEADINGS = {f"h{n}": n for n in range(1, 7)}
ITEMS = frozenset(("li", "dd", "dt"))
CAPTIONS = frozenset(("figcaption", "caption"))
FRAME_TAGS = frozenset(("nav", "footer", "aside", "dialog", "menu"))
# fmt: off
FRAME_ROLES = frozenset((
    "alert", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar",
    "navigation", "search", "toolbar",
))
# fmt: on
BREAKS = frozenset(("br", "hr"))
NEVER_FRAME = frozenset(("html", "body"))


def read_structure(root: etree._Element, *, whole: bool = False) -> Structure:
    """Return the parts and pieces of a page, less what is surely its frame; `whole`: with that."""
    tables = data_tables(root) if root.find(".//table") is not None else set()
    return _Walker(tables, whole).walk(root)


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None


class _Walker:
    """The state of one walk."""

    def __init__(self, tables: set[etree._Element], whole: bool) -> None:
        self.whole = whole
        self.structure = Structure()
        self.parts = self.structure.parts
        self.pieces = self.structure.pieces
        self.tables = tables
        self.tables_read = 0
        self.shapes: dict[tuple[int, str, str], int] = {}
        self.buffer: list[str] = []
        self.linked = 0
        self.chars = 0
        self.cells = 0

    def walk(self, root: etree._Element) -> Structure:
        self.parts.append(Part(-1, str(root.tag), root))
        buffer, tables = self.buffer, self.tables
        self.read(root.text, 0)
        # Of each open element: its children, itself, whether a block, a link, the part around it.
        stack: list[tuple[Iterator[etree._Element], etree._Element, bool, bool, int]] = [
            (iter(root), root, True, False, 0)
        ]
        at = in_link = deepest = 0
        while stack:
            children, owner, is_block, is_link, outer = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if is_block:
                    if buffer:
                        self.flush(at)
                    at = outer
                in_link -= is_link
                if stack and (text := owner.tail):
                    self.read(text, in_link)
                continue
            tag = child.tag
            if not isinstance(tag, str) or tag in SKIPPED:
                pass
            elif tag in INLINE or ":" in tag:
                is_link = tag == "a" and not is_file(child)
                in_link += is_link
                if text := child.text:
                    self.read(text, in_link)
                if len(child):
                    stack.append((iter(child), child, False, is_link, at))
                    if len(stack) > deepest:
                        deepest = len(stack)
                    continue
                in_link -= is_link
            else:
                if buffer:
                    self.flush(at)
                if tag in BREAKS or (tag == "table" and child in tables and self.keeps(child, at)):
                    pass
                elif (part := self.enter(child, tag, at)) >= 0:
                    stack.append((iter(child), child, True, False, at))
                    at = part
                    if text := child.text:
                        self.read(text, in_link)
                    if len(stack) > deepest:
                        deepest = len(stack)
                    if self.is_full():
                        break
                    continue
            if text := child.tail:
                self.read(text, in_link)
        self.structure.too_deep = deepest > DEEPEST
        return self.structure

    def read(self, text: str | None, in_link: int) -> None:
        """Take up a string; space counts only between strings of one piece."""
        if text and (self.buffer or not text.isspace()):
            self.buffer.append(text)
            if in_link:
                self.linked += len(text.strip())

    def keeps(self, table: etree._Element, at: int) -> bool:
        """Return whether a table holds data, having read its rows."""
        rows = self.read_table(table, len(self.parts))
        if rows is None:
            return False
        self.enter(table, DATA_TABLE, at, kept=True)
        self.pieces.extend(rows)
        return True

    def enter(self, element: etree._Element, tag: str, at: int, *, kept: bool = False) -> int:
        """Add a part and return its index; -1 for what is surely frame, which is left out."""
        # Some put a page's heading into an <aside>.
        surely = framed = tag in FRAME_TAGS and not (
            tag == "aside" and element.find(".//h1") is not None
        )
        named = tag == "article"
        names = ""
        if element.attrib:
            names = f"{element.get('class', '')} {element.get('id', '')}"
            if len(names) > 1:
                frame_name, sure_name, text_name = judge_names(names)
                named = named or text_name
                if frame_name and not text_name and tag not in NEVER_FRAME:
                    framed = True
                    surely = surely or sure_name
            named = named or element.get("itemprop") == "articleBody"
            surely = surely or element.get("role") in FRAME_ROLES or _is_hidden(element)
        if surely and not (self.whole or kept):
            return -1
        key = (self.parts[at].shape, tag, names.partition(" ")[0])
        shape = self.shapes.setdefault(key, len(self.shapes) + 1)
        self.parts.append(Part(at, tag, element, framed or surely, named, surely, shape))
        return len(self.parts) - 1

    def flush(self, at: int) -> None:
        """Make what was read since the last block into a piece of the given part."""
        raw = self.buffer[0] if len(self.buffer) == 1 else "".join(self.buffer)
        self.buffer.clear()
        linked, self.linked = self.linked, 0
        if text := tidy(raw):
            kind, level = self.kind_at(at)
            self.chars += len(text)
            self.pieces.append(Piece(kind, text, at, level, linked=linked))

    def kind_at(self, at: int) -> tuple[BlockKind, int]:
        for _ in range(3):
            if at < 0:
                break
            tag = self.parts[at].tag
            if tag in HEADINGS:
                return BlockKind.HEADING, HEADINGS[tag]
            if tag in ITEMS:
                return BlockKind.ITEM, 0
            if tag in CAPTIONS:
                return BlockKind.CAPTION, 0
            at = self.parts[at].parent
        return BlockKind.PARAGRAPH, 0

    def is_full(self) -> bool:
        full = self.chars > MAX_CHARS or len(self.pieces) >= MAX_PIECES
        self.structure.cut |= full
        return full

    def read_table(self, table: etree._Element, at: int) -> list[Piece] | None:
        """Return a table's rows; None where its cells hold whole pages, as layout tables' do."""
        reader = TableReader(at, self.tables_read)
        rows: list[Piece] = []
        for element in table.iter("tr", "caption"):
            if self.chars > MAX_CHARS or self.cells > MAX_CELLS:
                self.structure.cut = True
                break
            row = reader.read(element)
            if row is None:
                continue
            if any(len(cell) > MAX_CELL_CHARS for cell in row.cells):
                return None
            self.chars += len(row.text)
            self.cells += len(row.cells)
            rows.append(row)
        self.tables_read += 1
        mark_header(rows)
        return rows
