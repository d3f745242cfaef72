"""XLS files (Excel 97 to 2003, and ET, which writes the same) to pieces, by xlrd."""

import io
from typing import Any

import xlrd

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.cells import plain, shown
from policywatch.reading.attachments.compound import Compound, needs_password
from policywatch.reading.attachments.tables import Span, table_pieces
from policywatch.reading.structure import MAX_CELLS, MAX_CHARS, Piece, tidy

MAX_COLUMNS = 500


def read_xls(body: bytes, compound: Compound) -> Attachment:
    """Return a workbook's sheets: each a heading with its name, and its rows."""
    try:
        book = _open(body, compound)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            return needs_password("workbook")
        return unreadable(ProblemKind.DAMAGED, f"not a workbook that can be opened: {error}")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (xlrd raises whatever damage makes of its tables)
        why = type(error).__name__
        return unreadable(ProblemKind.DAMAGED, f"the workbook is damaged ({why})")
    pieces: list[Piece] = []
    notes: list[str] = []
    unread: list[str] = []
    cells = chars = 0
    for number in range(book.nsheets):
        name = tidy(book.sheet_names()[number])[:100]
        if cells > MAX_CELLS or chars > MAX_CHARS:
            unread.append(name)
            continue
        sheet = book.sheet_by_index(number)
        rows = []
        for row in range(sheet.nrows):
            values = [_value(book, cell) for cell in sheet.row(row)[:MAX_COLUMNS]]
            cells += len(values)
            chars += sum(map(len, values))
            rows.append(values)
            if cells > MAX_CELLS or chars > MAX_CHARS:
                unread.append(f"{name} from row {row + 2} on")
                break
        spans = [Span(a, c, b - a, d - c) for a, b, c, d in sheet.merged_cells[:50_000]]
        found = table_pieces(rows, number, spans=spans)
        if found:
            pieces += [Piece(BlockKind.HEADING, name, 0, level=2), *found]
        if sheet.visibility:
            notes.append(f"the sheet {name} is hidden")
    problem = f"not read: {', '.join(unread[:20])}" if unread else None
    kind = ProblemKind.PARTLY_READ if unread else None
    return Attachment(pieces, compound.title(), kind, problem, notes=tuple(notes))


def _open(body: bytes, compound: Compound) -> Any:
    """Open a workbook with its formats; of a damaged file, its stream alone, without formats."""
    log = io.StringIO()
    try:
        return xlrd.open_workbook(file_contents=body, logfile=log, formatting_info=True)
    except (xlrd.XLRDError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 (see above)
        stream = compound.read("Workbook") or compound.read("Book")
        return xlrd.open_workbook(file_contents=stream, logfile=log, formatting_info=False)


def _value(book: Any, cell: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return tidy(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        number, code = _format(book, cell.xf_index)
        try:
            return shown(float(cell.value), number, code, from_1904=bool(book.datemode))
        except (ValueError, OverflowError):
            return plain(float(cell.value))
    return ""


def _format(book: Any, style: int | None) -> tuple[int, str]:
    try:
        number = book.xf_list[style].format_key
        return number, book.format_map[number].format_str
    except (IndexError, KeyError, TypeError, AttributeError):
        return 0, ""
