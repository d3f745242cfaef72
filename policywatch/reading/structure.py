"""What a page is made of: its parts, and in them its paragraphs, headings, items and rows."""

import re
from dataclasses import dataclass, field

from lxml import etree

from policywatch.documents import BlockKind

MAX_CHARS = 4_000_000
MAX_PIECES = 100_000
MAX_PARTS = 400_000
MAX_CELLS = 300_000
# No page is nested deeper than twelve bits count: the parser stops at 2,048.
COUNT_BITS = 12
# The tag given to the part of a table of data: nothing of such a table stands in parts below it.
DATA_TABLE = "data-table"
# fmt: off
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
SKIPPED = frozenset((
    "applet", "audio", "base", "button", "canvas", "datalist", "embed", "frame", "frameset",
    "head", "iframe", "img", "input", "link", "map", "math", "meta", "noframes", "noscript",
    "object", "option", "param", "rp", "rt", "script", "select", "style", "svg", "template",
    "textarea", "video",
))
# fmt: on
# fmt: off
FILE_SUFFIXES = frozenset((
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "rtf", "zip",
    "rar", "7z", "csv", "txt", "odt", "ods",
))
# fmt: on
HAN = "\u2e80-\u2fdf\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
IS_HAN = re.compile(f"[{HAN}]")
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


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
class Parts:
    """The block-level elements of a page, its skeleton, in document order: a column each for what
    is known of them.

    The pieces in a part and in the parts in it are those from `first` on, up to `upto`. `framed`
    says that it is navigation or the like by tag, role or class, `surely` that this is beyond
    doubt; `named` that its class or id is one that content systems give to a page's text. Parts of
    one `shape` have the same tags and classes from the root down. `above` counts what lies from
    the root down to a part, itself included, in fields of COUNT_BITS: all parts, framed and named
    ones, items, quotes.
    """

    parent: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    upto: list[int] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    element: list[etree._Element] = field(default_factory=list)
    framed: list[bool] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)
    surely: list[bool] = field(default_factory=list)
    shape: list[int] = field(default_factory=list)
    above: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(slots=True)
class Structure:
    """The parts of a page and the pieces in them; `cut` says that there was more than is kept,
    `too_deep` that the parser left out what is nested deeper than it goes.
    """

    parts: Parts = field(default_factory=Parts)
    pieces: list[Piece] = field(default_factory=list)
    cut: bool = False
    too_deep: bool = False


def tidy(text: str) -> str:
    """Return text on one line: runs of space made one, line wraps inside Chinese taken out."""
    text = text.strip()
    if "\n" in text and not text.isascii():
        text = _unwrapped(text)
    text = " ".join(text.split())
    return text if text.isprintable() else NOT_TEXT.sub("", text).strip()


def _unwrapped(text: str) -> str:
    lines = [line for part in text.split("\n") if (line := part.strip())]
    for index in range(1, len(lines)):
        if not (IS_HAN.match(lines[index]) and IS_HAN.match(lines[index - 1][-1])):
            lines[index] = " " + lines[index]
    return "".join(lines)


def strings_of(element: etree._Element) -> str:
    """Return all the text in an element, as it stands in the source."""
    return "".join(str(string) for string in element.itertext())


def is_file(link: etree._Element) -> bool:
    """Return whether a link is to a file: such a link belongs to a text, and is no navigation."""
    href = link.get("href")
    return href is not None and names_file(href)


def names_file(href: str) -> bool:
    """Return whether an address ends, before its query, in the suffix of a document's format."""
    path = href.partition("?")[0].partition("#")[0]
    return path[path.rfind(".") + 1 :].strip().lower() in FILE_SUFFIXES
