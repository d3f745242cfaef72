"""A usable reading to a version, a change and a place among the copies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from models import (
    Change,
    ChangeKind,
    Document,
    DocumentKind,
    DocumentState,
    Fetch,
    Outcome,
    Reading,
    Snapshot,
    Stage,
    Version,
    VersionKind,
    queue,
)
from policywatch.comparing.attachments import add_replaced
from policywatch.comparing.copies import host_of, place_document
from policywatch.comparing.difference import DiffKind, diff_texts
from policywatch.comparing.figures import find_figures
from policywatch.comparing.likeness import Print
from policywatch.comparing.missing_pages import NoDocument, find_missing_page
from policywatch.comparing.noise import (
    Fragment,
    Judged,
    find_fragments,
    is_laid_out_anew,
    judge_noise,
)
from policywatch.comparing.order import is_earlier, take_up_earlier
from policywatch.comparing.waiting import waits_for_another, waits_for_crawl, waits_for_reading
from policywatch.documents import ProblemKind
from policywatch.work import StageCounts

MAX_LISTED = 20
# An edit that takes away such a share of the text leaves nothing of it.
KEEPS_NOTHING = 0.8


@dataclass(frozen=True, slots=True)
class Compared:
    """What a reading changes in its document's current version, as worked out before writing.

    `print_` is what copies are found by; None where the text is the same. `relaid` says that only
    its layout changed.
    """

    previous_id: int | None
    detail: dict[str, Any]
    print_: Print | None = None
    fragments: list[Fragment] | None = None
    relaid: bool = False


def compare_reading(session: Session, reading_id: int) -> Compared:
    """Return how a reading differs from its document's current version."""
    reading = session.get_one(Reading, reading_id)
    document = session.get_one(Document, reading.document_id)
    previous = session.get(Version, document.version_id) if document.version_id else None
    return _compare(document, previous, reading)


def _compare(document: Document, previous: Version | None, reading: Reading) -> Compared:
    if previous is not None and _is_same(previous.reading, reading):
        return Compared(previous.id, {})
    print_ = Print(reading.text, reading.title or document.listed_title, host_of(document.url))
    print_.prepare()
    if previous is None:
        return Compared(None, {"characters": len(reading.text)}, print_)
    return Compared(
        previous.id,
        describe_change(previous.reading, reading),
        print_,
        find_fragments(previous.reading.text, reading.text),
        is_laid_out_anew(previous.reading.text, reading.text),
    )


def describe_change(before: Reading, after: Reading) -> dict[str, Any]:
    """Return the sizes of an edit and what it did to amounts, dates, counts and the title."""
    parts = diff_texts(before.text, after.text)
    detail: dict[str, Any] = {
        "characters_before": len(before.text),
        "characters": len(after.text),
        "inserted": sum(len(p.text) for p in parts if p.kind is DiffKind.INSERT),
        "deleted": sum(len(p.text) for p in parts if p.kind is DiffKind.DELETE),
    }
    old, new = find_figures(before.text), find_figures(after.text)
    for name in ("amounts", "dates", "counts"):
        was, now = getattr(old, name), getattr(new, name)
        if was - now:
            detail[f"{name}_removed"] = sorted(was - now)[:MAX_LISTED]
        if now - was:
            detail[f"{name}_added"] = sorted(now - was)[:MAX_LISTED]
    if before.title != after.title:
        detail["title_before"], detail["title"] = before.title, after.title
    return detail


def write_version(
    session: Session,
    reading_id: int,
    compared: Compared,
    counts: StageCounts,
    now: datetime,
) -> None:
    """Make a version of a reading where it differs from the document's current one."""
    reading = session.get_one(Reading, reading_id)
    if not reading.usable:
        return
    document = session.scalars(
        select(Document).where(Document.id == reading.document_id).with_for_update()
    ).one()
    for earlier in take_up_earlier(session, reading, now):
        _write_one(session, document, earlier, None, counts, now)
    _write_one(session, document, reading, compared, counts, now)


def _write_one(
    session: Session,
    document: Document,
    reading: Reading,
    compared: Compared | None,
    counts: StageCounts,
    now: datetime,
) -> None:
    snapshot = session.get_one(Snapshot, reading.snapshot_id)
    current = session.get(Version, document.version_id) if document.version_id else None
    if current is None:
        kind = _first_kind(session, reading)
    elif current.reading_id == reading.id:
        place(session, document, now)
        return
    else:
        held = session.get_one(Snapshot, current.reading.snapshot_id)
        if is_earlier(session, snapshot, held, now):
            counts.add("outdated")
            return
        if waits_for_reading(session, current.reading, reading, now):
            counts.add("waiting")
            return
        kind = VersionKind.TECHNICAL if held.id == snapshot.id else VersionKind.SOURCE
    edit = compared
    if current is not None and (edit is None or edit.previous_id != current.id):
        edit = _compare(document, current, reading)
    if kind is VersionKind.SOURCE:
        keeps_nothing = _keeps_nothing(edit)
        if keeps_nothing and waits_for_crawl(session, snapshot, reading, now):
            counts.add("waiting")
            return
        nothing = find_missing_page(
            session, document, reading, snapshot, keeps_nothing=keeps_nothing
        )
        if nothing is not None:
            _put_aside(session, document, reading, nothing, now)
            counts.add("soft-404" if nothing.kind is not ProblemKind.ERROR_PAGE else "walls")
            return
        if keeps_nothing and waits_for_another(session, document, snapshot, reading, now):
            counts.add("waiting")
            return
        add_replaced(session, document, reading, snapshot, counts)
    _mark_seen(session, document, snapshot, counts)
    if current is not None and _is_same(current.reading, reading):
        counts.add("unchanged")
        if kind is VersionKind.TECHNICAL:
            _rest_on(session, current, reading, now)
        return
    is_source = kind is VersionKind.SOURCE
    judged = Judged(same=False, only_noise=False)
    if current and edit and is_source and current.reading.title == reading.title:
        judged = _judge(session, reading, edit, snapshot.fetched_at)
    if judged.same:
        counts.add("ignored")
        return
    version = _add_version(session, document, reading, snapshot, kind)
    counts.add("technical" if kind is VersionKind.TECHNICAL else "versions")
    if is_source and not judged.only_noise:
        detail = edit.detail if edit else {"characters": len(reading.text)}
        _add_change(session, document, version, current, detail, counts)
    document.version_id = version.id
    session.flush()
    queue(session, Stage.FLAG, [version.id], now)
    place(session, document, now, edit.print_ if edit else None)


