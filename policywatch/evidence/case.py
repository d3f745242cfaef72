"""What a finding rests on: its document, versions, exchanges and where these are sealed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Change,
    Document,
    Fact,
    Fetch,
    Finding,
    FindingState,
    Judgement,
    Manifest,
    Match,
    Reading,
    Release,
    Snapshot,
    Source,
    Submission,
    Version,
)
from policywatch.errors import PolicywatchError
from policywatch.evidence.manifests import unpacked
from policywatch.privacy import mask_contacts

FORMAT = "policywatch-evidence/1"
# Beside what brought a payload: the newest that confirmed it, or did not find it.
MAX_OTHER_EXCHANGES = 20
MAX_LINKS = 1000
NOT_TOLD = (FindingState.SUPERSEDED, FindingState.WITHDRAWN)


class NoFindingError(PolicywatchError):
    """There is no such finding."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exchange lies in the archive; of old ones only where it begins is known."""

    warc_file: str
    offset: int
    length: int | None
    sha256: str | None


@dataclass(slots=True)
class Case:
    """All that goes into a bundle. `about` is its JSON, but for where exchanges lie in its WARC.

    `places` are those of the exchanges, in their order there; `texts` go by their names.
    """

    about: dict[str, Any]
    places: list[Place] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)


def gather(session: Session, finding_id: int, instance: str) -> Case:
    """Return the case of a finding, contact details masked.

    Raises:
        NoFindingError: there is none of that number.
    """
    finding = session.get(Finding, finding_id)
    if finding is None:
        raise NoFindingError(
            f"there is no finding {finding_id}: `policywatch export` lists those there are"
        )
    document = session.get_one(Document, finding.document_id)
    case = Case(about={"format": FORMAT, "instance": instance})
    case.about["finding"] = _finding(session, finding)
    case.about["source"] = _source(session.get_one(Source, document.source_id))
    case.about["documents"] = [
        _document(session, case, one, part) for one, part in _documents(session, document)
    ]
    _add_manifests(session, case)
    return case


def _finding(session: Session, finding: Finding) -> dict[str, Any]:
    version = session.get_one(Version, finding.version_id)
    return {
        "id": finding.id,
        "document": finding.document_id,
        "version": version.number,
        "rule": finding.rule,
        "score": finding.score,
        "severity": finding.severity,
        "reason": mask_contacts(finding.reason),
        "programmes": finding.programmes,
        "parts": _masked(finding.parts),
        "state": finding.state.value,
        "found_at": finding.at.isoformat(),
        "watchlists_sha256": session.get_one(Release, finding.release_id).sha256,
    }


def _source(source: Source) -> dict[str, Any]:
    names = ("id", "name", "publisher", "level", "place", "url", "declaration_sha256")
    return {name: getattr(source, name) for name in names}


def _documents(session: Session, document: Document) -> list[tuple[Document, str]]:
    """Return the finding's document, the page that links to it, the files that were found in."""
    documents = [(document, "found in")]
    if document.parent_id is not None:
        documents.append((session.get_one(Document, document.parent_id), "links to it"))
    told = select(Finding.document_id).where(Finding.state.not_in(NOT_TOLD))
    files = session.scalars(
        select(Document)
        .where(Document.parent_id == document.id, Document.id.in_(told))
        .order_by(Document.id)
    )
    return [*documents, *((one, "its file, found in too") for one in files)]


def _document(session: Session, case: Case, document: Document, part: str) -> dict[str, Any]:
    versions = session.scalars(
        select(Version).where(Version.document_id == document.id).order_by(Version.number)
    ).all()
    snapshots = session.scalars(
        select(Snapshot).where(Snapshot.document_id == document.id).order_by(Snapshot.id)
    ).all()
    changes = session.scalars(
        select(Change).where(Change.document_id == document.id).order_by(Change.id)
    )
    return {
        "document": document.id,
        "part": part,
        "kind": document.kind.value,
        "url": document.url,
        "listed_title": mask_contacts(document.listed_title),
        "listed_date": document.listed_date,
        "state": document.state.value,
        "first_seen_at": document.first_seen_at.isoformat(),
        "last_seen_at": document.last_seen_at.isoformat() if document.last_seen_at else None,
        "versions": [_version(session, case, one) for one in versions],
        "submissions": _submissions(session, document),
        "changes": [{"kind": one.kind.value, "at": one.at.isoformat()} for one in changes],
        **_exchanges(session, case, document, snapshots),
    }


def _submissions(session: Session, document: Document) -> list[dict[str, Any]]:
    """Return how a document was given to us; by whom stays in the store."""
    given = session.scalars(
        select(Submission).where(Submission.document_id == document.id).order_by(Submission.id)
    )
    return [
        {
            "at": one.submitted_at.isoformat(),
            "channel": one.channel.value,
            "origin": mask_contacts(one.origin),
            "file_name": mask_contacts(one.file_name),
            "file_sha256": one.file_sha256,
            "saved_at": one.saved_at.isoformat() if one.saved_at else None,
        }
        for one in given
    ]


