"""Possible gaps: noticed where a run met nothing it knows, closed by one that went further."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import GOOD_OUTCOMES, CrawlRun, Gap

MAX_REASON_CHARS = 500


def settle_gaps(
    session: Session,
    run: CrawlRun,
    *,
    gap: tuple[str | None, str | None] | None,
    covered: bool,
    now: datetime,
) -> None:
    """Write the gap that a finished run noticed, and close those that it went over.

    `covered` says that it read its list to what an earlier good run knew (to the day that a
    backfill was asked for, or to the list's end). That closes what a run left open which failed on
    its way, and, by a backfill, whatever began on its day or later.
    """
    opened = session.scalars(
        select(Gap).where(Gap.source_id == run.source_id, Gap.closed_at.is_(None))
    ).all()
    if covered and run.outcome in GOOD_OUTCOMES:
        for one in opened:
            if one.passing or (run.is_backfill and _reaches(run, one)):
                one.closed_at, one.closed_by = now, run.id
    if gap is None:
        return
    first, last = gap
    passing = run.outcome not in GOOD_OUTCOMES
    for one in opened:
        if one.closed_at is None and one.passing == passing:
            # The same gap, or one that lies beside it: it was told of already.
            one.first = min(one.first, first) if one.first and first else None
            one.last = max(one.last, last) if one.last and last else None
            return
    session.add(
        Gap(
            source_id=run.source_id,
            run_id=run.id,
            first=first,
            last=last,
            reason=run.detail[:MAX_REASON_CHARS],
            passing=passing,
            noticed_at=now,
        )
    )


def _reaches(run: CrawlRun, gap: Gap) -> bool:
    return run.since is None or (gap.first is not None and run.since <= gap.first[:10])
