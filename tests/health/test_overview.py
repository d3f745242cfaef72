"""Overviews: what the store holds, what was not seen, and what a stage lacks."""

from datetime import timedelta

from sqlalchemy import Engine, event, select

from models import (
    CrawlRun,
    Document,
    DocumentState,
    Gap,
    Message,
    MessageState,
    Outcome,
    Source,
    SourceState,
    Stage,
    Work,
    read_session,
    write_session,
)
from policywatch.alerting import ensure_first_subscriptions
from policywatch.comparing import compare
from policywatch.coverage import coverage
from policywatch.health import audit, source_health, status
from policywatch.settings import Settings
from tests.comparing.world import (
    DAY_ONE,
    add_document,
    add_fetch,
    add_reading,
    add_source,
    publish,
)

LATER = DAY_ONE + timedelta(hours=12)


def add_run(
    store: Engine, source_id: str, outcome: Outcome, gap: tuple[str, str | None] | None = None
) -> None:
    with write_session(store) as session:
        at = DAY_ONE
        run = CrawlRun(source_id=source_id, started_at=at, finished_at=at, outcome=outcome)
        session.add(run)
        session.flush()
        if gap:
            first, last = gap
            common = {"source_id": source_id, "run_id": run.id, "noticed_at": at}
            session.add(Gap(**common, first=first, last=last, reason="", passing=False))
        session.get_one(Source, source_id).last_run_at = DAY_ONE


def test_status_counts_everything_and_names_every_stage(store: Engine) -> None:
    publish(store, "a", "正文甲的内容。")
    publish(store, "b", "正文乙的内容。")
    compare(store, now=lambda: DAY_ONE)
    with write_session(store) as session:
        document = session.get_one(Document, 2)
        add_fetch(session, document, 0, Outcome.TIMEOUT, None)
        add_reading(session, document, "", usable=False, problem_kind="scanned", day=1)
        session.add(
            Work(stage=Stage.READ, subject=9, not_before=DAY_ONE, parked=True, error="ValueError")
        )

    with read_session(store) as session:
        told = status(session, LATER)

    assert told["sources"] == {"new": 1}
    assert (told["documents"], told["versions"], told["unreadable"]) == (2, 2, 1)
    assert told["backlog"] == dict.fromkeys(Stage, 0) | {"flag": 2}
    assert told["parked"] == [{"stage": "read", "subject": 9, "error": "ValueError"}]
    assert told["fetches_24h"] == {"timeout": 1}
    assert told["last_run"] == {"compare": DAY_ONE.isoformat()}
    assert (told["findings"], told["mails"]) == ({}, {})


def test_source_health_takes_as_many_queries_for_many_sources_as_for_one(
    sqlite_store: Engine,
) -> None:
    asked: list[str] = []
    event.listen(
        sqlite_store, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement)
    )

    numbers = []
    for size in (1, 30):
        for number in range(size):
            publish(sqlite_store, f"{size}-{number}", "正文。", source=f"s{size}-{number}")
            add_run(sqlite_store, f"s{size}-{number}", Outcome.OK)
        asked.clear()
        with read_session(sqlite_store) as session:
            rows = source_health(session, LATER)
        numbers.append(len(asked))

    assert len(rows) == 31
    assert numbers[0] == numbers[1] < 8


