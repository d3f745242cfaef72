"""Mails as programs save them (EML): their words, then each file in them under its name.

Who wrote to whom is no part of the text: documents are watched, never people.
"""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice

from policywatch.documents import BlockKind, ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.attachments.bundle import DEEPEST, ReadFile, renumbered, shown_name
from policywatch.reading.attachments.web_archive import html_pieces
from policywatch.reading.charset import decode
from policywatch.reading.plain_text import read_lines
from policywatch.reading.structure import Piece, tidy

MAX_PARTS = 500
FORWARDED = "message/rfc822"


def read_mail(body: bytes, read_file: ReadFile, depth: int) -> Attachment:
    """Return a mail's words and what can be read of its files; `read_file` reads one of them."""
    if depth >= DEEPEST:
        return unreadable(ProblemKind.TOO_LARGE, f"mails in bundles, more than {DEEPEST} deep")
    message = message_from_bytes(body, policy=policy.compat32)
    pieces: list[Piece] = []
    problems: list[str] = []
    notes: list[str] = []
    lacked: set[str] = set()
    words, files = _parts(message)
    for part in words:
        if pieces := _words(part):
            break
    for part in files:
        name = _name(part)
        found = read_file(_content(part), depth + 1)
        if found.problem:
            problems.append(f"{name}: {found.problem}")
        notes += [f"{name}: {note}" for note in found.notes]
        lacked.update(found.lacked)
        if found.pieces:
            pieces.append(Piece(BlockKind.HEADING, name, 0, level=1))
            pieces += renumbered(found.pieces, pieces)
    told = "; ".join(problems[:10])
    title = tidy(_decoded(str(message.get("Subject", ""))))
    if not pieces:
        kind = ProblemKind.UNSUPPORTED if problems else ProblemKind.EMPTY
        return replace(
            unreadable(kind, told or "a mail without words", title), lacked=tuple(sorted(lacked))
        )
    kind_of_rest = ProblemKind.PARTLY_READ if problems else None
    return Attachment(
        pieces, title, kind_of_rest, told or None, "", tuple(notes[:20]), tuple(sorted(lacked))
    )


def _parts(message: Message) -> tuple[list[Message], list[Message]]:
    """Return the parts that may be a mail's words, the fullest first, and its files."""
    words: list[Message] = []
    files: list[Message] = []
    for part in islice(_walk(message), MAX_PARTS):
        kind = part.get_content_type()
        is_attached = part.get_content_disposition() == "attachment"
        if kind == FORWARDED:
            files.append(part)
        elif part.is_multipart():
            continue
        elif kind in ("text/html", "text/plain") and not part.get_filename():
            words.append(part)
        # Pictures that are not attached are signs and lines around the words.
        elif is_attached or (part.get_filename() and part.get_content_maintype() != "image"):
            files.append(part)
    words.sort(key=lambda part: part.get_content_type() != "text/html")
    return words, files


def _walk(message: Message) -> Iterator[Message]:
    """Yield a mail's parts; a mail that is sent on in it is one, and has its own."""
    yield message
    if message.is_multipart() and message.get_content_type() != FORWARDED:
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _walk(part)


def _name(part: Message) -> str:
    name = part.get_filename()
    if name is None and part.get_content_type() == FORWARDED:
        name = str(_forwarded(part).get("Subject", ""))
    return shown_name(_decoded(name or ""))


def _forwarded(part: Message) -> Message:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    return inner if isinstance(inner, Message) else Message()


def _words(part: Message) -> list[Piece]:
    content = _content(part)
    if not content.strip():
        return []
    text = decode(content, str(part.get("Content-Type", ""))).text
    return html_pieces(text) if part.get_content_type() == "text/html" else read_lines(text)


def _content(part: Message) -> bytes:
    if part.get_content_type() == FORWARDED:
        return _forwarded(part).as_bytes()
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(header: str) -> str:
    """Return what a header says: its words may be written in any charset."""
    try:
        return str(make_header(decode_header(header)))
    except (ValueError, LookupError):
        return header
