"""One spider per family of sources."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from policywatch.catalogue.sources import Family
from spiders.apis import NotAnAnswerError, api_call, pages_on
from spiders.bounds import MAX_BACKFILL_PAGES
from spiders.feeds import Sitemap, lists_documents, read_sitemap
from spiders.fetched import DueDocument
from spiders.items import ListedItem, ListPage
from spiders.outcomes import Failed
from spiders.readers import read_answer, watched_page
from spiders.source_spider import SourceSpider


def _kind(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")[:200]


class ListSpider(SourceSpider):
    """List pages of links, whatever the pager: links (Sudy, VSB, ?page=2), or a script's."""

    name = "list"

    def read_page(self, response: Response) -> ListPage:
        """Return the items and the next page."""
        return read_answer(
            self.declaration,
            response.body,
            _kind(response),
            response.url,
            self.today,
            shape=self._shape,
        )


class ApiListSpider(SourceSpider):
    """List APIs by a field map: JSON, and the XML datastore of Hanweb systems."""

    name = "api-list"

    def first_request(self) -> Request:
        """Return the call for the first page."""
        return self._call(0)

    def read_page(self, response: Response) -> ListPage:
        """Return the items of an answer."""
        return read_answer(
            self.declaration, response.body, _kind(response), response.url, self.today
        )

    def next_requests(self, page: ListPage, number: int) -> Iterator[Request]:
        """Yield the call for the next page, until one comes back short."""
        api = self.declaration.api
        if api and pages_on(self.declaration) and len(page.items) >= api.page_size:
            yield self._call(number + 1)

    def page_request(self, url: str, number: int) -> Request:
        """Return the call for a page that was asked for before."""
        return self._call(number)

    def _call(self, number: int) -> Request:
        call = api_call(self.declaration, number)
        headers = {"Content-Type": call.content_type} if call.content_type else {}
        request = self.list_request(
            call.url, number, method=call.method, body=call.body, headers=headers
        )
        if call.method == "POST":
            # Each page of a POST has the same address: what was asked is told by the body, too.
            self._asked_urls.add(json.dumps([call.url, call.body]))
        return request


class FeedSpider(SourceSpider):
    """RSS and Atom feeds."""

    name = "feed"

    def read_page(self, response: Response) -> ListPage:
        """Return the entries."""
        return read_answer(
            self.declaration, response.body, _kind(response), response.url, self.today
        )


class SitemapSpider(SourceSpider):
    """Sitemaps and their indexes, plain or gzipped."""

    name = "sitemap"
    pages_by_overlap = False

    def read_page(self, response: Response) -> ListPage:
        """Return the documents of a sitemap; those of an index follow one by one."""
        self._sitemap = read_sitemap(
            response.body, response.url, self.declaration.timezone, self.today
        )
        return ListPage(self._sitemap.items, cut=self._sitemap.cut)

    _sitemap = Sitemap()

    def _ends_unmodified(self, response: Response) -> bool:
        """Whether nothing is to be looked into: an index may stay as it is while others change."""
        was = self._as_it_was(response) if super()._ends_unmodified(response) else None
        try:
            return was is not None and lists_documents(was.body)
        except NotAnAnswerError:
            return False

    def next_requests(self, page: ListPage, number: int) -> Iterator[Request]:
        """Yield the sitemaps of an index, the most recently changed first."""
        most = MAX_BACKFILL_PAGES if self._backfill else self.declaration.max_pages
        room = most - len(self._asked_urls)
        for item in self._sitemap.sitemaps[: max(room, 0)]:
            if item.url not in self._asked_urls and self.is_ours(item.url):
                yield self.list_request(item.url, number + 1)


class PageSpider(SourceSpider):
    """One watched page, which is its own document."""

    name = "page"

    async def start(self) -> AsyncIterator[Request]:
        """List the page as the one document; it is fetched like any other that is due."""
        if self.run is None:
            yield self.first_request()
            return
        self._take_in([watched_page(self.declaration)])
        self._close_list(complete=True)

    def read_page(self, response: Response) -> ListPage:
        """Return the page itself."""
        return ListPage((watched_page(self.declaration),))

    def note_document(self, document: DueDocument, failed: Failed) -> None:
        """Let what came of the page be what came of the run."""
        if document.url == watched_page(self.declaration).url:
            self.end.outcome, self.end.detail = failed.outcome, failed.detail

    def choose(self, items: Sequence[ListedItem]) -> Sequence[ListedItem]:
        """Return the page itself, at whatever address it is."""
        return items


_SPIDERS: dict[Family, type[SourceSpider]] = {
    Family.LIST: ListSpider,
    Family.SCRIPT_LIST: ListSpider,
    Family.API_LIST: ApiListSpider,
    Family.FEED: FeedSpider,
    Family.SITEMAP: SitemapSpider,
    Family.PAGE: PageSpider,
}


def spider_for(family: Family) -> type[SourceSpider]:
    """Return the spider of a family."""
    return _SPIDERS[family]
