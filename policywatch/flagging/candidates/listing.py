"""Candidates as analysts see them: ranked, with sample sentences and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Candidate,
    CandidateDecision,
    CandidateState,
    Document,
    Reading,
    Sighting,
    Source,
    Version,
)
from policywatch.flagging.candidates.lessons import CandidateError
from policywatch.flagging.folding import fold_name

MAX_SENTENCE_CHARS = 240


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence that names a candidate; `start:end` is the name in it."""

    sentence: str
    start: int
    end: int
    shown: str
    document_id: int
    url: str
    title: str
    source: str
    publisher: str
    published: str | None
    version: int


def ranked(
    session: Session, state: CandidateState | None, *, limit: int, offset: int = 0
) -> list[Candidate]:
    """Return candidates of a state (or of all), the best first."""
    query = select(Candidate)
    if state is not None:
        query = query.where(Candidate.state == state)
    ordered = query.order_by(Candidate.score.desc(), Candidate.id.desc())
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def count_by_state(session: Session) -> dict[CandidateState, int]:
    """Return how many candidates there are of each state."""
    rows = session.execute(select(Candidate.state, func.count()).group_by(Candidate.state))
    return dict(rows.all())


def find_candidate(session: Session, name: str) -> Candidate:
    """Return the candidate of a name, however it is written.

    Raises:
        CandidateError: there is none; the message names similar ones.
    """
    folded = fold_name(name)
    found = session.scalar(select(Candidate).where(Candidate.head == folded))
    if found is None:
        named = select(Sighting.stem, Sighting.head).where(Sighting.name == folded).limit(1)
        stem, head = session.execute(named).first() or ("", "")
        same = session.scalars(select(Candidate).where(Candidate.stem == stem))
        found = next((c for c in same if head in c.heads), None)
    if found is None:
        raise CandidateError(f"there is no candidate {name!r}: `policywatch candidates` lists them")
    return found


def samples_of(session: Session, candidates: Sequence[Candidate]) -> dict[int, list[Sample]]:
    """Return the most telling sentences of each candidate, by its id."""
    wanted = {number for candidate in candidates for number in candidate.samples}
    found = {row.id: sample for row, sample in _samples(session, Sighting.id.in_(wanted))}
    return {
        candidate.id: [found[number] for number in candidate.samples if number in found]
        for candidate in candidates
    }


def sightings_of(session: Session, candidate: Candidate, limit: int) -> list[Sample]:
    """Return the sentences that name a candidate, the most telling first."""
    mine = (Sighting.stem == candidate.stem) & Sighting.head.in_(candidate.heads)
    return [sample for _, sample in _samples(session, mine, limit)]


def decisions_on(session: Session, candidate: Candidate) -> list[CandidateDecision]:
    """Return what was said of a candidate, in order."""
    said = select(CandidateDecision).where(CandidateDecision.head == candidate.head)
    return list(session.scalars(said.order_by(CandidateDecision.id)))


def _samples(session: Session, where: Any, limit: int = 1000) -> list[tuple[Sighting, Sample]]:
    rows = session.execute(
        select(Sighting, Reading, Document, Source, Version.number)
        .join(Version, Version.id == Sighting.version_id)
        .join(Reading, Reading.id == Version.reading_id)
        .join(Document, Document.id == Sighting.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(where)
        .order_by(Sighting.strength.desc(), Sighting.id)
        .limit(limit)
    )
    return [
        (sighting, _sample(sighting, reading, document, source, number))
        for sighting, reading, document, source, number in rows
    ]


def _sample(
    sighting: Sighting, reading: Reading, document: Document, source: Source, version: int
) -> Sample:
    title = reading.title or document.listed_title
    sentence, start, end = _sentence(sighting, reading.text, title)
    return Sample(
        sentence=sentence,
        start=start,
        end=end,
        shown=sighting.shown,
        document_id=document.id,
        url=document.url,
        title=title,
        source=source.id,
        publisher=source.publisher,
        published=reading.published or document.listed_date,
        version=version,
    )


def _sentence(sighting: Sighting, text: str, title: str) -> tuple[str, int, int]:
    """Return the sentence around a sighting, cut to length, with where the name is in it."""
    if sighting.start is None or sighting.end is None or sighting.sentence_end is None:
        title = " ".join(title.split())[:MAX_SENTENCE_CHARS]
        at = max(0, title.find(sighting.shown))
        return title, at, at + len(sighting.shown) if sighting.shown in title else at
    room = max(0, MAX_SENTENCE_CHARS - (sighting.end - sighting.start)) // 2
    first = max(sighting.sentence_start or 0, sighting.start - room)
    last = min(sighting.sentence_end, sighting.end + room)
    return text[first:last], sighting.start - first, sighting.end - first
