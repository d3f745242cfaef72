"""Flag every version that waits for it: matches, facts, genre, findings, and what was scrubbed."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from models import (
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
    MatchTarget,
    Source,
    Stage,
    Verdict,
    Version,
    VersionKind,
    queue,
    write_session,
)
from policywatch.catalogue.watchlists import current_release
from policywatch.documents import Block, BlockKind, Flagging, FoundFinding, ScorePart
from policywatch.flagging.candidates import store_sightings
from policywatch.flagging.flagger import Flagger
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through

MENTION_REMOVED = "mention-removed"
MENTION_REMOVED_SCORE = 70.0
COPIED = "a copy of a document that has this finding"
DECIDED = (FindingState.RELEVANT, FindingState.NOT_RELEVANT)


def flag_versions(
    engine: Engine,
    flagger: Flagger,
    *,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Flag the versions whose work stands in the store; write their findings and what alerts."""
    with write_session(engine) as session:
        release_id = current_release(session, flagger.watchlists, now()).id

    def compute(session: Session, version_id: int) -> Flagging | None:
        version = session.get(Version, version_id)
        if version is None:
            return None
        document = session.get_one(Document, version.document_id)
        source = session.get_one(Source, document.source_id)
        reading = version.reading
        return flagger.flag(
            reading.text,
            title=reading.title or document.listed_title,
            blocks=_blocks(reading.blocks),
            level=source.level,
        )

    def write(
        session: Session, version_id: int, flagging: Flagging | None, counts: StageCounts
    ) -> None:
        if flagging is not None:
            _Writer(session, flagger.threshold, release_id, now(), counts).write(
                session.get_one(Version, version_id), flagging
            )

    return work_through(
        engine, Stage.FLAG, compute, write, shard=shard, limit=limit, progress=progress, now=now
    )


