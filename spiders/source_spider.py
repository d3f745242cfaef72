"""The list of a source: paged through to what is known; then its documents are fetched."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request
from scrapy.http import Response

from models import NOT_FOUND_STATUS, Outcome, Purpose
from policywatch.catalogue.sources import BrowserUse, Family
from spiders import postbacks
from spiders.apis import NotAnAnswerError
from spiders.bounds import (
    MAX_BACKFILL_PAGES,
    MAX_BODY_BYTES,
    MAX_LIST_BYTES,
    READ_PAGE_CPU_S,
    TookTooLongError,
    cpu_limit,
)
from spiders.browser import is_shell
from spiders.choice import Choice
from spiders.conditional import as_it_was, ask_anew, asked_whole, make_conditional
from spiders.document_spider import DocumentSpider
from spiders.doubt import ASKED_ANEW, WAS_NOT_SAME, Doubt
from spiders.excerpt import with_excerpt
from spiders.items import TORN, ListedItem, ListPage
from spiders.layout import Look
from spiders.list_end import Backfill, ListEnd
from spiders.list_judging import is_older, judge_list, note_gap
from spiders.markup import TooMuchMarkupError
from spiders.outcomes import Failed, class_of_exception
from spiders.run_spider import class_of_response, status_of
from spiders.urls import is_front_page_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

MAX_TRIED = 3


class SourceSpider(DocumentSpider):
    """Base of the families. One says how its list is asked for and read; the rest is here."""

    name = "source"
    pages_by_overlap = True

    def __init__(self, **held: Any) -> None:
        super().__init__(**held)
        self.tried: list[ListedItem] = []
        self._listed_urls: set[str] = set()
        self._asked_urls: set[str] = set()
        self._look = Look()
        self._pages = 0
        self._list_failed = False
        self._choice = Choice(self.declaration, self.is_ours)
        self._shape: str | None = None
        self._cut = ""
        self._was_wrongly_unmodified = False
        self._cookies: dict[str, str] = {}
        self._refused = ""

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
        if page.next_url and self.is_ours(page.next_url):
            yield self.list_request(page.next_url, number + 1)
        elif page.next_form and self.is_ours(page.next_form.url):
            headers = {"Content-Type": postbacks.CONTENT_TYPE}
            if self._cookies:
                headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
            url, body = page.next_form.url, page.next_form.body
            yield self.list_request(url, number + 1, method="POST", body=body, headers=headers)

    def choose(self, items: Sequence[ListedItem]) -> Sequence[ListedItem]:
        """Return which items of a page of the list are documents of the source."""
        return self._choice.of(items, self._asked_urls)

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
            doubt = request.meta["doubt"] = self.run.doubt(url)
            if known is not None:
                request.meta["known"] = known
            if doubt.always or doubt.due:
                ask_anew(request)
            if known is not None and not doubt.always:
                make_conditional(request, known.validators)
        return request

    def page_request(self, url: str, number: int) -> Request:
        """Return the request for a page of the list that was asked for before."""
        return self.list_request(url, number)

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the list; a backfill that was broken off, with the page it read last."""
        reached = self.run.reached if self.run is not None else None
        yield self.page_request(reached.url, reached.page) if reached else self.first_request()

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """Take in a page of the list, and go on to the next while nothing known was met."""
        number: int = response.meta["number"]
        failed = class_of_response(response)
        if failed is None and number == 0 and is_front_page_of(self.declaration.url, response.url):
            failed = Failed(Outcome.SOFT_404, f"redirected to the front page {response.url}")
        if failed:
            self._end_list(response, failed)
            return
        doubt: Doubt = response.meta.get("doubt") or Doubt()
        if response.status == 304 and doubt.due:
            self._record_list_fetch(response, Failed(Outcome.NOT_MODIFIED, ""))
            yield asked_whole(response)
            return
        if response.status == 304 and self._ends_unmodified(response):
            self._end_list(response, Failed(Outcome.NOT_MODIFIED, ""))
            return
        shown = self._as_it_was(response) if response.status == 304 else response
        if shown is None:
            self._record_list_fetch(response, Failed(Outcome.NOT_MODIFIED, ""))
            yield asked_whole(response)
            return
        page = self._read(shown)
        if isinstance(page, Failed):
            self._end_list(response, page)
            return
        self._cut = self._cut or page.cut
        self._shape = page.shape or self._shape
        items = self.choose(page.items)
        fresh = [item for item in items if item.url not in self._listed_urls]
        if page.next_form:
            self._cookies |= postbacks.cookies_of(response)
        following = list(self.next_requests(page, number))
        if not fresh and not (following and not page.items):
            self._end_without_items(response, page, number)
            return
        told = self._what_doubt_came_to(response, page) if doubt.due else ""
        self._record_list_fetch(response, Failed(Outcome.OK, told))
        met_known = self._take_in(fresh)
        if self._backfill is not None and self.run is not None and self.pages_by_overlap:
            self.run.reach(response.meta["asked"], number)
            met_known = is_older(page.items, self._backfill.since)
        yield from self._go_on(following, number, met_known)

    def _as_it_was(self, response: Response) -> Response | None:
        return as_it_was(response, self.run.read_known) if self.run is not None else None

    def _what_doubt_came_to(self, response: Response, page: ListPage) -> str:
        """Return whether a page that was asked for anew shows what it was said to show still."""
        was = self._as_it_was(response) if "known" in response.meta else None
        before = self._read(was) if was is not None else None
        if not isinstance(before, ListPage):
            return ASKED_ANEW
        if {item.url for item in before.items} == {item.url for item in page.items}:
            return ASKED_ANEW
        self._was_wrongly_unmodified = True
        return WAS_NOT_SAME

    def _ends_unmodified(self, response: Response) -> bool:
        """Whether a 304 says that the whole list is as a run that ended well has read it.

        What a backfill wants is behind the first page, changed or not.
        """
        if response.meta["number"] > 0 or self.run is None or self._backfill is not None:
            return False
        return self.run.has_settled(response.meta["known"])

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
        told = [f"stopped at {self._pages} pages"] if at_limit else []
        told += filter(None, (self._choice.left_out_as_declared, self._choice.left_out_elsewhere))
        if self._refused:
            told.append(self._refused)
        if self._was_wrongly_unmodified:
            told.append("its server said for long that the list was unmodified, and it was not")
        if self.run is not None:
            told += judge_list(
                self.end,
                self.run,
                self._look,
                self._pages,
                complete=complete,
                is_over=self.is_over,
            )
        if self._cut:
            self.end.covered = False
            self.end.outcome = Outcome.PROTOCOL if self._cut == TORN else Outcome.TOO_LARGE
            told.append(f"the list was not read to its end: {self._cut}")
        self.end.detail = "; ".join(told)

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
            if elsewhere := self._choice.left_out_elsewhere:
                detail = f"{detail}; {elsewhere}"
        elif page.elsewhere:
            detail = f"{detail}; {page.elsewhere}"
        elif self.declaration.browser is BrowserUse.NEVER and is_shell(response.body):
            detail = f"{detail}: scripts may write it; try `browser: if-empty` in its file"
        self._end_list(response, Failed(outcome, detail))

    def _end_list(self, response: Response, failed: Failed) -> None:
        number = response.meta["number"]
        failed = with_excerpt(failed, response)
        self._record_list_fetch(response, failed)
        if self._pages > 0 and response.status in NOT_FOUND_STATUS:
            # Pages may be taken away while we page on; what is missing shows as a gap.
            if not self.pages_by_overlap:
                self._refused = f"not found: {response.meta['asked']}"
            self._close_list(complete=self._ends_well)
            return
        if self._pages > 0 and postbacks.is_sent(response):
            # A server may take its form from nobody but a browser: what it showed before is read.
            self._refused = f"its form brought no page {number + 1}: {failed.detail}"
            self._close_list(complete=False)
            return
        self._fail_list(failed, number)

    def _fail_list(self, failed: Failed, number: int) -> None:
        self._list_failed = failed.outcome.is_failure
        where = f"page {number + 1} of the list: " if number else ""
        self.end = ListEnd(failed.outcome, where + failed.detail)
        if failed.outcome.is_failure and self._pages and self.run is not None:
            first, last = self.run.newest_known_date, min(self._look.dates, default=None)
            note_gap(self.end, self.run, first, last)

    def on_list_error(self, failure: "Failure") -> None:
        """Record a page of the list that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        failed = class_of_exception(cast("BaseException", failure.value))
        self.record(Purpose.LIST, request, failed, status=status_of(failure))
        self._fail_list(failed, request.meta["number"])

    def _record_list_fetch(self, response: Response, failed: Failed) -> None:
        if response.status == 304 and failed.outcome is Outcome.OK:
            failed = Failed(Outcome.NOT_MODIFIED, failed.detail)
        self.record(Purpose.LIST, cast("Request", response.request), failed, response=response)
