"""Sightings to candidates: what a version names is stored with it, and each stem is settled.

A version's sightings are replaced in the transaction that flags it; that queues the stems they
touch. Settling a stem reads its sightings and writes its candidates anew, so that it can be killed
and repeated like any stage; sightings that come meanwhile queue it again.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, case, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import (
    Candidate,
    CandidateDecision,
    CandidateStem,
    CopyMember,
    Document,
    Sighting,
    Stage,
    Version,
    queue,
    write_session,
)
from policywatch.catalogue.watchlists import Watchlists, current_release
from policywatch.documents import FoundCandidate
from policywatch.flagging.candidates.boundaries import Spelling, settle_heads
from policywatch.flagging.candidates.lessons import learn, state_of
from policywatch.flagging.candidates.nearness import KnownNames, ending_of
from policywatch.flagging.candidates.scoring import weigh
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through

MAX_NAMES = 12
MAX_WRITTEN = 200
MAX_SAMPLES = 5
MAX_LOOKED_AT = 60
MAX_SOURCES = 20

# Documents that are copies of each other count as one text.
_TEXT = func.coalesce(-CopyMember.group_id, Sighting.document_id)


def store_sightings(
    session: Session,
    found: Sequence[tuple[Version, Sequence[FoundCandidate]]],
    now: datetime,
) -> None:
    """Replace the sightings of versions and queue their stems, in the caller's transaction."""
    ids = [version.id for version, _ in found]
    standing: dict[int, dict[str, Sighting]] = defaultdict(dict)
    for sighting in session.scalars(select(Sighting).where(Sighting.version_id.in_(ids))):
        standing[sighting.version_id][sighting.name] = sighting
    stems = {sighting.stem for rows in standing.values() for sighting in rows.values()}
    for version, candidates in found:
        _replace(session, version, standing[version.id], candidates)
        stems |= {candidate.stem for candidate in candidates}
    _queue_stems(session, stems, now)


def _replace(
    session: Session,
    version: Version,
    standing: dict[str, Sighting],
    candidates: Sequence[FoundCandidate],
) -> None:
    for candidate in candidates:
        row = _row(version, candidate)
        old = standing.pop(candidate.name, None)
        if old is None:
            session.add(Sighting(**row))
            continue
        for name, value in row.items():
            if getattr(old, name) != value:
                setattr(old, name, value)
    for gone in standing.values():
        session.delete(gone)


def _row(version: Version, found: FoundCandidate) -> dict[str, Any]:
    return {
        "version_id": version.id,
        "document_id": version.document_id,
        "at": version.at,
        "stem": found.stem,
        "head": found.head,
        "name": found.name,
        "shown": found.shown,
        "before": found.before,
        "quoted": found.quoted,
        "strength": found.strength,
        "signs": [list(sign) for sign in found.signs],
        "times": found.times,
        "start": found.start,
        "end": found.end,
        "sentence_start": found.sentence_start,
        "sentence_end": found.sentence_end,
    }


def _queue_stems(session: Session, stems: set[str], now: datetime) -> None:
    """Queue stems; the lock lets no settling that misses our sightings take their work away."""
    if not stems:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [{"stem": stem} for stem in sorted(stems)]
    session.execute(dialect.insert(CandidateStem).on_conflict_do_nothing(), rows)
    known = select(CandidateStem.id).where(CandidateStem.stem.in_(stems))
    ids = session.scalars(known.order_by(CandidateStem.id).with_for_update(read=True)).all()
    queue(session, Stage.SETTLE, ids, now)


