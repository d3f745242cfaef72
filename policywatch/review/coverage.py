"""Whether data comes, as lists in the review app tell it: no hits must never look like no data."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import SourceState, Stage, Work
from policywatch.health import state_by_source
from policywatch.review.desk import utc_now
from policywatch.standstill import standstills


def coverage_now(session: Session) -> dict[str, Any]:
    """Return how many sources bring data (`n` are enabled), and what stands still or is given up.

    `states` has the state of each source, `complete` says whether an empty list means no hits.
    """
    now = utc_now()
    states = {source: state.value for source, state in state_by_source(session, now).items()}
    counts = Counter(states.values())
    counts.pop(SourceState.DISABLED, 0)
    failing, new = counts[SourceState.FAILING], counts[SourceState.NEW]
    still = standstills(session, now)
    given_up = (Work.stage.in_(list(Stage)), Work.parked)
    parked = session.scalar(select(func.count()).select_from(Work).where(*given_up)) or 0
    number = sum(counts.values())
    return {
        "n": number,
        "failing": failing,
        "new": new,
        "still": still,
        "parked": parked,
        "states": states,
        "complete": bool(number) and not (failing or new or still or parked),
    }
