"""What analysts said of candidates, and what is learnt from it for similar names."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import Candidate, CandidateDecision, CandidateState, CandidateVerdict
from policywatch.errors import PolicywatchError
from policywatch.flagging.candidates.scoring import Lesson, lesson_parts

STATES = {
    CandidateVerdict.REJECTED: CandidateState.REJECTED,
    CandidateVerdict.ACCEPTED: CandidateState.ACCEPTED,
    CandidateVerdict.REOPENED: CandidateState.OPEN,
}
MAX_WHY_CHARS = 5_000


class CandidateError(PolicywatchError):
    """There is no candidate of that name, or it cannot be decided on as asked."""


def decide(
    session: Session,
    candidate: Candidate,
    verdict: CandidateVerdict,
    *,
    why: str,
    who: str,
    now: datetime,
) -> None:
    """Keep what an analyst says of a candidate; names like it are ranked anew by it.

    What was said before stays in the history.

    Raises:
        CandidateError: a rejection without a reason: others are to learn from it.
    """
    why = why.strip()[:MAX_WHY_CHARS]
    if verdict is CandidateVerdict.REJECTED and not why:
        raise CandidateError("say why it is rejected: names like it are ranked lower by that")
    session.add(
        CandidateDecision(
            head=candidate.head,
            stem=candidate.stem,
            ending=candidate.ending,
            name=candidate.name,
            verdict=verdict,
            why=why,
            who=who,
            at=now,
        )
    )
    candidate.state = STATES[verdict]
    session.flush()
    similar = select(Candidate).where(
        or_(Candidate.stem == candidate.stem, Candidate.ending == candidate.ending)
    )
    for other in session.scalars(similar):
        learn(session, other)


def learn(session: Session, candidate: Candidate) -> None:
    """Write what is learnt from decisions on similar names into a candidate's score and parts."""
    kept = [part for part in candidate.parts if not str(part["what"]).startswith("lesson-")]
    lessons = lesson_parts(
        _lesson(session, candidate, "stem"), _lesson(session, candidate, "ending")
    )
    candidate.parts = kept + [
        {"what": part.what, "points": part.points, "words": list(part.words)} for part in lessons
    ]
    candidate.score = round(max(0.0, candidate.worth + sum(p.points for p in lessons)), 1)


def state_of(session: Session, head: str) -> CandidateState:
    """Return the state that the newest decision on a head gives it."""
    verdict = session.scalar(
        select(CandidateDecision.verdict)
        .where(CandidateDecision.head == head)
        .order_by(CandidateDecision.id.desc())
        .limit(1)
    )
    return STATES[verdict] if verdict else CandidateState.OPEN


def _lesson(session: Session, candidate: Candidate, by: str) -> Lesson:
    """Return what the newest decisions on other heads with the same stem or ending say."""
    column = getattr(CandidateDecision, by)
    newest = (
        select(func.max(CandidateDecision.id))
        .where(column == getattr(candidate, by), CandidateDecision.head != candidate.head)
        .group_by(CandidateDecision.head)
    )
    decisions = session.scalars(
        select(CandidateDecision)
        .where(CandidateDecision.id.in_(newest))
        .order_by(CandidateDecision.id.desc())
    ).all()
    rejected = [d for d in decisions if d.verdict is CandidateVerdict.REJECTED]
    accepted = sum(d.verdict is CandidateVerdict.ACCEPTED for d in decisions)
    return Lesson(len(rejected), accepted, rejected[0].name if rejected else "")
