"""An HTML tree to its structure: one walk, without recursion, for pages nest as they like."""

from collections.abc import Container, Iterator
from typing import Final

from lxml import etree

from policywatch.documents import BlockKind
from policywatch.reading.names import judge_names
from policywatch.reading.structure import (
    COUNT_BITS,
    DATA_TABLE,
    INLINE,
    MAX_CELLS,
    MAX_CHARS,
    MAX_PARTS,
    MAX_PIECES,
    SKIPPED,
    Parts,
    Piece,
    Structure,
    tidy,
)
from policywatch.reading.tables import MAX_CELL_CHARS, TableReader, data_tables, mark_header

DEEPEST = 2_030  # libxml2 stops at 2,048
KINDS = {
    **{f"h{n}": (BlockKind.HEADING, n) for n in range(1, 7)},
    **dict.fromkeys(("li", "dd", "dt"), (BlockKind.ITEM, 0)),
    **dict.fromkeys(("figcaption", "caption"), (BlockKind.CAPTION, 0)),
}
FRAME_TAGS = frozenset(("nav", "footer", "aside", "dialog", "menu"))
# fmt: off
FRAME_ROLES = frozenset((
    "alert", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar",
    "navigation", "search", "toolbar",
))
# fmt: on
_INLINE, _BLOCK, _BREAK, _LEFT_OUT = "inline", "block", "break", "left out"
ROLES = {
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(SKIPPED, _LEFT_OUT),
    **dict.fromkeys(("br", "hr"), _BREAK),
}
ONE, ONE_FRAMED, ONE_NAMED, ONE_ITEM, ONE_QUOTE = (1 << COUNT_BITS * field for field in range(5))
COUNTED = {"li": ONE + ONE_ITEM, "blockquote": ONE + ONE_QUOTE}
NEVER_FRAME = frozenset(("html", "body"))


# A part as it is opened: parent, first, tag, element, framed, named, surely, shape, above.
_Row = tuple[int, int, str, etree._Element, bool, bool, bool, int, int]
PARENT: Final = 0
TAG: Final = 2
SHAPE: Final = 7
ABOVE: Final = 8
STILL_OPEN: Final = -1


def read_structure(
    root: etree._Element, files: Container[etree._Element] = (), *, whole: bool = False
) -> Structure:
    """Return the parts and pieces of a page, less what is surely its frame; `whole`: with that.

    Links to `files` belong to a text; all others may be navigation.
    """
    tables = data_tables(root) if root.find(".//table") is not None else set()
    return _Walker(tables, files, whole).walk(root)


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style", "")
    return "none" in style and "display:none" in style.replace(" ", "").lower()


class _Roles(dict[object, str]):
    """What the walk does with an element, by its tag; tags that are not HTML's are blocks, those
    of another namespace inline, comments and the like left out."""

    def __missing__(self, tag: object) -> str:
        role = _LEFT_OUT if not isinstance(tag, str) else _INLINE if ":" in tag else _BLOCK
        self[tag] = role
        return role


