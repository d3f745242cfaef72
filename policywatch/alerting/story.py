"""A finding as a mail tells it: contact details masked, the matched words marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Document, Finding, Match, Reading, Source, Version, VersionKind
from policywatch.privacy import mask_contacts
from policywatch.settings import Settings

MAX_SENTENCES = 3
MAX_TITLE_CHARS = 160
MAX_PARTS = 12
BEFORE_CHARS = 80
AFTER_CHARS = 140
# Masked with this much on each side, so that a cut never leaves half an address unmasked.
MARGIN_CHARS = 120


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of an excerpt; `matched` says that it is to be highlighted."""

    text: str
    matched: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What one part added to the score."""

    points: str
    what: str


@dataclass(frozen=True, slots=True)
class Story:
    """What a mail says of one finding."""

    finding_id: int
    rule: str
    score: int
    severity: str
    reason: str
    programmes: tuple[str, ...]
    sentences: tuple[tuple[Stretch, ...], ...]
    points: tuple[Point, ...]
    title: str
    publisher: str
    place: str
    source: str
    published: str
    version: int
    newly_readable: bool
    url: str
    link: str


def tell(session: Session, findings: Sequence[Finding], settings: Settings) -> list[Story]:
    """Return the story of each finding, in the order given, in two queries."""
    if not findings:
        return []
    version_ids = {finding.version_id for finding in findings}
    rows = session.execute(
        select(Version, Reading, Document, Source)
        .join(Reading, Reading.id == Version.reading_id)
        .join(Document, Document.id == Version.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Version.id.in_(version_ids))
    )
    places = {
        version.id: (version, reading, document, source)
        for version, reading, document, source in rows
    }
    matches: dict[int, list[Match]] = {version_id: [] for version_id in version_ids}
    held = select(Match).where(Match.version_id.in_(version_ids), Match.held)
    for match in session.scalars(held.order_by(Match.start)):
        matches[match.version_id].append(match)
    return [
        _story(finding, *places[finding.version_id], matches[finding.version_id], settings)
        for finding in findings
    ]


def _story(
    finding: Finding,
    version: Version,
    reading: Reading,
    document: Document,
    source: Source,
    matches: list[Match],
    settings: Settings,
) -> Story:
    title = mask_contacts(reading.title or document.listed_title)
    return Story(
        finding_id=finding.id,
        rule=finding.rule,
        score=round(finding.score),
        severity=finding.severity,
        reason=mask_contacts(finding.reason),
        programmes=tuple(str(name) for name in finding.programmes),
        sentences=_sentences(finding, reading.text, matches),
        points=tuple(_point(part) for part in finding.parts[:MAX_PARTS]),
        title=_shortened(" ".join(title.split()), MAX_TITLE_CHARS),
        publisher=source.publisher,
        place=source.place,
        source=source.id,
        published=reading.published or document.listed_date or "",
        version=version.number,
        newly_readable=version.kind is VersionKind.TECHNICAL,
        url=document.url,
        link=f"{settings.review_address}/documents/{document.id}#finding-{finding.id}",
    )


def _point(part: dict[str, Any]) -> Point:
    form = part.get("form") or ""
    what = str(part["what"]) + (f" ({form})" if form not in ("", "exact") else "")
    points = float(part["points"])
    return Point(f"{points:+g}" if points else "", mask_contacts(what))


def _sentences(
    finding: Finding, text: str, matches: list[Match]
) -> tuple[tuple[Stretch, ...], ...]:
    """Return the sentences that hold what the finding rests on, those that name it first."""
    rests_on = {(p["start"], p["end"]) for p in finding.parts if p.get("start") is not None}
    named = [m for m in matches if m.target_id in finding.programmes]
    others = [m for m in matches if (m.start, m.end) in rests_on and m not in named]
    chosen: dict[tuple[int, int], list[Match]] = {}
    for match in named + others:
        chosen.setdefault((match.sentence_start, match.sentence_end), []).append(match)
    return tuple(
        _excerpt(text, start, end, found)
        for (start, end), found in list(chosen.items())[:MAX_SENTENCES]
    )


def _excerpt(text: str, start: int, end: int, matches: list[Match]) -> tuple[Stretch, ...]:
    first = min(match.start for match in matches)
    last = min(max(match.end for match in matches), first + AFTER_CHARS)
    low, high = max(start, first - BEFORE_CHARS), min(end, last + AFTER_CHARS)
    wide = text[max(start, low - MARGIN_CHARS) : min(end, high + MARGIN_CHARS)]
    masked = mask_contacts(wide)
    words = sorted({match.text for match in matches}, key=len, reverse=True)
    if masked == wide:
        shown = text[low:high]
    else:
        # Masking moved the offsets: the words are looked for again in what is left.
        at = next((masked.find(word) for word in words if word in masked), 0)
        low_at = max(0, at - BEFORE_CHARS)
        shown = masked[low_at : at + BEFORE_CHARS + AFTER_CHARS]
        low, high = start + low_at, low + len(shown)
    lead = "…" if low > start else ""
    tail = "…" if high < end else ""
    return (
        *((Stretch(lead, False),) if lead else ()),
        *_marked(shown, words),
        *((Stretch(tail, False),) if tail else ()),
    )


def _marked(text: str, words: list[str]) -> list[Stretch]:
    """Cut a text where one of the words stands, the longest word first."""
    for number, word in enumerate(words):
        if not word or word not in text:
            continue
        stretches: list[Stretch] = []
        for position, rest in enumerate(text.split(word)):
            if position:
                stretches.append(Stretch(word, True))
            stretches += _marked(rest, words[number + 1 :])
        return stretches
    return [Stretch(text, False)] if text else []


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
