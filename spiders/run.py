"""One run over a source, as the store sees it: what was listed, fetched, and what is due next."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Engine, Select, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import (
    CrawlRun,
    Document,
    DocumentKind,
    DocumentState,
    Fetch,
    Outcome,
    Purpose,
    RobotsFile,
    Snapshot,
    Source,
    Stage,
    queue_selected,
    read_session,
    write_session,
)
from policywatch.archive import Archive, ArchivedResponse, ArchiveWriter, Place
from policywatch.catalogue.cadence import due_after, interval_of, record_of
from policywatch.catalogue.sources import Family, SourceDeclaration
from spiders.gaps import settle_gaps
from spiders.known_pages import KnownPage, Validators, known_page
from spiders.layout import Norm, norm_of
from spiders.lists import ListedItem
from spiders.storing import GOOD, Batch
from spiders.urls import is_attachment

FLUSH_FETCHES = 100
FLUSH_AFTER_S = 1.0
NORM_ITEMS = 200
DATED_BY_CHANGE = (Family.SITEMAP, Family.FEED)
CHUNK = 400
FIRST_RETRY = timedelta(minutes=30)
MAX_DOUBLINGS = 8
# For so long is what is no longer listed looked into: in days, or in runs where these are rare.
UNLISTED_FOR = timedelta(days=7)
UNLISTED_RUNS = 5
LATEST_EARLY = timedelta(hours=6)
RESUMED_WITHIN = timedelta(days=7)  # later, too much has moved from page to page
MAX_VISITS = 60


@dataclass(frozen=True, slots=True)
class Payload:
    """A body that came: hashes of it decoded and on the wire, decoded size, stated type."""

    sha256: str
    wire_sha256: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class KnownPayload:
    """The newest snapshot of a document, or nothing known of it."""

    snapshot_id: int
    sha256: str
    wire_sha256: str
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document that is to be fetched, with what makes the request conditional."""

    id: int
    url: str
    kind: DocumentKind
    etag: str | None
    last_modified: str | None
    known: KnownPayload | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one fetch, to be written."""

    purpose: Purpose
    url: str
    at: datetime
    outcome: Outcome
    detail: str = ""
    final_url: str = ""
    elapsed_ms: int = 0
    status: int | None = None
    document_id: int | None = None
    robots_allowed: bool | None = None
    robots_sha256: str | None = None
    tls_verified: bool | None = None
    etag: str | None = None
    last_modified: str | None = None
    place: Place | None = None
    wire_sha256: str | None = None
    payload: Payload | None = None
    body_sha256: str | None = None
    attachments: tuple[ListedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownRobots:
    """A robots.txt as it was got last, and what to ask again by."""

    sha256: str
    body: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class Known:
    """Whether an earlier good run listed an item, and with which date."""

    is_known: bool = False
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Vanished:
    """How many items are no longer listed, and their first and last date."""

    count: int = 0
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Backfill:
    """That a run goes back to the day `since`, or to the list's end without one."""

    since: str | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """The page of a list that a backfill has read last."""

    url: str
    page: int


@dataclass(slots=True)
class ListEnd:
    """How the list part of a run ended; `gap_from` and `gap_to` are dates, as far as known.

    `covered` says that the list was read as far as it was to be: to what was known already, to the
    day that a backfill was asked for, or to the end.
    """

    outcome: Outcome = Outcome.OK
    detail: str = ""
    has_gap: bool = False
    gap_from: str | None = None
    gap_to: str | None = None
    covered: bool = False


@dataclass(slots=True)
class RunCounts:
    """What a run did."""

    pages: int = 0
    listed: int = 0
    new: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


@dataclass(slots=True)
class _Waiting:
    """What was fetched and is not yet in the store."""

    fetches: list[Fetched] = field(default_factory=list)
    robots: dict[tuple[str, str], str] = field(default_factory=dict)


