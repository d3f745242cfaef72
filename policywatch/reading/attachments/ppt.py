"""PPT files (PowerPoint 97 to 2003, and DPS, which writes the same) to pieces.

Source: [MS-PPT] PowerPoint (.ppt) Binary File Format: records of a type, an instance and a length;
texts are atoms of two types, after the atom that says which slide they belong to.
"""

import struct

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.compound import Compound
from policywatch.reading.structure import MAX_CHARS, Piece, tidy

SLIDE, NOTES, MASTER, SLIDES_AND_TEXTS = 0x03EE, 0x03F0, 0x03F8, 0x0FF0
SLIDE_PLACE, KIND_OF_TEXT, WIDE_TEXT, NARROW_TEXT = 0x03F3, 0x0F9F, 0x0FA0, 0x0FA8
TITLES = (0, 6)
CONTAINER = 0xF
MAX_RECORDS = 500_000


def read_ppt(compound: Compound) -> Attachment:
    """Return a presentation's slides in the order of the file, the texts of each."""
    stream = compound.read("PowerPoint Document")
    reader = _Reader()
    whole = reader.read(stream)
    if not reader.pieces:
        return unreadable(ProblemKind.DAMAGED, "no text can be found in the presentation")
    if whole:
        return Attachment(reader.pieces, compound.title())
    problem = "the presentation is cut off or damaged"
    return Attachment(reader.pieces, compound.title(), ProblemKind.PARTLY_READ, problem)


class _Reader:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.slide = 0
        self.is_title = False
        self.drawn = 0

    def read(self, stream: bytes) -> bool:
        """Walk over the records, into containers; return whether all could be."""
        at = chars = 0
        for _ in range(MAX_RECORDS):
            if at + 8 > len(stream) or chars > MAX_CHARS:
                return at >= len(stream)
            head, kind, size = struct.unpack_from("<HHI", stream, at)
            at += 8
            if head & 0xF == CONTAINER:
                if kind == MASTER or (kind == SLIDES_AND_TEXTS and head >> 4 > 0):
                    at += size  # what the designer wrote: "click to edit the title"
                elif kind == SLIDE:
                    self.drawn += 1
                    self.slide = self.drawn
                continue
            if kind == SLIDE_PLACE:
                self.slide += 1
            elif kind == KIND_OF_TEXT and size >= 4:
                self.is_title = struct.unpack_from("<I", stream, at)[0] in TITLES
            elif kind in (WIDE_TEXT, NARROW_TEXT):
                charset = "utf-16-le" if kind == WIDE_TEXT else "latin-1"
                text = stream[at : at + size].decode(charset, "replace")
                chars += len(text)
                self.add(text)
            at += size
        return False

    def add(self, text: str) -> None:
        for line in map(tidy, text.replace("\x0b", "\r").split("\r")):
            if line in ("", "*"):  # a star stands for the number of the slide, or a date
                continue
            kind = BlockKind.HEADING if self.is_title else BlockKind.PARAGRAPH
            piece = Piece(kind, line, self.slide, level=2 if self.is_title else 0)
            self.pieces.append(piece)
