"""The queue: findings that wait for an analyst, best or newest first, with the words that count."""

from dataclasses import dataclass
from typing import Any, TypeVarTuple

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from models import (
    Document,
    Finding,
    FindingState,
    Match,
    Reading,
    Release,
    Source,
    Version,
    VersionKind,
)
from policywatch.catalogue.watchlists import DEFAULT_THRESHOLD
from policywatch.review.coverage import coverage_now
from policywatch.review.desk import Reader, SignedIn, show
from policywatch.review.highlight import Mark, Piece, excerpt
from policywatch.review.searching import MAX_CHARS, said

router = APIRouter()
Ts = TypeVarTuple("Ts")

ANY = "any"
PAGE = 25
MAX_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as the queue shows it."""

    finding: Finding
    document: Document
    source: Source
    title: str
    published: str | None
    language: str
    words: list[Piece]
    copies: int
    newly_readable: bool


@router.get("/")
def queue(
    request: Request,
    session: Reader,
    viewer: SignedIn,
    rule: str = "",
    programme: str = "",
    source: str = "",
    q: str = "",
    state: str = "open",
    order: str = "score",
    low: str = "",
    page: int = Query(1, ge=1, le=MAX_PAGE),
) -> Response:
    """Show findings; filters and page stand in the address, so that a view can be shared.

    Those under the watchlists' threshold are counted, and shown where `low` says so.
    """
    # An address without a state is that of the open ones: any state is one of its own.
    chosen = {"rule": rule, "programme": programme, "source": source, "state": state or ANY}
    searched = said(q)
    where = [*_filters(session, **chosen), *searched]
    threshold = _threshold(session)
    under = _count(session, [*where, Finding.score < threshold])
    if not low:
        where.append(Finding.score >= threshold)
    total = _count(session, where)
    elsewhere = waiting = 0
    narrowed = _narrowed({"q": q.strip()} | chosen)
    if not total:
        elsewhere = _count(session, [*_filters(session, **chosen | {"state": ANY}), *searched])
        waiting = _count(session, _waiting(threshold)) if narrowed and not elsewhere else 0
    pages = max(1, -(-total // PAGE))
    page = min(page, pages)
    return show(
        request,
        "queue.html",
        viewer,
        rows=_rows(session, where, order, page),
        total=total,
        under=under,
        elsewhere=elsewhere,
        waiting=waiting,
        narrowed=narrowed,
        threshold=f"{threshold:g}",
        page=page,
        pages=pages,
        chosen=chosen | {"q": q, "order": order, "low": "shown" if low else ""},
        choices=_choices(session, chosen),
        coverage=coverage_now(session),
        max_search=MAX_CHARS,
    )


def _filters(
    session: Session, rule: str, programme: str, source: str, state: str
) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if state in {s.value for s in FindingState}:
        where.append(Finding.state == FindingState(state))
    if rule:
        where.append(Finding.rule == rule)
    if source:
        where.append(Document.source_id == source)
    if programme:
        named = select(Match.version_id).where(Match.target_id == programme, Match.held)
        where.append(Finding.version_id.in_(named))
    return where


def _narrowed(chosen: dict[str, str]) -> dict[str, str]:
    """Return what keeps findings out of the list, beside that they are to wait for a decision."""
    usual = {"", ANY, FindingState.OPEN.value}
    return {k: v for k, v in chosen.items() if v and not (k == "state" and v in usual)}


def _waiting(threshold: float) -> list[ColumnElement[bool]]:
    return [Finding.state == FindingState.OPEN, Finding.score >= threshold]


def _threshold(session: Session) -> float:
    """Return the score from which the newest watchlists hold a finding relevant."""
    latest = select(Release.content["threshold"].as_float()).order_by(Release.id.desc()).limit(1)
    threshold = session.scalar(latest)
    return DEFAULT_THRESHOLD if threshold is None else threshold


def _count(session: Session, where: list[ColumnElement[bool]]) -> int:
    counted = select(func.count()).select_from(Finding)
    joined = _joined(counted).where(*where)
    return session.scalar(joined) or 0


def _joined(query: Select[*Ts]) -> Select[*Ts]:
    """Return a query of findings with what they rest on."""
    return (
        query.join(Document, Document.id == Finding.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Version, Version.id == Finding.version_id)
        .join(Reading, Reading.id == Version.reading_id)
    )


def _rows(session: Session, where: list[ColumnElement[bool]], order: str, page: int) -> list[Row]:
    by = [Finding.at.desc()] if order == "time" else [Finding.score.desc()]
    query = (
        _joined(select(Finding, Document, Source, Reading, Version.kind))
        .where(*where)
        .order_by(*by, Finding.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    found = session.execute(query).all()
    copies = _copies(session, [row.Finding.id for row in found])
    return [
        Row(
            finding=finding,
            document=document,
            source=source,
            title=reading.title or document.listed_title,
            published=reading.published or document.listed_date,
            language=reading.language,
            words=excerpt(reading.text, marks_of(finding)),
            copies=copies.get(finding.id, 0),
            newly_readable=kind is VersionKind.TECHNICAL,
        )
        for finding, document, source, reading, kind in found
    ]


def marks_of(finding: Finding) -> list[Mark]:
    """Return where the words stand that a finding rests on, programmes before terms."""
    parts: list[dict[str, Any]] = [p for p in finding.parts if p["start"] is not None]
    named = [p for p in parts if str(p["what"]).startswith("names ")]
    return [Mark(p["start"], p["end"], "match", str(p["what"])) for p in named or parts]


def _copies(session: Session, finding_ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Finding.folded_into_id, func.count())
        .where(Finding.folded_into_id.in_(finding_ids), Finding.state == FindingState.FOLDED)
        .group_by(Finding.folded_into_id)
    )
    return {original: number for original, number in rows if original is not None}


def _choices(session: Session, chosen: dict[str, str]) -> dict[str, list[str]]:
    """Return what there is to choose from; what is chosen is there, though nothing fits it."""
    named = select(Match.target_id).where(Match.target == "programme", Match.held).distinct()
    flagged = (
        select(Document.source_id).join(Finding, Finding.document_id == Document.id).distinct()
    )
    found = {
        "rule": set(session.scalars(select(Finding.rule).distinct())),
        "programme": set(session.scalars(named)),
        "source": set(session.scalars(flagged)),
    }
    choices = {name: sorted(values | {chosen[name]} - {""}) for name, values in found.items()}
    return choices | {"state": [s.value for s in FindingState]}