def _blocks(stored: list[dict[str, object]]) -> tuple[Block, ...]:
    return tuple(Block(**{**b, "kind": BlockKind(str(b["kind"]))}) for b in stored)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Writer:
    """Writes what one version holds, in the caller's transaction; again the same: no change."""

    session: Session
    threshold: float
    release_id: int
    now: datetime
    counts: StageCounts

    def write(self, version: Version, flagging: Flagging) -> None:
        """Replace what was said of the version by what is said now.

        An older version than the document's current one is read for its names only: its findings
        stand as superseded, and the version after it is compared with it again.
        """
        self._replace_readings(version, flagging)
        document = self.session.get_one(Document, version.document_id)
        current = document.version_id in (None, version.id)
        wanted = list(flagging.findings)
        scrubbed = self._scrubbed(version, flagging)
        wanted += [scrubbed] if scrubbed else []
        self._withdraw(version, {finding.rule for finding in wanted})
        for finding in wanted:
            self._upsert(version, finding, current)
        if current:
            self._supersede(version)
            self._settle_copies(document)
        else:
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

    def _replace_readings(self, version: Version, flagging: Flagging) -> None:
        for table in (Match, Fact, Judgement):
            self.session.execute(delete(table).where(table.version_id == version.id))
        self.session.add_all(
            Match(
                version_id=version.id,
                release_id=self.release_id,
                **asdict(match) | {"target": MatchTarget(match.target)},
            )
            for match in flagging.matches
        )
        self.session.add_all(Fact(version_id=version.id, **asdict(fact)) for fact in flagging.facts)
        genre = flagging.genre
        self.session.add(
            Judgement(
                version_id=version.id,
                release_id=self.release_id,
                genre=genre.name,
                confidence=genre.confidence,
                reasons=list(genre.reasons),
                unsearched=flagging.unsearched,
            )
        )
        store_sightings(self.session, version, flagging.candidates, self.now)
        self.counts.add("matches", len(flagging.matches))
        self.counts.add("facts", len(flagging.facts))

    def _previous(self, version: Version) -> Version | None:
        earlier = select(Version).where(
            Version.document_id == version.document_id, Version.number < version.number
        )
        return self.session.scalar(earlier.order_by(Version.number.desc()).limit(1))

    def _scrubbed(self, version: Version, flagging: Flagging) -> FoundFinding | None:
        """Record the programmes that the version before named and this one does not."""
        previous = self._previous(version)
        if previous is None or version.kind is VersionKind.TECHNICAL:
            return None
        held = select(Match.target_id, Match.text).where(
            Match.version_id == previous.id, Match.held, Match.target == MatchTarget.PROGRAMME
        )
        before = dict(self.session.execute(held).all())
        gone = {name: text for name, text in before.items() if name not in flagging.programmes}
        if not gone:
            return None
        already = select(Change.id).where(
            Change.version_id == version.id, Change.kind == ChangeKind.MENTION_REMOVED
        )
        if self.session.scalar(already) is None:
            change = Change(
                document_id=version.document_id,
                version_id=version.id,
                previous_version_id=previous.id,
                kind=ChangeKind.MENTION_REMOVED,
                at=self.now,
                detail={"programmes": gone},
            )
            self.session.add(change)
            self.counts.add("mentions removed")
        named = ", ".join(f"{name} ({text})" for name, text in gone.items())
        reason = f"no longer names {named}, which version {previous.number} named"
        part = ScorePart(f"removed since version {previous.number}: {named}", MENTION_REMOVED_SCORE)
        return FoundFinding(
            MENTION_REMOVED, MENTION_REMOVED_SCORE, "high", reason, (part,), tuple(gone)
        )

    def _withdraw(self, version: Version, rules: set[str]) -> None:
        standing = select(Finding).where(
            Finding.version_id == version.id, Finding.state != FindingState.WITHDRAWN
        )
        for finding in self.session.scalars(standing):
            if finding.rule not in rules and finding.state is not FindingState.SUPERSEDED:
                finding.state = FindingState.WITHDRAWN
                finding.state_reason = "its rule no longer holds under the current watchlists"
                self.counts.add("withdrawn")

    def _upsert(self, version: Version, found: FoundFinding, current: bool) -> None:
        key = _evidence_key(version.document_id, found)
        finding = self.session.scalar(
            select(Finding).where(Finding.version_id == version.id, Finding.rule == found.rule)
        )
        if finding is None:
            finding = Finding(
                document_id=version.document_id, version_id=version.id, rule=found.rule, at=self.now
            )
            finding.state, finding.state_reason = self._first_state(version, found, key)
            self.session.add(finding)
            self.counts.add("findings")
        elif finding.state is FindingState.WITHDRAWN:
            finding.state, finding.state_reason = self._first_state(version, found, key)
        finding.release_id = self.release_id
        finding.score, finding.severity = found.score, found.severity
        finding.reason, finding.evidence_key = found.reason, key
        finding.parts = [asdict(part) for part in found.parts]
        finding.programmes = list(found.programmes)
        if not current and finding.state in (FindingState.OPEN, FindingState.FOLDED):
            finding.state = FindingState.SUPERSEDED
            finding.state_reason = "a newer version has its own findings"
        self._fold_into_original(finding)
        self.session.flush()
        if finding.state is FindingState.OPEN and finding.score >= self.threshold:
            queue(self.session, Stage.ALERT, [finding.id], self.now)

    def _first_state(
        self, version: Version, found: FoundFinding, key: str
    ) -> tuple[FindingState, str]:
        """Return OPEN, or the verdict given to the same evidence in an earlier version."""
        decided = self.session.execute(
            select(Decision.verdict, Version.number)
            .join(Finding, Finding.id == Decision.finding_id)
            .join(Version, Version.id == Finding.version_id)
            .where(Finding.document_id == version.document_id, Finding.evidence_key == key)
            .where(Decision.verdict != Verdict.NOTE)
            .order_by(Decision.id.desc())
            .limit(1)
        ).first()
        if decided is None or decided.verdict is Verdict.REOPENED:
            return FindingState.OPEN, ""
        state = FindingState(decided.verdict.value)
        return state, f"decided on version {decided.number}, which rests on the same names"

    def _fold_into_original(self, finding: Finding) -> None:
        """Let a copy's finding stand with the original's; what is no copy any more stands alone."""
        if finding.state not in (FindingState.OPEN, FindingState.FOLDED):
            return
        original = (
            select(Finding.id)
            .join(Document, Document.version_id == Finding.version_id)
            .join(CopyGroup, CopyGroup.original_id == Document.id)
            .join(CopyMember, CopyMember.group_id == CopyGroup.id)
            .where(CopyMember.document_id == finding.document_id)
            .where(Document.id != finding.document_id, Finding.rule == finding.rule)
            .where(Finding.state.not_in([FindingState.WITHDRAWN, FindingState.SUPERSEDED]))
        )
        original_id = self.session.scalar(original)
        if original_id is not None:
            finding.state, finding.folded_into_id = FindingState.FOLDED, original_id
            finding.state_reason = COPIED
            self.counts.add("folded")
        elif finding.state is FindingState.FOLDED:
            finding.state, finding.folded_into_id = FindingState.OPEN, None
            finding.state_reason = ""

    def _supersede(self, version: Version) -> None:
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
            now_in = standing.get(finding.rule)
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

    def _standing(self, document: Document) -> dict[str, int]:
        """Return the findings of a document's current version that still hold, by rule."""
        held = select(Finding.rule, Finding.id).where(
            Finding.version_id == document.version_id,
            Finding.state.not_in([FindingState.WITHDRAWN, FindingState.SUPERSEDED]),
        )
        return {row.rule: row.id for row in self.session.execute(held)}


def _evidence_key(document_id: int, found: FoundFinding) -> str:
    names = ",".join(sorted(found.programmes))
    return hashlib.sha256(f"{document_id}|{found.rule}|{names}".encode()).hexdigest()
