"""Findings on odd texts: of few characters, in all their forms, with white space between them."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from models import Base, Finding, FindingState, Release
from policywatch.searching import indexing
from tests.rows import make_document, make_reading, make_snapshot, make_source, make_version

CHARS = "启啓啟明朙人才才aAａＡéÉeßıIiſsKkK1１%_'\"*^]\\-。．.𠮷\u0301ﬁ儿兒⼉"
SPACES = [" ", "\n", "\t", "\u3000", "\xa0", "  ", "\n\n"]


def odd_text(chance: random.Random, most: int) -> str:
    """Return a text of the characters above, nearly half of them followed by white space."""
    chosen = (chance.choice(CHARS) for _ in range(chance.randrange(most)))
    return "".join(c + (chance.choice(SPACES) if chance.random() < 0.4 else "") for c in chosen)


def rows_of(texts: Sequence[str], now: datetime) -> Iterator[Base]:
    """Yield the rows of a finding on each text, with ids from 1, as they can be written."""
    yield make_source("s", now, publisher="市办")
    yield Release(id=1, sha256="r" * 64, at=now, content={})
    for key, text in enumerate(texts, 1):
        url = f"http://example.org/art/{key}.html"
        document = make_document("s", url, now, id=key, version_id=key, listed_title=text[3:9])
        snapshot = make_snapshot(document, now, id=key, warc_offset=key)
        reading = make_reading(snapshot, text, id=key, title=text[:5])
        yield from (document, snapshot, reading, make_version(reading, id=key))
        yield Finding(
            id=key, document_id=key, version_id=key, release_id=1, rule="r", score=50,
            severity="high", reason=f"names programme-{key % 3}", parts=[], programmes=[],
            evidence_key="e" * 64, state=FindingState.OPEN, state_reason="", at=now,
        )  # fmt: skip


def add_findings(session: Session, texts: Sequence[str], now: datetime) -> None:
    """Add a finding on each text, with ids from 1."""
    for row in rows_of(texts, now):
        session.add(row)
        session.flush()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Have findings indexed by so few that a test's make several blocks."""
    monkeypatch.setattr(indexing, "BLOCK", 20)
    return 20
