"""What a manifest says: the one form of a run or a submission that is hashed."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CrawlRun, Fetch, Manifest, Snapshot, Submission

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """Return a value as the one JSON text that is hashed: keys sorted, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(data: bytes) -> str:
    """Return the hash of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def fetch_lines(session: Session, run_id: int) -> list[str]:
    """Return a run's fetches, a canonical JSON object each, in the order of their ids."""
    rows = session.execute(
        select(Fetch, Snapshot.sha256)
        .outerjoin(Snapshot, Snapshot.id == Fetch.snapshot_id)
        .where(Fetch.run_id == run_id)
        .order_by(Fetch.id)
    )
    return [canonical(_fetch(fetch, payload_sha256)) for fetch, payload_sha256 in rows]


def _fetch(fetch: Fetch, payload_sha256: str | None) -> dict[str, Any]:
    """Return what is sealed of a fetch; `payload_sha256` is of the body without its coding."""
    return {
        "fetch": fetch.id,
        "at": fetch.at.isoformat(),
        "purpose": fetch.purpose.value,
        "url": fetch.url,
        "final_url": fetch.final_url,
        "status": fetch.status,
        "outcome": fetch.outcome.value,
        "detail": fetch.detail,
        "vantage": fetch.vantage,
        "document": fetch.document_id,
        "robots_sha256": fetch.robots_sha256,
        "tls_verified": fetch.tls_verified,
        "warc_file": fetch.warc_file,
        "warc_offset": fetch.warc_offset,
        "warc_length": fetch.warc_length,
        "warc_sha256": fetch.warc_sha256,
        "wire_sha256": fetch.wire_sha256,
        "payload_sha256": payload_sha256,
    }


def submission_lines(session: Session, manifest_id: int | None, ids: Iterable[int]) -> list[str]:
    """Return the submissions of a manifest, a canonical JSON object each, by their ids.

    Without a manifest (yet): those of the given ids that are in none.
    """
    mine = Submission.manifest_id == manifest_id
    if manifest_id is None:
        mine = Submission.manifest_id.is_(None) & Submission.id.in_(ids)
    rows = session.execute(
        select(Submission, Snapshot)
        .join(Snapshot, Snapshot.id == Submission.snapshot_id)
        .where(mine)
        .order_by(Submission.id)
    )
    return [canonical(_submission(submission, snapshot)) for submission, snapshot in rows]


def _submission(submission: Submission, snapshot: Snapshot) -> dict[str, Any]:
    """Return what is sealed of a submission: the records of the file and of the page in it.

    A page that came before, by a fetch, has its record sealed with that.
    """
    saved_at = submission.saved_at.isoformat() if submission.saved_at else ""
    given = [submission.salt, submission.submitted_by, submission.origin, submission.file_name]
    given.append(saved_at)
    records = [_record(submission)]
    if snapshot.warc_sha256 is not None and snapshot.warc_sha256 != submission.warc_sha256:
        records.append(_record(snapshot))
    return {
        "submission": submission.id,
        "at": submission.submitted_at.isoformat(),
        "channel": submission.channel.value,
        "document": submission.document_id,
        "snapshot": submission.snapshot_id,
        "url": snapshot.url,
        "file_sha256": submission.file_sha256,
        "given_sha256": sha256(canonical(given).encode("utf-8", "surrogatepass")),
        "payload_sha256": snapshot.sha256,
        "records": records,
    }


def _record(row: Submission | Snapshot) -> dict[str, Any]:
    names = ("warc_file", "warc_offset", "warc_length", "warc_sha256")
    return {name: getattr(row, name) for name in names}


def packed(lines: Iterable[str]) -> bytes:
    """Return lines as they are stored."""
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), 6, mtime=0)


def unpacked(exchanges: bytes) -> bytes:
    """Return the lines as they are hashed.

    Raises:
        ValueError: they are damaged.
    """
    try:
        return gzip.decompress(exchanges)
    except (OSError, EOFError) as error:
        raise ValueError(f"damaged: {error}") from error


def manifest_of(
    run: CrawlRun, lines: list[str], number: int, previous_sha256: str
) -> dict[str, Any]:
    """Return the manifest of a run at its place in the chain."""
    data = "".join(f"{line}\n" for line in lines).encode()
    return {
        "number": number,
        "previous_sha256": previous_sha256,
        "run": run.id,
        "source": run.source_id,
        "declaration_sha256": run.declaration_sha256,
        "vantage": run.vantage,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "outcome": run.outcome.value if run.outcome else None,
        "fetches": len(lines),
        "fetches_sha256": sha256(data),
    }


def manifest_of_submissions(lines: list[str], number: int, previous_sha256: str) -> dict[str, Any]:
    """Return the manifest of a file's submissions at its place in the chain."""
    data = "".join(f"{line}\n" for line in lines).encode()
    return {
        "number": number,
        "previous_sha256": previous_sha256,
        "submissions": len(lines),
        "submissions_sha256": sha256(data),
    }


def head_of(session: Session) -> Manifest | None:
    """Return the newest manifest."""
    return session.scalars(select(Manifest).order_by(Manifest.id.desc()).limit(1)).one_or_none()
