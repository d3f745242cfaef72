"""A publisher's file: its sources, each with how it is looked at and read."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policywatch.catalogue.cadence import Bounds, QuietHours
from policywatch.catalogue.levels import Level
from policywatch.catalogue.sources.fields import (
    Css,
    Duration,
    Id,
    Pattern,
    QuietText,
    SourceUrl,
    Text,
    Timezone,
    check_css,
    format_duration,
)
from policywatch.catalogue.sources.refusals import refusal

NOT_CHECKED = "not yet checked live"
MIN_EVERY = timedelta(seconds=10)


class Family(StrEnum):
    """How a source shows what is new; there is one spider per family."""

    LIST = "list"
    SCRIPT_LIST = "script-list"
    API_LIST = "api-list"
    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"


class BrowserUse(StrEnum):
    """When pages are opened in a browser, for what their scripts write."""

    NEVER = "never"
    IF_EMPTY = "if-empty"
    ALWAYS = "always"


class Tls(StrEnum):
    """Whether a server must prove who it is."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Selectors(_Part):
    """Where a document's parts stand on its page, as CSS, for pages that are misread without."""

    text: Css | None = Field(None, description="element that holds the main text")
    title: Css | None = Field(None, description="element that holds the title")
    date: Css | None = Field(None, description="element that holds the date of publication")
    remove: tuple[Css, ...] = Field((), description="elements that are not part of the text")


class GoneAfter(_Part):
    """When a document counts as gone: so many not-founds in a row over so many days."""

    checks: int = Field(5, ge=1, le=100)
    days: float = Field(14, ge=0, le=365)


class ApiMap(_Part):
    """How a list API is asked and what its fields are called.

    Paths are names joined by dots (`data.list`, `article.title`). The source's url, and `body` for
    POST, may hold {page}, {start} and {end} (from 1), {offset} (from 0) and {size}; without any of
    them there is one page.
    """

    format: Literal["json", "json-html", "datastore"] = Field(
        "json",
        description="json; json-html: HTML at the path `items` of JSON; or the XML datastore of "
        "Hanweb systems (records of HTML items)",
    )
    method: Literal["GET", "POST"] = "GET"
    body: str = Field("", description="body of a POST, form-encoded or JSON")
    page_size: int = Field(20, ge=1, le=1000)
    first_page: int = Field(1, ge=0, le=1)
    items: str = Field("", description="path of the array; empty: the answer is the array")
    url: str = Field("url", description="path of an item's address, or a pattern like /p/{id}.html")
    title: str = Field("title", description="path of an item's title")
    date: str = Field("date", description="path of an item's date; epoch numbers are understood")


