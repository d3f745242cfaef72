"""What the index finds is what the texts say, and nothing else."""

import random
from datetime import datetime

import numpy as np
import pytest
from sqlalchemy import Engine, select

from models import Finding, read_session, write_session
from policywatch.searching import among, find_findings, index_findings
from policywatch.searching.indexing import select_searched
from policywatch.searching.words import says, words_of
from tests.searching.conftest import CHARS, SPACES, add_findings, odd_text

FINDINGS = 90
QUERIES = 1_500


def found(store: Engine, query: str) -> list[int] | None:
    with read_session(store) as session:
        ids = find_findings(session, query)
    return None if ids is None else ids.tolist()


def reads(store: Engine) -> dict[int, list[str]]:
    """All that is searched of each finding."""
    with read_session(store) as session:
        return {key: places for key, *places in session.execute(select_searched())}


def odd_query(chance: random.Random, texts: list[str]) -> str:
    """A piece of a text, some characters exchanged, some white space more or less; or some of
    all characters."""
    piece = chance.choice(texts)
    start = chance.randrange(len(piece) + 1)
    chars = list(piece[start : start + chance.randrange(1, 8)])
    for at in range(len(chars)):
        if chance.random() < 0.1:
            chars[at] = chance.choice([*CHARS, *SPACES, ""])
    query = "".join(chars)
    return f"“{query}”" if chance.random() < 0.5 else query


def test_the_index_finds_what_the_texts_say(
    store: Engine, now: datetime, small_blocks: int
) -> None:
    chance = random.Random(3)
    texts = [odd_text(chance, 60) for _ in range(FINDINGS)]
    with write_session(store) as session:
        add_findings(session, texts, now)
    index_findings(store)
    places = reads(store)
    hits = 0

    for _ in range(QUERIES):
        query = odd_query(chance, texts)
        words = words_of(query)
        expected = [
            key for key, parts in places.items() if all(says(word, parts) for word in words)
        ]
        assert found(store, query) == (sorted(expected) if words else None), repr(query)
        hits += bool(expected)
    assert hits > QUERIES / 2


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("人", [1, 2]),
        ("人才", [1, 2]),
        ("“人 才”", [2]),
        ("人才 qiming", [1]),
        ("ＱＩＭＩＮＧ", [1]),
        ("啟明計劃", [1, 3]),
        ("café", [3]),
        ("cafe", []),
        ("http://example.org/art/3", [3]),
        ("programme-1", [1]),
        ("明计划。人", []),
        ("%", []),
        ("_", []),
        ("人* OR 才", []),
        ("人 AND 才", []),
        ("NEAR(人 才)", []),
        ("'; DROP TABLE finding; --", []),
        ("\\", []),
        ("人才" * 5_000, []),
        ("人 " * 5_000, [1, 2]),
    ],
)
def test_words_are_found_as_they_are_written_in_titles_texts_and_reasons(
    store: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch, query: str, ids: list[int]
) -> None:
    texts = ["人才办：Qiming，启明计划", "人\n才", "Café de 啟明\n計劃 2023"]
    with write_session(store) as session:
        add_findings(session, texts, now)
    monkeypatch.setattr("policywatch.searching.indexing.BLOCK", 3)

    by_texts = found(store, query)
    index_findings(store)

    assert by_texts == found(store, query) == ids


def test_findings_can_be_chosen_among_more_than_a_statement_has_parameters_for(
    store: Engine, now: datetime
) -> None:
    with write_session(store) as session:
        add_findings(session, ["a", "b", "c"], now)

    with read_session(store) as session:
        chosen = among(session, np.arange(2, 200_000))

        assert session.scalars(select(Finding.id).where(chosen).order_by(Finding.id)).all() == [
            2,
            3,
        ]
