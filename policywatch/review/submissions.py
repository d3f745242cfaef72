"""Giving a saved page, a file or a web archive in the review app, and what was given last."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Form, HTTPException, Request, Response, UploadFile
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models import Channel, Finding, FindingState, Reading, Submission
from policywatch.archive import Archive
from policywatch.evidence import seal
from policywatch.review.desk import (
    FormSender,
    Reader,
    SignedIn,
    engine_of,
    go_to,
    settings_of,
    show,
    utc_now,
)
from policywatch.review.progress import progress_of
from spiders.saved_files import MAX_FILE_BYTES, SubmissionError
from spiders.submissions import Given, take_in

router = APIRouter()

SHOWN = 50
NO_LONGER = (FindingState.SUPERSEDED, FindingState.WITHDRAWN)
PATH = "/submissions"
MAX_FORM_BYTES = MAX_FILE_BYTES + 100_000


@router.get(PATH)
def submissions(request: Request, session: Reader, viewer: SignedIn) -> Response:
    """Show the form and what was given last: by whom, when, where from."""
    return _page(request, session, viewer, problem="")


@router.post(PATH)
def submit(
    request: Request,
    session: Reader,
    viewer: FormSender,
    file: Annotated[UploadFile, File()],
    origin: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Take in a file; who gives it is who is signed in."""
    if not viewer.may_decide:
        raise HTTPException(403)
    body = file.file.read(MAX_FILE_BYTES + 1)
    given = Given(body, file.filename or "file", viewer.name, origin)
    archive = Archive(settings_of(request).archive_root)
    try:
        take_in(engine_of(request), archive, given, channel=Channel.REVIEW_APP, now=utc_now())
    except SubmissionError as error:
        return _page(request, session, viewer, problem=str(error), status=400)
    seal(engine_of(request), utc_now)
    return go_to(PATH)


def _page(
    request: Request, session: Session, viewer: SignedIn, *, problem: str, status: int = 200
) -> Response:
    newest = select(Submission).order_by(Submission.id.desc()).limit(SHOWN)
    rows = session.scalars(newest).all()
    ids = [row.document_id for row in rows]
    findings = (
        select(Finding.document_id, func.count())
        .where(Finding.document_id.in_(ids), Finding.state.not_in(NO_LONGER))
        .group_by(Finding.document_id)
    )
    return show(
        request,
        "submissions.html",
        viewer,
        status,
        rows=rows,
        progress={key: one.value for key, one in progress_of(session, ids).items()},
        findings=dict(session.execute(findings).all()),
        problems=_problems(session, [row.snapshot_id for row in rows]),
        total=session.scalar(select(func.count()).select_from(Submission)) or 0,
        problem=problem,
    )


def _problems(
    session: Session, snapshots: Sequence[int]
) -> dict[int, Row[int, str | None, str | None]]:
    """Return what could not be read of some snapshots, wholly or in part, by their readings."""
    newest = (
        select(func.max(Reading.id))
        .where(Reading.snapshot_id.in_(snapshots))
        .group_by(Reading.snapshot_id)
    )
    rows = session.execute(
        select(Reading.snapshot_id, Reading.problem_kind, Reading.problem).where(
            Reading.id.in_(newest), Reading.problem.is_not(None)
        )
    )
    return {row.snapshot_id: row for row in rows}


def is_too_large(request: Request) -> bool:
    """Return whether an upload is larger than any file that is taken, or does not say its size.

    Asked before its form is read: a form is read before it is known who sends it.
    """
    if request.method != "POST" or request.url.path != PATH:
        return False
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length[:15]) > MAX_FORM_BYTES
