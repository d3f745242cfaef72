"""A document's bytes, whatever they are, to what can be read of it."""

import logging
import re
from collections.abc import Sequence

from policywatch.documents import (
    BLOCK_SEPARATOR,
    Block,
    BlockKind,
    Link,
    ProblemKind,
    ReadText,
    Stated,
)
from policywatch.reading import metadata
from policywatch.reading.attachments.attachment import Attachment
from policywatch.reading.attachments.bounded import read_bounded
from policywatch.reading.attachments.formats import (
    Extras,
    current_attachment_extractors,
    extractor_of,
    find_kind,
)
from policywatch.reading.charset import Decoded, decode
from policywatch.reading.dates import parse_date
from policywatch.reading.html import Selectors, flat_pieces, read_html
from policywatch.reading.language import find_languages
from policywatch.reading.links import file_name
from policywatch.reading.plain_text import read_lines
from policywatch.reading.quality import judge
from policywatch.reading.structure import MAX_CHARS, Piece, names_file, tidy
from policywatch.reading.titles import TITLE_END

logger = logging.getLogger(__name__)

EXTRACTOR = "text/7"
LEADS_ON = re.compile(
    r"<meta\s[^<>]{0,200}?http-equiv\s{0,3}=\s{0,3}[\"']?refresh\b[^<>]{0,200}?\burl\s{0,3}=",
    re.IGNORECASE,
)
NO_EXTRAS = Extras()
MAX_BODY_BYTES = 50_000_000
MAX_MARKUP_BYTES = 20_000_000
CONTROLS = bytes(code for code in (*range(1, 9), *range(14, 32), 127) if code != 0x1B)
TITLE_LIKE = re.compile(r"(?=.{0,80}[^\W\d_]{3})[^。\t；：:]{5,80}")
# The shell of a page that a script fills, and what such a page says where there are no scripts.
WRITTEN_BY_SCRIPT = re.compile(
    r"<div\s+id=[\"']?(?:app|root|__next|__nuxt)[\"'\s>]|"
    r"<noscript>[^<]{0,40}(?:<[^<]{0,200}){0,4}java\s?script",
    re.IGNORECASE,
)
MAX_SHELL_CHARS = 50_000
MARKUP = re.compile(
    r"<(?:!doctype|a|article|b|blockquote|body|br|center|dd|div|dl|dt|em|font|footer|form|"
    r"frameset|h[1-6]|head|header|html|i|img|li|main|meta|nav|ol|p|pre|script|section|span|"
    r"strong|table|tbody|td|th|title|tr|ul)[\s/>]",
    re.IGNORECASE,
)


def read_document(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    listed_title: str = "",
    listed_date: str | None = None,
    selectors: Selectors | None = None,
    extras: Extras = NO_EXTRAS,
) -> ReadText:
    """Return what can be read of a document, or why nothing can; never raises.

    What the bytes are is seen from the bytes; a content type only settles doubts. What is no text
    is read in a process of its own, with the programs of `extras` where they are needed.
    """
    if len(body) > MAX_BODY_BYTES:
        return too_large(len(body), listed_title)
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return _unread(ProblemKind.EMPTY, "there is nothing in it", listed_title)
    try:
        kind = find_kind(body, content_type)
        if kind == "text":
            return _read_text(body, url, content_type, listed_title, listed_date, selectors)
        attachment = read_bounded(body, kind=kind, extras=extras, url=url)
        return _read_attachment(attachment, url, listed_title, listed_date)
    except Exception as error:
        # The web is hostile: whatever one document does to a parser stops no run.
        logger.exception("reading failed: url=%s", url)
        problem = f"the reader failed on it: {type(error).__name__}"
        return _unread(ProblemKind.DAMAGED, problem, listed_title)


def too_large(size: int, title: str) -> ReadText:
    """Return the reading of a body of so many bytes, which are more than are looked at."""
    problem = f"{size:,} bytes; at most {MAX_BODY_BYTES:,} are read"
    return _unread(ProblemKind.TOO_LARGE, problem, title)


def current_extractors(extras: Extras) -> frozenset[str]:
    """Return every extractor whose readings are as good as can be had with these extras."""
    return frozenset((EXTRACTOR, *current_attachment_extractors(extras)))


def _unread(
    kind: ProblemKind, problem: str, title: str = "", extractor: str = EXTRACTOR
) -> ReadText:
    return ReadText(
        extractor=extractor,
        usable=False,
        title=tidy(title),
        quality=0.0,
        quality_reasons=(problem,),
        problem_kind=kind,
        problem=problem,
    )


def _read_text(
    body: bytes,
    url: str,
    content_type: str,
    listed_title: str,
    listed_date: str | None,
    selectors: Selectors | None,
) -> ReadText:
    cut = len(body) > MAX_MARKUP_BYTES
    decoded = decode(body[:MAX_MARKUP_BYTES], content_type)
    if _is_binary(decoded.text):
        problem = "neither text nor a known format: its bytes are in no known charset"
        return _unread(ProblemKind.UNDECODABLE, problem, listed_title)
    declared_plain = content_type.lower().startswith("text/plain")
    if declared_plain or not _is_markup(decoded.text):
        pieces = read_lines(decoded.text[:MAX_CHARS])
        details = _details_of([piece.text for piece in pieces], listed_date)
        title = listed_title or (_name(url) if names_file(url) else "")
        return _make(pieces, decoded, title=title, details=details, cut=cut)
    page = read_html(
        decoded.text,
        url=url,
        utf8=decoded.utf8,
        selectors=selectors,
        listed_title=tidy(listed_title),
        listed_date=listed_date,
    )
    return _make(
        page.pieces,
        decoded,
        title=page.title or listed_title,
        own_title=page.own_title,
        details=page.details,
        links=page.links,
        markup=decoded.text,
        partly=page.partly,
        cut=cut,
    )


