"""Source health, where "no hits" is told apart from "no data", and the unreadable list."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Document, Fetch, Outcome, Reading, Source
from policywatch.coverage import without_text
from policywatch.health import source_health
from policywatch.review.coverage import coverage_now
from policywatch.review.desk import Reader, SignedIn, show, utc_now

router = APIRouter()

MAX_UNREADABLE = 500


@router.get("/sources")
def sources(request: Request, session: Reader, viewer: SignedIn) -> Response:
    """Show every source with its state, the reason and since when."""
    rows = source_health(session, utc_now())
    return show(
        request,
        "sources.html",
        viewer,
        rows=[row for row in rows if row.state != "disabled"],
        disabled=sum(row.state == "disabled" for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Unread:
    """A document without a text: why (`kind`, in words `problem`), and since when."""

    document: Document
    source: Source
    title: str
    kind: str
    problem: str
    at: datetime


@router.get("/unreadable")
def unreadable(request: Request, session: Reader, viewer: SignedIn) -> Response:
    """Show what was fetched and could not be read, or was too large to fetch, with the reason."""
    rows = sorted([*_unread(session), *_unfetched(session)], key=lambda row: row.at, reverse=True)
    return show(
        request,
        "unreadable.html",
        viewer,
        rows=rows[:MAX_UNREADABLE],
        most=MAX_UNREADABLE,
        more=len(rows) >= MAX_UNREADABLE,
        read_any=session.scalar(select(Reading.id).limit(1)) is not None,
        coverage=coverage_now(session),
    )


def _unread(session: Session) -> list[Unread]:
    newest = select(func.max(Reading.id)).group_by(Reading.document_id)
    rows = session.execute(
        select(Reading, Document, Source)
        .join(Document, Document.id == Reading.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(without_text(), Reading.id.in_(newest))
        .order_by(Reading.at.desc())
        .limit(MAX_UNREADABLE)
    )
    return [
        Unread(
            document,
            source,
            document.listed_title or reading.title or document.url,
            reading.problem_kind or "",
            reading.problem or "",
            reading.at,
        )
        for reading, document, source in rows
    ]


def _unfetched(session: Session) -> list[Unread]:
    """Return the documents of which nothing was kept, for they are larger than is fetched."""
    newest = (
        select(func.max(Fetch.id))
        .join(Document, Document.id == Fetch.document_id)
        .where(Fetch.outcome == Outcome.TOO_LARGE, Document.snapshot_id.is_(None))
        .group_by(Fetch.document_id)
    )
    rows = session.execute(
        select(Fetch, Document, Source)
        .join(Document, Document.id == Fetch.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Fetch.id.in_(newest))
        .order_by(Fetch.at.desc())
        .limit(MAX_UNREADABLE)
    )
    return [
        Unread(
            document,
            source,
            document.listed_title or document.url,
            fetch.outcome.value,
            fetch.detail,
            fetch.at,
        )
        for fetch, document, source in rows
    ]
