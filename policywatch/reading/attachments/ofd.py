"""OFD files (GB/T 33190, China's own fixed-layout format) to pieces with page numbers.

Text stands in objects with a place for each of its characters, so a page is read as a PDF's is.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from policywatch.documents import ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.grid import Rule
from policywatch.reading.attachments.layout import read_sheets
from policywatch.reading.attachments.lines import FIRST_HAN, Glyph, Sheet
from policywatch.reading.attachments.package import Package, local_name
from policywatch.reading.structure import MAX_CHARS, tidy

POINTS = 72 / 25.4  # in a millimetre
A4 = (0.0, 0.0, 210.0, 297.0)
MAX_PAGES = 1000
MAX_PATH_STEPS = 4_000
SCANNED_BELOW = 15
PICTURE_SHARE = 0.2
# How many numbers follow each letter of a path; the last two are where it leads.
STEPS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class _Pages:
    sheets: list[Sheet] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)


def read_ofd(package: Package) -> Attachment:
    """Return an OFD's text by pages; where its pages are pictures, that they are."""
    if "Encryptions.xml" in package or package.names(r".*/?encryptions\.xml"):
        return unreadable(ProblemKind.ENCRYPTED, "the OFD needs a password")
    root = package.xml("OFD.xml")
    stated = _find(root, "DocRoot")
    place = (stated.text or "") if stated is not None else ""
    paths, templates, area = _page_paths(package, place.strip().lstrip("/"))
    if not paths:
        why = "; ".join(package.problems()) or "there are none"
        return unreadable(ProblemKind.DAMAGED, f"the OFD's pages cannot be read: {why}")
    pages = _Pages()
    chars = 0
    for number, path in enumerate(paths[:MAX_PAGES], 1):
        if chars > MAX_CHARS:
            break
        page = package.xml(path)
        if page is None:
            pages.damaged.append(number)
            continue
        sheet, is_picture = _read_page(package, page, number, templates, area)
        chars += sum(len(glyph.text) for line in sheet.lines for glyph in line)
        pages.sheets.append(sheet)
        if is_picture:
            pages.pictures.append(number)
    heading = _find(root, "Title")
    title = tidy((heading.text or "") if heading is not None else "")[:300]
    return _told(package, pages, len(paths), title)


def _told(package: Package, pages: _Pages, count: int, title: str) -> Attachment:
    pieces = read_sheets([s for s in pages.sheets if s.number not in set(pages.pictures)])
    lacked = ("ocr",) if pages.pictures else ()
    if not pieces and pages.pictures:
        problem = f"its {count} pages are pictures without text: needs OCR"
        return Attachment([], title, ProblemKind.SCANNED, problem, lacked=lacked)
    said = (
        (pages.damaged, "damaged"),
        (pages.pictures, "pictures without text: needs OCR"),
    )
    problems = [
        f"pages {', '.join(map(str, numbers[:20]))} of {count} are {what}"
        for numbers, what in said
        if numbers
    ]
    read = len(pages.sheets) + len(pages.damaged)
    problems += [f"only the first {read} of {count} pages are read"] if read < count else []
    problems += package.problems()
    return Attachment(
        pieces,
        title,
        ProblemKind.PARTLY_READ if problems else None,
        "; ".join(problems) or None,
        lacked=lacked,
    )


def _find(root: etree._Element | None, name: str) -> etree._Element | None:
    return None if root is None else next(root.iter(f"{{*}}{name}"), None)


def _page_paths(
    package: Package, place: str
) -> tuple[list[str], dict[str, str], tuple[float, float, float, float]]:
    """Return the pages' parts in order, the templates by id, and the usual area of a page."""
    document = package.xml(place) if place in package else None
    folder = posixpath.dirname(place)
    paths: list[str] = []
    templates: dict[str, str] = {}
    for element in document.iter("{*}Page", "{*}TemplatePage") if document is not None else ():
        path = _part(folder, element.get("BaseLoc", ""))
        if local_name(element) == "Page":
            paths.append(path)
        else:
            templates[element.get("ID", "")] = path
    box = _find(document, "PhysicalBox")
    if not any(path in package for path in paths):
        paths = package.names(r"(?:.*/)?pages/page_\d+/content\.xml")
    return paths, templates, _box(box.text if box is not None else None) or A4


def _part(folder: str, place: str) -> str:
    return place[1:] if place.startswith("/") else posixpath.normpath(f"{folder}/{place}")


def _numbers(text: str | None) -> list[float]:
    found = re.findall(r"[-+]?\d{0,9}\.?\d{1,9}(?:[eE][-+]?\d)?", (text or "")[:200_000])
    return [float(number) for number in found]


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    numbers = _numbers(text)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