def test_source_health_puts_failing_first_and_says_what_to_try(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        add_source(session, "a")
        add_source(session, "b")
        session.get_one(Source, "b").state = SourceState.FAILING
    add_run(sqlite_store, "b", Outcome.LAYOUT_CHANGED, ("2023-08-01", "2023-08-20"))

    with read_session(sqlite_store) as session:
        rows = source_health(session, LATER)

    assert [row.id for row in rows] == ["b", "a"]
    assert (rows[0].last_outcome, rows[0].gap) == ("layout-changed", "2023-08-01 to 2023-08-20")
    assert "sources try" in rows[0].hint
    assert rows[1].hint == ""


def test_what_nobody_crawls_is_failing_though_nobody_came_to_judge_it(store: Engine) -> None:
    with write_session(store) as session:
        for source_id in ("a", "dead"):
            add_source(session, source_id)
            session.get_one(Source, source_id).state = SourceState.WORKING
    add_run(store, "dead", Outcome.OK)
    now = DAY_ONE + timedelta(days=9)
    with write_session(store) as session:
        session.get_one(Source, "a").last_run_at = now

    with read_session(store) as session:
        rows = source_health(session, now)
        told = status(session, now)

    assert [(row.id, row.state) for row in rows] == [("dead", "failing"), ("a", "working")]
    assert "2023-08-24 09:00 UTC" in rows[0].reason
    assert "scheduler" in rows[0].reason
    assert told["sources"] == {"failing": 1, "working": 1}


def test_status_tells_of_mail_that_waits_or_may_be_lost_and_of_work_that_failed(
    store: Engine, settings: Settings
) -> None:
    with write_session(store) as session:
        ensure_first_subscriptions(session, settings, DAY_ONE)
        session.flush()
        for number, state in enumerate(("sent", "deferred", "queued", "unknown")):
            session.add(
                Message(
                    key=state, message_id=state, subscription_id=1, recipient="a@b", subject="",
                    text="", html="", state=MessageState(state), not_before=DAY_ONE,
                    created_at=DAY_ONE + timedelta(hours=number), attempts=number,
                    error="535 bad password" if state == "deferred" else "",
                )
            )  # fmt: skip
        session.add(
            Work(stage=Stage.READ, subject=9, not_before=LATER, attempts=2, error="ValueError: no")
        )

    told = []
    for hours in (2, 4, 24 * 9):
        with read_session(store) as session:
            told.append(status(session, DAY_ONE + timedelta(hours=hours)))

    assert [one["unknown_mails"] for one in told] == [1, 1, 0]
    assert told[0]["waiting_mails"] == {}
    assert told[1]["waiting_mails"] == {
        "number": 1,
        "since": (DAY_ONE + timedelta(hours=1)).isoformat(),
        "error": "535 bad password",
    }
    assert told[0]["retried"] == [{"stage": "read", "subject": 9, "error": "ValueError: no"}]


def test_coverage_says_what_was_not_seen(store: Engine) -> None:
    with write_session(store) as session:
        for source_id in ("blocked", "failing", "fine", "never", "off", "stale"):
            add_source(session, source_id)
        session.get_one(Source, "off").enabled = False
        failing = session.get_one(Source, "failing")
        failing.state, failing.state_reason = SourceState.FAILING, "dns in the last 2 runs"
        session.get_one(Source, "stale").last_run_at = DAY_ONE - timedelta(days=9)
        document = add_document(session, "x", source="blocked")
        add_fetch(session, document, 0, Outcome.BLOCKED_WAF, 412)
        add_reading(session, document, "", usable=False, problem_kind="scanned")
    add_run(store, "fine", Outcome.OK)
    add_run(store, "blocked", Outcome.OK, ("2023-08-01", None))
    add_run(store, "failing", Outcome.DNS)

    with read_session(store) as session:
        seen = coverage(session, DAY_ONE - timedelta(days=1), LATER)

    assert (seen.sources, seen.fetched, seen.unreadable, seen.complete) == (5, 2, 1, False)
    assert [(s.id, s.reason) for s in seen.failing] == [("failing", "dns in the last 2 runs")]
    assert [(s.id, s.reason) for s in seen.blocked] == [("blocked", "blocked-waf: 1")]
    assert [s.id for s in seen.never] == ["never"]
    assert [s.id for s in seen.stale] == ["stale"]
    assert [s.reason for s in seen.gaps] == ["possible gap from 2023-08-01 to ?"]


def test_a_source_that_rests_as_its_host_asked_was_not_seen(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        add_source(session, "rests")
        rests = session.get_one(Source, "rests")
        rests.last_ok_at, rests.last_run_at = DAY_ONE - timedelta(days=3), DAY_ONE
        rests.due_at = DAY_ONE + timedelta(days=2)
        rests.state = SourceState.WORKING

    with read_session(sqlite_store) as session:
        seen = coverage(session, DAY_ONE + timedelta(hours=1), DAY_ONE + timedelta(days=1))

    assert [(s.id, s.reason) for s in seen.stale] == [("rests", "last data: 2023-08-21 09:00 UTC")]


def test_all_seen_is_complete(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        add_source(session, "fine")
    add_run(sqlite_store, "fine", Outcome.NOT_MODIFIED)

    with read_session(sqlite_store) as session:
        assert coverage(session, DAY_ONE - timedelta(days=1), LATER).complete


def queued(store: Engine) -> set[tuple[Stage, int]]:
    with read_session(store) as session:
        return {(s, i) for s, i in session.execute(select(Work.stage, Work.subject))}


def run_audit(store: Engine, extractor: str = "test/1") -> dict[str, int]:
    return audit(store, extractors={extractor}, threshold=0, now=LATER)


def test_the_audit_queues_what_each_stage_lacks_and_only_that(store: Engine) -> None:
    with write_session(store) as session:
        document = add_document(session, "a")
        reading = add_reading(session, document, "正文的内容。")
        document.snapshot_id = reading.snapshot_id
        session.query(Work).delete()

    lost = run_audit(store)
    assert queued(store) == {(Stage.COMPARE, 1)}
    compare(store)
    with write_session(store) as session:
        session.query(Work).delete()
    again = run_audit(store)

    assert (lost["compare"], again["compare"], again["flag"]) == (1, 0, 1)
    assert queued(store) == {(Stage.FLAG, 1)}


def test_the_audit_has_the_newest_page_read_by_a_new_extractor(sqlite_store: Engine) -> None:
    with write_session(sqlite_store) as session:
        document = add_document(session, "a")
        add_reading(session, document, "旧的正文。")
        reading = add_reading(session, document, "新的正文。", day=1)
        document.snapshot_id = reading.snapshot_id
    compare(sqlite_store)

    run_audit(sqlite_store, extractor="test/2")

    assert {i for stage, i in queued(sqlite_store) if stage is Stage.READ} == {reading.snapshot_id}


def test_the_audit_finds_absences_and_returns_that_nobody_settled(store: Engine) -> None:
    with write_session(store) as session:
        for name in ("lost", "back", "fine"):
            document = add_document(session, name)
            document.state = DocumentState.LIVE
            add_fetch(session, document, 0)
        lost, back, _ = session.scalars(select(Document).order_by(Document.id)).all()
        add_fetch(session, lost, 0.1, Outcome.HTTP_4XX, 404)
        back.state, back.not_found_since = DocumentState.MISSING, DAY_ONE - timedelta(days=1)

    assert run_audit(store)["absence"] == 2
    assert queued(store) == {(Stage.ABSENCE, 1), (Stage.ABSENCE, 2)}
