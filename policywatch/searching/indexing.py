"""Findings to blocks of the search's index: each block in one transaction of its own.

A finding that is in no block is searched by its texts: so what is found is the same however far
this has come, and it may be killed at any instruction.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, Select, delete, func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from models import (
    Document,
    Finding,
    Posting,
    Reading,
    SearchBlock,
    Source,
    Version,
    index_anew,
    read_session,
    write_session,
)
from policywatch.searching.pairs import BARRIER, BUCKETS, Packed, pack
from policywatch.work import Progress

BLOCK = 1_000
MAX_BLOCK_CHARS = 2_000_000
AT_ONCE = 100
CHANGING = (Finding.reason, Document.listed_title, Source.publisher)

Ids = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Block:
    """Findings with their texts, and what of them may be changed before they are written."""

    ids: list[int]
    changing: list[tuple[str, ...]]
    texts: list[str]
    chars: int = 0

    def has_room(self, text: str) -> bool:
        """Whether one more text makes it neither too many nor too long; one long one is let in."""
        more = self.chars + len(text)
        return len(self.ids) < BLOCK and (not self.ids or more <= MAX_BLOCK_CHARS)


def index_findings(engine: Engine, progress: Progress | None = None) -> int:
    """Index findings in whole blocks until too few are left for one; return how many were.

    `progress` hears how many are indexed of those that were not.
    """
    with read_session(engine) as session:
        waiting = session.scalar(select(func.count()).where(Finding.block_id.is_(None))) or 0
    indexed = 0
    while (block := _next_block(engine)) is not None:
        packed = pack(block.texts)
        with write_session(engine) as session:
            written = _write(session, block, packed)
        if not written:  # all of it is being changed
            break
        indexed += written
        if progress:
            progress(indexed, max(waiting, indexed))
    return indexed


def select_searched() -> Select[int, str, str, str, str, str, str]:
    """Return a query of findings with all that is searched of them, the long text last."""
    query: Select[int, str, str, str, str, str, str] = select(
        Finding.id, *CHANGING, Reading.title, Document.url, Reading.text
    )
    return (
        query.join(Document, Document.id == Finding.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Version, Version.id == Finding.version_id)
        .join(Reading, Reading.id == Version.reading_id)
    )


def unindexed(session: Session) -> Iterator[Row[int, str, str, str, str, str, str]]:
    """Yield the findings that are in no block, few at a time: texts are long."""
    waiting = select_searched().where(Finding.block_id.is_(None)).order_by(Finding.id)
    return iter(session.execute(waiting, execution_options={"yield_per": AT_ONCE}))


def _next_block(engine: Engine) -> _Block | None:
    """Return the next findings that make a block; None where they are too few."""
    block = _Block([], [], [])
    with read_session(engine) as session:
        for finding_id, *places in unindexed(session):
            text = BARRIER.join(places)
            if not block.has_room(text):
                return block
            block.ids.append(finding_id)
            block.changing.append(tuple(places[: len(CHANGING)]))
            block.texts.append(text)
            block.chars += len(text)
    return block if len(block.ids) >= BLOCK or block.chars >= MAX_BLOCK_CHARS else None


def _write(session: Session, block: _Block, packed: Packed) -> int:
    """Write a block without those that were changed meanwhile; return how many it has.

    What another process is changing is left out, too: it would be waited for.
    """
    holding = (
        select(Finding.id, *CHANGING)
        .join(Document, Document.id == Finding.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Finding.id.in_(block.ids), Finding.block_id.is_(None))
        .with_for_update(of=Finding, skip_locked=True)
    )
    now = {row.id: tuple(row[1:]) for row in session.execute(holding)}
    same = [
        finding_id if now.get(finding_id) == before else 0
        for finding_id, before in zip(block.ids, block.changing, strict=True)
    ]
    placed = [finding_id for finding_id in same if finding_id]
    if not placed:
        return 0
    ids = np.array(same, "<i8")
    _take_out_of_others(session, ids)
    written = SearchBlock(findings=ids.tobytes(), starts=packed.starts.astype("<u4").tobytes())
    session.add(written)
    session.flush()
    rows = [
        {"bucket": bucket, "block_id": written.id, "pairs": pairs}
        for bucket, pairs in packed.buckets.items()
    ]
    session.execute(insert(Posting), rows)
    session.execute(
        update(Finding).where(Finding.id.in_(placed)).values(block_id=written.id),
        execution_options={"synchronize_session": False},
    )
    return len(placed)


def _take_out_of_others(session: Session, ids: Ids) -> None:
    """Take findings out of the blocks that have them as they were before they were changed.

    A block that is left with less than half of its own is given up: they are indexed anew. It is
    deleted once it has none, by a later transaction: a search may be about to look into it.
    """
    for block in session.scalars(select(SearchBlock)).all():
        held = ids_of(block)
        if not held.any():
            every = Posting.bucket.in_(range(BUCKETS))
            session.execute(delete(Posting).where(every, Posting.block_id == block.id))
            session.delete(block)
            continue
        kept = np.where(np.isin(held, ids), 0, held)
        left = kept[kept != 0]
        if len(left) < len(held):
            block.findings = kept.tobytes()
        if 0 < len(left) < len(held) / 2:
            index_anew(session, Finding.id.in_(left.tolist()))


def ids_of(block: SearchBlock) -> Ids:
    """Return the findings of a block, in the order of their texts; 0 where a later one has it."""
    return np.frombuffer(block.findings, "<i8")