class Run:
    """A run of one source. Rows are written in short batches, after the archive is on disk."""

    def __init__(
        self,
        engine: Engine,
        declaration: SourceDeclaration,
        archive: ArchiveWriter,
        *,
        archived: Archive,
        vantage: str,
        now: Callable[[], datetime],
        backfill: Backfill | None = None,
    ) -> None:
        self.declaration = declaration
        self.counts = RunCounts()
        self.backfill = backfill
        self.reached: Reached | None = None
        self._engine = engine
        self._archive = archive
        self._archived = archived
        self._vantage = vantage
        self._now = now
        self._waiting = _Waiting()
        self._written_at = time.monotonic()
        self._asked: dict[bool, int] = {True: 0, False: 0}
        self.started_at = now()
        with write_session(engine) as session:
            source = session.get_one(Source, declaration.id)
            self._declared = source.declaration_sha256
            run = CrawlRun(
                source_id=declaration.id,
                started_at=self.started_at,
                vantage=vantage,
                declaration_sha256=self._declared,
                is_backfill=backfill is not None,
                since=backfill.since if backfill else None,
            )
            if backfill:
                self.reached = self._resume(session, backfill)
            session.add(run)
            session.flush()
            self.id = run.id
            # Others may have finished well and found nothing: that is a baseline, too.
            self._last_good = session.scalar(
                select(func.max(CrawlRun.id)).where(*self._good_runs())
            )
            self.has_baseline = self._last_good is not None
            listed = exists().where(
                Document.source_id == declaration.id, Document.last_listed_at.is_not(None)
            )
            self.has_listed = bool(session.scalar(select(listed)))
            newest = select(func.max(Document.listed_date)).where(
                Document.source_id == declaration.id
            )
            self.newest_known_date = session.scalar(newest)
            self.norm = self._norm(session)

    def _norm(self, session: Session) -> Norm:
        """Return what the newest items look like that good runs listed, declared as now."""
        rows = session.execute(
            select(Document.url, Document.listed_title, Document.listed_date)
            .join(CrawlRun, Document.run_id == CrawlRun.id)
            .where(*self._good_runs(), CrawlRun.declaration_sha256 == self._declared)
            .where(Document.source_id == self.declaration.id, Document.parent_id.is_(None))
            .order_by(Document.id.desc())
            .limit(NORM_ITEMS)
        ).all()
        return norm_of(rows)

    def _resume(self, session: Session, backfill: Backfill) -> Reached | None:
        """Return where the newest backfill to the same day ended, if it did not get there."""
        newest = session.scalars(
            select(CrawlRun)
            .where(CrawlRun.source_id == self.declaration.id, CrawlRun.is_backfill)
            .where(CrawlRun.started_at > self.started_at - RESUMED_WITHIN)
            .order_by(CrawlRun.id.desc())
            .limit(1)
        ).one_or_none()
        if newest is None or newest.since != backfill.since or not newest.reached_url:
            return None
        return Reached(newest.reached_url, newest.reached_page or 0)

    def reach(self, url: str, page: int) -> None:
        """Note that a backfill has read a page of the list, and stored what it lists."""
        self.reached = Reached(url, page)
        with write_session(self._engine) as session:
            mine = update(CrawlRun).where(CrawlRun.id == self.id)
            session.execute(mine.values(reached_url=url, reached_page=page))

    def _good_runs(self) -> tuple[ColumnElement[bool], ...]:
        return (
            CrawlRun.source_id == self.declaration.id,
            CrawlRun.finished_at.is_not(None),
            CrawlRun.outcome.in_(GOOD),
        )

    def known_page(self, url: str) -> KnownPage | None:
        """Return a page of the list as it came last, if it can be asked for again."""
        with read_session(self._engine) as session:
            return known_page(session, self.declaration.id, self._declared, url)

    def has_settled(self, page: KnownPage) -> bool:
        """Whether all that a page lists is known: the newest run that ended well had it last.

        A run that was killed had the page, too, but did not store all that it listed.
        """
        return page.run_id == self._last_good

    def read_known(self, page: KnownPage) -> ArchivedResponse:
        """Return what a page of the list held when it came last.

        Raises:
            ArchiveError: the archive no longer has it.
        """
        return self._archived.read(page.warc_file, page.warc_offset)

    def known_robots(self, url: str, host: str) -> KnownRobots | None:
        """Return a host's robots.txt as this source got it last, if it can be asked for again."""
        query = (
            select(Fetch.etag, Fetch.last_modified, RobotsFile.sha256, RobotsFile.body)
            .join(RobotsFile, RobotsFile.sha256 == Fetch.robots_sha256)
            .where(Fetch.source_id == self.declaration.id, Fetch.purpose == Purpose.ROBOTS)
            .where(Fetch.url == url, RobotsFile.host == host, Fetch.outcome.in_(GOOD))
            .order_by(Fetch.at.desc())
            .limit(1)
        )
        with read_session(self._engine) as session:
            row = session.execute(query).one_or_none()
        if row is None or not (row.etag or row.last_modified):
            return None
        return KnownRobots(row.sha256, row.body, Validators(row.etag, row.last_modified))

    def vanished(self, after: str | None, pages: int, items: int) -> Vanished:
        """Return the items that the last good run listed, and this one did not, with dates.

        Counted are those dated after a day: what is older may have made room for what is new.
        Without a day, all of them, if that run read no more `pages` than this one.
        """
        with read_session(self._engine) as session:
            last = session.scalars(
                select(CrawlRun)
                .where(*self._good_runs(), CrawlRun.declaration_sha256 == self._declared)
                .where(CrawlRun.listed > 0, CrawlRun.id < self.id)
                .order_by(CrawlRun.id.desc())
                .limit(1)
            ).one_or_none()
            if last is None or (after is None and last.pages > pages):
                return Vanished()
            missing = (
                Document.source_id == self.declaration.id,
                Document.parent_id.is_(None),
                Document.last_listed_at >= last.started_at,
                Document.last_listed_at < self.started_at,
            )
            dates = select(
                func.count(), func.min(Document.listed_date), func.max(Document.listed_date)
            ).where(*missing)
            if after is not None:
                dates = dates.where(Document.listed_date > after)
            return Vanished(*session.execute(dates).one())

    def record_items(self, items: Sequence[ListedItem]) -> list[Known]:
        """Store what a list page shows; say of each item what an earlier good run knew of it."""
        kind = DocumentKind.PAGE
        known: dict[str, Known] = {}
        for start in range(0, len(items), CHUNK):
            with write_session(self._engine) as session:
                known |= self._list_chunk(session, items[start : start + CHUNK], kind, None)
        self.counts.listed += len(items)
        return [known[_sha256(item.url)] for item in items]

    def _list_chunk(
        self,
        session: Session,
        items: Sequence[ListedItem],
        kind: DocumentKind,
        parent_id: int | None,
    ) -> dict[str, Known]:
        now = self._now()
        by_hash = {_sha256(item.url): item for item in items}
        query = (
            select(Document, CrawlRun)
            .outerjoin(CrawlRun, Document.run_id == CrawlRun.id)
            .where(Document.url_sha256.in_(by_hash))
        )
        known: dict[str, Known] = {}
        for document, run in session.execute(query):
            good = run is None or (run.finished_at is not None and run.outcome in GOOD)
            known[document.url_sha256] = Known(good, document.listed_date)
            if not good and document.source_id == self.declaration.id:
                document.run_id = self.id
            self._list_again(document, by_hash[document.url_sha256], parent_id, now)
        fresh = [
            {
                "source_id": self.declaration.id,
                "parent_id": parent_id,
                "run_id": self.id,
                "kind": DocumentKind.ATTACHMENT if is_attachment(item.url) else kind,
                "url": item.url,
                "url_sha256": sha256,
                "listed_title": item.title,
                "listed_date": item.date,
                "state": DocumentState.LISTED,
                "first_seen_at": now,
                "last_listed_at": now if parent_id is None else None,
                "next_check_at": now,
                "not_found_count": 0,
            }
            for sha256, item in by_hash.items()
            if sha256 not in known
        ]
        if fresh:
            insert = postgresql.insert if _is_postgresql(session) else sqlite.insert
            session.execute(insert(Document).on_conflict_do_nothing(), fresh)
            self.counts.new += len(fresh)
        return {sha256: known.get(sha256, Known()) for sha256 in by_hash}

    def _list_again(
        self, document: Document, item: ListedItem, parent_id: int | None, now: datetime
    ) -> None:
        if parent_id is not None:
            return
        document.last_listed_at = now
        if self.declaration.family is Family.PAGE:
            document.next_check_at = now
        document.listed_title = document.listed_title or item.title
        if not item.date or item.date <= (document.listed_date or ""):
            return
        # A sitemap's date is that of the last change. That of a list is the document's own: it
        # stays as first seen, so that a list whose dates are misread can be told.
        is_change = self.declaration.family in DATED_BY_CHANGE
        if self.declaration.family is Family.SITEMAP and document.listed_date:
            document.next_check_at = now
        if is_change or not document.listed_date:
            document.listed_date = item.date

    def due_documents(self, limit: int) -> list[DueDocument]:
        """Return the next documents to fetch, each at most once a run, unseen ones first."""
        early = min(self.declaration.every / 2, LATEST_EARLY)
        due: list[DueDocument] = []
        with read_session(self._engine) as session:
            for unseen in (True, False):
                query = self._due(unseen, self.started_at + early, limit - len(due))
                for document, snapshot in session.execute(query).all():
                    self._asked[unseen] = document.id
                    due.append(_due_document(document, snapshot))
                if len(due) >= limit:
                    break
        return due

    def _due(self, unseen: bool, before: datetime, limit: int) -> Select[Document, Snapshot]:
        state = Document.state
        seen_or_not = state == DocumentState.LISTED if unseen else state != DocumentState.LISTED
        # New documents were listed after the run began: they are due whatever the clock says.
        latest = self._now() if unseen else before
        return (
            select(Document, Snapshot)
            .outerjoin(Snapshot, Document.snapshot_id == Snapshot.id)
            .where(Document.source_id == self.declaration.id, seen_or_not)
            .where(Document.next_check_at <= max(latest, before), Document.id > self._asked[unseen])
            .order_by(Document.id)
            .limit(limit)
        )

    def add_robots(self, host: str, sha256: str, body: str) -> None:
        """Keep a robots.txt for the next batch."""
        self._waiting.robots[(sha256, host)] = body

    def add(self, fetched: Fetched) -> None:
        """Keep what came of a fetch for the next batch; write the batch when it is full, or old.

        So a crawl that is killed loses little, whatever its pace, and asks little again.
        """
        self._waiting.fetches.append(fetched)
        is_old = time.monotonic() - self._written_at > FLUSH_AFTER_S
        if is_old or len(self._waiting.fetches) >= FLUSH_FETCHES:
            self.flush()

    def flush(self) -> None:
        """Write what was fetched since the last time, after the archive is safe on disk."""
        waiting, self._waiting = self._waiting, _Waiting()
        self._written_at = time.monotonic()
        if not waiting.fetches and not waiting.robots:
            return
        self._archive.sync()
        with write_session(self._engine) as session:
            self._write_robots(session, waiting.robots)
            batch = Batch(self.id, self.declaration, self._vantage, self.counts)
            batch.write(
                session, waiting.fetches, partial(self._list_attachments, session), self._now()
            )
            self._write_counts(session)

    def _write_robots(self, session: Session, robots: dict[tuple[str, str], str]) -> None:
        insert = postgresql.insert if _is_postgresql(session) else sqlite.insert
        for (sha256, host), body in robots.items():
            row = {"sha256": sha256, "host": host, "body": body, "first_seen_at": self._now()}
            session.execute(insert(RobotsFile).on_conflict_do_nothing(), [row])

    def _write_counts(self, session: Session) -> None:
        counts = self.counts.as_dict()
        session.execute(update(CrawlRun).where(CrawlRun.id == self.id).values(**counts))

    def _list_attachments(self, session: Session, fetched: Fetched, document_id: int) -> None:
        for start in range(0, len(fetched.attachments), CHUNK):
            some = fetched.attachments[start : start + CHUNK]
            self._list_chunk(session, some, DocumentKind.ATTACHMENT, document_id)

    def finish(self, end: ListEnd, *, not_before: datetime | None, all_done: bool) -> None:
        """Close the run, and say when its source is due again.

        `not_before` is when the host asked to be left alone until; `all_done` says that no due
        document was left for lack of time.
        """
        self.flush()
        now = self._now()
        with write_session(self._engine) as session:
            self._write_counts(session)
            run = session.get_one(CrawlRun, self.id)
            run.finished_at, run.outcome, run.detail = now, end.outcome, end.detail
            if end.has_gap:
                run.gap_from, run.gap_to = end.gap_from or "", end.gap_to or ""
            if end.covered or not self._may_resume(end):
                run.reached_url = run.reached_page = None
            gap = (end.gap_from, end.gap_to) if end.has_gap else None
            settle_gaps(session, run, gap=gap, covered=end.covered, now=now)
            if self.backfill:
                return  # the regular runs go on as they would
            source = session.get_one(Source, self.declaration.id)
            self._queue_unlisted(session, end.outcome, now)
            source.last_run_at = now
            if end.outcome in GOOD:
                source.last_ok_at = now
            if self.counts.new:
                source.last_new_at = now
            due = self._next_due(session, end.outcome, all_done, now)
            source.due_at = max(due, not_before) if not_before else due

    def _queue_unlisted(self, session: Session, outcome: Outcome, now: datetime) -> None:
        """Have it looked into why this list, read well, does not show what it showed lately.

        One that is said to be unmodified shows what it did when it was read last.
        """
        if outcome in GOOD:
            read_well = (*self._good_runs(), CrawlRun.outcome == Outcome.OK)
            last_read = select(func.max(CrawlRun.started_at)).where(*read_well).scalar_subquery()
            lately = now - max(UNLISTED_FOR, UNLISTED_RUNS * self.declaration.every)
            unlisted = select(Document.id).where(
                Document.source_id == self.declaration.id,
                Document.parent_id.is_(None),
                Document.last_listed_at < last_read,
                Document.last_listed_at >= lately,
            )
            session.flush()
            queue_selected(session, Stage.ABSENCE, unlisted, now)

    def _may_resume(self, end: ListEnd) -> bool:
        """Whether a backfill can go on at the page it read last: not where that page is gone."""
        return end.outcome is not Outcome.HTTP_4XX

    def _next_due(
        self, session: Session, outcome: Outcome, all_done: bool, now: datetime
    ) -> datetime:
        declared = self.declaration
        if outcome not in GOOD or not all_done:
            wait = self._wait(session, outcome)
            return declared.quiet.end_of(now + wait, declared.timezone) or now + wait
        interval = declared.every
        if declared.adaptive:
            interval = interval_of(declared.bounds, record_of(self._visits(session)))
        due = due_after(declared.id, self.started_at, interval, declared.quiet, declared.timezone)
        return max(due, now)

    def _visits(self, session: Session) -> list[tuple[datetime, bool]]:
        """Return the newest good runs, the oldest first, and whether each found something new."""
        runs = session.execute(
            select(CrawlRun.started_at, CrawlRun.new, CrawlRun.fetched, CrawlRun.unchanged)
            .where(*self._good_runs(), CrawlRun.is_backfill.is_(False))
            .order_by(CrawlRun.id.desc())
            .limit(MAX_VISITS)
        ).all()
        # A watched page lists itself, always; what is new of it is what it says.
        is_page = self.declaration.family is Family.PAGE
        return [
            (at, fetched > unchanged if is_page else new > 0)
            for at, new, fetched, unchanged in reversed(runs)
        ]

    def _wait(self, session: Session, outcome: Outcome) -> timedelta:
        """Return the time to the next run: after failures soon, then ever later."""
        every = self.declaration.every
        if outcome in GOOD:
            return min(every, timedelta(minutes=1))
        newest = select(func.max(CrawlRun.id)).where(*self._good_runs()).scalar_subquery()
        failed = session.scalar(
            select(func.count())
            .select_from(CrawlRun)
            .where(
                CrawlRun.source_id == self.declaration.id,
                CrawlRun.finished_at.is_not(None),
                CrawlRun.is_backfill.is_(False),
                CrawlRun.id > func.coalesce(newest, 0),
            )
        )
        longer: int = 2 ** min(failed or 0, MAX_DOUBLINGS)
        return min(every, FIRST_RETRY * longer)


def _due_document(document: Document, snapshot: Snapshot | None) -> DueDocument:
    known = None
    if snapshot is not None:
        known = KnownPayload(
            snapshot.id, snapshot.sha256, snapshot.wire_sha256, snapshot.url, snapshot.fetched_at
        )
    return DueDocument(
        id=document.id,
        url=document.url,
        kind=document.kind,
        etag=document.etag if known else None,
        last_modified=document.last_modified if known else None,
        known=known,
    )


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _sha256(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
