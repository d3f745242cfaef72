"""Why a body could not be read, to the failure class of the fetch that brought it."""

from models import DocumentKind, Outcome
from policywatch.documents import ProblemKind

_CLASSES = {
    ProblemKind.TOO_LARGE: Outcome.TOO_LARGE,
    ProblemKind.UNDECODABLE: Outcome.UNDECODABLE,
    ProblemKind.CHALLENGE_PAGE: Outcome.BLOCKED_WAF,
    ProblemKind.SOFT_404: Outcome.SOFT_404,
    ProblemKind.STAND_IN: Outcome.SOFT_404,
    **dict.fromkeys(
        (
            ProblemKind.SCANNED,
            ProblemKind.ENCRYPTED,
            ProblemKind.DAMAGED,
            ProblemKind.UNSUPPORTED,
        ),
        Outcome.UNREADABLE_ATTACHMENT,
    ),
}


def outcome_of(problem: str | None, kind: DocumentKind) -> Outcome | None:
    """Return the class of a reading that is not usable; None where it says nothing of the fetch.

    A page whose text is not found was fetched well; a file without text is as good as none.
    """
    if problem is None:
        return None
    found = _CLASSES.get(ProblemKind(problem))
    if found is None and kind is DocumentKind.ATTACHMENT:
        return Outcome.UNREADABLE_ATTACHMENT
    return found
