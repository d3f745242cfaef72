"""Findings of copies, which stand with their original's; and which findings are to be told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import CopyGroup, CopyMember, Document, Finding, FindingState, Stage, Work, queue
from policywatch.work import StageCounts

COPIED = "a copy of a document that has this finding"
OVER = (FindingState.WITHDRAWN, FindingState.SUPERSEDED)


@dataclass(slots=True)
class Telling:
    """Gathers the findings to be told, in the caller's transaction; copies stand with originals.

    `threshold` is the score from which a finding is told.
    """

    session: Session
    threshold: float
    counts: StageCounts
    _told: list[Finding] = field(default_factory=list)
    _folded: list[Finding] = field(default_factory=list)

    def tell(self, finding: Finding) -> None:
        """Let a finding be told if it is open and scores enough."""
        if finding.state is FindingState.OPEN and finding.score >= self.threshold:
            self._told.append(finding)

    def queue_alerts(self, now: datetime) -> None:
        """Let open findings be told; what was folded since waits no more to be told by itself.

        So it is the same whether a copy or its original was flagged first.
        """
        told = [finding.id for finding in self._told if finding.state is FindingState.OPEN]
        folded = [one.id for one in self._folded if one.state is FindingState.FOLDED]
        queue(self.session, Stage.ALERT, told, now)
        waiting = (Work.stage == Stage.ALERT, Work.subject.in_(folded))
        if folded:
            self.session.execute(delete(Work).where(*waiting))
        self._told.clear()
        self._folded.clear()

    def fold_into_original(self, finding: Finding) -> None:
        """Let a copy's finding stand with the original's; what is no copy any more stands alone.

        A copy that names more than its original is told by itself: a longer one must not hide.
        """
        if finding.state not in (FindingState.OPEN, FindingState.FOLDED):
            return
        original = (
            select(Finding.id, Finding.programmes)
            .join(Document, Document.version_id == Finding.version_id)
            .join(CopyGroup, CopyGroup.original_id == Document.id)
            .join(CopyMember, CopyMember.group_id == CopyGroup.id)
            .where(CopyMember.document_id == finding.document_id)
            .where(Document.id != finding.document_id, Finding.rule == finding.rule)
            .where(Finding.state.not_in(OVER))
        )
        held = self.session.execute(original).first()
        if held is not None and set(finding.programmes) <= set(held.programmes):
            finding.state, finding.folded_into_id = FindingState.FOLDED, held.id
            finding.state_reason = COPIED
            self._folded.append(finding)
            self.counts.add("folded")
        elif finding.state is FindingState.FOLDED:
            finding.state, finding.folded_into_id = FindingState.OPEN, None
            finding.state_reason = ""

    def settle_copies(self, original: Document) -> None:
        """Fold open findings of copies into the original's; reopen those it no longer has."""
        copies = (
            select(Finding)
            .join(CopyMember, CopyMember.document_id == Finding.document_id)
            .join(CopyGroup, CopyGroup.id == CopyMember.group_id)
            .where(CopyGroup.original_id == original.id, Finding.document_id != original.id)
            .where(Finding.state.in_([FindingState.OPEN, FindingState.FOLDED]))
        )
        standing = self._standing(original)
        for finding in self.session.scalars(copies):
            now_in, named = standing.get(finding.rule, (None, ()))
            if not set(finding.programmes) <= set(named):
                now_in = None
            if now_in == finding.folded_into_id:
                continue
            finding.folded_into_id = now_in
            if now_in is not None:
                finding.state, finding.state_reason = FindingState.FOLDED, COPIED
                self._folded.append(finding)
                self.counts.add("folded")
                continue
            finding.state, finding.state_reason = FindingState.OPEN, "its original no longer has it"
            self.tell(finding)

    def _standing(self, document: Document) -> dict[str, tuple[int | None, Sequence[str]]]:
        """Return the findings of a document's current version that still hold, by rule.

        Each with the programmes that it rests on.
        """
        held = select(Finding.rule, Finding.id, Finding.programmes).where(
            Finding.version_id == document.version_id,
            Finding.state.not_in(OVER),
        )
        rows = self.session.execute(held)
        return {row.rule: (row.id, row.programmes) for row in rows}
