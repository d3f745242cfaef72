"""Mail out of the outbox: a real SMTP server that takes, refuses or drops it; a mailbox folder."""

import asyncio
import mailbox
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select, update

from models import Message, MessageState, Subscription, read_session, write_session
from policywatch.alerting import alert, ensure_first_subscriptions, postbox, send_again
from policywatch.settings import Settings


class Box:
    """A mailbox behind SMTP that answers as it is told."""

    def __init__(self, answer: str = "250 taken", after_s: float = 0) -> None:
        self.answer = answer
        self.after_s = after_s
        self.mails: list[Mail] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # type: ignore[no-untyped-def]  # noqa: N802
        await asyncio.sleep(self.after_s)
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.answer


@contextmanager
def smtp_server(box: Box) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.fixture
def outbox(store: Engine, settings: Settings, now: datetime) -> Engine:
    """An outbox with one message in it."""
    with write_session(store) as session:
        ensure_first_subscriptions(session, settings, now)
        session.flush()
        session.add(
            Message(
                key="1:finding:1",
                message_id="<abc123@localhost>",
                subscription_id=1,
                recipient="analyst@localhost",
                subject="[policywatch] 83 启明计划",
                text="启明计划\n",
                html="<p>启明计划</p>",
                state=MessageState.QUEUED,
                not_before=now,
                created_at=now,
            )
        )
    return store


def state_of(engine: Engine) -> MessageState:
    with read_session(engine) as session:
        return session.scalars(select(Message)).one().state


def test_a_mail_arrives_with_both_parts_and_one_click_unsubscribe(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    box = Box()
    with smtp_server(box) as url:
        sent = alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    (mail,) = box.mails
    assert (sent.counts["sent"], state_of(outbox)) == (1, MessageState.SENT)
    assert mail["Subject"] == "[policywatch] 83 启明计划"
    assert mail["Message-ID"] == "<abc123@localhost>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/unsubscribe/")
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_what_was_sent_is_not_sent_again(outbox: Engine, settings: Settings, now: datetime) -> None:
    box = Box()
    with smtp_server(box) as url:
        for _ in range(3):
            alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        pytest.param("451 try later", MessageState.DEFERRED, id="for-now"),
        pytest.param("550 no such user", MessageState.FAILED, id="for-good"),
    ],
)
def test_a_refusal_defers_or_fails(
    outbox: Engine, settings: Settings, now: datetime, answer: str, state: MessageState
) -> None:
    with smtp_server(Box(answer)) as url:
        alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    assert state_of(outbox) is state


