"""On which days sources were looked at, and brought something new: their paces from the store."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Select,
    cast,
    extract,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import (
    BROUGHT_NEWS,
    CLOCKS_DIFFER,
    GOOD_OUTCOMES,
    Change,
    ChangeKind,
    CrawlRun,
    Document,
    Source,
    read_session,
    write_session,
)
from policywatch.catalogue.sources import Family
from policywatch.health.pace import LOOK_BACK, MIN_NEWS, Pace, pace_of

# Whoever brought something so lately is not silent, whatever the pace.
SILENT_FOR = timedelta(days=3)
# A source that is silent for longer is told as quiet without a pace.
MAX_SILENT_FOR = timedelta(days=31)
_DAY_S = 86_400
_EPOCH = date(1970, 1, 1)
_SAYS_MORE = (
    *(ChangeKind.NEW, ChangeKind.EDITED, ChangeKind.MENTION_REMOVED),
    ChangeKind.ATTACHMENT_REPLACED,
)


def paces(session: Session, source_ids: Collection[str], now: datetime) -> dict[str, Pace]:
    """Return the paces of those of some sources that are silent, and of which it is known.

    Of a source whose file says when its silence is remarkable, none is.
    """
    silent = session.execute(
        select(Source.id, Source.family, Source.declaration)
        .where(Source.last_new_at >= now - MAX_SILENT_FOR, Source.last_new_at <= now - SILENT_FOR)
        .where(Source.enabled)
    ).all()
    wanted = [row for row in silent if row.id in source_ids and not declares_quiet(row.declaration)]
    pages = [row.id for row in wanted if row.family == Family.PAGE]
    lists = [row.id for row in wanted if row.family != Family.PAGE]
    since = now - MAX_SILENT_FOR - LOOK_BACK
    looks = _looks(session, _busy_lists(lists, since), since, now) if lists else {}
    if pages:
        edited = _edited_days(session, pages, since)
        busy = [page for page in pages if len(edited.get(page, ())) > MIN_NEWS]
        for page, days in (_looks(session, busy, since, now) if busy else {}).items():
            looks[page] = [(day, day in edited[page]) for day, _ in days]
    known = {source_id: pace_of(days) for source_id, days in looks.items()}
    return {source_id: pace for source_id, pace in known.items() if pace is not None}


def declares_quiet(declaration: dict[str, Any]) -> bool:
    """Return whether a source's file says after how many silent days that is remarkable."""
    return declaration.get("quiet_after") is not None


def _busy_lists(lists: Sequence[str], since: datetime) -> Select[str]:
    """Select those of some lists that brought something often enough to have a pace."""
    return (
        select(CrawlRun.source_id)
        .where(CrawlRun.source_id.in_(lists), CrawlRun.started_at >= since)
        .where(BROUGHT_NEWS)
        .group_by(CrawlRun.source_id)
        .having(func.count() > MIN_NEWS)
    )


def _looks(
    session: Session, sources: Select[str] | Sequence[str], since: datetime, now: datetime
) -> dict[str, list[tuple[date, bool]]]:
    """Return the days on which sources were looked at well, and whether each brought something."""
    day = _day(CrawlRun.started_at)
    rows = session.execute(
        select(CrawlRun.source_id, day, func.max(CrawlRun.new))
        .where(CrawlRun.source_id.in_(sources), CrawlRun.finished_at.is_not(None))
        .where(CrawlRun.started_at >= since, CrawlRun.started_at <= now + CLOCKS_DIFFER)
        .where(CrawlRun.is_backfill.is_(False))
        .where(or_(CrawlRun.outcome.in_(GOOD_OUTCOMES), CrawlRun.new > 0))
        .group_by(CrawlRun.source_id, day)
        .order_by(CrawlRun.source_id, day)
    )
    return {
        source_id: [(_EPOCH + timedelta(days=number), new > 0) for _, number, new in of_source]
        for source_id, of_source in groupby(rows, key=lambda row: row[0])
    }


def _edited_days(session: Session, pages: Sequence[str], since: datetime) -> dict[str, set[date]]:
    """Return the days on which watched pages, or their files, came to say something new."""
    rows = session.execute(
        select(Document.source_id, _day(Change.at))
        .join(Change, Change.document_id == Document.id)
        .where(Document.source_id.in_(pages), Change.kind.in_(_SAYS_MORE), Change.at >= since)
        .distinct()
    )
    days: dict[str, set[date]] = {}
    for source_id, number in rows:
        days.setdefault(source_id, set()).add(_EPOCH + timedelta(days=number))
    return days


def note_edits(engine: Engine) -> None:
    """Write down when watched pages last came to say something new, as comparing has found.

    Their runs bring no documents but at first.
    """
    newest = func.max(Change.at)
    query = (
        select(Source.id, newest)
        .join(Document, Document.source_id == Source.id)
        .join(Change, Change.document_id == Document.id)
        .where(Source.family == Family.PAGE, Change.kind.in_(_SAYS_MORE))
        .where(Change.at > Source.last_new_at)
        .group_by(Source.id)
        .order_by(Source.id)
    )
    with read_session(engine) as session:
        edited = session.execute(query).all()
    if not edited:
        return
    with write_session(engine) as session:
        for source_id, at in edited:
            session.execute(update(Source).where(Source.id == source_id).values(last_new_at=at))


def _day(at: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
    """Return the number of a moment's day since 1970, in UTC: on either database."""
    return cast(extract("epoch", at), BigInteger) // _DAY_S
