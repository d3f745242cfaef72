"""Versions whose matches and findings may not be what would be said of them now."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from models import Judgement, Stage, Work, queue_selected
from policywatch.flagging.tool import flagger_version

BLOCK = 500
"""So many versions, by their ids, are one piece of the work of finding out what an edit touches."""


class Stale(NamedTuple):
    """How much was queued: versions to flag again, and blocks of versions to look through."""

    versions: int
    blocks: int


def is_stale(session: Session, release_id: int) -> bool:
    """Whether any version was flagged by other code or another release; costs no scan."""
    asked = [exists().where(one) for one in (*_by_other_code(), *_by_other_release(release_id))]
    return bool(session.scalar(select(or_(*asked))))


def queue_stale(session: Session, release_id: int, now: datetime) -> Stale:
    """Queue what has to be done before every version stands as this code and release see it.

    What other code flagged is flagged again, whatever it holds: the bearing of code cannot be
    bounded. Of what another release flagged, only what the edits between touch will be.
    """
    by_code = select(Judgement.version_id).where(or_(*_by_other_code()))
    versions = queue_selected(session, Stage.FLAG, by_code, now)
    waits = exists().where(Work.stage == Stage.FLAG, Work.subject == Judgement.version_id)
    by_release = or_(*_by_other_release(release_id))
    blocks = select(Judgement.version_id // BLOCK).where(by_release, ~waits).distinct()
    return Stale(versions, queue_selected(session, Stage.REFLAG, blocks, now))


def _by_other_code() -> list[ColumnElement[bool]]:
    """Return ranges of the index, rather than an inequality that would need a scan."""
    mine = flagger_version()
    return [Judgement.flagger < mine, Judgement.flagger > mine]


def _by_other_release(release_id: int) -> list[ColumnElement[bool]]:
    by_mine = Judgement.flagger == flagger_version()
    return [
        and_(by_mine, Judgement.release_id < release_id),
        and_(by_mine, Judgement.release_id > release_id),
    ]
