"""The lists of a column in each family's way: static and script pagers, APIs, feeds, sitemaps."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape

from policywatch.samplesite.content import Column, Pager, Publisher
from policywatch.samplesite.rendering import NOTICE_EN, NOTICE_ZH, Item, encode, render_list

Query = Mapping[str, str]
MAX_RECORDS = 200


class Listing:
    """One column's list on one day: `answer` gives the bytes and their type, or None."""

    def __init__(self, publisher: Publisher, column: Column, items: list[Item]) -> None:
        self.publisher = publisher
        self.column = column
        self.items = items
        size = column.per_page
        self.pages = [items[i : i + size] for i in range(0, len(items), size)] or [[]]

    def routes(self) -> dict[str, Callable[[Query], tuple[bytes, str] | None]]:
        """Return what answers at each path of this list."""
        path, pager = self.column.path, self.column.pager
        if pager in (Pager.STATIC, Pager.CREATE_PAGE_HTML):
            return self._numbered(path, f"{path}index.html", lambda n: f"{path}index_{n}.html")
        if pager is Pager.SUDY:
            stem = path.removesuffix(".htm")
            return self._numbered(f"{stem}1.htm", path, lambda n: f"{stem}{n + 1}.htm")
        if pager is Pager.VSB:
            # The oldest page has the lowest number: a full page's address never changes.
            stem, last = path.removesuffix(".htm"), len(self.pages)
            return self._numbered("", path, lambda n: f"{stem}/{last - n}.htm")
        if pager is Pager.QUERY:
            return {path: lambda query: self._html(_number(query, "page", 1) - 1)}
        if pager is Pager.JPAGE:
            return {path: lambda _: self._html(0), self.column.api: self._jpage}
        if pager is Pager.JSON:
            return {path: lambda _: self._html(0), self.column.api: self._json}
        return {path: lambda query: self._whole(pager, query)}

    def front(self, _: Query) -> tuple[bytes, str] | None:
        """Return the newest items, as a publisher's front page shows them: without a pager."""
        return self._encoded(self.pages[0], at=0, pages=1)

    def _numbered(
        self, alias: str, first: str, path_of: Callable[[int], str]
    ) -> dict[str, Callable[[Query], tuple[bytes, str] | None]]:
        routes = {path_of(n): self._at(n) for n in range(1, len(self.pages))}
        return {**routes, first: self._at(0), **({alias: self._at(0)} if alias else {})}

    def _at(self, at: int) -> Callable[[Query], tuple[bytes, str] | None]:
        return lambda _: self._html(at)

    def _html(self, at: int) -> tuple[bytes, str] | None:
        if not 0 <= at < len(self.pages):
            return None
        return self._encoded(self.pages[at], at=at, pages=len(self.pages))

    def _encoded(self, items: list[Item], *, at: int, pages: int) -> tuple[bytes, str]:
        html = render_list(
            self.publisher, self.column, items, at=at, pages=pages, total=len(self.items)
        )
        return encode(html, self.publisher), f"text/html; charset={self.publisher.charset_label}"

    def _jpage(self, query: Query) -> tuple[bytes, str] | None:
        """Answer as Hanweb's dataproxy.jsp: records startrecord to endrecord, from 1."""
        if query.get("columnid", self.column.id) != self.column.id:
            return None
        start = max(_number(query, "startrecord", 1), 1)
        end = min(
            _number(query, "endrecord", start + self.column.per_page - 1), start + MAX_RECORDS
        )
        records = "".join(
            f"<record><![CDATA[{jpage_record(item)}]]></record>\n"
            for item in self.items[start - 1 : end]
        )
        xml = (
            f'<?xml version="1.0" encoding="utf-8"?>\n<datastore>\n'
            f"<totalrecord>{len(self.items)}</totalrecord>\n"
            f"<totalpage>{len(self.pages)}</totalpage>\n"
            f"<recordset>\n{records}</recordset>\n</datastore>\n"
        )
        return xml.encode(), "text/xml; charset=utf-8"

    def _json(self, query: Query) -> tuple[bytes, str] | None:
        if query.get("channelId", self.column.id) != self.column.id:
            return None
        size = min(max(_number(query, "size", self.column.per_page), 1), MAX_RECORDS)
        page = max(_number(query, "page", 1), 1)
        rows = [
            {
                "title": item.title,
                "url": item.path,
                "publishTime": f"{item.date} 09:30:00",
                "source": item.page.origin,
            }
            for item in self.items[(page - 1) * size : page * size]
        ]
        data = {"total": len(self.items), "page": page, "size": size, "rows": rows}
        answer = json.dumps({"code": 200, "msg": "操作成功", "data": data}, ensure_ascii=False)
        return answer.encode(), "application/json; charset=utf-8"

    def _whole(self, pager: Pager, query: Query) -> tuple[bytes, str] | None:
        address = query["@address"]
        if pager is Pager.RSS:
            return _rss(self, address).encode(), "application/rss+xml; charset=utf-8"
        if pager is Pager.ATOM:
            return _atom(self, address).encode(), "application/atom+xml; charset=utf-8"
        if pager is Pager.SITEMAP:
            return _sitemap(self, address).encode(), "application/xml; charset=utf-8"
        return self._html(0)


def jpage_record(item: Item) -> str:
    """Return the list item that Hanweb keeps in a record."""
    return (
        f'<li><a href="{escape(item.path)}" title="{escape(item.title)}" target="_blank">'
        f"{escape(item.title)}</a><span>{item.date}</span></li>"
    )


def _number(query: Query, name: str, default: int) -> int:
    value = query.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else default


def _moment(item: Item) -> datetime:
    return datetime.combine(item.day, time(1, 30), tzinfo=UTC)


def _rss(listing: Listing, address: str) -> str:
    items = "".join(
        f"<item><title>{escape(item.title)}</title><link>{address}{escape(item.path)}</link>"
        f"<guid isPermaLink='true'>{address}{escape(item.path)}</guid>"
        f"<pubDate>{format_datetime(_moment(item))}</pubDate>"
        f"<source url='{address}{listing.column.path}'>{escape(item.page.origin)}</source></item>\n"
        for item in listing.items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>\n'
        f"<title>{escape(listing.publisher.name)} {escape(listing.column.name)}</title>\n"
        f"<link>{address}{listing.publisher.root}</link>\n"
        f"<description>{NOTICE_ZH}</description>\n<language>zh-cn</language>\n"
        f"{items}</channel></rss>\n"
    )


def _atom(listing: Listing, address: str) -> str:
    entries = "".join(
        f"<entry><title>{escape(item.title)}</title><id>{address}{escape(item.path)}</id>"
        f'<link rel="alternate" href="{address}{escape(item.path)}"/>'
        f"<updated>{_moment(item).isoformat()}</updated></entry>\n"
        for item in listing.items
    )
    newest = max(
        (_moment(item) for item in listing.items), default=datetime(2023, 1, 1, tzinfo=UTC)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{escape(listing.publisher.name)}</title><id>{address}{listing.column.path}</id>\n"
        f"<subtitle>{NOTICE_EN}</subtitle><updated>{newest.isoformat()}</updated>\n"
        f"{entries}</feed>\n"
    )


def _sitemap(listing: Listing, address: str) -> str:
    urls = "".join(
        f"<url><loc>{address}{escape(item.path)}</loc><lastmod>{item.date}</lastmod></url>\n"
        for item in listing.items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