def _put_aside(
    session: Session, document: Document, reading: Reading, nothing: NoDocument, now: datetime
) -> None:
    """Keep the text that a document had, and have it looked into whether it is missing.

    What stands before a document, as a sign-in does, says nothing of that.
    """
    reading.usable, reading.problem = False, nothing.problem
    reading.problem_kind = nothing.kind
    if nothing.kind is ProblemKind.ERROR_PAGE:
        return
    session.execute(
        update(Fetch)
        .where(Fetch.document_id == document.id, Fetch.snapshot_id == reading.snapshot_id)
        .values(read_outcome=Outcome.SOFT_404)
    )
    queue(session, Stage.ABSENCE, [document.id], now)


def _judge(session: Session, reading: Reading, edit: Compared, at: datetime) -> Judged:
    """Return whether an edit is one: its layout alone, counters and turns are none."""
    if edit.relaid:
        return Judged(same=False, only_noise=True)
    return judge_noise(session, reading, edit.fragments, at)


def _first_kind(session: Session, reading: Reading) -> VersionKind:
    """A page that could not be read before, or not by this extractor, is newly readable."""
    unread_before = exists().where(
        Reading.snapshot_id == reading.snapshot_id,
        Reading.id != reading.id,
        or_(Reading.extractor != reading.extractor, Reading.usable.is_(False)),
    )
    return VersionKind.TECHNICAL if session.scalar(select(unread_before)) else VersionKind.SOURCE


def _keeps_nothing(edit: Compared | None) -> bool:
    """Whether an edit takes away nearly all of what was there."""
    before = edit.detail.get("characters_before", 0) if edit else 0
    return bool(edit and before and edit.detail["deleted"] >= KEEPS_NOTHING * before)


def _rest_on(session: Session, version: Version, reading: Reading, now: datetime) -> None:
    """Let a version rest on a newer reading of the same text: tables and dates may be new."""
    if version.reading.blocks != reading.blocks:
        queue(session, Stage.FLAG, [version.id], now)
    version.reading_id = reading.id
    session.flush()
    session.expire(version, ["reading"])


def _is_same(one: Reading, other: Reading) -> bool:
    return one.text_sha256 == other.text_sha256 and one.title == other.title


def _mark_seen(
    session: Session, document: Document, snapshot: Snapshot, counts: StageCounts
) -> None:
    if document.state in (DocumentState.MISSING, DocumentState.GONE):
        add_return(session, document, snapshot.fetched_at)
        counts.add("changes")
    document.state = DocumentState.LIVE
    document.not_found_count = 0
    document.not_found_since = None


def add_return(session: Session, document: Document, at: datetime) -> None:
    """Record that a missing or gone document is there again."""
    since = document.not_found_since
    detail = {
        "state_before": document.state.value,
        "not_found_since": since.isoformat() if since else None,
        "checks": document.not_found_count,
    }
    session.add(
        Change(
            document_id=document.id,
            version_id=document.version_id,
            kind=ChangeKind.RETURNED,
            at=at,
            detail=detail,
        )
    )


def _add_version(
    session: Session,
    document: Document,
    reading: Reading,
    snapshot: Snapshot,
    kind: VersionKind,
) -> Version:
    highest = select(func.max(Version.number)).where(Version.document_id == document.id)
    version = Version(
        document_id=document.id,
        reading_id=reading.id,
        number=(session.scalar(highest) or 0) + 1,
        kind=kind,
        at=reading.at if kind is VersionKind.TECHNICAL else snapshot.fetched_at,
        text_sha256=reading.text_sha256,
    )
    session.add(version)
    session.flush()
    return version


def _add_change(
    session: Session,
    document: Document,
    version: Version,
    previous: Version | None,
    detail: dict[str, Any],
    counts: StageCounts,
) -> None:
    kind = ChangeKind.EDITED if previous else ChangeKind.NEW
    if document.kind is DocumentKind.ATTACHMENT:
        detail = {**detail, "parent_id": document.parent_id}
        kind = ChangeKind.ATTACHMENT_REPLACED if previous else ChangeKind.NEW
    session.add(
        Change(
            document_id=document.id,
            version_id=version.id,
            previous_version_id=previous.id if previous else None,
            kind=kind,
            at=version.at,
            detail=detail,
        )
    )
    counts.add("changes")


def place(session: Session, document: Document, now: datetime, print_: Print | None = None) -> None:
    """Place a document among its copies; whoever's place changed is flagged again."""
    moved = place_document(session, document, now, print_)
    versions = session.scalars(
        select(Document.version_id).where(Document.id.in_(moved), Document.version_id.is_not(None))
    )
    queue(session, Stage.FLAG, [version for version in versions if version is not None], now)
