"""Copy groups do not depend on the order in which documents and their edits arrive."""

import random

import pytest
from sqlalchemy import Engine, select

from models import CopyGroup, CopyMember, Document, read_session, write_session
from policywatch.comparing import compare
from tests.comparing import notices
from tests.comparing.world import add_reading, publish

FAMILIES = 5
Placed = dict[str, tuple[str, str, str, float]]


def texts() -> tuple[list[list[str]], dict[int, list[str]]]:
    """Return documents in families of copies, and what some of them are edited to."""
    rand = random.Random(9)
    documents: list[list[str]] = []
    edits: dict[int, list[str]] = {}
    for family in range(FAMILIES):
        original = notices.notice(rand, 12)
        edits[4 * family] = original[:-2]
        documents += [original, notices.edited(rand, original, 0.1), original[2:11]]
        documents.append(notices.notice(rand, 9))
    return documents, edits


def place(store: Engine, seed: int) -> Placed:
    """Let all arrive in some order, in batches; return each document's place by name."""
    rand = random.Random(seed)
    documents, edits = texts()
    arrivals = [(rand.random(), number, 0) for number in range(len(documents))]
    arrivals += [(rand.uniform(arrivals[number][0], 1), number, 1) for number in edits]
    ids: dict[int, int] = {}
    for _, number, edited in sorted(arrivals):
        if edited:
            with write_session(store) as session:
                document = session.get_one(Document, ids[number])
                add_reading(session, document, "\n".join(edits[number]), day=50 + number)
        else:
            text = "\n".join(documents[number])
            ids[number] = publish(store, f"{number}", text, source=f"s{number}", seen=number)
        if rand.random() < 0.3:
            compare(store)
    compare(store)
    with read_session(store) as session:
        name = dict(session.execute(select(Document.id, Document.url)).all())
        original = dict(session.execute(select(CopyGroup.id, CopyGroup.original_id)).all())
        return {
            name[m.document_id]: (
                name[original[m.group_id]], name[m.cluster_id], m.kind.value, round(m.overlap, 9),
            )
            for m in session.scalars(select(CopyMember))
        }  # fmt: skip


@pytest.fixture(scope="module")
def expected() -> dict[str, Placed]:
    return {}


@pytest.mark.parametrize("seed", range(4))
def test_groups_come_out_the_same_in_any_order(
    store: Engine, seed: int, expected: dict[str, Placed]
) -> None:
    placed = place(store, seed)

    assert len(placed) >= 3 * FAMILIES
    assert placed == expected.setdefault("placed", placed)
