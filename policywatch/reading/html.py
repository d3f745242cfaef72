"""An HTML page to its title, main text, details and attachments."""

import re
from collections.abc import Container
from dataclasses import dataclass

from bs4 import BeautifulSoup
from lxml import etree

from policywatch.documents import BlockKind, Link, Stated
from policywatch.reading import metadata
from policywatch.reading.header_table import HeaderTable, read_header_table
from policywatch.reading.linked_data import read_linked_data
from policywatch.reading.links import find_file_links, read_links
from policywatch.reading.main_text import choose, has_text
from policywatch.reading.residue import without_residue
from policywatch.reading.structure import (
    INLINE,
    Piece,
    Structure,
    strings_of,
    tidy,
)
from policywatch.reading.titles import (
    LINES_ABOVE,
    MAX_TITLE_CHARS,
    MAX_TITLE_LINES,
    find_title,
    plain,
)
from policywatch.reading.walking import read_structure

LINES_UNTITLED = 8
LINES_BELOW = 6
INLINE_TAGS = re.compile(
    rf"</?(?:{'|'.join(sorted(INLINE))})(?:\s[^<>]{{0,2000}})?>", re.IGNORECASE
)
TAGS = re.compile(r"<[^<>]{0,20000}>")
UNREAD = {"<script": "</script", "<style": "</style", "<!--": "-->"}
UNREAD_STARTS = re.compile("|".join(UNREAD))
MAX_TAGS = 1_200_000
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
    """What an HTML page holds. `partly` says what of it could not be read, if anything.

    `own_title` is the title as the page alone says it: a list that led here may say of a page what
    does not stand there any more.
    """

    title: str
    pieces: list[Piece]
    details: dict[str, Stated]
    links: tuple[Link, ...]
    partly: str | None = None
    own_title: str = ""


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
    utf8: bytes | None = None,
    selectors: Selectors | None = None,
    listed_title: str = "",
    listed_date: str | None = None,
) -> Page:
    """Return what a page holds; the markup may be broken, a fragment, or not HTML at all.

    `utf8` is the same markup, where it is at hand as bytes.
    """
    whole = markup
    markup, too_many = _bounded(markup)
    selected = _select(markup, selectors) if selectors else _Selected(markup, None, "", "")
    root = parse(selected.markup, utf8 if selected.markup is whole else None)
    if root is None:
        return Page(listed_title, [], {}, ())
    files = find_file_links(root, selected.markup)
    structure = _structure(root, files)
    header = read_header_table(structure)
    own_text = _own_text(selected.text) if selected.text else None
    if own_text:
        main = _without(own_text, read_header_table(own_text))
    else:
        main = choose(structure, header.pieces)
    main = without_residue(main) or main
    pieces = structure.pieces
    first, last = (0, 0) if own_text else _extent(pieces, main)
    places = range(max(0, first - LINES_ABOVE), min(first + 3, len(pieces)))
    above = [pieces[place] for place in places if place not in header.pieces]
    meta = metadata.read_meta(root)
    linked = read_linked_data(root) if "ld+json" in selected.markup else {}
    in_head = " ".join((root.findtext(".//title") or "").split())[:500]
    title = find_title(
        in_head=in_head,
        meta=meta,
        headline=linked.get("headline", ""),
        above=above,
        selected=selected.title,
        listed=header.title or listed_title,
    )
    under_title = range(_title_at(pieces, first, title), first)
    under_text = range(last + 1, min(len(pieces), last + LINES_BELOW))
    lines = [piece.text for piece in main]
    details = metadata.find_details(
        meta=meta,
        header=header.details,
        lines=lines,
        over=[pieces[i].text for i in under_title if i not in header.pieces],
        under=[pieces[i].text for i in under_text if i not in header.pieces],
        linked=linked,
        title=title,
        selected_date=selected.date,
    )
    metadata.find_published(
        details,
        root=root,
        begins=structure.parts.element[main[0].at] if main and not own_text else None,
        url=url,
        meta=meta,
        listed_date=listed_date,
        markup_size=len(markup),
    )
    metadata.find_validity(details, lines)
    main = _without_title(main, title)
    partly = None
    if structure.cut or too_many:
        partly = "the page is longer than is read"
    elif structure.too_deep:
        main = flat_pieces(markup)
        partly = "the page is nested too deeply for its structure to be read"
    own_title = in_head if title == listed_title and title not in markup else title
    return Page(title, main, details, read_links(root, url, files), partly, own_title)


