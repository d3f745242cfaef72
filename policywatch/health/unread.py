"""Which of a source's newest documents brought no text: fetched or not, they are no data."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session, aliased

from models import (
    NOT_FOUND_STATUS,
    CrawlRun,
    Document,
    Fetch,
    Outcome,
    Reading,
    Version,
    list_last_read,
)
from policywatch.coverage import without_text
from policywatch.documents import ProblemKind
from policywatch.privacy import mask_contacts

NEWEST_DOCUMENTS = 20
# So many documents, and such a share of the newest, do not say the same by chance.
MIN_ALIKE = 5
ALIKE = 0.8
MAX_SAID_CHARS = 120

# Documents, the newest first, each with its snapshot and version.
Newest = Sequence[Row[int, int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Unread:
    """How many of a source's newest documents brought no text, by the class of the reason.

    `said` is what stands in the place of the one page that is watched.
    """

    looked_at: int
    reasons: Counter[str]
    said: str = ""

    def __str__(self) -> str:
        classes = ", ".join(sorted(self.reasons))
        number = self.reasons.total()
        return f"{number} of its newest {self.looked_at} documents could not be read ({classes})"

    @property
    def worst(self) -> str:
        """What most of them came to."""
        return min(self.reasons, key=lambda reason: (-self.reasons[reason], reason))


def unread_documents(
    session: Session, source_id: str, *, is_one_page: bool = False
) -> Unread | None:
    """Return what of a source's newest documents brought no text; None where all did.

    That a document is not there any more is an answer; it is none of one that never was, nor of
    one that the list still shows, nor where the source `is_one_page` that is watched.
    """
    query = select(Document.id, Document.snapshot_id, Document.version_id).where(
        Document.source_id == source_id, exists().where(Fetch.document_id == Document.id)
    )
    if is_one_page:
        query = query.where(Document.parent_id.is_(None))
    newest = session.execute(query.order_by(Document.id.desc()).limit(NEWEST_DOCUMENTS)).all()
    reasons = _reasons(session, source_id, newest, is_one_page=is_one_page)
    if not reasons:
        return None
    lately = [] if is_one_page else _unread_since(session, source_id, reasons, newest)
    why = Counter(reasons[document_id] for document_id in lately or reasons)
    said = _said(session, next(iter(reasons))) if is_one_page else ""
    return Unread(len(lately or newest), why, said)


def _unread_since(
    session: Session, source_id: str, reasons: Mapping[int, str], newest: Newest
) -> list[int]:
    """Return the pages that a list showed last, where none of them was read, and most before were.

    A site that keeps what is new behind a sign-in from now on still shows what it showed before.
    What came with the source's first list, or by a backfill, may be old: it says nothing of now.
    """
    regular = select(CrawlRun.id).where(
        CrawlRun.source_id == source_id, CrawlRun.is_backfill.is_(False), CrawlRun.new > 0
    )
    first = session.scalar(regular.order_by(CrawlRun.id).limit(1))
    pages = session.execute(
        select(Document.id, Document.run_id)
        .where(Document.id.in_([row.id for row in newest]), Document.parent_id.is_(None))
        .where(Document.run_id.in_(regular))
        .order_by(Document.run_id.desc(), Document.id)
    ).all()
    lately = list(takewhile(lambda page: page.id in reasons and page.run_id != first, pages))
    before = pages[len(lately) :]
    unread_before = sum(page.id in reasons for page in before)
    came_in = {page.run_id for page in lately}
    if len(lately) < MIN_ALIKE or len(came_in) < 2 or unread_before > (1 - ALIKE) * len(before):
        return []
    return [page.id for page in lately]


def _reasons(
    session: Session, source_id: str, newest: Newest, *, is_one_page: bool
) -> dict[int, str]:
    """Return why documents brought no text, of those that did not."""
    ids = [row.id for row in newest]
    reasons = _alike(session, ids) | _misread(session, ids)
    had_text = {row.id for row in newest if row.version_id is not None}
    not_found = _not_found(session, ids)
    for document_id, problem in _without_text(session, ids).items():
        if is_one_page or problem != ProblemKind.SOFT_404 or document_id not in had_text:
            reasons.setdefault(document_id, problem)
        else:
            not_found.setdefault(document_id, problem)
    listed = _still_listed(session, source_id, list(not_found))
    never_had = {row.id for row in newest if row.snapshot_id is None}
    return {i: how for i, how in not_found.items() if i in never_had | listed} | reasons


def _alike(session: Session, documents: list[int]) -> dict[int, str]:
    """Return the documents that say nothing but the same, where nearly all of them do.

    A source that showed a sign-in to us from the first has no text to tell it from. Documents that
    are listed under one title may well be the same.
    """
    rows = session.execute(
        select(Document.id, Document.listed_title, Version.text_sha256)
        .join(Version, Version.id == Document.version_id)
        .where(Document.id.in_(documents), Document.parent_id.is_(None))
    ).all()
    counted = Counter(row.text_sha256 for row in rows).most_common(1)
    if not counted or counted[0][1] < max(MIN_ALIKE, ALIKE * len(documents)):
        return {}
    alike = [row for row in rows if row.text_sha256 == counted[0][0]]
    if len({row.listed_title for row in alike}) < MIN_ALIKE:
        return {}
    return {row.id: ProblemKind.STAND_IN.value for row in alike}


def _misread(session: Session, documents: list[int]) -> dict[int, str]:
    """Return the documents whose newest body is a failure to whoever reads it."""
    rows = session.execute(
        select(Fetch.document_id, Fetch.read_outcome)
        .join(Document, Document.id == Fetch.document_id)
        .where(Document.id.in_(documents), Fetch.snapshot_id == Document.snapshot_id)
        .where(Fetch.read_outcome.is_not(None), Fetch.read_outcome != Outcome.SOFT_404)
    )
    return {row.document_id: row.read_outcome.value for row in rows}


def _without_text(session: Session, documents: list[int]) -> dict[int, str]:
    """Return the documents without a text: a page that only shows another's is read with that."""
    shown = aliased(Document)
    has_text_below = exists().where(
        shown.parent_id == Reading.document_id, shown.version_id.is_not(None)
    )
    newest = (
        select(func.max(Reading.id))
        .where(Reading.document_id.in_(documents))
        .group_by(Reading.document_id)
    )
    rows = session.execute(
        select(Reading.document_id, Reading.problem_kind)
        .join(Document, Document.id == Reading.document_id)
        .where(Reading.id.in_(newest), without_text())
        .where(Reading.snapshot_id == Document.snapshot_id)
        .where((Reading.problem_kind != ProblemKind.BOILERPLATE_ONLY) | ~has_text_below)
    )
    return {row.document_id: row.problem_kind for row in rows if row.problem_kind}