def _version(session: Session, case: Case, version: Version) -> dict[str, Any]:
    reading = session.get_one(Reading, version.reading_id)
    snapshot = session.get_one(Snapshot, reading.snapshot_id)
    name = f"text/document-{version.document_id}-version-{version.number}.txt"
    case.texts[name] = mask_contacts(f"{reading.title}\n\n{reading.text}\n")
    judgement = session.get(Judgement, version.id)
    matches = session.scalars(
        select(Match).where(Match.version_id == version.id).order_by(Match.start, Match.id)
    )
    facts = session.scalars(
        select(Fact).where(Fact.version_id == version.id).order_by(Fact.start, Fact.id)
    )
    return {
        "number": version.number,
        "kind": version.kind.value,
        "at": version.at.isoformat(),
        "title": mask_contacts(reading.title),
        "published": reading.published,
        "language": reading.language,
        "extractor": reading.extractor,
        "genre": judgement.genre if judgement else None,
        "text": name,
        "text_sha256_before_masking": version.text_sha256,
        "payload_sha256": snapshot.sha256,
        "payload_bytes": snapshot.size,
        "content_type": snapshot.content_type,
        "fetched_at": snapshot.fetched_at.isoformat(),
        "fetched_from": snapshot.url,
        "matches": [_match(one, reading.text) for one in matches],
        "facts": [_fact(one) for one in facts],
    }


def _match(match: Match, text: str) -> dict[str, Any]:
    return {
        "target": match.target.value,
        "id": match.target_id,
        "form": match.form,
        "text": mask_contacts(match.text),
        "sentence": mask_contacts(text[match.sentence_start : match.sentence_end]),
        "start": match.start,
        "end": match.end,
        "page": match.page,
        "in_title": match.in_title,
        "held": match.held,
        "context": mask_contacts(match.context),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    names = ("kind", "low", "high", "unit", "basis", "start", "end", "page")
    told = {name: getattr(fact, name) for name in names}
    return told | {name: mask_contacts(getattr(fact, name)) for name in ("text", "note", "about")}


def _exchanges(
    session: Session, case: Case, document: Document, snapshots: Iterable[Snapshot]
) -> dict[str, Any]:
    archived = select(Fetch).where(Fetch.document_id == document.id, Fetch.warc_file.is_not(None))
    brought = {(one.warc_file, one.warc_offset): one for one in snapshots}
    fetches = session.scalars(archived.order_by(Fetch.at.desc(), Fetch.id.desc()))
    chosen: list[tuple[Fetch | None, Snapshot | None]] = []
    others = 0
    for fetch in fetches:
        snapshot = brought.pop((str(fetch.warc_file), int(fetch.warc_offset or 0)), None)
        others += snapshot is None
        if snapshot is not None or others <= MAX_OTHER_EXCHANGES:
            chosen.append((fetch, snapshot))
    # What an analyst gave, or an older store: a payload without a fetch that tells of it.
    chosen += [(None, snapshot) for snapshot in reversed(brought.values())]
    told = [_exchange(session, case, *one) for one in reversed(chosen)]
    return {"exchanges": told, "exchanges_left_out": max(others - MAX_OTHER_EXCHANGES, 0)}


def _exchange(
    session: Session, case: Case, fetch: Fetch | None, snapshot: Snapshot | None
) -> dict[str, Any]:
    if fetch is None:
        if snapshot is None:
            raise ValueError("an exchange of which nothing is known")
        case.places.append(
            Place(
                snapshot.warc_file,
                snapshot.warc_offset,
                snapshot.warc_length,
                snapshot.warc_sha256,
            )
        )
        given = session.scalars(
            select(Submission)
            .where(Submission.snapshot_id == snapshot.id)
            .order_by(Submission.id)
            .limit(1)
        ).one_or_none()
        return {
            "fetch": None,
            "submission": given.id if given else None,
            "vantage": None,
            "at": snapshot.fetched_at.isoformat(),
            "url": snapshot.url,
            "payload_sha256": snapshot.sha256,
            "manifest": given.manifest_id if given else None,
        }
    case.places.append(
        Place(
            str(fetch.warc_file), int(fetch.warc_offset or 0), fetch.warc_length, fetch.warc_sha256
        )
    )
    return {
        "fetch": fetch.id,
        "at": fetch.at.isoformat(),
        "url": fetch.final_url or fetch.url,
        "status": fetch.status,
        "outcome": fetch.outcome.value,
        "vantage": fetch.vantage,
        "tls_verified": fetch.tls_verified,
        "robots_sha256": fetch.robots_sha256,
        "wire_sha256": fetch.wire_sha256,
        "payload_sha256": snapshot.sha256 if snapshot else None,
        "manifest": session.scalar(select(Manifest.id).where(Manifest.run_id == fetch.run_id)),
    }


def _add_manifests(session: Session, case: Case) -> None:
    """Add the manifests of the exchanges' runs, with the links from each to its time-stamp."""
    sealed = {
        exchange["manifest"]
        for document in case.about["documents"]
        for exchange in document["exchanges"]
        if exchange["manifest"] is not None
    }
    links = set(sealed)
    for number in sealed:
        stamped = session.scalar(
            select(func.min(Manifest.id)).where(Manifest.id >= number, Manifest.token.is_not(None))
        )
        if stamped is not None and stamped - number <= MAX_LINKS:
            links.update(range(number, stamped + 1))
    for manifest in session.scalars(
        select(Manifest).where(Manifest.id.in_(links)).order_by(Manifest.id)
    ):
        name = f"manifests/{manifest.id:08}"
        case.manifests[f"{name}.json"] = manifest.content.encode()
        if manifest.id in sealed:
            what = "submissions" if manifest.run_id is None else "fetches"
            case.manifests[f"{name}.{what}.jsonl"] = unpacked(manifest.exchanges)
        if manifest.token is not None:
            case.manifests[f"{name}.tsr"] = manifest.token


def _masked(value: Any) -> Any:
    """Return JSON with contact details masked in each of its strings."""
    if isinstance(value, str):
        return mask_contacts(value)
    if isinstance(value, list):
        return [_masked(one) for one in value]
    if isinstance(value, dict):
        return {key: _masked(one) for key, one in value.items()}
    return value