class _Walker:
    """The state of one walk."""

    def __init__(
        self, tables: set[etree._Element], files: Container[etree._Element], whole: bool
    ) -> None:
        self.whole = whole
        self.rows: list[_Row] = []
        self.upto: list[int] = []
        self.pieces: list[Piece] = []
        self.tables = tables
        self.files = files
        self.tables_read = 0
        self.shapes: dict[tuple[int, str, str], int] = {}
        self.buffer: list[str] = []
        self.linked = 0
        self.chars = 0
        self.cells = 0
        self.full = False  # go no further
        self.cut = False  # something was left out

    def walk(self, root: etree._Element) -> Structure:
        tag = str(root.tag)
        self.rows.append((-1, 0, tag, root, False, False, False, 0, COUNTED.get(tag, ONE)))
        self.upto.append(STILL_OPEN)
        # The loop runs for each element of a page, so what it does most is written out in it:
        # strings are taken up where there is one to read, space only between strings of one piece.
        buffer, files, roles = self.buffer, self.files, _Roles(ROLES)
        pieces, upto = self.pieces, self.upto
        take = buffer.append
        if (text := root.text) and not text.isspace():
            take(text)
        # The open element: its children, itself, whether a block, a link, the part around it.
        # On the stack are those around it.
        stack: list[tuple[Iterator[etree._Element], etree._Element, bool, bool, int]] = []
        children: Iterator[etree._Element] = iter(root)
        owner, is_block, is_link, outer = root, True, False, 0
        at = in_link = deepest = 0
        while True:
            for child in children:
                tag = child.tag
                role = roles[tag]
                if role is _INLINE:
                    links = tag == "a" and child not in files
                    if (text := child.text) and (buffer or not text.isspace()):
                        take(text)
                        if links or in_link:
                            self.linked += len(text.strip())
                    if len(child):
                        stack.append((children, owner, is_block, is_link, outer))
                        children, owner, is_block, is_link = iter(child), child, False, links
                        in_link += links
                        break
                elif role is _BLOCK:
                    if buffer:
                        self.flush(at)
                    text, inner = child.text, len(child)
                    if (text or inner) and (part := self.open(child, tag, at)) >= 0:
                        if self.full:
                            break
                        if text and not text.isspace():
                            take(text)
                            if in_link:
                                self.linked += len(text.strip())
                        if inner:
                            stack.append((children, owner, is_block, is_link, outer))
                            children, owner, is_block, is_link = iter(child), child, True, False
                            outer, at = at, part
                            break
                        if buffer:
                            self.flush(part)
                        upto[part] = len(pieces)
                elif role is _BREAK and buffer:
                    self.flush(at)
                    if self.full:
                        break
                if (text := child.tail) and (buffer or not text.isspace()):
                    take(text)
                    if in_link:
                        self.linked += len(text.strip())
            else:
                if is_block:
                    if buffer:
                        self.flush(at)
                    upto[at] = len(pieces)
                    at = outer
                in_link -= is_link
                if not stack:
                    break
                if (text := owner.tail) and (buffer or not text.isspace()):
                    take(text)
                    if in_link:
                        self.linked += len(text.strip())
                children, owner, is_block, is_link, outer = stack.pop()
                continue
            if self.full:
                break
            if len(stack) > deepest:
                deepest = len(stack)
        return Structure(
            self.parts(), pieces, cut=self.cut or self.full, too_deep=deepest >= DEEPEST
        )

    def parts(self) -> Parts:
        """Return the parts by columns; what was never closed reaches to the end."""
        parent, first, tag, element, framed, named, surely, shape, above = map(
            list, zip(*self.rows, strict=True)
        )
        upto = [len(self.pieces) if u == STILL_OPEN else u for u in self.upto]
        return Parts(parent, first, upto, tag, element, framed, named, surely, shape, above)

    def open(self, element: etree._Element, tag: str, at: int) -> int:
        """Return the new part that a block is; -1 where there is nothing (left) to walk into."""
        if tag == "table" and element in self.tables and self.keeps(element, at):
            return -1
        return self.enter(element, tag, at)

    def keeps(self, table: etree._Element, at: int) -> bool:
        """Return whether a table holds data, having read its rows."""
        rows = self.read_table(table, len(self.rows))
        if rows is None:
            return False
        part = self.enter(table, DATA_TABLE, at, kept=True)
        self.pieces.extend(rows)
        self.upto[part] = len(self.pieces)
        return True

    def enter(self, element: etree._Element, tag: str, at: int, *, kept: bool = False) -> int:
        """Add a part and return its index; -1 for what is surely frame, which is left out."""
        # Some put a page's heading into an <aside>.
        surely = framed = tag in FRAME_TAGS and not (
            tag == "aside" and element.find(".//h1") is not None
        )
        named = tag == "article"
        names = ""
        if given := element.keys():
            if "class" in given or "id" in given:
                names = f"{element.get('class', '')} {element.get('id', '')}"
                frame_name, sure_name, text_name = judge_names(names)
                named = named or text_name
                if frame_name and not text_name and tag not in NEVER_FRAME:
                    framed = True
                    surely = surely or sure_name
            if "itemprop" in given:
                named = named or element.get("itemprop") == "articleBody"
            if "role" in given:
                surely = surely or element.get("role") in FRAME_ROLES
            surely = surely or "hidden" in given or ("style" in given and _is_hidden(element))
        if surely and not (self.whole or kept):
            return -1
        around = self.rows[at]
        key = (around[SHAPE], tag, names.partition(" ")[0])
        shape = self.shapes.setdefault(key, len(self.shapes) + 1)
        framed = framed or surely
        above = around[ABOVE] + COUNTED.get(tag, ONE)
        if framed:
            above += ONE_FRAMED
        if named:
            above += ONE_NAMED
        index = len(self.rows)
        self.rows.append((at, len(self.pieces), tag, element, framed, named, surely, shape, above))
        self.upto.append(STILL_OPEN)
        if index >= MAX_PARTS:
            self.full = True
        return index

    def flush(self, at: int) -> None:
        """Make what was read since the last block into a piece of the given part; what is set as
        it was typed, into one for each line."""
        raw = self.buffer[0] if len(self.buffer) == 1 else "".join(self.buffer)
        self.buffer.clear()
        linked, self.linked = self.linked, 0
        if "\n" not in raw or self.rows[at][TAG] != "pre":
            self.add(raw, at, linked)
            return
        lines = raw.split("\n")
        for line in lines:
            self.add(line, at, linked // len(lines))
            if self.full:
                break

    def add(self, raw: str, at: int, linked: int) -> None:
        if text := tidy(raw):
            kind, level = self.kind_at(at)
            text = text[: MAX_CHARS + 1 - self.chars]
            self.chars += len(text)
            self.pieces.append(Piece(kind, text, at, level, linked=linked))
            self.full = self.chars > MAX_CHARS or len(self.pieces) >= MAX_PIECES

    def kind_at(self, at: int) -> tuple[BlockKind, int]:
        for _ in range(3):
            if at < 0:
                break
            around = self.rows[at]
            if kind := KINDS.get(around[TAG]):
                return kind
            at = around[PARENT]
        return BlockKind.PARAGRAPH, 0

    def read_table(self, table: etree._Element, at: int) -> list[Piece] | None:
        """Return a table's rows; None where its cells hold whole pages, as layout tables' do."""
        reader = TableReader(at, self.tables_read)
        rows: list[Piece] = []
        for element in table.iter("tr", "caption"):
            if self.chars > MAX_CHARS or self.cells > MAX_CELLS:
                self.cut = True
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