def _read_page(
    package: Package,
    page: etree._Element,
    number: int,
    templates: dict[str, str],
    area: tuple[float, float, float, float],
) -> tuple[Sheet, bool]:
    own = _find(page, "PhysicalBox")
    box = (_box(own.text) if own is not None else None) or area
    sheet = Sheet(number, box[2] * POINTS, box[3] * POINTS)
    large = False
    parts = [page]
    for template in list(page.iter("{*}Template"))[:10]:
        path = templates.get(template.get("TemplateID", ""), "")
        drawn = package.xml(path) if path in package else None
        parts += [drawn] if drawn is not None else []
    for part in parts:
        for item in part.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject"):
            place = _box(item.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
            name = local_name(item)
            if name == "TextObject":
                sheet.lines += _text_lines(item, place)
            elif name == "PathObject":
                _add_path(item, place, sheet)
            else:
                large |= place[2] * place[3] > PICTURE_SHARE * box[2] * box[3]
    chars = sum(len(glyph.text.strip()) for line in sheet.lines for glyph in line)
    return sheet, large and chars < SCANNED_BELOW


def _matrix(item: etree._Element) -> Matrix:
    numbers = _numbers(item.get("CTM"))
    return tuple(numbers) if len(numbers) == 6 else UPRIGHT  # type: ignore[return-value]


def _point(
    x: float, y: float, matrix: Matrix, place: tuple[float, float, float, float]
) -> tuple[float, float]:
    """Return a point of an object on its page, in points from the top left."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e + place[0]) * POINTS, (b * x + d * y + f + place[1]) * POINTS


def _text_lines(
    item: etree._Element, place: tuple[float, float, float, float]
) -> Iterator[list[Glyph]]:
    size = (_numbers(item.get("Size")) or [4.0])[0]
    matrix = _matrix(item)
    wide = (_numbers(item.get("HScale")) or [1.0])[0]
    for code in item.iter("{*}TextCode"):
        text = code.text or ""
        starts = _numbers(code.get("X")) or [0.0], _numbers(code.get("Y")) or [size]
        x, y = starts[0][0], starts[1][0]
        rights, downs = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        line: list[Glyph] = []
        for number, char in enumerate(text):
            width = size * wide * (1.0 if char >= FIRST_HAN else 0.5)
            left, bottom = _point(x, y + 0.2 * size, matrix, place)
            right, top = _point(x + width, y - 0.8 * size, matrix, place)
            line.append(
                Glyph(char, min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            )
            x += rights[number] if number < len(rights) else (0.0 if downs else width)
            y += downs[number] if number < len(downs) else 0.0
        if line:
            yield line


def _steps(text: str | None, most: int) -> list[float]:
    """Return the distances between characters; `g 3 5.2` says 5.2 three times."""
    found: list[float] = []
    words = (text or "")[:1_000_000].split()
    at = 0
    while at < len(words) and len(found) < most:
        if words[at] == "g" and at + 2 < len(words) and words[at + 1].isdecimal():
            times = min(int(words[at + 1][:7]), most)
            found += (_numbers(words[at + 2])[:1] or [0.0]) * times
            at += 3
        else:
            found += _numbers(words[at])[:1]
            at += 1
    return found


def _add_path(item: etree._Element, place: tuple[float, float, float, float], sheet: Sheet) -> None:
    """Add the straight parts of a path that lie level or upright."""
    data = _find(item, "AbbreviatedData")
    matrix = _matrix(item)
    start = last = (0.0, 0.0)
    words = re.findall(
        r"[A-Z]|[-+]?[\d.]+", (data.text or "")[:200_000] if data is not None else ""
    )
    at = 0
    for _ in range(MAX_PATH_STEPS):
        if at >= len(words):
            return
        step = words[at]
        count = STEPS.get(step)
        values = _numbers(" ".join(words[at + 1 : at + 1 + count])) if count is not None else []
        if count is None or len(values) < count:
            at += 1
            continue
        here = _point(values[-2], values[-1], matrix, place) if count else start
        if step in "SM":
            start = here
        elif step in "LC":
            _add_side(last, here, sheet)
        last = here
        at += 1 + count


def _add_side(one: tuple[float, float], other: tuple[float, float], sheet: Sheet) -> None:
    (x1, y1), (x2, y2) = one, other
    if abs(y1 - y2) <= 1 < abs(x1 - x2):
        sheet.horizontals.append(Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
    elif abs(x1 - x2) <= 1 < abs(y1 - y2):
        sheet.verticals.append(Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
