"""RTF files to pieces, by striprtf."""

import re

from striprtf.striprtf import rtf_to_text

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment
from policywatch.reading.attachments.tables import table_pieces
from policywatch.reading.structure import Piece, tidy

MAX_BYTES = 20_000_000
CELL_END = "|"
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def read_rtf(body: bytes) -> Attachment:
    """Return an RTF file's paragraphs, and its tables as rows.

    Its headers, notes and text boxes are not read, nor are pictures.
    """
    # Some programs write characters as they are, not as what RTF calls them.
    rtf = _BEYOND_ASCII.sub(_escaped, body[:MAX_BYTES]).decode("latin-1")
    text = str(rtf_to_text(rtf, errors="replace"))  # type: ignore[no-untyped-call]
    pieces: list[Piece] = []
    rows: list[list[str]] = []
    tables = 0
    for line in [*text.split("\n"), ""]:
        if line.rstrip().endswith(CELL_END) and line.count(CELL_END) > 1:
            rows.append([tidy(cell) for cell in line.rstrip().split(CELL_END)[:-1]])
            continue
        if rows:
            pieces += table_pieces(rows, tables)
            tables += 1
            rows = []
        if tidied := tidy(line):
            pieces.append(Piece(BlockKind.PARAGRAPH, tidied, 0))
    whole = len(body) <= MAX_BYTES and body.rstrip(b"\0\r\n \t").endswith(b"}")
    problem = None if whole else "the RTF file is cut off, or longer than is read"
    return Attachment(pieces, "", None if whole else ProblemKind.PARTLY_READ, problem)


def _escaped(byte: re.Match[bytes]) -> bytes:
    return b"\\'%02x" % byte[0][0]
