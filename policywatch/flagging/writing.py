"""What was found in a version, written: matches, facts, genre, findings, and what was scrubbed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from models import (
    Base,
    Change,
    ChangeKind,
    CopyGroup,
    CopyMember,
    Decision,
    Document,
    Fact,
    Finding,
    FindingState,
    Judgement,
    Match,
    Stage,
    Verdict,
    Version,
    VersionKind,
    queue,
)
from policywatch.documents import Flagging, FoundFact, FoundFinding, FoundMatch, ScorePart
from policywatch.flagging.candidates import store_sightings
from policywatch.flagging.pieces import Pieces
from policywatch.flagging.reasons import UPGRADED, Reasons
from policywatch.flagging.tool import flagger_version
from policywatch.work import StageCounts

MENTION_REMOVED = "mention-removed"
MENTION_REMOVED_SCORE = 70.0
COPIED = "a copy of a document that has this finding"
DECIDED = (FindingState.RELEVANT, FindingState.NOT_RELEVANT)
_Found = TypeVar("_Found", FoundMatch, FoundFact)
OVER = (FindingState.WITHDRAWN, FindingState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Named:
    """The programmes that a version named, each with how; `number` is the version's."""

    version_id: int
    number: int
    programmes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Flagged:
    """What was found in a version, and what the version before it named (None: none came before).

    `level` is its source's.
    """

    flagging: Flagging
    level: str
    before: Named | None = None


