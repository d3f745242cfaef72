"""What a source's earlier runs say: what they knew, and what they looked like."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import GOOD_OUTCOMES, CrawlRun, Document, Fetch, Outcome, Purpose, RobotsFile
from spiders.fetched import KnownRobots
from spiders.known_pages import Validators
from spiders.layout import Norm, norm_of
from spiders.list_end import Backfill, Reached, Vanished

NORM_ITEMS = 200
RESUMED_WITHIN = timedelta(days=7)  # later, too much has moved from page to page


def good_runs(source_id: str) -> tuple[ColumnElement[bool], ...]:
    """Return what the runs of a source are chosen by that ended well."""
    return (
        CrawlRun.source_id == source_id,
        CrawlRun.finished_at.is_not(None),
        CrawlRun.outcome.in_(GOOD_OUTCOMES),
    )


def read_norm(session: Session, source_id: str, declared: str) -> Norm:
    """Return what the newest items look like that good runs listed, declared as now."""
    rows = session.execute(
        select(Document.url, Document.listed_title, Document.listed_date)
        .join(CrawlRun, Document.run_id == CrawlRun.id)
        .where(*good_runs(source_id), CrawlRun.declaration_sha256 == declared)
        .where(Document.source_id == source_id, Document.parent_id.is_(None))
        .order_by(Document.id.desc())
        .limit(NORM_ITEMS)
    ).all()
    return norm_of(rows)


def unfinished_backfill(
    session: Session, source_id: str, backfill: Backfill, now: datetime
) -> Reached | None:
    """Return where the newest backfill to the same day ended, if it did not get there."""
    newest = session.scalars(
        select(CrawlRun)
        .where(CrawlRun.source_id == source_id, CrawlRun.is_backfill)
        .where(CrawlRun.started_at > now - RESUMED_WITHIN)
        .order_by(CrawlRun.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None or newest.since != backfill.since or not newest.reached_url:
        return None
    return Reached(newest.reached_url, newest.reached_page or 0)


def known_robots(session: Session, source_id: str, url: str, host: str) -> KnownRobots | None:
    """Return a host's robots.txt as this source got it last, if it can be asked for again."""
    query = (
        select(Fetch.etag, Fetch.last_modified, Fetch.at, Fetch.final_url, Fetch.url)
        .add_columns(RobotsFile.sha256, RobotsFile.body)
        .join(RobotsFile, RobotsFile.sha256 == Fetch.robots_sha256)
        .where(Fetch.source_id == source_id, Fetch.purpose == Purpose.ROBOTS)
        .where(Fetch.url == url, RobotsFile.host == host, Fetch.outcome.in_(GOOD_OUTCOMES))
        .order_by(Fetch.at.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is None or not (row.etag or row.last_modified):
        return None
    brought = session.execute(
        query.where(Fetch.outcome == Outcome.OK, RobotsFile.sha256 == row.sha256)
    ).one_or_none()
    if brought is None:
        return None
    return KnownRobots(
        sha256=row.sha256,
        body=row.body,
        validators=Validators(row.etag, row.last_modified),
        url=brought.final_url or brought.url,
        fetched_at=brought.at,
    )


def vanished(session: Session, run: CrawlRun, after: str | None, pages: int) -> Vanished:
    """Return what the good run before a run listed, and that one did not, with dates.

    Counted are those dated after a day: what is older may have made room for what is new.
    Without a day, all of them, if that run read no more `pages` than this one.
    """
    last = session.scalars(
        select(CrawlRun)
        .where(*good_runs(run.source_id), CrawlRun.declaration_sha256 == run.declaration_sha256)
        .where(CrawlRun.listed > 0, CrawlRun.id < run.id)
        .order_by(CrawlRun.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or (after is None and last.pages > pages):
        return Vanished()
    missing = (
        Document.source_id == run.source_id,
        Document.parent_id.is_(None),
        Document.last_listed_at >= last.started_at,
        Document.last_listed_at < run.started_at,
    )
    dates = select(
        func.count(), func.min(Document.listed_date), func.max(Document.listed_date)
    ).where(*missing)
    if after is not None:
        dates = dates.where(Document.listed_date > after)
    return Vanished(*session.execute(dates).one())