def _not_found(session: Session, documents: list[int]) -> dict[int, str]:
    """Return the documents that were not found when they were asked for last."""
    newest = (
        select(func.max(Fetch.id))
        .where(Fetch.document_id.in_(documents))
        .group_by(Fetch.document_id)
    )
    came_of = func.coalesce(Fetch.read_outcome, Fetch.outcome)
    rows = session.execute(
        select(Fetch.document_id, came_of)
        .where(Fetch.id.in_(newest))
        .where(Fetch.status.in_(NOT_FOUND_STATUS) | (came_of == Outcome.SOFT_404))
    )
    return {row[0]: row[1].value for row in rows if row[0] is not None}


def _still_listed(session: Session, source_id: str, documents: list[int]) -> set[int]:
    """Return which documents the list showed when it was read last."""
    last_read = list_last_read(source_id, CrawlRun.is_backfill.is_(False)).scalar_subquery()
    shown = select(Document.id).where(
        Document.id.in_(documents), Document.last_listed_at >= last_read
    )
    return set(session.scalars(shown)) if documents else set()


def _said(session: Session, document: int) -> str:
    """Return in a line what a document's newest reading holds that is not its text."""
    newest = session.scalars(
        select(Reading).where(Reading.document_id == document).order_by(Reading.id.desc()).limit(1)
    ).one_or_none()
    if newest is None or newest.usable:
        return ""
    if not newest.text:
        return newest.problem or ""
    text = " ".join(newest.text[: 2 * MAX_SAID_CHARS].split())
    told = text if text.startswith(newest.title) else f"{newest.title} | {text}"
    return f"it says: {mask_contacts(told)[:MAX_SAID_CHARS]}"
