"""Which of the documents that a source's list showed could not be had: no data comes of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import NOT_FOUND_STATUS, CrawlRun, Fetch, Outcome
from policywatch.health.causes import PASSING

# So many documents, and such a share of those asked for, may not fail without a word.
MIN_DOCUMENTS = 3
DOCUMENTS_LOST = 0.8


@dataclass(frozen=True, slots=True)
class Lost:
    """Documents that could not be had though their list was read, by what came of them.

    `lasting` says that it will not pass by itself, or was so before.
    """

    asked: int
    outcomes: Counter[Outcome]
    lasting: bool

    @property
    def worst(self) -> Outcome:
        """What came of most of them."""
        return min(self.outcomes, key=lambda outcome: (-self.outcomes[outcome], outcome.value))

    @property
    def is_nearly_all(self) -> bool:
        """Whether so many are lost that no data comes."""
        return self.lasting and self.outcomes.total() >= DOCUMENTS_LOST * self.asked

    def __str__(self) -> str:
        classes = ", ".join(sorted(self.outcomes))
        return f"{self.outcomes.total()} of {self.asked} documents could not be had ({classes})"


def lost_documents(session: Session, runs: Sequence[CrawlRun]) -> Lost | None:
    """Return what came of the documents last asked for; None where all could be had.

    Not found is an answer. What may pass by itself has to be seen in two runs.
    """
    asked, chosen = 0, []
    for run in runs:
        if run.fetched and asked < MIN_DOCUMENTS:
            chosen.append(run)
            asked += run.fetched
    if asked < MIN_DOCUMENTS or not any(run.failed for run in chosen):
        return None
    rows = session.execute(
        select(Fetch.outcome, func.count())
        .where(Fetch.run_id.in_([run.id for run in chosen]), Fetch.document_id.is_not(None))
        .where(func.coalesce(Fetch.status, 0).not_in(NOT_FOUND_STATUS))
        .group_by(Fetch.outcome)
    )
    outcomes: Counter[Outcome] = Counter()
    for outcome, number in rows:
        if outcome.is_failure and outcome is not Outcome.SOFT_404:
            outcomes[outcome] = number
    if not outcomes:
        return None
    lost = Lost(asked, outcomes, lasting=True)
    if lost.worst in PASSING and len([run for run in runs if run.fetched and run.failed]) < 2:
        return replace(lost, lasting=False)
    return lost