def _bounded(markup: str) -> tuple[str, bool]:
    """Return markup up to its last tag that is looked at, and whether there are more."""
    if len(markup) < MAX_TAGS or _begun(markup, len(markup)) <= MAX_TAGS:
        return markup, False
    low, high = 0, len(markup)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if _begun(markup, middle) <= MAX_TAGS else (low, middle)
    return markup[:low], True


def _begun(markup: str, end: int) -> int:
    """Return how many tags begin before a place in markup."""
    return markup.count("<", 0, end) - markup.count("</", 0, end)


def _extent(pieces: list[Piece], main: list[Piece]) -> tuple[int, int]:
    """Return where the first and the last of a page's main pieces stand; (0, 0) without any."""
    if not main:
        return 0, 0
    places = [index for index, piece in enumerate(pieces) if piece is main[0] or piece is main[-1]]
    return places[0], places[-1]


def _title_at(pieces: list[Piece], first: int, title: str) -> int:
    """Return where the title stands above a text, or else where what belongs to it may begin."""
    wanted = plain(title)
    for index in range(max(0, first - LINES_ABOVE), min(first + 2, len(pieces))):
        if wanted and plain(pieces[index].text).endswith(wanted):
            return index
    return max(0, first - LINES_UNTITLED)


def structure_of(markup: str, utf8: bytes | None = None) -> Structure:
    """Return the parts and pieces of a page."""
    root = parse(markup, utf8)
    return Structure() if root is None else _structure(root, find_file_links(root, markup))


def _structure(root: etree._Element, files: Container[etree._Element]) -> Structure:
    structure = read_structure(root, files)
    if not has_text(structure):
        # A <nav> that is never closed takes the whole page in.
        whole = read_structure(root, files, whole=True)
        structure = whole if has_text(whole) else structure
    return structure


def parse(markup: str, utf8: bytes | None = None) -> etree._Element | None:
    """Return the tree of a page, None where there is none (nothing but comments, say)."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True,
        collect_ids=False,
    )  # fmt: skip
    coded = markup.encode("utf-8", "replace") if utf8 is None else utf8
    if b"\x00" in coded:
        coded = coded.replace(b"\x00", b"")
    try:
        root = etree.fromstring(coded, parser)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError):
        return None
    if root is not None:
        _set_apart(root)
    return root


def _set_apart(root: etree._Element) -> None:
    """Put space around what is struck out, and between a figure and one set above it: else
    <del>50</del>60万元 is read as 5060万元, and a note's number as a digit of an amount."""
    for element in root.iter("del", "s", "strike", "sup"):
        own = strings_of(element).strip()
        if not own:
            continue
        if element.tag != "sup":
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
        elif own[0].isdigit() and _before(element)[-1:].isdigit():
            element.text = f" {element.text or ''}"


def _before(element: etree._Element) -> str:
    """Return the text that stands right before an element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or strings_of(previous)
    return (parent.text or "") if parent is not None else ""


def _own_text(markup: str) -> Structure:
    root = parse(markup)
    return Structure() if root is None else read_structure(root, find_file_links(root, markup))


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
        unwanted = [element for selector in selectors.remove for element in soup.select(selector)]
        for element in unwanted:
            element.extract()
        title = _first_text(soup, selectors.title)
        date = _first_text(soup, selectors.date)
        found = soup.select(selectors.text, limit=50) if selectors.text else []
        text = "".join(str(element) for element in found) or None
        return _Selected(str(soup) if unwanted else markup, text, title, date)
    except (RecursionError, ValueError):
        return _Selected(markup, None, "", "")


def _first_text(soup: BeautifulSoup, selector: str | None) -> str:
    found = soup.select_one(selector) if selector else None
    return tidy(found.get_text("", strip=False)) if found else ""


def _without(structure: Structure, header: HeaderTable) -> list[Piece]:
    return [piece for i, piece in enumerate(structure.pieces) if i not in header.pieces]


def _without_title(pieces: list[Piece], title: str) -> list[Piece]:
    """Drop the title where it stands over the text again, on one line or broken into some: it is
    kept by itself."""
    wanted = plain(title)
    for first in range(min(4, len(pieces))):
        for upto in range(first + 1, first + 1 + MAX_TITLE_LINES):
            text = "".join(piece.text for piece in pieces[first:upto])
            if wanted and len(text) <= MAX_TITLE_CHARS and plain(text) == wanted:
                return pieces[:first] + pieces[upto:] or pieces
    return pieces
