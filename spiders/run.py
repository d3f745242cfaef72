"""One run over a source, as the store sees it: what was listed, fetched, and what is due next."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import (
    GOOD_OUTCOMES,
    CrawlRun,
    Document,
    Outcome,
    RobotsFile,
    Source,
    Stage,
    list_last_read,
    queue_selected,
    read_session,
    write_session,
)
from policywatch.archive import Archive, ArchivedResponse, ArchiveWriter
from policywatch.catalogue.sources import SourceDeclaration
from spiders.doubt import Doubt, doubt_list_page
from spiders.due_documents import DueDocuments
from spiders.fetched import DueDocument, Fetched, KnownRobots, RunCounts
from spiders.gaps import settle_gaps
from spiders.history import good_runs, known_robots, read_norm, unfinished_backfill, vanished
from spiders.items import ListedItem
from spiders.known_pages import KnownPage, known_page
from spiders.list_end import Backfill, Known, ListEnd, Reached, Vanished
from spiders.listing import CHUNK, Listed, list_items, url_hash
from spiders.next_run import next_due
from spiders.storing import Batch, is_postgresql

FLUSH_FETCHES = 100
FLUSH_AFTER_S = 1.0
# For so long is what is no longer listed looked into: in days, or in runs where these are rare.
UNLISTED_FOR = timedelta(days=7)
UNLISTED_RUNS = 5


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
        self.started_at = now()
        self._due = DueDocuments(declaration, self.started_at)
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
                self.reached = unfinished_backfill(
                    session, declaration.id, backfill, self.started_at
                )
            session.add(run)
            session.flush()
            self.id = run.id
            # Others may have finished well and found nothing: that is a baseline, too.
            self._last_good = session.scalar(
                select(func.max(CrawlRun.id)).where(*good_runs(self.declaration.id))
            )
            self.has_baseline = self._last_good is not None
            listed = exists().where(
                Document.source_id == declaration.id, Document.last_listed_at.is_not(None)
            )
            self.has_listed = bool(session.scalar(select(listed)))
            # A date to come is a slip, or that of what is announced: no list was seen so far.
            to_come = f"{self.started_at + timedelta(days=2):%Y-%m-%d}"
            newest = select(func.max(Document.listed_date)).where(
                Document.source_id == declaration.id, Document.listed_date < to_come
            )
            self.newest_known_date = session.scalar(newest)
            self.norm = read_norm(session, declaration.id, self._declared)

    def reach(self, url: str, page: int) -> None:
        """Note that a backfill has read a page of the list, and stored what it lists."""
        self.reached = Reached(url, page)
        with write_session(self._engine) as session:
            mine = update(CrawlRun).where(CrawlRun.id == self.id)
            session.execute(mine.values(reached_url=url, reached_page=page))

    def known_page(self, url: str) -> KnownPage | None:
        """Return a page of the list as it came last, if it can be asked for again."""
        with read_session(self._engine) as session:
            return known_page(session, self.declaration.id, self._declared, url)

    def doubt(self, url: str) -> Doubt:
        """Return whether a page of the list is to be asked for anew."""
        with read_session(self._engine) as session:
            return doubt_list_page(session, self.declaration.id, url, self._now())

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
        with read_session(self._engine) as session:
            return known_robots(session, self.declaration.id, url, host)

    def vanished(self, after: str | None, pages: int) -> Vanished:
        """Return what the last good run listed, and this one did not: see `history.vanished`."""
        with read_session(self._engine) as session:
            return vanished(session, session.get_one(CrawlRun, self.id), after, pages)

    def record_items(self, items: Sequence[ListedItem]) -> list[Known]:
        """Store what a list page shows; say of each item what an earlier good run knew of it."""
        known: dict[str, Known] = {}
        for start in range(0, len(items), CHUNK):
            with write_session(self._engine) as session:
                known |= self._list(session, items[start : start + CHUNK]).known
        self.counts.listed += len(items)
        return [known[url_hash(item.url)] for item in items]

    def _list(
        self, session: Session, items: Sequence[ListedItem], parent_id: int | None = None
    ) -> Listed:
        listed = list_items(
            session,
            items,
            self.declaration,
            run_id=self.id,
            now=self._now(),
            parent_id=parent_id,
        )
        self.counts.new += listed.new
        return listed

    def due_documents(self, limit: int) -> list[DueDocument]:
        """Return the next documents to fetch, each at most once a run, unseen ones first."""
        with read_session(self._engine) as session:
            return self._due.next(session, limit, self._now())

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
        insert = postgresql.insert if is_postgresql(session) else sqlite.insert
        for (sha256, host), body in robots.items():
            row = {"sha256": sha256, "host": host, "body": body, "first_seen_at": self._now()}
            session.execute(insert(RobotsFile).on_conflict_do_nothing(), [row])

    def _write_counts(self, session: Session) -> None:
        counts = self.counts.as_dict()
        session.execute(update(CrawlRun).where(CrawlRun.id == self.id).values(**counts))

    def _list_attachments(self, session: Session, fetched: Fetched, document_id: int) -> None:
        for start in range(0, len(fetched.attachments), CHUNK):
            self._list(session, fetched.attachments[start : start + CHUNK], document_id)

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
            if end.outcome in GOOD_OUTCOMES:
                source.last_ok_at = now
            if self.counts.new:
                source.last_new_at = now
            due = next_due(session, run, self.declaration, all_done=all_done, now=now)
            source.due_at = max(due, not_before) if not_before else due

    def _queue_unlisted(self, session: Session, outcome: Outcome, now: datetime) -> None:
        """Have it looked into why this list, read well, does not show what it showed lately.

        One that is said to be unmodified shows what it did when it was read last.
        """
        if outcome in GOOD_OUTCOMES:
            last_read = list_last_read(self.declaration.id).scalar_subquery()
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
