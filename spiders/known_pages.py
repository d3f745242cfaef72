"""Pages of a list as they came last: what to ask again by, and what a 304 says is still so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import GOOD_OUTCOMES, CrawlRun, Fetch, Outcome

MAX_LOOKED_AT = 5000  # of the newest list fetches; a page not seen for longer is asked for whole
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Validators:
    """What an earlier answer gave to ask again by."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page of a list whose body lies in the archive, as it came from `url` at `fetched_at`.

    `run_id` is the run that had it last.
    """

    run_id: int
    validators: Validators
    url: str
    fetched_at: datetime
    warc_file: str
    warc_offset: int


def known_page(session: Session, source_id: str, declared: str, url: str) -> KnownPage | None:
    """Return a page as it came last to a source declared as now, if it can be asked for again."""
    recent = (
        select(Fetch.id, Fetch.run_id, Fetch.url, Fetch.outcome, Fetch.status)
        .add_columns(Fetch.etag, Fetch.last_modified, Fetch.warc_file, Fetch.warc_offset)
        .add_columns(Fetch.final_url, Fetch.at)
        # As the index says it.
        .where(Fetch.source_id == source_id, text("purpose = 'list'"))
        .order_by(Fetch.id.desc())
        .limit(MAX_LOOKED_AT)
        .subquery()
    )
    good = (
        select(recent)
        .join(CrawlRun, CrawlRun.id == recent.c.run_id)
        .where(recent.c.url == url, recent.c.outcome.in_(GOOD_OUTCOMES))
        .where(CrawlRun.declaration_sha256 == declared)
        .order_by(recent.c.id.desc())
        .limit(1)
    )
    newest = session.execute(good).one_or_none()
    if newest is None or not (newest.etag or newest.last_modified):
        return None
    brought = session.execute(
        good.where(recent.c.outcome == Outcome.OK, recent.c.status != NOT_MODIFIED)
    ).one_or_none()
    if brought is None or brought.warc_file is None or brought.warc_offset is None:
        return None
    validators = Validators(newest.etag, newest.last_modified)
    return KnownPage(
        run_id=newest.run_id,
        validators=validators,
        url=brought.final_url or brought.url,
        fetched_at=brought.at,
        warc_file=brought.warc_file,
        warc_offset=brought.warc_offset,
    )
