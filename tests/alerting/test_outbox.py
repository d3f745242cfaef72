"""What is told to whom, once, and what a mail says."""

import mailbox
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header

import pytest
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import Session

from models import (
    Cadence,
    DigestItem,
    Finding,
    FindingState,
    Match,
    Message,
    MessageFinding,
    Source,
    SourceState,
    Stage,
    Subscription,
    Transition,
    Version,
    VersionKind,
    Work,
    queue,
    read_session,
    write_session,
)
from policywatch.alerting import alert, ensure_first_subscriptions
from policywatch.settings import Settings
from tests.review.seeding import seed
from tests.stores import Fill

Clock = Callable[[], datetime]


@pytest.fixture(scope="module")
def rows(now: datetime) -> Fill:
    def fill(session: Session) -> None:
        seed(session, now)
        session.execute(delete(Message))

    return fill


@pytest.fixture
def seeded(store: Engine, settings: Settings, now: datetime) -> Engine:
    """A store whose first document's finding waits to be told, and its first subscriptions."""
    with write_session(store) as session:
        ensure_first_subscriptions(session, settings, now)
        queue(session, Stage.ALERT, [1], now)
    return store


def analyst(session: Session) -> Subscription:
    return session.scalars(select(Subscription).where(Subscription.name == "analyst")).one()


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