def test_a_deferred_mail_is_tried_again_later_not_at_once(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    box = Box("451 try later")
    with smtp_server(box) as url:
        with_server = settings.model_copy(update={"smtp_url": url})
        alert(outbox, with_server, now=lambda: now)
        box.answer = "250 taken"
        alert(outbox, with_server, now=lambda: now + timedelta(seconds=10))
        at_once = len(box.mails)
        alert(outbox, with_server, now=lambda: now + timedelta(hours=1))

    assert (at_once, len(box.mails)) == (0, 1)


def test_a_mail_put_off_by_a_clock_that_was_wrong_is_sent(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(outbox) as session:
        session.execute(update(Message).values(not_before=now + timedelta(days=3650)))
    box = Box()

    with smtp_server(box) as url:
        alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    assert len(box.mails) == 1


def test_no_server_defers(outbox: Engine, settings: Settings, now: datetime) -> None:
    gone = settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:9"})

    alert(outbox, gone, now=lambda: now)

    assert state_of(outbox) is MessageState.DEFERRED


def test_a_connection_lost_after_the_mail_leaves_it_unknown_and_not_sent_again(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    with dropping_server() as (url, taken):
        with_server = settings.model_copy(update={"smtp_url": url})
        for _ in range(2):
            alert(outbox, with_server, now=lambda: now + timedelta(days=1))

    assert state_of(outbox) is MessageState.UNKNOWN
    assert len(taken) == 1


@pytest.mark.parametrize(
    ("answers_s", "within_s", "state"),
    [
        pytest.param(1.0, 30, MessageState.SENT, id="it looks into the mail first"),
        pytest.param(30, 0.3, MessageState.UNKNOWN, id="it never answers"),
    ],
)
def test_a_server_has_more_time_to_take_a_mail_than_to_answer(
    outbox: Engine,
    settings: Settings,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    answers_s: float,
    within_s: float,
    state: MessageState,
) -> None:
    monkeypatch.setattr(postbox, "SMTP_TIMEOUT_S", 0.5)
    monkeypatch.setattr(postbox, "TAKEN_WITHIN_S", within_s)

    with smtp_server(Box(after_s=answers_s)) as url:
        alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    assert state_of(outbox) is state


def test_a_server_that_says_nothing_defers(
    outbox: Engine, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postbox, "SMTP_TIMEOUT_S", 0.3)

    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"smtp://127.0.0.1:{mute.getsockname()[1]}"
        alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    assert state_of(outbox) is MessageState.DEFERRED


@contextmanager
def dropping_server() -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes a whole mail and then drops the connection without a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 ready\r\n")
                for line in lines:
                    if line.upper().startswith(b"DATA"):
                        connection.sendall(b"354 go on\r\n")
                        taken.append(b"".join(iter(lambda: lines.readline(), b".\r\n")))
                        break
                    connection.sendall(b"250 fine\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}", taken
    finally:
        listener.close()


def test_a_sender_that_died_leaves_an_smtp_mail_unknown(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    with write_session(outbox) as session:
        session.scalars(select(Message)).one().state = MessageState.SENDING
    with smtp_server(Box()) as url:
        sent = alert(
            outbox,
            settings.model_copy(update={"smtp_url": url}),
            now=lambda: now + timedelta(hours=1),
        )

    assert (sent.counts["unknown"], state_of(outbox)) == (1, MessageState.UNKNOWN)


def test_without_a_server_mail_lies_in_a_mailbox_folder_once(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    for _ in range(2):
        alert(outbox, settings, now=lambda: now)
        with write_session(outbox) as session:
            session.scalars(select(Message)).one().state = MessageState.SENDING
    alert(outbox, settings, now=lambda: now)

    box = mailbox.Maildir(settings.mailbox_dir, create=False)
    assert [mail["Message-ID"] for mail in box] == ["<abc123@localhost>"]
    assert state_of(outbox) is MessageState.SENT


@contextmanager
def refusing_server(command: str, answer: str) -> Iterator[str]:
    """A server that answers one command so, and goes on listening."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 ready\r\n")
                for line in lines:
                    told = answer if line.upper().startswith(command.encode()) else "250 fine"
                    connection.sendall(f"{told}\r\n".encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        pytest.param("MAIL", "530 Must issue STARTTLS first", MessageState.DEFERRED, id="no-tls"),
        pytest.param("MAIL", "550 unknown sender", MessageState.DEFERRED, id="our-sender"),
        pytest.param("RCPT", "530 Authentication required", MessageState.DEFERRED, id="no-login"),
        pytest.param("RCPT", "550 no such user", MessageState.FAILED, id="their-address"),
        pytest.param("RCPT", "450 greylisted", MessageState.DEFERRED, id="greylisted"),
    ],
)
def test_only_what_is_wrong_with_a_mail_itself_fails_it(
    outbox: Engine,
    settings: Settings,
    now: datetime,
    command: str,
    answer: str,
    state: MessageState,
) -> None:
    with refusing_server(command, answer) as url:
        alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    assert state_of(outbox) is state


def test_a_server_that_is_away_for_a_week_loses_no_mail(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    gone = settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:9"})
    for hours in range(0, 7 * 24, 3):
        alert(outbox, gone, now=lambda: now + timedelta(hours=hours))  # noqa: B023 (called at once)

    box = Box()
    with smtp_server(box) as url:
        back = settings.model_copy(update={"smtp_url": url})
        alert(outbox, back, now=lambda: now + timedelta(days=7, hours=6))

    assert "<abc123@localhost>" in {mail["Message-ID"] for mail in box.mails}


def test_what_failed_is_sent_again_when_asked_unless_nobody_waits_for_it(
    outbox: Engine, settings: Settings, now: datetime
) -> None:
    with smtp_server(Box("550 no such user")) as url:
        alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)

    again = send_again(outbox, now)
    box = Box()
    with smtp_server(box) as url:
        alert(outbox, settings.model_copy(update={"smtp_url": url}), now=lambda: now)
    with write_session(outbox) as session:
        session.scalars(select(Message)).one().state = MessageState.FAILED
        session.get_one(Subscription, 1).ended_at = now

    assert (again, len(box.mails), send_again(outbox, now)) == (1, 1, 0)
