"""Rows as collecting and reading leave them, for the tests of what comes after."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import (
    Document,
    DocumentState,
    Fetch,
    Outcome,
    Purpose,
    Reading,
    Snapshot,
    Source,
    Stage,
    queue,
    write_session,
)
from tests.rows import make_document, make_reading, make_snapshot, make_source

DAY_ONE = datetime(2023, 8, 24, 9, tzinfo=UTC)


def add_source(session: Session, source_id: str, **declaration: Any) -> None:
    session.add(make_source(source_id, DAY_ONE, declaration=declaration))
    session.flush()


def add_document(
    session: Session, name: str, *, source: str = "s", seen: float = 0, **fields: Any
) -> Document:
    if session.get(Source, source) is None:
        add_source(session, source)
    url = f"http://example.org/{name}"
    at = DAY_ONE + timedelta(days=seen)
    document = make_document(source, url, at, **{"state": DocumentState.LISTED} | fields)
    session.add(document)
    session.flush()
    return document


def add_snapshot(session: Session, document: Document, day: float) -> Snapshot:
    at = DAY_ONE + timedelta(days=day)
    number = session.query(Snapshot).count()
    snapshot = make_snapshot(document, at, warc_offset=number, sha256=f"{number:064x}")
    session.add(snapshot)
    session.flush()
    return snapshot


def add_reading(
    session: Session,
    document: Document,
    text: str,
    *,
    day: float = 0,
    snapshot: Snapshot | None = None,
    extractor: str = "test/1",
    title: str = "",
    usable: bool = True,
    problem_kind: str | None = None,
) -> Reading:
    """Add a reading (of a new snapshot) and the work that it causes."""
    snapshot = snapshot or add_snapshot(session, document, day)
    reading = make_reading(
        snapshot,
        text,
        extractor=extractor,
        at=DAY_ONE + timedelta(days=day),
        usable=usable,
        problem_kind=problem_kind,
        title=title,
    )
    session.add(reading)
    session.flush()
    if usable:
        queue(session, Stage.COMPARE, [reading.id], DAY_ONE)
    return reading


def add_fetch(
    session: Session,
    document: Document,
    day: float,
    outcome: Outcome = Outcome.OK,
    status: int | None = 200,
    **fields: Any,
) -> Fetch:
    fetch = Fetch(
        source_id=document.source_id,
        document_id=document.id,
        purpose=Purpose.DOCUMENT,
        url=document.url,
        at=DAY_ONE + timedelta(days=day),
        status=status,
        outcome=outcome,
        **fields,
    )
    session.add(fetch)
    session.flush()
    return fetch


def publish(
    store: Engine, name: str, text: str, *, source: str = "s", seen: float = 0, **how: Any
) -> int:
    """Add a document with one reading; return the document's id."""
    with write_session(store) as session:
        document = add_document(session, name, source=source, seen=seen)
        add_reading(session, document, text, day=seen, **how)
        return document.id
