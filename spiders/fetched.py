"""What is to be fetched, and what came of it: between the crawl and the store."""

from dataclasses import asdict, dataclass
from datetime import datetime

from models import DocumentKind, Outcome, Purpose
from policywatch.archive import Place
from spiders.items import ListedItem
from spiders.known_pages import Validators


@dataclass(frozen=True, slots=True)
class Payload:
    """A body that came: hashes of it decoded and on the wire, decoded size, stated type."""

    sha256: str
    wire_sha256: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class KnownPayload:
    """The newest snapshot of a document, or nothing known of it."""

    snapshot_id: int
    sha256: str
    wire_sha256: str
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document that is to be fetched, with what makes the request conditional.

    `anew` says that it has been said to be unmodified for so long that this is doubted.
    """

    id: int
    url: str
    kind: DocumentKind
    etag: str | None
    last_modified: str | None
    known: KnownPayload | None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one fetch, to be written."""

    purpose: Purpose
    url: str
    at: datetime
    outcome: Outcome
    detail: str = ""
    final_url: str = ""
    elapsed_ms: int = 0
    status: int | None = None
    document_id: int | None = None
    robots_allowed: bool | None = None
    robots_sha256: str | None = None
    tls_verified: bool | None = None
    etag: str | None = None
    last_modified: str | None = None
    place: Place | None = None
    wire_sha256: str | None = None
    payload: Payload | None = None
    body_sha256: str | None = None
    attachments: tuple[ListedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownRobots:
    """A robots.txt as it came from `url` at `fetched_at`, and what to ask again by."""

    sha256: str
    body: str
    validators: Validators
    url: str
    fetched_at: datetime


@dataclass(slots=True)
class RunCounts:
    """What a run did."""

    pages: int = 0
    listed: int = 0
    new: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)
