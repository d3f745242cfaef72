"""PPTX files to pieces: each slide a page, its title a heading, its notes after it."""

from lxml import etree

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.package import Package, local_name
from policywatch.reading.attachments.sheet import relation_id, relation_targets
from policywatch.reading.attachments.tables import table_pieces
from policywatch.reading.attachments.word import PAGE_NUMBER, core_title
from policywatch.reading.structure import MAX_CHARS, Piece, tidy

MAX_SLIDES = 1000


def read_pptx(package: Package) -> Attachment:
    """Return a presentation's slides in their order, with their tables and notes."""
    paths = _slide_paths(package)
    if not paths:
        return unreadable(ProblemKind.DAMAGED, "the presentation's slides are missing or damaged")
    pieces: list[Piece] = []
    tables = chars = 0
    unread: list[int] = []
    for number, path in enumerate(paths[:MAX_SLIDES], 1):
        root = package.xml(path) if chars < MAX_CHARS else None
        if root is None:
            unread.append(number)
            continue
        folder, _, name = path.rpartition("/")
        links = relation_targets(package, f"{folder}/_rels/{name}.rels", folder)
        notes = [target for target in links.values() if "notesSlide" in target]
        for part in (root, *(package.xml(note) for note in notes[:1])):
            if part is not None:
                found = _shapes(part, number, tables)
                tables += sum(1 for piece in found if piece.table is not None)
                chars += sum(len(piece.text) for piece in found)
                pieces += found
    unread += range(MAX_SLIDES + 1, len(paths) + 1)[:3]
    problems = [f"slides not read: {', '.join(map(str, unread[:20]))}"] if unread else []
    problems += package.problems()
    return Attachment(
        pieces,
        core_title(package),
        ProblemKind.PARTLY_READ if problems else None,
        "; ".join(problems) or None,
    )


def _slide_paths(package: Package) -> list[str]:
    """Return the slides' parts in the order of the show; without that order, of their names."""
    root = package.xml("ppt/presentation.xml")
    targets = relation_targets(package, "ppt/_rels/presentation.xml.rels", "ppt")
    listed = []
    for slide in root.iter("{*}sldId") if root is not None else ():
        listed.append(targets.get(relation_id(slide), ""))
    if any(path in package for path in listed):
        return listed
    return package.names(r"ppt/slides/slide\d+\.xml")


def _shapes(root: etree._Element, slide: int, tables: int) -> list[Piece]:
    """Return the paragraphs and tables of a slide as they stand in the file."""
    pieces: list[Piece] = []
    title = False
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped = 0
    for event, element in walk:
        name = local_name(element)
        if name in ("Fallback", "tbl"):
            skipped += 1 if event == "start" else -1
            if name == "tbl" and event == "start" and skipped == 1:
                rows = [
                    [_text(cell) for cell in row.iter("{*}tc")] for row in element.iter("{*}tr")
                ]
                pieces += table_pieces(rows, tables, slide)
                tables += 1
        elif skipped:
            continue
        elif name == "sp" and event == "start":
            title = any(
                holder.get("type") in ("title", "ctrTitle") for holder in element.iter("{*}ph")
            )
        elif name == "p" and event == "end":
            for line in _lines(element):
                if title:
                    pieces.append(Piece(BlockKind.HEADING, line, slide, level=2))
                elif not PAGE_NUMBER.fullmatch(line):
                    pieces.append(Piece(BlockKind.PARAGRAPH, line, slide))
    return pieces


def _lines(paragraph: etree._Element) -> list[str]:
    texts = [
        "\n" if local_name(part) == "br" else part.text or ""
        for part in paragraph.iter("{*}t", "{*}br")
    ]
    return [line for line in map(tidy, "".join(texts).split("\n")) if line]


def _text(cell: etree._Element) -> str:
    return " ".join(line for paragraph in cell.iter("{*}p") for line in _lines(paragraph))
