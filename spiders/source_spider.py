"""The crawl of one source: page through its list to what is known, then fetch what is due."""

import hashlib
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from models import DocumentKind, Outcome, Purpose
from policywatch.archive import ArchiveWriter
from policywatch.catalogue.sources import BrowserUse, Family, SourceDeclaration, Tls
from policywatch.errors import ArchiveError
from spiders.apis import NotAnAnswerError
from spiders.bounds import (
    MAX_ATTACHMENTS_PER_PAGE,
    MAX_BACKFILL_PAGES,
    MAX_BODY_BYTES,
    MAX_DOCUMENTS_PER_RUN,
    MAX_LIST_BYTES,
    MAX_RUN_BYTES,
    MAX_RUN_S,
    READ_PAGE_CPU_S,
    TookTooLongError,
    cpu_limit,
)
from spiders.conditional import header_of, make_conditional, storable, validator_of
from spiders.dates import local_today
from spiders.known_pages import KnownPage, Validators
from spiders.layout import Look, what_changed
from spiders.lists import ListedItem, ListPage, find_attachments
from spiders.markup import TooMuchMarkupError
from spiders.outcomes import Failed, NotAskedError, class_of_answer, class_of_exception
from spiders.pace import Pace
from spiders.rests import Rests
from spiders.rules import RobotsBook
from spiders.run import (
    DATED_BY_CHANGE,
    Backfill,
    DueDocument,
    Fetched,
    ListEnd,
    Payload,
    Run,
)
from spiders.storing import NOT_FOUND_STATUS
from spiders.urls import belongs, is_front_page_of

if TYPE_CHECKING:
    from datetime import date

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

DOCUMENTS_AT_A_TIME = 200
MAX_HOST_FAILURES = 5
MAX_TRIED = 3
# So many items, and such a share of those listed now, may be taken off a list without a word.
MIN_VANISHED = 2
VANISHED = 0.2
# After one of these there is no sense in asking the host for documents in this run.
HOST_IS_AWAY = frozenset(
    {
        *(Outcome.DNS, Outcome.CONNECT, Outcome.TIMEOUT, Outcome.TLS),
        *(Outcome.BLOCKED_WAF, Outcome.RATE_LIMITED, Outcome.REFUSED_ADDRESS),
    }
)