def _is_binary(text: str) -> bool:
    """Return whether a "text" is full of control characters, as no text is."""
    sample = text[:20_000]
    coded = sample.encode("utf-8", "replace")
    return len(coded) - len(coded.translate(None, CONTROLS)) > 0.02 * len(sample)


def _is_markup(text: str) -> bool:
    return bool(MARKUP.search(text, 0, 50_000))


def _make(
    pieces: Sequence[Piece],
    decoded: Decoded,
    *,
    title: str,
    details: dict[str, Stated],
    own_title: str | None = None,
    links: tuple[Link, ...] = (),
    markup: str = "",
    partly: str | None = None,
    cut: bool = False,
) -> ReadText:
    text, blocks = assemble(pieces)
    title = tidy(title)
    own_title = title if own_title is None else tidy(own_title)
    judged = judge(text, title=own_title, markup=markup, lost=decoded.lost, garbled=decoded.garbled)
    language, languages = find_languages(text or title)
    reasons = judged.reasons + ((decoded.note,) if decoded.note else ())
    kind, problem = judged.kind, judged.problem
    if kind is ProblemKind.EMPTY:
        text, blocks = "", ()
    if kind is ProblemKind.EMPTY and markup:
        if WRITTEN_BY_SCRIPT.search(markup[:MAX_SHELL_CHARS]) and len(flat_pieces(markup)) < 30:
            problem = "its text is written by scripts: let its source be fetched with a browser"
        elif LEADS_ON.search(markup, 0, MAX_SHELL_CHARS):
            problem = "it only leads on to another page: let its source be fetched with a browser"
        elif len(flat_pieces(markup[:200_000])) > 3:
            kind = ProblemKind.BOILERPLATE_ONLY
            problem = "there is only the frame of a page, without a text"
    if kind is None and (partly or cut):
        kind = ProblemKind.PARTLY_READ
        problem = partly or f"longer than {MAX_MARKUP_BYTES:,} bytes: the rest was not read"
    # What such a page is called may say enough: a name in its title is a finding.
    has_title = kind is ProblemKind.BOILERPLATE_ONLY and bool(text and own_title)
    return ReadText(
        extractor=EXTRACTOR,
        usable=has_title or kind in (None, ProblemKind.PARTLY_READ),
        title=title,
        text=text,
        blocks=blocks,
        links=links,
        details=details,
        language=language,
        languages=languages,
        charset_declared=decoded.declared,
        charset_used=decoded.used,
        quality=judged.score,
        quality_reasons=reasons,
        problem_kind=kind,
        problem=problem,
    )


def _read_attachment(
    attachment: Attachment, url: str, listed_title: str, listed_date: str | None
) -> ReadText:
    title = tidy(listed_title or attachment.title) or _first_line(attachment) or _name(url)
    extractor = extractor_of(attachment.kind, attachment.lacked)
    if not attachment.pieces:
        kind = attachment.problem_kind or ProblemKind.EMPTY
        return _unread(kind, attachment.problem or "there is no text in it", title, extractor)
    text, blocks = assemble(attachment.pieces, paged=True)
    judged = judge(text)
    language, languages = find_languages(text)
    lines = [text[block.start : block.end] for block in blocks]
    details = _details_of(lines, listed_date)
    found, problem = judged.kind, judged.problem
    if found is None:
        found, problem = attachment.problem_kind, attachment.problem
    return ReadText(
        extractor=extractor,
        usable=judged.kind is None,
        title=title,
        text=text,
        blocks=blocks,
        details=details,
        language=language,
        languages=languages,
        quality=judged.score,
        quality_reasons=judged.reasons + attachment.notes,
        problem_kind=found,
        problem=problem,
    )


def _details_of(lines: Sequence[str], listed_date: str | None) -> dict[str, Stated]:
    """Return what the lines of a text without a page state, dated by the list where they do not."""
    details = metadata.find_details(meta={}, header={}, lines=lines)
    if listed_date and (date := parse_date(listed_date)):
        details.setdefault("published", Stated(date, "list"))
    metadata.find_validity(details, lines)
    return details


def _first_line(attachment: Attachment) -> str:
    """Return the line near a file's beginning that reads most like its title.

    Above the title of a Chinese official document stand the name of its issuer and its number.
    """
    lines = [p for p in attachment.pieces[:8] if TITLE_LIKE.fullmatch(p.text)]
    for piece in lines:
        if TITLE_END.search(piece.text) or (piece.kind is BlockKind.HEADING and piece.level == 1):
            return piece.text
    beginning = [piece for piece in attachment.pieces[:3] if piece in lines]
    return beginning[0].text if beginning else ""


def _name(url: str) -> str:
    return tidy(file_name(url))


def assemble(pieces: Sequence[Piece], *, paged: bool = False) -> tuple[str, tuple[Block, ...]]:
    """Return pieces as one text, and where in it each stands; `paged`: `at` is their page."""
    blocks: list[Block] = []
    texts: list[str] = []
    at = 0
    tables: dict[int, int] = {}
    for piece in pieces:
        table = None
        if piece.table is not None:
            table = tables.setdefault(piece.table, len(tables))
        end = at + len(piece.text)
        page = piece.at if paged and piece.at else None
        blocks.append(Block(piece.kind, at, end, piece.level, table, piece.header, page))
        texts.append(piece.text)
        at = end + len(BLOCK_SEPARATOR)
    return BLOCK_SEPARATOR.join(texts), tuple(blocks)
