"""How many copies are found, and how many of those found are copies, on made-up notices."""

import random
from itertools import combinations

from sqlalchemy import Engine, select

from models import CopyMember, read_session
from policywatch.comparing import compare
from policywatch.comparing.signature import fold, overlap, shingles
from tests.comparing import notices
from tests.comparing.world import publish

TEMPLATES = 24
MIN_OVERLAP = 0.6


def test_copies_are_found_and_little_else(sqlite_store: Engine) -> None:
    rand = random.Random(11)
    documents: list[tuple[int, bool, list[str]]] = []
    for family in range(TEMPLATES):
        original = notices.notice(rand, 40)
        copies = [notices.edited(rand, original, share) for share in (0.05, 0.1, 0.2)]
        copies += [notices.forwarded(rand, original), original[5:30]]
        documents += [(family, True, lines) for lines in [original, *copies]]
        documents.append((family, False, notices.reused(rand, original)))
    for number, (_, _, lines) in enumerate(documents):
        publish(sqlite_store, f"{number:04}", "\n".join(lines), source=f"s{number}", seen=number)
    compare(sqlite_store)

    with read_session(sqlite_store) as session:
        groups = {i - 1: g for i, g in session.execute(
            select(CopyMember.document_id, CopyMember.group_id))}  # fmt: skip
    prints = [shingles(fold("".join(lines))) for _, _, lines in documents]
    found = missed = wrong = 0
    for one, other in combinations(range(len(documents)), 2):
        together = groups.get(one, -1) == groups.get(other, -2)
        same = documents[one][0] == documents[other][0]
        are_copies = same and documents[one][1] and documents[other][1]
        how = overlap(prints[one], prints[other])
        found += together and are_copies
        wrong += together and not are_copies
        missed += not together and are_copies and max(how.jaccard, how.containment) >= MIN_OVERLAP

    assert found / (found + missed) >= 0.97
    assert found / (found + wrong) >= 0.98
