"""One document: its text with what was found in it, versions, evidence, and the decisions."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Change,
    CopyGroup,
    CopyMember,
    Decision,
    Document,
    Fact,
    Fetch,
    Finding,
    FindingState,
    Judgement,
    Match,
    Noise,
    Reading,
    Snapshot,
    Source,
    Submission,
    Verdict,
    Version,
    write_session,
)
from policywatch.comparing import compare_versions
from policywatch.review.desk import (
    FormSender,
    Key,
    Reader,
    SignedIn,
    engine_of,
    go_to,
    last_view,
    show,
    utc_now,
)
from policywatch.review.highlight import Mark, Piece, cut
from policywatch.review.progress import progress_of

router = APIRouter()

MAX_SHOWN_CHARS = 200_000
MAX_FETCHES = 50
SHOWN_FETCHES = 5
MAX_NOTE_CHARS = 5_000
UNDECIDABLE = (FindingState.WITHDRAWN,)


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of the text as the page shows it; a row's cells are pieces of their own."""

    kind: str
    cells: list[list[Piece]]
    header: bool
    page: int | None


@router.get("/documents/{document_id}")
def document(
    request: Request,
    session: Reader,
    viewer: SignedIn,
    document_id: Key,
    version: int | None = Query(None, ge=1, le=1_000_000),
) -> Response:
    """Show a document as one of its versions (the current one by default)."""
    found = session.get(Document, document_id)
    if found is None:
        raise HTTPException(404)
    versions = session.scalars(
        select(Version).where(Version.document_id == document_id).order_by(Version.number.desc())
    ).all()
    shown = next((v for v in versions if version in (None, v.number)), None)
    if version is not None and shown is None:
        raise HTTPException(404)
    reading = shown.reading if shown else _newest_reading(session, document_id)
    findings = _findings(session, document_id)
    return show(
        request,
        "document.html",
        viewer,
        document=found,
        queue_view=last_view(request),
        source=session.get_one(Source, found.source_id),
        parent=session.get(Document, found.parent_id) if found.parent_id else None,
        attachments=session.scalars(
            select(Document).where(Document.parent_id == document_id)
        ).all(),
        versions=versions,
        version=shown,
        reading=reading,
        blocks=_blocks(session, shown, reading),
        facts=_of_version(session, Fact, shown),
        value=value,
        judgement=session.get(Judgement, shown.id) if shown else None,
        findings=findings,
        decisions=_decisions(session, [finding.id for finding in findings]),
        changes=session.scalars(
            select(Change).where(Change.document_id == document_id).order_by(Change.id.desc())
        ).all(),
        copies=_copies(session, document_id),
        noise=session.scalars(
            select(Noise).where(Noise.document_id == document_id, Noise.learnt).order_by(Noise.key)
        ).all(),
        progress=progress_of(session, [document_id])[document_id].value,
        submissions=session.scalars(
            select(Submission)
            .where(Submission.document_id == document_id)
            .order_by(Submission.id.desc())
            .limit(MAX_FETCHES)
        ).all(),
        fetches=session.scalars(
            select(Fetch)
            .where(Fetch.document_id == document_id)
            .order_by(Fetch.id.desc())
            .limit(MAX_FETCHES)
        ).all(),
        shown_fetches=SHOWN_FETCHES,
        snapshots={
            s.id: s
            for s in session.scalars(select(Snapshot).where(Snapshot.document_id == document_id))
        },
    )


@router.get("/documents/{document_id}/changes/{number}")
def what_changed(
    request: Request, session: Reader, viewer: SignedIn, document_id: Key, number: Key
) -> Response:
    """Show what a version took out of the one before it, and what it put in."""
    new = _version(session, document_id, number)
    old = _version(session, document_id, number - 1)
    if new is None or old is None:
        raise HTTPException(404)
    difference, called_out = compare_versions(session, old, new)
    return show(
        request,
        "changes.html",
        viewer,
        document=session.get_one(Document, document_id),
        old=old,
        new=new,
        title=new.reading.title,
        difference=difference,
        called_out=called_out,
        value=value,
    )


@router.post("/findings/{finding_id}/decisions")
def decide(
    request: Request,
    viewer: FormSender,
    finding_id: Key,
    verdict: Annotated[str, Form()],
    note: Annotated[str, Form()] = "",
) -> Response:
    """Keep what an analyst says of a finding; what was said before stays in the history."""
    if not viewer.may_decide or verdict not in {v.value for v in Verdict}:
        raise HTTPException(403)
    said = Verdict(verdict)
    with write_session(engine_of(request)) as session:
        finding = session.get(Finding, finding_id)
        if finding is None:
            raise HTTPException(404)
        session.add(
            Decision(
                finding_id=finding_id,
                verdict=said,
                note=note.strip()[:MAX_NOTE_CHARS],
                who=viewer.name,
                at=utc_now(),
            )
        )
        _apply(finding, said)
        document_id = finding.document_id
    return go_to(f"/documents/{document_id}#finding-{finding_id}")


