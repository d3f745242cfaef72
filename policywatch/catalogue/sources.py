"""What we watch: source files, checked at the door, and their copy in the store.

One YAML file per publisher lies in `sources/`; `sources/schema.json` is made from the models here.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Source, SourceState
from policywatch.catalogue.cadence import Bounds, QuietHours
from policywatch.catalogue.levels import Level
from policywatch.catalogue.yaml_file import load_yaml
from policywatch.errors import CatalogueError

NOT_CHECKED = "not yet checked live"
SAMPLE_SITE = "${sample_site}"
MIN_EVERY = timedelta(seconds=10)

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"^([0-9]{1,6})([smhdw])$")

REFUSED_HOSTS = {
    "linkedin.com": "LinkedIn's terms forbid crawling",
    "zhihu.com": "Zhihu's terms forbid crawling",
    "researchgate.net": "ResearchGate's terms forbid crawling",
    "xiaohongshu.com": "Xiaohongshu's terms forbid crawling",
    "xhslink.com": "Xiaohongshu's terms forbid crawling",
    "weixin.qq.com": "WeChat's terms forbid crawling",
    "weibo.com": "Weibo's terms forbid crawling",
    "weibo.cn": "Weibo's terms forbid crawling",
    "douyin.com": "Douyin's terms forbid crawling",
    "facebook.com": "Facebook's terms forbid crawling",
    "instagram.com": "Instagram's terms forbid crawling",
    "x.com": "X's terms forbid crawling",
    "twitter.com": "X's terms forbid crawling",
    "glassdoor.com": "Glassdoor's terms forbid crawling",
    "indeed.com": "Indeed's terms forbid crawling",
}


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


def refusal(host: str) -> str | None:
    """Return why a host is not crawled, with what to do instead; None where it may be."""
    name = host.lower().rstrip(".").partition(":")[0]
    for refused, reason in REFUSED_HOSTS.items():
        if name == refused or name.endswith("." + refused):
            return f"{reason}: save the page and give it as a submission: policywatch submit FILE"
    return None


def parse_duration(value: str) -> timedelta:
    """Return a duration that is written as source files write it: 30m, 6h, 1d, 2w.

    Raises:
        ValueError: it is written otherwise.
    """
    parts = _DURATION.match(value)
    if not parts:
        raise ValueError("expected a number and a unit, e.g. 30m, 6h, 1d, 2w")
    return timedelta(**{_UNITS[parts[2]]: int(parts[1])})


def _parse_written(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def format_duration(value: timedelta) -> str:
    """Return a duration as source files write it: 30m, 6h, 1d."""
    seconds = int(value.total_seconds())
    for unit, size in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0 and not (unit == "w" and seconds < 2 * size):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _check_css(value: str) -> str:
    from parsel.csstranslator import HTMLTranslator  # a catalogue of sitemaps does not need lxml

    try:
        HTMLTranslator().css_to_xpath(value)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {error}") from error
    return value


def _check_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def _check_timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("not a time zone; expected e.g. Asia/Shanghai") from error
    return value


def _check_quiet_hours(value: str) -> str:
    QuietHours.parse(value)
    return value


def _check_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected a full http:// or https:// address")
    if parts.username or parts.password:
        raise ValueError("an address must not hold a user name or password")
    reason = refusal(parts.hostname)
    if reason:
        raise ValueError(reason)
    return value


def _check_source_url(value: str) -> str:
    if value.startswith(SAMPLE_SITE):
        return value
    return _check_url(value)


Duration = Annotated[
    timedelta,
    BeforeValidator(_parse_written),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": _DURATION.pattern, "examples": ["30m", "1d"]}),
]
Css = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_check_css)]
Pattern = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_check_pattern)]
Timezone = Annotated[str, AfterValidator(_check_timezone)]
SourceUrl = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_check_source_url)]
QuietText = Annotated[str, AfterValidator(_check_quiet_hours)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]


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
    quiet_after: float = Field(
        30, gt=0, le=3650, description="days without anything new before that is remarkable"
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
            _check_css(self.next_page)
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


def load_sources(folder: Path, *, sample_site: str) -> list[SourceDeclaration]:
    """Return every source declared in a folder's *.yaml files, in order of file name.

    `${sample_site}` in an address becomes the sample site's.
    Raises:
        CatalogueError: lists every problem of every file as `file:line: what was expected`.
    """
    problems: list[str] = []
    declarations: list[SourceDeclaration] = []
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            declared = load_yaml(path, SourceFile)
        except CatalogueError as error:
            problems += error.problems
            continue
        for entry in declared.sources:
            if entry.id in seen:
                problems.append(f"{path}:1: source {entry.id} is declared in {seen[entry.id]}, too")
            seen[entry.id] = path
            declarations.append(_declaration(declared, entry, sample_site))
    if problems:
        raise CatalogueError(problems)
    return declarations


def _declaration(declared: SourceFile, entry: SourceEntry, sample_site: str) -> SourceDeclaration:
    own = {name: getattr(entry, name) for name in type(entry).model_fields}
    return SourceDeclaration(
        **own
        | {
            "url": entry.url.replace(SAMPLE_SITE, sample_site),
            "level": entry.level or declared.level,
            "place": declared.place if entry.place is None else entry.place,
            "publisher": declared.publisher,
            "publisher_en": declared.publisher_en,
            "legal": declared.legal,
            "checked": declared.checked,
        }
    )


def sync_sources(
    session: Session, declarations: Iterable[SourceDeclaration], now: datetime
) -> None:
    """Make the store's sources equal to what is declared; undeclared ones become disabled.

    Nothing that happened is lost. A source that is new, newly enabled, or declared otherwise than
    before is due at once.
    """
    known = {source.id: source for source in session.scalars(select(Source))}
    declared: set[str] = set()
    for declaration in declarations:
        declared.add(declaration.id)
        _sync_one(session, known.get(declaration.id), declaration, now)
    for source in known.values():
        if source.id not in declared and source.enabled:
            _disable(source, "no longer declared", now)


def _sync_one(
    session: Session, source: Source | None, declaration: SourceDeclaration, now: datetime
) -> None:
    content = declaration.as_json()
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    if source is None:
        source = Source(id=declaration.id, state=SourceState.NEW, state_since=now, enabled=True)
        session.add(source)
    elif source.declaration_sha256 == sha256 and source.enabled == declaration.enabled:
        return
    source.due_at = now
    source.name = declaration.name
    source.publisher = declaration.publisher
    source.level = declaration.level.value
    source.place = declaration.place
    source.family = declaration.family.value
    source.url = declaration.url
    source.host = declaration.host
    source.declaration = content
    source.declaration_sha256 = sha256
    if not declaration.enabled:
        _disable(source, "disabled in its file", now)
    elif source.state is SourceState.DISABLED:
        source.enabled, source.state = True, SourceState.NEW
        source.state_reason, source.state_since = "enabled", now
    else:
        source.enabled = True


def _disable(source: Source, reason: str, now: datetime) -> None:
    source.enabled = False
    if source.state is not SourceState.DISABLED:
        source.state, source.state_since = SourceState.DISABLED, now
    source.state_reason = reason


def sources_schema() -> dict[str, Any]:
    """Return the JSON Schema of a source file, for editors to complete and check it."""
    schema = SourceFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A publisher and its sources"
    return schema


def declaration_of(declarations: Sequence[SourceDeclaration], source_id: str) -> SourceDeclaration:
    """Return the declaration with an id.

    Raises:
        CatalogueError: there is none; the message lists ids that look like it.
    """
    for declaration in declarations:
        if declaration.id == source_id:
            return declaration
    near = [d.id for d in declarations if source_id in d.id or d.id in source_id][:5]
    hint = f"; did you mean {', '.join(near)}?" if near else "; see `policywatch sources list`"
    raise CatalogueError([f"no source is called {source_id}{hint}"])
