"""Files that people give to documents: stored with who, when and where from; then read as any."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import (
    Channel,
    Document,
    DocumentKind,
    DocumentState,
    Snapshot,
    Source,
    SourceState,
    Stage,
    Submission,
    queue,
    write_session,
)
from policywatch.archive import Archive, Place
from policywatch.catalogue.levels import Level
from spiders.items import tidy
from spiders.saved_files import SavedPage, SubmissionError, pages_of
from spiders.urls import canonical_url

SOURCE_ID = "submissions"
MARK = "#submission"
MAX_NAME_CHARS = 200
_NO_NAME = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was given. `origin` is where the giver has it from: an address, or words."""

    body: bytes
    file_name: str
    by: str
    origin: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: its documents, and which of them brought something new."""

    document_ids: tuple[int, ...]
    new: int


def take_in(
    engine: Engine, archive: Archive, given: Given, *, channel: Channel, now: datetime
) -> Taken:
    """Store a file and the pages in it; what is new is queued to be read. May be repeated.

    Raises:
        SubmissionError: the file cannot be taken, or it is not said who gives it.
    """
    by = _one_line(given.by)
    if not by:
        raise SubmissionError("say who gives it: --by NAME")
    given = Given(
        given.body,
        _one_line(given.file_name.replace("\\", "/").rpartition("/")[2]) or "file",
        by,
        _one_line(given.origin, 2000),
        given.content_type,
    )
    pages = pages_of(given.body, given.file_name, given.content_type)
    with archive.writer(SOURCE_ID) as writer:
        file = writer.write_file(
            f"urn:sha256:{_sha256(given.body)}", now, given.content_type, given.body
        )
        alone = len(pages) == 1 and pages[0].body is given.body
        places = [
            file
            if alone
            else writer.write_file(_address(given, page), now, page.content_type, page.body)
            for page in pages
        ]
        writer.sync()
    with write_session(engine) as session:
        _ensure_source(session, now)
        taken = [
            _store(session, given, page, place, file, channel, now)
            for page, place in zip(pages, places, strict=True)
        ]
    return Taken(tuple(number for number, _ in taken), sum(new for _, new in taken))


def _address(given: Given, page: SavedPage) -> str:
    """Return the address of a submission's document: that of its origin, marked, or its hash."""
    origin = canonical_url(given.origin) if "://" in given.origin else None
    stated = canonical_url(page.url) if page.url and "://" in page.url else None
    # What a web archive says of its pages tells them apart; of one page the giver knows better.
    address = (stated or origin) if page.body is not given.body and not origin else origin or stated
    return f"{address}{MARK}" if address else f"urn:sha256:{_sha256(page.body)}"


def _store(
    session: Session,
    given: Given,
    page: SavedPage,
    place: Place,
    file: Place,
    channel: Channel,
    now: datetime,
) -> tuple[int, bool]:
    document = _document(session, given, page, now)
    sha256 = _sha256(page.body)
    current = session.get(Snapshot, document.snapshot_id) if document.snapshot_id else None
    is_new = current is None or current.sha256 != sha256
    if current is None or is_new:
        current = Snapshot(
            document_id=document.id,
            url=document.url.removesuffix(MARK),
            fetched_at=now,
            content_type=page.content_type[:500],
            sha256=sha256,
            wire_sha256=sha256,
            size=len(page.body),
            warc_file=place.warc_file,
            warc_offset=place.offset,
            warc_length=place.length,
            warc_sha256=place.sha256,
        )
        session.add(current)
        session.flush()
        document.snapshot_id = current.id
        queue(session, Stage.READ, [current.id], now)
    document.last_seen_at = now
    row = {
        "document_id": document.id,
        "snapshot_id": current.id,
        "submitted_by": given.by,
        "submitted_at": now,
        "channel": channel,
        "origin": given.origin or page.url or "",
        "file_name": given.file_name,
        "file_sha256": _sha256(given.body),
        "warc_file": file.warc_file,
        "warc_offset": file.offset,
        "warc_length": file.length,
        "warc_sha256": file.sha256,
        "salt": secrets.token_hex(16),
        "saved_at": page.saved_at,
    }
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    session.execute(insert(Submission).on_conflict_do_nothing(), [row])
    return document.id, is_new


def _document(session: Session, given: Given, page: SavedPage, now: datetime) -> Document:
    url = _address(given, page)
    sha256 = _sha256(url.encode())
    known = session.scalars(select(Document).where(Document.url_sha256 == sha256)).one_or_none()
    if known is not None:
        return known
    is_page = "html" in page.content_type or page.body[:500].lstrip()[:1] == b"<"
    document = Document(
        source_id=SOURCE_ID,
        kind=DocumentKind.SUBMISSION,
        url=url,
        url_sha256=sha256,
        listed_title="" if is_page else tidy(given.file_name.rpartition(".")[0], 300),
        state=DocumentState.LIVE,
        first_seen_at=now,
        last_seen_at=now,
    )
    session.add(document)
    session.flush()
    return document


def _ensure_source(session: Session, now: datetime) -> None:
    """Have the source that submissions belong to: no crawl ever takes it up."""
    if session.get(Source, SOURCE_ID) is not None:
        return
    session.add(
        Source(
            id=SOURCE_ID,
            name="Submissions",
            publisher="Submissions",
            level=Level.COMPANY.value,
            place="",
            family="submission",
            url="urn:policywatch:submissions",
            host="",
            enabled=False,
            declaration={},
            declaration_sha256="",
            state=SourceState.DISABLED,
            state_reason="what people give; nothing is crawled",
            state_since=now,
            due_at=now,
        )
    )
    session.flush()


def submissions_of(session: Session, document_id: int) -> Sequence[Submission]:
    """Return what was given for a document, the newest first."""
    query = select(Submission).where(Submission.document_id == document_id)
    return session.scalars(query.order_by(Submission.id.desc())).all()


def _one_line(text: str, limit: int = MAX_NAME_CHARS) -> str:
    return _NO_NAME.sub(" ", text).strip()[:limit]


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