def settle_candidates(
    engine: Engine,
    watchlists: Watchlists,
    *,
    shard: Shard = WHOLE,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Settle the stems whose work stands in the store: write the candidates they make."""
    with write_session(engine) as session:
        release_id = current_release(session, watchlists, now()).id
    known = KnownNames(watchlists.programmes)

    def write(session: Session, stem_id: int, _nothing: None, counts: StageCounts) -> None:
        stem = session.get(CandidateStem, stem_id, with_for_update=True)
        if stem is not None:
            _Settling(session, stem.stem, known, release_id).settle(counts)

    return work_through(
        engine,
        Stage.SETTLE,
        lambda _session, _stem: None,
        write,
        shard=shard,
        progress=progress,
        now=now,
    )


def _as_head(head: str, spelling: str, name: str) -> str:
    """Return a name as it is with the head that its spelling counts as."""
    if len(spelling) > len(head):
        return name[len(spelling) - len(head) :]
    return head[: len(head) - len(spelling)] + name


@dataclass(slots=True)
class _Settling:
    """Writes the candidates of one stem, in the caller's transaction; again the same: no change."""

    session: Session
    stem: str
    known: KnownNames
    release_id: int

    def settle(self, counts: StageCounts) -> None:
        """Write a candidate for each head that stands, and clear those that nothing names now."""
        heads: dict[str, list[str]] = defaultdict(list)
        for spelling, head in sorted(settle_heads(self._spellings()).items()):
            heads[head].append(spelling)
        standing = select(Candidate).where(Candidate.stem == self.stem)
        rows = {row.head: row for row in self.session.scalars(standing)}
        for head, spellings in sorted(heads.items()):
            row = rows.pop(head, None)
            counts.add("candidates", row is None)
            self._write(row, head, spellings)
        for row in rows.values():
            self._clear(row)

    def _spellings(self) -> list[Spelling]:
        texts = func.count(distinct(_TEXT))
        quoted = func.count(distinct(case((Sighting.quoted, _TEXT))))
        found = self.session.execute(
            select(Sighting.head, Sighting.before, texts, quoted)
            .outerjoin(CopyMember, CopyMember.document_id == Sighting.document_id)
            .where(Sighting.stem == self.stem)
            .group_by(Sighting.head, Sighting.before)
        )
        return [Spelling(*row) for row in found]

    def _write(self, row: Candidate | None, head: str, spellings: list[str]) -> None:
        mine = Sighting.head.in_(spellings)
        totals = self.session.execute(
            select(
                func.count(distinct(Sighting.version_id)).label("versions"),
                func.count(distinct(Sighting.document_id)).label("documents"),
                func.count(distinct(_TEXT)).label("texts"),
                func.count(distinct(Document.source_id)).label("sources"),
                func.min(Sighting.at).label("first"),
                func.max(Sighting.at).label("last"),
                func.avg(Sighting.strength).label("strength"),
            )
            .select_from(Sighting)
            .join(Document, Document.id == Sighting.document_id)
            .outerjoin(CopyMember, CopyMember.document_id == Sighting.document_id)
            .where(Sighting.stem == self.stem, mine)
        ).one()
        telling = self._telling(spellings)
        near = self.known.near(head)
        parts = weigh(
            [(s.strength, s.signs) for s in telling],
            mean_strength=float(totals.strength),
            texts=totals.texts,
            sources=totals.sources,
            near=near,
        )
        names = self._names(head, spellings)
        sources = self._sources(spellings)
        if row is None:
            row = Candidate(head=head, stem=self.stem, state=state_of(self.session, head))
        row.heads, row.names, row.sources = spellings, names, sources
        row.name, row.ending = names[0]["name"], ending_of(names[0]["folded"])
        row.versions, row.documents, row.texts = totals.versions, totals.documents, totals.texts
        row.first_seen_at, row.last_seen_at = totals.first, totals.last
        row.near = [
            {"programme": n.programme, "name": n.name, "how": n.how, "likeness": n.likeness}
            for n in near
        ]
        row.samples = [sighting.id for sighting in telling]
        row.worth = round(sum(part.points for part in parts), 1)
        row.parts = [{"what": p.what, "points": p.points, "words": list(p.words)} for p in parts]
        row.release_id = self.release_id
        learn(self.session, row)
        self.session.add(row)

    def _telling(self, spellings: list[str]) -> list[Sighting]:
        """Return the strongest sightings, one of each text."""
        rows = self.session.execute(
            select(Sighting, _TEXT)
            .outerjoin(CopyMember, CopyMember.document_id == Sighting.document_id)
            .where(Sighting.stem == self.stem, Sighting.head.in_(spellings))
            .order_by(Sighting.strength.desc(), Sighting.version_id, Sighting.id)
            .limit(MAX_LOOKED_AT)
        )
        first: dict[int, Sighting] = {}
        for sighting, text in rows:
            first.setdefault(text, sighting)
        return list(first.values())[:MAX_SAMPLES]

    def _names(self, head: str, spellings: list[str]) -> list[dict[str, Any]]:
        """Return how the candidate is written, the most frequent first, with its documents."""
        documents = func.count(distinct(Sighting.document_id))
        rows = self.session.execute(
            select(Sighting.head, Sighting.name, Sighting.shown, documents)
            .where(Sighting.stem == self.stem, Sighting.head.in_(spellings))
            .group_by(Sighting.head, Sighting.name, Sighting.shown)
            .order_by(documents.desc())
            .limit(MAX_WRITTEN)
        )
        names: dict[str, dict[str, Any]] = {}
        for spelling, name, shown, number in sorted(rows, key=lambda r: (-r[3], *r[:3])):
            folded, written = _as_head(head, spelling, name), _as_head(head, spelling, shown)
            named = names.setdefault(folded, {"name": written, "folded": folded, "documents": 0})
            named["documents"] += number
        ranked = sorted(
            names.values(), key=lambda n: (-n["documents"], len(n["folded"]), n["folded"])
        )
        return ranked[:MAX_NAMES]

    def _sources(self, spellings: list[str]) -> list[dict[str, Any]]:
        documents = func.count(distinct(Sighting.document_id))
        rows = self.session.execute(
            select(Document.source_id, documents)
            .select_from(Sighting)
            .join(Document, Document.id == Sighting.document_id)
            .where(Sighting.stem == self.stem, Sighting.head.in_(spellings))
            .group_by(Document.source_id)
            .order_by(documents.desc(), Document.source_id)
            .limit(MAX_SOURCES)
        )
        return [{"source": source, "documents": number} for source, number in rows]

    def _clear(self, row: Candidate) -> None:
        """Delete a candidate that nothing names any more, unless an analyst spoke of it."""
        said = select(CandidateDecision.id).where(CandidateDecision.head == row.head).limit(1)
        if self.session.scalar(said) is None:
            self.session.delete(row)
            return
        row.versions = row.documents = row.texts = 0
        row.sources, row.samples, row.parts = [], [], []
        row.worth = row.score = 0.0
