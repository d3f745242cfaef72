"""Candidates: names that may be unknown programmes', to be rejected or accepted."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response

from models import Candidate, CandidateState, CandidateVerdict, write_session
from policywatch.errors import CatalogueError
from policywatch.flagging.candidates.accepting import accept, as_programme, as_yaml
from policywatch.flagging.candidates.lessons import CandidateError, decide
from policywatch.flagging.candidates.listing import (
    Sample,
    count_by_state,
    decisions_on,
    ranked,
    samples_of,
    sightings_of,
)
from policywatch.review.coverage import coverage_now
from policywatch.review.desk import (
    FormSender,
    Key,
    Reader,
    SignedIn,
    engine_of,
    go_to,
    settings_of,
    show,
    utc_now,
)
from policywatch.review.highlight import Mark, Piece, cut

router = APIRouter()

PAGE = 25
MAX_PAGE = 10_000
MAX_SENTENCES = 100
SAMPLES = 2
PROBLEMS = ("why", "watchlists")


@router.get("/candidates")
def candidates(
    request: Request,
    session: Reader,
    viewer: SignedIn,
    state: str = CandidateState.OPEN.value,
    page: int = Query(1, ge=1, le=MAX_PAGE),
) -> Response:
    """Show the candidates of a state, the likeliest first."""
    is_state = state in {each.value for each in CandidateState}
    chosen = CandidateState(state) if is_state else CandidateState.OPEN
    counts = count_by_state(session)
    pages = max(1, -(-counts.get(chosen, 0) // PAGE))
    page = min(page, pages)
    rows = ranked(session, chosen, limit=PAGE, offset=(page - 1) * PAGE)
    samples = samples_of(session, rows)
    return show(
        request,
        "candidates.html",
        viewer,
        rows=[(row, [_pieces(s) for s in samples[row.id][:SAMPLES]]) for row in rows],
        states={each.value: counts.get(each, 0) for each in CandidateState},
        state=chosen.value,
        page=page,
        pages=pages,
        coverage=coverage_now(session),
    )


@router.get("/candidates/{candidate_id}")
def candidate(
    request: Request, session: Reader, viewer: SignedIn, candidate_id: Key, problem: str = ""
) -> Response:
    """Show one candidate: its sentences, sources, what its score rests on, what was said of it."""
    found = session.get(Candidate, candidate_id)
    if found is None:
        raise HTTPException(404)
    return show(
        request,
        "candidate.html",
        viewer,
        candidate=found,
        problem=problem if problem in PROBLEMS else "",
        samples=[_pieces(s) for s in sightings_of(session, found, MAX_SENTENCES)],
        decisions=decisions_on(session, found),
        entry=as_yaml(as_programme(session, found, ())),
    )


@router.post("/candidates/{candidate_id}/decisions")
def decide_on_candidate(
    request: Request,
    viewer: FormSender,
    candidate_id: Key,
    verdict: Annotated[str, Form()],
    why: Annotated[str, Form()] = "",
) -> Response:
    """Keep what an analyst says of a candidate; names like it are ranked anew by it."""
    if not viewer.may_decide or verdict not in {v.value for v in CandidateVerdict}:
        raise HTTPException(403)
    said = CandidateVerdict(verdict)
    try:
        with write_session(engine_of(request)) as session:
            found = session.get(Candidate, candidate_id)
            if found is None:
                raise HTTPException(404)
            if said is CandidateVerdict.ACCEPTED:
                folder = settings_of(request).watchlists_dir
                accept(session, found, folder, who=viewer.name, why=why, now=utc_now())
            else:
                decide(session, found, said, why=why, who=viewer.name, now=utc_now())
    except CandidateError:
        return go_to(f"/candidates/{candidate_id}?problem=why#decide")
    except CatalogueError:
        return go_to(f"/candidates/{candidate_id}?problem=watchlists#decide")
    return go_to(f"/candidates/{candidate_id}#decide")


def _pieces(sample: Sample) -> tuple[Sample, list[Piece]]:
    """Return a sentence with the name in it marked."""
    marks = [Mark(sample.start, sample.end, "match", sample.shown)]
    return sample, cut(sample.sentence, marks, 0, len(sample.sentence))
