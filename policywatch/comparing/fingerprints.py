"""The index of the search for copies: keys of texts in, documents that may be copies out.

A key is a MinHash band or a mark. Looking one up reads one place of a clustered table, and at most
`HOT` rows of it: what more texts share than that is a stock phrase or a template, and says nothing
without another key. So the search costs the same however large the store has grown.
"""

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import CompoundSelect, bindparam, delete, insert, select, union_all
from sqlalchemy.orm import Session

from models import Fingerprint
from models import Signature as SignatureRow
from policywatch.comparing.likeness import Print
from policywatch.comparing.signature import BANDS, Signature, bands

HOT = 65
MAX_COUNTED = 400
MAX_CANDIDATES = 50
LOOKED_UP_AT_ONCE = 64
# An estimate from 128 permutations is off by 0.04 on average: this is below all that is accepted.
MIN_ESTIMATE = 0.15
# Some of an excerpt's marks fall on its edges or on an edit.
MIN_MARKS = 0.3
# Of the many marks of a short text a long one that holds it has few; one is enough.
FEW_MARKS = 18

_NO_KEY = -1
_SIGNATURES = select(SignatureRow.document_id, SignatureRow.minhash, SignatureRow.marks).where(
    SignatureRow.document_id.in_(bindparam("of", expanding=True))
)
_ADD = insert(Fingerprint)


def keys_of(minhash: Signature, marks: Signature) -> list[int]:
    """Return the keys of a text, in the order of the index."""
    numbered = [number << 32 | value for number, value in enumerate(bands(minhash))]
    return sorted({*numbered, *(BANDS << 32 | int(mark) for mark in marks)})


def print_keys(print_: Print) -> list[int]:
    """Return the keys of a text; none where it is too short to be near anything."""
    if not print_.is_comparable:
        return []
    return keys_of(print_.minhash, print_.marks)


def add_fingerprints(session: Session, document_id: int, keys: list[int]) -> None:
    """Put a document under its keys."""
    if keys:
        rows = [{"key": key, "document_id": document_id} for key in keys]
        session.execute(_ADD, rows)


def remove_fingerprints(session: Session, row: SignatureRow) -> None:
    """Take a document from under the keys that its signature gives."""
    minhash, marks = (np.frombuffer(stored, dtype="<u4") for stored in (row.minhash, row.marks))
    if not len(minhash):
        return
    statement = delete(Fingerprint).where(
        Fingerprint.key == bindparam("of_key"), Fingerprint.document_id == row.document_id
    )
    session.connection().execute(statement, [{"of_key": key} for key in keys_of(minhash, marks)])


def find_candidates(session: Session, document_id: int, print_: Print) -> list[int]:
    """Return the documents that may be copies of one, the most promising first."""
    keys = print_keys(print_)
    execute = session.connection().execute  # rows of two numbers, without the cost of objects
    rows = [
        row
        for at in range(0, len(keys), LOOKED_UP_AT_ONCE)
        for row in execute(lookup(), _padded(keys[at : at + LOOKED_UP_AT_ONCE])).all()
    ]
    sizes = Counter(key for key, _ in rows)
    shared = Counter(other for _, other in rows)
    alone = {other for key, other in rows if sizes[key] < HOT}
    shared.pop(document_id, None)
    likely = [
        other
        for other, count in sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        if count > 1 or other in alone
    ]
    return _promising(session, print_, likely[:MAX_COUNTED])


def _promising(session: Session, print_: Print, documents: list[int]) -> list[int]:
    """Drop the documents whose stored MinHash and marks say that they are far from a copy."""
    if not documents:
        return []
    rows = session.execute(_SIGNATURES, {"of": documents}).all()
    scores: dict[int, float] = {}
    for document_id, minhash, marks in rows:
        stored = (np.frombuffer(blob, dtype="<u4") for blob in (minhash, marks))
        score = _promise((print_.minhash, print_.marks), (*stored,))
        if score is not None:
            scores[document_id] = score
    ranked = sorted(scores, key=lambda other: (-scores[other], other))
    return ranked[:MAX_CANDIDATES]


def promise(one: Print, other: Print) -> float | None:
    """Return how promising a pair looks (0-1), None if MinHash and marks say it is no copy."""
    return _promise((one.minhash, one.marks), (other.minhash, other.marks))


def _promise(one: tuple[Signature, ...], other: tuple[Signature, ...]) -> float | None:
    alike = float((one[0] == other[0]).mean())
    smaller = max(1, min(len(one[1]), len(other[1])))
    shared = len(np.intersect1d(one[1], other[1], assume_unique=True))
    common = shared / smaller
    if shared and smaller <= FEW_MARKS:
        common = max(common, MIN_MARKS)
    return max(alike, common) if alike >= MIN_ESTIMATE or common >= MIN_MARKS else None


def _padded(keys: list[int]) -> dict[str, int]:
    padded = keys + [_NO_KEY] * (LOOKED_UP_AT_ONCE - len(keys))
    return {f"key_{number}": key for number, key in enumerate(padded)}


@cache
def lookup() -> CompoundSelect[Any]:
    """Return the statement that reads the start of `LOOKED_UP_AT_ONCE` places of the index."""
    return union_all(
        *(
            select(
                select(Fingerprint.key, Fingerprint.document_id)
                .where(Fingerprint.key == bindparam(f"key_{number}"))
                .order_by(Fingerprint.document_id)
                .limit(HOT)
                .subquery()
            )
            for number in range(LOOKED_UP_AT_ONCE)
        )
    )
