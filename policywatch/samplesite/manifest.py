"""What each page of the sample site means: the truth the pipeline is held to, day by day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from policywatch.catalogue.yaml_file import load_yaml
from policywatch.samplesite.content import HERE


class Event(StrEnum):
    """What becomes of a page on a day; a page that no event names stays as it is."""

    NEW = "new"
    EDITED = "edited"
    MENTION_REMOVED = "mention-removed"
    GONE = "gone"
    RETURNED = "returned"
    REDIRECTED = "redirected"
    ATTACHMENT_REPLACED = "attachment-replaced"


class Problem(StrEnum):
    """What is the matter with fetching or reading a page."""

    ROBOTS = "robots"
    CHALLENGE = "challenge"
    SOFT_404 = "soft-404"
    SCANNED = "scanned"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class ExpectedFact:
    """A fact that must be read. Bounds are written as models.Fact has them; None is open."""

    kind: str
    low: str | None
    high: str | None
    unit: str


@dataclass(frozen=True, slots=True)
class ManifestPage:
    """One page's truth. What changes by day is kept by the day from which it holds.

    `relevant` is by meaning: `grade` says why (a: names a programme in that sense; b: describes
    one, its money, conditions, recruiters or results; c: in passing; "" when not relevant).
    `document_number` is what the header table gives as 文号, `parent` the page an attachment hangs
    on; `excerpt_of` marks a piece of another page.
    """

    path: str
    source: str
    title: str
    language: str
    genre: str
    events: dict[int, Event]
    relevant: dict[int, bool]
    programmes: dict[int, tuple[str, ...]]
    grade: str = ""
    document_number: str = ""
    facts: tuple[ExpectedFact, ...] = ()
    evasion: str = ""
    copy_of: str = ""
    excerpt_of: str = ""
    parent: str = ""
    problem: Problem | None = None
    note: str = ""

    def is_served_on(self, day: int) -> bool:
        """Whether the page is there on a day."""
        past = [d for d in self.events if d <= day]
        return bool(past) and self.events[max(past)] not in (Event.GONE, Event.REDIRECTED)

    def is_relevant_on(self, day: int) -> bool:
        """Whether an analyst would want to see the page as it stands on a day."""
        return self.is_served_on(day) and self.relevant[_step(self.relevant, day)]

    def programmes_on(self, day: int) -> tuple[str, ...]:
        """The programmes that the page as it stands on a day names in their own sense."""
        return self.programmes[_step(self.programmes, day)]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The truth about every page."""

    pages: tuple[ManifestPage, ...]
    by_path: dict[str, ManifestPage] = field(repr=False)

    def served_on(self, day: int) -> tuple[ManifestPage, ...]:
        """Return the pages that are there on a day."""
        return tuple(page for page in self.pages if page.is_served_on(day))

    def readable_on(self, day: int) -> tuple[ManifestPage, ...]:
        """Return those that an honest reader can fetch and read on a day."""
        fine = (None, Problem.SLOW)
        return tuple(page for page in self.served_on(day) if page.problem in fine)


def _step(by_day: Mapping[int, object], day: int) -> int:
    """Return the day from which what holds on `day` began to hold."""
    return max((d for d in by_day if d <= day), default=min(by_day))


def _by_day(value: object) -> object:
    return value if isinstance(value, dict) else {1: value}


def _as_event(value: object) -> object:
    return {value: "new"} if isinstance(value, int) else value


def _written_text(value: object) -> object:
    return value if value is None else str(value)


class _Fact(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str
    low: Annotated[str | None, BeforeValidator(_written_text)] = None
    high: Annotated[str | None, BeforeValidator(_written_text)] = None
    unit: str


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid")
    path: str
    source: str
    title: str
    language: str = "zh-cn"
    genre: str
    days: Annotated[dict[int, Event], BeforeValidator(_as_event)] = {1: Event.NEW}
    relevant: Annotated[dict[int, bool], BeforeValidator(_by_day)] = {1: False}
    programmes: Annotated[dict[int, tuple[str, ...]], BeforeValidator(_by_day)] = {1: ()}
    grade: str = Field("", pattern="^[abc]?$")
    document_number: str = ""
    facts: tuple[_Fact, ...] = ()
    evasion: str = ""
    copy_of: str = ""
    excerpt_of: str = ""
    parent: str = ""
    problem: Problem | None = None
    note: str = ""


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pages: list[_Page]


@lru_cache(maxsize=1)
def load_manifest() -> Manifest:
    """Return the manifest.

    Raises:
        CatalogueError: the file is wrong; the message names the line.
    """
    written = load_yaml(HERE / "manifest.yaml", _Manifest)
    pages = tuple(_page(page) for page in written.pages)
    return Manifest(pages=pages, by_path={page.path: page for page in pages})


def _page(written: _Page) -> ManifestPage:
    facts = tuple(ExpectedFact(f.kind, f.low, f.high, f.unit) for f in written.facts)
    values = written.model_dump(exclude={"days", "facts"})
    return ManifestPage(events=written.days, facts=facts, **values)
