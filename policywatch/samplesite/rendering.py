"""Pages and lists as HTML, by a template per family of CMS, encoded as the publisher does."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from policywatch.samplesite.content import HERE, Column, Content, Page, Publisher
from policywatch.samplesite.markup import lines_of, plain_text, to_html

NOTICE_ZH = "本页为示例页面，所列机构、计划和数据均为虚构，供软件演示和测试使用。"
NOTICE_EN = "This is a made-up sample page for a software demonstration: nothing in it is real."
NOTICE_HK = "本頁為示例頁面，所列機構、計劃和數據均屬虛構，僅供軟件演示和測試使用。"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list."""

    path: str
    title: str
    date: str
    page: Page

    @property
    def day(self) -> dt.date:
        """The date as a date."""
        return dt.date.fromisoformat(self.date)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates", encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        notice={"zh-cn": NOTICE_ZH, "en": NOTICE_EN, "zh-tw": NOTICE_HK},
        quote=quote,
    )
    return environment


def render_page(content: Content, page: Page, day: int, hot: list[Item]) -> str:
    """Return the HTML of a page as it stands on a day; `hot` is what its side bar links to."""
    publisher = content.publisher(page.publisher)
    body = page.body_on(day)
    if page.bare:
        return body
    return _render(
        publisher,
        page=page,
        title=page.title_on(day),
        body=Markup(to_html(body, publisher.style)),  # noqa: S704 - written here, by us
        summary=plain_text(lines_of(body)[0])[:120] if body.strip() else "",
        column=column_of(publisher, page.column),
        attachments=attachments_of(content, page, day),
        hot=hot,
    )


def render_list(
    publisher: Publisher, column: Column, items: list[Item], *, at: int, pages: int, total: int
) -> str:
    """Return the HTML of page `at` (from 0) of a column's list of `pages` pages."""
    return _render(
        publisher,
        page=None,
        title=column.name,
        column=column,
        items=items,
        at=at,
        pages=pages,
        total=total,
        hot=[],
    )


def render_front(site_name: str, day: int, publishers: tuple[Publisher, ...]) -> str:
    """Return the HTML of the sample site's own front page."""
    template = _environment().get_template("front.html")
    return template.render(name=site_name, day=day, publishers=publishers)


def column_of(publisher: Publisher, column_id: str) -> Column:
    """Return a publisher's column, the first if it has none of that id."""
    named = [column for column in publisher.columns if column.id == column_id]
    return (named or list(publisher.columns))[0]


def attachments_of(content: Content, page: Page, day: int) -> list[Page]:
    """Return the attachments that hang on a page on a day."""
    return [
        other
        for slug in page.attachments
        for other in content.pages
        if other.publisher == page.publisher and other.slug == slug and day in other.days
    ]


def encode(html: str, publisher: Publisher) -> bytes:
    """Return the bytes of a page: what the charset lacks becomes a character reference."""
    return html.encode(publisher.charset, errors="xmlcharrefreplace")


def _render(publisher: Publisher, **values: Any) -> str:  # Any: what a template takes
    template = _environment().get_template(f"{publisher.template}.html")
    return template.render(site=publisher, **values)
