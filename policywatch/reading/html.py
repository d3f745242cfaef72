"""An HTML page to its title, main text, details and attachments."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from lxml import etree

from policywatch.documents import BlockKind, Link, Stated
from policywatch.reading import metadata
from policywatch.reading.header_table import HeaderTable, read_header_table
from policywatch.reading.main_text import choose, has_text
from policywatch.reading.structure import (
    FILE_NAME,
    INLINE,
    Piece,
    Structure,
    strings_of,
    tidy,
)
from policywatch.reading.walking import read_structure

DOWNLOAD = re.compile(r"download|attach|fujian|getfile|file_?id=", re.IGNORECASE)
ATTACHMENT_NAME = re.compile(
    r"^\s{0,4}附件|\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar)\s{0,4}$", re.IGNORECASE
)
MAX_LINKS = 500
MAX_SEEN_LINKS = 20_000
INLINE_TAGS = re.compile(
    rf"</?(?:{'|'.join(sorted(INLINE))})(?:\s[^<>]{{0,2000}})?>", re.IGNORECASE
)
TAGS = re.compile(r"<[^<>]{0,20000}>")
UNREAD = {"<script": "</script", "<style": "</style", "<!--": "-->"}
UNREAD_STARTS = re.compile("|".join(UNREAD))
MAX_FLAT_CHARS = 20_000_000


@dataclass(frozen=True, slots=True)
class Selectors:
    """Where a source's pages keep their parts, as CSS selectors; see docs on adding a source."""

    text: str | None = None
    title: str | None = None
    date: str | None = None
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTML page holds. `partly` says what of it could not be read, if anything."""

    title: str
    pieces: list[Piece]
    details: dict[str, Stated]
    links: tuple[Link, ...]
    partly: str | None = None


@dataclass(frozen=True, slots=True)
class _Selected:
    """A page after its source's selectors; `text` is None where none was given or found."""

    markup: str
    text: str | None
    title: str
    date: str


def read_html(
    markup: str,
    *,
    url: str,
    selectors: Selectors | None = None,
    listed_title: str = "",
    listed_date: str | None = None,
) -> Page:
    """Return what a page holds; the markup may be broken, a fragment, or not HTML at all."""
    selected = _select(markup, selectors) if selectors else _Selected(markup, None, "", "")
    root = parse(selected.markup)
    if root is None:
        return Page(listed_title, [], {}, ())
    structure = _structure(root)
    header = read_header_table(structure)
    meta = metadata.read_meta(root)
    headings = [p.text for p in structure.pieces[:400] if p.kind == BlockKind.HEADING]
    title = metadata.find_title(root, meta, headings, selected=selected.title, listed=listed_title)
    own_text = read_structure(_parse_or_empty(selected.text)) if selected.text else None
    if own_text:
        main = _without(own_text, read_header_table(own_text))
    else:
        main = choose(structure, header.pieces)
    first = structure.pieces.index(main[0]) if main and not own_text else 0
    title = metadata.find_title(
        root,
        meta,
        headings,
        above=[piece.text for piece in structure.pieces[max(0, first - 40) : first + 3]],
        selected=selected.title,
        listed=listed_title,
    )
    main = _without_title(main, title)
    kept = {id(piece) for piece in main}
    around = [
        p.text
        for i, p in enumerate(structure.pieces[:3000])
        if id(p) not in kept and i not in header.pieces and len(p.text) < 200
    ]
    details = metadata.find_details(
        meta=meta,
        header=header.details,
        lines=[piece.text for piece in main],
        around=around,
        selected_date=selected.date,
    )
    metadata.find_published(
        details,
        root=root,
        url=url,
        around=[*around[:60], *(piece.text for piece in main[:4])],
        listed_date=listed_date,
        markup_size=len(markup),
    )
    partly = None
    if structure.cut:
        partly = "the page is longer than is read"
    elif structure.too_deep:
        main = flat_pieces(markup)
        partly = "the page is nested too deeply for its structure to be read"
    return Page(title, main, details, find_links(root, url), partly)


def structure_of(markup: str) -> Structure:
    """Return the parts and pieces of a page."""
    root = parse(markup)
    return Structure() if root is None else _structure(root)


def _structure(root: etree._Element) -> Structure:
    structure = read_structure(root)
    if not has_text(structure):
        # A <nav> that is never closed takes the whole page in.
        whole = read_structure(root, whole=True)
        structure = whole if has_text(whole) else structure
    return structure