def _apply(finding: Finding, said: Verdict) -> None:
    if said is Verdict.NOTE or finding.state in UNDECIDABLE:
        return
    if said is Verdict.REOPENED:
        finding.state = FindingState.OPEN
    else:
        finding.state = FindingState(said.value)
    finding.state_reason = ""


def _version(session: Session, document_id: int, number: int) -> Version | None:
    return session.scalar(
        select(Version).where(Version.document_id == document_id, Version.number == number)
    )


def _newest_reading(session: Session, document_id: int) -> Reading | None:
    return session.scalar(
        select(Reading)
        .where(Reading.document_id == document_id)
        .order_by(Reading.id.desc())
        .limit(1)
    )


def _of_version(session: Session, table: type[Fact], version: Version | None) -> list[Fact]:
    if version is None:
        return []
    return list(
        session.scalars(select(table).where(table.version_id == version.id).order_by(table.start))
    )


def _findings(session: Session, document_id: int) -> list[Finding]:
    gone = [FindingState.SUPERSEDED, FindingState.WITHDRAWN]
    query = select(Finding).where(Finding.document_id == document_id)
    findings = session.scalars(query.order_by(Finding.score.desc(), Finding.id.desc())).all()
    return sorted(findings, key=lambda finding: finding.state in gone)


def _decisions(session: Session, finding_ids: list[int]) -> dict[int, list[Decision]]:
    said: dict[int, list[Decision]] = {finding_id: [] for finding_id in finding_ids}
    query = select(Decision).where(Decision.finding_id.in_(finding_ids)).order_by(Decision.id)
    for decision in session.scalars(query):
        said[decision.finding_id].append(decision)
    return said


def _copies(session: Session, document_id: int) -> list[tuple[Document, CopyMember, bool]]:
    """Return the documents of the copy group, in order of appearance, the original marked."""
    group = select(CopyMember.group_id).where(CopyMember.document_id == document_id)
    rows = session.execute(
        select(Document, CopyMember, CopyGroup.original_id)
        .join(CopyMember, CopyMember.document_id == Document.id)
        .join(CopyGroup, CopyGroup.id == CopyMember.group_id)
        .where(CopyMember.group_id.in_(group))
        .order_by(Document.first_seen_at, Document.id)
    ).all()
    return [(found, member, found.id == original) for found, member, original in rows]


def _blocks(session: Session, version: Version | None, reading: Reading | None) -> list[ShownBlock]:
    """Return the text block by block with its marks; without a version, nothing is marked."""
    if reading is None:
        return []
    text = reading.text[:MAX_SHOWN_CHARS]
    marks: list[Mark] = []
    if version is not None:
        found = select(Match).where(Match.version_id == version.id, Match.held)
        marks = [
            Mark(m.start, m.end, m.target.value, f"{m.target_id} ({m.form})")
            for m in session.scalars(found)
        ]
        marks += [
            Mark(f.start, f.end, "fact", f"{f.kind}: {value(f)}")
            for f in _of_version(session, Fact, version)
        ]
    marks.sort(key=lambda mark: mark.start)
    return [
        _shown_block(text, block, marks) for block in reading.blocks if block["start"] < len(text)
    ]


def _shown_block(text: str, block: dict[str, object], marks: list[Mark]) -> ShownBlock:
    start, end = int(str(block["start"])), min(int(str(block["end"])), len(text))
    near = [mark for mark in marks if mark.start < end and start < mark.end]
    kind = str(block["kind"])
    cells, at = [], start
    for cell in text[start:end].split("\t") if kind == "row" else [text[start:end]]:
        cells.append(cut(text, near, at, at + len(cell)))
        at += len(cell) + 1
    page = block.get("page")
    return ShownBlock(
        kind, cells, bool(block.get("header")), page if isinstance(page, int) else None
    )


def value(fact: Fact) -> str:
    """Return a fact's value as a person reads it; ≤ and ≥ say which end of a number is open."""
    low, high = _grouped(fact.low), _grouped(fact.high)
    if low and high:
        bounds = low if low == high else f"{low}–{high}"
    elif fact.kind in ("deadline", "degree"):
        bounds = low
    else:
        bounds = f"≤ {high}" if high else f"≥ {low}" if low else ""
    return " ".join(part for part in (bounds, fact.unit, fact.basis) if part)


def _grouped(bound: str | None) -> str:
    """Write a whole number with commas; dates, degrees and other numbers as they are."""
    return f"{int(bound):,}" if bound and bound.isdigit() and len(bound) > 4 else bound or ""
