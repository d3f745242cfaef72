"""What stands around the text of pages: headers, footers, page numbers, notes."""

import re
from collections import Counter
from collections.abc import Sequence

from policywatch.reading.attachments.grid import MAX_RULES
from policywatch.reading.attachments.lines import Line, Sheet
from policywatch.reading.attachments.page_tables import Table
from policywatch.reading.attachments.word import PAGE_NUMBER

MARGIN = 0.1  # of the page's height, above and below, where headers and footers stand
NOTE_SIZE = 0.9  # of the size of most glyphs, where a note stands at the foot of a page
THIN_INDENT = 6.0  # points that the rule above notes may stand off the text's edge
NOTE_FROM = 0.6  # of the page's height


def repeated_lines(
    sheets: Sequence[Sheet], pages: Sequence[Sequence["Line | Table"]]
) -> dict[str, int]:
    """Return the lines in the margins of most pages, and the page that each stands on first."""
    seen: Counter[str] = Counter()
    first: dict[str, int] = {}
    for sheet, parts in zip(sheets, pages, strict=True):
        keys = {
            _margin_key(part.text)
            for part in parts
            if isinstance(part, Line) and _in_margin(part, sheet)
        }
        seen.update(keys)
        for key in keys:
            first.setdefault(key, sheet.number)
    least = max(2, len(sheets) / 2)
    return {key: first[key] for key, number in seen.items() if number >= least}


def _margin_key(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _in_margin(line: Line, sheet: Sheet) -> bool:
    return line.bottom < MARGIN * sheet.height or line.top > (1 - MARGIN) * sheet.height


def is_margin(line: Line, sheet: Sheet, repeated: dict[str, int]) -> bool:
    """Return whether a line is a page's number, or a header or footer that an earlier page has."""
    if not _in_margin(line, sheet):
        return False
    if PAGE_NUMBER.fullmatch(line.text):
        return True
    first = repeated.get(_margin_key(line.text))
    return first is not None and first != sheet.number


def is_note(line: Line, sheet: Sheet, body: float) -> bool:
    """Return whether a line is a note at the foot of a page: small, or below a short rule."""
    if line.top < NOTE_FROM * sheet.height:
        return False
    return line.size < NOTE_SIZE * body or any(
        rule.at <= line.top
        and rule.at > NOTE_FROM * sheet.height
        and abs(rule.start - (line.left - line.indent)) < THIN_INDENT
        and 0.1 < (rule.end - rule.start) / sheet.width < 0.4
        for rule in sheet.horizontals[:MAX_RULES]
    )