_ATTACHMENT_NEAR = re.compile(
    rb"\.(?:pdf|docx?|docm|wp[st]|xls[xm]?|ett?|csv|ofd|rtf|od[ts]|pptx?|dps|zip|rar|7z)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that a page links to, and what is to be said of those not taken."""

    items: tuple[ListedItem, ...] = ()
    left_out: str = ""


class SourceSpider(scrapy.Spider):
    """Base of the families. One says how its list is asked for and read; the rest is here."""

    name = "source"
    pages_by_overlap = True

    def __init__(
        self,
        *,
        declaration: SourceDeclaration,
        run: Run | None,
        archive: ArchiveWriter | None,
        robots: RobotsBook,
        pace: Pace | None = None,
        now: Callable[[], datetime],
        tell: Callable[[Run], None] = lambda _: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.declaration = declaration
        self.run = run
        self.archive = archive
        self.robots = robots
        self.pace = pace
        self.rests = Rests(pace)
        self.broken: BaseException | None = None
        self.tried: list[ListedItem] = []
        self.end = ListEnd(Outcome.PROTOCOL, "the list was not read")
        self._now = now
        self._tell = tell
        self._began = time.monotonic()
        self._listed_urls: set[str] = set()
        self._asked_urls: set[str] = set()
        self._look = Look()
        self._pages = 0
        self._list_failed = False
        self._left_out = 0
        self._shape: str | None = None
        self._cut = ""
        self._received_bytes = 0
        self._asked_documents = 0
        self._host_failures = 0
        self._all_done = True

    @classmethod
    def from_crawler(cls, crawler: "Crawler", *args: Any, **kwargs: Any) -> "SourceSpider":
        """Make the spider and have it told when it has nothing to do, and when it ends."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._on_idle, signals.spider_idle)
        crawler.signals.connect(spider._on_closed, signals.spider_closed)
        crawler.signals.connect(spider._on_broken, signals.spider_error)
        return spider

    @property
    def rest_until(self) -> datetime | None:
        """Until when the source's host wants to be left alone by this source."""
        return self.rests.until(self.declaration.url)

    @property
    def is_over(self) -> bool:
        """Whether the run took its time, or its host stopped answering."""
        spent = time.monotonic() - self._began > MAX_RUN_S
        return spent or self._host_failures >= MAX_HOST_FAILURES

    @property
    def today(self) -> "date":
        """The day that it is where the publisher is."""
        return local_today(self._now(), self.declaration.timezone)

    # What a family says.

    def first_request(self) -> Request:
        """Return the request for the first page of the list."""
        return self.list_request(self.declaration.url, 0)

    def read_page(self, response: Response) -> ListPage:
        """Return what a page of the list shows.

        Raises:
            NotAnAnswerError: it does not have the shape that it should have.
        """
        raise NotImplementedError

    def next_requests(self, page: ListPage, number: int) -> Iterator[Request]:
        """Yield the requests for what follows page `number` (from 0)."""
        if page.next_url and self._is_ours(page.next_url):
            yield self.list_request(page.next_url, number + 1)

    def note_document(self, document: DueDocument, failed: Failed) -> None:
        """Hear what came of a document, for a family whose run stands or falls with it."""

    # The list.

    def list_request(self, url: str, number: int, **how: Any) -> Request:
        """Return the request for a page of the list, conditional where it is known."""
        headers: dict[str, str] = how.pop("headers", {})
        self._asked_urls.add(url)
        most = MAX_BODY_BYTES if self.declaration.family is Family.SITEMAP else MAX_LIST_BYTES
        request = Request(
            url,
            callback=self.parse,
            errback=self.on_list_error,
            dont_filter=True,
            meta={
                "number": number,
                "asked": url,
                "download_maxsize": most,
                "browser": self.declaration.browser,
            },
            headers=headers,
            **how,
        )
        # What scripts load may change though the page that loads them does not.
        is_whole = self.declaration.browser is BrowserUse.NEVER
        if self.run is not None and is_whole and request.method == "GET":
            known = self.run.known_page(url)
            if known is not None:
                request.meta["known_page"] = known
                make_conditional(request, known.validators)
        return request

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the list; a backfill that was broken off, with the page it read last."""
        reached = self.run.reached if self.run is not None else None
        yield self.page_request(reached.url, reached.page) if reached else self.first_request()

    def page_request(self, url: str, number: int) -> Request:
        """Return the request for a page of the list that was asked for before."""
        return self.list_request(url, number)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """Take in a page of the list, and go on to the next while nothing known was met."""
        number: int = response.meta["number"]
        failed = _class_of_response(response)
        if failed is None and number == 0 and is_front_page_of(self.declaration.url, response.url):
            failed = Failed(Outcome.SOFT_404, f"redirected to the front page {response.url}")
        if failed:
            self._end_list(response, failed)
            return
        if response.status == 304 and self._ends_unmodified(response):
            self._end_list(response, Failed(Outcome.NOT_MODIFIED, ""))
            return
        shown = self._as_it_was(response) if response.status == 304 else response
        if shown is None:
            self._record_list_fetch(response, Failed(Outcome.NOT_MODIFIED, ""))
            yield self._asked_whole(response)
            return
        page = self._read(shown)
        if isinstance(page, Failed):
            self._end_list(response, page)
            return
        self._cut = self._cut or page.cut
        self._shape = page.shape or self._shape
        items = [item for item in page.items if self._is_wanted(item)]
        fresh = [item for item in items if item.url not in self._listed_urls]
        following = list(self.next_requests(page, number))
        if not fresh and not (following and not page.items):
            self._end_without_items(response, page, number)
            return
        self._record_list_fetch(response, Failed(Outcome.OK, ""))
        met_known = self._take_in(fresh)
        if self._backfill is not None and self.run is not None and self.pages_by_overlap:
            self.run.reach(response.meta["asked"], number)
            met_known = _is_older(page.items, self._backfill.since)
        yield from self._go_on(following, number, met_known)

    def _as_it_was(self, response: Response) -> Response | None:
        """Return the page that a 304 says is still the same; None where the archive lost it."""
        known: KnownPage = response.meta["known_page"]
        if self.run is None:
            return None
        try:
            was = self.run.read_known(known)
        except ArchiveError as error:
            logger.warning("a page is asked for again: url=%s %s", response.url, error)
            return None
        kind = next((v for k, v in was.headers if k.lower() == "content-type"), "")
        headers = {"Content-Type": kind} if kind else None
        return Response(was.url, headers=headers, body=was.body, request=response.request)

    def _asked_whole(self, response: Response) -> Request:
        """Return the request for a page once more, without a condition."""
        request = cast("Request", response.request).replace(url=response.meta["asked"])
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
        return request

    def _ends_unmodified(self, response: Response) -> bool:
        """Whether a 304 says that the whole list is as a run that ended well has read it.

        What a backfill wants is behind the first page, changed or not.
        """
        if response.meta["number"] > 0 or self.run is None or self._backfill is not None:
            return False
        return self.run.has_settled(response.meta["known_page"])

    def _read(self, response: Response) -> ListPage | Failed:
        """Return what a page of the list shows, or why that cannot be told."""
        try:
            with cpu_limit(READ_PAGE_CPU_S):
                return self.read_page(response)
        except NotAnAnswerError as error:
            return Failed(error.outcome, str(error))
        except (TooMuchMarkupError, TookTooLongError) as error:
            return Failed(Outcome.TOO_LARGE, str(error))
        except Exception as error:
            # A parser's fault on one page is no reason to break the run off.
            logger.exception("the page cannot be read: url=%s", response.url)
            return Failed(Outcome.UNDECODABLE, f"{type(error).__name__}: {error}")

    def _take_in(self, items: list[ListedItem]) -> bool:
        """Store items; say whether the last of them was listed by an earlier run.

        The last: pinned items stand on top of a list for years, and are always known.
        """
        self._listed_urls.update(item.url for item in items)
        self._pages += 1
        if self.run is None:
            self.tried += items
            return False
        known = self.run.record_items(items)
        for item, before in zip(items, known, strict=True):
            self._look.add(
                item.url, item.title, item.date, known=before.is_known, date_before=before.date
            )
        self._tell(self.run)
        return bool(known) and known[-1].is_known

    @property
    def _backfill(self) -> Backfill | None:
        return self.run.backfill if self.run is not None else None

    @property
    def _overlaps(self) -> bool:
        """Whether the list is to be read until it meets what it is known to hold."""
        if self._backfill is not None:
            return self.pages_by_overlap
        return self.pages_by_overlap and self.run is not None and self.run.has_baseline

    @property
    def _ends_well(self) -> bool:
        """Whether a list that has no further page was read as far as it was to be."""
        if self._backfill is not None:
            # A feed shows but its newest entries: behind its end there may be more.
            return self.declaration.family is not Family.FEED
        return self._look.known > 0 or not self._overlaps

    def _go_on(self, following: list[Request], number: int, met_known: bool) -> Iterator[Request]:
        most = MAX_BACKFILL_PAGES if self._backfill else self.declaration.max_pages
        if self._overlaps and met_known:
            self._close_list(complete=True)
        elif not following:
            self._close_list(complete=self._ends_well)
        elif self.pages_by_overlap and (self._pages >= most or self.is_over):
            self._close_list(complete=not self._overlaps, at_limit=True)
        elif self.run is None:
            # One page shows what a source yields; of an index, the sitemaps that changed last do.
            yield from () if self.tried else following[:MAX_TRIED]
        else:
            yield from following

    def _close_list(self, *, complete: bool, at_limit: bool = False) -> None:
        if self._list_failed:
            return
        self.end = ListEnd(Outcome.OK, covered=complete)
        told = []
        if at_limit:
            told.append(f"stopped at {self._pages} pages")
        if self._left_out:
            told.append(f"{self._left_out} links left out: other hosts, or excluded")
        if self.run is not None:
            self._close_run(self.run, complete, told)
        if self._cut:
            self.end.covered = False
            self.end.outcome = Outcome.TOO_LARGE
            told.append(f"the list was not read to its end: {self._cut}")
        self.end.detail = "; ".join(told)

    def _close_run(self, run: Run, complete: bool, told: list[str]) -> None:
        """Judge a list that was read: what it lacks, and whether it still looks as it did."""
        look = self._look
        if not look.items:
            used_to = run.has_listed
            self.end.outcome = Outcome.LAYOUT_CHANGED if used_to else Outcome.EMPTY_LIST
            told.append("the list shows no item")
            return
        if self._backfill is not None:
            if not complete and not self.is_over:
                told.append(f"nothing older than {self._backfill.since or 'this'} was met")
            return
        if not complete:
            told.append("possible gap: no item known from an earlier run was met")
            self._note_gap(run.newest_known_date, min(look.dates, default=None))
        gone = run.vanished(_median(look.dates), self._pages, look.items)
        if look.known and gone.count >= max(MIN_VANISHED, look.items * VANISHED):
            told.append(f"possible gap: {gone.count} items listed before are not listed any more")
            self._note_gap(gone.first, gone.last)
        dates_change = self.declaration.family in DATED_BY_CHANGE
        if changed := what_changed(look, run.norm, dates_change=dates_change):
            self.end.outcome = Outcome.LAYOUT_CHANGED
            told.append(changed)

    def _note_gap(self, first: str | None, last: str | None) -> None:
        if self._backfill is not None:
            return  # it looks for what is missing, and is not what is missed
        self.end.has_gap = True
        self.end.gap_from, self.end.gap_to = first, last

    def _end_without_items(self, response: Response, page: ListPage, number: int) -> None:
        if number > 0:
            # A page behind the last one is empty, or the last one once more.
            self._record_list_fetch(response, Failed(Outcome.OK, "no further items"))
            self._close_list(complete=self._ends_well)
            return
        used_to = self.run is not None and self.run.has_listed
        outcome = Outcome.LAYOUT_CHANGED if used_to else Outcome.EMPTY_LIST
        detail = "the list shows no item"
        if page.items:
            detail = f"the list shows {len(page.items)} links, none to a document of this source"
        self._end_list(response, Failed(outcome, detail))

    def _end_list(self, response: Response, failed: Failed) -> None:
        number = response.meta["number"]
        if self._pages > 0 and response.status in NOT_FOUND_STATUS:
            # Pages may be taken away while we page on; what is missing shows as a gap.
            self._record_list_fetch(response, failed)
            self._close_list(complete=self._ends_well)
            return
        self._record_list_fetch(response, failed)
        self._fail_list(failed, number)

    def _fail_list(self, failed: Failed, number: int) -> None:
        self._list_failed = failed.outcome.is_failure
        where = f"page {number + 1} of the list: " if number else ""
        self.end = ListEnd(failed.outcome, where + failed.detail)
        if failed.outcome.is_failure and self._pages and self.run is not None:
            self._note_gap(self.run.newest_known_date, min(self._look.dates, default=None))

    def on_list_error(self, failure: "Failure") -> None:
        """Record a page of the list that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        failed = class_of_exception(cast("BaseException", failure.value))
        self._record(Purpose.LIST, request, failed, status=_status_of(failure))
        self._fail_list(failed, request.meta["number"])

    def _is_wanted(self, item: ListedItem) -> bool:
        declared = self.declaration
        wanted = (
            self._is_ours(item.url)
            and item.url not in self._asked_urls
            and (not declared.include or any(re.search(p, item.url) for p in declared.include))
            and not any(re.search(p, item.url) for p in declared.exclude)
        )
        self._left_out += not wanted
        return wanted

    def _is_ours(self, url: str) -> bool:
        declared = self.declaration
        return belongs(url, publisher_host=declared.host, hosts=declared.hosts)

    # The documents.

    def _on_idle(self) -> None:
        """Ask for the next documents; called whenever nothing is under way."""
        if self.run is None or self.broken:
            return
        try:
            due = self._next_documents(self.run)
        except Exception as error:  # noqa: BLE001 (Scrapy would log it and end the run as done)
            self.broken = error
            return
        for document in due:
            self._asked_documents += 1
            self.crawler.engine.crawl(self._document_request(document))
        if due:
            raise DontCloseSpider

    def _next_documents(self, run: Run) -> list[DueDocument]:
        run.flush()
        self._tell(run)
        return run.due_documents(DOCUMENTS_AT_A_TIME) if self._may_go_on() else []

    def _may_go_on(self) -> bool:
        if self.end.outcome in HOST_IS_AWAY and not self._asked_documents:
            return False
        if self._received_bytes > MAX_RUN_BYTES:
            self.end.detail = f"stopped at {MAX_RUN_BYTES:,} bytes; {self.end.detail}".rstrip("; ")
            return False  # what is left waits for the next regular run
        if self.is_over or self.rest_until or self._asked_documents >= MAX_DOCUMENTS_PER_RUN:
            self._all_done = False
            return False
        return True

    def _document_request(self, document: DueDocument) -> Request:
        request = Request(
            document.url,
            callback=self.on_document,
            errback=self.on_document_error,
            dont_filter=True,
            meta={
                "document": document,
                "known": document.known,
                "asked": document.url,
                "browser": self.declaration.browser,
            },
        )
        if self.declaration.browser is BrowserUse.NEVER:
            make_conditional(request, Validators(document.etag, document.last_modified))
        return request

    def on_document(self, response: Response) -> None:
        """Record a document's answer, with the files that it links to."""
        document: DueDocument = response.meta["document"]
        failed = _class_of_response(response)
        if failed is None and is_front_page_of(document.url, response.url):
            failed = Failed(Outcome.SOFT_404, f"redirected to the front page {response.url}")
        self._note_host(failed)
        self.note_document(document, failed or Failed(Outcome.OK, ""))
        payload = None
        found = _Files()
        if failed is None and response.status != 304:
            kind = header_of(response, "Content-Type")
            payload = Payload(
                sha256=_sha256(response.body),
                wire_sha256=response.meta["wire_sha256"],
                size=len(response.body),
                content_type=kind[:500],
            )
            if document.kind is DocumentKind.PAGE and self.declaration.attachments:
                found = self._attachments(response, kind)
        outcome = Outcome.NOT_MODIFIED if response.status == 304 else Outcome.OK
        self._record(
            _purpose(document),
            cast("Request", response.request),
            failed or Failed(outcome, found.left_out),
            response=response,
            payload=payload,
            attachments=found.items,
        )

    def _attachments(self, response: Response, kind: str) -> "_Files":
        body = response.body
        is_page = "html" in kind.lower() or body[:500].lstrip()[:1] == b"<"
        if not is_page or not _ATTACHMENT_NEAR.search(body):
            return _Files()
        try:
            with cpu_limit(READ_PAGE_CPU_S):
                found = find_attachments(body, kind, response.url)
        except (TooMuchMarkupError, TookTooLongError) as error:
            return _Files(left_out=f"no files were looked for: {error}")
        except Exception as error:
            logger.exception("no files could be looked for: url=%s", response.url)
            return _Files(left_out=f"no files could be looked for: {type(error).__name__}")
        ours = [item for item in found if self._is_ours(item.url)]
        more = len(ours) - MAX_ATTACHMENTS_PER_PAGE
        left_out = f"{more:,} of its linked files were left out" if more > 0 else ""
        return _Files(tuple(ours[:MAX_ATTACHMENTS_PER_PAGE]), left_out)

    def on_document_error(self, failure: "Failure") -> None:
        """Record a document that could not be had."""
        if isinstance(failure.value, NotAskedError):
            self._all_done = False
            return  # it stays due
        request: Request = failure.request  # type: ignore[attr-defined]
        failed = class_of_exception(cast("BaseException", failure.value))
        self.note_document(request.meta["document"], failed)
        if self.rest_until and failed.outcome is Outcome.RATE_LIMITED:
            return  # it was not asked for: the host rests, the document stays due
        self._note_host(failed)
        document: DueDocument = request.meta["document"]
        self._record(_purpose(document), request, failed, status=_status_of(failure))

    def _note_host(self, failed: Failed | None) -> None:
        away = failed is not None and failed.outcome in HOST_IS_AWAY
        self._host_failures = self._host_failures + 1 if away else 0

    # What is kept.

    def _record_list_fetch(self, response: Response, failed: Failed) -> None:
        if response.status == 304 and failed.outcome is Outcome.OK:
            failed = Failed(Outcome.NOT_MODIFIED, failed.detail)
        self._record(Purpose.LIST, cast("Request", response.request), failed, response=response)

    def _record(
        self,
        purpose: Purpose,
        request: Request,
        failed: Failed,
        *,
        response: Response | None = None,
        status: int | None = None,
        payload: Payload | None = None,
        attachments: tuple[ListedItem, ...] = (),
    ) -> None:
        if response is not None:
            self._received_bytes += len(response.body)
        if self.run is None:
            return
        meta = request.meta
        allowed, robots_sha256 = meta.get("robots", (None, None))
        if failed.outcome is Outcome.BLOCKED_ROBOTS:
            allowed = False
        document: DueDocument | None = meta.get("document")
        good = response is not None and not failed.outcome.is_failure
        began = meta.get("began")
        self.run.add(
            Fetched(
                purpose=purpose,
                url=meta["asked"],
                final_url=response.url if response is not None else request.url,
                at=meta.get("at") or self._now(),
                elapsed_ms=round((time.monotonic() - began) * 1000) if began else 0,
                status=response.status if response is not None else status,
                outcome=failed.outcome,
                detail=storable(failed.detail),
                body_sha256=_body_of_nothing(response, failed) if document else None,
                document_id=document.id if document else None,
                robots_allowed=allowed,
                robots_sha256=robots_sha256,
                tls_verified=self._is_verified(response),
                etag=validator_of(request, response, "ETag", "If-None-Match") if good else None,
                last_modified=(
                    validator_of(request, response, "Last-Modified", "If-Modified-Since")
                    if good
                    else None
                ),
                place=meta.get("place"),
                wire_sha256=meta.get("wire_sha256"),
                payload=payload,
                attachments=attachments,
            )
        )

    def _is_verified(self, response: Response | None) -> bool | None:
        if response is None or not response.url.startswith("https:"):
            return None
        return self.declaration.tls is Tls.VERIFIED

    def _on_broken(self, failure: "Failure") -> None:
        """Remember the first error of our own: the run must not count as finished."""
        self.broken = self.broken or failure.value

    def _on_closed(self) -> None:
        if self.run is None or self.broken:
            return
        try:
            self.run.finish(self.end, not_before=self.rest_until, all_done=self._all_done)
            self._tell(self.run)
        except Exception as error:  # noqa: BLE001 (Scrapy would log it and say nothing)
            self.broken = error


def _class_of_response(response: Response) -> Failed | None:
    sent = response.request.headers if response.request is not None else {}
    if response.status == 304 and not ("If-None-Match" in sent or "If-Modified-Since" in sent):
        return Failed(Outcome.PROTOCOL, "HTTP 304, but nothing was known that could be unmodified")
    return class_of_answer(response.status, response.body, header_of(response, "Content-Type"))


def _body_of_nothing(response: Response | None, failed: Failed) -> str | None:
    """Return the hash of what a site answers where nothing is."""
    if response is None or not response.body:
        return None
    is_not_found = response.status in NOT_FOUND_STATUS or failed.outcome is Outcome.SOFT_404
    return _sha256(response.body) if is_not_found else None


def _status_of(failure: "Failure") -> int | None:
    return getattr(failure.value, "status", None)


def _is_older(items: Sequence[ListedItem], since: str | None) -> bool:
    """Whether all that a page dates is older than a day."""
    dates = [item.date for item in items if item.date]
    return since is not None and bool(dates) and max(dates) < since


def _median(dates: list[str]) -> str | None:
    return sorted(dates)[len(dates) // 2] if dates else None


def _purpose(document: DueDocument) -> Purpose:
    is_attachment = document.kind is DocumentKind.ATTACHMENT
    return Purpose.ATTACHMENT if is_attachment else Purpose.DOCUMENT


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
