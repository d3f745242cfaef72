"""No list, and no settling of one name, reads more of the store than it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from models import CandidateState, CandidateVerdict, read_session, write_session
from policywatch.flagging import Flagger
from policywatch.flagging.candidates.lessons import decide
from policywatch.flagging.candidates.listing import (
    count_by_state,
    find_candidate,
    ranked,
    samples_of,
    sightings_of,
)
from tests.comparing.world import DAY_ONE
from tests.flagging.candidates.test_stage import CALL, LIST, NEWS, flag, publish, rows

GROWING = ("sighting", "candidate", "candidate_decision", "candidate_stem", "version", "document",
           "reading", "copy_member")  # fmt: skip


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Give the list of what is asked of the store meanwhile."""
    asked: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    yield asked
    event.remove(engine, "before_cursor_execute", keep)


def scanned(engine: Engine, asked: list[tuple[str, Any]]) -> set[str]:
    """Return the growing tables that a statement would read from end to end."""
    found = set()
    with engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for line in plan:
                words = line.detail.split()
                if words[0] == "SCAN" and words[1] in GROWING and "USING" not in words:
                    found.add(line.detail)
    return found


def test_listing_and_showing_use_indexes(sqlite_store: Engine, flagger: Flagger) -> None:
    flag(sqlite_store, flagger, publish(sqlite_store, CALL, NEWS, LIST))

    with statements(sqlite_store) as asked, read_session(sqlite_store) as session:
        best = ranked(session, CandidateState.OPEN, limit=20)
        samples_of(session, best)
        sightings_of(session, find_candidate(session, "瑶光计划"), 20)

    assert len(asked) >= 5
    assert scanned(sqlite_store, asked) == set()


def test_flagging_settling_and_deciding_use_indexes(sqlite_store: Engine, flagger: Flagger) -> None:
    versions = publish(sqlite_store, CALL, NEWS, LIST)

    with statements(sqlite_store) as asked:
        flag(sqlite_store, flagger, versions)
        with write_session(sqlite_store) as session:
            found = find_candidate(session, "瑶光计划")
            decide(session, found, CandidateVerdict.REJECTED, why="x", who="a", now=DAY_ONE)
    mine = [(s, p) for s, p in asked if "sighting" in s or "candidate" in s]

    assert len(mine) >= 10
    assert scanned(sqlite_store, mine) == set()


def test_both_databases_hold_the_same(
    store: Engine, flagger: Flagger, results: dict[str, list[str]]
) -> None:
    texts = [
        *(CALL, NEWS, LIST, "瑤光計畫招攬海外學者", "入选宁海瑶光计划的海外专家"),
        *("QA计划申报，海外博士可报", "Overseas scientists join the Haijiao Talent Plan."),
    ]
    versions = publish(store, *texts) + publish(store, *texts[:3], source="other")
    flag(store, flagger, versions)
    with write_session(store) as session:
        found = find_candidate(session, "QA计划")
        decide(session, found, CandidateVerdict.REJECTED, why="x", who="a", now=DAY_ONE)

    with read_session(store) as session:
        order = [(c.head, c.score) for c in ranked(session, None, limit=50)]
        counts = {state.value: number for state, number in count_by_state(session).items()}
        samples = samples_of(session, ranked(session, None, limit=50))

    held = [*rows(store), repr(order), repr(sorted(counts.items())), repr(list(samples.values()))]
    results[store.dialect.name] = held
    if len(results) == 2:
        assert results["sqlite"] == results["postgresql"]


@pytest.fixture(scope="module")
def results() -> dict[str, list[str]]:
    """What each store held."""
    return {}
