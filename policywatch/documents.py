"""The values that pass between steps: frozen, free of sessions, files and network.

Those that a page has dozens of are named tuples: one is made in a sixth of the time that a frozen
dataclass takes.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

CELL_SEPARATOR = "\t"
BLOCK_SEPARATOR = "\n"


class BlockKind(StrEnum):
    """What a piece of the text is. A table is a run of ROW blocks with the same `table`."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CAPTION = "caption"


class Block(NamedTuple):
    """A block of a text: `text[start:end]`, without the newline that ends it.

    `level` is a heading's (1-6), `table` the table's number in the document (from 0), `header`
    says that a row holds column names, `page` is the page of an attachment (from 1).
    Cells of a row are joined by CELL_SEPARATOR, blocks by BLOCK_SEPARATOR.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    table: int | None = None
    header: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an attachment, absolute, with the name it is given in the text."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A piece of metadata with where it was read: `meta:PubDate`, `header-table`, `text`, …"""

    value: str
    evidence: str


class ProblemKind(StrEnum):
    """Why a document could not be read, or only in part."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNDECODABLE = "undecodable"
    CHALLENGE_PAGE = "challenge-page"
    ERROR_PAGE = "error-page"
    SOFT_404 = "soft-404"
    STAND_IN = "stand-in"
    BOILERPLATE_ONLY = "boilerplate-only"
    SCANNED = "scanned"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    PARTLY_READ = "partly-read"
    LOW_QUALITY = "low-quality"


# Those by which it is known that the document was there, though its text could not be had.
THERE = frozenset(
    {
        *(ProblemKind.TOO_LARGE, ProblemKind.SCANNED, ProblemKind.ENCRYPTED),
        *(ProblemKind.DAMAGED, ProblemKind.UNSUPPORTED, ProblemKind.PARTLY_READ),
    }
)


@dataclass(frozen=True, slots=True)
class ReadText:
    """What reading makes of a document's bytes.

    `usable` says whether it may become a version; if not, `problem` says why not. A document
    read in part is usable and has a problem; so is a page of which only the title was. `details`
    holds issuer, document_number, index_number, written, published, effective, expires, validity,
    subject, where found; dates are ISO 8601 as far as stated (2023, 2023-03, 2023-03-31).
    `languages` maps a language code to its share of the letters (0-1); `language` is the main one
    (zh-cn, zh-tw, en, …, or "").
    """

    extractor: str
    usable: bool
    title: str = ""
    text: str = ""
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    details: dict[str, Stated] = field(default_factory=dict)
    language: str = ""
    languages: dict[str, float] = field(default_factory=dict)
    charset_declared: str | None = None
    charset_used: str | None = None
    quality: float = 1.0
    quality_reasons: tuple[str, ...] = ()
    problem_kind: ProblemKind | None = None
    problem: str | None = None

    @property
    def without_text(self) -> bool:
        """Whether nothing was read, or no more than what a page is called."""
        return not self.usable or self.problem_kind is ProblemKind.BOILERPLATE_ONLY

    @property
    def published(self) -> str | None:
        """The date published (else written), ISO 8601 as far as stated."""
        stated = self.details.get("published") or self.details.get("written")
        return stated.value if stated else None


class FoundMatch(NamedTuple):
    """A name or term found at `text[start:end]`; see `models.Match` for the fields."""

    target: str
    target_id: str
    form: str
    text: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    page: int | None = None
    in_title: bool = False
    held: bool = True
    context: str = ""


class FoundFact(NamedTuple):
    """A value read at `text[start:end]`; see `models.Fact` for the fields."""

    kind: str
    low: str | None
    high: str | None
    unit: str
    basis: str
    text: str
    start: int
    end: int
    note: str = ""
    about: str = ""
    page: int | None = None


class ScorePart(NamedTuple):
    """What one match, fact or context added to a finding's score, at `start`-`end` if anywhere.

    A finding's parts add up to its score. `sentence` is the sentence that holds the words, as
    shown (its beginning, if it is long); `page` is the page of an attachment.
    """

    what: str
    points: float
    form: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None
    sentence: str = ""
    page: int | None = None


class FoundFinding(NamedTuple):
    """What a rule says of a text: score 0-100, severity low/medium/high, reason in plain words."""

    rule: str
    score: float
    severity: str
    reason: str
    parts: tuple[ScorePart, ...]
    programmes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Genre:
    """What kind of document a text is, how sure we are (0-1), and why."""

    name: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundCandidate:
    """A name that may be an unknown programme's, where it speaks for itself most.

    `name` is folded, `shown` as written less what breaks it up. `head` is what the name has of its
    own (启航 of 启航人才计划), `stem` the end of it that its spellings share. `before` is what was
    cut off right before it. `strength` is 0-10; `signs` say what it rests on. Offsets are of the
    text, and None in the title. `times` counts how often the text names it.
    """

    name: str
    shown: str
    head: str
    stem: str
    before: str
    quoted: bool
    strength: float
    signs: tuple[tuple[str, str], ...]
    start: int | None
    end: int | None
    sentence_start: int | None
    sentence_end: int | None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Flagging:
    """Everything flagging says of a text.

    `programmes` are those held to be meant, `terms` those found, in the text or its title;
    `language` is what rules take the text to be written in: zh or en. `unsearched` says which
    part of a long text was not looked at, and is empty where all was.
    """

    genre: Genre
    matches: tuple[FoundMatch, ...]
    facts: tuple[FoundFact, ...]
    findings: tuple[FoundFinding, ...]
    programmes: tuple[str, ...]
    terms: tuple[str, ...] = ()
    language: str = ""
    unsearched: str = ""
    candidates: tuple[FoundCandidate, ...] = ()

    @property
    def score(self) -> float:
        """The highest score of its findings, 0 without any."""
        return max((finding.score for finding in self.findings), default=0.0)