@dataclass(slots=True)
class Writer:
    """Writes what one version holds, in the caller's transaction; again the same: no change."""

    session: Session
    reasons: Reasons
    release_id: int
    now: datetime
    counts: StageCounts

    @property
    def threshold(self) -> float:
        """The score from which a finding is told."""
        return self.reasons.watchlists.threshold

    def write(self, version_id: int, flagged: Flagged) -> None:
        """Replace what was said of the version by what is said now.

        An older version than the document's current one is read for its names only: its findings
        stand as superseded, and if it names other programmes than it was known to, the version
        after it is compared with it again.
        """
        flagging = flagged.flagging
        version, document, judged = self.session.execute(_OF_VERSION, {"id": version_id}).one()
        current = document.version_id in (None, version.id)
        wanted = list(flagging.findings)
        scrubbed = self._scrubbed(version, flagged)
        wanted += [scrubbed] if scrubbed else []
        standing = self._findings_of(version)
        self._withdraw(standing, {finding.rule for finding in wanted}, judged)
        known = None if judged is None else judged.pieces.get("programmes")
        self._replace_readings(version, flagged, judged)
        is_copy = self._is_copy(document)
        for finding in wanted:
            self._upsert(version, standing.get(finding.rule), finding, current, is_copy)
        if current:
            self._supersede(version)
            if is_copy:
                self._settle_copies(document)
        elif known != sorted(set(flagging.programmes)):
            self._flag_next_again(version)

    def _flag_next_again(self, version: Version) -> None:
        """Let a later version that was flagged before this one look again for scrubbed names."""
        later = (
            select(Version.id)
            .join(Judgement, Judgement.version_id == Version.id)
            .where(Version.document_id == version.document_id, Version.number > version.number)
        )
        next_one = self.session.scalar(later.order_by(Version.number).limit(1))
        if next_one is not None:
            queue(self.session, Stage.FLAG, [next_one], self.now)

    def _findings_of(self, version: Version) -> dict[str, Finding]:
        """Return every finding of a version, by rule."""
        rows = self.session.scalars(_FINDINGS, {"id": version.id})
        return {finding.rule: finding for finding in rows}

    def _is_copy(self, document: Document) -> bool:
        """Whether a document is a copy of another one, or has copies."""
        return self.session.scalar(_COPY_GROUP, {"id": document.id}) is not None

    def _replace_readings(
        self, version: Version, flagged: Flagged, judged: Judgement | None
    ) -> None:
        flagging = flagged.flagging
        if judged is None:
            self._insert(Match, version, flagging.matches, release_id=self.release_id)
            self._insert(Fact, version, flagging.facts)
        else:
            matches = self._without_standing(Match, version, flagging.matches)
            self._insert(Match, version, matches, release_id=self.release_id)
            self.session.execute(
                _CONFIRM, {"of_version": version.id, "by_release": self.release_id}
            )
            self._insert(Fact, version, self._without_standing(Fact, version, flagging.facts))
        genre = flagging.genre
        judgement = {
            "release_id": self.release_id,
            "flagger": flagger_version(),
            "genre": genre.name,
            "confidence": genre.confidence,
            "reasons": list(genre.reasons),
            "pieces": Pieces.of(flagging, flagged.level).to_json(),
            "unsearched": flagging.unsearched,
        }
        if judged is None:
            judged = Judgement(version_id=version.id)
            self.session.add(judged)
        for name, value in judgement.items():
            setattr(judged, name, value)
        store_sightings(self.session, version, flagging.candidates, self.now)
        self.counts.add("matches", len(flagging.matches))
        self.counts.add("facts", len(flagging.facts))

    def _without_standing(
        self, table: type[Match | Fact], version: Version, found: Sequence[_Found]
    ) -> list[_Found]:
        """Delete the rows that say what is not found any more; return what no row says yet.

        An edit of the watchlists leaves most of what was found in a text as it was.
        """
        standing: dict[tuple[object, ...], list[int]] = {}
        for row in self.session.execute(_STANDING[table], {"id": version.id}):
            standing.setdefault(tuple(row[1:]), []).append(row[0])
        new = []
        for one in found:
            ids = standing.get(tuple(one))
            if ids:
                ids.pop()
            else:
                new.append(one)
        gone = [number for ids in standing.values() for number in ids]
        if gone:
            rows = _table(table)
            self.session.execute(delete(rows).where(rows.c.id.in_(gone)))
        return new

    def _insert(
        self,
        table: type[Match | Fact],
        version: Version,
        found: Sequence[FoundMatch | FoundFact],
        **common: int,
    ) -> None:
        """Insert many rows by one statement: as objects they would cost most of the stage."""
        if found:
            of_all = {"version_id": version.id, **common}
            rows = [one._asdict() | of_all for one in found]
            self.session.execute(insert(_table(table)), rows)

    def _scrubbed(self, version: Version, flagged: Flagged) -> FoundFinding | None:
        """Record the programmes that the version before named and this one does not."""
        before = flagged.before
        if before is None or version.kind is VersionKind.TECHNICAL:
            return None
        named = flagged.flagging.programmes
        gone = {name: text for name, text in before.programmes.items() if name not in named}
        if not gone:
            return None
        already = select(Change.id).where(
            Change.version_id == version.id, Change.kind == ChangeKind.MENTION_REMOVED
        )
        if self.session.scalar(already) is None:
            change = Change(
                document_id=version.document_id,
                version_id=version.id,
                previous_version_id=before.version_id,
                kind=ChangeKind.MENTION_REMOVED,
                at=self.now,
                detail={"programmes": gone},
            )
            self.session.add(change)
            self.counts.add("mentions removed")
        told = ", ".join(f"{name} ({text})" for name, text in gone.items())
        reason = f"no longer names {told}, which version {before.number} named"
        part = ScorePart(f"removed since version {before.number}: {told}", MENTION_REMOVED_SCORE)
        return FoundFinding(
            MENTION_REMOVED, MENTION_REMOVED_SCORE, "high", reason, (part,), tuple(gone)
        )

    def _withdraw(
        self, standing: dict[str, Finding], rules: set[str], judged: Judgement | None
    ) -> None:
        """Take back the findings whose rule no longer holds, and say what ended them."""
        for finding in standing.values():
            if finding.rule not in rules and finding.state not in OVER:
                finding.state = FindingState.WITHDRAWN
                finding.state_reason = self._why_over(finding, judged)
                self.counts.add("withdrawn")

    def _why_over(self, finding: Finding, judged: Judgement | None) -> str:
        if judged is None or judged.flagger != flagger_version():
            return UPGRADED
        return self.reasons.why(self.session, judged.release_id, finding.rule, finding.programmes)

    def _upsert(
        self,
        version: Version,
        finding: Finding | None,
        found: FoundFinding,
        current: bool,
        is_copy: bool,
    ) -> None:
        key = _evidence_key(version.document_id, found)
        if finding is None:
            finding = Finding(
                document_id=version.document_id, version_id=version.id, rule=found.rule, at=self.now
            )
            finding.state, finding.state_reason = self._first_state(version, None, key)
            self.session.add(finding)
            self.counts.add("findings")
        elif finding.state is FindingState.WITHDRAWN:
            finding.state, finding.state_reason = self._first_state(version, finding.id, key)
        finding.release_id = self.release_id
        finding.score, finding.severity = found.score, found.severity
        finding.reason, finding.evidence_key = found.reason, key
        finding.parts = [part._asdict() for part in found.parts]
        finding.programmes = list(found.programmes)
        if not current and finding.state in (FindingState.OPEN, FindingState.FOLDED):
            finding.state = FindingState.SUPERSEDED
            finding.state_reason = "a newer version has its own findings"
        if is_copy or finding.state is FindingState.FOLDED:
            self._fold_into_original(finding)
        self.session.flush()
        if finding.state is FindingState.OPEN and finding.score >= self.threshold:
            queue(self.session, Stage.ALERT, [finding.id], self.now)

    def _first_state(self, version: Version, own: int | None, key: str) -> tuple[FindingState, str]:
        """Return OPEN, or the verdict given to the finding itself (`own`) or the same evidence."""
        if own is None and version.number == 1:
            return FindingState.OPEN, ""  # nothing came before it that could have been decided
        decided = self.session.execute(
            select(Decision.verdict, Version.number, Finding.id)
            .join(Finding, Finding.id == Decision.finding_id)
            .join(Version, Version.id == Finding.version_id)
            .where(Finding.document_id == version.document_id)
            .where(or_(Finding.evidence_key == key, Finding.id == own))
            .where(Decision.verdict != Verdict.NOTE)
            .order_by((Finding.id == own).desc(), Decision.id.desc())
            .limit(1)
        ).first()
        if decided is None or decided.verdict is Verdict.REOPENED:
            return FindingState.OPEN, ""
        state = FindingState(decided.verdict.value)
        if decided.id == own:
            return state, ""
        return state, f"decided on version {decided.number}, which rests on the same names"

    def _fold_into_original(self, finding: Finding) -> None:
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
            .where(Finding.state.not_in([FindingState.WITHDRAWN, FindingState.SUPERSEDED]))
        )
        held = self.session.execute(original).first()
        if held is not None and set(finding.programmes) <= set(held.programmes):
            finding.state, finding.folded_into_id = FindingState.FOLDED, held.id
            finding.state_reason = COPIED
            self.counts.add("folded")
        elif finding.state is FindingState.FOLDED:
            finding.state, finding.folded_into_id = FindingState.OPEN, None
            finding.state_reason = ""

    def _supersede(self, version: Version) -> None:
        if version.number == 1:
            return
        older = (
            select(Finding)
            .join(Version, Version.id == Finding.version_id)
            .where(Finding.document_id == version.document_id, Version.number < version.number)
            .where(Finding.state.in_([FindingState.OPEN, FindingState.FOLDED, *DECIDED]))
        )
        for finding in self.session.scalars(older):
            finding.state = FindingState.SUPERSEDED
            finding.state_reason = f"version {version.number} has its own findings"

    def _settle_copies(self, original: Document) -> None:
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
                self.counts.add("folded")
                continue
            finding.state, finding.state_reason = FindingState.OPEN, "its original no longer has it"
            if finding.score >= self.threshold:
                queue(self.session, Stage.ALERT, [finding.id], self.now)

    def _standing(self, document: Document) -> dict[str, tuple[int | None, Sequence[str]]]:
        """Return the findings of a document's current version that still hold, by rule.

        Each with the programmes that it rests on.
        """
        held = select(Finding.rule, Finding.id, Finding.programmes).where(
            Finding.version_id == document.version_id,
            Finding.state.not_in([FindingState.WITHDRAWN, FindingState.SUPERSEDED]),
        )
        rows = self.session.execute(held)
        return {row.rule: (row.id, row.programmes) for row in rows}


