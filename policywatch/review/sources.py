"""Source health, where "no hits" is told apart from "no data", and the unreadable list."""

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from models import Document, Reading, Source
from policywatch.health import source_health
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


@router.get("/unreadable")
def unreadable(request: Request, session: Reader, viewer: SignedIn) -> Response:
    """Show what was fetched and could not be read, with the reason."""
    newest = select(func.max(Reading.id)).group_by(Reading.document_id)
    rows = session.execute(
        select(Reading, Document, Source)
        .join(Document, Document.id == Reading.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Reading.usable.is_(False), Reading.id.in_(newest))
        .order_by(Reading.at.desc())
        .limit(MAX_UNREADABLE)
    ).all()
    return show(request, "unreadable.html", viewer, rows=rows)
