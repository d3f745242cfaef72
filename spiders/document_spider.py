"""The documents of a source: those that are due, fetched with the files that they link to."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from models import DocumentKind, Outcome, Purpose
from policywatch.catalogue.sources import BrowserUse, Family
from spiders.attachments import find_attachments, may_have_attachments
from spiders.bounds import (
    MAX_ATTACHMENTS_PER_PAGE,
    MAX_DOCUMENTS_PER_RUN,
    MAX_RUN_BYTES,
    READ_PAGE_CPU_S,
    TookTooLongError,
    cpu_limit,
)
from spiders.conditional import ask_anew, header_of, make_conditional
from spiders.fetched import DueDocument, Payload
from spiders.following_pages import find_following_pages, may_have_following_pages
from spiders.frames import find_framed_pages, may_have_framed_pages
from spiders.items import ListedItem
from spiders.known_pages import Validators
from spiders.markup import TooMuchMarkupError
from spiders.outcomes import Failed, NotAskedError, class_of_exception
from spiders.run import Run
from spiders.run_spider import RunSpider, body_hash, class_of_response, status_of
from spiders.urls import is_front_page_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

DOCUMENTS_AT_A_TIME = 200
# After one of these there is no sense in asking the host for documents in this run.
HOST_IS_AWAY = frozenset(
    {
        *(Outcome.DNS, Outcome.CONNECT, Outcome.TIMEOUT, Outcome.TLS),
        *(Outcome.BLOCKED_WAF, Outcome.RATE_LIMITED, Outcome.REFUSED_ADDRESS),
    }
)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that a page links to, and what is to be said of those not taken."""

    items: tuple[ListedItem, ...] = ()
    left_out: str = ""


class DocumentSpider(RunSpider):
    """Fetches the documents that are due, whenever nothing else is under way."""

    def __init__(self, **held: Any) -> None:
        super().__init__(**held)
        self._asked_documents = 0

    def note_document(self, document: DueDocument, failed: Failed) -> None:
        """Hear what came of a document, for a family whose run stands or falls with it."""

    def on_idle(self) -> None:
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
        if document.anew:
            ask_anew(request)
        return request

    def on_document(self, response: Response) -> None:
        """Record a document's answer, with the files that it links to."""
        document: DueDocument = response.meta["document"]
        failed = class_of_response(response)
        if failed is None and is_front_page_of(document.url, response.url):
            failed = Failed(Outcome.SOFT_404, f"redirected to the front page {response.url}")
        self._note_host(failed)
        self.note_document(document, failed or Failed(Outcome.OK, ""))
        payload = None
        found = _Files()
        if failed is None and response.status != 304:
            kind = header_of(response, "Content-Type")
            payload = Payload(
                sha256=body_hash(response.body),
                wire_sha256=response.meta["wire_sha256"],
                size=len(response.body),
                content_type=kind[:500],
            )
            if self.declaration.attachments:
                found = self._attachments(document, response, kind)
        outcome = Outcome.NOT_MODIFIED if response.status == 304 else Outcome.OK
        self.record(
            _purpose(document),
            cast("Request", response.request),
            failed or Failed(outcome, found.left_out),
            response=response,
            payload=payload,
            attachments=found.items,
        )

    def _attachments(self, document: DueDocument, response: Response, kind: str) -> "_Files":
        body = response.body
        is_page = "html" in kind.lower() or body[:500].lstrip()[:1] == b"<"
        is_first = document.kind is DocumentKind.PAGE
        looks: list[Callable[[], list[ListedItem]]] = []
        if is_page and is_first and may_have_attachments(body):
            looks.append(partial(find_attachments, body, kind, response.url))
        if is_page and is_first and may_have_framed_pages(body):
            looks.append(partial(find_framed_pages, body, kind, response.url))
        is_one_text = self.declaration.family is not Family.PAGE
        url = response.url
        if is_page and is_one_text and may_have_following_pages(body, url, is_first=is_first):
            looks.append(partial(find_following_pages, body, kind, url, is_first=is_first))
        try:
            with cpu_limit(READ_PAGE_CPU_S):
                found = [item for look in looks for item in look()]
        except (TooMuchMarkupError, TookTooLongError) as error:
            return _Files(left_out=f"no files were looked for: {error}")
        except Exception as error:
            logger.exception("no files could be looked for: url=%s", response.url)
            return _Files(left_out=f"no files could be looked for: {type(error).__name__}")
        ours = [item for item in found if self.is_ours(item.url)]
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
        self.record(_purpose(document), request, failed, status=status_of(failure))

    def _note_host(self, failed: Failed | None) -> None:
        away = failed is not None and failed.outcome in HOST_IS_AWAY
        self._host_failures = self._host_failures + 1 if away else 0


def _purpose(document: DueDocument) -> Purpose:
    is_attachment = document.kind is DocumentKind.ATTACHMENT
    return Purpose.ATTACHMENT if is_attachment else Purpose.DOCUMENT
