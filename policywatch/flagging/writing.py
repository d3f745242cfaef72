"""What was found in a version, written: matches, facts, genre, findings, and what was scrubbed."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from models import (
    Change,
    ChangeKind,
    Decision,
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
from policywatch.documents import Flagging, FoundFinding, ScorePart
from policywatch.flagging.candidates import store_sightings
from policywatch.flagging.pieces import Pieces
from policywatch.flagging.reasons import UPGRADED, Reasons
from policywatch.flagging.standing import Found, Standing, table_of
from policywatch.flagging.telling import OVER, Telling
from policywatch.flagging.tool import flagger_version
from policywatch.work import StageCounts

MENTION_REMOVED = "mention-removed"
MENTION_REMOVED_SCORE = 70.0
DECIDED = (FindingState.RELEVANT, FindingState.NOT_RELEVANT)
MOST_ROWS = 20_000
MOST_IDS = 5_000


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
    """Writes what versions hold, in the caller's transaction; again the same: no change."""

    session: Session
    reasons: Reasons
    release_id: int
    now: datetime
    counts: StageCounts
    _stored: Standing = field(init=False)
    _waiting: set[int] = field(default_factory=set)
    _telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        threshold = self.reasons.watchlists.threshold
        self._telling = Telling(self.session, threshold, self.counts)

    def write(self, flagged: Sequence[tuple[int, Flagged]]) -> None:
        """Replace what was said of versions by what is said now, by few statements for many.

        An older version than the document's current one is read for its names only: its findings
        stand as superseded, and if it names other programmes than it was known to, the version
        after it is compared with it again.
        """
        for some in _in_parts(flagged):
            ids = [version_id for version_id, _ in some]
            self._stored = Standing.read(self.session, ids)
            self._waiting = set(ids)
            self._replace_readings(some)
            for version_id, one in some:
                self._waiting.discard(version_id)
                self._judge(version_id, one)
            self.session.flush()
            self._telling.queue_alerts(self.now)

    def _judge(self, version_id: int, flagged: Flagged) -> None:
        """Write a version's judgement and findings."""
        flagging = flagged.flagging
        version, document, judged = self._stored.versions[version_id]
        current = document.version_id in (None, version.id)
        wanted = list(flagging.findings)
        scrubbed = self._scrubbed(version, flagged)
        wanted += [scrubbed] if scrubbed else []
        standing = self._stored.findings.get(version_id, {})
        self._withdraw(standing, {finding.rule for finding in wanted}, judged)
        known = None if judged is None else judged.pieces.get("programmes")
        self._replace_judgement(version, flagged, judged)
        is_copy = document.id in self._stored.copies
        for finding in wanted:
            self._upsert(version, standing.get(finding.rule), finding, current, is_copy)
        if current:
            self._supersede(version)
            if is_copy:
                self._telling.settle_copies(document)
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
        if next_one is not None and next_one not in self._waiting:
            queue(self.session, Stage.FLAG, [next_one], self.now)

    def _replace_readings(self, flagged: Sequence[tuple[int, Flagged]]) -> None:
        """Write the matches, facts and sightings of versions; what stands already stays written."""
        self._replace(Match, [(number, one.flagging.matches) for number, one in flagged])
        self._replace(Fact, [(number, one.flagging.facts) for number, one in flagged])
        sighted = [
            (self._stored.versions[number][0], one.flagging.candidates) for number, one in flagged
        ]
        store_sightings(self.session, sighted, self.now)

    def _replace(
        self,
        table: type[Match | Fact],
        all_found: Sequence[tuple[int, Sequence[Found]]],
    ) -> None:
        """Delete the rows that say what is not found any more; insert what no row says yet."""
        rows = table_of(table)
        of_release = {"release_id": self.release_id} if table is Match else {}
        new: list[dict[str, object]] = []
        gone: list[int] = []
        for version_id, found in all_found:
            added, over = self._stored.compare(table, version_id, found)
            new += [one._asdict() | {"version_id": version_id} | of_release for one in added]
            gone += over
            self.counts.add("matches" if table is Match else "facts", len(found))
        for first in range(0, len(gone), MOST_IDS):
            some = gone[first : first + MOST_IDS]
            self.session.execute(delete(rows).where(rows.c.id.in_(some)))
        if table is Match:
            ids = [version_id for version_id, _ in all_found]
            other = (rows.c.version_id.in_(ids), rows.c.release_id != self.release_id)
            self.session.execute(update(rows).where(*other).values(release_id=self.release_id))
        if new:
            self.session.execute(insert(rows), new)

    def _replace_judgement(
        self, version: Version, flagged: Flagged, judged: Judgement | None
    ) -> None:
        flagging = flagged.flagging
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
        finding.explain(found.reason)
        finding.evidence_key = key
        finding.parts = [part._asdict() for part in found.parts]
        finding.programmes = list(found.programmes)
        if not current and finding.state in (FindingState.OPEN, FindingState.FOLDED):
            finding.state = FindingState.SUPERSEDED
            finding.state_reason = "a newer version has its own findings"
        if is_copy or finding.state is FindingState.FOLDED:
            self._telling.fold_into_original(finding)
        self._telling.tell(finding)

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


def _in_parts(
    flagged: Sequence[tuple[int, Flagged]],
) -> Iterator[Sequence[tuple[int, Flagged]]]:
    """Yield versions in parts that have no more than MOST_ROWS matches and facts, or are one."""
    part: list[tuple[int, Flagged]] = []
    rows = 0
    for version_id, one in flagged:
        more = len(one.flagging.matches) + len(one.flagging.facts)
        if part and rows + more > MOST_ROWS:
            yield part
            part, rows = [], 0
        part.append((version_id, one))
        rows += more
    if part:
        yield part


def _evidence_key(document_id: int, found: FoundFinding) -> str:
    names = ",".join(sorted(found.programmes))
    return hashlib.sha256(f"{document_id}|{found.rule}|{names}".encode()).hexdigest()
