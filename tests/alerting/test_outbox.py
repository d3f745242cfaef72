"""What is told to whom, once, and what a mail says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from models import (
    Cadence,
    Finding,
    Message,
    MessageFinding,
    Source,
    SourceState,
    Stage,
    Subscription,
    Transition,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.alerting import alert, ensure_first_subscriptions
from policywatch.settings import Settings
from tests.review.seeding import seed

Clock = Callable[[], datetime]


@pytest.fixture
def seeded(store: Engine, settings: Settings, now: datetime) -> Engine:
    """A store whose first document's finding waits to be told, and its first subscriptions."""
    with write_session(store) as session:
        seed(session, now)
        session.query(Message).delete()
        ensure_first_subscriptions(session, settings, now)
        queue(session, Stage.ALERT, [1], now)
    return store


def messages(engine: Engine) -> list[Message]:
    with read_session(engine) as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_finding_is_told_once_however_often_it_is_queued(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    for _ in range(3):
        with write_session(seeded) as session:
            queue(session, Stage.ALERT, [1], now)
        alert(seeded, settings, now=lambda: now)

    assert len(messages(seeded)) == 1
    with read_session(seeded) as session:
        assert session.scalars(select(Work)).all() == []
        assert [m.finding_id for m in session.scalars(select(MessageFinding))] == [1]


def test_a_mail_says_which_rule_which_words_and_how_to_stop(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert message.subject.startswith("[policywatch] 83 关于做好2023年度启明计划")
    assert "programme-named: names qiming" in message.text
    assert "[启明计划]" in message.text
    assert "/documents/1" in message.text
    assert "/unsubscribe/" in message.text
    assert ">启明计划</mark>" in message.html
    assert "<script" not in message.html
    assert "+55 rule programme-named" in message.text


def test_contacts_are_masked_in_mail(seeded: Engine, settings: Settings, now: datetime) -> None:
    with write_session(seeded) as session:
        finding = session.get_one(Finding, 1)
        finding.reason = "names qiming, write to rcb@huzhou.example.cn or 13812345678"

    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert "rcb@" not in message.text + message.html
    assert "13812345678" not in message.text + message.html


def test_a_subscription_gets_only_what_it_wants(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        subscription = session.scalars(
            select(Subscription).where(Subscription.name == "analyst")
        ).one()
        subscription.wanted = {"programmes": ["huoju"]}

    alert(seeded, settings, now=lambda: now)

    assert messages(seeded) == []


def test_an_ended_subscription_gets_nothing(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        for subscription in session.scalars(select(Subscription)):
            subscription.ended_at = now

    alert(seeded, settings, now=lambda: now)

    assert messages(seeded) == []


def test_ops_gets_one_mail_for_the_transitions_of_one_moment(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        session.query(Work).delete()
        for source in ("source-0", "source-1"):
            session.add(
                Transition(
                    source_id=source,
                    before=SourceState.WORKING,
                    after=SourceState.FAILING,
                    reason="timeout in the last 2 runs",
                    at=now,
                )
            )

    for _ in range(2):
        alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert message.subject == "[policywatch] 2 sources are failing"
    assert "source-0: working → failing" in message.text
    assert "timeout in the last 2 runs" in message.text


def test_a_digest_tells_a_quiet_period_and_what_was_not_seen(
    seeded: Engine, settings: Settings
) -> None:
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with write_session(seeded) as session:
        session.query(Work).delete()
        subscription = session.scalars(
            select(Subscription).where(Subscription.name == "analyst")
        ).one()
        subscription.cadence, subscription.created_at = Cadence.DAILY, start
        assert session.get_one(Source, "source-2").state is SourceState.FAILING

    for hours in (1, 19, 20, 42, 43):
        alert(seeded, settings, now=lambda hours=hours: start + timedelta(hours=hours))  # type: ignore[misc]

    quiet = messages(seeded)
    assert [m.key.rpartition(":")[2] for m in quiet] == ["2026-03-03", "2026-03-04"]
    assert "all quiet, not everything was seen" in quiet[0].subject
    assert "All quiet: nothing was found." in quiet[0].text
    assert "source-2" in quiet[0].text