def parse(markup: str) -> etree._Element | None:
    """Return the tree of a page, None where there is none (nothing but comments, say)."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    clean = markup.replace("\x00", "")
    try:
        return etree.fromstring(clean.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError):
        return None


def _parse_or_empty(markup: str) -> etree._Element:
    root = parse(markup)
    return etree.Element("html") if root is None else root


def flat_pieces(markup: str) -> list[Piece]:
    """Return a page's text by taking its tags out, for markup that no parser takes."""
    text = INLINE_TAGS.sub("", _without_scripts(markup[:MAX_FLAT_CHARS]))
    lines = (tidy(line) for line in TAGS.sub("\n", text).split("\n"))
    return [Piece(BlockKind.PARAGRAPH, line, 0) for line in lines if line]


def _without_scripts(markup: str) -> str:
    """Return markup less its scripts, styles and comments; one that never ends takes the rest."""
    lower = markup.lower() if len(markup.lower()) == len(markup) else markup
    kept: list[str] = []
    at = 0
    for start in UNREAD_STARTS.finditer(lower):
        if start.start() < at:
            continue
        kept.append(markup[at : start.start()])
        end = lower.find(UNREAD[start[0]], start.end())
        at = len(markup) if end < 0 else end
        if end < 0:
            break
    kept.append(markup[at:])
    return "".join(kept)


def _select(markup: str, selectors: Selectors) -> _Selected:
    try:
        soup = BeautifulSoup(markup.replace("\x00", ""), "lxml")
        for selector in selectors.remove:
            for unwanted in soup.select(selector):
                unwanted.extract()
        title = _first_text(soup, selectors.title)
        date = _first_text(soup, selectors.date)
        found = soup.select(selectors.text, limit=50) if selectors.text else []
        text = "".join(str(element) for element in found) or None
        return _Selected(str(soup), text, title, date)
    except (RecursionError, ValueError):
        return _Selected(markup, None, "", "")


def _first_text(soup: BeautifulSoup, selector: str | None) -> str:
    found = soup.select_one(selector) if selector else None
    return tidy(found.get_text("", strip=False)) if found else ""


def _without(structure: Structure, header: HeaderTable) -> list[Piece]:
    return [piece for i, piece in enumerate(structure.pieces) if i not in header.pieces]


def _without_title(pieces: list[Piece], title: str) -> list[Piece]:
    """Drop the title where it stands over the text again: it is kept by itself."""
    plain = re.sub(r"\W+", "", title)
    for index, piece in enumerate(pieces[:4]):
        if plain and re.sub(r"\W+", "", piece.text) == plain and len(pieces) > 1:
            return pieces[:index] + pieces[index + 1 :]
    return pieces


def find_links(root: etree._Element, url: str) -> tuple[Link, ...]:
    """Return the page's links to files, absolute, each once, with the names they are given."""
    base = url
    for element in root.iter("base"):
        base = _join(url, element.get("href", "")) or url
        break
    found: dict[str, str] = {}
    for number, anchor in enumerate(root.iter("a")):
        if number >= MAX_SEEN_LINKS or len(found) >= MAX_LINKS:
            break
        href = (anchor.get("href") or "").strip()
        if not href or href[:1] == "#":
            continue
        text = tidy(strings_of(anchor)[:2000])
        if not _is_attachment(href, text, anchor):
            continue
        absolute = _join(base, href)
        if absolute and absolute.startswith(("http://", "https://")):
            absolute = absolute.partition("#")[0]
            name = text or anchor.get("title") or file_name(absolute)
            found.setdefault(absolute, tidy(name)[:300])
    return tuple(Link(address, name) for address, name in found.items())


def _is_attachment(href: str, text: str, anchor: etree._Element) -> bool:
    path = href.partition("?")[0].partition("#")[0]
    if FILE_NAME.search(path) or (anchor.get("appendix") or anchor.get("oldsrc")):
        return True
    if href.lower().startswith(("javascript:", "mailto:", "tel:")):
        return False
    return bool(ATTACHMENT_NAME.search(text) and (DOWNLOAD.search(href) or FILE_NAME.search(href)))


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def file_name(url: str) -> str:
    """Return the name at the end of a URL, unquoted as UTF-8 or GBK, whichever it is."""
    name = urlsplit(url).path.rpartition("/")[2]
    decoded = unquote(name, errors="strict") if _is_utf8_quoted(name) else unquote(name, "gb18030")
    return decoded[:300]


def _is_utf8_quoted(name: str) -> bool:
    try:
        unquote(name, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
