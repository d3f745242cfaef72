"""A possible gap is told to ops once."""

from datetime import timedelta

from sqlalchemy import Engine, select

from models import CrawlRun, Gap, Message, Outcome, read_session, write_session
from policywatch.alerting import ensure_first_subscriptions
from policywatch.alerting.gaps import write_gap_mails
from policywatch.settings import Settings
from policywatch.work import StageCounts
from tests.comparing.world import DAY_ONE, add_source


def test_a_gap_is_told_once_and_one_that_may_pass_a_day_later(
    sqlite_store: Engine, settings: Settings
) -> None:
    with write_session(sqlite_store) as session:
        add_source(session, "a")
        ensure_first_subscriptions(session, settings, DAY_ONE - timedelta(days=1))
        run = CrawlRun(source_id="a", started_at=DAY_ONE, finished_at=DAY_ONE, outcome=Outcome.OK)
        session.add(run)
        session.flush()
        for passing in (False, True):
            row = {"source_id": "a", "run_id": run.id, "reason": "no item known", "last": None}
            session.add(Gap(**row, first="2023-08-01", passing=passing, noticed_at=DAY_ONE))

    told = []
    for hours in (1, 2, 26, 27):
        now = DAY_ONE + timedelta(hours=hours)
        write_gap_mails(sqlite_store, settings, StageCounts("alert"), now)
        with read_session(sqlite_store) as session:
            mails = session.scalars(select(Message)).all()
            told.append(len(mails))

    assert told == [1, 1, 2, 2]
    assert "policywatch backfill a" in mails[0].text
    assert "2023-08-01" in mails[0].subject