def test_a_mail_says_which_rule_which_words_and_why_you_get_it(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert message.subject.startswith("[policywatch] 83 · 关于做好2023年度启明计划")
    assert "Rule programme-named · Programme qiming" in message.text
    assert "»启明计划«" in message.text
    assert "+55  rule programme-named" in message.text
    assert "http://127.0.0.1:8000/documents/1#finding-1" in message.text
    assert "analyst@localhost is subscribed as “analyst” at policywatch" in message.text
    assert ">启明计划</mark>" in message.html
    assert "<script" not in message.html


def test_a_mail_can_be_in_chinese(seeded: Engine, settings: Settings, now: datetime) -> None:
    with write_session(seeded) as session:
        analyst(session).language = "zh"

    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert "分数 83 · 规则 programme-named" in message.text
    assert '<html lang="zh-CN">' in message.html


def test_the_outbox_does_not_show_the_way_out_of_a_subscription_the_mail_does(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    (mail,) = mailbox.Maildir(settings.mailbox_dir, create=False)
    with read_session(seeded) as session:
        token = analyst(session).unsubscribe_token
    assert token not in message.text + message.html
    assert mail["List-Unsubscribe"].strip() == f"<http://127.0.0.1:8000/unsubscribe/{token}>"
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    assert all(isinstance(part, bytes) and token.encode() in part for part in parts)
    assert len(parts) == 2


def test_contacts_are_masked_in_mail(seeded: Engine, settings: Settings, now: datetime) -> None:
    told = "，联系邮箱 rcb@huzhou.example.cn，电话 13812345678，微信：talent_hz2023，QQ：123456789"
    with write_session(seeded) as session:
        finding = session.get_one(Finding, 1)
        finding.reason = f"names qiming{told}"
        match = session.scalars(select(Match).where(Match.version_id == finding.version_id)).first()
        assert match is not None
        reading = session.get_one(Version, finding.version_id).reading
        reading.text = reading.text[: match.end] + told + reading.text[match.end :]
        match.sentence_end += len(told)

    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    for secret in ("rcb@", "13812345678", "talent_hz2023", "123456789"):
        assert secret not in message.text + message.html
    assert "»启明计划«，联系邮箱 […]" in message.text


def test_a_hostile_title_stays_one_header_and_plain_words(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        version = session.get_one(Version, session.get_one(Finding, 1).version_id)
        version.reading.title = "启明\r\nBcc: all@example.org\n\n<b onclick=x>\u202e\x07"

    alert(seeded, settings, now=lambda: now)

    (mail,) = mailbox.Maildir(settings.mailbox_dir, create=False)
    subject = str(make_header(decode_header(mail["Subject"])))
    assert mail["Bcc"] is None
    assert "启明 Bcc: […] <b onclick=x>" in subject
    assert "\u202e" not in subject
    (message,) = messages(seeded)
    assert "<b onclick" not in message.html


def test_findings_of_one_version_come_in_one_mail(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        first = session.get_one(Finding, 1)
        copied = {c.name: getattr(first, c.name) for c in Finding.__table__.columns}
        second = Finding(**(copied | {"id": None, "rule": "incentive-offered", "score": 91}))
        session.add(second)
        session.flush()
        queue(session, Stage.ALERT, [second.id], now)

    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert message.subject.startswith("[policywatch] 91 ·")
    assert "programme-named" in message.text
    assert "incentive-offered" in message.text


@pytest.mark.parametrize("state", [FindingState.NOT_RELEVANT, FindingState.SUPERSEDED])
def test_a_finding_no_longer_open_is_not_told(
    seeded: Engine, settings: Settings, now: datetime, state: FindingState
) -> None:
    with write_session(seeded) as session:
        session.get_one(Finding, 1).state = state

    alert(seeded, settings, now=lambda: now)

    assert messages(seeded) == []


def test_what_goes_over_the_days_limit_comes_in_one_digest(
    seeded: Engine, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policywatch.alerting.stage.MAX_INSTANT_A_DAY", 3)
    with write_session(seeded) as session:
        findings = select(Finding.id).where(Finding.state == FindingState.OPEN)
        number = len(ids := session.scalars(findings).all())
        queue(session, Stage.ALERT, ids, now)

    alert(seeded, settings, now=lambda: now)
    at_once = messages(seeded)
    alert(seeded, settings, now=lambda: now + timedelta(days=1))
    alert(seeded, settings, now=lambda: now + timedelta(days=1, hours=1))

    assert len(at_once) == 3
    assert "More than 3 mails in a day" in at_once[-1].text
    (digest,) = messages(seeded)[3:]
    assert f"Daily digest 2023-08-25 · {number - 3} findings" in digest.subject
    with read_session(seeded) as session:
        told = [row.finding_id for row in session.scalars(select(MessageFinding))]
        assert sorted(told) == sorted(ids)
        assert session.scalars(select(DigestItem)).all() == []


def test_a_digest_of_thousands_of_findings_is_capped(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        analyst(session).cadence = Cadence.DAILY
        first = session.get_one(Finding, 1)
        copied = {c.name: getattr(first, c.name) for c in Finding.__table__.columns}
        rows = [copied | {"id": n, "rule": f"rule-{n}"} for n in range(1000, 3000)]
        session.execute(insert(Finding), rows)
        items = [{"subscription_id": 1, "finding_id": n, "at": now} for n in range(1000, 3000)]
        session.execute(insert(DigestItem), items)

    alert(seeded, settings, now=lambda: now)
    alert(seeded, settings, now=lambda: now + timedelta(days=1))

    (digest,) = messages(seeded)
    assert "2001 findings" in digest.subject
    assert "1951 more in the queue" in digest.text
    assert len(digest.html) < 200_000


def test_who_is_told_at_once_gets_a_sign_of_life_each_week(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        session.execute(delete(Work))

    for days in range(10):
        alert(seeded, settings, now=lambda days=days: now + timedelta(days=days))  # type: ignore[misc]

    to_analyst = [m for m in messages(seeded) if m.subscription_id == 1]
    assert [f"{m.created_at:%a}" for m in to_analyst] == ["Mon"]
    told = "Weekly sign of life 2023-08-28 · nothing found"
    assert told in to_analyst[0].subject


def test_only_a_page_that_was_not_told_before_is_told_as_newly_readable(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    alert(seeded, settings, now=lambda: now)
    with write_session(seeded) as session:
        first = session.get_one(Finding, 1)
        unknown = session.get_one(Finding, 3)
        session.get_one(Version, first.version_id).kind = VersionKind.TECHNICAL
        session.get_one(Version, unknown.version_id).kind = VersionKind.TECHNICAL
        unknown.evidence_key = "u" * 64
        copied = {c.name: getattr(first, c.name) for c in Finding.__table__.columns}
        again = Finding(**(copied | {"id": None, "rule": "same-evidence"}))
        session.add(again)
        session.flush()
        queue(session, Stage.ALERT, [again.id, unknown.id], now)

    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)[1:]
    assert "newly readable" in message.text
    assert f"#finding-{unknown.id}" in message.text


def test_a_subscription_gets_only_what_it_wants(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        analyst(session).wanted = {"programmes": ["huoju"]}

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
        session.execute(delete(Work))
        for source in ("source-0", "source-1"):
            session.add(
                Transition(
                    source_id=source,
                    before=SourceState.WORKING,
                    after=SourceState.FAILING,
                    reason="timeout in the last 2 runs",
                    advice="try from another network",
                    sample="2023-08-23 09:00 UTC: 关于<公布>名单的通知 (http://example.org/1)",
                    at=now,
                )
            )

    for _ in range(2):
        alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert message.subject == "[policywatch] 2 sources are failing"
    assert "Source 通知公告: working → failing\n    湖州市科学技术局 · source-0" in message.text
    assert " UTC\n    http://example.org/\n    timeout in the last 2 runs" in message.text
    assert "What to try: try from another network" in message.text
    assert "Last good sample: 2023-08-23 09:00 UTC: 关于<公布>名单的通知" in message.text
    assert "关于&lt;公布&gt;名单的通知" in message.html


def test_a_source_that_goes_quiet_is_told_to_ops(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        session.execute(delete(Work))
        session.add(
            Transition(
                source_id="source-0",
                before=SourceState.WORKING,
                after=SourceState.QUIET,
                reason="fetched well, but nothing new for 40 days (remarkable after 30)",
                at=now,
            )
        )

    alert(seeded, settings, now=lambda: now)

    (message,) = messages(seeded)
    assert message.subject.endswith("working → quiet")


def test_a_new_source_that_begins_to_work_is_no_mail(
    seeded: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(seeded) as session:
        session.execute(delete(Work))
        session.add(
            Transition(
                source_id="source-0",
                before=SourceState.NEW,
                after=SourceState.WORKING,
                reason="first run",
                at=now,
            )
        )

    alert(seeded, settings, now=lambda: now)

    assert messages(seeded) == []


def test_a_digest_tells_a_quiet_period_and_what_was_not_seen(
    seeded: Engine, settings: Settings
) -> None:
    start = datetime(2026, 3, 3, 12, tzinfo=UTC)
    with write_session(seeded) as session:
        session.execute(delete(Work))
        subscription = analyst(session)
        subscription.cadence, subscription.created_at = Cadence.DAILY, start
        session.scalars(select(Subscription).where(Subscription.ops)).one().ended_at = start
        assert session.get_one(Source, "source-2").state is SourceState.FAILING

    for hours in (1, 13, 14, 37, 38):
        alert(seeded, settings, now=lambda hours=hours: start + timedelta(hours=hours))  # type: ignore[misc]

    quiet = messages(seeded)
    assert [m.key.rpartition(":")[2] for m in quiet] == ["2026-03-04", "2026-03-05"]
    assert "Daily digest 2026-03-04 · nothing found · 3 sources not seen" in quiet[0].subject
    assert "no data: 通知公告 (source-2): blocked-waf" in quiet[0].text
    assert "Nothing was found" in quiet[0].text
