"""Collect: each due host in a process of its own, under its lease, a few at a time."""

import json
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Engine, Select, func, or_, select
from sqlalchemy.orm import Session

from models import CrawlRun, Source, StageRun, read_session, write_session
from policywatch.catalogue.cadence import QuietHours
from policywatch.catalogue.sources import SourceDeclaration
from policywatch.catalogue.waits import DUE_WITHIN, longest_wait
from policywatch.errors import PolicywatchError
from policywatch.settings import Settings
from policywatch.work import Progress, StageCounts
from spiders.forking import ForkServer
from spiders.leases import RENEW_EVERY_S, holder_name, release_lease, renew_lease, take_lease
from spiders.pace import resting

if TYPE_CHECKING:
    from spiders.lists import ListedItem

logger = logging.getLogger(__name__)

HOSTS_AT_A_TIME = max(4, os.cpu_count() or 0)  # crawls mostly wait
TRY_TIMEOUT_S = 180
TERM_WAIT_S = 15
MAX_LOG_LINES = 200
_FORK_SERVER = ForkServer()
_SUMMED = ("pages", "listed", "new", "fetched", "unchanged", "failed")


class CrawlError(PolicywatchError):
    """A crawl process ended without doing what it was to do."""


@dataclass(frozen=True, slots=True)
class DueHost:
    """A host with the sources on it that are due."""

    host: str
    source_ids: tuple[str, ...]


@dataclass(slots=True)
class Totals:
    """The newest counts of every source, as the crawl processes tell them."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self, source_id: str, counts: dict[str, int]) -> tuple[int, int]:
        """Take in a source's counts; return documents fetched, and those known to be asked."""
        with self.lock:
            self.counts[source_id] = counts
            fetched = sum(c["fetched"] for c in self.counts.values())
            return fetched, max(fetched, sum(c["new"] for c in self.counts.values()))


def prepare_to_crawl() -> None:
    """Have what crawls need imported meanwhile; to be called before a store is opened."""
    _FORK_SERVER.prepare()


def due_hosts(session: Session, now: datetime) -> list[DueHost]:
    """Return the hosts with due sources, the longest overdue first."""
    return _by_host(session, select(Source).where(_may_be_due(now)), now)


def _may_be_due(now: datetime) -> ColumnElement[bool]:
    """A source that is due, or put off so far that the clock was wrong when that was done."""
    return or_(Source.due_at <= now, Source.due_at > now + DUE_WITHIN)


def _by_host(session: Session, query: Select[Source], now: datetime | None = None) -> list[DueHost]:
    """Return the enabled ones of some sources by host; those whose hosts rest `now`, wait."""
    hosts: dict[str, list[str]] = {}
    rests = resting(session, now) if now is not None else {}
    for source in session.scalars(query.where(Source.enabled).order_by(Source.due_at, Source.id)):
        waits = now is not None and (
            source.host in rests
            or _is_quiet(source.declaration, now)
            or now < source.due_at <= now + longest_wait(source.declaration)
        )
        if not waits:
            hosts.setdefault(source.host, []).append(source.id)
    return [DueHost(host, tuple(ids)) for host, ids in hosts.items()]


