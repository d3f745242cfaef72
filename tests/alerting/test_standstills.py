"""A stage that does nothing of what waits for it is told: else all would seem quiet."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from models import (
    Cadence,
    Message,
    Stage,
    StageRun,
    Subscription,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.alerting import alert, ensure_first_subscriptions
from policywatch.settings import Settings
from policywatch.standstill import standstills
from policywatch.work import StageCounts, work_through
from tests.comparing.world import DAY_ONE, add_source

LATER = DAY_ONE + timedelta(hours=7)


@pytest.fixture
def waiting(store: Engine, settings: Settings) -> Engine:
    """A store in which three versions wait to be flagged, and nobody flags them."""
    with write_session(store) as session:
        add_source(session, "s", every="30d")
        ensure_first_subscriptions(session, settings, DAY_ONE - timedelta(days=30))
        session.execute(update(Subscription).values(cadence=Cadence.DAILY))
        queue(session, Stage.FLAG, [1, 2], DAY_ONE)
        queue(session, Stage.REFLAG, [1], DAY_ONE + timedelta(minutes=1))
        queue(session, Stage.READ, [1], LATER - timedelta(hours=1))
    return store


def still(store: Engine, now: datetime) -> list[tuple[str, int]]:
    with read_session(store) as session:
        return [(one.stage, one.pieces) for one in standstills(session, now)]


def add_run(store: Engine, stage: Stage, started: datetime, finished: datetime) -> None:
    with write_session(store) as session:
        run = StageRun(stage=stage.value, started_at=started, finished_at=finished, counts={})
        session.add(run)


def test_work_that_waits_for_hours_without_a_run_stands_still(waiting: Engine) -> None:
    assert still(waiting, DAY_ONE + timedelta(hours=5)) == []
    assert still(waiting, LATER) == [("flag", 3)]


def test_a_stage_that_is_behind_but_works_does_not_stand_still(waiting: Engine) -> None:
    add_run(waiting, Stage.REFLAG, DAY_ONE - timedelta(days=2), LATER - timedelta(minutes=5))
    add_run(waiting, Stage.FLAG, LATER - timedelta(minutes=9), LATER - timedelta(minutes=5))

    assert still(waiting, LATER) == []


def test_a_run_of_a_clock_that_was_wrong_hides_no_standstill(waiting: Engine) -> None:
    to_come = DAY_ONE + timedelta(days=3650)
    add_run(waiting, Stage.FLAG, to_come, to_come)

    assert still(waiting, LATER) == [("flag", 3)]


def test_what_failed_and_waits_for_its_next_try_does_not_stand_still(waiting: Engine) -> None:
    with write_session(waiting) as session:
        session.execute(update(Work).values(not_before=LATER + timedelta(minutes=8)))

    assert still(waiting, LATER) == []


def test_ops_is_told_once_a_day_and_each_digest_says_so(
    waiting: Engine, settings: Settings
) -> None:
    for hours in (7, 8, 9, 31):
        at = DAY_ONE + timedelta(hours=hours)
        alert(waiting, settings, now=lambda at=at: at)  # type: ignore[misc]

    with read_session(waiting) as session:
        mails = session.scalars(select(Message).order_by(Message.id)).all()
    own = [mail for mail in mails if mail.key.startswith("still:") and ":flag:" in mail.key]
    digests = [mail for mail in mails if mail.key.startswith("digest:")]
    assert [f"{mail.created_at:%d}" for mail in own] == ["24", "25"]
    assert "3 pieces of work wait since 2023-08-24 09:00 UTC" in own[0].text
    assert "policywatch flag" in own[0].text
    assert all("flag stands still" in mail.subject for mail in digests)
    assert not any("all quiet" in mail.subject for mail in digests)
    assert "NOTHING IS DONE by `flag`" in digests[0].text


def test_a_run_that_takes_hours_says_meanwhile_that_it_goes_on(waiting: Engine) -> None:
    with write_session(waiting) as session:
        queue(session, Stage.FLAG, range(1, 201), DAY_ONE)
    clock = iter(DAY_ONE + timedelta(minutes=minutes) for minutes in range(0, 10_000, 4))
    seen: list[StageRun] = []

    def write(_session: object, _subject: int, _result: None, _counts: StageCounts) -> None:
        return None

    def look(_done: int, _total: int) -> None:
        with read_session(waiting) as session:
            seen[:] = session.scalars(select(StageRun)).all()

    work_through(
        waiting, Stage.FLAG, lambda _s, _i: None, write, progress=look, now=lambda: next(clock)
    )

    assert [run.counts["done"] for run in seen] == [100]
    with read_session(waiting) as session:
        (run,) = session.scalars(select(StageRun)).all()
    assert run.counts["done"] == 200
    assert run.started_at == DAY_ONE
