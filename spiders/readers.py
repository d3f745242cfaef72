"""An answer of a source's list to what it shows, for each family; without a crawl or a store."""

from datetime import date

from policywatch.catalogue.sources import Family, SourceDeclaration
from spiders.apis import NotAnAnswerError, read_api
from spiders.feeds import read_feed, read_sitemap
from spiders.items import ListedItem, ListPage
from spiders.lists import read_list
from spiders.urls import canonical_url


def read_answer(
    declaration: SourceDeclaration,
    body: bytes,
    content_type: str,
    url: str,
    today: date,
    *,
    shape: str | None = None,
) -> ListPage:
    """Return what an answer of a source's list shows.

    Of a sitemap index that is the sitemaps. `shape` is that of the page before.
    Raises:
        NotAnAnswerError: it does not have the shape that its family has.
        TooMuchMarkupError: it holds more than is read.
    """
    family = declaration.family
    if family is Family.API_LIST:
        return read_api(body, content_type, url, declaration, today)
    if family is Family.FEED:
        return read_feed(body, content_type, url, declaration.timezone)
    if family is Family.SITEMAP:
        found = read_sitemap(body, url, declaration.timezone, today)
        return ListPage(found.items or found.sitemaps, cut=found.cut)
    if family is Family.PAGE:
        return ListPage((watched_page(declaration),))
    page = read_list(body, content_type, url, declaration, today, shape=shape)
    is_script = family is Family.SCRIPT_LIST and declaration.next_page == "auto"
    if is_script and page.items and not page.has_script_pager:
        raise NotAnAnswerError(
            f"the list shows {len(page.items)} links but no longer calls createPageHTML"
        )
    return page


def watched_page(declaration: SourceDeclaration) -> ListedItem:
    """Return the one item of a source that is a page."""
    url = canonical_url(declaration.url) or declaration.url
    return ListedItem(url, declaration.name, None)