class SourceEntry(_Part):
    """One source as it stands in a publisher's file."""

    id: Id = Field(description="name for good: documents hang on it")
    name: Text = Field(description="what the list is called")
    family: Family
    url: SourceUrl = Field(description="address of the list, feed, sitemap, API or page")
    enabled: bool = False
    level: Level | None = Field(None, description="where it differs from the publisher's")
    place: str | None = Field(None, description="where it differs from the publisher's")
    every: Duration = Field(
        timedelta(days=1),
        description="how often the list is looked at, as long as little is known of how often it "
        "changes",
    )
    promise: Duration | None = Field(
        None, description="never less often than this; without it twice `every`"
    )
    soonest: Duration | None = Field(
        None, description="never more often than this; without it a quarter of `every`"
    )
    adaptive: bool = Field(
        True, description="look sooner at what changes often, and later at what does not"
    )
    quiet_hours: QuietText = Field(
        "", description="by the clock of `timezone`, e.g. 23:00-06:00: it is not crawled then"
    )
    recheck: Duration = Field(
        timedelta(days=7), description="how often known documents are checked again"
    )
    items: Css | None = Field(None, description="one list item; without it the list is guessed")
    link: Css | None = Field(None, description="an item's link, inside the item")
    title: Css | None = Field(None, description="an item's title, inside the item")
    date: Css | None = Field(None, description="an item's date, inside the item")
    next_page: str = Field("auto", description="CSS of the link to the next page, auto, or none")
    api: ApiMap | None = Field(None, description="for api-list: how to ask and read it")
    max_pages: int = Field(20, ge=1, le=1000, description="list pages per run at most")
    delay: float = Field(2, ge=0, le=300, description="seconds between requests to a host")
    concurrency: int = Field(1, ge=1, le=16, description="requests to a host at a time")
    browser: BrowserUse = Field(
        BrowserUse.NEVER,
        description="open pages in a browser: always, or if-empty: those without text but scripts",
    )
    attachments: bool = Field(True, description="fetch files linked from a document, too")
    include: tuple[Pattern, ...] = Field((), description="addresses of documents must match one")
    exclude: tuple[Pattern, ...] = Field((), description="addresses that match one are left out")
    hosts: tuple[str, ...] = Field(
        (), description="hosts that documents may lie on, besides those of the publisher's domain"
    )
    tls: Tls = Field(
        Tls.VERIFIED,
        description="unverified: take any certificate and old protocols, for sites that have no "
        "better; each fetch is stored as such",
    )
    selectors: Selectors | None = None
    gone_after: GoneAfter = GoneAfter()
    quiet_after: float | None = Field(
        None,
        gt=0,
        le=3650,
        description="days without anything new before that is remarkable; without it what its "
        "pace says, and 30 at most",
    )
    timezone: Timezone = "Asia/Shanghai"

    @property
    def bounds(self) -> Bounds:
        """The bounds of its cadence."""
        soonest = self.soonest or max(self.every / 4, MIN_EVERY)
        return Bounds(self.every, soonest, self.promise or self.every * 2)

    @property
    def quiet(self) -> QuietHours:
        """Its quiet hours."""
        return QuietHours.parse(self.quiet_hours)

    @model_validator(mode="after")
    def _fits_its_family(self) -> "SourceEntry":
        if self.next_page not in ("auto", "none"):
            check_css(self.next_page)
        if (self.api is not None) != (self.family is Family.API_LIST):
            raise ValueError("`api` belongs to family api-list, and api-list needs it")
        if self.every < MIN_EVERY or self.recheck < MIN_EVERY:
            raise ValueError(f"every and recheck are at least {format_duration(MIN_EVERY)}")
        bounds = self.bounds
        if not MIN_EVERY <= bounds.soonest <= bounds.every <= bounds.promise:
            raise ValueError("expected soonest, every and promise in this order of length")
        for host in self.hosts:
            if reason := refusal(host):
                raise ValueError(reason)
        return self


class SourceFile(_Part):
    """A publisher and its sources: one YAML file."""

    publisher: Text = Field(description="name in its own language")
    publisher_en: Text = Field(description="name in English")
    level: Level
    place: str = Field("", description="province, city or country the publisher speaks for")
    legal: Text = Field(
        description="what its terms and robots.txt say of crawling, as far as known"
    )
    checked: Annotated[
        str,
        Field(pattern=rf"^({NOT_CHECKED}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})$"),
    ] = Field(NOT_CHECKED, description="day the sources were last tried live, or that none was")
    sources: tuple[SourceEntry, ...] = Field(min_length=1)


class SourceDeclaration(SourceEntry):
    """A source with what its publisher's file says of it; all that the stages need to know."""

    publisher: str
    publisher_en: str
    legal: str
    checked: str
    level: Level
    place: str

    @property
    def host(self) -> str:
        """The host of its address, with the port where that is not the scheme's own."""
        return host_of(self.url)

    def as_json(self) -> dict[str, Any]:
        """Return what the store keeps of it."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_store(cls, declaration: dict[str, Any]) -> "SourceDeclaration":
        """Return the declaration that the store keeps."""
        return cls.model_validate(declaration)


def host_of(url: str) -> str:
    """Return a URL's host in lower case, with the port where that is not the scheme's own."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    own = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, own) else f"{host}:{parts.port}"
