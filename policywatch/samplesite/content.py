"""The sample site as written: a folder per publisher, a YAML file per page."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from policywatch.catalogue.yaml_file import load_yaml

HERE = Path(__file__).resolve().parent
PAGES_DIR = HERE / "pages"
ATTACHMENTS_DIR = HERE / "attachments"
LAST_DAY = 3

Text = Annotated[str, BeforeValidator(lambda value: str(value))]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pager(StrEnum):
    """How a column lists its pages: the ways of the CMS families."""

    STATIC = "static"
    CREATE_PAGE_HTML = "create-page-html"
    JPAGE = "jpage"
    JSON = "json"
    QUERY = "query"
    VSB = "vsb"
    SUDY = "sudy"
    RSS = "rss"
    ATOM = "atom"
    SITEMAP = "sitemap"
    SINGLE = "single"


class Column(_Written):
    """A column of a publisher: what its list is called, where it stands, how it pages."""

    id: Text
    name: str
    path: str
    pager: Pager
    per_page: int = 5
    api: str = ""


class Publisher(_Written):
    """A made-up publisher under its own path prefix."""

    id: str = ""
    name: str
    site: str
    template: str
    style: str
    language: str = "zh-cn"
    charset: str = "utf-8"
    charset_label: str = "utf-8"
    root: str
    columns: tuple[Column, ...]
    nav: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


class Edit(_Written):
    """From `day` on, the text `replace` reads `by`."""

    day: int = Field(ge=2, le=LAST_DAY)
    replace: str = Field(min_length=1)
    by: str


class Page(_Written):
    """A page, or an attachment when `file` names one of the folder `attachments`.

    It is served on the days of `days`. On a day after them `afterwards` says what is: 404,
    or a redirect to the publisher's root. `body` is in the markup of `markup.to_html`.
    """

    publisher: str = ""
    slug: str = ""
    path: str
    title: str
    column: Text = ""
    date: str = ""
    origin: str = ""
    header: dict[str, Text] = Field(default_factory=dict)
    keywords: str = ""
    attachments: tuple[str, ...] = ()
    file: str = ""
    days: tuple[int, ...] = (1, 2, 3)
    afterwards: str = "404"
    status: int = 200
    delay_s: float = 0
    listed: bool = True
    bare: bool = False
    edits: tuple[Edit, ...] = ()
    body: str = ""

    def body_on(self, day: int) -> str:
        """Return the body as it stands on a day."""
        body = self.body
        for edit in self.edits:
            if edit.day <= day:
                if edit.replace not in body:
                    raise ValueError(f"{self.publisher}/{self.slug}: no {edit.replace!r} to edit")
                body = body.replace(edit.replace, edit.by)
        return body

    def title_on(self, day: int) -> str:
        """Return the title as it stands on a day: an edit of the body's words touches it too."""
        title = self.title
        for edit in self.edits:
            if edit.day <= day:
                title = title.replace(edit.replace, edit.by)
        return title

    def changed_on(self, day: int) -> int:
        """Return the last day up to `day` on which the page came or was edited."""
        first = min(self.days)
        edited = [edit.day for edit in self.edits if edit.day <= day]
        back = [d for d in self.days if d <= day and d - 1 not in self.days]
        return max([first, *edited, *back])


class Content(_Written):
    """The whole site as written."""

    publishers: tuple[Publisher, ...]
    pages: tuple[Page, ...]

    def publisher(self, publisher_id: str) -> Publisher:
        """Return the publisher of that id."""
        return next(p for p in self.publishers if p.id == publisher_id)


@lru_cache(maxsize=1)
def load_content() -> Content:
    """Return the site's publishers and pages, in the order of their files' names.

    Raises:
        CatalogueError: a file is wrong; the message names file and line.
    """
    publishers, pages = [], []
    for folder in sorted(path for path in PAGES_DIR.iterdir() if path.is_dir()):
        declared = load_yaml(folder / "publisher.yaml", Publisher)
        publishers.append(declared.model_copy(update={"id": folder.name}))
        for file in sorted(folder.glob("*.yaml")):
            if file.name == "publisher.yaml":
                continue
            page = load_yaml(file, Page)
            pages.append(
                page.model_copy(update={"publisher": folder.name, "slug": file.stem}),
            )
    return Content(publishers=tuple(publishers), pages=tuple(pages))
