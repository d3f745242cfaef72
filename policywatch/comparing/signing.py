"""Texts that were signed by an earlier scheme are signed again, so that their copies are found.

A search finds what was signed as it signs itself. After an update that changes the scheme, each
run of comparing signs so many of the older ones again, until none is left.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Engine, func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from models import Document, Signature, read_session, write_session
from policywatch.comparing.copies import read_text, signature_of
from policywatch.comparing.likeness import Print
from policywatch.comparing.signature import SCHEME
from policywatch.work import BATCH, Shard, StageCounts

logger = logging.getLogger(__name__)

# Some 35 ms each: what an update leaves to be signed must not keep new texts waiting for hours.
AT_ONCE = 1_000

Place = Callable[[Session, Document, datetime, Print | None], None]


def sign_again(
    engine: Engine,
    place: Place,
    counts: StageCounts,
    *,
    shard: Shard,
    limit: int | None,
    now: Callable[[], datetime],
) -> None:
    """Sign at most `AT_ONCE` (or `limit`) texts of the oldest scheme again; count "signed_again".

    `place` puts a document among its copies, in the caller's transaction. A text whose signature
    is the same by both schemes stays where it is. One that fails is left for the next run.
    """
    left = AT_ONCE if limit is None else min(limit, AT_ONCE)
    with read_session(engine) as session:
        oldest = session.scalar(select(func.min(Signature.scheme)))
    if oldest is None or oldest >= SCHEME:
        return
    after = -1
    while left > 0:
        with read_session(engine) as session:
            stale = _stale(session, oldest, after, min(left, BATCH), shard)
            prints = {row.document_id: _unless_same(session, row) for row in stale}
        if not stale:
            return
        after = stale[-1].document_id
        left -= len(stale)
        with write_session(engine) as session:
            for document_id, print_ in prints.items():
                try:
                    with session.begin_nested():
                        _write(session, document_id, oldest, print_, place, now())
                except Exception:
                    logger.exception("not signed again: document=%s", document_id)
                else:
                    counts.add("signed_again")


def _stale(
    session: Session, scheme: int, after: int, count: int, shard: Shard
) -> Sequence[Row[int, bytes, bytes, str]]:
    columns = (Signature.document_id, Signature.minhash, Signature.marks, Signature.text_key)
    stale = select(*columns).where(Signature.scheme == scheme, Signature.document_id > after)
    if shard.of > 1:
        stale = stale.where(Signature.document_id % shard.of == shard.number)
    return session.execute(stale.order_by(Signature.document_id).limit(count)).all()


def _unless_same(session: Session, row: Row[int, bytes, bytes, str]) -> Print | None:
    """Return the print of a document's text; None if its signature is the same by the scheme of
    today, or if it has no text any more."""
    text = read_text(session, row.document_id)
    if text is None:
        return None
    stored = (row.text_key, row.minhash, row.marks)
    return None if signature_of(text.print_) == stored else text.print_


def _write(
    session: Session,
    document_id: int,
    scheme: int,
    print_: Print | None,
    place: Place,
    at: datetime,
) -> None:
    """Sign a document again, unless another run did."""
    mine = (Signature.document_id == document_id, Signature.scheme == scheme)
    renamed = update(Signature).where(*mine).values(scheme=SCHEME).returning(Signature.document_id)
    if session.scalar(renamed) is not None and print_ is not None:
        place(session, session.get_one(Document, document_id), at, print_)
