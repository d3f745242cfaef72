"""Find out which versions an edit of the watchlists touches, and have only those flagged again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, exists, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from models import (
    Finding,
    FindingState,
    Judgement,
    Stage,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.catalogue.watchlists import Watchlists, current_release
from policywatch.catalogue.watchlists.releases import stored_watchlists
from policywatch.flagging.pieces import Pieces
from policywatch.flagging.reflagging.effects import Effect
from policywatch.flagging.reflagging.staleness import BLOCK, is_stale, queue_stale
from policywatch.flagging.stage import read_searched
from policywatch.flagging.tool import flagger_version
from policywatch.work import WHOLE, Progress, Shard, StageCounts, work_through

Tell = Callable[[str], None]
SHOWN = 5


def reflag(
    engine: Engine,
    watchlists: Watchlists,
    *,
    shard: Shard = WHOLE,
    limit: int | None = None,
    progress: Progress | None = None,
    tell: Tell = lambda _: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> StageCounts:
    """Queue the versions that these watchlists may see otherwise than they were flagged.

    All others are known to hold by the new release, too, and are told so. What cannot be bounded
    (other flagging code, a release that no longer fits the schema) has everything flagged again.
    `tell` hears in plain words what is done and why.
    """
    with write_session(engine) as session:
        release_id = current_release(session, watchlists, now()).id
    with read_session(engine) as session:
        stale = is_stale(session, release_id)
    if stale:
        with write_session(engine) as session:
            queued = queue_stale(session, release_id, now())
        if queued.versions:
            tell(f"the flagging itself was changed: {queued.versions:,} versions are flagged again")
    look = _Look(watchlists, release_id, tell)

    def write(session: Session, _block: int, found: list[_Part], counts: StageCounts) -> None:
        for part in found:
            part.settle(session, release_id, watchlists.threshold, now())
            counts.add("untouched", len(part.untouched))
            counts.add("to flag again", len(part.touched))

    return work_through(
        engine, Stage.REFLAG, look.at_block, write,
        shard=shard, limit=limit, progress=progress, now=now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """The versions of a block that one older release flagged: touched by what came since, or not.

    `threshold` is the older release's.
    """

    release_id: int
    threshold: float
    touched: list[int]
    untouched: list[int]

    def settle(self, session: Session, release_id: int, threshold: float, now: datetime) -> None:
        """Queue the touched ones, and let the others hold by the new release."""
        queue(session, Stage.FLAG, self.touched, now)
        session.execute(
            update(Judgement)
            .where(
                Judgement.version_id.in_(self.untouched),
                Judgement.release_id == self.release_id,
                Judgement.flagger == flagger_version(),
            )
            .values(release_id=release_id)
            .execution_options(synchronize_session=False)
        )
        if threshold < self.threshold:
            told_now = select(Finding.id).where(
                Finding.version_id.in_(self.untouched),
                Finding.state == FindingState.OPEN,
                Finding.score >= threshold,
                Finding.score < self.threshold,
            )
            queue(session, Stage.ALERT, session.scalars(told_now).all(), now)


@dataclass(slots=True)
class _Look:
    """Looks through blocks of versions for what the edits since their release touch."""

    watchlists: Watchlists
    release_id: int
    tell: Tell
    _effects: dict[int, Effect | None] = field(default_factory=dict)

    def at_block(self, session: Session, block: int) -> list[_Part]:
        rows = session.execute(self._stale(block)).all()
        found: list[_Part] = []
        for old in sorted({row.release_id for row in rows}):
            mine = [row for row in rows if row.release_id == old]
            effect = self._effect(session, old)
            if effect is None:
                found.append(_Part(old, 0.0, [row.version_id for row in mine], []))
                continue
            touched = self._touched(session, effect, mine)
            untouched = [row.version_id for row in mine if row.version_id not in touched]
            found.append(_Part(old, effect.old.threshold, sorted(touched), untouched))
        return found

    def _stale(self, block: int) -> Any:
        waits = exists().where(Work.stage == Stage.FLAG, Work.subject == Judgement.version_id)
        return select(
            Judgement.version_id, Judgement.release_id, Judgement.genre, Judgement.pieces
        ).where(
            Judgement.version_id >= block * BLOCK,
            Judgement.version_id < (block + 1) * BLOCK,
            Judgement.release_id != self.release_id,
            Judgement.flagger == flagger_version(),
            ~waits,
        )

    def _touched(self, session: Session, effect: Effect, rows: list[Row[Any]]) -> set[int]:
        touched: set[int] = set()
        if effect.needs_pieces:
            touched = {
                row.version_id
                for row in rows
                if effect.touches_pieces(Pieces.from_json(row.pieces, row.genre))
            }
        rest = [row.version_id for row in rows if row.version_id not in touched]
        if effect.needs_texts and rest:
            ids, texts = read_searched(session, rest)
            touched |= {ids[at] for at in effect.touches_texts(texts)}
        return touched

    def _effect(self, session: Session, old: int) -> Effect | None:
        """Return what came since an older release; None where that cannot be told."""
        if old not in self._effects:
            before = stored_watchlists(session, old)
            effect = None if before is None else Effect(before, self.watchlists)
            self._effects[old] = effect
            self.tell(_say(effect))
        return self._effects[old]


def _say(effect: Effect | None) -> str:
    if effect is None:
        return "a release cannot be compared with this one any more: its versions are flagged again"
    shown = "; ".join(str(one) for one in effect.differences[:SHOWN])
    more = len(effect.differences) - SHOWN
    shown += f"; and {more:,} more" if more > 0 else ""
    if not (effect.needs_texts or effect.needs_pieces):
        return f"{shown or 'nothing was changed'}: this touches no version"
    where = "the texts" if effect.needs_texts else "what is known of each version"
    return f"{shown}: {where} will tell which versions this touches"