def collect(
    engine: Engine,
    settings: Settings,
    *,
    hosts: Sequence[str] | None = None,
    source_ids: Sequence[str] | None = None,
    even_if_not_due: bool = False,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Crawl the due sources (of some hosts, or some sources) and return what came of it.

    A host that another crawl has the lease of is left to it, and counted as `hosts_busy`.
    `done` counts runs that finished, also those that found a source failing; `failed` those that
    broke off: the next run resumes them.
    """
    started_at = now()
    counts = StageCounts("collect")
    with read_session(engine) as session:
        wanted = _wanted(session, hosts, source_ids, even_if_not_due, started_at)
        last_id = session.scalar(select(func.max(CrawlRun.id))) or 0
    if not wanted:
        _FORK_SERVER.dismiss()
        return counts
    totals = Totals()
    stopping = threading.Event()

    def crawl(due: DueHost) -> bool:
        with host_lease(engine, due.host, now) as keep:
            if keep is None:
                return False
            crawl_host(settings, due, keep, stopping, totals, progress)
            return True

    with ThreadPoolExecutor(min(HOSTS_AT_A_TIME, len(wanted))) as pool:
        try:
            crawled = list(pool.map(crawl, wanted))
        except BaseException:
            stopping.set()
            raise
    mine = [i for due, was in zip(wanted, crawled, strict=True) if was for i in due.source_ids]
    counts.add("hosts_busy", crawled.count(False))
    _count(engine, counts, mine, last_id)
    told = {"done": counts.done, "failed": counts.failed, **counts.counts}
    with write_session(engine) as session:
        run = StageRun(stage="collect", started_at=started_at, finished_at=now(), counts=told)
        session.add(run)
    return counts


def _wanted(
    session: Session,
    hosts: Sequence[str] | None,
    source_ids: Sequence[str] | None,
    even_if_not_due: bool,
    now: datetime,
) -> list[DueHost]:
    query = select(Source)
    if not even_if_not_due:
        query = query.where(_may_be_due(now))
    if hosts is not None:
        query = query.where(Source.host.in_(hosts))
    if source_ids is not None:
        query = query.where(Source.id.in_(source_ids))
    return _by_host(session, query, None if even_if_not_due else now)


def _is_quiet(declaration: dict[str, Any], now: datetime) -> bool:
    written = str(declaration.get("quiet_hours", ""))
    zone = declaration.get("timezone", SourceDeclaration.model_fields["timezone"].default)
    return QuietHours.parse(written).end_of(now, str(zone)) is not None


@contextmanager
def host_lease(
    engine: Engine, host: str, now: Callable[[], datetime]
) -> Iterator[Callable[[], bool] | None]:
    """Hold a host's lease; give what renews it, or None where another has it."""
    holder = holder_name()
    if not take_lease(engine, host, holder, now()):
        logger.info("another crawl has the host: host=%s", host)
        yield None
        return
    try:
        yield lambda: renew_lease(engine, host, holder, now())
    finally:
        release_lease(engine, host, holder)


def crawl_host(
    settings: Settings,
    due: DueHost,
    keep: Callable[[], bool],
    stopping: threading.Event,
    totals: Totals,
    progress: Progress | None,
    job: dict[str, Any] | None = None,
) -> None:
    """Run a host's crawl process to its end, renewing the lease meanwhile."""

    def hear(line: dict[str, Any]) -> None:
        fetched, total = totals.told(line["source"], line["counts"])
        if progress:
            progress(fetched, total)

    with _Process(settings, job or {"sources": due.source_ids}, hear) as process:
        while process.wait(RENEW_EVERY_S, stopping) is None:
            if stopping.is_set() or not keep():
                process.end()
        if process.returncode:
            logger.error(
                "the crawl broke off: host=%s code=%s %s",
                due.host,
                process.returncode,
                process.log(),
            )


def _count(engine: Engine, counts: StageCounts, source_ids: list[str], last_id: int) -> None:
    """Count what the runs of this collect did, from the store."""
    with read_session(engine) as session:
        runs = session.scalars(
            select(CrawlRun)
            .where(CrawlRun.id > last_id, CrawlRun.source_id.in_(source_ids))
            .order_by(CrawlRun.id)
        ).all()
    newest = {run.source_id: run for run in runs}
    for source_id in source_ids:
        run = newest.get(source_id)
        if run is None or run.finished_at is None or run.outcome is None:
            counts.failed += 1
            continue
        counts.done += 1
        counts.add("sources_failing" if run.outcome.is_failure else "sources_fine")
        counts.add("possible_gaps", int(run.gap_from is not None or run.gap_to is not None))
    for name in _SUMMED:
        key = "documents_failed" if name == "failed" else name
        counts.add(key, sum(getattr(run, name) for run in newest.values()))


class _Process:
    """A crawl process: a job goes in as JSON, lines of JSON come out. Ends with this one."""

    def __init__(
        self, settings: Settings, job: dict[str, Any], hear: Callable[[dict[str, Any]], None]
    ) -> None:
        around = {"environment": dict(os.environ), "folder": str(Path.cwd())}
        self._job = {"settings": settings.model_dump(mode="json"), **around, **job}
        self._hear = hear
        self._log: list[str] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "_Process":
        self._process = _FORK_SERVER.fork()
        for target in (self._send, self._read_lines, self._read_log, self._process.await_end):
            thread = threading.Thread(target=target, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        for thread in self._threads:
            thread.join(TERM_WAIT_S)

    @property
    def returncode(self) -> int | None:
        """The exit code; negative is a signal."""
        return self._process.returncode

    def wait(self, seconds: float, stopping: threading.Event | None = None) -> int | None:
        """Return the exit code once it ended, or None when the time is over."""
        step = 0.1 if stopping else seconds
        while seconds > 0 and not (stopping and stopping.is_set()):
            if self._process.ended.wait(min(step, seconds)):
                for thread in self._threads:
                    thread.join(TERM_WAIT_S)
                break
            seconds -= step
        return self._process.returncode

    def end(self) -> None:
        """Ask it to end, and make it."""
        self._process.send_signal(signal.SIGTERM)
        if not self._process.ended.wait(TERM_WAIT_S):
            self._process.send_signal(signal.SIGKILL)
            self._process.ended.wait()

    def log(self) -> str:
        """Return the end of what it logged."""
        return "\n".join(self._log[-30:])

    def _send(self) -> None:
        try:
            with self._process.stdin as stdin:
                stdin.write(json.dumps(self._job).encode())
        except BrokenPipeError:
            logger.debug("the crawl process ended before it read its job")

    def _read_lines(self) -> None:
        with self._process.stdout as lines:
            for line in lines:
                self._hear(json.loads(line))

    def _read_log(self) -> None:
        with self._process.stderr as lines:
            for line in lines:
                self._log.append(line.decode("utf-8", "replace").rstrip())
                del self._log[:-MAX_LOG_LINES]


def ask_process(settings: Settings, job: dict[str, Any]) -> dict[str, Any]:
    """Have a crawl process do a small job and return its one answer.

    Raises:
        CrawlError: it ended without an answer.
    """
    answers: list[dict[str, Any]] = []
    with _Process(settings, job, answers.append) as process:
        code = process.wait(TRY_TIMEOUT_S)
        if code is None:
            raise CrawlError(f"no answer within {TRY_TIMEOUT_S} s")
        if code or not answers:
            raise CrawlError(f"the crawl process ended with {code}: {process.log()}")
    return answers[-1]


def try_source(declaration: SourceDeclaration, settings: Settings) -> "list[ListedItem]":
    """Return what the first page of a source's list shows now; nothing is stored.

    Raises:
        CrawlError: the list could not be had, or shows nothing; says why.
    """
    from spiders.lists import ListedItem  # whoever collects does not read lists itself

    answer = ask_process(settings, {"declaration": declaration.as_json()})
    if answer["problem"]:
        raise CrawlError(f"{declaration.id}: {answer['problem']}")
    return [ListedItem(*item) for item in answer["items"]]
