"""The queue: findings that wait for an analyst, best or newest first, with the words that count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from models import (
    Document,
    Finding,
    FindingState,
    Match,
    MatchTarget,
    Reading,
    Release,
    Source,
    Version,
    VersionKind,
)
from policywatch.catalogue.watchlists import DEFAULT_THRESHOLD
from policywatch.review.coverage import coverage_now
from policywatch.review.desk import Reader, SignedIn, remember_view, show
from policywatch.review.highlight import Mark, Piece, excerpt
from policywatch.searching import MAX_CHARS, among, find_findings

router = APIRouter()
Ts = TypeVarTuple("Ts")
Conditions = Sequence[ColumnElement[bool]]

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


@dataclass(frozen=True, slots=True)
class _View:
    """How findings are shown: those under the `threshold` as well (`low`), best or newest first."""

    threshold: float
    low: bool
    newest_first: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """The findings of a page, how many there are on all, and how many score under the threshold."""

    total: int
    under: int
    ids: Sequence[int]


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
    narrowed = _narrowed({"q": q.strip()} | chosen)
    threshold = _threshold(session)
    view = _View(threshold, bool(low), order == "time")
    said = find_findings(session, q)
    words = [] if said is None else [among(session, said)]
    where = [*_filters(**chosen), *words]
    found = _find(session, where, view, page)
    elsewhere = waiting = 0
    if not found.total:
        elsewhere = found.under + _in_other_states(session, chosen, words)
        waiting = _count(session, _waiting(threshold)) if narrowed and not elsewhere else 0
    pages = max(1, -(-found.total // PAGE))
    if page > pages:
        page, found = pages, _find(session, where, view, pages)
    shown = show(
        request,
        "queue.html",
        viewer,
        rows=_rows(session, found.ids),
        total=found.total,
        under=found.under,
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
    remember_view(request, shown)
    return shown


def _filters(rule: str, programme: str, source: str, state: str) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if state in {s.value for s in FindingState}:
        where.append(Finding.state == FindingState(state))
    if rule:
        where.append(Finding.rule == rule)
    if source:
        of_source = select(Document.id).where(Document.source_id == source)
        where.append(Finding.document_id.in_(of_source))
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


def _count(session: Session, where: Conditions) -> int:
    return session.scalar(select(func.count()).select_from(Finding).where(*where)) or 0


def _in_other_states(session: Session, chosen: dict[str, str], words: Conditions) -> int:
    """Count what would fit in any other state: those in the chosen one were gone through."""
    if chosen["state"] not in {s.value for s in FindingState}:
        return 0
    others = Finding.state != FindingState(chosen["state"])
    return _count(session, [*_filters(**chosen | {"state": ANY}), others, *words])


def _find(session: Session, where: Conditions, view: _View, page: int) -> _Found:
    """Return a page of findings and how many there are, going through them once."""
    by = Finding.at if view.newest_first else Finding.score
    found = select(Finding.id, Finding.score, by.label("by")).where(*where).cte("found")
    under = func.count().filter(found.c.score < view.threshold)
    counts = select(func.count().label("number"), under.label("under")).select_from(found)
    counted = counts.subquery("counted")
    shown = select(found.c.id, found.c.by)
    if not view.low:
        shown = shown.where(found.c.score >= view.threshold)
    shown = shown.order_by(found.c.by.desc(), found.c.id.desc()).limit(PAGE)
    of_page = shown.offset((page - 1) * PAGE).subquery("of_page")
    rows = session.execute(
        select(counted.c.number, counted.c.under, of_page.c.id)
        .outerjoin_from(counted, of_page, true())
        .order_by(of_page.c.by.desc(), of_page.c.id.desc())
    ).all()
    number, number_under, _ = rows[0]
    ids = [row.id for row in rows if row.id is not None]
    return _Found(number if view.low else number - number_under, number_under, ids)


def _joined(query: Select[*Ts]) -> Select[*Ts]:
    """Return a query of findings with what they rest on."""
    return (
        query.join(Document, Document.id == Finding.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Version, Version.id == Finding.version_id)
        .join(Reading, Reading.id == Version.reading_id)
    )


def _rows(session: Session, ids: Sequence[int]) -> list[Row]:
    query = _joined(select(Finding, Document, Source, Reading, Version.kind))
    found = session.execute(query.where(Finding.id.in_(ids))).all()
    found = sorted(found, key=lambda row: ids.index(row.Finding.id))
    copies = _copies(session, ids)
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


def _copies(session: Session, finding_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(Finding.folded_into_id, func.count())
        .where(Finding.folded_into_id.in_(finding_ids), Finding.state == FindingState.FOLDED)
        .group_by(Finding.folded_into_id)
    )
    return {original: number for original, number in rows if original is not None}


def _choices(session: Session, chosen: dict[str, str]) -> dict[str, list[str]]:
    """Return what there is to choose from; what is chosen is there, though nothing fits it."""
    documents = select(Document.id).where(Document.source_id == Source.id).exists()
    found = {
        "rule": set(session.scalars(select(Finding.rule).distinct())),
        "programme": set(_programmes(session)),
        "source": set(session.scalars(select(Source.id).where(documents))),
    }
    choices = {name: sorted(values | {chosen[name]} - {""}) for name, values in found.items()}
    return choices | {"state": [s.value for s in FindingState]}


def _programmes(session: Session) -> Iterable[str]:
    """Return the programmes that texts name, looking each up in the index: matches are many."""
    first = select(func.min(Match.target_id).label("target_id")).cte("targets", recursive=True)
    after = select(func.min(Match.target_id)).where(Match.target_id > first.c.target_id)
    following = select(after.scalar_subquery()).where(first.c.target_id.is_not(None))
    targets = first.union_all(following)
    held = (Match.target == MatchTarget.PROGRAMME, Match.held)
    named = select(Match.id).where(Match.target_id == targets.c.target_id, *held).exists()
    return session.scalars(select(targets.c.target_id).where(named))
