"""The whole sample site on one day: what is answered at each address."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from policywatch.samplesite.content import ATTACHMENTS_DIR, Content, Page, load_content
from policywatch.samplesite.listings import Listing, Query
from policywatch.samplesite.rendering import Item, encode, render_front, render_page

NAME = "Policywatch sample site"
# The days of the story, for Last-Modified and lastmod: day 1 is the first.
FIRST_DAY = datetime(2023, 3, 20, 1, 30, tzinfo=UTC)
ROBOTS = "User-agent: *\nDisallow: /huzhou/internal/\nAllow: /\n"
NOT_FOUND = (
    "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center>"
    "<hr><center>nginx</center></body></html>"
)
HOT = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. `last_modified` is None where a real server gives none."""

    body: bytes
    content_type: str
    status: int = 200
    last_modified: datetime | None = None
    location: str = ""
    delay_s: float = 0
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", f'"{sha256(self.body).hexdigest()[:20]}"')


Route = Callable[[Query], Answer | None]


class SiteOnDay:
    """The site as it stands on one day."""

    def __init__(self, content: Content, day: int) -> None:
        self.content = content
        self.day = day
        self._routes: dict[str, Route] = {}
        self._pages: dict[str, Page] = {}
        self._add_listings()
        self._add_pages()
        self._routes["/robots.txt"] = lambda _: Answer(ROBOTS.encode(), "text/plain; charset=utf-8")
        self._routes["/"] = self._front

    @property
    def pages(self) -> dict[str, Page]:
        """The pages and attachments served on this day, by path."""
        return self._pages

    @property
    def listings(self) -> set[str]:
        """The paths that are lists, feeds, APIs and front pages."""
        return {path for path in self._routes if path not in self._paths_written()}

    def answer(self, target: str, address: str) -> Answer:
        """Return the answer to a GET of `target` (path and query) at a site of that address."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        route = self._routes.get(parts.path)
        answer = route({**query, "@address": address}) if route else None
        return answer or Answer(NOT_FOUND.encode(), "text/html", status=404)

    def _paths_written(self) -> set[str]:
        return {page.path for page in self.content.pages}

    def items_of(self, publisher_id: str, column_id: str) -> list[Item]:
        """Return a column's list on this day, newest first."""
        items = [
            Item(page.path, page.title_on(self.day), page.date, page)
            for page in self.content.pages
            if (page.publisher, page.column) == (publisher_id, column_id)
            and page.listed
            and self.day in page.days
        ]
        return sorted(items, key=lambda item: (item.date, item.path), reverse=True)

    def _add_listings(self) -> None:
        for publisher in self.content.publishers:
            for column in publisher.columns:
                items = self.items_of(publisher.id, column.id)
                listing = Listing(publisher, column, items)
                for path, answer in listing.routes().items():
                    self._add_route(path, answer)
            # A publisher's front page shows its first column.
            first = publisher.columns[0]
            front = Listing(publisher, first, self.items_of(publisher.id, first.id))
            self._add_route(publisher.root, front.front)

    def _add_route(self, path: str, answer: Callable[[Query], tuple[bytes, str] | None]) -> None:
        earlier = self._routes.get(path)

        def route(query: Query) -> Answer | None:
            found = answer(query)
            if found is None:
                return earlier(query) if earlier else None
            return Answer(*found)

        self._routes[path] = route

    def _add_pages(self) -> None:
        for page in self.content.pages:
            if self.day in page.days:
                self._pages[page.path] = page
                self._routes[page.path] = partial(self._page, page)
            elif page.afterwards == "root" and self.day > max(page.days):
                root = self.content.publisher(page.publisher).root
                self._routes[page.path] = partial(_redirect, root)

    def _page(self, page: Page, _: Query) -> Answer:
        if page.file:
            body = (ATTACHMENTS_DIR / page.file).read_bytes()
            kind = mimetypes.guess_type(page.file)[0] or "application/octet-stream"
        else:
            publisher = self.content.publisher(page.publisher)
            hot = [i for i in self.items_of(page.publisher, page.column) if i.page != page][:HOT]
            body = encode(render_page(self.content, page, self.day, hot), publisher)
            kind = f"text/html; charset={publisher.charset_label}"
        changed = FIRST_DAY + timedelta(days=page.changed_on(self.day) - 1)
        return Answer(body, kind, page.status, changed, delay_s=page.delay_s)

    def _front(self, _: Query) -> Answer:
        html = render_front(NAME, self.day, self.content.publishers)
        return Answer(html.encode(), "text/html; charset=utf-8")


def _redirect(location: str, _: Query) -> Answer:
    return Answer(b"", "text/html", status=302, location=location)


@lru_cache(maxsize=4)
def site_on(day: int) -> SiteOnDay:
    """Return the site as it stands on a day (1 to content.LAST_DAY)."""
    return SiteOnDay(load_content(), day)
