"""Web archives (MHT), as Word writes them and many sites call .doc: the HTML in them to pieces."""

from dataclasses import replace
from email import message_from_bytes, policy

from lxml import html

from policywatch.documents import ProblemKind
from policywatch.reading.attachments.attachment import Attachment, unreadable
from policywatch.reading.charset import decode
from policywatch.reading.structure import Piece
from policywatch.reading.walking import read_structure

MAX_PARTS = 2_000


def read_web_archive(body: bytes) -> Attachment:
    """Return the text of a web archive's first part that is HTML or plain text."""
    message = message_from_bytes(body, policy=policy.compat32)
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            break
        if part.get_content_type() not in ("text/html", "text/plain"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            pieces = html_pieces(decode(content, str(part.get("Content-Type", ""))).text)
            if pieces:
                return Attachment(pieces)
    return unreadable(ProblemKind.EMPTY, "a web archive without a page in it")


def html_pieces(markup: str) -> list[Piece]:
    """Return all the text of an HTML file."""
    root = html.document_fromstring(markup.encode(), parser=html.HTMLParser(encoding="utf-8"))
    return [replace(piece, at=0) for piece in read_structure(root).pieces]