def _table(model: type[Base]) -> Table:
    """Return a model's table: rows go into it by the thousand, without the cost of objects."""
    return cast(Table, model.__table__)


_OF_VERSION = (
    select(Version, Document, Judgement)
    .join(Document, Document.id == Version.document_id)
    .outerjoin(Judgement, Judgement.version_id == Version.id)
    .where(Version.id == bindparam("id"))
)
_FINDINGS = select(Finding).where(Finding.version_id == bindparam("id"))
_COPY_GROUP = select(CopyMember.group_id).where(CopyMember.document_id == bindparam("id")).limit(1)
_STANDING = {
    table: select(rows.c.id, *(rows.c[name] for name in fields)).where(
        rows.c.version_id == bindparam("id")
    )
    for table, fields, rows in (
        (Match, FoundMatch._fields, _table(Match)),
        (Fact, FoundFact._fields, _table(Fact)),
    )
}
_CONFIRM = (
    update(_table(Match))
    .where(_table(Match).c.version_id == bindparam("of_version"))
    .values(release_id=bindparam("by_release"))
)


def _evidence_key(document_id: int, found: FoundFinding) -> str:
    names = ",".join(sorted(found.programmes))
    return hashlib.sha256(f"{document_id}|{found.rule}|{names}".encode()).hexdigest()
